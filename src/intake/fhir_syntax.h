// Finds where a text stops being JSON, once the parser has said that it does.
#pragma once

#include <cstddef>
#include <string_view>

namespace her2::intake::fhir {

/// Offset of the first error in a text that is UTF-8 and whose strings are closed: where it is no JSON, or where an
/// object or list begins inside of so many others. Its size if the text ends too early.
std::size_t syntaxErrorOffset(std::string_view text, int deepest);

}  // namespace her2::intake::fhir
