// How well a source, or one number out of it, was verified.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace her2::kb {

/// Best first. What rests only on Unverified never decides.
enum class Grade : std::uint8_t { Label, Primary, Secondary, Convention, Unverified };

std::string_view gradeName(Grade grade);
std::optional<Grade> findGrade(std::string_view name);

}  // namespace her2::kb
