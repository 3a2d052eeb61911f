// Derivations from the history of treatment: how many regimens, whether a drug was given, how long until recurrence.
#include <algorithm>

#include "facts/deriver.h"

namespace her2::facts {
namespace {

Truth within(const CodeLeaf& leaf, CodeSet wanted) {
  if (wanted.empty()) return Truth::True;
  if (!leaf.recorded()) return Truth::Unknown;
  if (wanted.contains(leaf.value)) return Truth::True;
  return wanted.intersects(leaf.value) ? Truth::Unknown : Truth::False;
}

}  // namespace

Truth holdsOneOf(const Treatment& treatment, const DrugClass& drugs) {
  const auto any = [&](const std::vector<bool>& set) {
    return std::any_of(treatment.drugs.begin(), treatment.drugs.end(), [&](DrugId id) { return set[id]; });
  };
  if (any(drugs.members)) return Truth::True;
  // A drug nobody knows may be of any class.
  return any(drugs.wider) || treatment.unknownDrug ? Truth::Unknown : Truth::False;
}

namespace {

/// Begun by the as-of day, and not merely planned.
bool begun(const Treatment& treatment, const Context& x) { return !treatment.planned && hasCome(treatment.start, x); }

/// Is this a treatment of the kind the parameters describe?
Truth matches(const Treatment& treatment, const Context& x, const Parameters& p) {
  if (!begun(treatment, x) || (treatment.drugs.empty() && !treatment.unknownDrug)) return Truth::False;
  Truth result = p.drugs.members.empty() ? Truth::True : holdsOneOf(treatment, p.drugs);
  for (const DrugClass& each : p.allOf) result = result && holdsOneOf(treatment, each);
  // A treatment that ends after the day has not ended for any reason yet.
  const Truth ended =
      p.endReasons.empty() || hasCome(treatment.end, x) ? within(treatment.endReason, p.endReasons) : Truth::False;
  return result && within(treatment.intent, p.intents) && ended;
}

struct Count {
  int certain = 0;
  int possible = 0;
  Origin origin;
};

Count count(const Context& x, const Parameters& p) {
  Count result;
  for (const Treatment& treatment : x.record.treatments) {
    const Truth match = matches(treatment, x, p);
    if (match == Truth::False) continue;
    ++result.possible;
    if (match == Truth::True) ++result.certain;
    result.origin = treatment.origin;
  }
  return result;
}

/// A regimen recorded as line n was preceded by n-1 others; how many of those the record may lack. Two records of one
/// line are one line.
int missingLines(const Context& x, const Parameters& p) {
  double highest = 0;
  int recorded = 0;
  const auto& treatments = x.record.treatments;
  const auto counts = [&](const Treatment& treatment) { return treatment.line.recorded() && begun(treatment, x); };
  for (auto each = treatments.begin(); each != treatments.end(); ++each) {
    if (!counts(*each)) continue;
    highest = std::max(highest, each->line.value.greatest());
    const double line = each->line.value.least();
    const bool again = std::any_of(treatments.begin(), each, [&](const Treatment& earlier) {
      return counts(earlier) && earlier.line.value.least() == line;
    });
    if (!again) ++recorded;
  }
  const double most = p.fact.kind == Kind::Number ? p.fact.range.greatest() : 1;
  if (highest == Interval::infinity) return static_cast<int>(most);
  return std::max(0, static_cast<int>(highest) - recorded);
}

/// Missing lines are of metastatic treatment, so they matter where that intent counts.
int unrecorded(const Context& x, const Parameters& p) {
  return p.intents.empty() || p.intents.intersects(p.codes->metastatic) ? missingLines(x, p) : 0;
}

void regimens(const Context& x, const Parameters& p, Value& v) {
  const Count found = count(x, p);
  const int possible = found.possible + unrecorded(x, p);
  v.origin = found.origin;
  v.number = x.openWorld ? Interval::atLeast(found.certain) : Interval::closed(found.certain, possible);
  v.assumed = !x.openWorld && possible == 0;
}

void given(const Context& x, const Parameters& p, Value& v) {
  const Count found = count(x, p);
  v.origin = found.origin;
  if (found.certain > 0) {
    v.truth = Truth::True;
  } else if (!x.openWorld && found.possible + unrecorded(x, p) == 0) {
    v.truth = Truth::False;
    v.assumed = true;
  }
}

/// Months from the end of a treatment to its recurrence; 0 where it came before the end.
Interval monthsToRecurrence(const DateRange& end, const DateRange& recurrence) {
  return Interval::closed(std::max(0.0, monthsBetween(end.last, recurrence.first)),
                          std::max(0.0, monthsBetween(end.first, recurrence.last)));
}

/// The recurrence after a treatment: its own, else the first on record that is not certainly from before it began.
const DateLeaf* recurrenceAfter(const Treatment& treatment, const Context& x) {
  const DateLeaf* first = nullptr;
  for (const Treatment& other : x.record.treatments) {
    const DateLeaf& recurrence = other.recurrence;
    if (!recurrence.recorded() || !hasCome(recurrence, x)) continue;
    if (&other == &treatment) return &recurrence;
    const bool before = treatment.start.recorded() && recurrence.value->last < treatment.start.value->first;
    if (!before && (first == nullptr || recurrence.value->first < first->value->first)) first = &recurrence;
  }
  return first;
}

/// True if the record shows disease that has come back or spread, so that a recurrence without a date is possible.
bool mayHaveRecurred(const Context& x, const Parameters& p) {
  if (x.tumour == nullptr || !x.tumour->setting.recorded()) return true;
  return x.tumour->setting.value != p.codes->early;
}

// Where there was no such treatment, or no recurrence after it, the time is the greatest of the range: "not within any
// number of months".
void recurrenceMonths(const Context& x, const Parameters& p, Value& v) {
  const Interval never(p.fact.range.hi());
  Interval soonest = never;
  bool any = false;
  for (const Treatment& treatment : x.record.treatments) {
    const Truth match = matches(treatment, x, p);
    if (match == Truth::False) continue;
    any = true;
    const DateLeaf* recurrence = recurrenceAfter(treatment, x);
    v.origin = recurrence != nullptr ? recurrence->origin : treatment.origin;
    Interval months = never;
    if (recurrence != nullptr) {
      months = treatment.end.recorded() ? monthsToRecurrence(*treatment.end.value, *recurrence->value) : p.fact.range;
    } else if (mayHaveRecurred(x, p)) {
      months = p.fact.range;
    }
    soonest = min(soonest, match == Truth::True ? months : months.hull(never));
  }
  v.assumed = !x.openWorld && !any;
  if (any || !x.openWorld) v.number = soonest;
}

// Months from the end of the latest matching treatment to the as-of day; the greatest of the range where there was
// none. A treatment that goes on has not ended: 0.
void monthsSince(const Context& x, const Parameters& p, Value& v) {
  const Interval never(p.fact.range.hi());
  Interval least = never;
  bool any = false;
  for (const Treatment& treatment : x.record.treatments) {
    const Truth match = matches(treatment, x, p);
    if (match == Truth::False) continue;
    any = true;
    v.origin = treatment.end.recorded() ? treatment.end.origin : treatment.origin;
    Interval months = p.fact.range;
    if (treatment.end.recorded()) {
      months = Interval::closed(std::max(0.0, monthsBetween(treatment.end.value->last, x.asOf)),
                                std::max(0.0, monthsBetween(treatment.end.value->first, x.asOf)));
    }
    least = min(least, match == Truth::True ? months : months.hull(never));
  }
  v.assumed = !x.openWorld && !any;
  if (any || !x.openWorld) v.number = least;
}

// A specimen from before the treatment says nothing of what the treatment left.
void takenBefore(const Context& x, const Parameters& p, Value& v) {
  const DateLeaf& taken = dateOf(*x.specimen);
  Truth before = Truth::False;
  for (const Treatment& treatment : x.record.treatments) {
    const Truth match = matches(treatment, x, p);
    if (match == Truth::False) continue;
    Truth earlier = Truth::Unknown;
    if (taken.recorded() && treatment.start.recorded()) {
      if (taken.value->last < treatment.start.value->first) earlier = Truth::True;
      if (taken.value->first >= treatment.start.value->last) earlier = Truth::False;
    }
    before = before || (match && earlier);
    v.origin = treatment.origin;
  }
  v.truth = before;
  v.assumed = before == Truth::False && v.origin.size == 0;
  if (v.assumed && x.openWorld) v.truth = Truth::Unknown;
}

struct Named {
  std::string_view name;
  Derive derive;
};

constexpr Named derivations[] = {{"regimens", &regimens},
                                 {"given", &given},
                                 {"recurrence-months", &recurrenceMonths},
                                 {"months-since", &monthsSince},
                                 {"taken-before", &takenBefore}};

}  // namespace

Derive findHistoryDerivation(std::string_view name) {
  for (const Named& each : derivations) {
    if (each.name == name) return each.derive;
  }
  return nullptr;
}

}  // namespace her2::facts
