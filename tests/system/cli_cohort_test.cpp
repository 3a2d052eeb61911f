// her2 summary: what it counts is held against the worklist and the assessments of the same cohort.
#include <rapidjson/document.h>

#include <map>
#include <set>

#include "program.h"

namespace her2::system {
namespace {

using Texts = std::vector<std::string>;
constexpr const char* sample = HER2_SOURCE_DIR "/examples/cohort/sample.csv";

class Cohort : public ProgramTest {
 public:
  Ran on(const char* verb, Texts more = {}) const {
    Texts arguments = {verb, sample};
    if (std::find(more.begin(), more.end(), "--from") == more.end()) {
      for (const char* each : {"--as-of", "2026-11-23", "--today", "2026-11-23"}) arguments.emplace_back(each);
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return her2(arguments);
  }

  static rapidjson::Document json(const Ran& ran) {
    rapidjson::Document document;
    document.Parse(ran.out.c_str());
    return document;
  }

  /// The assessments of the sample, one a line.
  std::vector<rapidjson::Document> assessments() const {
    std::vector<rapidjson::Document> all;
    for (const std::string& line : linesOf(on("screen", {"--format", "ndjson", "-q"}).out)) {
      all.emplace_back();
      all.back().Parse(line.c_str());
    }
    return all;
  }
};

TEST_F(Cohort, TheWayLosesNobodyUncounted) {
  const Ran ran = on("summary", {"--format", "json"});
  ASSERT_EQ(ran.exit, 0) << ran.err;
  const auto summary = json(ran);
  const unsigned cases = summary["cases"].GetUint();
  EXPECT_EQ(cases, 60U);
  unsigned left = cases;
  for (const auto& gate : summary["way"].GetArray()) {
    EXPECT_EQ(gate["reached"].GetUint(), left) << gate["gate"].GetString();
    EXPECT_EQ(gate["passed"].GetUint() + gate["lost"].GetUint(), left) << gate["gate"].GetString();
    if (gate["lost"].GetUint() > 0) {
      EXPECT_FALSE(gate["why"].Empty()) << gate["gate"].GetString();
    }
    left = gate["passed"].GetUint();
  }
  unsigned withOption = 0;
  for (const auto& each : assessments()) {
    bool any = false;
    for (const auto& option : each["options"].GetArray()) any = any || option["state"] == "indicated";
    withOption += any ? 1 : 0;
  }
  EXPECT_EQ(left, withOption);
  unsigned inTumours = 0;
  for (const auto& tumour : summary["tumours"].GetArray()) {
    unsigned inClasses = 0;
    for (const auto& each : tumour["classes"].GetArray()) inClasses += each["cases"].GetUint();
    EXPECT_EQ(inClasses, tumour["cases"].GetUint()) << tumour["tumour"].GetString();
    inTumours += tumour["cases"].GetUint();
  }
  EXPECT_EQ(inTumours, cases);
}

TEST_F(Cohort, OptionsAndGapsAreThoseOfTheAssessments) {
  std::map<std::string, std::pair<unsigned, unsigned>> options;
  std::map<std::string, unsigned> missing;
  for (const auto& each : assessments()) {
    std::set<std::string> mine;
    std::set<std::pair<std::string, std::string>> counted;
    for (const auto& option : each["options"].GetArray()) {
      const std::string id = std::string(option["id"].GetString()) + "@" + option["region"].GetString();
      if (option["state"] == "indicated") ++options[id].first;
      if (option["state"] != "possible") continue;
      ++options[id].second;
      for (const auto& fact : option["missing"].GetArray()) mine.insert(fact.GetString());
    }
    for (const std::string& fact : mine) ++missing[fact];
  }
  const auto summary = json(on("summary", {"--format", "json"}));
  std::map<std::string, std::pair<unsigned, unsigned>> found;
  for (const auto& each : summary["options"].GetArray()) {
    auto& count = found[std::string(each["option"].GetString()) + "@" + each["region"].GetString()];
    count.first += each["indicated"].GetUint();
    count.second += each["possible"].GetUint();
  }
  std::erase_if(options, [](const auto& each) { return each.second.first + each.second.second == 0; });
  EXPECT_EQ(found, options);
  std::map<std::string, unsigned> gaps;
  for (const auto& each : summary["missing"].GetArray()) gaps[each["fact"].GetString()] = each["cases"].GetUint();
  EXPECT_EQ(gaps, missing);
}

TEST_F(Cohort, TheSummaryIsTheSameForAnyNumberOfThreads) {
  for (const char* format : {"text", "json", "csv"}) {
    const Ran one = on("summary", {"--threads", "1", "--format", format});
    ASSERT_EQ(one.exit, 0) << one.err;
    for (const char* threads : {"2", "7"})
      EXPECT_EQ(on("summary", {"--threads", threads, "--format", format}).out, one.out) << format << threads;
  }
}

TEST_F(Cohort, RecordsThatCannotBeReadAreCountedApart) {
  const std::string rows = "id,tumour_kind,setting,s1_ihc_score\np1,breast,metastatic,3+\np2,breast\n";
  const Ran ran = her2({"summary", file("t.csv", rows), "--as-of", "2026-11-23"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_PRED2(holds, ran.out, "1 cases (and 1 records that could not be read)");
  EXPECT_PRED2(holds, ran.err, "2 records in = 1 counted + 1 errors");
}

}  // namespace
}  // namespace her2::system
