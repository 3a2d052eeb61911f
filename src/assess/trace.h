// Why: the rules that spoke, the values they saw, and the elements of the record the values came from.
#pragma once

#include <string>

#include "assess/parts.h"

namespace her2::assess {

class Explainer {
 public:
  Explainer(const kb::Knowledge& knowledge, const facts::Deriver& deriver, const Case& record, Assessment& out)
      : knowledge_(knowledge), deriver_(deriver), record_(record), out_(out) {}

  /// Closed-world readings ("not recorded: taken as not given") that a certain conclusion relied on.
  void assumptions(const Program& specimens, const Program& patients, const FactBlock& block, unsigned lane,
                   const facts::Context& context);
  /// Missing facts of all options, those that decide most first.
  void nextTests();
  /// Warnings for recorded numbers that cannot be what they claim.
  void refusedValues(const Program& specimens, const Program& patients, const facts::Context& context);

  /// Warnings for rules that spoke and that no source read supports.
  void unverifiedRules(const Program& program, const std::vector<bool>& deciding, const FactBlock& block,
                       unsigned lane);

  /// Rows that fired, and of the deciding tables those that may fire, as one section.
  void traceTables(const Program& program, const std::vector<bool>& deciding, const FactBlock& block, unsigned lane,
                   const facts::Context& context, std::string title);
  /// A section for each option: its criteria with their values.
  void traceOptions(const Program& program, const FactBlock& block, unsigned lane, const facts::Context& context);

 private:
  /// "ish.ratio = 2.1 [Observation/ish-1.valueQuantity]"
  std::string factText(FactId fact, const Program& program, const FactBlock& block, unsigned lane,
                       const facts::Context& context) const;
  std::string valueText(FactId fact, const Program& program, const FactBlock& block, unsigned lane) const;
  /// Alternatives are joined by "or", the members of a list by commas.
  std::string codesText(DomainId domain, CodeSet codes, std::string_view joint) const;
  std::vector<std::string> graded(const std::vector<std::string>& sources) const;
  TraceLine rowLine(const Program& program, const engine::CompiledTable& table, std::size_t row, const FactBlock& block,
                    unsigned lane, const facts::Context& context) const;
  void assume(FactId fact);
  bool isNever(FactId fact, const facts::Value& value) const;

  const kb::Knowledge& knowledge_;
  const facts::Deriver& deriver_;
  const Case& record_;
  Assessment& out_;
};

}  // namespace her2::assess
