// Screens rows that come as columns and answers in columns: what the Python module hands to data frames. The rows are
// those of a registry table (the columns of a mapping, docs/registry-tables.md), or hold a whole record each (`record`:
// a case or a FHIR Bundle as JSON).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/desk.h"

namespace her2::api {

/// One column of text; `offsets` has one element more than rows.
struct TextColumn {
  std::string name;
  std::string bytes;
  std::vector<std::size_t> offsets{0};
  void add(std::string_view text) {
    bytes += text;
    offsets.push_back(bytes.size());
  }
};

struct ColumnInput {
  std::vector<std::string> names;
  std::size_t rows = 0;
  /// The text of a cell; empty where there is none. Called from several threads; the text lives until that thread's
  /// next call.
  std::function<std::string_view(std::size_t row, std::size_t column, std::string& scratch)> cell;
};

struct ColumnScreening {
  Question question;
  std::vector<std::uint16_t> regions;
  std::string mapping;  ///< empty: told by the columns
  unsigned threads = 1;
};

/// The worklist's columns, and behind them `row_status` (ok, incomplete: some answer is open, rejected) and
/// `error_code`, `error_where`, `error_text` of a row that could not be read. One row out for each row in, in order. A
/// problem where the columns fit no layout.
/// The names of those columns.
std::vector<std::string> screenedColumns();
Result<std::vector<TextColumn>> screenColumns(const Desk& desk, const ColumnScreening& screening,
                                              const ColumnInput& input);

}  // namespace her2::api
