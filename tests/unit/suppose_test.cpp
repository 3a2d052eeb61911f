// "What if": supposing a value gives the answer that the changed file would; facts that have no leaf can be set; only
// the differences are shown.
#include "assess/suppose.h"

#include "assess_fixture.h"
#include "intake/case_json_writer.h"
#include "present/what_if.h"

namespace her2 {
namespace {

std::vector<intake::CaseEdit> editsOf(const std::vector<std::string>& texts) {
  std::vector<intake::CaseEdit> edits;
  for (const std::string& text : texts) edits.push_back(*intake::parseCaseEdit(text));
  return edits;
}

Result<Assessed> supposed(const Assessed& a, const std::vector<std::string>& changes, std::string_view day) {
  const auto assessor = assessorOf(day);
  auto supposition = assess::Supposer(*assessor, a.record, a.result).suppose(editsOf(changes));
  if (!supposition) return supposition.problems();
  Assessed result{std::move(supposition->record), {}};
  assess::Workspace workspace = assessor->makeWorkspace();
  assessor->assess(std::span(&result.record, 1), workspace, std::span(&result.result, 1), assess::Detail::Trace,
                   std::span(&supposition->facts, 1));
  return result;
}

present::Presenter presenterOf(std::string_view day) {
  present::Presenter presenter{*testKnowledge(), *Date::parse(day), {}, false};
  for (std::uint16_t region = 0; region < testKnowledge()->regions.size(); ++region)
    presenter.regions.push_back(region);
  return presenter;
}

/// What differs between two answers, one place a line.
std::string differing(const Assessed& a, const Assessed& b, std::string_view day) {
  std::string text;
  for (const auto& each : present::differences(presenterOf(day), {a.record, a.result}, {b.record, b.result}))
    text += fmt::format("{}: {} -> {}\n", each.path, each.before, each.after);
  return text;
}

// The law, on every golden case that has the part in question.
TEST(Suppose, GivesTheAnswerOfTheChangedFile) {
  std::size_t compared = 0;
  for (const GoldenCase& golden : goldenCases()) {
    rapidjson::Document file;
    file.Parse(golden.json.c_str());
    if (!file.HasMember("specimens") || file["specimens"].Empty() || !file["specimens"][0].HasMember("ihc")) continue;
    // A score 0+ is kept as score 0 with membrane staining, so another score leaves the staining where it is.
    if (file["specimens"][0]["ihc"].HasMember("score") &&
        textOf(file["specimens"][0]["ihc"]["score"]).find("0+") != std::string::npos)
      continue;
    const Assessed before = assessed(golden.json, golden.asOf);
    for (const char* score : {"0", "1+", "2+", "3+"}) {
      rapidjson::Document edited;
      edited.CopyFrom(file, edited.GetAllocator());
      rapidjson::Value& ihc = edited["specimens"][0]["ihc"];
      ihc.RemoveMember("score");
      ihc.AddMember("score", rapidjson::StringRef(score), edited.GetAllocator());
      const auto what = supposed(before, {fmt::format("specimens[0].ihc.score = \"{}\"", score)}, golden.asOf);
      ASSERT_TRUE(what) << golden.title << " " << what.problems().front().text();
      const Assessed other = assessed(textOf(edited), golden.asOf);
      EXPECT_EQ(differing(*what, other, golden.asOf), "") << golden.title << ", " << score;
      ++compared;
    }
  }
  EXPECT_GT(compared, 200U);
}

TEST(Suppose, ChangingNothingChangesNothing) {
  for (const GoldenCase& golden : goldenCases()) {
    const Assessed before = assessed(golden.json, golden.asOf);
    Assessed again{before.record, {}};
    again.record = *intake::CaseEditor(before.record, testKnowledge()->vocabulary, {}).edit({});
    const auto assessor = assessorOf(golden.asOf);
    assess::Workspace workspace = assessor->makeWorkspace();
    assessor->assess(std::span(&again.record, 1), workspace, std::span(&again.result, 1), assess::Detail::Full);
    EXPECT_EQ(differing(before, again, golden.asOf), "") << golden.title;
  }
}

constexpr const char* equivocal =
    R"({"id":"p","sex":"female","tumours":[{"kind":"breast","setting":"metastatic","er":{"status":"positive"}}],)"
    R"("specimens":[{"id":"s","ihc":{"score":"2+"}}],"treatments":[{"drugs":["paclitaxel"],"intent":"metastatic","line":1}]})";

TEST(Suppose, ShowsOnlyWhatDiffers) {
  const std::string_view day = "2026-11-23";
  const Assessed before = assessed(equivocal, day);
  const auto after = supposed(before, {R"(specimen.ish.group = "group-5")"}, day);
  ASSERT_TRUE(after);
  const auto found =
      present::differences(presenterOf(day), {before.record, before.result}, {after->record, after->result});
  std::map<std::string, std::pair<std::string, std::string>> byPath;
  for (const auto& each : found) byPath[each.path] = {each.before, each.after};
  EXPECT_EQ(byPath["status.result"],
            std::pair(std::string(R"(["positive","negative"])"), std::string(R"(["negative"])")));
  EXPECT_EQ(byPath["status.class"], std::pair(std::string(R"(["positive","low"])"), std::string(R"(["low"])")));
  EXPECT_EQ(byPath["options[trastuzumab-deruxtecan/breast-low-after-chemotherapy@US].state"],
            std::pair(std::string(R"("possible")"), std::string(R"("indicated")")));
  for (const auto& each : found) EXPECT_NE(each.before, each.after) << each.path;
  EXPECT_FALSE(byPath.contains("case"));
}

TEST(Suppose, SetsFactsThatHaveNoLeaf) {
  const std::string_view day = "2026-11-23";
  const std::string_view id = "trastuzumab-deruxtecan/breast-low-after-chemotherapy";
  const Assessed before = assessed(
      R"({"id":"p","tumours":[{"kind":"breast","setting":"metastatic"}],"specimens":[{"id":"s","ihc":{"score":"1+"}}]})",
      day);
  const auto stateOf = [&](const Assessed& a) {
    for (const Option& option : a.result.options) {
      if (optionId(option) == fmt::format("{}@US", id)) return option.state;
    }
    return OptionState::Possible;
  };
  EXPECT_EQ(stateOf(before), OptionState::NotIndicated);
  const auto after = supposed(before, {R"(adjuvant-chemotherapy.recurrence-months = "<= 6")"}, day);
  ASSERT_TRUE(after);
  EXPECT_EQ(stateOf(*after), OptionState::Indicated);
  const auto later = supposed(before, {R"(adjuvant-chemotherapy.recurrence-months = "> 6")"}, day);
  ASSERT_TRUE(later);
  EXPECT_EQ(stateOf(*later), OptionState::NotIndicated);
}

TEST(Suppose, RefusesFactsAndValuesThatAreNone) {
  const std::string_view day = "2026-11-23";
  const Assessed before = assessed(equivocal, day);
  for (const auto& [change, says] : std::initializer_list<std::pair<const char*, const char*>>{
           {"prior.taxanes = true", "close: prior.taxane"},
           {"prior.taxane = \"yes\"", "must be true or false"},
           {"adjuvant.recurrence-months = \"soon\"", "must be a number"},
           {"adjuvant.recurrence-months = -3", "is outside"},
           {"her2.class = \"lowish\"", "is not a code of her2-class"},
           {"predict.refusals = [\"male\"]", "the rules work this fact out"},
           {"ihc.score = \"1+\"", "no place in case JSON and no fact of a patient"},
           {"nonsense = 1", "no place in case JSON and no fact of a patient"}}) {
    const auto after = supposed(before, {change}, day);
    ASSERT_FALSE(after) << change;
    EXPECT_NE(after.problems().front().text().find(says), std::string::npos)
        << change << "\n  " << after.problems().front().text();
  }
}

}  // namespace
}  // namespace her2
