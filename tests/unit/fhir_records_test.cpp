// Records that others published: what stands in them was looked up in the files by hand. Skipped, visibly, where the
// files are absent.
#include <cstdlib>
#include <filesystem>

#include "fhir_fixture.h"

namespace her2 {
namespace {

using namespace fhir_test;

std::string mcodeExamples() {
  const char* set = std::getenv("HER2_MCODE_EXAMPLES");
  return set != nullptr ? set : HER2_SOURCE_DIR "/.npm/node_modules/hl7.fhir.us.mcode/example";
}

std::string recordOf(const std::string& name) { return HER2_SOURCE_DIR "/../shared/data/fhir/" + name; }

class FhirRecords : public testing::Test {
 protected:
  /// Skips the test where the file is not there.
  void open(const std::string& path) {
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
    result = read(fileText(path), {"record.json", 0});
    ASSERT_TRUE(result.good) << result;
  }
  const Tumour& tumour() const { return result.patient.tumours.at(0); }
  std::string treatments() const {
    std::string text;
    for (const Treatment& each : result.patient.treatments)
      text += drugs(each) + each.procedure.value + " " + date(each.start) +
              (each.end.recorded() ? ".." + date(each.end) : "") + "\n";
    return text;
  }

  Read result;
};

TEST_F(FhirRecords, JennyM) {
  open(mcodeExamples() + "/Bundle-mcode-patient-bundle-jenny-m.json");
  if (IsSkipped()) return;
  EXPECT_EQ(result.patient.id, "cancer-patient-jenny-m");
  EXPECT_EQ(date(result.patient.birthDate), "1965-01-01");
  EXPECT_EQ(codes("sex", result.patient.sex), "female");
  ASSERT_EQ(result.patient.tumours.size(), 1U);
  EXPECT_EQ(codes("tumour-kind", tumour().kind), "breast");
  EXPECT_EQ(codes("histology", tumour().histology), "ductal");
  EXPECT_EQ(date(tumour().diagnosed), "2018-03-16");
  EXPECT_EQ(codes("t-category", tumour().t) + codes("n-category", tumour().n) + codes("m-category", tumour().m),
            "T3N0M0");
  EXPECT_EQ(codes("stage", tumour().stage), "IIB|IIIC");
  EXPECT_FALSE(tumour().setting.recorded());
  EXPECT_EQ(number(tumour().sizeMm), "25");
  EXPECT_EQ(codes("receptor", tumour().er.status), "positive");
  EXPECT_EQ(codes("receptor", tumour().pr.status), "negative");
  ASSERT_EQ(tumour().variants.size(), 1U);
  EXPECT_EQ(tumour().variants[0].gene.value + " " + tumour().variants[0].protein.value, "PALB2 p.Tyr1183Ter");
  ASSERT_EQ(result.patient.specimens.size(), 1U);
  EXPECT_EQ(codes("laboratory-reading", result.patient.specimens[0].reported.result), "negative");
  EXPECT_EQ(date(result.patient.specimens[0].reported.date), "2018-03-10");
  EXPECT_FALSE(result.patient.specimens[0].ihc.present);
  EXPECT_EQ(treatments(),
            "cyclophosphamide+doxorubicin 2018-04-01\nsurgery 2018-04-01\npaclitaxel 2018-04-12\nradiotherapy "
            "2018-08-15..2018-10-25\nanastrozole 2018-09-30\n");
  ASSERT_EQ(result.patient.measurements.size(), 2U);
  EXPECT_EQ(result.patient.measurements[0].kind + " " + number(result.patient.measurements[0].value), "ecog 0");
  EXPECT_EQ(result.patient.measurements[1].kind + " " + number(result.patient.measurements[1].value),
            "weight 70.30681735");  // 155 lb of 0.45359237 kg
  ASSERT_EQ(result.patient.conditions.size(), 1U);
  EXPECT_EQ(result.patient.conditions[0].kind, "smoker");
  EXPECT_EQ(result.codes(), (std::vector<std::string>{"value-implausible", "stage-contradiction"})) << result;
  EXPECT_EQ(result.problem("stage-contradiction").where,
            "record.json Condition/primary-cancer-condition-jenny-m.stage[0].summary");
  EXPECT_EQ(result.problem("value-implausible").where,
            "record.json Observation/us-core-observation-lab-neutrophils-jenny-m.valueQuantity");
}

TEST_F(FhirRecords, EveryMcodeExampleAlone) {
  if (!std::filesystem::exists(mcodeExamples())) GTEST_SKIP() << mcodeExamples() << " is not there";
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(mcodeExamples())) {
    const Read each = read(fileText(file.path().string()), {"x.json", 0});
    EXPECT_TRUE(each.good || each.has("two-patients")) << file.path() << each;
    ++count;
  }
  EXPECT_GT(count, 100U);
}

TEST_F(FhirRecords, TrialMatching) {
  open(recordOf("trial-matching-patient.json"));
  if (IsSkipped()) return;
  EXPECT_EQ(date(result.patient.birthDate), "1966-08-03");
  ASSERT_EQ(result.patient.tumours.size(), 1U);
  EXPECT_EQ(codes("tumour-kind", tumour().kind), "breast");
  EXPECT_EQ(codes("stage", tumour().stage), "IIIA");
  EXPECT_EQ(codes("setting", tumour().setting), "metastatic");
  EXPECT_EQ(codes("metastasis-site", tumour().metastases.value),
            "leptomeninges");  // body site 8935007, cerebral meninges
  EXPECT_EQ(codes("receptor", tumour().er.status), "positive");
  EXPECT_EQ(number(tumour().er.percent), "[10..100]");  // >= 10 %
  ASSERT_EQ(result.patient.specimens.size(), 1U);
  const Specimen& specimen = result.patient.specimens[0];
  EXPECT_EQ(codes("laboratory-reading", specimen.ihc.reported) + " " + codes("ihc-score", specimen.ihc.score),
            "positive 3+");
  EXPECT_EQ(codes("laboratory-reading", specimen.ish.reported), "positive");
  EXPECT_FALSE(specimen.ish.ratio.recorded());  // at least 1 to at least 100
  EXPECT_TRUE(tumour().variants.empty());       // they are another patient's
  EXPECT_EQ(treatments(),
            "paclitaxel 2017-07-28..2017-09-08\nlymph-node-surgery 2018-01-11..2018-01-26\nradiotherapy "
            "2018-01-24..2018-01-27\n");
  for (const char* code : {"duplicate-resource", "two-values", "other-patient", "value-says-nothing"})
    EXPECT_TRUE(result.has(code)) << code;
}

TEST_F(FhirRecords, TrialMatchingBroken) {
  open(recordOf("trial-matching-patient-broken.json"));
  if (IsSkipped()) return;
  EXPECT_FALSE(result.patient.birthDate.recorded());
  EXPECT_EQ(codes("tumour-kind", tumour().kind), "breast");
  EXPECT_TRUE(result.patient.measurements.empty());  // the ECOG of -1 is another patient's besides
  EXPECT_EQ(result.codes(), std::vector<std::string>{"other-patient"}) << result;
}

TEST_F(FhirRecords, PathwaysMaryam) {
  open(recordOf("pathways-maryam.json"));
  if (IsSkipped()) return;
  EXPECT_EQ(date(result.patient.birthDate), "1959-02-16");
  EXPECT_EQ(codes("t-category", tumour().t) + codes("n-category", tumour().n) + codes("m-category", tumour().m),
            "T1N2M0");
  EXPECT_EQ(codes("stage", tumour().stage), "IIIA");
  EXPECT_EQ(number(tumour().sizeMm), "19.87");
  EXPECT_FALSE(tumour().positiveNodes.recorded());  // 8.3879 nodes
  ASSERT_EQ(result.patient.specimens.size(), 1U);
  EXPECT_EQ(codes("laboratory-reading", result.patient.specimens[0].ihc.reported), "negative");
  EXPECT_EQ(codes("laboratory-reading", result.patient.specimens[0].ish.reported), "negative");
  // Doses before and after the operation of 22 July 2019.
  ASSERT_GE(result.patient.treatments.size(), 4U);
  EXPECT_EQ(drugs(result.patient.treatments[0]) + " " + date(result.patient.treatments[0].start),
            "paclitaxel 2019-02-10");
  EXPECT_NE(treatments().find("surgery 2019-07-22"), std::string::npos);
  EXPECT_NE(treatments().find("anastrozole 2019-12-30"), std::string::npos);
}

TEST_F(FhirRecords, Synthea) {
  open(recordOf("synthea-breast-patient.json"));
  if (IsSkipped()) return;
  EXPECT_EQ(codes("stage", tumour().stage), "IIIA");
  EXPECT_EQ(codes("t-category", tumour().t) + codes("n-category", tumour().n) + codes("m-category", tumour().m),
            "T0N2M0");
  EXPECT_TRUE(tumour().metastases.recorded);
  EXPECT_TRUE(tumour().metastases.value.empty());
  EXPECT_EQ(codes("receptor", tumour().er.status) + " " + codes("receptor", tumour().pr.status), "negative positive");
  ASSERT_EQ(result.patient.specimens.size(), 1U);
  EXPECT_EQ(codes("laboratory-reading", result.patient.specimens[0].ihc.reported), "negative");
  EXPECT_FALSE(result.patient.specimens[0].ihc.score.recorded());
  EXPECT_EQ(number(result.patient.specimens[0].ish.ratio), "< 1.8");
  EXPECT_EQ(treatments(),
            "doxorubicin 2014-11-17..2015-04-07\nlymph-node-surgery 2015-04-21..2015-04-21\nradiotherapy "
            "2015-04-21..2015-04-21\ntamoxifen 2015-04-28\n");
  EXPECT_EQ(result.codes(), std::vector<std::string>{"value-implausible"}) << result;  // 5.79 lymph nodes
}

}  // namespace
}  // namespace her2
