#include "safety/order_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "facts/course.h"

namespace her2::safety {
namespace {

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Checker {
 public:
  Checker(const Safety& safety, OrderCheck& out) : safety_(safety), out_(out) {}

  void run(const std::vector<std::string>& covered) {
    for (const UrgentEntry& each : safety_.urgent) urgent(each);
    for (const Precaution& each : safety_.precautions) precaution(each);
    for (const HoldEntry& each : safety_.holds) hold(each);
    for (const BaselineCheck& each : safety_.baseline) baseline(each);
    for (const MonitoringEntry& each : safety_.monitoring) monitoring(each);
    for (const InteractionEntry& each : safety_.interactions) interaction(each);
    for (const std::string& drug : out_.drugs) {
      if (!has(covered, drug)) notCovered(drug);
    }
    std::stable_sort(out_.reasons.begin(), out_.reasons.end(),
                     [](const OrderReason& a, const OrderReason& b) { return a.verdict > b.verdict; });
    judge();
  }

 private:
  /// Is the line about one of the drugs, or about the patient?
  bool concerns(const SafetyLine& line) const {
    if (line.drugs.empty()) return true;
    return std::any_of(line.drugs.begin(), line.drugs.end(), [&](const std::string& d) { return has(out_.drugs, d); });
  }

  bool isAsked(const std::string& region) const {
    const auto is = [&](const OrderCheck::Region& each) { return each.region == region; };
    return std::any_of(out_.regions.begin(), out_.regions.end(), is);
  }

  /// A line of other regions than those asked for is none.
  void add(const SafetyLine& line, Verdict verdict, std::string kind, std::string say) {
    OrderReason reason;
    static_cast<SafetyLine&>(reason) = line;
    std::erase_if(reason.drugs, [&](const std::string& drug) { return !has(out_.drugs, drug); });
    std::erase_if(reason.regions, [&](const std::string& region) { return !isAsked(region); });
    if (reason.regions.empty() && !line.regions.empty()) return;
    reason.verdict = verdict;
    reason.kind = std::move(kind);
    reason.say = std::move(say);
    out_.reasons.push_back(std::move(reason));
  }

  void urgent(const UrgentEntry& each) {
    const bool waits = each.urgency != UrgencyGrade::Report;
    if (waits || concerns(each))
      add(each, waits ? Verdict::Wait : Verdict::Go, "urgent",
          each.say.starts_with(each.symptom) ? each.say : fmt::format("{}: {}", each.symptom, each.say));
  }

  void precaution(const Precaution& each) {
    if (!concerns(each)) return;
    const bool forbids = each.level == SafetyLevel::Contraindicated;
    const bool waits = forbids || each.verify || !each.certain;
    add(each, forbids && each.certain ? Verdict::Stop : waits ? Verdict::Wait : Verdict::Go, "precaution", each.say);
  }

  void hold(const HoldEntry& each) {
    if (!concerns(each)) return;
    static constexpr std::array<std::string_view, 4> goes = {"recheck", "support", "resume", "go-on"};
    const bool stop = each.certain && each.actions == std::vector<std::string>{"stop"};
    const bool lower = each.actions == std::vector<std::string>{"resume-reduced"} ||
                       each.actions == std::vector<std::string>{"reduce"};
    const bool go = !each.verify && each.certain && each.actions.size() == 1 &&
                    (lower || std::find(goes.begin(), goes.end(), each.actions.front()) != goes.end());
    std::string say = fmt::format("{}: {}", each.title, each.say);
    if (lower && !each.nextDose.empty()) say += fmt::format(" (the level below: {})", each.nextDose);
    if (lower) out_.lowerDose = each.nextDose.empty() ? "see the label" : each.nextDose;
    if (each.recheckBy) say += fmt::format("; measure again by {}", each.recheckBy->text());
    add(each, stop ? Verdict::Stop : go ? Verdict::Go : Verdict::Wait, "hold", std::move(say));
  }

  void baseline(const BaselineCheck& each) {
    if (each.state == CheckState::Known || !concerns(each)) return;
    static constexpr std::array<std::string_view, 4> states = {"known", "not on record", "too old", "without a date"};
    add(each, Verdict::Wait, "baseline",
        fmt::format("{} is {}: {}", each.title, states[static_cast<std::size_t>(each.state)], each.say));
  }

  void monitoring(const MonitoringEntry& each) {
    if (each.after || !concerns(each)) return;
    const bool late = each.state == VisitState::Overdue || each.state == VisitState::Undated ||
                      (each.beforeEachDose && each.state == VisitState::Due);
    if (!late) return;
    std::string what = each.state == VisitState::Undated ? "is on record without the dates that tell when it is due"
                       : each.beforeEachDose             ? "is due before this dose"
                                                         : "was due on " + each.due->text();
    add(each, Verdict::Wait, "monitoring", fmt::format("{} {}: {}", each.title, what, each.say));
  }

  void interaction(const InteractionEntry& each) {
    if (!concerns(each) && !has(out_.drugs, each.medication)) return;
    const bool waits = each.grade == InteractionGrade::Avoid || each.verify;
    add(each, waits ? Verdict::Wait : Verdict::Go, "interaction", fmt::format("{}: {}", each.medication, each.say));
  }

  void notCovered(const std::string& drug) {
    SafetyLine line;
    line.drugs = {drug};
    line.certain = false;
    add(line, Verdict::Wait, "not-covered", fmt::format("{}: there are no safety rules for this drug here", drug));
  }

  void judge() {
    for (OrderCheck::Region& region : out_.regions) {
      for (const OrderReason& reason : out_.reasons) {
        if (reason.regions.empty() || has(reason.regions, region.region))
          region.verdict = std::max(region.verdict, reason.verdict);
      }
      out_.verdict = std::max(out_.verdict, region.verdict);
    }
  }

  const Safety& safety_;
  OrderCheck& out_;
};

}  // namespace

std::string_view verdictName(Verdict verdict) {
  static constexpr std::array<std::string_view, 3> names = {"go", "wait", "stop"};
  return names[static_cast<std::size_t>(verdict)];
}

Case withOrder(Case record, const std::vector<DrugId>& drugs, Date asOf, const Vocabulary& vocabulary) {
  const facts::CourseCodes codes = facts::CourseCodes::of(vocabulary);
  Treatment order;
  for (const DrugId drug : drugs) {
    const facts::Course course = facts::latestCourse(record, drug, asOf, codes);
    if (!course.planned && course.ongoing != Truth::True) order.drugs.push_back(drug);
  }
  if (order.drugs.empty()) return record;
  order.planned = true;
  order.origin = record.addOrigin("the order");
  record.treatments.push_back(std::move(order));
  return record;
}

OrderCheck checkOrder(const Safety& safety, const std::vector<std::string>& drugs,
                      const std::vector<std::string>& regions, const std::vector<std::string>& covered) {
  OrderCheck result;
  result.drugs = drugs;
  for (const std::string& region : regions) result.regions.push_back({region, Verdict::Go});
  Checker(safety, result).run(covered);
  return result;
}

}  // namespace her2::safety
