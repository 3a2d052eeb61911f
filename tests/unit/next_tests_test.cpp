// The next test: every outcome is what "what if" says, every listed test changes something, and the order is that of
// the knowledge.
#include <algorithm>

#include "assess/suppose.h"
#include "assess_fixture.h"

namespace her2 {
namespace {

const kb::Obtainable& obtainableOf(const NextTest& test) { return testKnowledge()->obtainables.at(*test.obtainable); }

const NextTest* find(const Assessed& a, std::string_view id) {
  const auto found = std::find_if(a.result.nextTests.begin(), a.result.nextTests.end(),
                                  [&](const NextTest& test) { return test.test == id; });
  return found == a.result.nextTests.end() ? nullptr : &*found;
}

/// The outcome that says this.
const NextOutcome& outcomeOf(const NextTest& test, std::string_view say) {
  for (const NextOutcome& outcome : test.outcomes) {
    if (obtainableOf(test).outcomes[outcome.outcome].say.starts_with(say)) return outcome;
  }
  throw std::runtime_error("no outcome " + std::string(say));
}

/// "possible -> indicated", or "" where the outcome leaves the option as it is.
std::string changeOf(const NextOutcome& outcome, std::string_view id) {
  static const std::map<OptionState, std::string> names = {{OptionState::Indicated, "indicated"},
                                                           {OptionState::Possible, "possible"},
                                                           {OptionState::NotIndicated, "not-indicated"}};
  for (const OptionChange& change : outcome.changes) {
    const kb::Indication& indication = testKnowledge()->indications[change.indication];
    if (fmt::format("{}/{}@{}", indication.drug, indication.id, testKnowledge()->regions[change.region].id) == id)
      return names.at(change.before) + " -> " + names.at(change.after);
  }
  return "";
}

std::map<std::string, OptionState> statesOf(const Assessment& a) {
  std::map<std::string, OptionState> states;
  for (const Option& option : a.options) states[optionId(option)] = option.state;
  return states;
}

// The law, on every golden case: take the changes an outcome names, suppose them by hand, and get the answer it gave.
TEST(NextTests, AnOutcomeIsWhatWhatIfSays) {
  std::size_t compared = 0;
  for (const GoldenCase& golden : goldenCases()) {
    const Assessed a = assessed(golden.json, golden.asOf);
    const auto assessor = assessorOf(golden.asOf);
    const auto before = statesOf(a.result);
    for (const NextTest& test : a.result.nextTests) {
      for (const NextOutcome& outcome : test.outcomes) {
        std::vector<intake::CaseEdit> changes;
        for (const std::string& text : outcome.set) {
          const auto change = intake::parseCaseEdit(text);
          ASSERT_TRUE(change) << text;
          changes.push_back(*change);
        }
        const auto supposed = assess::Supposer(*assessor, a.record, a.result).suppose(changes);
        ASSERT_TRUE(supposed) << golden.title << " " << supposed.problems().front().text();
        Assessment after;
        assess::Workspace workspace = assessor->makeWorkspace();
        assessor->assess(std::span(&supposed->record, 1), workspace, std::span(&after, 1), assess::Detail::Full,
                         std::span(&supposed->facts, 1));
        EXPECT_EQ(after.status.result, outcome.result) << golden.title << " " << test.test;
        EXPECT_EQ(after.status.her2Class, outcome.her2Class) << golden.title << " " << test.test;
        const auto states = statesOf(after);
        for (const auto& [id, state] : before) {
          const bool changed = states.contains(id) ? states.at(id) != state : state != OptionState::NotIndicated;
          EXPECT_EQ(changed, !changeOf(outcome, id).empty()) << golden.title << " " << test.test << " " << id;
        }
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 500U);
}

// Outcomes share the record's lists of care; one that is itself a measurement is put beside them. LVEF is asked for
// only while it is not on record.
TEST(NextTests, WhatWasMeasuredCountsForEveryOutcome) {
  const std::string labs = R"({"kind":"platelets","value":210,"unit":"10*9/L","date":"2026-11-02"})";
  const std::string lvef = R"(,{"kind":"lvef","value":61,"unit":"g/L","date":"2026-11-02"})";  // of no such unit
  const auto record = [](const std::string& measurements) {
    return R"({"id":"x","tumours":[{"kind":"breast"}],"specimens":[{"ihc":{"score":"3+"}}],"measurements":[)" +
           measurements + "]}";
  };
  const auto outcomes = [](const Assessed& a) {
    std::map<std::string, std::size_t> found;
    for (const NextTest& test : a.result.nextTests) found[test.test] = test.outcomes.size();
    return found;
  };
  const Assessed without = assessed(record(labs));
  const Assessed with = assessed(record(labs + lvef));
  EXPECT_GT(outcomes(without).size(), 3U);
  for (const auto& [test, count] : outcomes(with)) EXPECT_EQ(outcomes(without)[test], count) << test;
  // What cannot be used is told once, of the record and not of each outcome.
  const auto refused = [](const Assessed& a) {
    return std::count_if(a.result.warnings.begin(), a.result.warnings.end(),
                         [](const Problem& p) { return p.code == "value-implausible"; });
  };
  EXPECT_EQ(refused(without), 0);
  EXPECT_EQ(refused(with), 1);
}

TEST(NextTests, EveryListedTestChangesSomething) {
  for (const GoldenCase& golden : goldenCases()) {
    const Assessed a = assessed(golden.json, golden.asOf);
    for (const NextTest& test : a.result.nextTests) {
      if (!test.obtainable) {
        EXPECT_FALSE(test.decides.empty()) << golden.title << " " << test.test;
        continue;
      }
      EXPECT_TRUE(std::any_of(test.outcomes.begin(), test.outcomes.end(),
                              [&](const NextOutcome& outcome) {
                                return !outcome.changes.empty() || outcome.result != a.result.status.result ||
                                       outcome.her2Class != a.result.status.her2Class;
                              }))
          << golden.title << " " << test.test;
    }
  }
}

/// Everything an option may lack is either supplied by a test that is listed, or listed itself.
TEST(NextTests, NothingMissingIsForgotten) {
  for (const GoldenCase& golden : goldenCases()) {
    const Assessed a = assessed(golden.json, golden.asOf);
    for (const Option& option : a.result.options) {
      for (const std::string& missing : option.missing) {
        EXPECT_TRUE(std::any_of(a.result.nextTests.begin(), a.result.nextTests.end(),
                                [&](const NextTest& test) {
                                  if (test.test == missing) return true;
                                  if (!test.obtainable) return false;
                                  const auto& covers = obtainableOf(test).covers;
                                  return std::find(covers.begin(), covers.end(), missing) != covers.end();
                                }))
            << golden.title << " " << missing;
      }
    }
  }
}

std::string metastatic(const std::string& specimen, const std::string& more = "") {
  return R"({"id":"p","sex":"female","tumours":[{"kind":"breast","setting":"metastatic","er":{"status":"negative"},)"
         R"("pr":{"status":"negative"}}],"specimens":[)" +
         specimen + R"(],"treatments":[{"drugs":["capecitabine"],"intent":"metastatic","line":1}])" + more + "}";
}

constexpr const char* low = "trastuzumab-deruxtecan/breast-low-after-chemotherapy@US";

// ASCO/CAP 2018: IHC 2+ with group 1 is positive, with group 5 negative and so low, with groups 2 to 4 a recount is
// owed.
TEST(NextTests, IshOfAnEquivocalIhc) {
  const Assessed a = assessed(metastatic(R"({"id":"s","site":"metastasis","ihc":{"score":"2+"}})"));
  const NextTest* ish = find(a, "ish");
  ASSERT_NE(ish, nullptr);
  EXPECT_EQ(&a.result.nextTests.front(), ish);
  EXPECT_EQ(changeOf(outcomeOf(*ish, "group 5"), low), "possible -> indicated");
  EXPECT_EQ(changeOf(outcomeOf(*ish, "group 1"), low), "possible -> not-indicated");
  EXPECT_EQ(words("status.class", outcomeOf(*ish, "group 1").her2Class), "positive");
  EXPECT_EQ(words("status.class", outcomeOf(*ish, "group 5").her2Class), "low");
  for (const char* group : {"group 2", "group 3", "group 4"}) {
    EXPECT_EQ(words("status.owed", outcomeOf(*ish, group).owed), "recount") << group;
    EXPECT_EQ(changeOf(outcomeOf(*ish, group), low), "") << group;
  }
  // 330 of 2514; the other four groups add up with it.
  double sum = 0;
  for (const NextOutcome& outcome : ish->outcomes) {
    const auto& often = obtainableOf(*ish).outcomes[outcome.outcome].often;
    ASSERT_FALSE(outcome.howOften.empty());
    sum += often[outcome.howOften.front()].percent;
  }
  EXPECT_NEAR(sum, 100, 0.2);
}

TEST(NextTests, FrequenciesOfOtherPatientsAreNotTold) {
  const Assessed a = assessed(
      R"({"id":"p","tumours":[{"kind":"gastric","setting":"metastatic"}],"specimens":[{"id":"s","site":"primary","ihc":{"score":"2+","scoring":"gastric"}}]})");
  const NextTest* ish = find(a, "ish");
  ASSERT_NE(ish, nullptr);
  for (const NextOutcome& outcome : ish->outcomes) EXPECT_TRUE(outcome.howOften.empty());
}

TEST(NextTests, MembraneDetailOfAnIhcZero) {
  const Assessed a = assessed(
      R"({"id":"p","tumours":[{"kind":"breast","setting":"metastatic","er":{"status":"positive"}}],"specimens":[{"id":"s","site":"metastasis","ihc":{"score":"0"}}],)"
      R"("treatments":[{"drugs":["letrozole"],"intent":"metastatic","line":1,"endReason":"progression"}]})");
  const NextTest* detail = find(a, "membrane-detail");
  ASSERT_NE(detail, nullptr);
  const char* ultralow = "trastuzumab-deruxtecan/breast-low-or-ultralow-after-endocrine@US";
  EXPECT_EQ(changeOf(outcomeOf(*detail, "some"), ultralow), "possible -> indicated");
  EXPECT_EQ(changeOf(outcomeOf(*detail, "none"), ultralow), "possible -> not-indicated");
}

TEST(NextTests, BiopsyOfAMetastasisOnlyWhereNoneWasTested) {
  const std::string primary =
      R"({"id":"s","date":"2020-02-01","site":"primary","ihc":{"score":"0","membraneStaining":false}})";
  const Assessed a = assessed(metastatic(primary));
  const NextTest* biopsy = find(a, "metastasis-biopsy");
  ASSERT_NE(biopsy, nullptr);
  EXPECT_EQ(changeOf(outcomeOf(*biopsy, "IHC 1+"), low), "not-indicated -> indicated");
  EXPECT_EQ(outcomeOf(*biopsy, "HER2-positive").howOften.size(), 1U);
  const std::string both =
      primary + R"(,{"id":"m","date":"2025-02-01","site":"metastasis","ihc":{"score":"0","membraneStaining":false}})";
  EXPECT_EQ(find(assessed(metastatic(both)), "metastasis-biopsy"), nullptr);
  const std::string unknownSite = R"({"id":"s","ihc":{"score":"0","membraneStaining":false}})";
  EXPECT_EQ(find(assessed(metastatic(unknownSite)), "metastasis-biopsy"), nullptr);
}

TEST(NextTests, MissingDatesOfATreatment) {
  const Assessed a = assessed(
      R"({"id":"p","tumours":[{"kind":"breast","setting":"metastatic"}],"specimens":[{"id":"s","site":"metastasis","ihc":{"score":"1+"}}],)"
      R"("treatments":[{"drugs":["docetaxel"],"intent":"adjuvant"}]})");
  const NextTest* dates = find(a, "adjuvant-chemotherapy-recurrence-months");
  ASSERT_NE(dates, nullptr);
  EXPECT_EQ(changeOf(outcomeOf(*dates, "during"), low), "possible -> indicated");
  EXPECT_EQ(changeOf(outcomeOf(*dates, "later"), low), "possible -> not-indicated");
}

TEST(NextTests, OutcomesThatTheRecordRulesOutAreLeftOut) {
  const Assessed a = assessed(
      R"({"id":"p","tumours":[{"kind":"breast","setting":["unresectable","metastatic","early"]}],"specimens":[{"id":"s","ihc":{"score":"3+"}}]})");
  const NextTest* setting = find(a, "setting");
  ASSERT_NE(setting, nullptr);
  EXPECT_EQ(setting->outcomes.size(), 3U);
  EXPECT_THROW(outcomeOf(*setting, "locally advanced"), std::runtime_error);
}

TEST(NextTests, StandInTheOrderOfTheKnowledge) {
  ASSERT_EQ(testKnowledge()->nextTestOrder.keys.front(), kb::NextTestKey::MayBecomeIndicated);
  for (const GoldenCase& golden : goldenCases()) {
    const Assessed a = assessed(golden.json, golden.asOf);
    std::size_t last = SIZE_MAX;
    for (const NextTest& test : a.result.nextTests) {
      if (!test.obtainable) continue;
      std::set<std::pair<std::uint32_t, std::uint16_t>> indicated;
      for (const NextOutcome& outcome : test.outcomes) {
        for (const OptionChange& change : outcome.changes) {
          if (change.after == OptionState::Indicated) indicated.insert({change.indication, change.region});
        }
      }
      EXPECT_LE(indicated.size(), last) << golden.title << " " << test.test;
      last = indicated.size();
    }
  }
}

TEST(NextTests, AWorklistDoesWithoutThem) {
  const Case record = caseOf(metastatic(R"({"id":"s","ihc":{"score":"2+"}})"));
  const auto assessor = assessorOf("2026-11-23");
  assess::Workspace workspace = assessor->makeWorkspace();
  Assessment a;
  assessor->assess(std::span(&record, 1), workspace, std::span(&a, 1), assess::Detail::Worklist);
  EXPECT_TRUE(a.nextTests.empty());
}

}  // namespace
}  // namespace her2
