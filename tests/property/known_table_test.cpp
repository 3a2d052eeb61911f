// Every decision table of knowledge/ held to the oracle: each cell of its grid where that is small enough to try whole,
// else a sample; the same with facts partly known; and whole programs, in which learning something never adds an
// answer. The same numbers are drawn in every run.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "engine/compiler.h"
#include "reference/blocks.h"

namespace her2 {
namespace {

using engine::Program;
using facts::FactBlock;
using feel::FactId;
using feel::Kind;
using reference::Case;
using reference::Found;
using reference::Known;
using reference::Value;
using reference::World;

const std::shared_ptr<const kb::Knowledge>& knowledge() {
  static const std::shared_ptr<const kb::Knowledge> loaded = [] {
    auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
    auto result = kb::Knowledge::load(*std::move(documents));
    return *result;
  }();
  return loaded;
}

constexpr std::size_t mostWorlds = 20000;

class Dice {
 public:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  bool coin() { return below(2) == 1; }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[below(all.size())];
  }

 private:
  std::mt19937_64 engine_{20180530};
};

/// One table alone, its guard taken as true, and what may be asked of it.
struct Subject {
  const kb::Table* table = nullptr;
  std::shared_ptr<const Program> program;
  std::map<FactId, std::vector<Value>> values;

  explicit Subject(const kb::Table& each) : table(&each) {
    std::set<FactId> facts;
    for (const kb::Input& input : each.inputs) facts.merge(reference::factsOf(input.value));
    program = engine::compileTable(knowledge(), each, facts);
    const std::set<double> cuts = reference::thresholds(each);
    for (const FactId fact : facts)
      values[fact] = reference::valuesOf(*knowledge(), fact, {}, cuts, reference::askedOf(each, fact));
  }

  Found oracle(const World& world, std::size_t output) const {
    return reference::hull(reference::answers({*knowledge(), table->outputs[output], {table}, false}, world, {}),
                           kind(output));
  }
  Found found(const FactBlock& block, std::size_t output, unsigned lane) const {
    return reference::found(*program, *knowledge(), block, table->outputs[output], lane);
  }
  Kind kind(std::size_t output) const { return knowledge()->facts[table->outputs[output]].kind; }
  std::string where() const { return table->block.document->where(table->block.node->place); }

  World someWorld(Dice& dice) const {
    World world;
    for (const auto& [fact, choices] : values) world[fact] = dice.of(choices);
    return world;
  }
};

std::vector<World> gridOf(const Subject& subject, Dice& dice) {
  std::vector<World> all = reference::worlds(subject.values, mostWorlds);
  while (all.size() < mostWorlds / 4) all.push_back(subject.someWorld(dice));
  return all;
}

void compare(const Subject& subject, const std::vector<World>& batch, FactBlock& block) {
  block.reset();
  for (unsigned lane = 0; lane < batch.size(); ++lane)
    reference::put(reference::known(batch[lane]), *subject.program, block, lane);
  subject.program->run(block);
  for (unsigned lane = 0; lane < batch.size(); ++lane) {
    for (std::size_t output = 0; output < subject.table->outputs.size(); ++output) {
      const Found expected = subject.oracle(batch[lane], output);
      const Found found = subject.found(block, output, lane);
      ASSERT_EQ(expected, found) << subject.where() << "\n"
                                 << reference::text(reference::known(batch[lane]), *knowledge()) << "the oracle: "
                                 << reference::text(expected, *knowledge(), subject.table->outputs[output])
                                 << "\nthe engine: "
                                 << reference::text(found, *knowledge(), subject.table->outputs[output]);
    }
  }
}

TEST(KnownTables, EqualTheOracleOnEveryCellOfTheirGrids) {
  Dice dice;
  ASSERT_GT(knowledge()->tables.size(), 40U);
  for (const kb::Table& table : knowledge()->tables) {
    const Subject subject(table);
    FactBlock block = subject.program->makeBlock();
    const std::vector<World> all = gridOf(subject, dice);
    for (std::size_t begin = 0; begin < all.size(); begin += facts::lanes) {
      const std::size_t end = std::min(all.size(), begin + facts::lanes);
      compare(subject,
              {all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end)},
              block);
      if (HasFatalFailure()) return;
    }
  }
}

