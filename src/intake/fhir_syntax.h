// Finds where a text stops being JSON, once the parser has said that it does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace her2::intake::fhir {

struct SyntaxError {
  /// Depth: an object or list begins inside of as many others as may be nested. Number: beyond the range of double.
  enum class Kind : std::uint8_t { None, Grammar, Depth, Number } kind = Kind::None;
  std::size_t offset = 0;
};

/// The first error in a text that is UTF-8 and whose strings are closed. Where the text ends too early, it stands at
/// its end.
SyntaxError firstSyntaxError(std::string_view text, int deepest);

}  // namespace her2::intake::fhir
