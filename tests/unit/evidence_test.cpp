// How a patient fits the trials behind the options, and which recommendations speak of the patient.
#include "assess_fixture.h"

namespace her2 {
namespace {

constexpr const char* lowAfterChemotherapy =
    R"({"id": "p", "sex": "female", "tumours": [{"kind": "breast", "setting": "metastatic",
    "er": {"status": "positive"}, "brainMetastases": "none"}],
  "specimens": [{"id": "s", "date": "2026-01", "ihc": {"score": "1+"}}],
  "treatments": [
    {"drugs": ["letrozole", "palbociclib"], "intent": "metastatic", "start": "2024", "end": "2025-03", "endReason": "progression"},
    {"drugs": ["capecitabine"], "intent": "metastatic", "start": "2025-04", "end": "2026-01", "endReason": "progression"}]})";

constexpr const char* positiveAfterFirstLine =
    R"({"id": "p", "sex": "female", "tumours": [{"kind": "breast", "setting": "metastatic",
    "er": {"status": "negative"}, "pr": {"status": "negative"}, "brainMetastases": "progressing"}],
  "specimens": [{"id": "s", "date": "2025-01", "ihc": {"score": "3+"}}],
  "treatments": [{"drugs": ["docetaxel", "trastuzumab", "pertuzumab"], "intent": "metastatic", "start": "2025-02", "end": "2026-01", "endReason": "progression"}]})";

const TrialFit* fitOf(const Assessment& assessment, std::string_view trial) {
  for (const TrialFit& fit : assessment.trials) {
    if (testKnowledge()->trials[fit.trial].id == trial) return &fit;
  }
  return nullptr;
}

std::string says(const TrialFit& fit, const std::vector<std::uint16_t>& gates) {
  std::vector<std::string> texts;
  for (const auto at : gates) texts.push_back(testKnowledge()->trials[fit.trial].gates[at].say);
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string subgroups(const TrialFit& fit, const std::vector<std::uint16_t>& groups) {
  std::vector<std::string> texts;
  for (const auto at : groups) texts.push_back(testKnowledge()->trials[fit.trial].subgroups[at].id);
  return fmt::format("{}", fmt::join(texts, " "));
}

const GuidelineEntry* guidelineOf(const Assessment& assessment, std::string_view id) {
  for (const GuidelineEntry& each : assessment.guidelines) {
    if (testKnowledge()->recommendations[each.recommendation].id == id) return &each;
  }
  return nullptr;
}

TEST(TrialFits, SayGateByGateWhoFits) {
  const Assessed a = assessed(lowAfterChemotherapy);
  const TrialFit* fit = fitOf(a.result, "destiny-breast04");
  ASSERT_NE(fit, nullptr);
  EXPECT_EQ(says(*fit, fit->unmet), "");
  EXPECT_EQ(says(*fit, fit->unknown), "no interstitial lung disease that needed steroids, none now or suspected")
      << "no record of it is no absence of it";
  EXPECT_EQ(fit->met.size(), 7U);
  EXPECT_EQ(subgroups(*fit, fit->in), "hr-positive ihc-1 cdk4-6");
  EXPECT_EQ(subgroups(*fit, fit->maybeIn), "");
}

TEST(TrialFits, NameTheGateThatIsNotMet) {
  const Assessed a = assessed(lowAfterChemotherapy);
  const TrialFit* fit = fitOf(a.result, "destiny-breast06");
  ASSERT_NE(fit, nullptr);
  EXPECT_EQ(says(*fit, fit->unmet), "no chemotherapy for metastatic disease");
}

TEST(TrialFits, LeaveOpenWhatTheRecordLeavesOpen) {
  const Assessed a = assessed(R"({"id": "p", "tumours": [{"kind": "breast", "setting": "metastatic"}],
      "specimens": [{"id": "s", "ihc": {"score": ["0", "1+"]}}],
      "treatments": [{"drugs": ["capecitabine"], "intent": "metastatic", "start": "2025-04", "end": "2026-01"}]})");
  const TrialFit* fit = fitOf(a.result, "destiny-breast04");
  ASSERT_NE(fit, nullptr);
  EXPECT_EQ(subgroups(*fit, fit->in), "");
  EXPECT_EQ(subgroups(*fit, fit->maybeIn), "hr-positive hr-negative ihc-1 no-cdk4-6");
  EXPECT_EQ(says(*fit, fit->unmet), "");
}

