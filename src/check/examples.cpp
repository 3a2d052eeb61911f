// Runs the examples that stand beside tables and indications.
#include <fmt/format.h>

#include <set>

#include "check/check.h"
#include "engine/compiler.h"
#include "facts/deriver.h"
#include "kb/block_reader.h"

namespace her2::check {
namespace {

using facts::FactBlock;
using facts::FactLayout;
using feel::FactId;
using feel::Kind;

class ExampleRunner {
 public:
  ExampleRunner(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems)
      : knowledge_(knowledge), problems_(problems) {}

  std::size_t run() {
    for (const kb::Table& table : knowledge_->tables) tableExamples(table);
    for (const kb::Indication& indication : knowledge_->indications) indicationExamples(indication);
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

  void addNames(const kb::Node& example, std::set<FactId>& names) const {
    const kb::Node* given = example.isTable() ? example.find("given") : nullptr;
    if (given == nullptr || !given->isTable()) return;
    for (const auto& [name, value] : given->table()) {
      if (const auto fact = knowledge_->facts.find(name)) names.insert(*fact);
    }
  }

  void tableExamples(const kb::Table& table) {
    const kb::Node* examples = examplesOf(table.block);
    if (examples == nullptr) return;
    std::set<FactId> names;
    for (const kb::Node& example : examples->array()) addNames(example, names);
    const auto program = engine::compileTable(knowledge_, table, names);
    FactBlock block = program->makeBlock();
    for (const kb::Node& example : examples->array()) {
      ++count_;
      const kb::Node* given = part(table.block, example, "given");
      const kb::Node* gives = part(table.block, example, "gives");
      block.reset();
      if (given == nullptr || gives == nullptr || !setAll(table.block, *given, *program, block)) continue;
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
      addNames(example, names);
      const auto program = engine::compileIndication(knowledge_, indication, names);
      FactBlock block = program->makeBlock();
      if (!setAll(indication.block, *given, *program, block)) continue;
      program->run(block);
      const Truth all = engine::Program::truthAt(block, program->indications()[0].all, 0);
      const std::string_view state = all == Truth::True    ? "indicated"
                                     : all == Truth::False ? "not-indicated"
                                                           : "possible";
      if (gives->string() != state) fail(indication.block, example, indication.id, gives->string(), std::string(state));
    }
  }

  bool setAll(const kb::Block& at, const kb::Node& given, const engine::Program& program, FactBlock& block) {
    if (!given.isTable()) {
      problems_.push_back(at.document->problem(given.place, "`given` must be a table of facts"));
      return false;
    }
    bool fine = true;
    for (const auto& [name, value] : given.table()) {
      const auto fact = knowledge_->facts.find(name);
      const FactLayout::Slot* slot = fact ? program.layout().find(*fact) : nullptr;
      if (!fact) {
        problems_.push_back(at.document->problem(value.place, fmt::format("unknown fact `{}`", name)));
        fine = false;
      } else if (slot != nullptr && !set(*slot, value, block)) {
        problems_.push_back(at.document->problem(value.place, fmt::format("not a value of `{}`", name)));
        fine = false;
      }
    }
    return fine;
  }

  bool set(const FactLayout::Slot& slot, const kb::Node& node, FactBlock& block) {
    switch (slot.kind) {
      case Kind::Truth:
        if (!node.isBool()) return false;
        block.setTruth(slot, 0, truth(node.boolean()));
        return true;
      case Kind::Code:
      case Kind::Codes: {
        const auto codes = codesOf(slot.fact, node);
        if (!codes) return false;
        slot.kind == Kind::Code ? block.setCode(slot, 0, *codes) : block.setCodes(slot, 0, *codes);
        return slot.kind == Kind::Codes || !codes->empty();
      }
      default: {
        const auto number = numberOf(node);
        if (number) block.setNumber(slot, 0, *number);
        return number.has_value();
      }
    }
  }

  std::optional<CodeSet> codesOf(FactId fact, const kb::Node& node) {
    const Domain& domain = knowledge_->vocabulary.domain(knowledge_->facts[fact].domain);
    Problems ignored;
    kb::BlockReader reader({&knowledge_->documents.documents().front(), &node}, ignored);
    CodeSet codes;
    for (const std::string& name : reader.stringsOf(node)) {
      const auto code = domain.find(name);
      if (!code) return std::nullopt;
      codes |= CodeSet::of(*code);
    }
    if (!ignored.empty()) return std::nullopt;
    return codes;
  }

  static std::optional<Interval> numberOf(const kb::Node& node) {
    if (node.isNumber()) return Interval(node.number());
    if (node.isDate()) return Interval(node.date().serial());
    return node.isString() ? Interval::parse(node.string()) : std::nullopt;
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
        const auto wanted = codesOf(fact, expected);
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
        const auto wanted = numberOf(expected);
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
  std::size_t count_ = 0;
};

}  // namespace

std::size_t checkExamples(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems) {
  return ExampleRunner(knowledge, problems).run();
}

}  // namespace her2::check
