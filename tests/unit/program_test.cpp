// The engine on small tables written out by hand: FEEL's values where facts are partly known, the hit policies, guards,
// and the block they run in. The laws in tests/property try many more; here the expectations come from the DMN standard
// and docs/knowledge-format.md.
#include "engine/program.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "engine/compiler.h"
#include "engine/kernels.h"
#include "kb/toml_reader.h"

namespace her2::engine {
namespace {

const char* const base = R"(
release = { version = "1", date = 2026-01-01 }
source = [ { id = "s", title = "S", grade = "convention" } ]
codes = [
  { name = "letter", title = "L", values = [
    { code = "a", title = "A" }, { code = "b", title = "B" }, { code = "c", title = "C" }, { code = "ab", title = "AB", means = ["a", "b"] } ] },
]
fact = [
  { name = "x", title = "X", scope = "specimen", type = "number", range = "[0..100]" },
  { name = "y", title = "Y", scope = "specimen", type = "number", range = "[0..100]" },
  { name = "t", title = "T", scope = "specimen", type = "truth" },
  { name = "u", title = "U", scope = "specimen", type = "truth" },
  { name = "k", title = "K", scope = "specimen", type = "code", codes = "letter" },
  { name = "m", title = "M", scope = "specimen", type = "code", codes = "letter" },
  { name = "l", title = "L", scope = "specimen", type = "codes", codes = "letter" },
  { name = "d", title = "D", scope = "specimen", type = "date" },
  { name = "out", title = "O", scope = "specimen", type = "code", codes = "letter" },
  { name = "list", title = "O", scope = "specimen", type = "codes", codes = "letter" },
  { name = "said", title = "O", scope = "specimen", type = "codes", codes = "letter", path = "said" },
]
)";

/// Facts given as text: "x=[1..2] k=a,b t=true l=- d=2020-01-31".
class Trial {
 public:
  explicit Trial(const std::string& tables) {
    auto document = kb::readToml(base + tables, "t.toml");
    if (!document) throw std::runtime_error(document.problems().front().text());
    std::vector<kb::Document> documents;
    documents.push_back(*std::move(document));
    auto loaded = kb::Knowledge::load(kb::DocumentSet(std::move(documents)));
    if (!loaded) throw std::runtime_error(loaded.problems().front().text());
    knowledge_ = *loaded;
    auto compiled = compile(knowledge_, feel::Scope::Specimen, knowledge_->release.date);
    if (!compiled) throw std::runtime_error(compiled.problems().front().text());
    program_ = *compiled;
  }

  FactBlock with(const std::string& facts) const {
    FactBlock block = program_->makeBlock();
    std::size_t at = 0;
    while (at < facts.size()) {
      const auto end = std::min(facts.find(' ', at), facts.size());
      const auto equal = facts.find('=', at);
      set(block, facts.substr(at, equal - at), facts.substr(equal + 1, end - equal - 1));
      at = end + 1;
    }
    program_->run(block);
    return block;
  }

  std::string codes(const std::string& facts, const char* fact = "out") const {
    const FactBlock block = with(facts);
    const FactId id = *knowledge_->facts.find(fact);
    if (knowledge_->facts[id].kind == Kind::Code) return names(program_->codeOf(block, id, 5));
    return names(program_->certainOf(block, id, 5)) + " / " + names(program_->possibleOf(block, id, 5));
  }

 private:
  void set(FactBlock& block, const std::string& name, const std::string& value) const {
    const auto* slot = program_->layout().find(knowledge_->facts.find(name).value());
    if (slot == nullptr) return;
    switch (slot->kind) {
      case Kind::Truth:
        block.setTruth(*slot, 5, truth(value == "true"));
        break;
      case Kind::Code:
        block.setCode(*slot, 5, codeSet(value));
        break;
      case Kind::Codes:
        block.setCodes(*slot, 5, codeSet(value));
        break;
      case Kind::Date:
        block.setNumber(*slot, 5, Interval(Date::parse(value).value().serial()));
        break;
      default:
        block.setNumber(*slot, 5, Interval::parse(value).value());
    }
  }
  CodeSet codeSet(const std::string& text) const {
    CodeSet result;
    for (std::size_t at = 0; at < text.size(); at = std::min(text.find(',', at), text.size() - 1) + 1) {
      const auto code = knowledge_->vocabulary.domain(0).find(text.substr(at, text.find(',', at) - at));
      if (code) result |= CodeSet::of(*code);
    }
    return result;
  }
  std::string names(CodeSet codes) const {
    std::string all;
    codes.forEach([&](unsigned code) { all += knowledge_->vocabulary.domain(0)[code].code; });
    return all;
  }

