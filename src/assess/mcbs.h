// The preliminary score of the ESMO Magnitude of Clinical Benefit Scale from the numbers of a trial, by the decision
// tables of knowledge/scales. Final scores are ESMO's own judgement: see kb::Scorecard.
#pragma once

#include <memory>

#include "engine/compiler.h"
#include "facts/trial_facts.h"

namespace her2::assess {

struct McbsScore {
  unsigned form = 0;                   ///< code of the domain `mcbs-form`
  CodeSet preliminary;                 ///< domain `mcbs-grade`: the scores still possible
  kb::Grade grade = kb::Grade::Label;  ///< the worst of the numbers and rules it rests on
};

class McbsCalculator {
 public:
  /// Compiles the tables in force on the day. Problems: circles, unknown derivations.
  static Result<std::shared_ptr<const McbsCalculator>> create(std::shared_ptr<const kb::Knowledge> knowledge,
                                                              Date asOf);

  /// Nothing for a row that names no form.
  std::optional<McbsScore> score(const kb::Trial& trial, const kb::TrialResult& result) const;

  const engine::Program& program() const { return *program_; }
  feel::FactId preliminaryFact() const { return preliminary_; }

 private:
  std::shared_ptr<const kb::Knowledge> knowledge_;
  std::shared_ptr<const facts::TrialFacts> facts_;
  std::shared_ptr<const engine::Program> program_;
  feel::FactId preliminary_ = 0;
};

}  // namespace her2::assess
