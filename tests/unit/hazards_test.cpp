// One test for each hazard of docs/hazards.md that no other test stands for: named for the hazard, and made so that it
// fails where the control against it is taken away. Patients are invented.
#include "api/desk.h"
#include "assess/order_review.h"
#include "assess_fixture.h"
#include "present/presenter.h"

namespace her2 {
namespace {

constexpr const char* day = "2026-06-15";

/// What stands before a first dose of trastuzumab deruxtecan: all on record, all normal.
const std::string checked = R"(
  "birthDate": "1958-03-01", "sex": "female", "menopause": "post", "smoking": "never",
  "medications": [], "symptoms": [], "adverseEvents": [], "conditions": [{"kind": "interstitial-lung-disease", "absent": true}])";

std::string measured(const std::string& more = "", bool lvef = true) {
  return std::string(R"("measurements": [
    {"kind": "neutrophils", "value": 3.1, "unit": "10*9/L", "date": "2026-01-10"}, {"kind": "platelets", "value": 210, "unit": "10*9/L", "date": "2026-01-10"},
    {"kind": "haemoglobin", "value": 12.9, "unit": "g/dL", "date": "2026-01-10"}, {"kind": "spo2", "value": 97, "unit": "%", "date": "2026-01-10"},
    {"kind": "troponin", "value": 3, "unit": "ng/L", "referenceHigh": 14, "date": "2026-01-10"}, {"kind": "bnp", "value": 20, "unit": "ng/L", "referenceHigh": 100, "date": "2026-01-10"},
    {"kind": "weight", "value": 70, "unit": "kg", "date": "2026-01-10"}, {"kind": "bmi", "value": 24, "unit": "kg/m2", "date": "2026-01-10"},
    {"kind": "egfr", "value": 80, "unit": "mL/min/{1.73_m2}", "date": "2026-01-10"}, {"kind": "chest-ct", "value": 1, "date": "2026-01-09"})") +
         (lvef ? R"(, {"kind": "lvef", "value": 62, "unit": "%", "date": "2026-01-10"})" : "") +
         (more.empty() ? "" : ", " + more) + "]";
}

std::string treated(const std::string& drug, const std::string& more = "") {
  return R"({"drugs": [")" + drug + R"("], "intent": "metastatic", "start": "2026-01-20")" +
         (more.empty() ? "" : ", " + more) + "}";
}

/// A woman with HER2-positive metastatic breast cancer; `members` of the case behind what all have.
std::string patient(const std::string& members, const std::string& person = checked) {
  return R"({"id": "p", "tumours": [{"kind": "breast", "setting": "metastatic", "diagnosed": "2025-12"}],
    "specimens": [{"date": "2025-12-20", "ihc": {"score": "3+", "scoring": "breast"}}],)" +
         person + (members.empty() ? "" : "," + members) + "}";
}

assess::OrderReview order(const std::string& json, const std::vector<std::string>& drugs,
                          const std::string& region = "US", const std::string& asOf = day) {
  const Case record = caseOf(json);
  const auto assessor = assessorOf(asOf);
  std::vector<DrugId> ids;
  for (const std::string& name : drugs) {
    const auto id = testKnowledge()->vocabulary.findDrug(name);
    EXPECT_TRUE(id) << name;
    if (id) ids.push_back(*id);
  }
  std::vector<std::uint16_t> regions;
  for (std::size_t i = 0; i < testKnowledge()->regions.size(); ++i) {
    if (testKnowledge()->regions[i].id == region) regions.push_back(static_cast<std::uint16_t>(i));
  }
  return assess::reviewOrder(*assessor, record, {ids, {}, {}}, regions);
}

/// "stop pregnancy", "wait baseline-lvef" …: verdict and rule of each reason.
std::vector<std::string> reasons(const assess::OrderReview& review) {
  std::vector<std::string> all;
  for (const safety::OrderReason& each : review.check.reasons)
    all.push_back(fmt::format("{} {}", safety::verdictName(each.verdict), each.rule));
  return all;
}

bool has(const assess::OrderReview& review, const std::string& reason) {
  const auto all = reasons(review);
  return std::any_of(all.begin(), all.end(), [&](const std::string& each) { return each.starts_with(reason); });
}

