// Facts of one row of a trial's results (scope `trial`): what a scale of benefit asks for. Which derivation fills which
// fact stands in the knowledge; docs/facts.md describes each.
#pragma once

#include <memory>

#include "facts/fact_block.h"
#include "kb/model.h"

namespace her2::facts {

/// What a row states about a fact; as constructed, nothing.
struct TrialValue {
  CodeSet codes;
  bool listed = false;  ///< of a list: it is known
  Interval number;
  kb::Grade grade = kb::Grade::Label;  ///< of the numbers it was taken from
};

/// One row and the trial around it: other rows of the same analysis, population and arms are its companions.
struct ResultContext {
  const kb::Trial& trial;
  const kb::TrialResult& result;
};

class TrialFacts {
 public:
  /// Parameters of a derivation, resolved once.
  struct Parameters {
    CodeSet endpoints;         ///< `endpoint`, domain `endpoint`
    std::optional<double> at;  ///< `at`, months
    feel::Fact fact;
  };
  using Derive = void (*)(const ResultContext&, const Parameters&, TrialValue&);

  /// Resolves the derivations of all facts of scope `trial`; a problem for one that does not exist.
  static Result<std::shared_ptr<const TrialFacts>> bind(const std::shared_ptr<const kb::Knowledge>& knowledge);

  TrialValue derive(FactId fact, const ResultContext& context) const;
  /// Writes every fact of the block's layout that the row states into one lane, which must be unknown before.
  void fill(const ResultContext& context, FactBlock& block, unsigned lane) const;

 private:
  struct Bound {
    Derive derive = nullptr;
    Parameters parameters;
    std::vector<std::pair<unsigned, FactId>> items;  ///< `stated`: each code and the fact it names
  };
  void bindItems(FactId fact, Problems& problems);

  std::shared_ptr<const kb::Knowledge> knowledge_;
  std::vector<Bound> bound_;  // by FactId
};

}  // namespace her2::facts
