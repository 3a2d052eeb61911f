// Cohorts through the program: nothing lost, errors located, files never harmed, cells a spreadsheet cannot run.
#include <rapidjson/document.h>

#include "program.h"

namespace her2::system {
namespace {

class Screen : public ProgramTest {
 protected:
  Ran screen(const std::string& name, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"screen", name, "--as-of", "2026-11-23"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return her2(arguments);
  }
  Ran screenText(std::string_view bytes, std::vector<std::string> more = {}) const {
    return screen(file("cohort.ndjson", bytes), std::move(more));
  }
};

/// First cells of the worklist without its header.
std::vector<std::string> idsOf(const std::string& csv) {
  std::vector<std::string> ids;
  for (const std::string& line : linesOf(csv)) ids.push_back(line.substr(0, line.find(',')));
  if (!ids.empty()) ids.erase(ids.begin());
  return ids;
}

using Texts = std::vector<std::string>;

std::vector<rapidjson::Document> ndjson(const std::string& text) {
  std::vector<rapidjson::Document> all;
  for (const std::string& line : linesOf(text)) {
    rapidjson::Document document;
    document.Parse(line.c_str());
    if (document.HasParseError() || !document.IsObject()) {
      ADD_FAILURE() << "not a JSON object: " << line;
      continue;
    }
    all.push_back(std::move(document));
  }
  return all;
}

TEST_F(Screen, OneBadLineDoesNotHarmTheOthers) {
  const Ran ran = screenText(positiveCase("p1") + "\n" + R"({"id":"p2","tumours":[)" + "\n" + lowCase("p3") + "\n");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_EQ(idsOf(ran.out), (Texts{"p1", "p3"}));
  EXPECT_EQ(sumsOf(ran), (Sums{3, 2, 1, 0}));
  EXPECT_PRED2(holds, ran.err, "error: cohort.ndjson:2");
}

TEST_F(Screen, EveryKindOfBadLineIsCountedOnceAndLocated) {
  const Texts bad = {"{",
                     "[]",
                     "17",
                     "garbage",
                     "{}",
                     R"({"id":7})",
                     R"({"id":"x"} trailing)",
                     "{\"id\":\"\xff\"}",
                     std::string("{\"id\":\"p1\",\"tumours\":") + std::string(200'000, '[')};
  std::string cohort;
  for (const std::string& line : bad) cohort += positiveCase("good") + "\n" + line + "\n";
  const Ran ran = screenText(cohort, {"--threads", "2"});
  EXPECT_EQ(ran.exit, 1);
  const Sums sums = sumsOf(ran);
  EXPECT_EQ(sums.in, 2 * bad.size());
  EXPECT_EQ(sums.assessed, bad.size());
  EXPECT_EQ(sums.errors, bad.size());
  EXPECT_EQ(idsOf(ran.out), Texts(bad.size(), "good"));
  for (std::size_t i = 0; i < bad.size(); ++i) EXPECT_PRED2(holds, ran.err, fmt::format("cohort.ndjson:{}", 2 * i + 2));
}

TEST_F(Screen, BlankLinesByteOrderMarkAndCarriageReturnsChangeNothing) {
  const std::string plain = positiveCase("p1") + "\n" + lowCase("p2") + "\n";
  const Ran expected = screenText(plain);
  EXPECT_EQ(sumsOf(expected), (Sums{2, 2, 0, 0}));
  const std::string odd = std::string("\xef\xbb\xbf\r\n") + replaced(plain, "\n", "\r\n\r\n \t\r\n");
  for (const std::string& text : {odd, "\xef\xbb\xbf" + plain, plain.substr(0, plain.size() - 1), "\n\n" + plain}) {
    const Ran ran = screenText(text);
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_EQ(ran.out, expected.out);
    EXPECT_EQ(sumsOf(ran), (Sums{2, 2, 0, 0}));
  }
}

TEST_F(Screen, ErrorsGoToAFileAsNdjson) {
  const Ran ran =
      screenText(positiveCase("p1") + "\n" + R"({"id":"p2)" + "\n" +
                     R"({"id":"p\"3","tumours":[{"kind":"breast"}],"specimens":[{"ihc":{"score":"x\"\\y"}}]})" + "\n",
                 {"--errors", "errors.ndjson"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_FALSE(holds(ran.err, "error:"));
  EXPECT_EQ(sumsOf(ran), (Sums{3, 2, 1, 1}));
  const auto problems = ndjson(contents(path("errors.ndjson")));
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_STREQ(problems[0]["severity"].GetString(), "error");
  EXPECT_PRED2(holds, problems[0]["where"].GetString(), "cohort.ndjson:2");
  EXPECT_STREQ(problems[1]["severity"].GetString(), "warning");
  EXPECT_PRED2(holds, problems[1]["where"].GetString(), "cohort.ndjson:3");
  EXPECT_PRED2(holds, problems[1]["where"].GetString(), "specimens[0].ihc.score");
  EXPECT_STREQ(problems[1]["case"].GetString(), "p\"3");
}

/// What is warned of in a record that is assessed: "code where" in the order of the errors file.
Texts warningsOf(const std::string& errors) {
  Texts all;
  for (const auto& problem : ndjson(errors)) {
    EXPECT_STREQ(problem["severity"].GetString(), "warning");
    all.push_back(std::string(problem["code"].GetString()) + " " + problem["where"].GetString());
  }
  return all;
}

TEST_F(Screen, WhatIsNotUsedOfARecordIsWarnedInEveryFormat) {
  const std::string odd =
      R"({"id":"p1","birthDate":"2031","tumours":[{"kind":"breast","diagnosed":"2030"},{"kind":"gastric"}],)"
      R"("specimens":[{"id":"s1","date":"2031-01-01","ihc":{"score":"3+"}},{"id":"s2","ish":{"probe":"dual","ratio":1e300}}],)"
      R"("treatments":[{"drugs":["trastuzumab"],"start":"2030-01-01"}],)"
      R"("measurements":[{"kind":"lvef","value":60,"unit":"%","date":"2030-05-01"}]})";
  const std::string noTumour = R"({"id":"p3"})";
  const std::string cohort = odd + "\n" + positiveCase("p2") + "\n" + noTumour + "\n" + odd + "\n";
  for (const char* format : {"csv", "ndjson"}) {
    const Ran ran = screenText(cohort, {"--format", format, "--errors", "errors.ndjson"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    const Texts warnings = warningsOf(contents(path("errors.ndjson")));
    EXPECT_EQ(sumsOf(ran), (Sums{4, 4, 0, warnings.size()})) << format;
    for (const char* leaf :
         {"date-after-as-of cohort.ndjson:1 birthDate", "date-after-as-of cohort.ndjson:1 tumours[0].diagnosed",
          "date-after-as-of cohort.ndjson:1 specimens[0].date", "date-after-as-of cohort.ndjson:1 treatments[0].start",
          "date-after-as-of cohort.ndjson:1 measurements[0].date", "several-tumours cohort.ndjson:1 tumours",
          "value-implausible cohort.ndjson:1 specimens[1].ish.ratio", "tumour-unknown cohort.ndjson:3 tumours",
          "date-after-as-of cohort.ndjson:4 specimens[0].date", "duplicate-id cohort.ndjson:4"}) {
      EXPECT_EQ(std::count(warnings.begin(), warnings.end(), leaf), 1) << leaf << " in " << format;
    }
    EXPECT_TRUE(std::is_sorted(warnings.begin(), warnings.end(), [](const std::string& a, const std::string& b) {
      return a.substr(a.find(".ndjson:")).substr(0, 9) < b.substr(b.find(".ndjson:")).substr(0, 9);
    })) << format;
  }
}

TEST_F(Screen, TablesWarnOfDaysToCome) {
  const Ran ran = screen(file("t.csv",
                              "id,tumour_kind,s1_date,s1_ihc_score,t1_drugs,t1_start\n"
                              "p1,breast,2031-01-01,3+,trastuzumab,2030-01-01\np2,breast,2024-01-01,0,,\n"),
                         {"--errors", "errors.ndjson"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(sumsOf(ran), (Sums{2, 2, 0, 2}));
  EXPECT_EQ(warningsOf(contents(path("errors.ndjson"))),
            (Texts{"date-after-as-of t.csv:2:s1_date", "date-after-as-of t.csv:2:t1_start"}));
}

TEST_F(Screen, NdjsonIsAnAssessmentALine) {
  const Ran ran = screenText(positiveCase("p1") + "\n" + lowCase("p2") + "\n", {"--format", "ndjson"});
  EXPECT_EQ(ran.exit, 0);
  const auto assessments = ndjson(ran.out);
  ASSERT_EQ(assessments.size(), 2U);
  EXPECT_STREQ(assessments[0]["case"].GetString(), "p1");
  EXPECT_STREQ(assessments[1]["case"].GetString(), "p2");
  for (const auto& each : assessments) EXPECT_FALSE(each.HasMember("trace"));
  const Ran one = her2({"assess", file("p2.json", lowCase("p2")), "--as-of", "2026-11-23", "--format", "ndjson"});
  EXPECT_EQ(one.out, linesOf(ran.out)[1] + "\n") << "the same case alone";
}

TEST_F(Screen, DuplicateIdsAreBothAssessedAndSaidOnce) {
  const Ran ran =
      screenText(positiveCase("p1") + "\n" + lowCase("p2") + "\n" + lowCase("p1") + "\n" + lowCase("p1") + "\n",
                 {"--errors", "errors.ndjson"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_EQ(idsOf(ran.out), (Texts{"p1", "p2", "p1", "p1"}));
  EXPECT_EQ(sumsOf(ran), (Sums{4, 4, 0, 2}));
  const auto problems = ndjson(contents(path("errors.ndjson")));
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_PRED2(holds, problems[0]["where"].GetString(), "cohort.ndjson:3");
  EXPECT_PRED2(holds, problems[1]["where"].GetString(), "cohort.ndjson:4");
}

TEST_F(Screen, CellsThatASpreadsheetWouldRunAreQuotedAndDefused) {
  std::string cohort;
  const Texts ids = {"=1+1", "+1", "-1", "@SUM(A1)", "\\t=1", "a,b", "a\\\"b", "a\\nb", "harmless"};
  for (const std::string& id : ids) cohort += positiveCase(id) + "\n";
  const Ran ran = screenText(cohort);
  EXPECT_EQ(ran.exit, 0) << ran.err;
  for (const char* cell : {"\n\"'=1+1\",", "\n\"'+1\",", "\n\"'-1\",", "\n\"'@SUM(A1)\",", "\n\"'\t=1\",", "\n\"a,b\",",
                           "\n\"a\"\"b\",", "\n\"a\nb\",", "\nharmless,"}) {
    EXPECT_PRED2(holds, ran.out, cell);
  }
}

TEST_F(Screen, TheOutputFileHoldsWhatStandardOutputWould) {
  const std::string cohort = positiveCase("p1") + "\n" + lowCase("p2") + "\n";
  const Ran printed = screenText(cohort);
  const Ran written = screenText(cohort, {"-o", "worklist.csv"});
  EXPECT_EQ(written.exit, 0);
  EXPECT_EQ(written.out, "");
  EXPECT_EQ(contents(path("worklist.csv")), printed.out);
  const Ran quiet = screenText(cohort, {"--quiet"});
  EXPECT_EQ(quiet.err, "");
  EXPECT_EQ(quiet.out, printed.out);
}

TEST_F(Screen, AnOutputThatCannotBeWrittenIsAnError) {
  const std::string cohort = positiveCase("p1") + "\n" + "{\n";
  for (const Texts& more : {Texts{"-o", "/dev/full"}, Texts{"--errors", "/dev/full"}, Texts{"-o", "/no/such/folder/x"},
                            Texts{"--errors", "/no/such/folder/x"}, Texts{"-o", "."}}) {
    const Ran ran = screenText(cohort, more);
    EXPECT_EQ(ran.exit, 3) << more[0] << " " << more[1];
    EXPECT_PRED2(holds, ran.err, more[1] + ":");
  }
  const Ran ran = her2({"screen", "cohort.ndjson"}, {"/dev/null", "/dev/full", ""});
  EXPECT_EQ(ran.exit, 3);
  EXPECT_PRED2(holds, ran.err, "standard output");
}

TEST_F(Screen, TheInputIsNeverOverwritten) {
  const std::string cohort = positiveCase("p1") + "\n";
  file("cohort.ndjson", cohort);
  for (const Texts& more : {Texts{"-o", "cohort.ndjson"}, Texts{"--errors", "./cohort.ndjson"},
                            Texts{"-o", "same.csv", "--errors", "same.csv"}}) {
    const Ran ran = screen("cohort.ndjson", more);
    EXPECT_EQ(ran.exit, 2) << more[0] << " " << more[1];
    EXPECT_PRED2(holds, ran.err, more[1]);
    EXPECT_EQ(contents(path("cohort.ndjson")), cohort);
  }
}

TEST_F(Screen, OrderAndBytesDoNotDependOnThreads) {
  std::string cohort;
  for (int i = 0; i < 3000; ++i) {
    cohort += i % 10 == 3 ? "{broken\n" : lowCase(fmt::format("p{}", i)) + "\n";
  }
  const Ran one = screenText(cohort, {"--threads", "1"});
  EXPECT_EQ(one.exit, 1);
  EXPECT_EQ(sumsOf(one), (Sums{3000, 2700, 300, 0}));
  for (const char* threads : {"2", "5", "16"}) {
    const Ran more = screenText(cohort, {"--threads", threads});
    EXPECT_EQ(more.out, one.out) << threads;
    EXPECT_EQ(more.err, one.err) << threads;
  }
}

TEST_F(Screen, TheSampleTableIsReadAsItsReadmeSays) {
  const Ran ran = screen(HER2_SOURCE_DIR "/examples/cohort/sample.csv", {"--errors", "errors.ndjson"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(sumsOf(ran), (Sums{60, 60, 0, 13}));
  EXPECT_EQ(idsOf(ran.out).size(), 60U);
  EXPECT_EQ(ndjson(contents(path("errors.ndjson"))).size(), 13U);
}

TEST_F(Screen, RowsOfATableThatAreTornOrShortAreErrorsAndOnlyThey) {
  const std::string header = "id,tumour_kind,setting,s1_ihc_score\n";
  const Ran ran = screen(file("rows.csv", header + "p1,breast,metastatic,3+\np2,breast\np3,\"breast\n,breast,early,0\n"
                                                   "p5,breast,early,0,x\np6,breast,early,1+"));
  EXPECT_EQ(ran.exit, 1);
  EXPECT_EQ(idsOf(ran.out), (Texts{"p1", "p6"}));
  EXPECT_EQ(sumsOf(ran).in, 6U);
  EXPECT_EQ(sumsOf(ran).errors, 4U);
  for (const char* where : {"rows.csv:3", "rows.csv:4", "rows.csv:5", "rows.csv:6"})
    EXPECT_PRED2(holds, ran.err, where);
}

TEST_F(Screen, TablesWithByteOrderMarkCarriageReturnsOrTabsAreTheSame) {
  const std::string plain = "id,tumour_kind,setting,s1_ihc_score\np1,breast,metastatic,3+\np2,gastric,metastatic,0\n";
  const Ran expected = screen(file("t.csv", plain));
  EXPECT_EQ(sumsOf(expected), (Sums{2, 2, 0, 0}));
  for (const std::string& text : {"\xef\xbb\xbf" + plain, replaced(plain, "\n", "\r\n"), replaced(plain, ",", "\t"),
                                  replaced(plain, ",", ";"), plain.substr(0, plain.size() - 1)}) {
    const Ran ran = screen(file("t.csv", text));
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_EQ(ran.out, expected.out);
  }
}

TEST_F(Screen, ATableWithoutRowsIsSaid) {
  for (const char* text : {"id,tumour_kind", "id,tumour_kind\n", "id,tumour_kind\r\n\r\n\n"}) {
    const Ran ran = screen(file("empty.csv", text));
    EXPECT_EQ(ran.exit, 3);
    EXPECT_PRED2(holds, ran.err, "empty.csv");
    EXPECT_PRED2(holds, ran.err, "no rows");
  }
}

TEST_F(Screen, ATableOfUnknownLayoutNamesTheKnownOnes) {
  const Ran ran = screen(file("other.csv", "name,colour\na,blue\n"));
  EXPECT_EQ(ran.exit, 3);
  EXPECT_EQ(ran.out, "");
  for (const char* part : {"other.csv:1", "template", "tcga-brca", "--mapping"}) EXPECT_PRED2(holds, ran.err, part);
  const Ran wrong = screen(file("t.csv", "id,tumour_kind\np1,breast\n"), {"--mapping", "no-such"});
  EXPECT_NE(wrong.exit, 0);
  EXPECT_PRED2(holds, wrong.err, "no-such");
}

TEST_F(Screen, AColumnThatNothingReadsIsWarnedOnce) {
  const Ran ran =
      screen(file("t.csv", "id,tumour_kind,s1_ihc_scor\np1,breast,3+\np2,breast,0\n"), {"--errors", "errors.ndjson"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(sumsOf(ran), (Sums{2, 2, 0, 1}));
  const auto problems = ndjson(contents(path("errors.ndjson")));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_STREQ(problems[0]["code"].GetString(), "column-unmapped");
  EXPECT_PRED2(holds, problems[0]["where"].GetString(), "t.csv:1");
  EXPECT_PRED2(holds, contents(path("errors.ndjson")), "s1_ihc_scor");
}

TEST_F(Screen, BundlesOfACohortAreReadLineByLine) {
  const auto bundle = [](std::string_view id) {
    return fmt::format(
        R"({{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"{}"}}}}]}})",
        id);
  };
  const Ran ran = screenText(bundle("a") + "\n" + R"({"resourceType":"Bundle","entry":[)" + "\n" + bundle("b") + "\n");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_EQ(idsOf(ran.out), (Texts{"a", "b"}));
  EXPECT_EQ(sumsOf(ran).errors, 1U);
  EXPECT_PRED2(holds, ran.err, "cohort.ndjson:2");
}

TEST_F(Screen, RowErrorsHoldNoOtherCells) {
  const Ran ran = screen(
      file("t.csv", "id,tumour_kind,birth_date,s1_ihc_score\n4711,breast,1957-03-09\n4712,breast,1958-04-10,quatsch\n"),
      {"--errors", "errors.ndjson"});
  const std::string all = ran.err + contents(path("errors.ndjson"));
  EXPECT_PRED2(holds, all, "quatsch");
  EXPECT_FALSE(holds(all, "1957"));
  EXPECT_FALSE(holds(all, "1958"));
}

}  // namespace
}  // namespace her2::system
