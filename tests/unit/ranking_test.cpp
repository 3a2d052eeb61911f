// The order of options for whole cases, held against what guidelines and trials say of such patients.
#include "assess/ranking.h"
#include "assess_fixture.h"

namespace her2 {
namespace {

const Option* find(const Assessed& a, std::string_view id, std::string_view region = "US") {
  for (const Option& option : a.result.options) {
    const kb::Indication& indication = testKnowledge()->indications[option.indication];
    if (indication.drug + "/" + indication.id == id && testKnowledge()->regions[option.region].id == region)
      return &option;
  }
  return nullptr;
}

const Comparison* comparisonOf(const Assessed& a, const Option& option, const Option& with) {
  for (const Comparison& each : option.ranking.against) {
    if (&a.result.options[each.option] == &with) return &each;
  }
  return nullptr;
}

std::string_view criterionOf(const Option& option, std::size_t criterion) {
  const auto& criteria = testKnowledge()->rankings[option.ranking.ranking].criteria;
  return criterion < criteria.size() ? kb::measureName(criteria[criterion].compares) : "none";
}

/// The levels at one criterion: "beaten", "for may".
std::string levels(const Option& option, kb::RankMeasure measure) {
  const auto& criteria = testKnowledge()->rankings[option.ranking.ranking].criteria;
  std::string text;
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    if (criteria[i].compares != measure) continue;
    option.ranking.standings[i].codes.forEach(
        [&](unsigned code) { text += (text.empty() ? "" : " ") + std::string(kb::codesOf(measure)[code]); });
  }
  return text;
}

/// "before: guideline" of the first to the second.
std::string order(const Assessed& a, std::string_view first, std::string_view second, std::string_view region = "US") {
  const Option* x = find(a, first, region);
  const Option* y = find(a, second, region);
  if (x == nullptr || y == nullptr) return "not listed";
  const Comparison* comparison = comparisonOf(a, *x, *y);
  if (comparison == nullptr) return "not ranked";
  static constexpr std::string_view names[] = {"before", "behind", "equal", "open", "apart"};
  return fmt::format("{}: {}", names[static_cast<std::size_t>(comparison->order)],
                     criterionOf(*x, comparison->criterion));
}

std::string metastatic(std::string_view more, std::string_view her2 = R"({"score":"3+"})",
                       std::string_view tumour = "") {
  return fmt::format(
      R"({{"id":"p","sex":"female","birthDate":"1970-05-01","tumours":[{{"kind":"breast","setting":"metastatic","diagnosed":"2025-11","brainMetastases":"none"{}}}],
      "specimens":[{{"id":"s","date":"2025-11-02","site":"metastasis","ihc":{}}}],
      "measurements":[{{"kind":"lvef","value":62,"unit":"%","date":"2026-11-01"}}]{}}})",
      tumour, her2, more);
}

constexpr std::string_view thp = "pertuzumab/breast-metastatic-first-line";
constexpr std::string_view tDxdFirst = "trastuzumab-deruxtecan/breast-positive-first-line";
constexpr std::string_view tDxdSecond = "trastuzumab-deruxtecan/breast-positive-after-one-regimen";
constexpr std::string_view afterFirstLine =
    R"(,"treatments":[{"drugs":["docetaxel","trastuzumab","pertuzumab"],"intent":"metastatic","line":1,"start":"2025-12-01","end":"2026-09-01","endReason":"progression"}])";
constexpr std::string_view tDm1 = "trastuzumab-emtansine/breast-after-trastuzumab-and-taxane";

