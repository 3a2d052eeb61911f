// The course of a finding that is measured again and again: which of the measurements belong to the trouble at hand.
//
// The tables say what each measurement calls for, as a code of a list in order of gravity. The first code asks for
// nothing, the second only for a closer watch; any other begins an episode. An episode is over with the second
// measurement in a row that asks for nothing, or when an interruption of the treatment ends after it began.
#pragma once

#include <vector>

#include "facts/course.h"
#include "her2/case.h"

namespace her2::safety {

struct DayFinding {
  Date day;
  CodeSet codes;  ///< still possible
};

struct Episode {
  CodeSet before = CodeSet::of(0);  ///< gravest finding before the last measurement; the first code: none
  double days = 0;                  ///< from the first finding to the last measurement
};

/// Days since the first dose on which one of the kinds was measured, in order, each once. A partly known day counts as
/// its last.
std::vector<Date> measuredDays(const Case& record, const std::vector<std::string>& kinds, const facts::Course& course,
                               Date asOf);

/// The episode that is open on the day, at the last of the findings.
Episode openEpisode(const std::vector<DayFinding>& findings, const facts::Course& course, Date asOf);

}  // namespace her2::safety
