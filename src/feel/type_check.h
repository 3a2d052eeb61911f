// Gives a syntax tree its types: names become facts, strings become codes of the domain they are compared with. Refuses
// what cannot be meant.
#pragma once

#include <string_view>

#include "feel/expression.h"
#include "feel/syntax.h"

namespace her2::feel {

/// Parses and checks a condition or value. `text` in FEEL; names are looked up in `facts`.
Parsed<Expression> compileExpression(std::string_view text, const FactCatalogue& facts, const Vocabulary& vocabulary);

/// The same, and the result must be a truth.
Parsed<Expression> compileCondition(std::string_view text, const FactCatalogue& facts, const Vocabulary& vocabulary);

}  // namespace her2::feel