// ASCO 2022 (1.1) recommends trastuzumab, pertuzumab and a taxane; it is older than the approval of trastuzumab
// deruxtecan with pertuzumab (2025-12-15), which did better in DESTINY-Breast09. Neither is before the other.
TEST(Ranking, FirstLineIsATieBetweenTheGuidelineAndTheNewerTrial) {
  const Assessed a = assessed(metastatic(""));
  EXPECT_EQ(order(a, thp, tDxdFirst), "open: guideline");
  EXPECT_EQ(find(a, thp)->ranking.rank, 1);
  EXPECT_EQ(find(a, tDxdFirst)->ranking.rank, 1);
  EXPECT_EQ(levels(*find(a, thp), kb::RankMeasure::Guideline), "for");
  EXPECT_EQ(levels(*find(a, thp), kb::RankMeasure::DirectComparison), "beaten");
  EXPECT_EQ(levels(*find(a, tDxdFirst), kb::RankMeasure::DirectComparison), "unbeaten");
  EXPECT_EQ(levels(*find(a, thp), kb::RankMeasure::Evidence), "survival") << "CLEOPATRA: OS HR 0.69 (0.58-0.82)";
  EXPECT_EQ(levels(*find(a, tDxdFirst), kb::RankMeasure::Evidence), "events") << "DESTINY-Breast09: survival immature";
  EXPECT_EQ(order(a, thp, "trastuzumab/breast-metastatic-with-paclitaxel"), "before: guideline");
}

// ASCO 2022 (2.1) and DESTINY-Breast03 (PFS HR 0.28, 0.22-0.37, against trastuzumab emtansine).
TEST(Ranking, SecondLinePutsTrastuzumabDeruxtecanBeforeEmtansine) {
  const Assessed a = assessed(metastatic(afterFirstLine));
  for (const std::string_view region : {"US", "EU"}) {
    EXPECT_EQ(order(a, tDxdSecond, tDm1, region), "before: guideline") << region;
    EXPECT_EQ(find(a, tDxdSecond, region)->ranking.rank, 1) << region;
    EXPECT_EQ(levels(*find(a, tDm1, region), kb::RankMeasure::DirectComparison), "beaten") << region;
    EXPECT_EQ(levels(*find(a, tDxdSecond, region), kb::RankMeasure::Mcbs), "2/4") << "ESMO's card 342-1";
  }
}

// Where it must not be given, what it has beaten is not beaten.
TEST(Ranking, WhatIsContraindicatedFallsBehindAndBeatsNothing) {
  Assessed a = assessed(metastatic(afterFirstLine));
  for (Option& option : a.result.options) {
    if (&option == find(a, tDxdSecond)) option.safety = SafetyLevel::Contraindicated;
    option.ranking = {};
  }
  assess::rankOptions(*testKnowledge(), *Date::parse("2026-11-23"), a.result);
  EXPECT_EQ(order(a, tDxdSecond, tDm1), "behind: contraindication");
  EXPECT_EQ(levels(*find(a, tDm1), kb::RankMeasure::DirectComparison), "unbeaten");
}

// After neoadjuvant treatment, St. Gallen 2025 recommends trastuzumab emtansine where disease is left; N9831 let in
// nobody treated before. Trastuzumab deruxtecan did better in DESTINY-Breast05, and is younger than the guideline.
TEST(Ranking, ResidualDiseaseIsNotAnsweredByTrialsOfUntreatedPatients) {
  const Assessed a = assessed(
      R"({"id":"r","sex":"female","birthDate":"1970","tumours":[{"kind":"breast","setting":"early","t":"cT2","n":"cN1","ypT":"ypT1c","ypN":"ypN1","operable":true,"positiveNodes":2}],
      "specimens":[{"id":"s","date":"2026-03-01","site":"primary","ihc":{"score":"3+"}}],
      "treatments":[{"drugs":["docetaxel","carboplatin","trastuzumab","pertuzumab"],"intent":"neoadjuvant","start":"2026-04-01","end":"2026-08-15","endReason":"completed","cycles":6,"residualDisease":true},
      {"procedure":"surgery","date":"2026-09-15"}],"measurements":[{"kind":"lvef","value":62,"unit":"%","date":"2026-11-01"}]})");
  constexpr std::string_view left = "trastuzumab-emtansine/breast-residual-disease";
  EXPECT_EQ(order(a, left, "trastuzumab/breast-adjuvant-with-ac-taxane"), "before: trial-fit");
  EXPECT_EQ(order(a, left, "trastuzumab-deruxtecan/breast-positive-residual-disease"), "open: guideline");
  EXPECT_EQ(find(a, left)->ranking.rank, 1);
}

