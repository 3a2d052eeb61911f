// The examples of recommendations.
#include <fmt/format.h>

#include <set>

#include "check/check.h"
#include "check/given.h"
#include "engine/compiler.h"

namespace her2::check {
namespace {

class RecommendationCheck {
 public:
  RecommendationCheck(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems)
      : knowledge_(knowledge), problems_(problems), given_(*knowledge, problems) {}

  std::size_t run(const kb::Recommendation& each) {
    const kb::Node* examples = each.block.node->find("examples");
    if (examples == nullptr) return 0;
    if (!examples->isArray()) {
      fault(each, *examples, "`examples` must be an array");
      return 0;
    }
    for (const kb::Node& example : examples->array()) this->example(each, example);
    return examples->array().size();
  }

 private:
  void fault(const kb::Recommendation& each, const kb::Node& at, std::string message) {
    problems_.push_back(each.block.document->problem(at.place, std::move(message)));
  }

  void example(const kb::Recommendation& each, const kb::Node& example) {
    const kb::Node* given = example.isTable() ? example.find("given") : nullptr;
    const kb::Node* gives = example.isTable() ? example.find("gives") : nullptr;
    if (given == nullptr || gives == nullptr || !gives->isString()) {
      fault(each, example, "an example is { given = { … }, gives = \"applies\" }: applies, possible or does-not-apply");
      return;
    }
    std::set<feel::FactId> names;
    given_.addNames(example, names);
    std::vector<const feel::Expression*> conditions;
    bool judged = false;  // a criterion without FEEL is never more than not known
    for (const kb::Gate& criterion : each.criteria) {
      if (criterion.is) conditions.push_back(&*criterion.is);
      judged = judged || !criterion.is;
    }
    const auto program = engine::compileConditions(knowledge_, conditions, names);
    facts::FactBlock block = program->makeBlock();
    if (!given_.set(each.block, *given, *program, block)) return;
    program->run(block);
    Truth all = judged ? Truth::Unknown : Truth::True;
    for (const engine::TruthRef condition : program->conditions())
      all = all && engine::Program::truthAt(block, condition, 0);
    const std::string_view found = all == Truth::True ? "applies" : all == Truth::False ? "does-not-apply" : "possible";
    if (gives->string() != found)
      fault(each, example, fmt::format("the example gives {} = {}, but {} comes out", each.id, gives->string(), found));
  }

  std::shared_ptr<const kb::Knowledge> knowledge_;
  Problems& problems_;
  Given given_;
};

}  // namespace

std::size_t checkRecommendations(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems) {
  RecommendationCheck check(knowledge, problems);
  std::size_t examples = 0;
  for (const kb::Recommendation& each : knowledge->recommendations) examples += check.run(each);
  return examples;
}

}  // namespace her2::check
