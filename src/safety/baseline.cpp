// What must be known before the first dose. Missing is never normal: a check that may be needed is asked for.
#include "safety/checks.h"

namespace her2::safety {
namespace {

CheckState stateOf(const CheckDone& done, const kb::Baseline& rule, Date by) {
  if (!done.known) return CheckState::Missing;
  if (!rule.within || !done.last) return done.dated || !rule.within ? CheckState::Known : CheckState::Undated;
  if (!done.dated) return CheckState::Undated;
  const Date oldest = plus(by, *rule.within, -1);
  return done.last->first < oldest ? CheckState::TooOld : CheckState::Known;
}

}  // namespace

void findBaseline(const Review& review, Safety& out) {
  const Names& names = review.names();
  for (const kb::Baseline& rule : review.knowledge().safety.baselines) {
    const kb::Check& check = *review.knowledge().safety.findCheck(rule.check);
    for (const Lane& lane : review.lanes()) {
      // Once a drug is being given, its checks are those of the calendar.
      if (lane.isPatient() || lane.state == names.ongoing) continue;
      const Truth truth = review.holds(rule, lane);
      if (truth == Truth::False) continue;
      const CheckDone done = checkDone(check, review, review.asOf());
      BaselineCheck line;
      review.describe(rule, lane, truth, line);
      line.check = check.id;
      line.title = check.title;
      line.state = stateOf(done, rule, review.asOf());
      line.last = done.last;
      line.lacking = done.lacking;
      if (rule.within) line.within = durationText(*rule.within);
      if (line.say.empty()) line.say = check.title;
      out.baseline.push_back(std::move(line));
    }
  }
  mergeLines(out.baseline, [](const BaselineCheck& line) { return line.check; });
}

}  // namespace her2::safety
