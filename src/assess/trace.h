// Why: the rules that spoke, the values they saw, and the elements of the record the values came from.
#pragma once

#include <string>

#include "assess/parts.h"
#include "engine/fact_text.h"

namespace her2::assess {

class Explainer {
 public:
  Explainer(const kb::Knowledge& knowledge, const facts::Deriver& deriver, const Case& record, Assessment& out)
      : knowledge_(knowledge), deriver_(deriver), record_(record), out_(out), text_(knowledge, deriver, record) {}

  /// Closed-world readings ("not recorded: taken as not given") that a certain conclusion relied on.
  void assumptions(const Program& specimens, const Program& patients, const FactBlock& block, unsigned lane,
                   const facts::Context& context);
  /// Warnings for recorded numbers that cannot be what they claim.
  void refusedValues(const Program& specimens, const Program& patients, const facts::Context& context);
  void refusedValues(const Program& program, const facts::Context& context);

  /// Warnings for rules that spoke and that no source read supports.
  void unverifiedRules(const Program& program, const std::vector<bool>& deciding, const FactBlock& block,
                       unsigned lane);

  /// Rows that fired, and of the deciding tables those that may fire, as one section.
  void traceTables(const Program& program, const std::vector<bool>& deciding, const FactBlock& block, unsigned lane,
                   const facts::Context& context, std::string title);
  /// A section for each ranked option: where it stands at each criterion of the order.
  void traceRanking();
  /// A section for each option: its criteria with their values.
  void traceOptions(const Program& program, const FactBlock& block, unsigned lane, const facts::Context& context);

 private:
  TraceLine rowLine(const Program& program, const engine::CompiledTable& table, std::size_t row, const FactBlock& block,
                    unsigned lane, const facts::Context& context) const;
  void assume(FactId fact);

  const kb::Knowledge& knowledge_;
  const facts::Deriver& deriver_;
  const Case& record_;
  Assessment& out_;
  engine::FactText text_;
};

}  // namespace her2::assess