std::string show(const assess::OrderReview& review) {
  return fmt::format("{}\n{}", safety::verdictName(review.check.verdict), fmt::join(reasons(review), "\n"));
}

bool warns(const Assessment& assessment, const std::string& code, const std::string& where) {
  return std::any_of(assessment.warnings.begin(), assessment.warnings.end(),
                     [&](const Problem& each) { return each.code == code && each.where.find(where) == 0; });
}

const api::Desk& desk() {
  static const api::Desk one(testKnowledge());
  return one;
}

// --- the test of HER2

TEST(Hazards, TotalCountsAreNotMeans) {
  // 192 and 160 signals in 60 cells are 3.2 and 2.7 copies a cell, ratio 1.2: negative. As means they would be
  // amplified.
  const std::string totals =
      R"({"id": "p", "tumours": [{"kind": "breast"}], "specimens": [{"date": "2026-05-01", "ihc": {"score": "2+"}, "ish": {"probe": "dual", )";
  const Assessed counted =
      assessed(totals + R"("her2Signals": 192, "cep17Signals": 160, "her2Cells": 60, "cep17Cells": 60}}]})");
  EXPECT_EQ(resultOf(counted), "negative");
  const Assessed asMeans = assessed(totals + R"("her2Copies": 192, "cep17Copies": 160}}]})");
  EXPECT_NE(resultOf(asMeans), "positive");
  for (const char* where : {"specimens[0].ish.her2Copies", "specimens[0].ish.cep17Copies"})
    EXPECT_TRUE(warns(asMeans.result, "value-implausible", where)) << where;
}

TEST(Hazards, TheNewestTestThatFailedDoesNotDecide) {
  const Assessed a = assessed(R"({"id": "p", "tumours": [{"kind": "breast"}], "specimens": [
      {"date": "2025-05-01", "ihc": {"score": "3+"}},
      {"date": "2026-05-01", "ihc": {"controlsPassed": false, "score": "0"}}]})");
  EXPECT_EQ(resultOf(a), "positive");
}

TEST(Hazards, UnknownIsNotNegative) {
  for (const char* ihc : {R"({"score": "2+"})", R"({})", R"({"score": ["1+", "2+"]})"}) {
    const Assessed a = assessed(std::string(R"({"id": "p", "tumours": [{"kind": "breast", "setting": "metastatic"}],
        "specimens": [{"date": "2026-05-01", "ihc": )") +
                                ihc + "}]}");
    EXPECT_NE(resultOf(a), "negative") << ihc;
  }
  const Assessed bareZero = assessed(R"({"id": "p", "tumours": [{"kind": "breast", "setting": "metastatic"}],
      "specimens": [{"date": "2026-05-01", "ihc": {"score": "0"}}]})");
  EXPECT_EQ(classOf(bareZero), "zero-unspecified");
  const Assessed nothing = assessed(R"({"id": "p", "tumours": [{"kind": "breast", "setting": "metastatic"}]})");
  EXPECT_NE(resultOf(nothing), "negative");
}

TEST(Hazards, ThreePlusOfOneScoringSystemIsNotThatOfAnother) {
  // Strong basolateral staining of a tenth of the cells is 3+ by gastric criteria, not by those of breast.
  const auto scored = [](const char* scoring) {
    return assessed(std::string(R"({"id": "p", "tumours": [{"kind": "breast"}], "specimens": [{"date": "2026-05-01",
        "ihc": {"score": "3+", "scoring": ")") +
                    scoring + "\"}}]}");
  };
  EXPECT_EQ(resultOf(scored("breast")), "positive");
  EXPECT_NE(resultOf(scored("gastric")), "positive");
}

// --- labels

TEST(Hazards, AStaleLabelIsPointedOut) {
  present::Presenter presenter{*testKnowledge(), *Date::parse("2026-11-23"), {0, 1}, false, *Date::parse("2026-11-23")};
  EXPECT_EQ(present::reviewWarning(presenter.overdue()), "");
  presenter.today = *Date::parse("2036-11-23");
  EXPECT_NE(present::reviewWarning(presenter.overdue()), "");
}

TEST(Hazards, AWordingCountsOnItsDayOnly) {
  // T-DXd for HER2-low breast cancer: approved in the US on 2022-08-05.
  const std::string low =
      R"({"id": "p", "birthDate": "1960", "sex": "female", "tumours": [{"kind": "breast", "setting": "metastatic", "er": {"status": "negative"}, "pr": {"status": "negative"}}],
      "specimens": [{"date": "2022-05-01", "ihc": {"score": "1+"}}],
      "treatments": [{"drugs": ["capecitabine"], "intent": "metastatic", "line": 1, "start": "2022-01", "end": "2022-05-01", "endReason": "progression"}]})";
  const auto indicated = [&](const char* asOf) {
    const Assessed a = assessed(low, asOf);
    return std::any_of(a.result.options.begin(), a.result.options.end(), [](const Option& option) {
      return option.state == OptionState::Indicated && optionId(option).starts_with("trastuzumab-deruxtecan/") &&
             optionId(option).ends_with("@US");
    });
  };
  EXPECT_FALSE(indicated("2022-08-04"));
  EXPECT_TRUE(indicated("2022-08-05"));
}

