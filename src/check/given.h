// The facts that an example sets: `given = { "tumour.kind" = "breast", … }` of a block, put into a block of facts.
#pragma once

#include <memory>
#include <optional>
#include <set>

#include "engine/program.h"
#include "facts/fact_block.h"
#include "kb/model.h"

namespace her2::check {

class Given {
 public:
  Given(const kb::Knowledge& knowledge, Problems& problems) : knowledge_(knowledge), problems_(problems) {}

  /// The facts that the member `given` of an example or change names; those unknown are left out.
  void addNames(const kb::Node& example, std::set<feel::FactId>& names) const;
  /// Sets lane 0. A problem, and false, for a fact that does not exist or a value it cannot have; facts the program
  /// does not ask for are ignored. A value may be partly known: "[4.0..6.0)", ["0", "1+"].
  bool set(const kb::Block& at, const kb::Node& given, const engine::Program& program, facts::FactBlock& block);

  std::optional<CodeSet> codesOf(feel::FactId fact, const kb::Node& node) const;
  static std::optional<Interval> numberOf(const kb::Node& node);

 private:
  bool setOne(const facts::FactLayout::Slot& slot, const kb::Node& node, facts::FactBlock& block) const;

  const kb::Knowledge& knowledge_;
  Problems& problems_;
};

}  // namespace her2::check
