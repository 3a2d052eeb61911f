// Doses and the steps by which they are lowered: every step is lower than the one before, the first is the dose itself.
#include <fmt/format.h>

#include "check/check.h"

namespace her2::check {
namespace {

double aDay(const kb::DoseAmount& dose) { return dose.amount * dose.times; }

std::string text(const kb::DoseAmount& dose, const std::string& unit) {
  return fmt::format("{} {}{}", dose.amount, unit, dose.times == 1 ? "" : fmt::format(" {} times a day", dose.times));
}

void checkSteps(const kb::DoseLadder& ladder, Problems& problems) {
  const kb::Node& place = *ladder.block.node->find("levels");
  for (std::size_t i = 1; i < ladder.levels.size(); ++i) {
    if (aDay(ladder.levels[i]) < aDay(ladder.levels[i - 1])) continue;
    problems.push_back(ladder.block.document->problem(
        place.place, fmt::format("{} is not lower than {}", text(ladder.levels[i], ladder.unit),
                                 text(ladder.levels[i - 1], ladder.unit))));
  }
}

void checkStart(const kb::Knowledge& knowledge, const kb::DoseLadder& ladder, Problems& problems) {
  if (ladder.levels.empty()) return;
  for (const kb::Dose& dose : knowledge.doses) {
    bool named = false;
    for (const std::string& id : ladder.doses) named = named || (dose.drug == ladder.drug && dose.id == id);
    if (!named) continue;
    const kb::DoseAmount& first = ladder.levels.front();
    if (dose.unit == ladder.unit && dose.dose.amount == first.amount && dose.dose.times == first.times) continue;
    problems.push_back(
        ladder.block.document->problem(ladder.block.node->find("levels")->place,
                                       fmt::format("the ladder starts at {}, dose `{}` is {}", text(first, ladder.unit),
                                                   dose.id, text(dose.dose, dose.unit))));
  }
}

}  // namespace

std::size_t checkDoses(const kb::Knowledge& knowledge, Problems& problems) {
  for (const kb::DoseLadder& ladder : knowledge.doseLadders) {
    checkSteps(ladder, problems);
    checkStart(knowledge, ladder, problems);
  }
  return knowledge.doses.size();
}

}  // namespace her2::check
