// What speaks against a drug, or asks for care with it.
#include "safety/review.h"

namespace her2::safety {

// A condition of which nothing is recorded is the business of the baseline checks, not a precaution.
void findPrecautions(const Review& review, Safety& out) {
  for (const kb::Warning& rule : review.knowledge().safety.warnings) {
    for (const Lane& lane : review.lanes()) {
      const Truth truth = review.holds(rule, lane);
      if (truth == Truth::False || (truth == Truth::Unknown && !review.partlyKnown(*rule.when, lane))) continue;
      Precaution line;
      review.describe(rule, lane, truth, line);
      line.level =
          rule.level == kb::WarningLevel::Contraindicated ? SafetyLevel::Contraindicated : SafetyLevel::Caution;
      out.precautions.push_back(std::move(line));
    }
  }
  mergeLines(out.precautions, [](const Precaution&) { return std::string(); });
}

}  // namespace her2::safety
