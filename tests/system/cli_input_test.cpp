// One case that is broken, odd or not there: a clear, located error or warning, the right exit code, no crash.
#include <rapidjson/document.h>
#include <csignal>

#include <regex>
#include <thread>

#include "program.h"

namespace her2::system {
namespace {

class Input : public ProgramTest {
 protected:
  Ran assess(std::string_view bytes) const {
    return her2({"assess", file("case.json", bytes), "--as-of", "2026-11-23", "--format", "json"});
  }

  /// Refused: nothing on standard output, exit 3, each line of standard error an error about this file.
  void refused(std::string_view bytes, std::string_view where, std::string_view what) const {
    const Ran ran = assess(bytes);
    EXPECT_EQ(ran.exit, 3);
    EXPECT_EQ(ran.out, "");
    EXPECT_PRED2(holds, ran.err, where);
    EXPECT_PRED2(holds, ran.err, what);
    EXPECT_LT(ran.err.size(), 2000U);
  }

  /// Assessed all the same; the warnings of the assessment, one a line.
  std::string warned(std::string_view bytes) const {
    const Ran ran = assess(bytes);
    EXPECT_EQ(ran.exit, 0) << ran.err;
    last_.Parse(ran.out.c_str());
    std::string all;
    if (last_.HasParseError()) {
      ADD_FAILURE() << "no JSON came out:\n" << ran.out;
      return all;
    }
    for (const auto& warning : last_["warnings"].GetArray()) all.append(warning.GetString()).append("\n");
    return all;
  }

  std::string result() const { return last_.IsObject() ? texts(last_["status"]["result"]) : ""; }
  static std::string texts(const rapidjson::Value& list) {
    std::string all;
    for (const auto& each : list.GetArray()) all.append(all.empty() ? "" : " ").append(each.GetString());
    return all;
  }

