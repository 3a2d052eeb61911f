// The gravest that applies to each therapy. A line that rests on nothing read at its source asks for care; it never
// forbids and never clears.
#include <fmt/format.h>

#include "safety/review.h"

namespace her2::safety {
namespace {

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool concerns(const SafetyLine& line, const TherapySafety& therapy, const std::string& region) {
  return has(line.drugs, therapy.drug) && has(line.regions, region);
}

void raise(TherapySafety& therapy, SafetyLevel level, const std::string& rule) {
  therapy.level = std::max(therapy.level, level);
  addOnce(therapy.rules, rule);
}

void judgeOne(const Review& review, const Safety& safety, const std::string& region, TherapySafety& therapy) {
  for (const Precaution& line : safety.precautions) {
    if (concerns(line, therapy, region)) raise(therapy, line.certain ? line.level : SafetyLevel::Caution, line.rule);
  }
  for (const HoldEntry& line : safety.holds) {
    if (!concerns(line, therapy, region)) continue;
    const bool stop = line.certain && line.actions == std::vector<std::string>{review.names().stopCode};
    raise(therapy, stop ? SafetyLevel::Contraindicated : SafetyLevel::Caution, line.rule);
  }
  for (const InteractionEntry& line : safety.interactions) {
    if (concerns(line, therapy, region)) raise(therapy, SafetyLevel::Caution, line.rule);
  }
  for (const BaselineCheck& line : safety.baseline) {
    if (line.state == CheckState::Known || !concerns(line, therapy, region)) continue;
    therapy.level = std::max(therapy.level, SafetyLevel::BaselineDue);
    addOnce(therapy.baselineDue, line.check);
  }
}

std::string stateText(const Review& review, const Lane& lane) {
  return fmt::format("{}", fmt::join(review.codeNames(review.names().state, lane.state), "|"));
}

}  // namespace

void judge(const Review& review, Safety& out) {
  for (const Lane& lane : review.lanes()) {
    if (lane.isPatient()) continue;
    TherapySafety therapy{review.drugName(lane), lane.region, stateText(review, lane), SafetyLevel::Clear, {}, {}};
    judgeOne(review, out, review.regionName(lane), therapy);
    out.therapies.push_back(std::move(therapy));
  }
}

void findUncovered(const Review& review, Safety& out) {
  const Names& names = review.names();
  for (const Treatment& each : review.record().treatments) {
    for (const DrugId drug : each.drugs) {
      if (std::find(names.drugs.begin(), names.drugs.end(), drug) != names.drugs.end()) continue;
      const facts::Course course = facts::latestCourse(review.record(), drug, review.asOf(), review.rules().courses);
      if (course.planned || course.ongoing != Truth::False)
        addOnce(out.uncovered, review.knowledge().vocabulary.drug(drug).id);
    }
    if (each.unknownDrug && !each.end.recorded()) addOnce(out.uncovered, "a drug that is not known here");
  }
}

}  // namespace her2::safety
