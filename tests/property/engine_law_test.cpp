// The engine held to the oracle on random bodies of knowledge: equal where all facts are known; sound and monotone
// where they are not; and each of the 64 lanes gives what it would give alone. The oracle stands in tests/reference.
#include "engine/compiler.h"

#include <stdexcept>

#include "random_knowledge.h"
#include "reference/blocks.h"

namespace her2 {
namespace {

using engine::Program;
using facts::FactBlock;
using feel::FactId;
using feel::Kind;
using reference::Answers;
using reference::Case;
using reference::Found;
using reference::Known;
using reference::World;

const std::vector<std::string> outputs = {"out.code", "out.list", "out.truth", "out.number"};

/// One random body of knowledge, compiled, with what the oracle needs to try it.
struct Subject {
  std::string text;
  std::shared_ptr<const kb::Knowledge> knowledge;
  std::shared_ptr<const Program> program;
  FactId output = 0;
  std::set<FactId> facts;
  std::set<double> cuts;

  reference::Question question() const {
    reference::Question result{*knowledge, output, {}, true};
    for (const kb::Table& table : knowledge->tables) result.tables.push_back(&table);
    return result;
  }
  std::vector<reference::Value> values(FactId fact, const Known& known) const {
    CodeSet asked;
    for (const kb::Table& table : knowledge->tables) asked |= reference::askedOf(table, fact);
    return reference::valuesOf(*knowledge, fact, known, cuts, asked);
  }
};

Subject subject(random::Shape shape) {
  shape.fact = random::oneOf(outputs);
  Subject result;
  result.text = random::knowledgeText(shape);
  result.knowledge = random::load(result.text);
  auto program = engine::compile(result.knowledge, feel::Scope::Specimen, result.knowledge->release.date);
  if (!program) throw std::runtime_error(program.problems().front().text());
  result.program = *program;
  result.output = *result.knowledge->facts.find(shape.fact);
  for (const kb::Table& table : result.knowledge->tables) {
    result.facts.merge(reference::factsOf(table));
    result.cuts.merge(reference::thresholds(table));
  }
  return result;
}

Interval someInterval(Kind kind) {
  const double scale = kind == Kind::Date ? 1 : 0.5;
  const double base = kind == Kind::Date ? Date::of(2020, 1, 1)->serial() : 0;
  const double low = base + random::upTo(kind == Kind::Date ? 90 : 18) * scale;
  const double high = low + (1 + random::upTo(6)) * scale;
  switch (random::upTo(6)) {
    case 0:
      return {};
    case 1:
      return Interval(low);
    case 2:
      return Interval::atLeast(low);
    case 3:
      return Interval::below(high);
    default:
      return {low, kind == Kind::Number && random::coin(), high, kind == Kind::Number && random::coin()};
  }
}

Known someKnown(const kb::Knowledge& knowledge, FactId fact) {
  const Kind kind = knowledge.facts[fact].kind;
  Known result;
  result.truth = static_cast<Truth>(random::upTo(2));
  if (kind == Kind::Code) result.codes = CodeSet(static_cast<std::uint64_t>(random::upTo(15)));
  result.listed = random::coin();
  result.list = CodeSet(static_cast<std::uint64_t>(random::upTo(7)));
  if (kind == Kind::Number || kind == Kind::Date) result.number = someInterval(kind);
  return result;
}

/// The same, and more known: never what the wider did not allow.
Known narrowed(const kb::Knowledge& knowledge, FactId fact, const Known& wide) {
  Known result = someKnown(knowledge, fact);
  if (wide.truth != Truth::Unknown) result.truth = wide.truth;
  if (wide.listed) result.list = wide.list;
  result.listed = result.listed || wide.listed;
  result.number = wide.number.intersect(result.number).value_or(wide.number);
  if (knowledge.facts[fact].kind == Kind::Code && !wide.codes.empty()) {
    const Domain& domain = knowledge.vocabulary.domain(knowledge.facts[fact].domain);
    const CodeSet all = wide.codes | reference::concrete(domain, wide.codes);
    result.codes = result.codes & all;
    if (result.codes.empty()) result.codes = wide.codes;
  }
  return result;
}

Case someCase(const Subject& subject) {
  Case result;
  for (const FactId fact : subject.facts) result[fact] = someKnown(*subject.knowledge, fact);
  result[subject.output] = someKnown(*subject.knowledge, subject.output);
  return result;
}

/// One of the worlds that the case leaves possible; nothing if a number can lie nowhere.
std::optional<World> someWorld(const Subject& subject, const Case& record) {
  World result;
  for (const FactId fact : subject.facts) {
    const auto values = subject.values(fact, record.at(fact));
    if (values.empty()) return std::nullopt;
    result[fact] = values[static_cast<std::size_t>(random::upTo(static_cast<int>(values.size()) - 1))];
  }
  return result;
}

/// What the record says of the output, if the program reads it at all. A list that no record fills is empty where no
/// table answers.
Known recordOf(const Subject& subject, const Case& record) {
  if (subject.program->layout().find(subject.output) != nullptr) return record.at(subject.output);
  Known nothing;
  nothing.listed = true;
  return nothing;
}

Found run(const Subject& subject, const Case& record) {
  FactBlock block = subject.program->makeBlock();
  reference::put(record, *subject.program, block, 17);
  subject.program->run(block);
  return reference::found(*subject.program, *subject.knowledge, block, subject.output, 17);
}

std::string failure(const Subject& subject, const Case& record, const Found& expected, const Found& found) {
  return fmt::format("{}\n{}\nthe oracle: {}\nthe engine: {}", subject.text.substr(subject.text.find("[[table]]")),
                     reference::text(record, *subject.knowledge),
                     reference::text(expected, *subject.knowledge, subject.output),
                     reference::text(found, *subject.knowledge, subject.output));
}

void require(bool holds, const Subject& subject, const Case& record, const Found& expected, const Found& found) {
  if (!holds) RC_FAIL(failure(subject, record, expected, found));
}

TEST(EngineLaw, EqualsTheOracleWhereAllIsKnown) {
  law("known facts give exactly the oracle's answer", [] {
    const Subject s = subject({.plain = false, .guards = true, .nulls = false, .fact = {}});
    for (int i = 0; i < 4; ++i) {
      Case record = someCase(s);
      const auto world = someWorld(s, record);
      if (!world) continue;
      for (const auto& [fact, known] : reference::known(*world)) record[fact] = known;
      const Found expected = reference::hull(reference::answers(s.question(), *world, recordOf(s, record)),
                                             s.knowledge->facts[s.output].kind);
      const Found found = run(s, record);
      require(expected == found, s, record, expected, found);
    }
  });
}

TEST(EngineLaw, IsSoundOnWhatIsPartlyKnown) {
  law("whatever the unknown turns out to be, its answer is among those left possible", [] {
    const Subject s = subject({});
    for (int i = 0; i < 4; ++i) {
      const Case record = someCase(s);
      const Found found = run(s, record);
      for (int way = 0; way < 4; ++way) {
        const auto world = someWorld(s, record);
        if (!world) continue;
        const Found expected = reference::hull(reference::answers(s.question(), *world, recordOf(s, record)),
                                               s.knowledge->facts[s.output].kind);
        require(reference::covers(found, expected), s, record, expected, found);
      }
    }
  });
}

TEST(EngineLaw, IsMonotone) {
  law("learning a fact never adds an answer and never turns a certain one", [] {
    const Subject s = subject({});
    Case wide = someCase(s);
    Found before = run(s, wide);
    for (int step = 0; step < 6; ++step) {
      Case narrow = wide;
      auto at = narrow.begin();
      std::advance(at, random::upTo(static_cast<int>(narrow.size()) - 1));
      at->second = narrowed(*s.knowledge, at->first, at->second);
      const Found after = run(s, narrow);
      if (!reference::covers(before, after))
        RC_FAIL("before:\n" + reference::text(wide, *s.knowledge) + "\nafter:\n" + failure(s, narrow, before, after));
      wide = narrow;
      before = after;
    }
  });
}

/// Every way the case may turn out, tried one after the other.
std::optional<Answers> bruteForce(const Subject& s, const Case& record) {
  std::map<FactId, std::vector<reference::Value>> values;
  for (const FactId fact : s.facts) values[fact] = s.values(fact, record.at(fact));
  const auto worlds = reference::worlds(values, 1000);
  if (worlds.empty()) return std::nullopt;
  Answers all;
  for (const World& world : worlds) all.add(reference::answers(s.question(), world, recordOf(s, record)));
  return all;
}

TEST(EngineLaw, HoldsEveryAnswerOfBruteForce) {
  law("all worlds of a partly known case", [] {
    const Subject s = subject({.plain = random::coin(), .guards = true, .nulls = true, .fact = {}});
    const Case record = someCase(s);
    const auto all = bruteForce(s, record);
    if (!all) return;
    const Found expected = reference::hull(*all, s.knowledge->facts[s.output].kind);
    const Found found = run(s, record);
    require(reference::covers(found, expected), s, record, expected, found);
  });
}

/// Row by row, then: each asks every fact once, so a row may fire exactly if each of its cells may hold.
TEST(EngineLaw, IsExactWhereEachFactIsAskedOnce) {
  law("a unique table of plain facts leaves nothing possible that cannot be", [] {
    const Subject s = subject({.plain = true, .guards = false, .nulls = true, .fact = {}});
    const kb::HitPolicy hit = s.knowledge->tables[0].hit;
    if ((hit != kb::HitPolicy::Unique && hit != kb::HitPolicy::Any) || s.knowledge->tables[0].gapsAllowed) return;
    Case record = someCase(s);
    for (auto& [fact, known] : record) {  // what lies outside the range of a fact is no case
      if (s.knowledge->facts[fact].kind == Kind::Number)
        known.number = known.number.intersect(s.knowledge->facts[fact].range).value_or(Interval(0));
    }
    const auto all = bruteForce(s, record);
    if (!all) return;
    const Kind kind = s.knowledge->facts[s.output].kind;
    const Found expected = reference::hull(*all, kind);
    const Found found = run(s, record);
    // Codes of one row stay together in the oracle, so only what may be is compared for lists.
    const bool equal = kind == Kind::Codes ? expected.possible == found.possible : expected == found;
    require(equal, s, record, expected, found);
  });
}

TEST(EngineLaw, LanesDoNotDisturbEachOther) {
  law("64 cases side by side come out as each alone", [] {
    const Subject s = subject({});
    FactBlock block = s.program->makeBlock();
    std::vector<Case> kinds;
    for (int i = 0; i < 5; ++i) kinds.push_back(someCase(s));
    std::vector<std::size_t> order;
    for (unsigned lane = 0; lane < facts::lanes; ++lane) {
      order.push_back(lane * 7 % kinds.size());
      reference::put(kinds[order[lane]], *s.program, block, lane);
    }
    s.program->run(block);
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      const Found alone = run(s, kinds[kind]);
      for (unsigned lane = 0; lane < facts::lanes; ++lane) {
        if (order[lane] != kind) continue;
        const Found found = reference::found(*s.program, *s.knowledge, block, s.output, lane);
        require(alone == found, s, kinds[kind], alone, found);
      }
    }
  });
}

TEST(EngineLaw, ABlockUsedAgainForgets) {
  law("a reset block gives what a new one gives", [] {
    const Subject s = subject({});
    const Case first = someCase(s);
    const Case second = someCase(s);
    FactBlock block = s.program->makeBlock();
    reference::put(first, *s.program, block, 17);
    s.program->run(block);
    block.reset();
    reference::put(second, *s.program, block, 17);
    s.program->run(block);
    const Found found = reference::found(*s.program, *s.knowledge, block, s.output, 17);
    const Found alone = run(s, second);
    require(alone == found, s, second, alone, found);
  });
}

}  // namespace
}  // namespace her2
