// When a block of knowledge is in force.
#pragma once

#include <optional>

#include "her2/date.h"

namespace her2::kb {

/// In force from `from` to the day before `until`.
struct Period {
  std::optional<Date> from;
  std::optional<Date> until;
  bool holds(Date day) const { return (!from || *from <= day) && (!until || day < *until); }
};

}  // namespace her2::kb
