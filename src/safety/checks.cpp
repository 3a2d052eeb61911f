#include "safety/checks.h"

#include <fmt/format.h>

#include "facts/measurement.h"

namespace her2::safety {
namespace {

/// The latest day of a kind of measurement; false where it was never measured.
bool latestOf(const std::string& kind, const Review& review, Date by, std::optional<Date> after, CheckDone& done) {
  std::vector<const Measurement*> found = facts::candidates(review.record(), {kind}, facts::When::Latest, nullptr, by);
  if (after)
    std::erase_if(found, [&](const Measurement* m) { return !m->date.recorded() || m->date.value->first <= *after; });
  if (found.empty()) return false;
  const auto undated = [](const Measurement* m) { return !m->date.recorded(); };
  if (std::all_of(found.begin(), found.end(), undated)) {
    done.dated = false;
    return true;
  }
  std::erase_if(found, undated);
  DateRange day = *found.front()->date.value;
  for (const Measurement* each : found) {
    day.first = std::min(day.first, each->date.value->first);
    day.last = std::max(day.last, each->date.value->last);
  }
  if (!done.last || day.first < done.last->first) done.last = day;
  return true;
}

bool saysOf(const Case& record, const std::string& kind) {
  const auto is = [&](const Finding& f) { return f.kind == kind; };
  return std::any_of(record.conditions.begin(), record.conditions.end(), is) ||
         std::any_of(record.adverseEvents.begin(), record.adverseEvents.end(), is);
}

bool hasList(const Case& record, std::string_view list) {
  if (list == "medications") return record.medicationsListed || !record.medications.empty();
  if (list == "symptoms") return record.symptomsListed || !record.symptoms.empty();
  if (list == "adverseEvents") return record.adverseEventsListed || !record.adverseEvents.empty();
  return record.conditionsListed || !record.conditions.empty();
}

bool factKnown(const kb::Check& check, const Review& review) {
  return check.fact &&
         engine::isCertain(review.program(), review.block(), review.patient().index, review.knowledge(), *check.fact);
}

}  // namespace

CheckDone checkDone(const kb::Check& check, const Review& review, Date by, std::optional<Date> after) {
  CheckDone done;
  done.dated = true;
  for (const std::string& kind : check.measures) {
    if (!latestOf(kind, review, by, after, done)) done.lacking.push_back(kind);
  }
  bool any = check.anyOf.empty();
  for (const std::string& kind : check.anyOf) any = latestOf(kind, review, by, after, done) || any;
  if (!any) done.lacking.push_back(check.anyOf.front());
  for (const std::string& kind : check.findings) {
    if (!saysOf(review.record(), kind)) done.lacking.push_back(kind);
  }
  if (!check.list.empty() && !hasList(review.record(), check.list)) done.lacking.push_back(check.list);
  const bool parts = !check.measures.empty() || !check.anyOf.empty() || !check.findings.empty() || !check.list.empty();
  if (factKnown(check, review) && !done.lacking.empty() && !after) {
    done.lacking.clear();
    done.dated = true;
  }
  done.known = done.lacking.empty() && (parts || factKnown(check, review));
  if (!done.known && done.lacking.empty()) done.lacking.push_back(check.id);
  return done;
}

Date plus(Date day, const feel::Duration& span, int times) {
  const int amount = static_cast<int>(span.amount) * times;
  return span.months ? day.plusMonths(amount) : day.plusDays(amount);
}

std::string durationText(const feel::Duration& span) {
  return fmt::format("P{:.0f}{}", span.amount, span.months ? 'M' : 'D');
}

}  // namespace her2::safety
