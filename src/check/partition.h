// What the cells of a decision table make of one input: the finite number of kinds of value that its rows tell apart.
// Thresholds cut a number into points and the gaps between them, a code into its codes, a list into the subsets of what
// is asked for. The product of the partitions of all inputs is the grid of the table.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "kb/model.h"

namespace her2::check {

/// One bit a row: its cell lets the value pass.
using Rows = std::vector<bool>;

/// Values that no cell can tell apart because no threshold lies between them. Which member counts depends on the kind
/// of the input.
struct Piece {
  Interval number;  ///< Number, Date, Duration
  unsigned code = 0;
  CodeSet list;  ///< exactly these, of those that any cell asks about
  bool truth = false;
};

/// All pieces that the rows treat alike.
struct Part {
  std::string text;
  Rows rows;
  std::vector<Piece> pieces;
};

using Partition = std::vector<Part>;

/// Requires that `input` is one of the table's. Every value of the input is in exactly one part; of lists in a table
/// that gathers its rows, every value of at most one code.
Partition partition(const kb::Knowledge& knowledge, const kb::Table& table, std::size_t input);

/// What a number can be at all: the range of a fact, the whole line of anything else.
Interval rangeOf(const kb::Knowledge& knowledge, const feel::Expression& value);
/// Ends of the intervals that lie in the range of the value: where one answer may turn into another.
void addCuts(const std::vector<Interval>& intervals, const Interval& range, std::set<double>& cuts);

}  // namespace her2::check
