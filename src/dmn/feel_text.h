// Conditions and cells as text of standard FEEL. Conditions and tests of numbers keep the author's words, so that
// another engine reads what the author wrote and not what our parser made of it; only names and codes change.
#pragma once

#include <string>
#include <string_view>

#include "feel/syntax.h"
#include "kb/model.h"

namespace her2::dmn {

using feel::FactId;

/// A code or other text in FEEL's quotes.
std::string feelString(std::string_view text);

/// `list contains([a, b], null)`: some of these facts are not known. Requires one at least.
std::string someMissing(const kb::Knowledge& knowledge, const std::vector<FactId>& facts);

/// The condition or value `text`, which must have passed the type check. Facts get their DMN names; an abstract code is
/// written as the codes it stands for. An error where that cannot be said.
feel::Parsed<std::string> expressionText(const kb::Knowledge& knowledge, std::string_view text);

/// One cell as FEEL unary tests; `written` is its text in the knowledge. A missing value (null) passes no cell but "-".
std::string cellText(const kb::Knowledge& knowledge, const feel::Expression& input, const feel::Cell& cell,
                     const std::string& written);

/// What a column of answers holds: one value a row, or a list in every row.
enum class Shape : std::uint8_t { Value, List };

/// A code: one value where no row leaves it open, else a list. A list of codes: a list, or under `collect` one value
/// where every row puts one code in.
Shape shapeOf(const kb::Knowledge& knowledge, const kb::Table& table, std::size_t output);

/// One answer as a FEEL literal; nothing where FEEL has none (a number that is an interval).
std::optional<std::string> answerText(const kb::Knowledge& knowledge, const feel::Fact& fact,
                                      const kb::OutputCell& cell, Shape shape);

}  // namespace her2::dmn
