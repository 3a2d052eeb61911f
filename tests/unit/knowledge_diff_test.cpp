// What changed between two days. Days and changes are those of the agencies' and guideline bodies' own announcements,
// as in the sources of knowledge/.
#include "present/knowledge_diff.h"

#include <algorithm>

#include "assess_fixture.h"

namespace her2::present {
namespace {

using kb::Changes;

constexpr const char* lowAfterChemotherapy = "trastuzumab-deruxtecan/breast-low-after-chemotherapy";

Date day(std::string_view text) { return *Date::parse(text); }

Changes between(std::string_view from, std::string_view to, const std::vector<std::uint16_t>& regions = {0, 1}) {
  return kb::changesBetween(*testKnowledge(), day(from), day(to), regions);
}

std::string idOf(const kb::Indication* indication) {
  return indication == nullptr ? "" : indication->drug + "/" + indication->id;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(KnowledgeDiff, FindsTheApprovalOfADay) {
  const Changes changes = between("2022-08-04", "2022-08-05");
  ASSERT_EQ(changes.options.size(), 1U);
  const kb::OptionChange& low = changes.options[0];
  EXPECT_EQ(idOf(low.after), lowAfterChemotherapy);
  EXPECT_EQ(low.before, nullptr);
  EXPECT_EQ(testKnowledge()->regions[low.region].id, "US");
  ASSERT_EQ(low.approvals.size(), 1U);
  EXPECT_EQ(low.after->approvals[low.approvals[0]].date, day("2022-08-05"));
  EXPECT_TRUE(changes.tables.empty());
  EXPECT_TRUE(changes.ruleSets.empty());
}

TEST(KnowledgeDiff, KeepsToTheRegionsAsked) {
  EXPECT_TRUE(between("2022-08-04", "2022-08-05", {1}).options.empty()) << "the EU followed on 2023-01-23";
  const Changes eu = between("2023-01-22", "2023-01-23", {1});
  ASSERT_EQ(eu.options.size(), 1U);
  EXPECT_EQ(idOf(eu.options[0].after), lowAfterChemotherapy);
}

TEST(KnowledgeDiff, ADayAndItselfDoNotDiffer) {
  EXPECT_TRUE(between("2022-08-05", "2022-08-05").empty());
  EXPECT_TRUE(holds(diffText(*testKnowledge(), {day("2022-08-05"), day("2022-08-05"), {0}}, {}), "Nothing changed."));
}

TEST(KnowledgeDiff, AWordingThatFollowsAnotherIsOneChange) {
  const Changes changes = between("2022-05-03", "2022-05-04", {0});
  const auto found = std::find_if(changes.options.begin(), changes.options.end(), [](const kb::OptionChange& c) {
    return idOf(c.after) == "trastuzumab-deruxtecan/breast-positive-after-one-regimen";
  });
  ASSERT_NE(found, changes.options.end());
  EXPECT_EQ(idOf(found->before), "trastuzumab-deruxtecan/breast-positive-after-two-regimens");
  for (const kb::OptionChange& each : changes.options) EXPECT_NE(each.after, nullptr) << idOf(each.before);
  const std::string text = diffText(*testKnowledge(), {day("2022-05-03"), day("2022-05-04"), {0}}, changes);
  EXPECT_TRUE(holds(text, "FDA 2022-05-04 converted [fda-2022-05-04]"));
  EXPECT_TRUE(holds(text, "      - two or more anti-HER2-based regimens in the metastatic setting\n"));
}

TEST(KnowledgeDiff, NamesTheRuleSetsOfAGuidelinesDay) {
  const Changes changes = between("2018-05-29", "2018-05-30");
  std::set<std::string> found;
  for (const kb::RuleSetChange& each : changes.ruleSets) found.insert((each.begins ? "+" : "-") + each.ruleSet->id);
  EXPECT_EQ(found, (std::set<std::string>{"-asco-cap-2013", "+asco-cap-2018"}));
}

// The update of 2023 kept categories and thresholds of 2018 and added a comment on 0 against 1+.
TEST(KnowledgeDiff, ShowsTheRowThatTheUpdateOf2023Added) {
  const Changes changes = between("2023-06-06", "2023-06-07");
  ASSERT_EQ(changes.tables.size(), 1U);
  const kb::TableChange& comments = changes.tables[0];
  EXPECT_EQ(comments.after->id, "breast.comments");
  ASSERT_EQ(comments.rows.size(), 1U);
  EXPECT_FALSE(comments.rows[0].removed);
  EXPECT_EQ(comments.after->rows[comments.rows[0].row].cellTexts.back(), "c0v1");
}

TEST(KnowledgeDiff, RowsThatStayAreNotNamedAndTheOthersAreAllNamed) {
  for (const kb::TableChange& change : between("1999-01-01", "2026-11-23").tables) {
    if (change.before == nullptr || change.after == nullptr || !change.sameColumns) continue;
    std::vector<std::vector<std::string>> left;
    for (std::size_t r = 0; r < change.before->rows.size(); ++r) {
      const bool removed = std::any_of(change.rows.begin(), change.rows.end(),
                                       [&](const kb::RowChange& c) { return c.removed && c.row == r; });
      if (!removed) left.push_back(change.before->rows[r].cellTexts);
    }
    std::vector<std::vector<std::string>> kept;
    for (std::size_t r = 0; r < change.after->rows.size(); ++r) {
      const bool added = std::any_of(change.rows.begin(), change.rows.end(),
                                     [&](const kb::RowChange& c) { return !c.removed && c.row == r; });
      if (!added) kept.push_back(change.after->rows[r].cellTexts);
    }
    EXPECT_EQ(left, kept) << change.after->id;
  }
}

// Every day of the knowledge's own history: what came minus what went is what stands.
TEST(KnowledgeDiff, AddsUpToTheStateOfTheLaterDay) {
  for (const char* to : {"2013-01-01", "2020-01-01", "2024-01-01", "2026-11-23"}) {
    const Changes changes = between("1997-01-01", to, {0});
    std::set<std::string> expected;
    for (const kb::Indication& each : testKnowledge()->indications) {
      if (!kb::approvalsOn(each, testKnowledge()->regions[0], day(to)).empty()) expected.insert(idOf(&each));
    }
    std::set<std::string> found;
    for (const kb::OptionChange& each : changes.options) {
      EXPECT_EQ(each.before, nullptr) << "nothing was approved in 1997";
      found.insert(idOf(each.after));
    }
    EXPECT_EQ(found, expected) << to;
  }
}

TEST(KnowledgeDiff, JsonSaysTheSame) {
  const Changes changes = between("2018-05-29", "2023-06-07");
  rapidjson::Document json;
  json.Parse(diffJson(*testKnowledge(), {day("2018-05-29"), day("2023-06-07"), {0, 1}}, changes).c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_STREQ(json["from"].GetString(), "2018-05-29");
  EXPECT_EQ(json["ruleSets"].Size(), changes.ruleSets.size());
  EXPECT_EQ(json["tables"].Size(), changes.tables.size());
  EXPECT_EQ(json["options"].Size(), changes.options.size());
  for (rapidjson::SizeType i = 0; i < json["options"].Size(); ++i) {
    const auto& option = json["options"][i];
    EXPECT_EQ(option["approvals"].Size(), changes.options[i].approvals.size());
    EXPECT_TRUE(option.HasMember("before") || option.HasMember("after"));
  }
}

}  // namespace
}  // namespace her2::present