  std::shared_ptr<const kb::Knowledge> knowledge_;
  std::shared_ptr<const Program> program_;
};

std::string table(const std::string& hit, const std::string& inputs, const std::string& rules,
                  const std::string& more = "", const std::string& output = "out") {
  return fmt::format(
      "[[table]]\nid = 'T{}'\ntitle = 'T'\nscope = 'specimen'\nsource = 's'\nhit = '{}'\ninputs = [{}]\noutputs = "
      "['{}']\nrules = [{}]\n{}\n",
      more.size(), hit, inputs, output, rules, more);
}

/// "true", "false" or "unknown": the value of a condition.
std::string valueOf(const std::string& condition, const std::string& facts) {
  const std::string found = Trial(table("unique", "'''" + condition + "'''", "[true, 'a'], [false, 'b']")).codes(facts);
  return found == "a" ? "true" : found == "b" ? "false" : "unknown";
}

TEST(Engine, GivesFeelsValues) {
  const struct {
    const char* condition;
    const char* facts;
    const char* expected;
  } rows[] = {
      {"x >= 2", "x=2", "true"},
      {"x >= 2", "x=1.99", "false"},
      {"x >= 2", "x=[1..3]", "unknown"},
      {"x >= 2", "", "unknown"},
      {"x > 2", "x=>=2", "unknown"},
      {"x >= 2", "x=>=2", "true"},
      {"x < 2", "x=<2", "true"},
      {"x <= 2", "x=<2", "true"},
      {"x < 2", "x=<=2", "unknown"},
      {"x in [4..6)", "x=6", "false"},
      {"x in [4..6)", "x=[4..6)", "true"},
      {"x in (1.8..2.2]", "x=1.8", "false"},
      {"x in (1.8..2.2]", "x=2.2", "true"},
      {"x between 1 and 2", "x=2", "true"},
      {"x between 1 and 2", "x=2.5", "false"},
      {"x in (< 1, > 5)", "x=3", "false"},
      {"x in (< 1, > 5)", "x=6", "true"},
      {"x = y", "x=2 y=2", "true"},
      {"x = y", "x=2 y=[2..3]", "unknown"},
      {"x = y", "x=1 y=[2..3]", "false"},
      {"x != y", "x=1 y=[2..3]", "true"},
      {"x < y", "x=[1..2] y=[3..4]", "true"},
      {"x / y > 1", "x=3 y=0", "unknown"},
      {"x / y > 1", "x=3 y=2", "true"},
      {"abs(x - 2.0) <= 0.5", "x=[1.5..2.5]", "true"},
      {"min(x, y) < 2", "x=1", "true"},
      {"max(x, y) < 2", "x=3", "false"},
      {"-x < 0", "x=1", "true"},
      {"1 + 2 * 3 = 7", "", "true"},
      {"t and u", "t=false", "false"},
      {"t and u", "t=true", "unknown"},
      {"t or u", "t=true", "true"},
      {"t or u", "t=false", "unknown"},
      {"not(t)", "", "unknown"},
      {"not(t)", "t=false", "true"},
      {"t = null", "t=true", "unknown"},
      {"t and null", "t=false", "false"},
      {"t = u", "t=false u=false", "true"},
      {"t != u", "t=false u=true", "true"},
      {"if t then u else u", "u=true", "true"},
      {"(if t then x else y) > 1", "x=2 y=3", "true"},
      {"(if t then x else y) > 1", "x=2 y=0", "unknown"},
      {"(if t then x else y) > 1", "x=2 y=0 t=false", "false"},
      {"k = \"a\"", "k=a", "true"},
      {"k = \"a\"", "k=a,b", "unknown"},
      {"k = \"c\"", "k=a,b", "false"},
      {"k != \"c\"", "k=a,b", "true"},
      {"k in (\"a\", \"b\")", "k=a,b", "true"},
      {"k = \"a\"", "k=ab", "unknown"},
      {"k = \"c\"", "k=ab", "false"},
      {"k in (\"a\", \"b\")", "k=ab", "true"},
      {"k = \"ab\"", "k=a", "true"},
      {"k = \"ab\"", "k=ab", "true"},
      {"k = \"ab\"", "", "unknown"},
      {"k = \"ab\"", "k=c", "false"},
      {"k = m", "k=a m=a", "true"},
      {"k = m", "k=a m=b,c", "false"},
      {"k = m", "k=a,b m=a,b", "unknown"},
      {"k = m", "k=ab m=ab", "unknown"},
      {"list contains(l, \"a\")", "l=a,c", "true"},
      {"list contains(l, \"a\")", "l=b", "false"},
      {"list contains(l, \"a\")", "l=-", "false"},
      {"list contains(l, \"a\")", "", "unknown"},
      {"d >= date(\"2018-05-30\")", "d=2018-05-30", "true"},
      {"d + @\"P1M\" = date(\"2020-02-29\")", "d=2020-01-31", "true"},
      {"d - @\"P1Y\" = date(\"2019-02-28\")", "d=2020-02-29", "true"},
      {"d - date(\"2020-01-01\") <= @\"P28D\"", "d=2020-01-29", "true"},
      {"d - date(\"2020-01-01\") < @\"P28D\"", "d=2020-01-29", "false"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(valueOf(row.condition, row.facts), row.expected) << row.condition << " with " << row.facts;
}

TEST(HitPolicy, FirstLeavesLaterRowsPossibleWhileAnEarlierOneIs) {
  const Trial run(table("first", "'x', 't'", "['>= 2', '-', 'a'], ['-', 'true', 'b'], ['-', '-', 'c']"));
  EXPECT_EQ(run.codes("x=3"), "a");
  EXPECT_EQ(run.codes("x=1 t=true"), "b");
  EXPECT_EQ(run.codes("x=1 t=false"), "c");
  EXPECT_EQ(run.codes("t=true"), "ab");
  EXPECT_EQ(run.codes("x=1"), "bc");
  EXPECT_EQ(run.codes(""), "abc");
}

TEST(HitPolicy, PriorityTakesTheEarliestOfItsList) {
  const Trial run(table("priority", "'x', 't'", "['>= 2', '-', 'a'], ['-', 'true', 'b'], ['-', '-', 'c']",
                        "priority = ['b', 'a', 'c']"));
  EXPECT_EQ(run.codes("x=3 t=false"), "a");
  EXPECT_EQ(run.codes("x=3 t=true"), "b");
  EXPECT_EQ(run.codes("x=1 t=false"), "c");
  EXPECT_EQ(run.codes("x=3"), "ab");
  EXPECT_EQ(run.codes(""), "abc");
}

TEST(HitPolicy, CollectGathersAllRowsThatFire) {
  const Trial run(table("collect", "'x', 't'", "['>= 2', '-', 'a'], ['-', 'true', ['b', 'c']]", "", "list"));
  EXPECT_EQ(run.codes("x=3 t=true", "list"), "abc / abc");
  EXPECT_EQ(run.codes("x=1 t=false", "list"), " / ");
  EXPECT_EQ(run.codes("x=3", "list"), "a / abc");
}

TEST(HitPolicy, WhereOneRowAnswersItsListIsCertainIfAllThatMayFireAgree) {
  const Trial run(table("unique", "'x'", "['>= 2', ['a', 'b']], ['< 2', ['b']]", "", "list"));
  EXPECT_EQ(run.codes("x=3", "list"), "ab / ab");
  EXPECT_EQ(run.codes("", "list"), "b / ab");
}

TEST(Gaps, ATableThatMayBeSilentLeavesEverythingOpen) {
  const Trial run(table("unique", "'x'", "['>= 2', 'a']", "gaps = 'allowed'"));
  EXPECT_EQ(run.codes("x=3"), "a");
  EXPECT_EQ(run.codes("x=1"), "abc");
  EXPECT_EQ(run.codes(""), "abc") << "it may be 1";
  const Trial list(table("first", "'x'", "['>= 2', 'a']", "gaps = 'allowed'", "list"));
  EXPECT_EQ(list.codes("", "list"), " / a");
}

TEST(Guard, WhatNoTableSurelyAnswersStaysOpen) {
  const Trial run(table("unique", "'x'", "['-', 'a']", "when = 't'"));
  EXPECT_EQ(run.codes("t=true"), "a");
  EXPECT_EQ(run.codes("t=false"), "abc");
  EXPECT_EQ(run.codes(""), "abc");
}

TEST(Guard, GuardsThatLeaveNothingOutAnswerTogether) {
  const Trial run(table("unique", "'x'", "['-', 'a']", "when = 'k = \"a\" and t'") +
                  table("unique", "'x'", "['-', 'b']", "when = 'k = \"a\" and not(t)'") +
                  table("unique", "'x'", "['-', 'b']", "when = 'k = \"b\" '"));
  EXPECT_EQ(run.codes("k=a"), "ab") << "one of the first two holds";
  EXPECT_EQ(run.codes("k=a,b"), "ab");
  EXPECT_EQ(run.codes("k=c"), "abc");
  EXPECT_EQ(run.codes("k=b,c"), "abc");
}

TEST(Guard, TheRecordsListIsCertainOnlyWhereNoTableMayOverruleIt) {
  const Trial run(table("unique", "'x'", "['-', ['b']]", "when = 't'", "said"));
  EXPECT_EQ(run.codes("t=false said=a", "said"), "a / a");
  EXPECT_EQ(run.codes("t=true said=a", "said"), "b / b");
  EXPECT_EQ(run.codes("said=a", "said"), " / ab");
}

TEST(FactBlock, LanesAreApartAndResetForgets) {
  feel::FactCatalogue facts;
  facts.add({"n", "N", "", "", feel::Scope::Patient, Kind::Number, 0, {}, false});
  facts.add({"t", "T", "", "", feel::Scope::Patient, Kind::Truth, 0, {}, false});
  FactLayout layout;
  layout.add(0, facts, {});
  layout.add(1, facts, {});
  FactBlock block(layout, 0, 0);
  block.setNumber(*layout.find(0), 63, Interval(2, true, 3, true));
  block.setTruth(*layout.find(1), 0, Truth::True);
  block.setTruth(*layout.find(1), 63, Truth::False);
  EXPECT_GT(block.columns()[0].lo[63], 2);
  EXPECT_LT(block.columns()[0].hi[63], 3);
  EXPECT_EQ(block.columns()[0].lo[62], -Interval::infinity);
  EXPECT_EQ(block.words()[0], Word{1});
  EXPECT_EQ(block.words()[1], ~Word{0} >> 1);
  block.setTruth(*layout.find(1), 63, Truth::Unknown);
  EXPECT_EQ(block.words()[1], ~Word{0});
  block.reset();
  EXPECT_EQ(block.words()[0], Word{0});
  EXPECT_EQ(block.columns()[0].hi[63], Interval::infinity);
}

TEST(Kernels, TheBestGivesWhatThePortableOneGives) {
  std::mt19937_64 random(64);
  const std::vector<double> ends = {
      -Interval::infinity, -1e308, -2, -0.0, 0, 1.9999999999999998, 2, 2.0000000000000004, 6, 1e308,
      Interval::infinity};
  const auto any = [&] { return ends[random() % ends.size()]; };
  for (int round = 0; round < 20000; ++round) {
    Column column;
    for (unsigned lane = 0; lane < facts::lanes; ++lane) {
      const double a = any();
      const double b = any();
      column.lo[lane] = std::min(a, b);
      column.hi[lane] = std::max(a, b);
    }
    const double low = any();
    const double high = std::max(low, any());
    Word t = 0;
    Word p = 0;
    Word portableT = 0;
    Word portableP = 0;
    kernels().inRange(column, low, high, t, p);
    portableKernels().inRange(column, low, high, portableT, portableP);
    ASSERT_EQ(t, portableT) << kernels().name;
    ASSERT_EQ(p, portableP) << kernels().name;
    for (unsigned lane = 0; lane < facts::lanes; ++lane) {
      ASSERT_EQ(t >> lane & 1, column.lo[lane] >= low && column.hi[lane] <= high ? 1U : 0U);
      ASSERT_EQ(p >> lane & 1, column.hi[lane] >= low && column.lo[lane] <= high ? 1U : 0U);
    }
  }
}

}  // namespace
}  // namespace her2::engine
