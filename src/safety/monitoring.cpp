// Checks that are made again and again while a drug is given and after it: when each was made last and is due next.
#include "safety/checks.h"

namespace her2::safety {
namespace {

/// The next date of a check. Counted from the last one made, else from the first (or last) dose.
std::optional<Date> dueOn(const kb::Monitor& rule, Date anchor, const CheckDone& done) {
  if (done.last) return plus(done.last->last, rule.every);
  return rule.first ? plus(anchor, *rule.first) : plus(anchor, rule.every);
}

void setDates(const kb::Monitor& rule, Date due, Date asOf, MonitoringEntry& line) {
  line.due = due;
  line.window = DateRange(plus(due, rule.window, -1), plus(due, rule.window));
  line.state = asOf > line.window->last    ? VisitState::Overdue
               : asOf < line.window->first ? VisitState::Later
                                           : VisitState::Due;
}

/// A check before every dose, where the day of the last dose is on record: due on the day of the next one, and made
/// where it was made since the last.
std::optional<Date> nextDose(const kb::Monitor& rule, const facts::Course& course, Date asOf) {
  if (!rule.eachDose || course.parts.empty()) return {};
  const DateLeaf& given = course.parts.back()->lastDose;
  if (!given.recorded() || given.value->first > asOf) return {};
  return plus(course.lastDose->last, rule.every);
}

/// Has the rule run out by the date that is due?
bool isOver(const kb::Monitor& rule, Date anchor, Date due) { return rule.span && due > plus(anchor, *rule.span); }

std::optional<Date> anchorOf(const kb::Monitor& rule, const facts::Course& course) {
  if (rule.phase == kb::Phase::After) return course.lastDose ? std::optional(course.lastDose->last) : std::nullopt;
  return course.start ? std::optional(course.start->first) : std::nullopt;
}

void monitorOf(const kb::Monitor& rule, const Review& review, const Lane& lane, Safety& out) {
  const Names& names = review.names();
  if (lane.isPatient() || !lane.course().begun()) return;
  const bool after = rule.phase == kb::Phase::After;
  if (!lane.state.intersects(after ? names.ended : names.ongoing)) return;
  const Truth truth = review.holds(rule, lane);
  if (truth == Truth::False) return;
  const kb::Check& check = *review.knowledge().safety.findCheck(rule.check);
  MonitoringEntry line;
  review.describe(rule, lane, truth, line);
  line.check = check.id;
  line.title = check.title;
  line.after = after;
  line.beforeEachDose = rule.eachDose;
  line.certain = line.certain && lane.state.isSingle();
  if (line.say.empty()) line.say = check.title;
  const auto anchor = anchorOf(rule, lane.course());
  const CheckDone done = checkDone(check, review, review.asOf(), after ? anchor : std::nullopt);
  if (!done.dated && done.known) {
    line.missing.emplace_back("date");
  } else if (anchor) {
    CheckDone complete = done;
    if (!done.known) complete.last.reset();  // a check of which a part is lacking has not been made
    line.last = complete.last;
    const auto next = nextDose(rule, lane.course(), review.asOf());
    const auto due = next ? next : dueOn(rule, *anchor, complete);
    if (isOver(rule, *anchor, *due)) return;
    setDates(rule, *due, review.asOf(), line);
    if (next) {
      const bool made = complete.last && complete.last->first > lane.course().lastDose->last;
      line.state = made ? VisitState::Done : review.asOf() > *next ? VisitState::Overdue : VisitState::Due;
    }
  } else {
    line.missing.emplace_back(after ? "last dose" : "first dose");
  }
  for (const std::string& part : done.lacking) addOnce(line.missing, part);
  out.monitoring.push_back(std::move(line));
}

}  // namespace

void findMonitoring(const Review& review, Safety& out) {
  for (const kb::Monitor& rule : review.knowledge().safety.monitors) {
    for (const Lane& lane : review.lanes()) monitorOf(rule, review, lane, out);
  }
  mergeLines(out.monitoring, [](const MonitoringEntry& line) { return line.due ? line.due->text() : std::string(); });
  std::stable_sort(out.monitoring.begin(), out.monitoring.end(),
                   [](const auto& a, const auto& b) { return a.due.value_or(Date()) < b.due.value_or(Date()); });
}

}  // namespace her2::safety
