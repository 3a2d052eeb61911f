// Facts of one therapy: a drug, a region, and how its course stands on the day. Nothing here knows what a drug is for.
#include <algorithm>

#include "facts/deriver.h"

namespace her2::facts {
namespace {

void drug(const Context& x, const Parameters&, Value& v) { v.codes = x.therapy->code; }
void region(const Context& x, const Parameters&, Value& v) { v.codes = x.therapy->region; }

Origin originOf(const Course& course) { return course.begun() ? course.parts.back()->origin : Origin(); }

// A course that has ended and is planned anew is planned: what stands before a first dose stands before the next one.
void state(const Context& x, const Parameters& p, Value& v) {
  const Course& course = x.therapy->course;
  v.origin = originOf(course);
  const CodeSet notGiven = codeOf(p, course.planned ? "planned" : course.begun() ? "ended" : "not-begun");
  if (!course.begun()) {
    v.codes = notGiven;
    v.assumed = !course.planned;
    return;
  }
  if (course.ongoing != Truth::False) v.codes |= codeOf(p, "ongoing");
  if (course.ongoing != Truth::True) v.codes |= notGiven;
}

// By the intents of the course, else by the setting of the tumour.
void setting(const Context& x, const Parameters& p, Value& v) {
  const CodeSet early = codeOf(p, "early");
  const CodeSet metastatic = codeOf(p, "metastatic");
  const Course& course = x.therapy->course;
  if (!course.intents.empty()) {
    if (course.intents.intersects(p.courses.early)) v.codes |= early;
    if (course.intents.intersects(p.courses.metastatic)) v.codes |= metastatic;
    v.origin = originOf(course);
    return;
  }
  if (x.tumour == nullptr || !x.tumour->setting.recorded()) return;
  const CodeSet recorded = x.tumour->setting.value;
  v.origin = x.tumour->setting.origin;
  if (recorded.intersects(p.metastaticSettings)) v.codes |= metastatic;
  if (!p.metastaticSettings.contains(recorded)) v.codes |= early;
}

void daysSinceStart(const Context& x, const Parameters&, Value& v) {
  const Course& course = x.therapy->course;
  if (!course.start) return;
  v.number = daysFrom(*course.start, x.asOf);
  v.origin = course.parts.front()->start.origin;
}

void daysSinceLastDose(const Context& x, const Parameters&, Value& v) {
  const Course& course = x.therapy->course;
  if (!course.lastDose) return;
  v.number = daysFrom(*course.lastDose, x.asOf);
  v.origin = originOf(course);
}

void monthsSinceLastDose(const Context& x, const Parameters&, Value& v) {
  const Course& course = x.therapy->course;
  if (!course.lastDose) return;
  const double least = std::max(0.0, monthsBetween(course.lastDose->last, x.asOf));
  v.number = Interval::closed(least, std::max(least, monthsBetween(course.lastDose->first, x.asOf)));
  v.origin = originOf(course);
}

void held(const Context& x, const Parameters&, Value& v) {
  v.truth = heldOn(x.therapy->course, x.asOf);
  if (const Interruption* open = openInterruption(x.therapy->course, x.asOf)) v.origin = open->origin;
}

void heldDays(const Context& x, const Parameters&, Value& v) {
  const Interruption* open = openInterruption(x.therapy->course, x.asOf);
  if (open == nullptr || !open->start.recorded()) return;
  v.number = daysFrom(*open->start.value, x.asOf);
  v.origin = open->start.origin;
}

// An interruption without a reason may have been for any.
void interruptions(const Context& x, const Parameters& p, Value& v) {
  int certain = 0;
  int possible = 0;
  bool recorded = false;
  for (const Treatment* part : x.therapy->course.parts) {
    recorded = recorded || part->interruptionsRecorded;
    for (const Interruption& each : part->interruptions) {
      if (each.start.recorded() && each.start.value->first > x.asOf) continue;
      const bool counts = std::find(p.kinds.begin(), p.kinds.end(), each.reason.value) != p.kinds.end();
      if (!counts && each.reason.recorded()) continue;
      ++possible;
      if (counts) ++certain;
      v.origin = each.origin;
    }
  }
  v.assumed = !recorded && possible == 0;
  if (!v.assumed || !x.openWorld) v.number = Interval::closed(certain, possible);
}

void reductions(const Context& x, const Parameters&, Value& v) {
  for (const Treatment* part : x.therapy->course.parts) {
    if (!part->doseReductions.recorded()) continue;
    v.number = part->doseReductions.value;
    v.origin = part->doseReductions.origin;
  }
  if (!v.number.isUnknown() || x.openWorld) return;
  v.number = Interval(0);
  v.assumed = true;
}

bool holdsDrug(const Treatment& treatment, DrugId drug) {
  return std::find(treatment.drugs.begin(), treatment.drugs.end(), drug) != treatment.drugs.end();
}

/// A part of the treatment in which the drug itself is given: what stands beside it there is given with it.
void givenWith(const Context& x, const Parameters& p, Value& v) {
  v.truth = Truth::False;
  bool any = false;
  for (const Treatment& each : x.record.treatments) {
    const bool begun = !each.planned && hasCome(each.start, x);
    if (!holdsDrug(each, x.therapy->drug) || !(begun || each.planned)) continue;
    const bool over = each.end.recorded() && each.end.value->last <= x.asOf;
    if (over && &each != (x.therapy->course.begun() ? x.therapy->course.parts.back() : nullptr)) continue;
    any = true;
    const Truth holds = holdsOneOf(each, p.drugs);
    v.truth = v.truth || holds;
    if (holds != Truth::False) v.origin = each.origin;
  }
  if (!any) v.truth = Truth::Unknown;  // not begun: the regimen is not known here
}

/// Another drug of the classes that is still being given.
void otherOngoing(const Context& x, const Parameters& p, Value& v) {
  v.truth = Truth::False;
  for (std::size_t id = 0; id < p.drugs.members.size(); ++id) {
    if (!p.drugs.members[id] || id == x.therapy->drug) continue;
    const Course course = latestCourse(x.record, static_cast<DrugId>(id), x.asOf, p.courses);
    v.truth = v.truth || course.ongoing;
    if (course.ongoing != Truth::False) v.origin = originOf(course);
  }
}

/// An earlier treatment with the drug that ended for one of the reasons.
void endedFor(const Context& x, const Parameters& p, Value& v) {
  v.truth = Truth::False;
  for (const Treatment& each : x.record.treatments) {
    if (each.planned || !holdsDrug(each, x.therapy->drug) || !hasCome(each.start, x) || !hasCome(each.end, x)) continue;
    if (!each.endReason.recorded()) {
      if (each.end.recorded()) v.truth = v.truth || Truth::Unknown;
      continue;
    }
    if (!each.endReason.value.intersects(p.endReasons)) continue;
    v.truth = v.truth || (p.endReasons.contains(each.endReason.value) ? Truth::True : Truth::Unknown);
    v.origin = each.origin;
  }
}

struct Named {
  std::string_view name;
  Derive derive;
};

constexpr Named derivations[] = {
    {"therapy-drug", &drug},
    {"therapy-region", &region},
    {"therapy-state", &state},
    {"therapy-setting", &setting},
    {"days-since-start", &daysSinceStart},
    {"days-since-last-dose", &daysSinceLastDose},
    {"months-since-last-dose", &monthsSinceLastDose},
    {"held", &held},
    {"held-days", &heldDays},
    {"interruptions", &interruptions},
    {"dose-reductions", &reductions},
    {"given-with", &givenWith},
    {"other-ongoing", &otherOngoing},
    {"ended-for", &endedFor},
};

}  // namespace

Derive findTherapyDerivation(std::string_view name) {
  for (const Named& each : derivations) {
    if (each.name == name) return each.derive;
  }
  return nullptr;
}

}  // namespace her2::facts
