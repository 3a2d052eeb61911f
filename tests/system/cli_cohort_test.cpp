// her2 summary, her2 changes, her2 screen --benefit: what they say is held against the assessments of the same cohort.
#include <rapidjson/document.h>

#include <algorithm>
#include <iterator>
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

  /// "case option@region" of what is indicated on a day.
  std::set<std::string> indicatedOn(const char* day) const {
    std::set<std::string> found;
    for (const std::string& line : linesOf(her2({"screen", sample, "--as-of", day, "--format", "ndjson", "-q"}).out)) {
      rapidjson::Document assessment;
      assessment.Parse(line.c_str());
      for (const auto& option : assessment["options"].GetArray()) {
        if (option["state"] == "indicated")
          found.insert(fmt::format("{} {}@{}", assessment["case"].GetString(), option["id"].GetString(),
                                   option["region"].GetString()));
      }
    }
    return found;
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

TEST_F(Cohort, MostToGainIsWhatComesFirstForEachCase) {
  std::map<std::string, std::set<std::string>> first;
  for (const auto& each : assessments()) {
    for (const auto& option : each["options"].GetArray()) {
      if (option["rank"].IsNull() || option["rank"].GetUint() != 1) continue;
      first[each["case"].GetString()].insert(std::string(option["id"].GetString()) + "@" +
                                             option["region"].GetString());
    }
  }
  const auto all = json(on("summary", {"--format", "json", "--limit", "100"}));
  std::set<std::string> named;
  bool stillSubstantial = true;
  for (const auto& each : all["mostToGain"].GetArray()) {
    const std::string id = each["case"].GetString();
    named.insert(id);
    EXPECT_TRUE(first[id].contains(std::string(each["option"].GetString()) + "@" + each["region"].GetString())) << id;
    EXPECT_TRUE(stillSubstantial || !each["substantial"].GetBool()) << id;
    stillSubstantial = each["substantial"].GetBool();
    if (each["state"] == "possible") {
      EXPECT_FALSE(each["missing"].Empty()) << id;
    }
  }
  for (const auto& [id, options] : first) EXPECT_TRUE(named.contains(id)) << id;
  const auto few = json(on("summary", {"--format", "json", "--limit", "3"}));
  ASSERT_EQ(few["mostToGain"].Size(), 3U);
  for (unsigned i = 0; i < 3; ++i) EXPECT_EQ(few["mostToGain"][i], all["mostToGain"][i]);
}

TEST_F(Cohort, ChangesAreTheDifferenceOfTheTwoDays) {
  for (const auto& [from, to] : {std::pair("2022-08-04", "2022-08-05"), std::pair("2024-12-31", "2026-11-23")}) {
    const std::set<std::string> before = indicatedOn(from);
    const std::set<std::string> after = indicatedOn(to);
    std::set<std::string> comes;
    std::set<std::string> goes;
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::inserter(comes, comes.end()));
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::inserter(goes, goes.end()));
    const Ran ran = on("changes", {"--from", from, "--to", to, "--history", "--format", "ndjson"});
    ASSERT_EQ(ran.exit, 0) << ran.err;
    std::set<std::string> newly;
    std::set<std::string> noLonger;
    for (const std::string& line : linesOf(ran.out)) {
      rapidjson::Document each;
      each.Parse(line.c_str());
      for (const auto& change : each["changes"].GetArray()) {
        const std::string name = fmt::format("{} {}@{}", each["case"].GetString(), change["option"].GetString(),
                                             change["region"].GetString());
        if (change["change"] == "newly-indicated") newly.insert(name);
        if (change["change"] == "no-longer-indicated") noLonger.insert(name);
        if (change["by"] == "approval") {
          EXPECT_FALSE(change["approvals"].Empty()) << name;
        }
      }
    }
    EXPECT_EQ(newly, comes) << from;
    EXPECT_EQ(noLonger, goes) << from;
  }
}

// FDA, 5 August 2022: trastuzumab deruxtecan for HER2-low breast cancer. Nothing else changed that day. The sample is
// of later years: its records are taken as they stand.
TEST_F(Cohort, TheDayOfAnApprovalNamesIt) {
  const Ran ran = on("changes", {"--from", "2022-08-04", "--to", "2022-08-05", "--today", "2026-11-23", "-q"});
  const auto lines = linesOf(ran.out);
  ASSERT_GT(lines.size(), 1U) << ran.err;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_PRED2(holds, lines[i], "trastuzumab-deruxtecan/breast-low-after-chemotherapy,US,");
    EXPECT_PRED2(holds, lines[i], "approval,FDA 2022-08-05 regular,fda-2022-08-05");
  }
  EXPECT_EQ(
      on("changes", {"--from", "2022-08-04", "--to", "2022-08-05", "--today", "2026-11-23", "-q", "--threads", "7"})
          .out,
      ran.out);
  EXPECT_EQ(on("changes", {"--from", "2022-08-05", "--to", "2022-08-04"}).exit, 2);
  EXPECT_EQ(on("changes", {"--from", "soon"}).exit, 2);
}

TEST_F(Cohort, BenefitColumnsStandBehindTheWorklist) {
  const auto plain = linesOf(on("screen", {"-q"}).out);
  const auto wide = linesOf(on("screen", {"-q", "--benefit"}).out);
  ASSERT_EQ(wide.size(), plain.size());
  EXPECT_EQ(wide[0], plain[0] + ",first,first_because,mcbs,effect,trastuzumab_gain_10_years");
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_TRUE(wide[i].starts_with(plain[i] + ",")) << wide[i];
  EXPECT_EQ(linesOf(on("screen", {"-q", "--benefit", "--threads", "5"}).out), wide);
}

}  // namespace
}  // namespace her2::system
