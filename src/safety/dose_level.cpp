// The dose level reached, and what follows below it, by the ladders of the drug that fit the region and the tumour.
#include <fmt/format.h>

#include "safety/review.h"

namespace her2::safety {
namespace {

bool isOf(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string amountText(const kb::DoseAmount& dose, const std::string& unit) {
  return dose.times == 1 ? fmt::format("{} {}", dose.amount, unit)
                         : fmt::format("{} {} {} times a day", dose.amount, unit, dose.times);
}

/// Is one of the ladder's doses for a tumour of this kind? A dose that names no indication is for all.
bool fitsTumour(const kb::DoseLadder& ladder, CodeSet kind, const kb::Knowledge& knowledge) {
  if (kind.empty() || ladder.doses.empty()) return true;
  for (const kb::Dose& dose : knowledge.doses) {
    if (dose.drug != ladder.drug || !isOf(ladder.doses, dose.id)) continue;
    if (dose.indications.empty()) return true;
    for (const kb::Indication& indication : knowledge.indications) {
      const bool named = indication.drug == dose.drug && isOf(dose.indications, indication.id);
      if (named && indication.tumours.intersects(kind)) return true;
    }
  }
  return false;
}

bool fitsRegion(const kb::DoseLadder& ladder, const std::string& agency) {
  return ladder.agencies.empty() || isOf(ladder.agencies, agency);
}

}  // namespace

std::vector<const kb::DoseLadder*> laddersOf(const Review& review, const Lane& lane) {
  std::vector<const kb::DoseLadder*> result;
  const CodeSet kind = review.tumour() == nullptr ? CodeSet() : review.tumour()->kind.value;
  for (const kb::DoseLadder& ladder : review.knowledge().doseLadders) {
    if (ladder.drug == review.drugName(lane) && ladder.period.holds(review.asOf()) &&
        fitsRegion(ladder, review.knowledge().regions[lane.region].agency) &&
        fitsTumour(ladder, kind, review.knowledge()))
      result.push_back(&ladder);
  }
  return result;
}

DoseLevel doseLevelOf(const Review& review, const Lane& lane) {
  DoseLevel result;
  const Interval reductions = review.program().numberOf(review.block(), review.names().reductions, lane.index);
  if (!reductions.isPoint()) return result;
  result.reductions = static_cast<int>(reductions.lo());
  const auto next = static_cast<std::size_t>(*result.reductions) + 1;
  std::vector<std::string> below;
  bool lower = false;
  for (const kb::DoseLadder* ladder : laddersOf(review, lane)) {
    const bool has = next < ladder->levels.size();
    lower = lower || has;
    addOnce(below, has ? amountText(ladder->levels[next], ladder->unit) : "none: " + ladder->below);
    if (review.unverified(ladder->sources)) result.verify = true;
  }
  result.next = fmt::format("{}", fmt::join(below, " or "));
  result.exhausted = !below.empty() && !lower;
  return result;
}

}  // namespace her2::safety
