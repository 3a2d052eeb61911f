// This engine among its peers (`make bench-peers`): the same decisions on the same cases, as a process that is told
// when to evaluate them.
//
//   her2_peer DAY FOLDER [ready|alone]
//
// evaluates FOLDER/cases.ndjson once and writes FOLDER/her2.ndjson, {"value": [answer]} or {"value": {fact: [answer]}}
// a line; says "ready" and the number of cases. Then a line with a number makes it evaluate all of them so often, and
// say "done". A decision is a table of the knowledge, or `chain`: the tables of FOLDER/tables.txt in a row, each seeing
// what those before answered. Guards are taken as true.
//
// Facts are put into blocks of 64 cases each time. With `ready` they stand there already; with `alone` each case has a
// block of its own, as in a service.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <set>
#include <stdexcept>

#include "dmn/case_lines.h"
#include "dmn/names.h"
#include "engine/compiler.h"
#include "kb/embedded/embedded.h"

namespace {

using namespace her2;
using engine::Program;
using facts::FactBlock;
using facts::FactId;

struct Decision {
  std::string name;
  std::shared_ptr<const Program> program;
  std::vector<FactId> outputs;
  std::vector<std::vector<dmn::Given>> cases;  ///< those of one run of the engine together
};

enum class Mode : std::uint8_t { Blocks, Ready, Alone };

/// The bits of all answers of a case: what a caller would look at.
std::uint64_t read(const Decision& decision, const FactBlock& block, unsigned lane, const kb::Knowledge& knowledge) {
  std::uint64_t bits = 0;
  for (const FactId fact : decision.outputs) {
    bits = bits * 31 + (knowledge.facts[fact].kind == feel::Kind::Codes ? decision.program->certainOf(block, fact, lane)
                                                                        : decision.program->codeOf(block, fact, lane))
                           .bits();
  }
  return bits;
}

std::string answers(const Decision& decision, const FactBlock& block, unsigned lane, const kb::Knowledge& knowledge) {
  std::string text;
  for (const FactId fact : decision.outputs) {
    const feel::Fact& described = knowledge.facts[fact];
    std::string list;
    const CodeSet codes = described.kind == feel::Kind::Codes ? decision.program->certainOf(block, fact, lane)
                                                              : decision.program->codeOf(block, fact, lane);
    codes.forEach([&](unsigned code) {
      list +=
          fmt::format("{}\"{}\"", list.empty() ? "" : ",", knowledge.vocabulary.domain(described.domain)[code].code);
    });
    if (decision.outputs.size() == 1) return fmt::format("{{\"value\":[{}]}}\n", list);
    text += fmt::format("{}\"{}\":[{}]", text.empty() ? "" : ",", dmn::identifier(described.name), list);
  }
  return fmt::format("{{\"value\":{{{}}}}}\n", text);
}

class Peer {
 public:
  Peer(Date day, std::string folder, Mode mode) : day_(day), folder_(std::move(folder)), mode_(mode) {
    const auto loaded = kb::Knowledge::load(kb::embeddedKnowledge());
    if (!loaded) throw std::runtime_error(loaded.problems().front().text());
    knowledge_ = *loaded;
    readCases();
    for (const Decision& decision : decisions_) batches_.emplace_back(*knowledge_, decision.program);
  }

  std::size_t count() const { return count_; }

  void writeAnswers() {
    std::ofstream out(folder_ + "/her2.ndjson");
    forEach([&](const Decision& decision, const FactBlock& block, unsigned lane) {
      if (lane == 0 && mode_ == Mode::Ready) blocks_.push_back({&decision, block});
      out << answers(decision, block, lane, *knowledge_);
    });
  }

  /// Evaluates all cases. What comes back depends on every answer, so that none is left out.
  std::uint64_t pass() {
    std::uint64_t sum = 0;
    if (mode_ == Mode::Ready) {
      for (Block& block : blocks_) {
        block.decision->program->run(block.facts);
        for (unsigned lane = 0; lane < facts::lanes; ++lane)
          sum += read(*block.decision, block.facts, lane, *knowledge_);
      }
    } else {
      forEach([&](const Decision& decision, const FactBlock& block, unsigned lane) {
        sum += read(decision, block, lane, *knowledge_);
      });
    }
    return sum;
  }

 private:
  struct Block {
    const Decision* decision;
    FactBlock facts;
  };