/// What holds in `worlds` and more: codes of them all, the range of their numbers.
Known spanning(FactId fact, const std::vector<World>& worlds) {
  const Kind kind = knowledge()->facts[fact].kind;
  Known result;
  const Value& first = worlds[0].at(fact);
  result.truth = truth(first.truth);
  result.listed = true;
  result.list = first.list;
  double least = first.number;
  double greatest = first.number;
  for (const World& world : worlds) {
    const Value& value = world.at(fact);
    if (kind == Kind::Code) result.codes |= CodeSet::of(value.code);
    result.truth = either(result.truth, truth(value.truth));
    result.listed = result.listed && value.list == first.list;
    least = std::min(least, value.number);
    greatest = std::max(greatest, value.number);
  }
  result.number = Interval::closed(least, greatest);
  return result;
}

/// Some facts as in the first world, the others as in any of them: each of the worlds that arise is possible.
Case partlyKnown(const Subject& subject, std::vector<World>& worlds, Dice& dice) {
  Case result;
  for (const auto& [fact, choices] : subject.values) {
    if (dice.coin()) {
      for (World& world : worlds) world[fact] = worlds[0].at(fact);
    }
    result[fact] = spanning(fact, worlds);
  }
  return result;
}

TEST(KnownTables, AreSoundOnPartlyKnownCases) {
  Dice dice;
  for (const kb::Table& table : knowledge()->tables) {
    const Subject subject(table);
    if (subject.values.empty()) continue;
    FactBlock block = subject.program->makeBlock();
    for (int round = 0; round < 12; ++round) {
      block.reset();
      std::vector<std::vector<World>> possible(facts::lanes);
      for (unsigned lane = 0; lane < facts::lanes; ++lane) {
        for (int i = 0; i < 4; ++i) possible[lane].push_back(subject.someWorld(dice));
        reference::put(partlyKnown(subject, possible[lane], dice), *subject.program, block, lane);
      }
      subject.program->run(block);
      for (unsigned lane = 0; lane < facts::lanes; ++lane) {
        for (const World& world : possible[lane]) {
          for (std::size_t output = 0; output < table.outputs.size(); ++output) {
            const Found expected = subject.oracle(world, output);
            const Found found = subject.found(block, output, lane);
            ASSERT_TRUE(reference::covers(found, expected))
                << subject.where() << "\n"
                << reference::text(reference::known(world), *knowledge())
                << "the oracle: " << reference::text(expected, *knowledge(), table.outputs[output])
                << "\nthe engine: " << reference::text(found, *knowledge(), table.outputs[output]);
          }
        }
      }
    }
  }
}

/// A whole program of the knowledge as of a day: every fact it reads, known more and more.
class WholeProgram : public testing::TestWithParam<std::pair<feel::Scope, const char*>> {
 protected:
  void SetUp() override {
    auto compiled = engine::compile(knowledge(), GetParam().first, *Date::parse(GetParam().second));
    ASSERT_TRUE(compiled) << compiled.problems().front().text();
    program = *compiled;
    std::set<double> cuts;
    for (const kb::Table& table : knowledge()->tables) cuts.merge(reference::thresholds(table));
    for (const kb::Indication& indication : knowledge()->indications) {
      for (const kb::Criterion& criterion : indication.criteria) reference::addThresholds(criterion.is, cuts);
    }
    for (const auto& slot : program->layout().slots()) {
      values[slot.fact] =
          reference::valuesOf(*knowledge(), slot.fact, {}, slot.kind == Kind::Number ? cuts : std::set<double>(), {});
    }
  }

