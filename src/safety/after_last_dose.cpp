// What is still owed after the last dose: contraception and breast-feeding.
#include "safety/checks.h"

namespace her2::safety {
namespace {

bool mayBe(CodeSet wanted, const CodeLeaf& recorded) {
  return !recorded.recorded() || recorded.value.intersects(wanted);
}

}  // namespace

void findContraception(const Review& review, Safety& out) {
  for (const kb::AfterLastDose& rule : review.knowledge().safety.afterLastDose) {
    if (!mayBe(rule.sex, review.record().sex)) continue;
    for (const Lane& lane : review.lanes()) {
      if (lane.isPatient()) continue;
      const Truth truth = review.holds(rule, lane);
      if (truth == Truth::False) continue;
      ContraceptionEntry line;
      review.describe(rule, lane, truth, line);
      line.certain = line.certain && review.record().sex.recorded();
      line.lactation = rule.lactation;
      line.span = durationText(rule.span);
      const auto& last = lane.course().lastDose;
      if (lane.state == review.names().ended && last) {
        line.until = DateRange(plus(last->first, rule.span), plus(last->last, rule.span));
        line.over = line.until->last < review.asOf();
      }
      if (line.over) continue;
      out.contraception.push_back(std::move(line));
    }
  }
  mergeLines(out.contraception, [](const ContraceptionEntry& line) {
    return line.span + (line.until ? line.until->text() : std::string());
  });
}

}  // namespace her2::safety
