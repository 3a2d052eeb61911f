#include "safety/calendar.h"

#include <fmt/format.h>

#include "facts/measurement.h"
#include "safety/checks.h"

namespace her2::safety {
namespace {

class CalendarMaker {
 public:
  CalendarMaker(const Review& review, const CalendarRequest& request, Calendar& out)
      : review_(review), request_(request), out_(out) {}

  void run() {
    for (const Lane& lane : review_.lanes()) {
      if (lane.isPatient() || lane.therapy->drug != request_.drug) continue;
      for (const kb::Baseline& rule : review_.knowledge().safety.baselines) baseline(rule, lane);
      for (const kb::Monitor& rule : review_.knowledge().safety.monitors) monitor(rule, lane);
      for (const kb::AfterLastDose& rule : review_.knowledge().safety.afterLastDose) afterLastDose(rule, lane);
    }
    join();
  }

  void rechecks(const std::vector<HoldEntry>& holds) {
    for (const HoldEntry& each : holds) {
      if (!each.recheckBy || *each.recheckBy > request_.until || each.drugs.front() != out_.drug) continue;
      Visit visit;
      static_cast<SafetyLine&>(visit) = each;
      visit.check = each.topic;
      visit.title = each.title + ", again";
      setDate(visit, *each.recheckBy, DateRange(*each.recheckFrom, *each.recheckBy));
      out_.visits.push_back(std::move(visit));
    }
  }

  void sort() {
    std::stable_sort(out_.visits.begin(), out_.visits.end(), [](const Visit& a, const Visit& b) {
      return a.due != b.due ? *a.due < *b.due : a.title < b.title;
    });
  }

 private:
  bool wanted(const kb::SafetyRule& rule, const Lane& lane, Truth& truth) const {
    truth = review_.holds(rule, lane);
    return truth != Truth::False;
  }

  void setDate(Visit& visit, Date due, DateRange window) const {
    const Date today = review_.asOf();
    visit.due = due;
    visit.window = window;
    visit.state = today > window.last    ? VisitState::Overdue
                  : today < window.first ? VisitState::Later
                                         : VisitState::Due;
  }

  /// The day within the window on which the whole check was made, as far as the record goes.
  std::optional<DateRange> doneWithin(const kb::Check& check, DateRange window) const {
    const Date by = std::min(window.last, review_.asOf());
    const CheckDone done = checkDone(check, review_, by, window.first.plusDays(-1));
    return done.known && done.dated ? done.last : std::nullopt;
  }

  Visit visitOf(const kb::SafetyRule& rule, const Lane& lane, Truth truth, const kb::Check& check) const {
    Visit visit;
    review_.describe(rule, lane, truth, visit);
    visit.check = check.id;
    visit.title = check.title;
    if (visit.say.empty()) visit.say = check.title;
    return visit;
  }

  void baseline(const kb::Baseline& rule, const Lane& lane) {
    Truth truth = Truth::False;
    if (!wanted(rule, lane, truth)) return;
    const kb::Check& check = *review_.knowledge().safety.findCheck(rule.check);
    Visit visit = visitOf(rule, lane, truth, check);
    visit.beforeEachDose = false;
    const CheckDone done = checkDone(check, review_, *out_.start);
    const Date oldest = rule.within ? plus(*out_.start, *rule.within, -1) : *out_.start;
    setDate(visit, *out_.start, DateRange(oldest, *out_.start));
    const bool fresh = done.known && (!rule.within || (done.last && done.last->first >= oldest));
    visit.last = done.last;
    if (fresh) visit.state = VisitState::Done;
    if (!fresh && review_.asOf() <= *out_.start) visit.state = VisitState::Due;
    out_.visits.push_back(std::move(visit));
  }

