// The courses of one drug in a record: the treatments that belong together, as they stand on a day. What a rule about a
// therapy means by "baseline", "since the first dose" or "held now" is told from them.
//
// A course is all treatments with the drug in one setting: neoadjuvant and adjuvant parts are one course, those for
// metastatic disease another. A part without an intent belongs to the course at hand. Only what had begun by the day
// counts; planned treatments are no part of a course.
#pragma once

#include <optional>
#include <vector>

#include "her2/case.h"

namespace her2::facts {

/// Codes of `intent` and `end-reason` that the courses rely on.
struct CourseCodes {
  CodeSet early;       ///< intents before or after surgery
  CodeSet metastatic;  ///< intents for metastatic disease
  CodeSet ongoing;     ///< end reason that says there is no end

  static CourseCodes of(const Vocabulary& vocabulary);
};

struct Course {
  std::vector<const Treatment*> parts;  ///< in order of their start; empty: not begun
  bool planned = false;                 ///< a treatment with the drug is planned
  std::optional<DateRange> start;       ///< first dose, where recorded
  std::optional<DateRange> lastDose;    ///< the last dose up to the day: a range of days while the course goes on
  Truth ongoing = Truth::False;
  CodeSet intents;  ///< of all parts

  bool begun() const { return !parts.empty(); }
};

/// The latest course of the drug, as known on the day.
Course latestCourse(const Case& record, DrugId drug, Date asOf, const CourseCodes& codes);

/// Is the treatment held on the day? Not known where the record names no interruption and does not say that there are
/// none.
Truth heldOn(const Course& course, Date day);

/// The interruption that is open on the day, or null.
const Interruption* openInterruption(const Course& course, Date day);

/// One drug of one patient under the labels of one region.
struct Therapy {
  DrugId drug = 0;
  CodeSet code;    ///< domain `her2-drug`
  CodeSet region;  ///< domain `region`
  Course course;
};

/// Whole days from some day of the range to the later day: least where the range ends last.
Interval daysFrom(const DateRange& range, Date later);
/// The same between two ranges.
Interval daysBetween(const DateRange& earlier, const DateRange& later);

}  // namespace her2::facts