TEST(Hazards, EachRegionKeepsItsOwnRules) {
  // A fall of 17 points to 55: the US label holds trastuzumab for 16 points, the EU label for values below 50.
  const std::string record =
      patient("\"treatments\": [" + treated("trastuzumab") + "]," +
              measured(R"({"kind": "lvef", "value": 45, "unit": "%", "referenceLow": 40, "date": "2026-06-10"})"));
  const std::string fallen = patient("\"treatments\": [" + treated("trastuzumab") + R"(],"measurements": [
      {"kind": "lvef", "value": 72, "unit": "%", "date": "2026-01-10"}, {"kind": "lvef", "value": 55, "unit": "%", "referenceLow": 50, "date": "2026-06-10"}])");
  EXPECT_TRUE(has(order(fallen, {"trastuzumab"}, "US"), "wait lvef.finding.trastuzumab-us"))
      << show(order(fallen, {"trastuzumab"}, "US"));
  EXPECT_FALSE(has(order(fallen, {"trastuzumab"}, "EU"), "wait lvef.finding"));
  EXPECT_TRUE(has(order(record, {"trastuzumab"}, "EU"), "wait lvef.finding.trastuzumab-eu"));
}

// --- the order

TEST(Hazards, AnOrderGoesOnlyWhenEverythingIsOnRecord) {
  const assess::OrderReview complete = order(patient(measured()), {"enhertu"});
  EXPECT_EQ(complete.check.verdict, safety::Verdict::Go) << show(complete);
  const assess::OrderReview empty = order(R"({"id": "p"})", {"enhertu"});
  EXPECT_EQ(empty.check.verdict, safety::Verdict::Wait);
}

TEST(Hazards, AMissingLvefIsNotNormal) {
  const assess::OrderReview before = order(patient(measured("", false)), {"enhertu"});
  EXPECT_EQ(before.check.verdict, safety::Verdict::Wait);
  EXPECT_TRUE(has(before, "wait baseline-lvef")) << show(before);
  const assess::OrderReview during =
      order(patient("\"treatments\": [" + treated("trastuzumab-deruxtecan") + "]," + measured("", false)), {"enhertu"});
  EXPECT_TRUE(has(during, "wait monitor-lvef")) << show(during);
}

TEST(Hazards, AnLvefInAnotherUnitIsReadOrRefused) {
  const auto given = [](const std::string& lvef) {
    return order(patient("\"treatments\": [" + treated("trastuzumab-deruxtecan") + "]," + measured(lvef)), {"enhertu"});
  };
  // A fraction in its unit is the same as per cent.
  EXPECT_TRUE(has(given(R"({"kind": "lvef", "value": 0.38, "unit": "1", "date": "2026-06-10"})"),
                  "wait lvef.finding.trastuzumab-deruxtecan row 6"));
  // A fraction called per cent, per cent called a fraction, a unit of something else: not used, said, never normal.
  for (const char* lvef : {R"({"kind": "lvef", "value": 0.58, "unit": "%", "date": "2026-06-10"})",
                           R"({"kind": "lvef", "value": 58, "unit": "1", "date": "2026-06-10"})",
                           R"({"kind": "lvef", "value": 58, "unit": "g/L", "date": "2026-06-10"})"}) {
    const assess::OrderReview review = given(lvef);
    EXPECT_TRUE(has(review, "wait lvef.")) << lvef << "\n" << show(review);
    EXPECT_TRUE(warns(review.assessment, "value-implausible", "measurements[11].value")) << lvef;
  }
}

