// A typed FEEL expression, reduced to few operators: `x in [4..6)` is already the test of an interval, `between`, `>`
// and `!=` are gone. Facts are ids of the catalogue, codes are positions in their domain, dates are day serials. Built
// by parser.h and type_check.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feel/fact_catalogue.h"
#include "her2/code_set.h"
#include "her2/problem.h"

namespace her2::feel {

enum class Op : std::uint8_t {
  // values
  NumberLiteral,  ///< number; also dates (days) and durations (months or days)
  TruthLiteral,   ///< truth
  CodeLiteral,    ///< codes: one code
  FactValue,      ///< fact
  // truths from values
  InInterval,    ///< args[0] lies in `interval`
  InCodes,       ///< args[0] is one of `codes`
  ListContains,  ///< the list args[0] contains one of `codes`
  Less,          ///< args[0] <  args[1]
  LessEqual,     ///< args[0] <= args[1]
  EqualNumbers,
  EqualCodes,
  EqualTruths,
  // truths from truths
  And,
  Or,
  Not,
  // numbers from numbers
  Negate,
  Add,
  Subtract,
  Multiply,
  Divide,
  Abs,
  Min,
  Max,
  PlusMonths,  ///< date args[0] and `number` months
  // any type
  If,  ///< args[0] then args[1] else args[2]
};

struct Expression {
  Op op = Op::TruthLiteral;
  Kind kind = Kind::Truth;
  DomainId domain = 0;
  double number = 0;
  Truth truth = Truth::Unknown;
  CodeSet codes;
  Interval interval;
  FactId fact = 0;
  std::vector<Expression> args;
};

/// Calls f(fact) for every fact the expression asks about, once for each mention.
template <class F>
void forEachFact(const Expression& expression, F&& f) {
  if (expression.op == Op::FactValue) f(expression.fact);
  for (const Expression& arg : expression.args) forEachFact(arg, f);
}

}  // namespace her2::feel
