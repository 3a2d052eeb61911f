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
  std::size_t firstRow = 0;  ///< what places call the first of them
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

struct Screened {
  std::vector<TextColumn> columns;
  Problems warnings;  ///< on the columns that came in, such as one that nothing reads
};

/// The names of the columns that come out: those of the worklist, and behind them `row_status` (ok, incomplete: some
/// answer is open, rejected), `error_code`, `error_where`, `error_text` of a row that could not be read, and
/// `warnings`: whatever else was said of the row, as a JSON array of what `her2 screen --errors` writes; empty where
/// nothing was.
std::vector<std::string> screenedColumns();

/// One row out for each row in, in order. A problem where the columns fit no layout.
Result<Screened> screenColumns(const Desk& desk, const ColumnScreening& screening, const ColumnInput& input);

}  // namespace her2::api