// ASCO 2022 rapid update: trastuzumab deruxtecan after one or two lines of chemotherapy; DESTINY-Breast04.
TEST(Ranking, HerTwoLowAfterChemotherapyHasOneFirst) {
  const Assessed a = assessed(metastatic(
      R"(,"treatments":[{"drugs":["letrozole","palbociclib"],"intent":"metastatic","start":"2024","end":"2025-03","endReason":"progression"},
      {"drugs":["capecitabine"],"intent":"metastatic","start":"2025-04","end":"2026-01","endReason":"progression"}])",
      R"({"score":"1+"})", R"(,"er":{"status":"positive"})"));
  const Option* first = find(a, "trastuzumab-deruxtecan/breast-low-after-chemotherapy");
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->ranking.rank, 1);
  EXPECT_EQ(levels(*first, kb::RankMeasure::Guideline), "for");
  EXPECT_EQ(levels(*first, kb::RankMeasure::Evidence), "survival") << "OS HR 0.69 (0.55-0.86)";
  ASSERT_TRUE(first->mainEffect);
  EXPECT_EQ(testKnowledge()->trials[first->mainEffect->trial].id, "destiny-breast04");
}

// ASCO 2023: trastuzumab, pembrolizumab and chemotherapy in first line; ESMO, which was not read, may also name
// trastuzumab with chemotherapy. KEYNOTE-811 (PFS HR 0.73, 0.61-0.87) compared the two.
TEST(Ranking, GastricFirstLinePutsPembrolizumabBeforeTrastuzumabAlone) {
  const Assessed a = assessed(
      R"({"id":"g","birthDate":"1960","sex":"male","tumours":[{"kind":"gastric","histology":"adenocarcinoma","setting":"metastatic","pdl1Cps":5}],
      "specimens":[{"id":"s","date":"2026-10-01","site":"primary","ihc":{"score":"3+","scoring":"gastric"}}]})");
  constexpr std::string_view pembrolizumab = "pembrolizumab/gastric-her2-positive-first-line";
  EXPECT_EQ(order(a, pembrolizumab, "trastuzumab/gastric-first-line"), "before: direct-comparison");
  EXPECT_EQ(find(a, pembrolizumab)->ranking.rank, 1);
}

// Response rates of one arm and survival in a randomised trial are not put on one line.
TEST(Ranking, OneArmIsNotComparedWithARandomisedTrial) {
  const kb::Ranking& ranking = testKnowledge()->rankings.at(0);
  std::vector<Standing> randomised;
  for (const kb::RankCriterion& criterion : ranking.criteria)
    randomised.push_back({criterion.scales[0].levels[0].codes, {}, {}});
  std::vector<Standing> oneArm = randomised;
  for (std::size_t i = 0; i < ranking.criteria.size(); ++i) {
    if (ranking.criteria[i].compares == kb::RankMeasure::Evidence)
      oneArm[i].codes = ranking.criteria[i].scales[1].levels[0].codes;
  }
  EXPECT_EQ(assess::compare(ranking, randomised, oneArm).order, Order::Apart);
}

TEST(Ranking, RanksWhatIsIndicatedOrPossibleAndNothingElse) {
  const Assessed a = assessed(metastatic(""));
  unsigned ranked = 0;
  for (const Option& option : a.result.options) {
    EXPECT_EQ(option.ranking.rank == 0, option.state == OptionState::NotIndicated);
    if (option.ranking.rank == 0) continue;
    ++ranked;
    EXPECT_EQ(option.ranking.against.size() + 1, option.ranking.of);
    std::size_t before = 0;
    for (const Comparison& each : option.ranking.against) before += each.order == Order::Behind ? 1 : 0;
    EXPECT_EQ(option.ranking.rank, before + 1);
  }
  EXPECT_GT(ranked, 3U);
}

TEST(Ranking, IsNotThereForDaysBeforeItsRule) {
  const Assessed a = assessed(metastatic(""), "2024-01-01");
  for (const Option& option : a.result.options) EXPECT_EQ(option.ranking.rank, 0);
}

}  // namespace
}  // namespace her2
