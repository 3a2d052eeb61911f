// Proves that nothing unverified decides alone: an indication that would be met, or failed, only by a wording or an
// approval that rests on no better than an `unverified` source must come out as possible, to be verified in the label.
// The examples of every indication are assessed on each day on which one of its approvals begins, in each region.
#include <fmt/format.h>

#include <algorithm>

#include "assess/parts.h"
#include "check/check.h"
#include "check/given.h"
#include "engine/compiler.h"

namespace her2::check {
namespace {

class Grades {
 public:
  Grades(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems)
      : knowledge_(knowledge), problems_(problems), given_(*knowledge, ignored_) {}

  std::size_t run() {
    for (const kb::Indication& indication : knowledge_->indications) {
      const kb::Node* examples = indication.block.node->find("examples");
      if (examples == nullptr || !examples->isArray()) continue;
      for (const kb::Node& example : examples->array()) this->example(indication, example);
    }
    return unverified_;
  }

 private:
  // Faults of the example itself are reported where examples are checked.
  void example(const kb::Indication& indication, const kb::Node& example) {
    const kb::Node* facts = example.isTable() ? example.find("given") : nullptr;
    if (facts == nullptr) return;
    std::set<feel::FactId> names;
    given_.addNames(example, names);
    const auto program = engine::compileIndication(knowledge_, indication, names);
    facts::FactBlock block = program->makeBlock();
    if (!given_.set(indication.block, *facts, *program, block)) return;
    program->run(block);
    for (const kb::Approval& approval : indication.approvals) {
      std::vector<Option> options;
      assess::readOptions(assess::listIndications(*program, *knowledge_, approval.date), block, 0, {},
                          assess::OptionDetail::All, options);
      for (const Option& option : options) this->option(indication, example, *program, block, option);
    }
  }

  void option(const kb::Indication& indication, const kb::Node& example, const engine::Program& program,
              const facts::FactBlock& block, const Option& option) {
    const engine::CompiledIndication& compiled = program.indications()[0];
    const Truth all = engine::Program::truthAt(block, compiled.all, 0);
    if (all == Truth::Unknown) return;
    std::vector<std::string> wording = indication.sources;
    for (const std::uint16_t approval : option.approvals) wording.push_back(indication.approvals[approval].source);
    bool verified = all == Truth::True ? rests(wording) : false;
    for (std::size_t i = 0; i < compiled.criteria.size(); ++i) {
      const kb::Criterion& criterion = indication.criteria[i];
      const bool sound = rests(criterion.sources.empty() ? wording : criterion.sources);
      const Truth holds = engine::Program::truthAt(block, compiled.criteria[i], 0);
      // A yes needs every criterion verified, a no one that fails and is.
      verified = all == Truth::True ? verified && sound : verified || (holds == Truth::False && sound);
    }
    if (verified) return;
    ++unverified_;
    if (option.state == OptionState::Possible && option.verify) return;
    problems_.push_back(indication.block.document->problem(
        example.place,
        fmt::format("`{}/{}` is decided by a source that nobody verified", indication.drug, indication.id),
        "an unverified source gives possible, to be verified in the label"));
  }

  bool rests(const std::vector<std::string>& sources) const {
    return sources.empty() || knowledge_->bestGrade(sources) != kb::Grade::Unverified;
  }

  std::shared_ptr<const kb::Knowledge> knowledge_;
  Problems& problems_;
  Problems ignored_;
  Given given_;
  std::size_t unverified_ = 0;
};

}  // namespace

std::size_t checkGrades(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems) {
  return Grades(knowledge, problems).run();
}

}  // namespace her2::check
