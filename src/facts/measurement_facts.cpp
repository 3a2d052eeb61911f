// Derivations from measurements: value, age, times the upper limit of normal, fall from the value before treatment.
#include <algorithm>

#include "facts/measurement.h"

namespace her2::facts {
namespace {

bool isOf(const Measurement& measurement, const std::vector<std::string>& kinds) {
  return std::find(kinds.begin(), kinds.end(), measurement.kind) != kinds.end();
}

/// Certainly before treatment (on the day of the first dose at the latest), certainly during it, or one of both.
bool mayCount(const Measurement& measurement, When when, const Course* course) {
  if (when == When::Latest || course == nullptr || !course->begun()) return when != When::OnTreatment;
  if (!course->start) return when == When::OnTreatment;  // the course has begun, nobody knows when
  if (!measurement.date.recorded()) return when == When::OnTreatment;
  const DateRange& date = *measurement.date.value;
  return when == When::Baseline ? date.last <= course->start->last : date.last > course->start->first;
}

using Candidates = std::vector<const Measurement*>;

Interval hullOf(const Candidates& all, Interval (*read)(const Measurement&, const Parameters&), const Parameters& p) {
  if (all.empty()) return {};
  Interval result = read(*all.front(), p);
  for (const Measurement* each : all) result = result.hull(read(*each, p));
  return result;
}

ReadValue read(const Measurement& m, const Parameters& p) {
  return readValue(m, p.fact.unit, p.possible.isUnknown() ? p.fact.range : p.possible, *p.units);
}

Interval valueOf(const Measurement& m, const Parameters& p) { return read(m, p).value; }

/// In the unit of the value: limits stand beside it.
Interval timesUpper(const Measurement& m, const Parameters& p) {
  const Interval limit = m.referenceHigh.recorded() ? m.referenceHigh.value : p.usual;
  return limit.isUnknown() || !m.value.recorded() ? Interval() : m.value.value / limit;
}

Truth belowLower(const Measurement& m, const Parameters& p) {
  const auto own = m.referenceLow.recorded() ? p.units->convert(m.referenceLow.value, m.unit, p.fact.unit) : p.usual;
  const ReadValue value = read(m, p);
  return value.state != Reading::Good || !own || own->isUnknown() ? Truth::Unknown : less(value.value, *own);
}

Interval ageOf(const Candidates& all, Date asOf) {
  if (all.empty()) return {};
  for (const Measurement* each : all) {
    if (!each->date.recorded()) return {};
  }
  Interval result = daysFrom(*all.front()->date.value, asOf);
  for (const Measurement* each : all) result = result.hull(daysFrom(*each->date.value, asOf));
  return max(result, Interval(0));
}

/// A value that is not used is said to be so.
void refuse(const Candidates& found, const Parameters& p, Value& v) {
  for (const Measurement* each : found) {
    const Reading state = read(*each, p).state;
    if (state != Reading::Impossible && state != Reading::WrongUnit) continue;
    v.refused = true;
    v.wrongUnit = state == Reading::WrongUnit;
    v.origin = each->value.origin;
  }
}

void measured(const Context& x, const Parameters& p, Value& v) {
  const Course* course = x.therapy == nullptr ? nullptr : &x.therapy->course;
  const Candidates found = candidates(x.care(), p.kinds, p.as == As::Fall ? When::OnTreatment : p.when, course, x.asOf);
  if (found.empty()) return;
  v.origin = found.back()->value.origin;
  switch (p.as) {
    case As::AgeDays:
      v.number = ageOf(found, x.asOf);
      break;
    case As::TimesUpperLimit:
      v.number = hullOf(found, &timesUpper, p);
      break;
    case As::BelowLowerLimit: {
      v.truth = belowLower(*found.front(), p);
      for (const Measurement* each : found) v.truth = either(v.truth, belowLower(*each, p));
      break;
    }
    case As::Fall:
      v.number = hullOf(candidates(x.care(), p.kinds, When::Baseline, course, x.asOf), &valueOf, p) -
                 hullOf(found, &valueOf, p);
      break;
    default:
      v.number = hullOf(found, &valueOf, p);
      refuse(found, p, v);
  }
}

struct Named {
  std::string_view name;
  Derive derive;
};

constexpr Named derivations[] = {{"measured", &measured}};

}  // namespace

ReadValue readValue(const Measurement& measurement, std::string_view unit, const Interval& possible,
                    const Units& units) {
  if (!measurement.value.recorded()) return {};
  const auto converted = units.convert(measurement.value.value, measurement.unit, unit);
  if (!converted) return {Reading::WrongUnit, {}};
  const auto held = converted->intersect(possible);
  if (!held) return {Reading::Impossible, {}};
  return {Reading::Good, *held};
}

std::vector<const Measurement*> candidates(const Case& record, const std::vector<std::string>& kinds, When when,
                                           const Course* course, Date asOf) {
  Candidates all;
  for (const Measurement& each : record.measurements) {
    const bool come = !each.date.recorded() || each.date.value->first <= asOf;
    if (isOf(each, kinds) && each.value.recorded() && come && mayCount(each, when, course)) all.push_back(&each);
  }
  // What certainly stands before one of the others stands before the one that begins last.
  std::optional<Date> begin;
  for (const Measurement* each : all) {
    if (each->date.recorded()) begin = std::max(begin.value_or(each->date.value->first), each->date.value->first);
  }
  std::erase_if(all, [&](const Measurement* each) { return each->date.recorded() && each->date.value->last < *begin; });
  return all;
}

Derive findMeasurementDerivation(std::string_view name) {
  for (const Named& each : derivations) {
    if (each.name == name) return each.derive;
  }
  return nullptr;
}

}  // namespace her2::facts
