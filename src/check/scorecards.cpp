// Published scorecards against the tables of the scale and against the numbers of the trial.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "assess/mcbs.h"
#include "check/check.h"
#include "check/given.h"

namespace her2::check {
namespace {

class ScorecardCheck {
 public:
  ScorecardCheck(const std::shared_ptr<const kb::Knowledge>& knowledge, const assess::McbsCalculator& calculator,
                 Problems& problems)
      : knowledge_(*knowledge), calculator_(calculator), problems_(problems), given_(*knowledge, problems) {}

  void run(const kb::Scorecard& card) {
    byTables(card);
    adjustments(card);
    byTrial(card);
  }

 private:
  const Domain& grades() const { return domain("mcbs-grade"); }
  const Domain& domain(std::string_view name) const {
    return knowledge_.vocabulary.domain(*knowledge_.vocabulary.findDomain(name));
  }

  std::string names(CodeSet codes) const {
    std::string text;
    codes.forEach([&](unsigned code) { text += (text.empty() ? "" : " or ") + grades()[code].code; });
    return text;
  }

  void fault(const kb::Scorecard& card, std::string_view member, std::string message) {
    const kb::Node* node = card.block.node->find(member);
    problems_.push_back(card.block.document->problem(node != nullptr ? node->place : card.block.node->place,
                                                     fmt::format("scorecard `{}`: {}", card.id, message),
                                                     "find out which of the two is right"));
  }

  /// The numbers on the card give the score on the card.
  void byTables(const kb::Scorecard& card) {
    const kb::Node* given = card.block.node->find("given");
    if (given == nullptr) return;
    const engine::Program& program = calculator_.program();
    facts::FactBlock block = program.makeBlock();
    if (!given_.set(card.block, *given, program, block)) return;
    const auto put = [&](std::string_view name, unsigned code) {
      const auto fact = knowledge_.facts.find(name);
      if (const auto* slot = fact ? program.layout().find(*fact) : nullptr) block.setCode(*slot, 0, CodeSet::of(code));
    };
    put("mcbs.form", card.form);
    put("mcbs.endpoint", card.evaluated);
    program.run(block);
    const CodeSet found = program.codeOf(block, calculator_.preliminaryFact(), 0);
    if (found != CodeSet::of(card.preliminary))
      fault(card, "preliminary",
            fmt::format("it gives {}, the tables {} from the same numbers", grades()[card.preliminary].code,
                        names(found)));
  }

  /// Preliminary score and adjustments make the final one, between 1 and 5.
  void adjustments(const kb::Scorecard& card) {
    constexpr int least = 1;
    constexpr int most = 5;
    int sum = 0;
    for (const kb::McbsAdjustment& each : card.adjustments) sum += each.step;
    const std::string& before = grades()[card.preliminary].code;
    int score = 0;
    const bool number = std::from_chars(before.data(), before.data() + before.size(), score).ec == std::errc();
    const std::string after = number ? fmt::format("{}", std::clamp(score + sum, least, most)) : before;
    if (after != grades()[card.final].code)
      fault(card, "final",
            fmt::format("preliminary {} with adjustments of {:+} is {}, the card says {}", before, sum, after,
                        grades()[card.final].code));
  }

  /// The trial's own numbers, where one row is scored by this form, do not exclude the score on the card.
  void byTrial(const kb::Scorecard& card) {
    const kb::Trial& trial = knowledge_.trials[card.trial];
    for (const kb::TrialResult& result : trial.results) {
      if (result.mcbsForm != card.form || result.subgroup != card.subgroup || result.endpoint != card.evaluated)
        continue;
      const auto score = calculator_.score(trial, result);
      if (score && score->preliminary.intersects(CodeSet::of(card.preliminary))) return;
      fault(card, "preliminary",
            fmt::format("it gives {}, the numbers of trial `{}` give {}", grades()[card.preliminary].code, trial.id,
                        names(score->preliminary)));
      return;
    }
  }

  const kb::Knowledge& knowledge_;
  const assess::McbsCalculator& calculator_;
  Problems& problems_;
  Given given_;
};

}  // namespace

void checkScorecards(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems) {
  const auto calculator = assess::McbsCalculator::create(knowledge, knowledge->release.date);
  if (!calculator) return;  // the assessor could not be made either, and said why
  ScorecardCheck check(knowledge, **calculator, problems);
  for (const kb::Scorecard& card : knowledge->scorecards) check.run(card);
}

}  // namespace her2::check
