// FEEL's two durations: years and months, or days. Hours and smaller have no use here.
#pragma once

#include <optional>
#include <string_view>

namespace her2::feel {

struct Duration {
  bool months = false;  ///< amount counts months, else days
  double amount = 0;

  /// Reads "P1Y6M", "P6M", "P28D". Nothing for a mixture of months and days, or for weeks, which FEEL does not have.
  static std::optional<Duration> parse(std::string_view text);
};

}  // namespace her2::feel