  /// Lanes 0, 4, 8 … wide; each of the three after it knows more, the last all.
  void fill(FactBlock& block, Dice& dice, std::vector<Case>& cases) {
    for (unsigned lane = 0; lane < facts::lanes; lane += 4) {
      std::vector<World> worlds(4);
      for (World& world : worlds) {
        for (const auto& [fact, choices] : values) world[fact] = dice.of(choices);
      }
      for (const auto& [fact, choices] : values) {
        if (dice.below(3) == 0) continue;
        for (World& world : worlds) world[fact] = worlds[0].at(fact);
      }
      while (!worlds.empty()) {
        Case next;
        for (const auto& [fact, choices] : values) next[fact] = spanning(fact, worlds);
        reference::put(next, *program, block, static_cast<unsigned>(cases.size()));
        cases.push_back(next);
        worlds.pop_back();
      }
    }
  }

  std::shared_ptr<const Program> program;
  std::map<FactId, std::vector<Value>> values;
};

TEST_P(WholeProgram, LearningNeverAddsAnAnswer) {
  Dice dice;
  FactBlock block = program->makeBlock();
  for (int round = 0; round < 200; ++round) {
    block.reset();
    std::vector<Case> cases;
    fill(block, dice, cases);
    program->run(block);
    for (unsigned lane = 0; lane < facts::lanes; ++lane) {
      if (lane % 4 == 3) continue;
      for (const engine::DerivedFact& derived : program->derived()) {
        const Found before = reference::found(*program, *knowledge(), block, derived.fact, lane);
        const Found after = reference::found(*program, *knowledge(), block, derived.fact, lane + 1);
        ASSERT_TRUE(reference::covers(before, after))
            << reference::text(cases[lane], *knowledge())
            << "before: " << reference::text(before, *knowledge(), derived.fact) << "\n"
            << reference::text(cases[lane + 1], *knowledge())
            << "after: " << reference::text(after, *knowledge(), derived.fact);
      }
      for (const engine::CompiledIndication& indication : program->indications()) {
        const Truth before = Program::truthAt(block, indication.all, lane);
        const Truth after = Program::truthAt(block, indication.all, lane + 1);
        ASSERT_TRUE(before == Truth::Unknown || before == after)
            << indication.indication->drug << "/" << indication.indication->id;
      }
    }
  }
}

TEST_P(WholeProgram, LanesDoNotDisturbEachOther) {
  Dice dice;
  FactBlock together = program->makeBlock();
  FactBlock alone = program->makeBlock();
  std::vector<Case> cases;
  fill(together, dice, cases);
  program->run(together);
  for (unsigned lane = 0; lane < facts::lanes; ++lane) {
    alone.reset();
    reference::put(cases[lane], *program, alone, 63 - lane);
    program->run(alone);
    for (const engine::DerivedFact& derived : program->derived()) {
      ASSERT_EQ(reference::found(*program, *knowledge(), together, derived.fact, lane),
                reference::found(*program, *knowledge(), alone, derived.fact, 63 - lane))
          << knowledge()->facts[derived.fact].name << "\n"
          << reference::text(cases[lane], *knowledge());
    }
    for (const engine::CompiledIndication& indication : program->indications()) {
      ASSERT_EQ(Program::truthAt(together, indication.all, lane), Program::truthAt(alone, indication.all, 63 - lane))
          << indication.indication->id;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, WholeProgram,
    testing::Values(std::pair(feel::Scope::Specimen, "2005-06-01"), std::pair(feel::Scope::Specimen, "2010-06-01"),
                    std::pair(feel::Scope::Specimen, "2015-06-01"), std::pair(feel::Scope::Specimen, "2020-06-01"),
                    std::pair(feel::Scope::Specimen, "2026-06-01"), std::pair(feel::Scope::Patient, "2026-06-01")),
    [](const auto& each) {
      return std::string(each.param.first == feel::Scope::Patient ? "patient" : "specimen") +
             std::string(each.param.second).substr(0, 4);
    });

}  // namespace
}  // namespace her2
