// What the export says in DMN and FEEL. Expectations come from the DMN standard and docs/dmn.md; whether other engines
// read it alike is tried by tests/differential.
#include <pugixml.hpp>
#include <set>

#include "dmn/feel_text.h"
#include "dmn/names.h"
#include "dmn/writer.h"
#include "dmn_fixture.h"

namespace her2::dmn {
namespace {

const Date day = *Date::parse("2026-01-01");

std::string feelOf(const std::string& text) {
  const auto knowledge = knowledgeWith("");
  const auto result = expressionText(*knowledge, text);
  const auto* error = std::get_if<feel::SyntaxError>(&result);
  return error == nullptr ? std::get<std::string>(result) : "error at " + std::to_string(error->column);
}

TEST(DmnFeel, KeepsTheWordsOfTheAuthorAndRenamesFacts) {
  EXPECT_EQ(feelOf("n.x-y >= 2.0 and  not(t)"), "n_x_y >= 2.0 and  not(t)");
  EXPECT_EQ(feelOf("if k = \"a\" then t else null"), "if k = \"a\" then t else null");
  EXPECT_EQ(feelOf("n.x-y in [1..2) or abs(n.x-y - 2.0) <= 0.1"), "n_x_y in [1..2) or abs(n_x_y - 2.0) <= 0.1");
  EXPECT_EQ(feelOf("d < date(\"2020-01-31\")"), "d < date(\"2020-01-31\")");
  EXPECT_EQ(feelOf("list contains(l, \"a\")"), "list contains(l, \"a\")");
}

TEST(DmnFeel, WritesAnAbstractCodeAsWhatItStandsFor) {
  EXPECT_EQ(feelOf("k = \"ab\""), "k in (\"a\", \"b\")");
  EXPECT_EQ(feelOf("k in \"ab\""), "k in (\"a\", \"b\")");
  EXPECT_EQ(feelOf("k in (\"ab\")"), "k in (\"a\", \"b\")");
  EXPECT_EQ(feelOf("k in (\"c\", \"ab\")"), "k in (\"c\", \"a\", \"b\")");
  EXPECT_EQ(feelOf("not(k in (\"ab\", \"c\"))"), "not(k in (\"a\", \"b\", \"c\"))");
}

TEST(DmnFeel, RefusesAnAbstractCodeWhereNoWordsStandForIt) {
  EXPECT_EQ(feelOf("k != \"ab\""), "error at 6");
  EXPECT_EQ(feelOf("\"ab\" = k"), "error at 1");
}

TEST(DmnFeel, QuotesText) { EXPECT_EQ(feelString("a \"b\" \\"), "\"a \\\"b\\\" \\\\\""); }

struct CellCase {
  const char* fact;
  const char* written;
  const char* feel;
};

class DmnCell : public testing::TestWithParam<CellCase> {};

TEST_P(DmnCell, IsAUnaryTest) {
  const auto knowledge = knowledgeWith("");
  feel::Expression input;
  input.op = feel::Op::FactValue;
  input.fact = *knowledge->facts.find(GetParam().fact);
  input.kind = knowledge->facts[input.fact].kind;
  input.domain = knowledge->facts[input.fact].domain;
  const auto cell = feel::parseCell(GetParam().written, {input.kind, input.domain}, knowledge->vocabulary);
  ASSERT_TRUE(std::holds_alternative<feel::Cell>(cell));
  EXPECT_EQ(cellText(*knowledge, input, std::get<feel::Cell>(cell), GetParam().written), GetParam().feel);
}

// A missing value must pass no cell, so `not(…)` is said by what is left.
INSTANTIATE_TEST_SUITE_P(
    All, DmnCell,
    testing::Values(CellCase{"n.x-y", "-", "-"}, CellCase{"n.x-y", ">= 2.0", ">= 2.0"},
                    CellCase{"n.x-y", "[4.0..6.0)", "[4.0..6.0)"}, CellCase{"n.x-y", "< 1, > 5", "< 1, > 5"},
                    CellCase{"n.x-y", "not([4..6))", "< 4, >= 6"}, CellCase{"n.x-y", "!= 3", "< 3, > 3"},
                    CellCase{"n.x-y", "not(< 4, > 6)", "[4..6]"}, CellCase{"t", "true", "true"},
                    CellCase{"t", "false", "false"}, CellCase{"k", "a", "\"a\""}, CellCase{"k", "a, c", "\"a\", \"c\""},
                    CellCase{"k", "not(a)", "\"b\", \"c\""}, CellCase{"k", "ab", "\"a\", \"b\""},
                    CellCase{"k", "not(ab)", "\"c\""}, CellCase{"l", "a", "list contains(?, \"a\")"},
                    CellCase{"l", "a, b", "list contains(?, \"a\") or list contains(?, \"b\")"},
                    CellCase{"l", "not(a, b)", "(list contains(?, \"a\") or list contains(?, \"b\")) = false"},
                    CellCase{"d", ">= date(\"2020-01-31\")", ">= date(\"2020-01-31\")"},
                    CellCase{"d", "not(< date(\"2020-01-31\"))", ">= date(\"2020-01-31\")"}));

/// The decision of that name, as text of its parts.
class Exported {
 public:
  explicit Exported(const std::string& blocks, Version version = Version::Dmn15) : knowledge_(knowledgeWith(blocks)) {
    auto all = models(knowledge_, day);
    if (!all) throw std::runtime_error(all.problems().front().text());
    xml_ = writeXml(*knowledge_, joined(*std::move(all)), {version, day, "0"});
    if (!document_.load_string(xml_.c_str())) throw std::runtime_error("not XML: " + xml_);
  }

