// Reads one cell of a row into the leaves of its column, or says why it is refused.
#pragma once

#include <string>
#include <string_view>

#include "intake/table_mapping.h"

namespace her2::intake::table {

class CellReader {
 public:
  CellReader(const Vocabulary& vocabulary, const TableMapping::Columns& mapping)
      : vocabulary_(vocabulary), mapping_(mapping) {}

  /// `cell` is trimmed and valid UTF-8; `filler` stands at it.
  void read(const Column& column, std::string_view cell, Filler& filler);

 private:
  void apply(const Column& column, const Word& word, std::string_view cell, Filler& filler);
  const Word* findWord(const Column& column, std::string_view text);
  void readOther(const Column& column, std::string_view cell, Filler& filler);
  void readNumberCell(const Column& column, std::string_view cell, Filler& filler);
  void readDateCell(const Column& column, std::string_view cell, Filler& filler);
  void readRelativeDate(const Column& column, const Interval& count, std::string_view cell, Filler& filler);
  void setDate(const Column& column, const DateRange& date, std::string_view cell, Filler& filler);
  void readAnyOf(const Column& column, std::string_view cell, Filler& filler);
  void readAllOf(const Column& column, std::string_view cell, Filler& filler);
  void readEntry(const Column& column, std::string_view entry, Filler& filler);
  void setOthers(const Column& column, const Word& word, Filler& filler);
  void setAll(const Column& column, const Value& value, Filler& filler);
  void refuse(const Column& column, std::string_view cell, std::string_view why, Filler& filler);

  const Vocabulary& vocabulary_;
  const TableMapping::Columns& mapping_;
  std::string folded_;
};

/// The cell as it may stand in a message: short, in one line.
std::string quoted(std::string_view cell);

}  // namespace her2::intake::table
