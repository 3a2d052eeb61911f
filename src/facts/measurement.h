// Which of the measurements on record a rule means, and what they say: the one place that reads their dates, units and
// limits.
#pragma once

#include <vector>

#include "facts/deriver.h"

namespace her2::facts {

/// What became of a recorded number on its way to the unit of a fact.
enum class Reading : std::uint8_t { Good, NotRecorded, WrongUnit, Impossible };

/// The value in the unit, held to what is possible; unknown unless Good.
struct ReadValue {
  Reading state = Reading::NotRecorded;
  Interval value;
};
ReadValue readValue(const Measurement& measurement, std::string_view unit, const Interval& possible,
                    const Units& units);

/// Measurements of the kinds that may be the one meant: several where dates do not tell which is later. One without a
/// date may always be the latest.
std::vector<const Measurement*> candidates(const Case& record, const std::vector<std::string>& kinds, When when,
                                           const Course* course, Date asOf);

}  // namespace her2::facts
