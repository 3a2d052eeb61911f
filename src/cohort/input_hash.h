// Which bytes an answer is about: XXH3, 128 bits, hexadecimal. It identifies an input; it is no signature.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace her2::cohort {

std::string inputHash(std::string_view bytes);
/// 64 bits, for tables in memory.
std::uint64_t fastHash(std::string_view bytes);

}  // namespace her2::cohort