  mutable rapidjson::Document last_;
};

std::string breast(std::string_view specimen) {
  return fmt::format(R"({{"id":"p1","tumours":[{{"kind":"breast"}}],"specimens":[{{"id":"s1",{}}}]}})", specimen);
}

TEST_F(Input, TruncatedJsonAtAnyPlaceIsRefused) {
  const std::string whole = lowCase("p1");
  for (std::size_t size = 1; size < whole.size(); size += 7) {
    const Ran ran = assess(std::string_view(whole).substr(0, size));
    ASSERT_EQ(ran.exit, 3) << whole.substr(0, size);
    ASSERT_EQ(ran.out, "");
    ASSERT_TRUE(std::regex_search(ran.err, std::regex("^error: case\\.json:[0-9]+:[0-9]+: "))) << ran.err;
  }
}

TEST_F(Input, WhatIsNoRecordIsRefused) {
  refused("", "case.json", "no record");
  refused(" \n\t\r\n", "case.json", "no record");
  refused("[]", "case.json:1:1", "a list");
  refused("{}", "case.json", "no id");
  refused(R"({"id": ""})", "case.json", "no id");
  refused(R"({"id": "p1"} {"id": "p2"})", "case.json:1:14", "end of the record");
  refused(positiveCase("p1") + "\n" + positiveCase("p2") + "\n", "case.json:2:1", "end of the record");
  refused("once upon a time", "case.json:1", "JSON");
  refused(std::string("\0\0\0\0", 4), "case.json:1", "JSON");
  refused(
      "\x7f"
      "ELF\x02\x01\x01",
      "case.json:1", "JSON");
}

TEST_F(Input, DeepNestingIsRefusedAtOnce) {
  const std::string brackets(std::size_t{10} << 20, '[');
  refused(brackets, "case.json", "list");
  refused("{\"a\":" + brackets, "case.json", "");
  refused("{\"id\":\"p1\",\"specimens\":" + brackets, "case.json", "");
  std::string objects;
  for (int i = 0; i < 500'000; ++i) objects += "{\"a\":";
  refused(objects, "case.json", "");
}

TEST_F(Input, InvalidUtf8IsRefusedWithItsPlace) {
  refused("{\"id\":\"p1\",\n\"preferences\":\"\xff\xfe\"}", "case.json:2:16", "UTF-8");
  refused("{\"id\":\"p\xc3\"}", "case.json:1:9", "UTF-8");
}

TEST_F(Input, WrongTypesOfTheCaseAreRefusedOrWarned) {
  refused(R"({"id": 17})", "id", "text");
  refused(R"({"id":"p1","specimens":"none"})", "specimens", "a list");
  refused(R"({"id":"p1","tumours":[17]})", "tumours[0]", "an object");
  EXPECT_PRED2(holds, warned(R"({"id":"p1","tumours":[{"kind":{"a":1}}]})"), "tumours[0].kind");
  EXPECT_PRED2(holds, warned(breast(R"("ihc":{"score":"3+","percent":"lots"})")), "specimens[0].ihc.percent");
  EXPECT_EQ(result(), "positive") << "the rest is used";
  EXPECT_PRED2(holds, warned(breast(R"("ihc":{"score":"4+"})")), "specimens[0].ihc.score");
  EXPECT_NE(result(), "negative") << "a score that is not understood is no negative";
  EXPECT_NE(result(), "positive");
  EXPECT_PRED2(holds, warned(breast(R"("ihc":{"score":"3+"},"colour":"blue")")), "colour");
  EXPECT_PRED2(holds, warned(breast(R"("date":"2026-02-30","ihc":{"score":"3+"})")), "specimens[0].date");
}

TEST_F(Input, NegativeCountsAreWarnedAndNotUsed) {
  for (const char* leaf : {"her2Copies", "cep17Copies", "ratio", "cells"}) {
    const std::string warnings = warned(breast(fmt::format(R"("ish":{{"probe":"dual","{}":-2.5}})", leaf)));
    EXPECT_PRED2(holds, warnings, fmt::format("specimens[0].ish.{}", leaf));
    EXPECT_PRED2(holds, result(), "positive") << leaf << ": still possible";
    EXPECT_PRED2(holds, result(), "negative") << leaf << ": still possible";
  }
  EXPECT_PRED2(holds, warned(R"({"id":"p1","tumours":[{"kind":"breast","positiveNodes":-1}]})"), "positiveNodes");
}

TEST_F(Input, NumbersBeyondAllBoundsAreWarned) {
  EXPECT_PRED2(holds, warned(breast(R"("ihc":{"score":"2+","percent":900})")), "specimens[0].ihc.percent");
  EXPECT_PRED2(holds, warned(breast(R"("ish":{"probe":"dual","ratio":1e300,"her2Copies":5})")),
               "specimens[0].ish.ratio");
  refused(breast(R"("ish":{"ratio":1.2.3})"), "case.json:1:", "");
  refused(breast(R"("ish":{"ratio":NaN})"), "case.json:1:", "");
}

TEST_F(Input, ByteOrderMarkAndCarriageReturnsAreRead) {
  const std::string plain = positiveCase("p1");
  EXPECT_EQ(warned("\xef\xbb\xbf" + plain), "");
  EXPECT_EQ(result(), "positive");
  EXPECT_EQ(warned(replaced(plain, ",", ",\r\n") + "\r\n"), "");
  EXPECT_EQ(result(), "positive");
}

TEST_F(Input, SpecimensAfterTheDayAreWarnedAndNotUsed) {
  const std::string warnings = warned(
      R"({"id":"p1","tumours":[{"kind":"breast"}],"specimens":[{"id":"old","date":"2024-01-01","ihc":{"score":"0"}},)"
      R"({"id":"future","date":"2031-01-01","ihc":{"score":"3+"}}]})");
  EXPECT_PRED2(holds, warnings, "specimens[1].date");
  EXPECT_PRED2(holds, warnings, "2031-01-01");
  EXPECT_EQ(result(), "negative");
}

TEST_F(Input, TreatmentsAndMeasurementsAfterTheDayAreWarned) {
  const std::string warnings = warned(
      R"({"id":"p1","tumours":[{"kind":"breast"}],"treatments":[{"drugs":["trastuzumab"],"start":"2030-01-01"}],)"
      R"("measurements":[{"kind":"lvef","value":60,"unit":"%","date":"2030-05-01"}]})");
  EXPECT_PRED2(holds, warnings, "treatments[0].start");
  EXPECT_PRED2(holds, warnings, "measurements[0].date");
}

TEST_F(Input, DuplicateIdsInACaseAreWarnedAndBothKept) {
  const std::string warnings = warned(
      R"({"id":"p1","tumours":[{"kind":"breast"}],"specimens":[{"id":"s1","date":"2020-01-01","ihc":{"score":"0"}},)"
      R"({"id":"s1","date":"2024-01-01","ihc":{"score":"3+"}}]})");
  EXPECT_PRED2(holds, warnings, "specimens[1].id");
  EXPECT_EQ(last_["status"]["specimens"].Size(), 2U);
  EXPECT_EQ(result(), "positive");
}

TEST_F(Input, ARepeatedMemberIsNeverSilentlyDropped) {
  const Ran ran = assess(breast(R"("ihc":{"score":"0","score":"3+"})"));
  const std::string all = ran.out + ran.err;
  EXPECT_TRUE(ran.exit == 0 || ran.exit == 3);
  EXPECT_PRED2(holds, all, "specimens[0].ihc.score");
}

TEST_F(Input, TwoPatientsInOneBundleAreRefused) {
  refused(R"({"resourceType":"Bundle","type":"collection","entry":[)"
          R"({"resource":{"resourceType":"Patient","id":"a","gender":"female"}},)"
          R"({"resource":{"resourceType":"Patient","id":"b","gender":"male"}}]})",
          "case.json", "atient");
}

TEST_F(Input, ABundleThatIsCutOffIsRefused) {
  refused(R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"a")",
          "case.json", "");
  EXPECT_PRED2(holds, warned(R"({"resourceType":"Bundle","entry":7})"), "Patient");
}

TEST_F(Input, ATableIsSentToScreen) {
  const Ran ran = her2({"assess", file("table.csv", "id,tumour_kind\np1,breast\n")});
  EXPECT_EQ(ran.exit, 3);
  EXPECT_PRED2(holds, ran.err, "table.csv");
  EXPECT_PRED2(holds, ran.err, "her2 screen");
}

TEST_F(Input, WhatIsNoFileIsRefusedByEveryVerb) {
  std::filesystem::create_directory(path("folder"));
  for (const char* verb : {"assess", "explain", "screen"}) {
    const Ran folder = her2({verb, "folder"});
    EXPECT_EQ(folder.exit, 3) << verb;
    const std::string_view why =
        verb == std::string_view("screen") ? "folder: the folder holds no .ndjson" : "folder: is a directory";
    EXPECT_PRED2(holds, folder.err, why);
    const Ran missing = her2({verb, "missing.json"});
    EXPECT_EQ(missing.exit, 3) << verb;
    EXPECT_PRED2(holds, missing.err, "missing.json: No such file");
    const Ran empty = her2({verb, file("empty.json", "")});
    EXPECT_EQ(empty.exit, 3) << verb;
    EXPECT_PRED2(holds, empty.err, "empty.json");
    for (const Ran& ran : {folder, missing, empty}) EXPECT_EQ(ran.out, "") << verb;
  }
}

TEST_F(Input, StandardInputIsRead) {
  const Streams in{path(file("case.json", positiveCase("p1"))).string(), "", ""};
  const Ran one = her2({"assess", "-", "--format", "csv"}, in);
  EXPECT_EQ(one.exit, 0) << one.err;
  EXPECT_PRED2(holds, one.out, "p1,breast,positive");
  const Ran cohort = her2({"screen", "-"}, in);
  EXPECT_EQ(cohort.exit, 0) << cohort.err;
  EXPECT_PRED2(holds, cohort.out, "p1,breast,positive");
  const Ran nothing = her2({"screen", "-"});
  EXPECT_EQ(nothing.exit, 3);
  EXPECT_PRED2(holds, nothing.err, "standard input");
  EXPECT_PRED2(holds, her2({"assess", "-"}).err, "standard input");
}

/// Feeds a named pipe from a second thread.
class Feeder {
 public:
  Feeder(std::filesystem::path pipe, std::string bytes) : pipe_(std::move(pipe)) {
    std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(mkfifo(pipe_.c_str(), 0600), 0);
    thread_ = std::thread([this, bytes = std::move(bytes)] { std::ofstream(pipe_, std::ios::binary) << bytes; });
  }
  ~Feeder() {
    const int reader = open(pipe_.c_str(), O_RDONLY | O_NONBLOCK);  // lets the thread go if nobody has read
    thread_.join();
    close(reader);
  }

