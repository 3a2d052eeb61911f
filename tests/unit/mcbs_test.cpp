// ESMO-MCBS 1.1: the preliminary score from the numbers of trials, held against the scorecards that ESMO published.
#include "assess/mcbs.h"

#include <gtest/gtest.h>

#include <map>

namespace her2::assess {
namespace {

std::shared_ptr<const kb::Knowledge> projectKnowledge() {
  static const auto knowledge = [] {
    auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
    return *kb::Knowledge::load(*std::move(documents));
  }();
  return knowledge;
}

const McbsCalculator& calculator() {
  static const auto made = *McbsCalculator::create(projectKnowledge(), *Date::of(2026, 11, 23));
  return *made;
}

std::string gradesOf(CodeSet codes) {
  const Domain& grades =
      projectKnowledge()->vocabulary.domain(*projectKnowledge()->vocabulary.findDomain("mcbs-grade"));
  std::string text;
  codes.forEach([&](unsigned code) { text += (text.empty() ? "" : " or ") + grades[code].code; });
  return text;
}

unsigned codeOf(std::string_view domain, std::string_view code) {
  const Vocabulary& vocabulary = projectKnowledge()->vocabulary;
  return *vocabulary.domain(*vocabulary.findDomain(domain)).find(code);
}

/// The score of the trial's rows that are scored by the form and endpoint; "" where there is none.
std::string scoreOf(std::string_view trialId, std::string_view form, std::string_view endpoint) {
  const kb::Trial* trial = projectKnowledge()->findTrial(trialId);
  if (trial == nullptr) return "no such trial";
  for (const kb::TrialResult& result : trial->results) {
    if (result.mcbsForm == codeOf("mcbs-form", form) && result.endpoint == codeOf("endpoint", endpoint))
      return gradesOf(calculator().score(*trial, result)->preliminary);
  }
  return "";
}

struct Published {
  const char* trial;
  const char* form;
  const char* endpoint;
  const char* preliminary;
};

// The preliminary scores on ESMO's own cards (1, 3, 4, 5, 133, 164, 167, 295, 318 twice, 338, 342, 486) and, of
// DESTINY-Breast04 and DESTINY-Gastric01, in a review.
constexpr Published published[] = {
    {"hera", "1", "dfs", "A"},
    {"aphinity", "1", "idfs", "A"},
    {"katherine", "1", "idfs", "A"},
    {"emilia", "2b", "pfs", "3"},
    {"cleopatra", "2a", "os", "4"},
    {"egf104900", "2a", "os", "4"},
    {"destiny-breast01", "3", "orr", "3"},
    {"her2climb", "2a", "os", "4"},
    {"toga", "2a", "os", "3"},
    {"keynote-811", "2c", "orr", "2"},
    {"keynote-811", "2b", "pfs", "2"},
    {"destiny-breast03", "2b", "pfs", "3"},
    {"destiny-breast06", "2b", "pfs", "3"},
    {"destiny-breast04", "2a", "os", "4"},
    {"destiny-gastric01", "2a", "os", "4"},
};

class Scorecards : public testing::TestWithParam<Published> {};

TEST_P(Scorecards, FollowFromTheNumbersOfTheTrial) {
  const Published& card = GetParam();
  EXPECT_EQ(scoreOf(card.trial, card.form, card.endpoint), card.preliminary);
}

TEST_P(Scorecards, AreRecordedAsPublished) {
  const Published& card = GetParam();
  for (const kb::Scorecard& each : projectKnowledge()->scorecards) {
    if (projectKnowledge()->trials[each.trial].id == card.trial && each.form == codeOf("mcbs-form", card.form) &&
        each.evaluated == codeOf("endpoint", card.endpoint)) {
      EXPECT_EQ(gradesOf(CodeSet::of(each.preliminary)), card.preliminary);
      return;
    }
  }
  ADD_FAILURE() << "no scorecard of " << card.trial;
}

INSTANTIATE_TEST_SUITE_P(All, Scorecards, testing::ValuesIn(published), [](const auto& each) {
  std::string name = std::string(each.param.trial) + "_" + each.param.form;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

// Worked out by hand from the forms, for trials without a card.
TEST(Mcbs, OfTrialsWithoutACard) {
  EXPECT_EQ(scoreOf("keynote-811", "2a", "os"), "3") << "control 16.8, gain 3.2, lower limit 0.67";
  EXPECT_EQ(scoreOf("destiny-gastric04", "2a", "os"), "4");
  EXPECT_EQ(scoreOf("destiny-breast02", "2a", "os"), "4");
  EXPECT_EQ(scoreOf("destiny-breast09", "2b", "pfs"), "3");
  EXPECT_EQ(scoreOf("her2climb-05", "2b", "pfs"), "3");
  EXPECT_EQ(scoreOf("her2climb-02", "2b", "pfs"), "2");
  EXPECT_EQ(scoreOf("patina", "2b", "pfs"), "3");
  EXPECT_EQ(scoreOf("destiny-breast05", "1", "idfs"), "A");
  EXPECT_EQ(scoreOf("destiny-breast11", "1", "pcr"), "none") << "a gain of 11 points is below 15";
  EXPECT_EQ(scoreOf("mountaineer", "3", "orr"), "3");
  EXPECT_EQ(scoreOf("herizon-btc-01", "3", "orr"), "3");
}

kb::TrialResult survival() {
  kb::TrialResult result;
  result.mcbsForm = codeOf("mcbs-form", "2a");
  result.endpoint = codeOf("endpoint", "os");
  result.versus = 1;
  result.unit = "mo";
  result.measure = kb::Measure::HazardRatio;
  result.ratio = kb::Estimate{0.74, 0.60, 0.91, kb::Grade::Primary, kb::Grade::Primary};
  result.medians[0] = kb::Estimate{13.8, {}, {}, kb::Grade::Primary, kb::Grade::Primary};
  result.medians[1] = kb::Estimate{11.1, {}, {}, kb::Grade::Primary, kb::Grade::Primary};
  return result;
}

std::string scoreOf(const kb::TrialResult& result, std::initializer_list<kb::TrialResult> others = {}) {
  kb::Trial trial;
  trial.results.push_back(result);
  trial.results.insert(trial.results.end(), others);
  return gradesOf(calculator().score(trial, trial.results[0])->preliminary);
}

TEST(Mcbs, TakesTheLowerLimitOfTheInterval) {
  kb::TrialResult result = survival();
  EXPECT_EQ(scoreOf(result), "3");
  result.ratio->low = 0.71;
  EXPECT_EQ(scoreOf(result), "1");
}

TEST(Mcbs, IsOpenWithoutAnIntervalOf95PerCent) {
  kb::TrialResult result = survival();
  result.level = 90;
  EXPECT_EQ(scoreOf(result), "3 or 2 or 1");
  result = survival();
  result.ratio->low.reset();
  EXPECT_EQ(scoreOf(result), "3 or 2 or 1");
}

TEST(Mcbs, SeesSurvivalAtTheLandmark) {
  kb::TrialResult landmark;
  landmark.endpoint = codeOf("endpoint", "os");
  landmark.versus = 1;
  landmark.at = 24;
  landmark.rates[0] = kb::Estimate{32, {}, {}, kb::Grade::Primary, kb::Grade::Primary};
  landmark.rates[1] = kb::Estimate{22, {}, {}, kb::Grade::Primary, kb::Grade::Primary};
  EXPECT_EQ(scoreOf(survival(), {landmark}), "4");
  landmark.rates[0]->value = 31.9;
  EXPECT_EQ(scoreOf(survival(), {landmark}), "3");
  landmark.rates[0]->value = 40;
  landmark.analysis = "another";
  EXPECT_EQ(scoreOf(survival(), {landmark}), "3") << "numbers of another analysis are not put beside it";
}

TEST(Mcbs, CountsWeeksAsMonths) {
  kb::TrialResult result = survival();
  result.unit = "wk";  // 60 weeks against 48.3: 13.8 against 11.1 months
  result.medians[0]->value = 60.0;
  result.medians[1]->value = 48.3;
  EXPECT_EQ(scoreOf(result), "3");
}

TEST(Mcbs, IsGradedAsItsWeakestNumberOrRule) {
  kb::Trial trial;
  trial.results.push_back(survival());
  EXPECT_EQ(calculator().score(trial, trial.results[0])->grade, kb::Grade::Primary);
  trial.results[0].ratio->intervalGrade = kb::Grade::Unverified;
  EXPECT_EQ(calculator().score(trial, trial.results[0])->grade, kb::Grade::Unverified);
  trial.results[0] = survival();
  trial.results[0].medians[1]->value = 20;  // the cells of 12 to 24 months below 4 were recalled
  trial.results[0].medians[0]->value = 23.5;
  EXPECT_EQ(calculator().score(trial, trial.results[0])->grade, kb::Grade::Unverified);
}

TEST(Mcbs, IsNoneForARowWithoutAForm) {
  kb::Trial trial;
  trial.results.push_back(survival());
  trial.results[0].mcbsForm.reset();
  EXPECT_FALSE(calculator().score(trial, trial.results[0]));
}

}  // namespace
}  // namespace her2::assess