TEST(Hazards, AnImpossibleBaselineIsNoBaseline) {
  // 0.62 "%" before treatment, 44 % now: read as it stands the LVEF would have risen.
  const assess::OrderReview review =
      order(patient("\"treatments\": [" + treated("trastuzumab-deruxtecan") + R"(],"measurements": [
          {"kind": "lvef", "value": 0.62, "unit": "%", "date": "2026-01-10"}, {"kind": "lvef", "value": 44, "unit": "%", "date": "2026-06-10"}])"),
            {"enhertu"});
  const auto& holds = review.assessment.safety.holds;
  const auto isLvef = [](const HoldEntry& each) { return each.topic == "lvef"; };
  const auto lvef = std::find_if(holds.begin(), holds.end(), isLvef);
  ASSERT_NE(lvef, holds.end()) << show(review);
  EXPECT_FALSE(lvef->certain);
  EXPECT_NE(std::find(lvef->actions.begin(), lvef->actions.end(), "hold"), lvef->actions.end());
}

TEST(Hazards, AValueWithoutADateMayBeTheLatest) {
  const assess::OrderReview review = order(
      patient(
          "\"treatments\": [" + treated("trastuzumab-deruxtecan") + "]," +
          measured(
              R"({"kind": "lvef", "value": 60, "unit": "%", "date": "2026-05-30"}, {"kind": "lvef", "value": 30, "unit": "%"})")),
      {"enhertu"});
  EXPECT_TRUE(has(review, "wait lvef.")) << show(review);
}

TEST(Hazards, TheSameTherapyTwiceIsStopped) {
  // A conjugate beside another, also where the one ordered was given before.
  const std::string beside = treated("trastuzumab-deruxtecan");
  const std::string earlier =
      R"({"drugs": ["trastuzumab-emtansine"], "intent": "metastatic", "start": "2025-01-20", "end": "2026-01-01", "endReason": "progression"})";
  EXPECT_TRUE(
      has(order(patient("\"treatments\": [" + beside + "]," + measured()), {"kadcyla"}), "stop duplicate-conjugate"));
  EXPECT_TRUE(has(order(patient("\"treatments\": [" + earlier + "," + beside + "]," + measured()), {"kadcyla"}),
                  "stop duplicate-conjugate"));
  // T-DM1 after T-DM1: a caution that names it.
  EXPECT_TRUE(
      has(order(patient("\"treatments\": [" + earlier + "]," + measured()), {"kadcyla"}), "go after-progression"));
  // Trastuzumab beside the fixed combination that holds it, also where it was given before.
  const std::string both = treated("pertuzumab-trastuzumab-hyaluronidase");
  const std::string before =
      R"({"drugs": ["trastuzumab"], "intent": "adjuvant", "start": "2020-01-20", "end": "2021-01-01"})";
  EXPECT_TRUE(has(order(patient("\"treatments\": [" + before + "," + both + "]," + measured()), {"trastuzumab"}),
                  "stop duplicate-trastuzumab"));
}

TEST(Hazards, ABiosimilarIsTrastuzumab) {
  const std::string beside = "\"treatments\": [" + treated("pertuzumab-trastuzumab-hyaluronidase") + "]," + measured();
  for (const char* name :
       {"Ogivri", "trastuzumab-dkst", "trastuzumab-wxyz", "Kanjinti", "Herzuma", "Ontruzant", "Trazimera"})
    EXPECT_TRUE(has(order(patient(beside), {name}), "stop duplicate-trastuzumab")) << name;
  const auto record = desk().readCase(R"({"id": "p", "treatments": [{"drugs": ["Trazimera"]}]})", "case");
  ASSERT_TRUE(record);
  EXPECT_EQ(testKnowledge()->vocabulary.drug(record->first.treatments.at(0).drugs.at(0)).id, "trastuzumab");
}

