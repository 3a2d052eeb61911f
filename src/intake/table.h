// Reads registry tables (CSV or TSV) through a mapping file of knowledge/mappings (docs/registry-tables.md). One line,
// one row, one patient: a line break within quotes is an error of the lines it tears apart and of no other. A reader
// does not remember former rows, so its memory stays what one row needs; that the same patient id comes twice is for
// the caller to note.
//
// Problems. Errors, the row is no case: row-syntax row-short row-long row-empty id-missing; of the header:
// header-syntax header-missing column-missing column-duplicate. Warnings, the row is a case without (or with a wider)
// value: cell-refused value-implausible value-ambiguous cells-disagree; used, but worth a look: cell-doubtful
// total-recognised; of the header: column-unmapped.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "intake/reader.h"
#include "kb/document_set.h"

namespace her2::intake {

/// One mapping file, compiled: which column fills which leaf, how its words are read, what is refused.
class TableMapping {
 public:
  /// Ids of all mappings in the knowledge.
  static std::vector<std::string> list(const kb::DocumentSet& knowledge);
  static Result<std::shared_ptr<const TableMapping>> compile(const kb::DocumentSet& knowledge,
                                                             const Vocabulary& vocabulary, std::string_view id);
  /// The mapping whose required columns all stand in the header line; nothing if none or several do.
  static std::string detect(const kb::DocumentSet& knowledge, std::string_view headerLine);
  ~TableMapping();
  struct Columns;
  const Columns& columns() const { return *columns_; }

 private:
  explicit TableMapping(std::unique_ptr<Columns> columns);
  std::unique_ptr<Columns> columns_;
};

class TableReader {
 public:
  TableReader(const Vocabulary& vocabulary, std::shared_ptr<const TableMapping> mapping);
  ~TableReader();
  TableReader(TableReader&&) noexcept;
  TableReader& operator=(TableReader&&) noexcept;

  /// Takes the header (all header lines, as the mapping says how many). Problems: missing or duplicate columns.
  bool header(std::string_view lines, RecordPlace place, Problems& problems);
  /// How many lines the header has.
  std::size_t headerLines() const;
  /// `record` is one row; `place.line` its line in the file. Needs no padding.
  bool read(std::string_view record, RecordPlace place, Case& out, Problems& problems);
  /// A row whose cells are apart already, in the order of the header: columns of a data frame.
  bool readRow(std::span<const std::string_view> cells, RecordPlace place, Case& out, Problems& problems);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace her2::intake
