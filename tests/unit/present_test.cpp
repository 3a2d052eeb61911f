// What comes out: assessment JSON keeps its contract, text names source and grade of all it shows, cells and error
// lines are safe.
#include "present/presenter.h"

#include "assess_fixture.h"

namespace her2::present {
namespace {

using rapidjson::Value;

const char* const positive =
    R"({"id":"p1","tumours":[{"kind":"breast","setting":"metastatic"}],"specimens":[{"id":"s1","date":"2024-03-02","site":"primary","ihc":{"score":"3+"}},)"
    R"({"id":"s2","date":"2025-03-02","site":"metastasis","ihc":{"score":"2+"}}]})";
const char* const nothing = R"({"id":"p0"})";
const char* const noSpecimen = R"({"id":"p2","tumours":[{"kind":"gastric"}]})";

Presenter presenterOf(std::vector<std::uint16_t> regions = {0, 1}) {
  return {*testKnowledge(), *Date::parse("2026-11-23"), std::move(regions), false};
}

rapidjson::Document parsed(const std::string& json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseFullPrecisionFlag | rapidjson::kParseValidateEncodingFlag>(json.c_str(), json.size());
  EXPECT_FALSE(document.HasParseError()) << json;
  return document;
}

rapidjson::Document jsonOf(const char* text, bool pretty = true) {
  const Assessed a = assessed(text);
  return parsed(assessmentJson(presenterOf(), a.record, a.result, "xxh3:0", pretty));
}

void hasMembers(const Value& object, std::string_view what, std::initializer_list<const char*> names) {
  ASSERT_TRUE(object.IsObject()) << what;
  for (const char* name : names) EXPECT_TRUE(object.HasMember(name)) << what << "." << name;
}

void hasLists(const Value& object, std::string_view what, std::initializer_list<const char*> names) {
  hasMembers(object, what, names);
  for (const char* name : names) EXPECT_TRUE(object.HasMember(name) && object[name].IsArray()) << what << "." << name;
}

TEST(AssessmentJson, HasEveryMemberOfTheContractEvenWhereNothingIsKnown) {
  for (const char* text : {positive, nothing, noSpecimen}) {
    const auto a = jsonOf(text);
    hasMembers(a, "assessment", {"case", "asOf", "knowledge", "engine", "inputHash", "status", "safety", "trace"});
    hasLists(a, "assessment", {"regions", "options", "nextTests", "assumptions", "warnings"});
    hasMembers(a["knowledge"], "knowledge", {"release", "hash"});
    hasMembers(a["status"], "status", {"ruleSet"});
    hasLists(a["status"], "status", {"result", "class", "specimens", "flags", "retest"});
    for (const auto& specimen : a["status"]["specimens"].GetArray()) {
      hasMembers(specimen, "specimen", {"id"});
      hasLists(specimen, "specimen", {"result", "class", "ishGroup", "owed", "comments", "flags"});
    }
    hasLists(a["safety"], "safety", {"due", "monitoring", "holds", "interactions", "urgent", "cardiacRisk"});
    for (const auto& option : a["options"].GetArray()) {
      hasMembers(option, "option", {"id", "region", "state", "safety", "rank", "basis", "benefit"});
      hasLists(option, "option", {"regimen", "missing", "failed", "approvals"});
      EXPECT_GT(option["approvals"].Size(), 0U) << "an option that is listed is approved";
      for (const auto& approval : option["approvals"].GetArray())
        hasMembers(approval, "approval", {"agency", "date", "kind", "source"});
    }
    for (const auto& test : a["nextTests"].GetArray()) {
      hasMembers(test, "nextTests", {"test"});
      hasLists(test, "nextTests", {"decides", "outcomes"});
    }
  }
}

TEST(AssessmentJson, NamesItsInputAndWhatItWasMadeWith) {
  const auto a = jsonOf(positive);
  EXPECT_STREQ(a["case"].GetString(), "p1");
  EXPECT_STREQ(a["asOf"].GetString(), "2026-11-23");
  EXPECT_STREQ(a["inputHash"].GetString(), "xxh3:0");
  EXPECT_EQ(a["knowledge"]["hash"].GetString(), testKnowledge()->hash);
  EXPECT_EQ(a["knowledge"]["release"].GetString(), testKnowledge()->release.version);
  EXPECT_STREQ(a["regions"][0].GetString(), "US");
  EXPECT_STREQ(a["regions"][1].GetString(), "EU");
}

TEST(AssessmentJson, UsesOnlyTheWordsOfTheContract) {
  const std::set<std::string> states = {"indicated", "possible", "not-indicated"};
  const std::set<std::string> safety = {"clear", "caution", "contraindicated", "baseline-due", "not-assessed"};
  for (const char* text : {positive, nothing, noSpecimen}) {
    const auto a = jsonOf(text);
    EXPECT_FALSE(a["status"]["result"].Empty()) << "some answer is always possible";
    EXPECT_FALSE(a["status"]["class"].Empty());
    for (const auto& option : a["options"].GetArray()) {
      const std::string state = option["state"].GetString();
      EXPECT_TRUE(states.contains(state)) << state;
      EXPECT_TRUE(safety.contains(option["safety"].GetString())) << option["safety"].GetString();
      EXPECT_EQ(state == "not-indicated", !option["failed"].Empty() && option["missing"].Empty())
          << option["id"].GetString();
      EXPECT_FALSE(state == "possible" && option["missing"].Empty())
          << option["id"].GetString() << ": what would decide?";
      EXPECT_FALSE(state == "indicated" && !(option["failed"].Empty() && option["missing"].Empty()))
          << option["id"].GetString();
    }
  }
}

TEST(AssessmentJson, NeverSaysClearBeforeSafetyIsWorkedOut) {
  for (const char* text : {positive, nothing, noSpecimen}) {
    const auto a = jsonOf(text);
    for (const auto& option : a["options"].GetArray()) EXPECT_STRNE(option["safety"].GetString(), "clear");
  }
}

TEST(AssessmentJson, OfAStreamIsOneLineWithoutTrace) {
  for (const char* text : {positive, nothing, noSpecimen}) {
    const Assessed a = assessed(text);
    const std::string line = assessmentJson(presenterOf(), a.record, a.result, "h", false);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    auto one = parsed(line);
    EXPECT_FALSE(one.HasMember("trace"));
    auto whole = jsonOf(text);
    whole.RemoveMember("trace");
    // Of the trials a stream gives fewer results, of the order the reason alone.
    for (auto* each : {&one, &whole}) {
      for (auto& option : (*each)["options"].GetArray()) {
        option.RemoveMember("evidence");
        for (const char* detail : {"levels", "against"}) {
          if (option["ranking"].IsObject()) option["ranking"].RemoveMember(detail);
        }
      }
    }
    whole["inputHash"].SetString("h");
    EXPECT_TRUE(one == whole) << "all else is the same";
  }
}

TEST(AssessmentJson, EscapesWhatARecordMayHold) {
  const std::string nasty = R"({"id":"a\"b\\c\n\u0001<é>","specimens":[{"id":"\u2028\t"}]})";
  const auto a = jsonOf(nasty.c_str());
  EXPECT_STREQ(a["case"].GetString(), "a\"b\\c\n\x01<\xc3\xa9>");
  EXPECT_STREQ(a["status"]["specimens"][0]["id"].GetString(), "\xe2\x80\xa8\t");
}

