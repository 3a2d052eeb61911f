// A mapping file, compiled: what TableMapping holds (docs/registry-tables.md describes the format).
#pragma once

#include <string>
#include <vector>

#include "intake/table.h"
#include "intake/table_fill.h"
#include "intake/table_value.h"
#include "intake/table_words.h"

namespace her2::intake::table {

/// A number that may be a mean per cell or a total over all cells counted. Limits are data, see
/// docs/registry-tables.md, "Means and totals".
struct Count {
  Leaf mean;
  Leaf total;
  Leaf over;               ///< the cells a total was counted on
  Interval plausible;      ///< a mean as written
  Interval fromTotal;      ///< a mean that division by the cells gives
  std::size_t column = 0;  ///< of the mapping that fills `mean`
};

/// Two such numbers, the second under the first in a ratio, or one alone.
struct CountGroup {
  std::vector<Count> counts;
  Leaf cells;
  std::optional<Leaf> ratio;
  double absolute = 0;  ///< by how much a stated ratio may differ from the one the numbers give: the greater of the two
  double relative = 0;
};

enum class Relative : std::uint8_t { No, DaysFrom, AgeAt };

struct Column {
  std::vector<std::string> names;  ///< folded; any one of them
  std::string title;               ///< the first as written
  std::vector<Leaf> leaves;        ///< none: its words alone say what they set
  Words words;
  std::vector<std::string> prefixes;  ///< folded; may stand before a word
  NumberSyntax number;
  std::optional<Interval> range;
  std::vector<DateStyle> dates;
  Relative relative = Relative::No;
  Leaf base;            ///< the date a relative one counts from
  char list = 0;        ///< between the entries of a list; 0: one entry
  char anyOf = 0;       ///< between codes of which any may be the one
  char gradeAfter = 0;  ///< between a finding and its grade
  WhenSet whenSet = WhenSet::Combine;
  bool ignoreUnknown = false;
};

}  // namespace her2::intake::table

namespace her2::intake {

struct TableMapping::Columns {
  std::string id;
  std::string file;  ///< for remedies
  std::vector<char> delimiters;
  char quote = '"';
  std::size_t headerLines = 1;
  std::vector<std::string> required;  ///< folded
  bool warnUnmapped = false;
  Date earliest;
  Date latest;
  table::Shape shape;
  std::vector<table::Column> columns;  ///< those that count from a date stand last
  std::vector<table::CountGroup> counts;
  std::vector<table::Assignment> always;
};

}  // namespace her2::intake

namespace her2::intake::table {

/// The mapping compiled from its block; what is wrong goes into `problems`.
std::unique_ptr<TableMapping::Columns> compileMapping(const kb::DocumentSet& knowledge, const Vocabulary& vocabulary,
                                                      const kb::Block& block, Problems& problems);

}  // namespace her2::intake::table