TEST(TrialFits, AreThoseOfOptionsNotRuledOut) {
  const Assessed a = assessed(lowAfterChemotherapy);
  EXPECT_EQ(fitOf(a.result, "cleopatra"), nullptr);
}

TEST(TrialFits, CarryTheScoreOfTheTrial) {
  const Assessed a = assessed(lowAfterChemotherapy);
  const TrialFit* fit = fitOf(a.result, "destiny-breast04");
  ASSERT_EQ(fit->scores.size(), 1U);
  const Domain& grades = testKnowledge()->vocabulary.domain(*testKnowledge()->vocabulary.findDomain("mcbs-grade"));
  EXPECT_EQ(grades[fit->scores[0].preliminary.single()].code, "4");
}

TEST(Guidelines, SpeakOfThePatientAndOfTheOption) {
  const Assessed a = assessed(positiveAfterFirstLine);
  const GuidelineEntry* asco = guidelineOf(a.result, "asco-breast-advanced-second-line");
  ASSERT_NE(asco, nullptr);
  EXPECT_TRUE(asco->applies);
  std::set<std::string> options;
  for (const auto at : asco->options) options.insert(optionId(a.result.options[at]));
  EXPECT_EQ(options, (std::set<std::string>{"trastuzumab-deruxtecan/breast-positive-after-one-regimen@US",
                                            "trastuzumab-deruxtecan/breast-positive-after-one-regimen@EU",
                                            "trastuzumab-deruxtecan/solid-tumours-ihc3@US",
                                            "trastuzumab-deruxtecan/solid-tumours-ihc3@EU"}));
  EXPECT_EQ(guidelineOf(a.result, "asco-breast-advanced-first-line"), nullptr) << "it does not apply";
  EXPECT_EQ(guidelineOf(a.result, "asco-gastric-first-line"), nullptr) << "another tumour";
}

TEST(Guidelines, NeverApplyFromMemoryAlone) {
  const Assessed a = assessed(positiveAfterFirstLine);
  const GuidelineEntry* esmo = guidelineOf(a.result, "esmo-breast-active-brain");
  ASSERT_NE(esmo, nullptr);
  EXPECT_FALSE(esmo->applies);
  EXPECT_TRUE(esmo->verify);
}

TEST(Guidelines, ThatNeedAPersonsJudgementSayWhose) {
  const Assessed a = assessed(positiveAfterFirstLine);
  const GuidelineEntry* brain = guidelineOf(a.result, "asco-breast-brain-tucatinib");
  ASSERT_NE(brain, nullptr);
  EXPECT_FALSE(brain->applies);
  EXPECT_EQ(brain->missing, std::vector<std::string>{"no symptomatic mass effect"});
}

TEST(Guidelines, HaveTheirDay) {
  EXPECT_EQ(guidelineOf(assessed(positiveAfterFirstLine, "2022-05-30").result, "asco-breast-advanced-second-line"),
            nullptr);
  EXPECT_NE(guidelineOf(assessed(positiveAfterFirstLine, "2026-02-01").result, "asco-breast-advanced-second-line"),
            nullptr);
}

TEST(Guidelines, MatchDrugsAndClasses) {
  const Vocabulary& vocabulary = testKnowledge()->vocabulary;
  kb::Recommendation r;
  r.regimens = {{"trastuzumab", "pertuzumab", "taxane"}};
  EXPECT_TRUE(kb::speaksOf(r, {"pertuzumab", "trastuzumab", "docetaxel"}, vocabulary));
  EXPECT_TRUE(kb::speaksOf(r, {"pertuzumab-trastuzumab-hyaluronidase", "docetaxel"}, vocabulary))
      << "one injection that holds both";
  EXPECT_FALSE(kb::speaksOf(r, {"trastuzumab", "docetaxel"}, vocabulary));
  EXPECT_FALSE(kb::speaksOf(r, {"trastuzumab-deruxtecan", "pertuzumab", "docetaxel"}, vocabulary))
      << "the conjugate is not trastuzumab";
  r.regimens = {{"trastuzumab-deruxtecan"}};
  EXPECT_FALSE(kb::speaksOf(r, {"trastuzumab-deruxtecan", "pertuzumab"}, vocabulary));
  r.regimens = {{"trastuzumab", "chemotherapy"}};
  EXPECT_TRUE(kb::speaksOf(r, {"trastuzumab", "capecitabine"}, vocabulary));
  EXPECT_FALSE(kb::speaksOf(r, {"trastuzumab", "anastrozole"}, vocabulary));
}

}  // namespace
}  // namespace her2