TEST(AssessmentJson, ShowsTheRegionsAskedForInTheirOrder) {
  const Assessed a = assessed(positive);
  const auto eu = parsed(assessmentJson(presenterOf({1}), a.record, a.result, "h", true));
  ASSERT_EQ(eu["regions"].Size(), 1U);
  EXPECT_GT(eu["options"].Size(), 0U);
  for (const auto& option : eu["options"].GetArray()) EXPECT_STREQ(option["region"].GetString(), "EU");
  for (const auto& test : eu["nextTests"].GetArray()) {
    for (const auto& id : test["decides"].GetArray())
      EXPECT_TRUE(std::string_view(id.GetString()).ends_with("@EU")) << id.GetString();
  }
}

TEST(AssessmentJson, NextTestsNameOptionsThatAreListed) {
  const auto a = jsonOf(noSpecimen);
  std::set<std::string> listed;
  for (const auto& option : a["options"].GetArray())
    listed.insert(fmt::format("{}@{}", option["id"].GetString(), option["region"].GetString()));
  ASSERT_GT(a["nextTests"].Size(), 0U);
  for (const auto& test : a["nextTests"].GetArray()) {
    for (const auto& id : test["decides"].GetArray()) EXPECT_TRUE(listed.contains(id.GetString())) << id.GetString();
  }
}