  pugi::xml_node decision(const char* name) const {
    return document_.child("definitions").find_child_by_attribute("decision", "name", name);
  }
  std::string expression(const char* name) const {
    return decision(name).child("literalExpression").child("text").text().as_string();
  }
  std::string type(const char* name) const { return decision(name).child("variable").attribute("typeRef").value(); }
  /// "cell, cell => answer, answer", one row.
  std::string row(const char* name, int index) const {
    pugi::xml_node rule = decision(name).child("decisionTable").child("rule");
    while (index-- > 0) rule = rule.next_sibling("rule");
    std::string result;
    for (const pugi::xml_node cell : rule.children("inputEntry"))
      result += cell.child("text").text().as_string() + std::string(" ");
    result += "=>";
    for (const pugi::xml_node cell : rule.children("outputEntry"))
      result += std::string(" ") + cell.child("text").text().as_string();
    return result;
  }
  const std::string& xml() const { return xml_; }
  pugi::xml_node root() const { return document_.child("definitions"); }

 private:
  std::shared_ptr<const kb::Knowledge> knowledge_;
  std::string xml_;
  pugi::xml_document document_;
};

TEST(DmnModel, ATableKeepsItsPolicyItsRowsAndWhereTheyStand) {
  const Exported exported(R"(
[[table]]
id = "a.b"
title = "T"
scope = "specimen"
source = "s"
hit = "unique"
inputs = ["n.x-y"]
outputs = ["out.one"]
rules = [
  [">= 2", "a"],
  { row = ["< 2", "b"], note = "why", source = "recalled" },
]
)");
  const pugi::xml_node table = exported.decision("a_b_table").child("decisionTable");
  EXPECT_STREQ(table.attribute("hitPolicy").value(), "UNIQUE");
  EXPECT_EQ(exported.row("a_b_table", 0), ">= 2 => \"a\"");
  EXPECT_EQ(exported.row("a_b_table", 1), "< 2 => \"b\"");
  const std::string remark = table.child("rule").next_sibling("rule").child("description").text().as_string();
  EXPECT_EQ(remark, "knowledge/t.toml:35; why; sources recalled");
  EXPECT_EQ(exported.type("a_b_table"), "t_letter_answer");
  EXPECT_EQ(exported.type("out_one_answers"), "t_letter_answer_list");
  EXPECT_TRUE(exported.root().find_child_by_attribute("knowledgeSource", "name", "recalled"));
  const pugi::xml_node type = exported.root().find_child_by_attribute("itemDefinition", "name", "t_n_x_y");
  EXPECT_STREQ(type.child("allowedValues").child("text").text().as_string(), "[0..100]");
}

TEST(DmnModel, AColumnThatLeavesAnAnswerOpenHoldsLists) {
  const Exported exported(R"(
[[table]]
id = "open"
title = "T"
scope = "specimen"
source = "s"
hit = "first"
inputs = ["t"]
outputs = ["out.one"]
rules = [ [true, ["a", "b"]], ["-", "ab"] ]
)");
  EXPECT_EQ(exported.row("open_table", 0), "true => [\"a\", \"b\"]");
  EXPECT_EQ(exported.row("open_table", 1), "- => [\"ab\"]");
  EXPECT_EQ(exported.type("open_table"), "t_letter_answer_list");
  EXPECT_STREQ(exported.decision("open_table").child("decisionTable").attribute("hitPolicy").value(), "FIRST");
}

TEST(DmnModel, ListsAreCollectedOneCodeARowWhereEveryRowHasOne) {
  const Exported exported(R"(
[[table]]
id = "one"
title = "T"
scope = "specimen"
source = "s"
hit = "collect"
inputs = ["t", "k"]
outputs = ["out.list"]
rules = [ [true, "-", "a"], ["-", "c", "b"] ]
)");
  EXPECT_EQ(exported.row("one_table", 0), "true - => \"a\"");
  EXPECT_EQ(exported.type("one_table"), "t_letter_answer_list");
  const Exported several(R"(
[[table]]
id = "more"
title = "T"
scope = "specimen"
source = "s"
hit = "collect"
inputs = ["t"]
outputs = ["out.list"]
rules = [ [true, ["a", "b"]], [false, "-"] ]
)");
  EXPECT_EQ(several.row("more_table", 0), "true => [\"a\", \"b\"]");
  EXPECT_EQ(several.row("more_table", 1), "false => []");
}

TEST(DmnModel, PriorityNamesTheOrderOfItsAnswers) {
  const Exported exported(R"(
[[table]]
id = "p"
title = "T"
scope = "specimen"
source = "s"
hit = "priority"
priority = ["b", "a"]
inputs = ["t"]
outputs = ["out.one"]
rules = [ ["-", "a"], [true, "b"] ]
)");
  const pugi::xml_node output = exported.decision("p_table").child("decisionTable").child("output");
  EXPECT_STREQ(output.child("outputValues").child("text").text().as_string(), "\"b\", \"a\"");
}

TEST(DmnModel, AnswersOfSeveralTablesAreGatheredUnderTheirGuards) {
  const Exported exported(R"(
[[table]]
id = "one"
title = "T"
scope = "specimen"
source = "s"
when = 'k = "a"'
hit = "unique"
inputs = ["t"]
outputs = ["out.one"]
rules = [ [true, "a"], [false, "b"] ]
[[table]]
id = "two"
title = "T"
scope = "specimen"
source = "s"
when = 'k != "a"'
hit = "collect"
inputs = ["n.x-y"]
outputs = ["out.list"]
rules = [ ["> 1", "c"] ]
)");
  EXPECT_EQ(exported.expression("one_applies"), "k = \"a\"");
  EXPECT_EQ(exported.expression("out_one_answers"),
            "if list contains([k], null)\n  or one_applies and list contains([t], null)\n  or one_applies and "
            "one_table = null\n  or list contains([one_applies], null)\n  or not(one_applies)\nthen null\nelse "
            "distinct values(flatten([\n  if one_applies then one_table else []]))");
  EXPECT_EQ(exported.expression("out_list_answers"),
            "if list contains([k], null)\n  or two_applies and list contains([n_x_y], null)\n  or list "
            "contains([two_applies], null)\n  or not(two_applies)\nthen null\nelse distinct values(flatten([\n  if "
            "not(two_applies) or two_table = null then [] else two_table]))");
}

const char* const indication = R"(
drug = { id = "d", title = "D", classes = ["systemic"], source = "s" }
[[indication]]
id = "i"
population = "P"
tumours = ["breast"]
regimen = ["d"]
basis = "label"
source = "s"
criteria = [ { say = "one", is = 'p' }, { say = "two", is = 'if p then p else null'SECOND } ]
approvals = [ { agency = "FDA", date = 2020-01-01, source = "APPROVED" } ]
)";

std::string indicationWith(const std::string& second, const std::string& approved) {
  std::string text = indication;
  text.replace(text.find("SECOND"), 6, second);
  return text.replace(text.find("APPROVED"), 8, approved);
}

TEST(DmnModel, AnIndicationIsItsCriteriaAndWhatTheyComeTo) {
  const Exported exported(indicationWith("", "s"));
  EXPECT_EQ(exported.expression("d_i_1"), "p");
  EXPECT_EQ(exported.expression("d_i_2"), "if p then p else null");
  EXPECT_STREQ(exported.decision("d_i_1").child("question").text().as_string(), "one");
  EXPECT_EQ(exported.expression("d_i_US"),
            "if list contains([p], null)\nthen null\nelse if d_i_1 = false or d_i_2 = false\nthen "
            "\"not-indicated\"\nelse if d_i_1 = true and d_i_2 = true\nthen \"indicated\"\nelse \"possible\"");
}

TEST(DmnModel, WhatRestsOnUnverifiedSourcesDecidesNothing) {
  const Exported exported(indicationWith(", source = \"recalled\"", "s"));
  EXPECT_EQ(exported.expression("d_i_US"),
            "if list contains([p], null)\nthen null\nelse if d_i_1 = false\nthen \"not-indicated\"\nelse \"possible\"");
}

TEST(DmnModel, WhatDmnHasNoWordForIsAProblemWithItsPlace) {
  const auto problemsOf = [](const std::string& blocks) {
    const auto all = models(knowledgeWith(blocks), day);
    return all ? std::string("none") : all.problems().front().text();
  };
  const std::string interval = problemsOf(R"(
[[table]]
id = "n"
title = "T"
scope = "specimen"
source = "s"
hit = "first"
inputs = ["t"]
outputs = ["out.n"]
rules = [ ["-", "[1..2]"] ]
)");
  EXPECT_NE(interval.find("t.toml:25:1: `out.n` in `n` cannot be exported: it is answered by an interval"),
            std::string::npos)
      << interval;
  const std::string abstract = problemsOf(R"(
[[table]]
id = "n"
title = "T"
scope = "specimen"
source = "s"
when = 'k != "ab"'
hit = "first"
inputs = ["t"]
outputs = ["out.one"]
rules = [ ["-", "a"] ]
)");
  EXPECT_NE(abstract.find("cannot be exported"), std::string::npos) << abstract;
}

TEST(DmnModel, BothVersionsOfTheStandardDifferInTheirNamespacesOnly) {
  const std::string blocks = indicationWith("", "s");
  std::string newer = Exported(blocks, Version::Dmn15).xml();
  const std::string older = Exported(blocks, Version::Dmn13).xml();
  for (auto at = newer.find("20230324"); at != std::string::npos; at = newer.find("20230324"))
    newer.replace(at, 8, "20191111");
  EXPECT_EQ(newer, older);
}

// Of the knowledge of this project, on every day on which something differs: ids are unique, what is referred to is
// there.
TEST(DmnModel, OfOurKnowledgeHoldsTogether) {
  static const std::set<std::string> simple = {"boolean", "date", "number", "string"};
  for (const Date each : daysOfEveryVersion(*ourKnowledge())) {
    const auto all = models(ourKnowledge(), each);
    ASSERT_TRUE(all) << all.problems().front().text();
    for (const Model& model : *all) {
      pugi::xml_document document;
      ASSERT_TRUE(document.load_string(writeXml(*ourKnowledge(), model, {Version::Dmn15, each, "0"}).c_str()));
      std::set<std::string> ids;
      std::set<std::string> types = simple;
      for (const auto& node : document.select_nodes("//*[@id]"))
        EXPECT_TRUE(ids.insert(node.node().attribute("id").value()).second)
            << model.id << " " << node.node().attribute("id").value();
      for (const auto& node : document.select_nodes("/definitions/itemDefinition"))
        types.insert(node.node().attribute("name").value());
      for (const auto& at : document.select_nodes("//@typeRef"))
        EXPECT_TRUE(types.contains(at.attribute().value())) << model.id << " " << at.attribute().value();
      for (const auto& node : document.select_nodes("//typeRef"))
        EXPECT_TRUE(types.contains(node.node().text().as_string())) << model.id;
      for (const auto& at : document.select_nodes("//@href"))
        EXPECT_TRUE(ids.contains(at.attribute().value() + 1)) << model.id << " " << at.attribute().value();
      for (const auto& at : document.select_nodes("//@dmnElementRef"))
        EXPECT_TRUE(ids.contains(at.attribute().value())) << model.id;
    }
  }
}

}  // namespace
}  // namespace her2::dmn