TEST(Hazards, PregnancyStopsAndIsAskedFor) {
  const auto woman = [](const std::string& more) {
    return patient(
        measured(),
        R"("birthDate": "1990-03-01", "sex": "female", "menopause": "pre", "smoking": "never", "medications": [], "symptoms": [],
        "conditions": [{"kind": "interstitial-lung-disease", "absent": true}])" +
            more);
  };
  for (const char* drug : {"enhertu", "herceptin", "phesgo", "kadcyla", "tukysa", "nerlynx"}) {
    EXPECT_TRUE(has(order(woman(R"(, "pregnant": true)"), {drug}), "stop pregnancy")) << drug;
    EXPECT_TRUE(has(order(woman(""), {drug}), "wait baseline-pregnancy")) << drug;
  }
  EXPECT_FALSE(has(order(woman(R"(, "pregnant": false)"), {"enhertu"}), "wait baseline-pregnancy"));
}

TEST(Hazards, IldInTheHistoryIsSeen) {
  const std::string person =
      R"("birthDate": "1958-03-01", "sex": "female", "menopause": "post", "smoking": "never", "medications": [], "symptoms": [], )";
  const auto ild = [&](const std::string& condition, const std::string& treatment) {
    return order(patient((treatment.empty() ? "" : "\"treatments\": [" + treatment + "],") + measured(),
                         person + R"("conditions": [)" + condition + "]"),
                 {"enhertu"});
  };
  // From another cause; not asked for; under the drug itself, also after its course was closed.
  EXPECT_TRUE(has(ild(R"({"kind": "interstitial-lung-disease", "date": "2019-05"})", ""), "go ild-history"));
  EXPECT_TRUE(has(ild("", ""), "wait baseline-lung-history"));
  const std::string closed = treated("trastuzumab-deruxtecan", R"("end": "2026-06-01", "endReason": "toxicity")");
  EXPECT_TRUE(has(ild(R"({"kind": "pneumonitis", "grade": 2, "date": "2026-05-30", "end": "2026-06-10"})", closed),
                  "stop ild.trastuzumab-deruxtecan"));
  const assess::OrderReview first = ild(R"({"kind": "pneumonitis", "grade": 1, "date": "2026-05-30"})", closed);
  EXPECT_TRUE(has(first, "wait ild.trastuzumab-deruxtecan")) << show(first);
  EXPECT_TRUE(has(first, "go ild-earlier-course")) << show(first);
}

TEST(Hazards, ASuspicionEndsOnlyWithALookThatCameAfterIt) {
  const auto coughing = [](const std::string& looked) {
    return order(patient("\"treatments\": [" + treated("trastuzumab-deruxtecan") + "]," + measured(),
                         R"("birthDate": "1958", "sex": "female", "menopause": "post", "medications": [],
                            "symptoms": [{"kind": "cough", "since": "2026-06-01"}, {"kind": "fever", "since": "2026-06-08"}],
                            "conditions": [{"kind": "pneumonitis", "absent": true)" +
                             looked + "}]"),
                 {"enhertu"});
  };
  const std::string suspected = "wait ild.suspected";
  EXPECT_TRUE(has(coughing(R"(, "date": "2026-06-05")"), suspected)) << "before the fever";
  EXPECT_TRUE(has(coughing(""), suspected)) << "nobody knows when";
  EXPECT_TRUE(has(coughing(R"(, "date": "2026-07-01")"), suspected)) << "later than the day";
  EXPECT_FALSE(has(coughing(R"(, "date": "2026-06-10")"), suspected));
  EXPECT_FALSE(has(coughing(R"(, "date": "2026-06-10")"), "wait ild-symptoms-deruxtecan"));
}

TEST(Hazards, AnOpenHoldOutlivesTheCourseThatWasClosed) {
  const std::string closed = treated("trastuzumab-deruxtecan", R"("end": "2026-06-01")");
  const assess::OrderReview review =
      order(patient("\"treatments\": [" + closed + "]," +
                    measured(R"({"kind": "lvef", "value": 38, "unit": "%", "date": "2026-05-30"})")),
            {"enhertu"});
  EXPECT_TRUE(has(review, "wait lvef.finding.trastuzumab-deruxtecan")) << show(review);
}

TEST(Hazards, ABloodCountBelongsToItsDose) {
  const auto given = [](const std::string& lastDose, const std::string& count) {
    return order(
        patient("\"treatments\": [" + treated("trastuzumab-deruxtecan", R"("lastDose": ")" + lastDose + "\"") + "]," +
                measured(R"({"kind": "neutrophils", "value": 3, "unit": "10*9/L", "date": ")" + count +
                         R"("}, {"kind": "platelets", "value": 200, "unit": "10*9/L", "date": ")" + count +
                         R"("}, {"kind": "haemoglobin", "value": 12, "unit": "g/dL", "date": ")" + count +
                         R"("}, {"kind": "lvef", "value": 60, "unit": "%", "date": "2026-06-01"},
                                            {"kind": "chest-ct", "value": 1, "date": "2026-06-01"})")),
        {"enhertu"});
  };
  EXPECT_TRUE(has(given("2026-05-25", "2026-05-25"), "wait monitor-blood-deruxtecan"));
  EXPECT_FALSE(has(given("2026-05-25", "2026-06-14"), "wait monitor-blood-deruxtecan"));
  // A last dose that is recorded for a later day says nothing on this one.
  EXPECT_FALSE(has(given("2026-08-01", "2026-06-14"), "wait monitor-blood-deruxtecan"));
}

