// Checks and their dates: when was everything that makes up a check known last?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "safety/review.h"

namespace her2::safety {

struct CheckDone {
  bool known = false;             ///< every part is on record, dated or not
  bool dated = false;             ///< every part that is measured has a date
  std::optional<DateRange> last;  ///< day of the oldest of the latest values of its parts
  std::vector<std::string> lacking;
};

/// By the day, measurements of later days left out. `after`: only measurements certainly later than this day count.
CheckDone checkDone(const kb::Check& check, const Review& review, Date by, std::optional<Date> after = {});

/// The day so much later (or earlier).
Date plus(Date day, const feel::Duration& span, int times = 1);
/// "P3M", "P28D"
std::string durationText(const feel::Duration& span);

}  // namespace her2::safety