  template <class F>
  void forEach(F&& each) {
    for (std::size_t d = 0; d < decisions_.size(); ++d) {
      for (const std::vector<dmn::Given>& together : decisions_[d].cases) {
        batches_[d].run(together, [&](const dmn::Given&, const FactBlock& block, unsigned lane) {
          each(decisions_[d], block, lane);
        });
      }
    }
  }

  FactId factOf(std::string_view identifier) const {
    for (std::size_t i = 0; i < knowledge_->facts.size(); ++i) {
      if (dmn::identifier(knowledge_->facts[static_cast<FactId>(i)].name) == identifier) return static_cast<FactId>(i);
    }
    throw std::runtime_error(fmt::format("no fact {}", identifier));
  }

  dmn::Value valueOf(const feel::Fact& fact, simdjson::dom::element value) const {
    const auto code = [&](std::string_view text) { return *knowledge_->vocabulary.domain(fact.domain).find(text); };
    dmn::Value result;
    switch (fact.kind) {
      case feel::Kind::Truth:
        result.truth = bool(value);
        break;
      case feel::Kind::Code:
        result.code = code(std::string_view(value));
        break;
      case feel::Kind::Codes:
        for (const auto each : simdjson::dom::array(value)) {
          result.list = CodeSet(result.list.bits() | CodeSet::of(code(std::string_view(each))).bits());
        }
        break;
      default:
        result.number = double(value);
    }
    return result;
  }

  void readCases() {
    simdjson::dom::parser parser;
    for (const auto line : parser.load_many(folder_ + "/cases.ndjson")) {
      const std::string name{std::string_view(line["decision"])};
      if (decisions_.empty() || decisions_.back().name != name) decisions_.push_back(decisionOf(name));
      dmn::Given given;
      for (const auto [key, value] : simdjson::dom::object(line["given"])) {
        const FactId fact = factOf(key);
        given[fact] = valueOf(knowledge_->facts[fact], value);
      }
      auto& cases = decisions_.back().cases;
      if (cases.empty() || mode_ == Mode::Alone) cases.emplace_back();
      cases.back().push_back(std::move(given));
      ++count_;
    }
  }

  const kb::Table& tableOf(const std::string& name) const {
    for (const kb::Table& table : knowledge_->tables) {
      if (dmn::tableName(table) == name && table.period.holds(day_)) return table;
    }
    throw std::runtime_error(fmt::format("no table {} is in force", name));
  }

  Decision decisionOf(const std::string& name) const {
    if (name == "chain") return chain();
    const kb::Table& table = tableOf(name);
    return {name, engine::compileTable(knowledge_, table, {}), table.outputs, {}};
  }

  Decision chain() const {
    const auto chosen = std::make_shared<kb::Knowledge>(*knowledge_);
    chosen->tables.clear();
    Decision result{"chain", nullptr, {}, {}};
    std::ifstream names(folder_ + "/tables.txt");
    for (std::string name; std::getline(names, name);) {
      const kb::Table& table = tableOf(name);
      chosen->tables.push_back(table);
      chosen->tables.back().when.reset();
      result.outputs.insert(result.outputs.end(), table.outputs.begin(), table.outputs.end());
    }
    const auto program = engine::compile(chosen, feel::Scope::Specimen, day_);
    if (!program) throw std::runtime_error(program.problems().front().text());
    result.program = *program;
    return result;
  }

  Date day_;
  std::string folder_;
  Mode mode_;
  std::shared_ptr<const kb::Knowledge> knowledge_;
  std::vector<Decision> decisions_;
  std::vector<dmn::Batch> batches_;  // one a decision
  std::vector<Block> blocks_;
  std::size_t count_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  const auto day = count > 2 ? Date::parse(arguments[1]) : std::nullopt;
  if (!day) {
    fmt::print(stderr, "usage: {} DAY FOLDER [ready|alone]\n", arguments[0]);
    return 2;
  }
  const std::string_view mode = count > 3 ? arguments[3] : "";
  Peer peer(*day, arguments[2], mode == "ready" ? Mode::Ready : mode == "alone" ? Mode::Alone : Mode::Blocks);
  peer.writeAnswers();
  std::uint64_t sum = 0;
  std::cout << "ready " << peer.count() << std::endl;
  for (std::size_t passes = 0; std::cin >> passes;) {
    for (std::size_t i = 0; i < passes; ++i) sum += peer.pass();
    std::cout << "done " << sum << std::endl;
  }
}