TEST(Hazards, AMedicineNobodyKnowsIsSaid) {
  const assess::OrderReview review = order(
      patient(measured(),
              R"("birthDate": "1958-03-01", "sex": "female", "menopause": "post", "medications": ["compound 17"])"),
      {"tukysa"});
  EXPECT_TRUE(std::any_of(review.check.reasons.begin(), review.check.reasons.end(),
                          [](const safety::OrderReason& each) {
                            return each.kind == "interaction" && each.say.starts_with("compound 17") && !each.certain;
                          }))
      << show(review);
}

TEST(Hazards, AContraindicatedMedicineStops) {
  const std::string person =
      R"("birthDate": "1958-03-01", "sex": "female", "menopause": "post", "medications": ["rifampicin", "loperamide"])";
  EXPECT_TRUE(has(order(patient(measured(), person), {"nerlynx"}, "EU"), "stop neratinib-inducer"));
  EXPECT_TRUE(has(order(patient(measured(), person), {"nerlynx"}, "US"), "wait neratinib-inducer"));
  EXPECT_FALSE(has(order(patient(measured(), person), {"nerlynx"}, "US"), "stop"));
}

TEST(Hazards, ADrugWithoutRulesIsNeverCleared) {
  const assess::OrderReview review = order(patient(measured()), {"docetaxel"});
  EXPECT_EQ(review.check.verdict, safety::Verdict::Wait);
  EXPECT_EQ(review.check.reasons.at(0).kind, "not-covered");
}

TEST(Hazards, ALineNobodyReadNeverDecides) {
  // Lung toxicity under lapatinib: "stop" was recalled, not read. It waits for the label, and neither stops nor goes.
  const assess::OrderReview review =
      order(patient("\"treatments\": [" + treated("lapatinib") + "]," + measured(),
                    R"("birthDate": "1958", "sex": "female", "menopause": "post", "medications": [], "symptoms": [],
                       "conditions": [{"kind": "pneumonitis", "grade": 3, "date": "2026-06-10"}])"),
            {"lapatinib"});
  EXPECT_TRUE(has(review, "wait ild.lapatinib")) << show(review);
  EXPECT_NE(review.check.verdict, safety::Verdict::Stop) << show(review);
}

TEST(Hazards, SmokingOnRecordCounts) {
  // Hypertension and an earlier anthracycline are 3 points; with smoking 4, with troponin 6.
  const auto present = [](const char* smoking) {
    const Assessed a = assessed(
        R"({"id": "p", "birthDate": "1970", "sex": "female", "smoking": ")" + std::string(smoking) +
            R"(", "tumours": [{"kind": "breast", "setting": "metastatic"}], "specimens": [{"ihc": {"score": "3+"}}],
          "conditions": [{"kind": "hypertension"}], "treatments": []})",
        day);
    for (const RiskEntry& scale : a.result.safety.risks) {
      for (const RiskItem& item : scale.present) {
        if (item.say.find("smok") != std::string::npos) return true;
      }
    }
    return false;
  };
  EXPECT_TRUE(present("current"));
  EXPECT_FALSE(present("never"));
}

