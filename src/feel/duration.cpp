#include "feel/duration.h"

#include <charconv>

namespace her2::feel {

std::optional<Duration> Duration::parse(std::string_view text) {
  if (text.size() < 3 || text[0] != 'P') return std::nullopt;
  text.remove_prefix(1);
  Duration result;
  bool first = true;
  while (!text.empty()) {
    int amount = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (error != std::errc() || end == text.data() + text.size() || amount < 0 || amount > 100000) return std::nullopt;
    const char unit = *end;
    const bool months = unit == 'Y' || unit == 'M';
    if ((!months && unit != 'D') || (!first && months != result.months)) return std::nullopt;
    result.months = months;
    result.amount += unit == 'Y' ? amount * 12 : amount;
    first = false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  return result;
}

}  // namespace her2::feel
