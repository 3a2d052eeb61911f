// What changes for the patients of a cohort between two days: who becomes newly eligible, or no longer is, and by which
// approval.
//
// Either the record stands still, and only rules and labels change; or it grows: then it is assessed three times, by
// the rules of the first day and what the record holds up to it, by the same rules with what it holds up to the second
// day, and by the rules of the second day. So a change is known to come from the rules, from the record (a specimen, a
// treatment, a birthday in between), or from both.
#pragma once

#include "cohort/screen.h"

namespace her2::cohort {

struct Comparing {
  std::shared_ptr<const assess::Assessor> earlier;
  std::shared_ptr<const assess::Assessor> between;  ///< rules of the first day, record up to the second; or `earlier`
  std::shared_ptr<const assess::Assessor> later;
  std::vector<std::uint16_t> regions;
  OutputFormat output = OutputFormat::Csv;  ///< a change a line, or a case with changes a line
};

/// The assessors for two days. `recordedBy`: up to which day records count on both; nothing: up to each day. A problem
/// where the knowledge cannot be compiled for one of them.
Result<Comparing> compare(const std::shared_ptr<const kb::Knowledge>& knowledge, Date from, Date to,
                          std::optional<Date> recordedBy, bool openWorld);

/// Cases with a change, and changes by kind.
struct ChangeCounts {
  std::size_t cases = 0;
  std::size_t newlyIndicated = 0;
  std::size_t newlyPossible = 0;
  std::size_t noLongerIndicated = 0;
  std::size_t noLongerPossible = 0;
};

Outcome changes(const Streaming& streaming, const Comparing& comparing, ChangeCounts& counts);

}  // namespace her2::cohort
