// Who should decide, and what else to think of.
#include "safety/review.h"

namespace her2::safety {

void findAdvice(const Review& review, Safety& out) {
  for (const kb::Advice& rule : review.knowledge().safety.advice) {
    for (const Lane& lane : review.lanes()) {
      if (lane.isPatient() != rule.anyDrug) continue;
      const Truth truth = review.holds(rule, lane);
      if (truth != Truth::True) continue;
      AdviceEntry line;
      review.describe(rule, lane, truth, line);
      line.topic = rule.topic;
      line.who = rule.who;
      out.advice.push_back(std::move(line));
    }
  }
  mergeLines(out.advice, [](const AdviceEntry& line) { return line.topic; });
}

}  // namespace her2::safety