TEST(AssessmentText, ShowsSourceAndGradeOfEveryOptionItOffers) {
  const Assessed a = assessed(positive);
  const std::string text = assessmentText(presenterOf(), a.record, a.result);
  std::size_t shown = 0;
  for (const Option& option : a.result.options) {
    const kb::Indication& indication = testKnowledge()->indications[option.indication];
    EXPECT_NE(text.find(indication.population), std::string::npos) << optionId(option);
    if (option.state == OptionState::NotIndicated) continue;
    ++shown;
    for (const std::uint16_t index : option.approvals) {
      const kb::Approval& approval = indication.approvals[index];
      const kb::Source* source = testKnowledge()->findSource(approval.source);
      ASSERT_NE(source, nullptr) << approval.source;
      const std::string cited = fmt::format("{} {} {} [{}, {}]", approval.agency, approval.date.text(), approval.kind,
                                            approval.source, kb::gradeName(source->grade));
      EXPECT_NE(text.find(cited), std::string::npos) << optionId(option) << ": " << cited;
      EXPECT_NE(text.find(fmt::format("  [{}] ", approval.source)), std::string::npos)
          << "listed among the sources: " << approval.source;
    }
  }
  EXPECT_GT(shown, 0U);
  for (const Option& option : a.result.options) {
    if (option.state != OptionState::NotIndicated) continue;
    for (const std::uint16_t criterion : option.failed) {
      EXPECT_NE(text.find(testKnowledge()->indications[option.indication].criteria[criterion].say), std::string::npos)
          << optionId(option);
    }
  }
}

