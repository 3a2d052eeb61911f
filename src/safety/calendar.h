// The calendar of one therapy: every check with its date and window, from before the first dose to what is owed after
// the last. Dates are computed from the rules of the day; what is on record already is marked as done, what is late as
// overdue.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "her2/safety.h"
#include "safety/reviewer.h"

namespace her2::safety {

struct CalendarRequest {
  DrugId drug = 0;
  std::optional<Date> start;  ///< first dose; nothing: as recorded
  std::optional<Date> end;    ///< last dose; nothing: as recorded, else open
  Date until;                 ///< no visit later than this
};

struct Calendar {
  std::string drug;
  std::optional<Date> start;
  std::optional<Date> end;
  std::vector<Visit> visits;         ///< in order of their dates
  std::vector<std::string> missing;  ///< why there are none
};

/// Requires a drug with safety rules and reviewer.hasRules().
Calendar makeCalendar(const Reviewer& reviewer, const Patient& patient, const CalendarRequest& request,
                      facts::FactBlock& block);

}  // namespace her2::safety