 private:
  std::filesystem::path pipe_;
  std::thread thread_;
};

TEST_F(Input, NamedPipesAreRead) {
  const std::string cohort = positiveCase("p1") + "\n" + lowCase("p2") + "\n";
  {
    const Feeder feeder(path("cohort.pipe"), cohort);
    const Ran ran = her2({"screen", "cohort.pipe"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_EQ(sumsOf(ran), (Sums{2, 2, 0, 0}));
  }
  const Feeder feeder(path("case.pipe"), positiveCase("p1"));
  const Ran ran = her2({"assess", "case.pipe", "--format", "csv"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_PRED2(holds, ran.out, "p1,breast,positive");
}

TEST_F(Input, MessagesHoldNoMoreOfTheRecordThanTheNamedCell) {
  const std::string secret =
      R"({"id":"4711","birthDate":"1957-03-09","preferences":"Villa Waldesruh","residence":"Kleinkleckersdorf",)"
      R"("tumours":[{"kind":"breast"}],"specimens":[{"id":"s1","ihc":{"score":"quatsch"}}],"medications":["mumpitz"])";
  const auto discreet = [](const std::string& text) {
    for (const char* value : {"1957", "Waldesruh", "Kleinkleckersdorf", "mumpitz"})
      EXPECT_FALSE(holds(text, value)) << text;
  };
  discreet(assess(secret).err);
  discreet(assess(secret + ",}").err);
  discreet(assess(secret + R"(,"id":7})").err);
  discreet(assess(replaced(secret, "\"4711\"", "[1]") + "}").err);
  const std::string warnings = warned(secret + "}");
  EXPECT_PRED2(holds, warnings, "quatsch");
  discreet(warnings);
}

}  // namespace
}  // namespace her2::system
