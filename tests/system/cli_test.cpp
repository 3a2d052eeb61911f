// The verbs, their options and exit codes: 0 done, 1 some records had errors, 2 usage, 3 input unreadable, 4 knowledge
// invalid.
#include <rapidjson/document.h>

#include <regex>

#include "program.h"

namespace her2::system {
namespace {

class Cli : public ProgramTest {
 protected:
  rapidjson::Document json(const std::vector<std::string>& arguments) const {
    const Ran ran = her2(arguments);
    EXPECT_EQ(ran.exit, 0) << ran.err;
    rapidjson::Document document;
    document.Parse(ran.out.c_str());
    EXPECT_FALSE(document.HasParseError()) << ran.out;
    return document;
  }
};

/// The state of an indication, or "absent".
std::string stateOf(const rapidjson::Document& assessment, std::string_view region, std::string_view id) {
  for (const auto& option : assessment["options"].GetArray()) {
    if (region == option["region"].GetString() && id == option["id"].GetString()) return option["state"].GetString();
  }
  return "absent";
}

constexpr const char* lowAfterChemotherapy = "trastuzumab-deruxtecan/breast-low-after-chemotherapy";

TEST_F(Cli, HelpNamesEveryVerbAndTheExitCodes) {
  const Ran ran = her2({"--help"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_EQ(ran.err, "");
  for (const char* verb : {"assess", "screen", "explain", "kb check", "kb show"}) EXPECT_PRED2(holds, ran.out, verb);
  for (const char* code : {"0 ", "1 ", "2 ", "3 ", "4 "}) EXPECT_PRED2(holds, ran.out, code);
}

TEST_F(Cli, EveryVerbHasHelp) {
  for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{{"assess"},
                                                                                    {"screen"},
                                                                                    {"explain"},
                                                                                    {"kb"},
                                                                                    {"kb", "check"},
                                                                                    {"kb", "show"},
                                                                                    {"kb", "search"},
                                                                                    {"kb", "stats"}}) {
    auto arguments = verb;
    arguments.emplace_back("--help");
    const Ran ran = her2(arguments);
    EXPECT_EQ(ran.exit, 0) << verb.back();
    EXPECT_PRED2(holds, ran.out, verb.back());
  }
}

TEST_F(Cli, VersionIsOneLine) {
  const Ran ran = her2({"--version"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_TRUE(std::regex_match(ran.out, std::regex("her2 [0-9]+\\.[0-9]+\\.[0-9]+[^\n]*\n"))) << ran.out;
}

TEST_F(Cli, UsageErrorsExitWithTwoAndNameWhatIsWrong) {
  file("case.json", positiveCase("p1"));
  struct Wrong {
    std::vector<std::string> arguments;
    const char* named;
  };
  for (const Wrong& wrong : std::vector<Wrong>{
           {{"frobnicate"}, "frobnicate"},
           {{}, "required"},
           {{"assess"}, "FILE"},
           {{"kb"}, "required"},
           {{"kb", "destroy"}, "destroy"},
           {{"assess", "case.json", "--frob"}, "--frob"},
           {{"assess", "case.json", "--format", "pdf"}, "pdf"},
           {{"assess", "case.json", "--region", "MARS"}, "MARS"},
           {{"assess", "case.json", "--region", "US", "--region", "MARS"}, "MARS"},
           {{"screen", "case.json", "--format", "json"}, "json"},
           {{"screen", "case.json", "--threads", "-3"}, "-3"},
           {{"screen", "case.json", "--threads", "many"}, "many"},
           {{"screen", "case.json", "--threads", "1000000"}, "1000000"},
           {{"kb", "show", "no-such-thing"}, "no-such-thing"},
       }) {
    const Ran ran = her2(wrong.arguments);
    SCOPED_TRACE(fmt::format("her2 {}", fmt::join(wrong.arguments, " ")));
    EXPECT_EQ(ran.exit, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_PRED2(holds, ran.err, wrong.named);
  }
}

TEST_F(Cli, AnAsOfThatIsNoDayIsAUsageError) {
  file("case.json", positiveCase("p1"));
  for (const char* day : {"yesterday", "2026-13-01", "2026-02-30", "05.08.2022", "2022-08", "2022", "0", ""}) {
    for (const char* verb : {"assess", "screen", "explain"}) {
      const Ran ran = her2({verb, "case.json", "--as-of", day});
      EXPECT_EQ(ran.exit, 2) << verb << " --as-of=" << day;
      EXPECT_EQ(ran.out, "") << verb << " --as-of=" << day;
      EXPECT_PRED2(holds, ran.err, "--as-of");
    }
  }
  EXPECT_EQ(her2({"assess", "case.json", "--as-of", "2024-02-29"}).exit, 0);
}

TEST_F(Cli, AnUnknownRegionIsAnsweredWithTheKnownOnes) {
  file("case.json", positiveCase("p1"));
  const Ran ran = her2({"assess", "case.json", "--region", "MARS"});
  EXPECT_EQ(ran.exit, 2);
  for (const char* name : {"MARS", "US", "EU"}) EXPECT_PRED2(holds, ran.err, name);
}

TEST_F(Cli, AssessesInEveryFormat) {
  file("case.json", positiveCase("p1"));
  const Ran text = her2({"assess", "case.json", "--as-of", "2026-11-23"});
  EXPECT_EQ(text.exit, 0);
  EXPECT_EQ(text.err, "");
  EXPECT_PRED2(holds, text.out, "p1");
  EXPECT_PRED2(holds, text.out, "2026-11-23");
  for (const char* format : {"json", "ndjson"}) {
    const auto document = json({"assess", "case.json", "--as-of", "2026-11-23", "--format", format});
    EXPECT_STREQ(document["case"].GetString(), "p1");
    EXPECT_STREQ(document["asOf"].GetString(), "2026-11-23");
    EXPECT_STREQ(document["status"]["result"][0].GetString(), "positive");
    EXPECT_EQ(document.HasMember("trace"), std::string_view(format) == "json");
  }
  const auto csv = linesOf(her2({"assess", "case.json", "--as-of", "2026-11-23", "--format", "csv"}).out);
  ASSERT_EQ(csv.size(), 2U);
  EXPECT_PRED2(holds, csv[1], "p1,breast,positive,positive,");
}

TEST_F(Cli, ExplainsWithRulesValuesAndPlaces) {
  file("case.json", positiveCase("p1"));
  const Ran all = her2({"explain", "case.json"});
  EXPECT_EQ(all.exit, 0);
  EXPECT_PRED2(holds, all.out, "specimen s1");
  EXPECT_PRED2(holds, all.out, "ihc.score = 3+");
  EXPECT_PRED2(holds, all.out, "specimens[0].ihc.score");
  EXPECT_PRED2(holds, all.out, ".toml:");
  const Ran one = her2({"explain", "case.json", "specimen s1"});
  EXPECT_EQ(one.exit, 0);
  EXPECT_FALSE(holds(one.out, "trastuzumab-deruxtecan/"));
}

TEST_F(Cli, TheDayDecidesWhichLabelApplies) {
  file("low.json", lowCase("low"));
  const auto before = json({"assess", "low.json", "--as-of", "2022-08-04", "--format", "json"});
  const auto after = json({"assess", "low.json", "--as-of", "2022-08-05", "--format", "json"});
  EXPECT_EQ(stateOf(before, "US", lowAfterChemotherapy), "absent");
  EXPECT_EQ(stateOf(after, "US", lowAfterChemotherapy), "indicated");
  EXPECT_EQ(stateOf(after, "EU", lowAfterChemotherapy), "absent");  // EC decision of 2023-01-23
}

TEST_F(Cli, ARegionHidesTheOthersEverywhere) {
  file("low.json", lowCase("low"));
  const auto both = json({"assess", "low.json", "--as-of", "2024-01-01", "--format", "json"});
  EXPECT_EQ(stateOf(both, "EU", lowAfterChemotherapy), "indicated");
  EXPECT_EQ(stateOf(both, "US", lowAfterChemotherapy), "indicated");
  const Ran ran = her2({"assess", "low.json", "--as-of", "2024-01-01", "--format", "ndjson", "--region", "US"});
  EXPECT_FALSE(holds(ran.out, R"("EU")")) << "the region";
  EXPECT_FALSE(holds(ran.out, "@EU")) << "next tests";
  EXPECT_PRED2(holds, ran.out, R"("US")");
  const Ran text = her2({"assess", "low.json", "--as-of", "2024-01-01", "--region", "US"});
  EXPECT_FALSE(holds(text.out, "EMA"));
  const Ran trace = her2({"explain", "low.json", "--as-of", "2024-01-01", "--region", "US"});
  EXPECT_PRED2(holds, trace.out, "(US)\n");
  EXPECT_FALSE(holds(trace.out, "(EU)\n"));
  const Ran full = her2({"assess", "low.json", "--as-of", "2024-01-01", "--format", "json", "--region", "US"});
  EXPECT_FALSE(holds(full.out, " (EU)\": [")) << "sections of the trace";
  const Ran csv = her2({"screen", "low.json", "--as-of", "2024-01-01", "--region", "EU"});
  EXPECT_PRED2(holds, csv.out, "@EU");
  EXPECT_FALSE(holds(csv.out, "@US"));
}

TEST_F(Cli, TheSameInputGivesTheSameBytes) {
  file("low.json", lowCase("low"));
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"assess", "low.json", "--as-of", "2026-11-23", "--format", "json"},
           {"assess", "low.json", "--as-of", "2026-11-23"},
           {"screen", "low.json", "--as-of", "2026-11-23"},
           {"explain", "low.json", "--as-of", "2026-11-23"},
           {"kb", "show"},
       }) {
    const Ran once = her2(arguments);
    const Ran twice = her2(arguments);
    EXPECT_EQ(once.exit, 0) << arguments[0];
    EXPECT_EQ(once.out, twice.out) << arguments[0];
    EXPECT_EQ(once.err, twice.err) << arguments[0];
  }
}

TEST_F(Cli, TheInputHashTellsInputsApart) {
  file("a.json", positiveCase("p1"));
  file("b.json", positiveCase("p2"));
  file("copy.json", positiveCase("p1"));
  const auto hash = [&](const char* name) {
    return std::string(json({"assess", name, "--as-of", "2026-11-23", "--format", "json"})["inputHash"].GetString());
  };
  EXPECT_EQ(hash("a.json"), hash("copy.json"));
  EXPECT_NE(hash("a.json"), hash("b.json"));
}

TEST_F(Cli, TheBuiltInKnowledgeHasNoFaults) {
  const Ran ran = her2({"kb", "check"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  EXPECT_PRED2(holds, ran.out, "no faults");
}

TEST_F(Cli, KnowledgeIsShownRowByRow) {
  const Ran ran = her2({"kb", "show", "breast.ish-group"});
  EXPECT_EQ(ran.exit, 0);
  for (const char* cell : {">= 2.0", "< 2.0", ">= 4.0", "[4.0..6.0)", ">= 6.0", "group-1", "group-2", "group-3",
                           "group-4", "group-5", "asco-cap-2018"}) {
    EXPECT_PRED2(holds, ran.out, cell);
  }
  EXPECT_PRED2(holds, her2({"kb", "show"}).out, "breast.ish-group");
  EXPECT_PRED2(holds, her2({"kb", "show", "ish-grou"}).err, "breast.ish-group");
}

TEST_F(Cli, TheFolderOfTheProjectIsTheBuiltInKnowledge) {
  file("low.json", lowCase("low"));
  const std::string folder = HER2_SOURCE_DIR "/knowledge";
  const Ran builtIn = her2({"assess", "low.json", "--as-of", "2026-11-23", "--format", "json"});
  const Ran given = her2({"assess", "low.json", "--as-of", "2026-11-23", "--format", "json", "--knowledge", folder});
  EXPECT_EQ(builtIn.out, given.out);
}

TEST_F(Cli, BrokenKnowledgeExitsWithFourAndNamesFileAndLine) {
  file("case.json", positiveCase("p1"));
  std::filesystem::copy(HER2_SOURCE_DIR "/knowledge", path("kb"), std::filesystem::copy_options::recursive);
  const std::string ish = contents(path("kb/status/breast-ish.toml"));
  struct Break {
    const char* from;
    const char* to;
  };
  for (const Break& each : {Break{R"(">= 2.0", ">= 4.0",     "group-1")", R"(">= 2.0", ">= 4.0",     "group-9")"},
                            Break{R"([">= 2.0", ">= 4.0")", R"([">= two", ">= 4.0")"},
                            Break{R"(hit     = "unique")", R"(hit     = unique")"},
                            Break{R"(inputs  = ["ish.ratio")", R"(inputs  = ["ish.ration")"}}) {
    file("kb/status/breast-ish.toml", replaced(ish, each.from, each.to));
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{{"assess", "case.json"},
                                                                                           {"screen", "case.json"},
                                                                                           {"explain", "case.json"},
                                                                                           {"kb", "check"},
                                                                                           {"kb", "show"},
                                                                                           {"kb", "search", "ish"},
                                                                                           {"kb", "stats"}}) {
      auto all = arguments;
      all.insert(all.end(), {"--knowledge", "kb"});
      const Ran ran = her2(all);
      SCOPED_TRACE(fmt::format("{} with {}", arguments[0], each.to));
      EXPECT_EQ(ran.exit, 4);
      EXPECT_EQ(ran.out, "");
      EXPECT_TRUE(std::regex_search(ran.err, std::regex("breast-ish\\.toml:[0-9]+"))) << ran.err;
    }
  }
}

TEST_F(Cli, KnowledgeWithAGapOrAWrongExampleFailsTheCheck) {
  std::filesystem::copy(HER2_SOURCE_DIR "/knowledge", path("kb"), std::filesystem::copy_options::recursive);
  const std::string ish = contents(path("kb/status/breast-ish.toml"));
  const std::string row = "  [\"< 2.0\",  \">= 6.0\",     \"group-3\"],\n";
  ASSERT_PRED2(holds, ish, row);
  file("kb/status/breast-ish.toml", replaced(ish, row, ""));
  const Ran gap = her2({"kb", "check", "--knowledge", "kb"});
  EXPECT_EQ(gap.exit, 4);
  EXPECT_TRUE(std::regex_search(gap.err, std::regex("breast-ish\\.toml:[0-9]+"))) << gap.err;
}

TEST_F(Cli, KnowledgeThatIsNotThereExitsWithFour) {
  file("case.json", positiveCase("p1"));
  std::filesystem::create_directory(path("empty"));
  for (const char* folder : {"nowhere", "empty", "case.json"}) {
    const Ran ran = her2({"assess", "case.json", "--knowledge", folder});
    EXPECT_EQ(ran.exit, 4) << folder;
    EXPECT_EQ(ran.out, "") << folder;
    EXPECT_NE(ran.err, "") << folder;
  }
}

TEST_F(Cli, WhatIsPrintedButCannotBeWrittenIsAnError) {
  file("low.json", lowCase("low"));
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"assess", "low.json"},
                                             {"assess", "low.json", "--format", "json"},
                                             {"explain", "low.json"},
                                             {"kb", "show"},
                                             {"kb", "search", "ish"},
                                             {"kb", "stats"}}) {
    const Ran ran = her2(arguments, {"/dev/null", "/dev/full", ""});
    EXPECT_EQ(ran.exit, 3) << arguments[0];
    EXPECT_PRED2(holds, ran.err, "standard output");
  }
}

}  // namespace
}  // namespace her2::system