TEST(AssessmentText, SaysWhatItIsAndShowsEverySpecimenAndWarning) {
  Assessed a = assessed(positive);
  a.result.warnings.push_back({Severity::Warning, "x", "somewhere", "something is odd", "look"});
  const std::string text = assessmentText(presenterOf(), a.record, a.result);
  for (const char* part : {"p1", "2026-11-23", "US, EU", "specimen s1", "specimen s2",
                           "warning: somewhere: something is odd (look)", "Decision support"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "no colour unless asked for";
  for (const char* empty : {nothing, noSpecimen}) {
    const Assessed b = assessed(empty);
    EXPECT_NE(assessmentText(presenterOf(), b.record, b.result).find("Decision support"), std::string::npos);
  }
}

TEST(Explanation, NamesRulePlaceAndValueOfWhatSpoke) {
  const Assessed a = assessed(positive);
  const std::string all = explanationText(presenterOf(), a.record, a.result, "");
  for (const TraceSection& section : a.result.trace)
    EXPECT_NE(all.find("\n" + section.title + "\n"), std::string::npos) << section.title;
  EXPECT_NE(all.find("ihc.score = 3+ ["), std::string::npos);
  const std::string one = explanationText(presenterOf(), a.record, a.result, "specimen s2");
  EXPECT_NE(one.find("specimen s2"), std::string::npos);
  EXPECT_EQ(one.find("specimen s1"), std::string::npos);
}

std::vector<std::string> cellsOf(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else if (line[i] != '\n' || quoted) {
      cells.back() += line[i];
    }
  }
  return cells;
}

TEST(Worklist, SumsUpTheOptionsByState) {
  for (const char* text : {positive, nothing, noSpecimen}) {
    const Assessed a = assessed(text);
    std::string line;
    const Presenter presenter = presenterOf();
    Worklist(presenter).appendLine(a.record, a.result, line);
    const auto header = cellsOf(worklistHeader());
    const auto cells = cellsOf(line);
    ASSERT_EQ(cells.size(), header.size()) << line;
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[header[i]] = cells[i];
    EXPECT_EQ(row["case"], a.record.id);
    for (const auto& [column, state] :
         {std::pair{"indicated", OptionState::Indicated}, std::pair{"possible", OptionState::Possible}}) {
      std::string expected;
      for (const Option& option : a.result.options) {
        if (option.state == state) expected.append(expected.empty() ? "" : ";").append(optionId(option));
      }
      EXPECT_EQ(row[column], expected);
    }
  }
}

TEST(Worklist, FlagsOfSpecimensThatDoNotDecideNameThem) {
  const Assessed a = assessed(R"({"id":"p1","tumours":[{"kind":"breast"}],"specimens":[)"
                              R"({"id":"old,1","date":"2020-01-01","fixationHours":3,"ihc":{"score":"0"}},)"
                              R"({"date":"2021-01-01","fixationHours":3,"ihc":{"score":"0"}},)"
                              R"({"id":"new","date":"2024-01-01","fixationHours":100,"ihc":{"score":"3+"}},)"
                              R"({"id":"later","date":"2131-01-01","fixationHours":3,"ihc":{"score":"0"}}]})");
  std::string line;
  const Presenter presenter = presenterOf();
  Worklist(presenter).appendLine(a.record, a.result, line);
  const auto header = cellsOf(worklistHeader());
  const auto column = std::find(header.begin(), header.end(), "flags") - header.begin();
  EXPECT_EQ(cellsOf(line).at(static_cast<std::size_t>(column)),
            "fixation-long;fixation-short@old,1;fixation-short@2;discordant-specimens")
      << line;
}

TEST(Worklist, CellsAreQuotedAndDefused) {
  for (const auto& [text, cell] :
       std::initializer_list<std::pair<const char*, const char*>>{{"plain", "plain"},
                                                                  {"", ""},
                                                                  {"a,b", "\"a,b\""},
                                                                  {"a\"b", "\"a\"\"b\""},
                                                                  {"a\nb", "\"a\nb\""},
                                                                  {"a\rb", "\"a\rb\""},
                                                                  {"=1", "\"'=1\""},
                                                                  {"+1", "\"'+1\""},
                                                                  {"-1", "\"'-1\""},
                                                                  {"@a", "\"'@a\""},
                                                                  {"\ta", "\"'\ta\""},
                                                                  {"\ra", "\"'\ra\""},
                                                                  {"a=1", "a=1"},
                                                                  {"=\"a\"", "\"'=\"\"a\"\"\""}}) {
    std::string out;
    appendCsvCell(text, out);
    EXPECT_EQ(out, cell);
  }
}

TEST(ProblemLine, IsOneJsonObjectALine) {
  std::string out;
  appendProblemLine({Severity::Error, "code", "file:1", "found \"x\"\n", "do\tthis"}, "id\"1", out);
  appendProblemLine({Severity::Warning, "other", "file:2", "odd", ""}, "", out);
  ASSERT_EQ(std::count(out.begin(), out.end(), '\n'), 2);
  const auto first = parsed(out.substr(0, out.find('\n')));
  EXPECT_STREQ(first["severity"].GetString(), "error");
  EXPECT_STREQ(first["message"].GetString(), "found \"x\"\n");
  EXPECT_STREQ(first["remedy"].GetString(), "do\tthis");
  EXPECT_STREQ(first["case"].GetString(), "id\"1");
  const auto second = parsed(out.substr(out.find('\n') + 1));
  EXPECT_STREQ(second["severity"].GetString(), "warning");
  EXPECT_STREQ(second["where"].GetString(), "file:2");
}

}  // namespace
}  // namespace her2::present
