// A cell of a decision table: FEEL unary tests with constant ends, so that a table can be cut into a finite grid.
#pragma once

#include <string_view>
#include <vector>

#include "feel/expression.h"
#include "feel/syntax.h"

namespace her2::feel {

/// What one cell asks of its input. Which members count depends on the kind of the input.
struct Cell {
  bool any = false;                 ///< "-"
  std::vector<Interval> intervals;  ///< Number, Date: any of these, in order and disjoint
  CodeSet codes;                    ///< Code: is one of them; Codes: contains one of them
  bool negated = false;             ///< Code, Codes: not(…)
  bool truth = false;               ///< Truth: must be this
};

/// What a cell is a test of.
struct CellType {
  Kind kind = Kind::Truth;
  DomainId domain = 0;
};

/// Reads a cell such as ">= 2.0", "[4.0..6.0)", "< 1, > 5", "not([4..6))", "0, 1+", "not(3+)", "true", "-".
Parsed<Cell> parseCell(std::string_view text, CellType type, const Vocabulary& vocabulary);

/// The intervals joined, sorted and made disjoint.
std::vector<Interval> normalised(std::vector<Interval> intervals);
/// What the intervals leave out of the line.
std::vector<Interval> complement(const std::vector<Interval>& intervals);

}  // namespace her2::feel
