// Derivations from conditions, adverse events, symptoms, procedures and medications.
//
// A list that the record does not give at all says nothing. In a list that it gives, what is not named is taken as
// absent, and said to be.
#include <algorithm>

#include "facts/deriver.h"

namespace her2::facts {
namespace {

bool isOf(std::string_view kind, const std::vector<std::string>& kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool begun(const Finding& finding, Date day) { return !finding.date.recorded() || finding.date.value->first <= day; }

/// Over by the day. What no record says to be over is taken as going on.
Truth overBy(const Finding& finding, Date day) {
  if (finding.end.recorded()) {
    if (finding.end.value->last <= day) return Truth::True;
    return finding.end.value->first > day ? Truth::False : Truth::Unknown;
  }
  return truth(finding.resolved.value == Truth::True);
}

Interval gradeOf(const Finding& finding) {
  return finding.grade.recorded() ? finding.grade.value : Interval::closed(1, 5);
}

Truth among(const Interval& value, const Interval& wanted) {
  if (wanted.contains(value)) return Truth::True;
  return value.intersect(wanted) ? Truth::Unknown : Truth::False;
}

using Findings = std::vector<const Finding*>;

Findings findingsOf(const Context& x, const Parameters& p) {
  Findings result;
  for (const auto* list : {&x.care().conditions, &x.care().adverseEvents}) {
    for (const Finding& each : *list) {
      if (isOf(each.kind, p.kinds) && each.absent.value != Truth::True && begun(each, x.asOf)) result.push_back(&each);
    }
  }
  return result;
}

/// Was the patient asked for conditions? A list of adverse events alone is no history.
bool conditionsGiven(const Case& record) { return record.conditionsListed || !record.conditions.empty(); }

bool eventsGiven(const Case& record) {
  return conditionsGiven(record) || record.adverseEventsListed || !record.adverseEvents.empty();
}

bool saidAbsent(const Case& record, const Parameters& p) {
  return std::all_of(p.kinds.begin(), p.kinds.end(), [&](const std::string& kind) {
    const auto absent = [&](const Finding& f) { return f.kind == kind && f.absent.value == Truth::True; };
    return std::any_of(record.conditions.begin(), record.conditions.end(), absent) ||
           std::any_of(record.adverseEvents.begin(), record.adverseEvents.end(), absent);
  });
}

/// What the silence of a list means.
void silent(bool isListed, bool isSaid, const Context& x, Value& v) {
  if (isSaid) {
    v.truth = Truth::False;
  } else if (isListed && !x.openWorld) {
    v.truth = Truth::False;
    v.assumed = true;
  }
}

/// A kind of which the wanted one is a part: "cirrhosis" may be severe.
bool mayBeMeant(const Context& x, const Parameters& p, Value& v) {
  for (const Finding& each : x.care().conditions) {
    if (!isOf(each.kind, p.wider) || each.absent.value == Truth::True || !begun(each, x.asOf)) continue;
    v.origin = each.origin;
    return true;
  }
  return false;
}

void condition(const Context& x, const Parameters& p, Value& v) {
  bool possible = false;
  for (const Finding* each : findingsOf(x, p)) {
    const Truth counts = among(gradeOf(*each), p.grades) && (p.current ? !overBy(*each, x.asOf) : Truth::True);
    if (counts == Truth::False) continue;
    v.origin = each->origin;
    if (counts == Truth::True) return void(v.truth = Truth::True);
    possible = true;
  }
  if (possible || mayBeMeant(x, p, v)) return;
  silent(conditionsGiven(x.care()), saidAbsent(x.care(), p), x, v);
}

void symptom(const Context& x, const Parameters& p, Value& v) {
  bool possible = false;
  for (const Finding& each : x.care().symptoms) {
    if (!isOf(each.kind, p.kinds) || each.absent.value == Truth::True || !begun(each, x.asOf)) continue;
    const Truth counts = among(gradeOf(each), p.grades) && !overBy(each, x.asOf);
    if (counts == Truth::False) continue;
    v.origin = each.origin;
    if (counts == Truth::True) return void(v.truth = Truth::True);
    possible = true;
  }
  if (!possible) silent(x.care().symptomsListed || !x.care().symptoms.empty(), false, x, v);
}

/// Was one of the kinds looked for and not found since the latest of the symptoms began? A symptom without a day may
/// always have begun later.
void ruledOut(const Context& x, const Parameters& p, Value& v) {
  v.truth = Truth::False;
  std::optional<Date> begin;
  for (const Finding& each : x.care().symptoms) {
    if (!isOf(each.kind, p.symptoms) || each.absent.value == Truth::True || !begun(each, x.asOf)) continue;
    if (overBy(each, x.asOf) == Truth::True) continue;
    if (!each.date.recorded()) return;
    begin = std::max(begin.value_or(each.date.value->last), each.date.value->last);
  }
  if (!begin) return;
  for (const auto* list : {&x.care().conditions, &x.care().adverseEvents}) {
    for (const Finding& each : *list) {
      const bool absent = isOf(each.kind, p.kinds) && each.absent.value == Truth::True && each.date.recorded();
      if (!absent || each.date.value->first < *begin || each.date.value->last > x.asOf) continue;
      v.truth = Truth::True;
      v.origin = each.origin;
    }
  }
}

// --- events of a therapy: those since its first dose that are not laid to another drug

bool certainlyEarlier(const Finding& a, const Finding& b) {
  return a.date.recorded() && b.date.recorded() && a.date.value->last < b.date.value->first;
}

Findings eventsOf(const Context& x, const Parameters& p) {
  Findings all = findingsOf(x, p);
  const Course& course = x.therapy->course;
  std::erase_if(all, [&](const Finding* f) {
    const bool other = f->drug && *f->drug != x.therapy->drug;
    const bool before = course.start && f->date.recorded() && f->date.value->last < course.start->first;
    return !course.begun() || other || before;
  });
  return all;
}

Findings latestOf(const Findings& all) {
  Findings latest;
  for (const Finding* each : all) {
    if (std::none_of(all.begin(), all.end(), [&](const Finding* other) { return certainlyEarlier(*each, *other); }))
      latest.push_back(each);
  }
  return latest;
}

/// Days from the beginning to the end, or to the day where it goes on.
Interval daysOf(const Finding& finding, Date asOf) {
  if (!finding.date.recorded()) return Interval::atLeast(0);
  if (overBy(finding, asOf) == Truth::False) return daysFrom(*finding.date.value, asOf);
  if (!finding.end.recorded()) return Interval::closed(0, daysFrom(*finding.date.value, asOf).hi());
  return max(daysBetween(*finding.date.value, *finding.end.value), Interval(0));
}

/// Given again: a dose on record after the end of the finding, or an interruption that ended after it began.
Truth givenSince(const Finding& finding, const Context& x) {
  if (!finding.date.recorded()) return Truth::Unknown;
  const Date from = finding.end.recorded() ? finding.end.value->last : finding.date.value->last;
  for (const Treatment* part : x.therapy->course.parts) {
    if (part->lastDose.recorded() && part->lastDose.value->first > from && part->lastDose.value->first <= x.asOf)
      return Truth::True;
    for (const Interruption& each : part->interruptions) {
      if (each.end.recorded() && each.end.value->last >= from && each.end.value->last <= x.asOf) return Truth::True;
    }
  }
  return Truth::False;
}

void noEvent(const Context& x, const Parameters& p, Value& v) {
  if (!(eventsGiven(x.care()) || saidAbsent(x.care(), p)) || x.openWorld) return;
  v.assumed = !saidAbsent(x.care(), p);
  v.truth = Truth::False;
  if (p.as != As::Days) v.number = Interval(0);
}

void event(const Context& x, const Parameters& p, Value& v) {
  const Findings all = eventsOf(x, p);
  if (all.empty()) return noEvent(x, p, v);
  const Findings latest = latestOf(all);
  v.origin = latest.back()->origin;
  const auto hull = [&](const Findings& found, const auto& read) {
    Interval result = read(*found.front());
    for (const Finding* each : found) result = result.hull(read(*each));
    return result;
  };
  switch (p.as) {
    case As::WorstGrade:
      v.number = Interval(0);
      for (const Finding* each : all) v.number = max(v.number, gradeOf(*each));
      break;
    case As::Resolved:
      v.truth = overBy(*latest.front(), x.asOf);
      for (const Finding* each : latest) v.truth = either(v.truth, overBy(*each, x.asOf));
      break;
    case As::GivenSince:
      v.truth = givenSince(*latest.front(), x);
      for (const Finding* each : latest) v.truth = either(v.truth, givenSince(*each, x));
      break;
    case As::Days:
      v.number = hull(latest, [&](const Finding& f) { return daysOf(f, x.asOf); });
      break;
    case As::Count:
      v.number = Interval(static_cast<double>(all.size()));
      break;
    default:
      v.number = hull(latest, gradeOf);
  }
}

// --- procedures and medications

void procedure(const Context& x, const Parameters& p, Value& v) {
  bool possible = false;
  for (const Treatment& each : x.record.treatments) {
    if (each.planned || !hasCome(each.start, x)) continue;
    if (isOf(each.procedure.value, p.kinds)) {
      v.truth = Truth::True;
      v.origin = each.origin;
      return;
    }
    if (isOf(each.procedure.value, p.wider)) {
      possible = true;
      v.origin = each.origin;
    }
  }
  if (!possible) silent(!x.record.treatments.empty(), false, x, v);
}

/// Taken now: in the list of medications, or in a cancer treatment that goes on.
void takes(const Context& x, const Parameters& p, Value& v) {
  for (const Medication& each : x.care().medications) {
    if (!each.drug || !p.drugs.members[*each.drug]) continue;
    v.truth = Truth::True;
    v.origin = each.origin;
    return;
  }
  for (std::size_t id = 0; id < p.drugs.members.size(); ++id) {
    if (!p.drugs.members[id]) continue;
    const Course course = latestCourse(x.record, static_cast<DrugId>(id), x.asOf, p.courses);
    if (course.ongoing != Truth::True) continue;
    v.truth = Truth::True;
    v.origin = course.parts.back()->origin;
    return;
  }
  silent(x.care().medicationsListed || !x.care().medications.empty(), false, x, v);
}

/// Is a treatment with a drug of the classes planned?
void planned(const Context& x, const Parameters& p, Value& v) {
  v.truth = Truth::False;
  for (const Treatment& each : x.record.treatments) {
    if (!each.planned && hasCome(each.start, x)) continue;
    const Truth holds = holdsOneOf(each, p.drugs);
    v.truth = v.truth || holds;
    if (holds != Truth::False) v.origin = each.origin;
  }
}

/// Where the patient lives or is treated, as written.
void residence(const Context& x, const Parameters& p, Value& v) {
  if (!x.record.residence.empty()) v.truth = truth(isOf(x.record.residence, p.kinds));
}

void monthsSinceDiagnosis(const Context& x, const Parameters&, Value& v) {
  if (x.tumour == nullptr || !x.tumour->diagnosed.recorded() || !hasCome(x.tumour->diagnosed, x)) return;
  const DateRange& day = *x.tumour->diagnosed.value;
  const double least = std::max(0.0, monthsBetween(day.last, x.asOf));
  v.number = Interval::closed(least, std::max(least, monthsBetween(day.first, x.asOf)));
  v.origin = x.tumour->diagnosed.origin;
}

struct Named {
  std::string_view name;
  Derive derive;
};

constexpr Named derivations[] = {
    {"condition", &condition}, {"symptom", &symptom},     {"ruled-out", &ruledOut},
    {"event", &event},         {"procedure", &procedure}, {"takes", &takes},
    {"planned", &planned},     {"residence", &residence}, {"months-since-diagnosis", &monthsSinceDiagnosis},
};

}  // namespace

Derive findFindingDerivation(std::string_view name) {
  for (const Named& each : derivations) {
    if (each.name == name) return each.derive;
  }
  return nullptr;
}

}  // namespace her2::facts