TEST(Hazards, AListThatWasNotGivenSaysNothing) {
  const auto classes = [](const char* list) {
    const std::string person = R"("birthDate": "1976-01-01", "sex": "female", "smoking": "never", )";
    const Assessed a = assessed(patient(measured(), person + list), day);
    for (const RiskEntry& scale : a.result.safety.risks) {
      if (scale.scale == "cardiac") return fmt::format("{}", fmt::join(scale.classes, " "));
    }
    return std::string();
  };
  EXPECT_EQ(classes(R"("conditions": [])"), "low moderate") << "radiotherapy is not known";
  // Adverse events are no history: nobody has asked for heart failure.
  EXPECT_NE(classes(R"("adverseEvents": [])").find("very-high"), std::string::npos)
      << classes(R"("adverseEvents": [])");
}

// --- records

TEST(Hazards, TwoPatientsInABundleAreRefused) {
  const auto read = desk().readCase(R"({"resourceType": "Bundle", "type": "collection", "entry": [
      {"resource": {"resourceType": "Patient", "id": "a"}}, {"resource": {"resourceType": "Patient", "id": "b"}}]})",
                                    "bundle");
  EXPECT_FALSE(read);
}

TEST(Hazards, ADateInTheFutureIsNotUsedAndIsSaid) {
  const std::string record = patient(
      "\"treatments\": [" + treated("trastuzumab-deruxtecan") + "]," +
          measured(R"({"kind": "lvef", "value": 30, "unit": "%", "date": "2026-12-01"})"),
      R"("birthDate": "1958-03-01", "sex": "female", "menopause": "post", "symptoms": [{"kind": "cough", "since": "2026-12-01"}],
         "conditions": [{"kind": "pneumonitis", "grade": 3, "date": "2026-12-01"}])");
  const assess::OrderReview review = order(record, {"enhertu"});
  EXPECT_FALSE(has(review, "wait lvef.")) << show(review);
  EXPECT_FALSE(has(review, "stop ild.")) << show(review);
  EXPECT_TRUE(review.assessment.safety.urgent.empty());
  for (const char* where : {"measurements[11]", "symptoms[0]", "conditions[0]"})
    EXPECT_TRUE(warns(review.assessment, "date-after-as-of", where)) << where;
  EXPECT_TRUE(has(order(record, {"enhertu"}, "US", "2026-12-02"), "stop ild."));
}

std::string observation(const std::string& status, const std::string& coding, const std::string& value) {
  return R"({"resource": {"resourceType": "Observation", "id": "o", "status": ")" + status +
         R"(", "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-05-01", "code": {"coding": [{"system": "http://loinc.org", )" +
         coding + R"(}]}, "valueCodeableConcept": {"text": ")" + value + R"("}}})";
}

std::string bundle(const std::string& entry) {
  return R"({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "Patient", "id": "p"}},
      {"resource": {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C50.9"}]}}},)" +
         entry + "]}";
}

TEST(Hazards, AnAmendedReportIsPointedOutAndAWithdrawnOneNotUsed) {
  const auto read = [](const char* status) {
    const auto one = desk().readCase(bundle(observation(status, R"("code": "85319-2")", "3+")), "bundle");
    EXPECT_TRUE(one);
    return *one;
  };
  const auto says = [](const Problems& problems, const char* code) {
    return std::any_of(problems.begin(), problems.end(), [&](const Problem& each) { return each.code == code; });
  };
  EXPECT_TRUE(says(read("amended").second, "status-amended"));
  EXPECT_FALSE(read("amended").first.specimens.empty());
  EXPECT_TRUE(says(read("entered-in-error").second, "status-ignored"));
  EXPECT_TRUE(read("entered-in-error").first.specimens.empty());
}

TEST(Hazards, ACodeWhoseDisplayIsOfAnotherTestIsNotUsed) {
  // 85319-2 is HER2 by IHC; in the wild it stands on reports of PD-L1.
  const auto right = desk().readCase(
      bundle(observation("final", R"("code": "85319-2", "display": "HER2 [Presence] by Immune stain")", "3+")), "b");
  ASSERT_TRUE(right);
  EXPECT_FALSE(right->first.specimens.empty());
  const auto wrong = desk().readCase(
      bundle(observation("final", R"("code": "85319-2", "display": "PD-L1 by clone 22C3")", "3+")), "b");
  ASSERT_TRUE(wrong);
  EXPECT_TRUE(wrong->first.specimens.empty());
  EXPECT_TRUE(std::any_of(wrong->second.begin(), wrong->second.end(),
                          [](const Problem& each) { return each.code == "code-display-mismatch"; }));
}

}  // namespace
}  // namespace her2
