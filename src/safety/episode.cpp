#include "safety/episode.h"

#include <algorithm>
#include <set>

namespace her2::safety {
namespace {

constexpr CodeSet recovered = CodeSet::of(0);
constexpr CodeSet quiet = CodeSet::first(2);  // recovered, or to be watched only

/// Possible gravest of two: a later code is graver.
CodeSet graver(CodeSet a, CodeSet b) {
  CodeSet result;
  a.forEach([&](unsigned x) { b.forEach([&](unsigned y) { result |= CodeSet::of(std::max(x, y)); }); });
  return result;
}

/// Did an interruption end between the two days, the first left out?
bool resumed(const facts::Course& course, Date after, Date by) {
  return std::any_of(course.parts.begin(), course.parts.end(), [&](const Treatment* part) {
    return std::any_of(part->interruptions.begin(), part->interruptions.end(), [&](const Interruption& each) {
      return each.end.recorded() && each.end.value->last > after && each.end.value->last <= by;
    });
  });
}

}  // namespace

std::vector<Date> measuredDays(const Case& record, const std::vector<std::string>& kinds, const facts::Course& course,
                               Date asOf) {
  std::set<Date> days;
  for (const Measurement& each : record.measurements) {
    if (std::find(kinds.begin(), kinds.end(), each.kind) == kinds.end()) continue;
    if (!each.date.recorded() || !each.value.recorded()) continue;
    const Date day = each.date.value->last;
    if (day <= asOf && (!course.start || day > course.start->first)) days.insert(day);
  }
  return {days.begin(), days.end()};
}

Episode openEpisode(const std::vector<DayFinding>& findings, const facts::Course& course, Date asOf) {
  Episode open;
  const DayFinding* first = nullptr;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const DayFinding& now = findings[i];
    const bool twice = i > 0 && now.codes == recovered && findings[i - 1].codes == recovered;
    if (first != nullptr && (twice || resumed(course, first->day, now.day))) {
      open = {};
      first = nullptr;
    }
    if (first != nullptr) open.days = now.day.serial() - first->day.serial();
    if (i + 1 == findings.size() || quiet.contains(now.codes)) continue;
    if (first == nullptr) first = &now;
    open.before = graver(open.before, now.codes);
  }
  // Resumed on a last value that allowed it: that was the answer, and it has been given.
  const bool quietNow = first != nullptr && quiet.contains(findings.back().codes);
  if (quietNow && resumed(course, findings.back().day, asOf)) return {};
  return open;
}

}  // namespace her2::safety
