// Runs the examples that stand beside tables, indications, safety rules and facts that are defined by others.
#include <fmt/format.h>

#include <set>

#include "check/check.h"
#include "check/given.h"
#include "engine/compiler.h"

namespace her2::check {
namespace {

using facts::FactBlock;
using feel::FactId;
using feel::Kind;

class ExampleRunner {
 public:
  ExampleRunner(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems)
      : knowledge_(knowledge), problems_(problems), given_(*knowledge, problems) {}

  std::size_t run() {
    for (const kb::Table& table : knowledge_->tables) tableExamples(table);
    for (const kb::Indication& indication : knowledge_->indications) indicationExamples(indication);
    const kb::SafetyKnowledge& safety = knowledge_->safety;
    ruleExamples(safety.baselines);
    ruleExamples(safety.warnings);
    ruleExamples(safety.interactions);
    ruleExamples(safety.monitors);
    ruleExamples(safety.holds);
    ruleExamples(safety.partners);
    ruleExamples(safety.symptoms);
    ruleExamples(safety.afterLastDose);
    ruleExamples(safety.advice);
    for (const kb::Derivation& each : knowledge_->derivations) factExamples(each);
    return count_;
  }

 private:
  const kb::Node* examplesOf(const kb::Block& block) {
    const kb::Node* examples = block.node->find("examples");
    if (examples == nullptr || examples->isArray()) return examples;
    problems_.push_back(block.document->problem(examples->place, "`examples` must be an array"));
    return nullptr;
  }

  /// The parts of an example, or null after a problem.
  const kb::Node* part(const kb::Block& block, const kb::Node& example, std::string_view key) {
    const kb::Node* found = example.isTable() ? example.find(key) : nullptr;
    if (found == nullptr)
      problems_.push_back(block.document->problem(example.place, fmt::format("an example needs `{}`", key)));
    return found;
  }

  void tableExamples(const kb::Table& table) {
    const kb::Node* examples = examplesOf(table.block);
    if (examples == nullptr) return;
    std::set<FactId> names;
    for (const kb::Node& example : examples->array()) given_.addNames(example, names);
    const auto program = engine::compileTable(knowledge_, table, names);
    FactBlock block = program->makeBlock();
    for (const kb::Node& example : examples->array()) {
      ++count_;
      const kb::Node* given = part(table.block, example, "given");
      const kb::Node* gives = part(table.block, example, "gives");
      block.reset();
      if (given == nullptr || gives == nullptr || !given_.set(table.block, *given, *program, block)) continue;
      program->run(block);
      if (gives->isTable()) {
        for (const auto& [name, expected] : gives->table()) {
          if (const auto fact = knowledge_->facts.find(name))
            compare(table.block, *program, block, *fact, expected, example);
          else
            problems_.push_back(table.block.document->problem(expected.place, fmt::format("unknown fact `{}`", name)));
        }
      } else if (!table.outputs.empty()) {
        compare(table.block, *program, block, table.outputs[0], *gives, example);
      }
    }
  }

  void indicationExamples(const kb::Indication& indication) {
    const kb::Node* examples = examplesOf(indication.block);
    if (examples == nullptr) return;
    for (const kb::Node& example : examples->array()) {
      ++count_;
      const kb::Node* given = part(indication.block, example, "given");
      const kb::Node* gives = part(indication.block, example, "gives");
      if (given == nullptr || gives == nullptr) continue;
      if (!gives->isString()) {
        problems_.push_back(
            indication.block.document->problem(gives->place, "`gives` is indicated, possible or not-indicated"));
        continue;
      }
      std::set<FactId> names;
      given_.addNames(example, names);
      const auto program = engine::compileIndication(knowledge_, indication, names);
      FactBlock block = program->makeBlock();
      if (!given_.set(indication.block, *given, *program, block)) continue;
      program->run(block);
      const Truth all = engine::Program::truthAt(block, program->indications()[0].all, 0);
      const std::string_view state = all == Truth::True    ? "indicated"
                                     : all == Truth::False ? "not-indicated"
                                                           : "possible";
      if (gives->string() != state) fail(indication.block, example, indication.id, gives->string(), std::string(state));
    }
  }

