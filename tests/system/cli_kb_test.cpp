// The verbs that read the knowledge, as a person types them.
#include <rapidjson/document.h>

#include "program.h"

namespace her2::system {
namespace {

using CliKb = ProgramTest;

TEST_F(CliKb, DiffNamesWhatCameOnADay) {
  const Ran ran = her2({"kb", "diff", "--from", "2022-08-04", "--to", "2022-08-05"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_PRED2(holds, ran.out, "+ trastuzumab-deruxtecan/breast-low-after-chemotherapy");
  EXPECT_PRED2(holds, ran.out, "FDA 2022-08-05 regular [fda-2022-08-05]");
  const Ran eu = her2({"kb", "diff", "--from", "2022-08-04", "--to", "2022-08-05", "--region", "eu"});
  EXPECT_FALSE(holds(eu.out, "OPTIONS")) << "the EU followed later";
  const Ran json = her2({"kb", "diff", "--from", "2022-08-04", "--to", "2022-08-05", "--format", "json"});
  rapidjson::Document document;
  document.Parse(json.out.c_str());
  ASSERT_FALSE(document.HasParseError()) << json.out;
  EXPECT_EQ(document["options"].Size(), 1U);
}

TEST_F(CliKb, UsageErrorsNameWhatIsWrong) {
  struct Wrong {
    std::vector<std::string> arguments;
    const char* named;
  };
  for (const Wrong& wrong : std::vector<Wrong>{
           {{"kb", "diff"}, "--from"},
           {{"kb", "diff", "--from", "soon"}, "--from soon"},
           {{"kb", "diff", "--from", "2022-01-01", "--to", "2022"}, "--to 2022"},
           {{"kb", "diff", "--from", "2022-01-02", "--to", "2022-01-01"}, "later"},
           {{"kb", "diff", "--from", "2022-01-02", "--region", "MARS"}, "MARS"},
           {{"kb", "search"}, "WORDS"},
           {{"kb", "search", "no-such-word-anywhere"}, "no-such-word-anywhere"},
           {{"kb", "stats", "--format", "csv"}, "csv"},
       }) {
    const Ran ran = her2(wrong.arguments);
    EXPECT_EQ(ran.exit, 2) << wrong.named;
    EXPECT_EQ(ran.out, "") << wrong.named;
    EXPECT_PRED2(holds, ran.err, wrong.named);
  }
}

// examples/overlay: one recommendation more, one advice in place of that of the knowledge.
TEST_F(CliKb, AnOverlayDecidesAndIsNamed) {
  const std::string overlay = HER2_SOURCE_DIR "/examples/overlay";
  const Ran check = her2({"kb", "check", "--knowledge", overlay});
  EXPECT_EQ(check.exit, 0) << check.out << check.err;
  EXPECT_PRED2(holds, check.out, "replaces advice team-pregnancy of the base (knowledge/overlay/st-elsewhere/");
  EXPECT_PRED2(holds, check.out, "in place of knowledge/safety/team.toml:");
  EXPECT_PRED2(holds, her2({"kb", "stats", "--knowledge", overlay}).out, "overlay st-elsewhere 1");

  file("low.json", lowCase("low"));
  const Ran answer = her2({"assess", "low.json", "--as-of", "2026-11-23", "--format", "json", "--knowledge", overlay});
  rapidjson::Document document;
  document.Parse(answer.out.c_str());
  ASSERT_FALSE(document.HasParseError()) << answer.out << answer.err;
  const auto& layers = document["knowledge"]["layers"];
  ASSERT_EQ(layers.Size(), 2U);
  EXPECT_STREQ(layers[1]["id"].GetString(), "st-elsewhere");
  EXPECT_STRNE(layers[1]["hash"].GetString(), layers[0]["hash"].GetString());
  std::string place;
  for (const auto& guideline : document["guidelines"].GetArray()) {
    if (std::string_view(guideline["id"].GetString()) == "st-elsewhere-low-to-the-board")
      place = guideline["place"].GetString();
  }
  EXPECT_PRED2(holds, place, "overlay/st-elsewhere/breast-board.toml:");
  EXPECT_PRED2(holds, her2({"kb", "show", place, "--knowledge", overlay}).out, "Minutes of the breast board");
  EXPECT_FALSE(holds(her2({"assess", "low.json", "--format", "json"}).out, "\"layers\""));
}

TEST_F(CliKb, ShowPrintsTheExamplesOfADefinedFact) {
  const Ran ran = her2({"kb", "show", "cardiac.age-80"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_PRED2(holds, ran.out, "  examples\n    person.age 79 => false\n    person.age 80 => true\n");
}

// A table of the knowledge, word for word in an overlay: the same answer, from there.
TEST_F(CliKb, ARowOfAnOverlayIsTracedToItsFile) {
  const std::string text = contents(HER2_SOURCE_DIR "/knowledge/status/breast-class.toml");
  const auto begin = text.find("[[table]]");
  file("house/class.toml", text.substr(begin, text.find("\n[[", begin) - begin));
  file("house/overlay.toml", "[overlay]\nid = \"house\"\nversion = \"2\"\ntitle = \"House\"\ndate = 2026-11-01\n");
  file("low.json", lowCase("low"));
  const Ran ran = her2({"explain", "low.json", "--as-of", "2026-11-23", "--knowledge", "house"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_PRED2(holds, ran.out, "knowledge 2026.11.0+house-2");
  const std::string rule = "rule: knowledge/overlay/house/class.toml:";
  const auto at = ran.out.find(rule);
  ASSERT_NE(at, std::string::npos) << ran.out;
  const auto place = at + std::string_view("rule: ").size();
  const Ran shown =
      her2({"kb", "show", ran.out.substr(place, ran.out.find(',', place) - place), "--knowledge", "house"});
  EXPECT_PRED2(holds, shown.out, "table breast.class - ");
  EXPECT_PRED2(holds, shown.out, " >  ");
}

TEST_F(CliKb, FoldersThatDoNotStackAreRefused) {
  const std::string knowledge = HER2_SOURCE_DIR "/knowledge";
  const std::string overlay = HER2_SOURCE_DIR "/examples/overlay";
  const Ran second = her2({"kb", "check", "--knowledge", overlay, "--knowledge", knowledge});
  EXPECT_EQ(second.exit, 4);
  EXPECT_PRED2(holds, second.err, "no [overlay] block");
  const Ran twice = her2({"kb", "check", "--knowledge", knowledge, "--knowledge", overlay, "--knowledge", overlay});
  EXPECT_EQ(twice.exit, 4);
  EXPECT_PRED2(holds, twice.err, "overlay.toml:9");
}

/// The built-in release has to be reviewed by 2027-05-23.
TEST_F(CliKb, KnowledgePastItsReviewDateIsPointedOutInEveryOutput) {
  file("low.json", lowCase("low"));
  file("low.ndjson", lowCase("low") + "\n");
  const std::string due = "release 2026.11.0 was due for review by 2027-05-23";
  const auto run = [&](std::vector<std::string> arguments, const char* today) {
    for (const char* each : {"--as-of", "2026-11-23", "--today", today}) arguments.emplace_back(each);
    const Ran ran = her2(arguments);
    EXPECT_EQ(ran.exit, 0) << ran.err;
    return ran;
  };
  for (const char* today : {"2026-11-25", "2027-05-23"}) {  // the day itself is in time
    EXPECT_FALSE(holds(run({"assess", "low.json"}, today).out, "was due for review"));
    EXPECT_PRED2(holds, run({"assess", "low.json", "--format", "json"}, today).out, "\"reviewDue\": []");
    EXPECT_FALSE(holds(run({"screen", "low.ndjson"}, today).out, "review-due"));
  }
  const char* late = "2027-05-24";
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{"assess", "low.json"}, {"explain", "low.json"}}) {
    EXPECT_PRED2(holds, run(verb, late).out, "! OLD KNOWLEDGE: " + due);
  }
  const std::string json = run({"assess", "low.json", "--format", "json"}, late).out;
  EXPECT_PRED2(holds, json, "\"warning: old knowledge: " + due);
  EXPECT_PRED2(holds, json, "\"by\": \"2027-05-23\"");
  EXPECT_PRED2(holds, run({"assess", "low.json", "--format", "csv"}, late).out, ",2026.11.0;review-due\n");
  const Ran screened = run({"screen", "low.ndjson"}, late);
  EXPECT_PRED2(holds, screened.out, ",2026.11.0;review-due\n");
  EXPECT_PRED2(holds, screened.err, due);
  EXPECT_PRED2(holds, her2({"assess", "low.json", "--as-of", "2027-05-24", "--today", "2026-11-25"}).out, due);
}

TEST_F(CliKb, AFileAndABlockHaveReviewDatesOfTheirOwn) {
  std::filesystem::copy(HER2_SOURCE_DIR "/knowledge", path("kb"), std::filesystem::copy_options::recursive);
  file("kb/status/extra.toml",
       "[review]\nby = 2020-01-01\n\n[[source]]\nid = \"old\"\ntitle = \"Old\"\n"
       "grade = \"convention\"\nreview-by = 2020-02-01\n");
  file("low.json", lowCase("low"));
  const Ran ran = her2({"assess", "low.json", "--knowledge", "kb", "--as-of", "2026-11-23", "--today", "2026-11-25"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_PRED2(holds, ran.out,
               "! OLD KNOWLEDGE: file status/extra.toml was due for review by 2020-01-01, source old was due for "
               "review by 2020-02-01;");
}

TEST_F(CliKb, SearchAndStatsPrint) {
  const Ran search = her2({"kb", "search", "enhertu", "ultralow"});
  EXPECT_EQ(search.exit, 0) << search.err;
  EXPECT_PRED2(holds, search.out, "trastuzumab-deruxtecan/breast-low-or-ultralow-after-endocrine");
  const Ran stats = her2({"kb", "stats"});
  EXPECT_EQ(stats.exit, 0) << stats.err;
  EXPECT_PRED2(holds, stats.out, "RULES WITHOUT A SOURCE: 0");
}

TEST_F(CliKb, ShowFollowsThePlaceOfATrace) {
  file("low.json", lowCase("low"));
  const Ran trace = her2({"explain", "low.json", "--as-of", "2026-11-23"});
  ASSERT_EQ(trace.exit, 0) << trace.err;
  std::size_t rules = 0;
  for (const std::string& line : linesOf(trace.out)) {
    const auto at = line.find("rule: knowledge/");
    if (at == std::string::npos) continue;
    const auto begin = at + std::string_view("rule: ").size();
    const std::string place = line.substr(begin, line.find(',', begin) - begin);
    const Ran shown = her2({"kb", "show", place});
    EXPECT_EQ(shown.exit, 0) << place << shown.err;
    EXPECT_TRUE(holds(shown.out, " > ") || holds(shown.out, "  > ")) << place << " is not marked\n" << shown.out;
    if (++rules == 40) break;  // each is a start of the program
  }
  EXPECT_GT(rules, 10U);
}

// Approved on 2022-08-05: before that day the group had no option.
TEST_F(CliKb, GroupsFollowTheKnowledge) {
  const auto lowOn = [&](const char* day) {
    const Ran ran = her2({"kb", "groups", "--as-of", day, "--region", "US", "--format", "json"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    rapidjson::Document document;
    document.Parse(ran.out.c_str());
    std::vector<std::string> options;
    for (const auto& group : document["groups"].GetArray()) {
      EXPECT_GT(group["results"].Size(), 0U) << group["id"].GetString();
      if (std::string_view(group["id"].GetString()) != "breast-low-metastatic") continue;
      for (const auto& option : group["options"].GetArray()) options.emplace_back(option["id"].GetString());
    }
    return options;
  };
  EXPECT_TRUE(lowOn("2022-08-04").empty());
  EXPECT_EQ(lowOn("2022-08-05"), std::vector<std::string>{"trastuzumab-deruxtecan/breast-low-after-chemotherapy"});
  EXPECT_PRED2(holds, her2({"kb", "groups", "--as-of", "2026-11-23"}).out, "[breast.class row 3]");
}

// The table only: the line below it names the hash of all knowledge.
TEST_F(CliKb, TheTableOfGroupsInTheDocumentationIsUpToDate) {
  const auto table = [](const std::string& text) {
    std::string rows;
    for (const std::string& line : linesOf(text)) {
      if (line.starts_with("|")) rows += line + "\n";
    }
    return rows;
  };
  const Ran ran = her2({"kb", "groups", "--as-of", "2026-11-23", "--format", "markdown"});
  EXPECT_EQ(table(ran.out), table(contents(HER2_SOURCE_DIR "/docs/groups.md")))
      << "put the output of her2 kb groups --as-of 2026-11-23 --format markdown into docs/groups.md";
}

// What the four rows say of safety is what knowledge/safety says.
TEST_F(CliKb, GroupsCarryKeySafetyNotes) {
  const Ran ran = her2({"kb", "groups", "--as-of", "2026-11-23"});
  for (const char* note : {"key safety notes", "pregnant: boxed warning of harm to the unborn child [pregnancy]",
                           "[ild-symptoms-deruxtecan]", "[contraception-deruxtecan]",
                           "(source not read: verify in the label) [contraception-lapatinib]",
                           "[pembrolizumab]       no safety rules on record here: read the label"})
    EXPECT_PRED2(holds, replaced(replaced(ran.out, "\n        ", " "), "\n", " "), note);
  EXPECT_FALSE(holds(ran.out, "met, met")) << "criteria are named";
  EXPECT_PRED2(holds, ran.out, "HERACLES criteria: met");
  const Ran us = her2({"kb", "groups", "--as-of", "2026-11-23", "--region", "US"});
  EXPECT_FALSE(holds(us.out, "contraindicated in the EU"));
}

TEST_F(CliKb, SiteWritesPages) {
  const Ran ran = her2({"kb", "site", "-o", "site"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_PRED2(holds, contents(path("site/index.html")), "What her2 knows");
  EXPECT_PRED2(holds, contents(path("site/table/breast.class.html")), "knowledge/status/breast-class.toml:");
  file("taken", "a file where the folder should be");
  EXPECT_EQ(her2({"kb", "site", "-o", "taken"}).exit, 3);
}

TEST_F(CliKb, TheChangelogFileIsUpToDate) {
  EXPECT_EQ(her2({"kb", "changelog"}).out, contents(HER2_SOURCE_DIR "/knowledge/CHANGELOG.md"))
      << "her2 kb changelog > knowledge/CHANGELOG.md";
}

}  // namespace
}  // namespace her2::system