  void monitor(const kb::Monitor& rule, const Lane& lane) {
    Truth truth = Truth::False;
    if (!wanted(rule, lane, truth)) return;
    const bool after = rule.phase == kb::Phase::After;
    if (after && !out_.end) return;
    const Date anchor = after ? *out_.end : *out_.start;
    const Date last = lastDay(rule, anchor, after);
    const kb::Check& check = *review_.knowledge().safety.findCheck(rule.check);
    const Visit pattern = visitOf(rule, lane, truth, check);
    for (int n = 0;; ++n) {
      // From the anchor each time: from a shortened month on, every later date would be too early.
      const Date due = rule.first ? plus(plus(anchor, *rule.first), rule.every, n) : plus(anchor, rule.every, n + 1);
      if (due > last || n >= mostVisits) return;
      Visit visit = pattern;
      visit.after = after;
      visit.beforeEachDose = rule.eachDose;
      visit.every = durationText(rule.every);
      const DateRange window(plus(due, rule.window, -1), plus(due, rule.window));
      setDate(visit, due, window);
      // A check before a dose is made since the dose before.
      const Date from = rule.eachDose ? plus(due, rule.every, -1).plusDays(1) : window.first;
      visit.last = doneWithin(check, DateRange(from, window.last));
      if (visit.last) visit.state = VisitState::Done;
      out_.visits.push_back(std::move(visit));
    }
  }

  Date lastDay(const kb::Monitor& rule, Date anchor, bool after) const {
    Date last = request_.until;
    if (rule.span) last = std::min(last, plus(anchor, *rule.span));
    if (!after && out_.end) last = std::min(last, *out_.end);
    return last;
  }

  void afterLastDose(const kb::AfterLastDose& rule, const Lane& lane) {
    Truth truth = Truth::False;
    const CodeLeaf& sex = review_.record().sex;
    if (!out_.end || (sex.recorded() && !sex.value.intersects(rule.sex)) || !wanted(rule, lane, truth)) return;
    const Date over = plus(*out_.end, rule.span);
    if (over > request_.until) return;
    Visit visit;
    review_.describe(rule, lane, truth, visit);
    visit.check = rule.lactation ? "lactation" : "contraception";
    visit.title = rule.lactation ? "breast-feeding may be taken up again after this day"
                                 : "contraception is asked for until this day";
    visit.after = true;
    setDate(visit, over, DateRange(over));
    if (visit.state == VisitState::Overdue) visit.state = VisitState::Done;
    out_.visits.push_back(std::move(visit));
  }

  /// One visit for one check on one day, whatever rules and regions ask for it.
  void join() {
    std::vector<Visit> joined;
    for (Visit& visit : out_.visits) {
      const auto same = std::find_if(joined.begin(), joined.end(), [&](const Visit& other) {
        return other.check == visit.check && other.due == visit.due;
      });
      if (same == joined.end()) {
        joined.push_back(std::move(visit));
        continue;
      }
      if (same->say.find(visit.say) == std::string::npos) same->say += "; " + visit.say;
      same->certain = same->certain || visit.certain;
      same->verify = same->verify && visit.verify;
      if (visit.state == VisitState::Done) same->state = VisitState::Done;
      for (std::string& each : visit.regions) addOnce(same->regions, std::move(each));
      for (std::string& each : visit.sources) addOnce(same->sources, std::move(each));
    }
    out_.visits = std::move(joined);
  }

  static constexpr int mostVisits = 1000;

  const Review& review_;
  const CalendarRequest& request_;
  Calendar& out_;
};

}  // namespace

Calendar makeCalendar(const Reviewer& reviewer, const Patient& patient, const CalendarRequest& request,
                      facts::FactBlock& block) {
  Calendar result;
  Review review(reviewer.rules(), reviewer.settings(), patient, block);
  review.run(std::span(&request.drug, 1));
  result.drug = reviewer.rules().knowledge->vocabulary.drug(request.drug).id;
  result.start = request.start;
  result.end = request.end;
  for (const Lane& lane : review.lanes()) {
    if (lane.isPatient() || lane.therapy->drug != request.drug) continue;
    const facts::Course& course = lane.course();
    if (!result.start && course.start) result.start = course.start->first;
    if (!result.end && lane.state == reviewer.rules().names.ended && course.lastDose)
      result.end = course.lastDose->last;
  }
  if (!result.start) {
    result.missing.emplace_back("the day of the first dose: it is not on record; give --start");
    return result;
  }
  CalendarMaker maker(review, request, result);
  maker.run();
  Safety safety;
  findHolds(review, safety);
  maker.rechecks(safety.holds);
  maker.sort();
  return result;
}

}  // namespace her2::safety