  template <class Rules>
  void ruleExamples(const Rules& rules) {
    for (const kb::SafetyRule& rule : rules) {
      if (const kb::Node* examples = examplesOf(rule.block))
        conditionExamples(rule.block, rule.id, rule.when, *examples);
    }
  }

  void factExamples(const kb::Derivation& fact) {
    const kb::Node* examples = examplesOf(fact.block);
    if (examples != nullptr)
      conditionExamples(fact.block, fact.block.node->find("name")->string(), fact.define, *examples);
  }

  /// Does the condition of a safety rule or the definition of a fact hold: true, false, or "not known".
  void conditionExamples(const kb::Block& block, const std::string& name,
                         const std::optional<feel::Expression>& condition, const kb::Node& examples) {
    for (const kb::Node& example : examples.array()) {
      ++count_;
      const kb::Node* given = part(block, example, "given");
      const kb::Node* gives = part(block, example, "gives");
      if (given == nullptr || gives == nullptr) continue;
      if (!condition || !(gives->isBool() || (gives->isString() && gives->string() == "not known"))) {
        problems_.push_back(block.document->problem(
            gives->place, "`gives` is true, false or \"not known\" of a rule's `when` or a fact's `define`"));
        continue;
      }
      std::set<FactId> names;
      given_.addNames(example, names);
      const auto program = engine::compileCondition(knowledge_, *condition, names);
      FactBlock facts = program->makeBlock();
      if (!given_.set(block, *given, *program, facts)) continue;
      program->run(facts);
      const auto text = [](Truth t) { return t == Truth::True ? "true" : t == Truth::False ? "false" : "not known"; };
      const Truth wanted = gives->isBool() ? truth(gives->boolean()) : Truth::Unknown;
      const Truth found = engine::Program::truthAt(facts, program->conditions()[0], 0);
      if (wanted != found) fail(block, example, name, text(wanted), text(found));
    }
  }

  std::string codesText(FactId fact, CodeSet codes) const {
    const Domain& domain = knowledge_->vocabulary.domain(knowledge_->facts[fact].domain);
    std::string text;
    codes.forEach([&](unsigned code) { text += (text.empty() ? "" : ", ") + domain[code].code; });
    return text.empty() ? "nothing" : text;
  }

  void compare(const kb::Block& at, const engine::Program& program, const FactBlock& block, FactId fact,
               const kb::Node& expected, const kb::Node& example) {
    const std::string& name = knowledge_->facts[fact].name;
    switch (knowledge_->facts[fact].kind) {
      case Kind::Truth: {
        const Truth wanted = expected.isBool() ? truth(expected.boolean()) : Truth::Unknown;
        const Truth found = program.truthOf(block, fact, 0);
        const auto text = [](Truth t) { return t == Truth::True ? "true" : t == Truth::False ? "false" : "unknown"; };
        if (wanted != found) fail(at, example, name, text(wanted), text(found));
        return;
      }
      case Kind::Code:
      case Kind::Codes: {
        const auto wanted = given_.codesOf(fact, expected);
        const bool list = knowledge_->facts[fact].kind == Kind::Codes;
        const CodeSet found = list ? program.certainOf(block, fact, 0) : program.codeOf(block, fact, 0);
        if (!wanted) {
          problems_.push_back(at.document->problem(expected.place, fmt::format("not a value of `{}`", name)));
        } else if (*wanted != found) {
          fail(at, example, name, codesText(fact, *wanted), codesText(fact, found));
        }
        return;
      }
      default: {
        const auto wanted = Given::numberOf(expected);
        const Interval found = program.numberOf(block, fact, 0);
        if (!wanted || wanted->least() != found.lo() || wanted->greatest() != found.hi())
          fail(at, example, name, wanted ? wanted->text() : "?", found.text());
      }
    }
  }

  void fail(const kb::Block& at, const kb::Node& example, std::string_view what, std::string_view wanted,
            std::string_view found) {
    problems_.push_back(at.document->problem(
        example.place, fmt::format("the example gives {} = {}, but {} comes out", what, wanted, found),
        "find out which of the two is right"));
  }

  std::shared_ptr<const kb::Knowledge> knowledge_;
  Problems& problems_;
  Given given_;
  std::size_t count_ = 0;
};

}  // namespace

std::size_t checkExamples(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems) {
  return ExampleRunner(knowledge, problems).run();
}

}  // namespace her2::check
