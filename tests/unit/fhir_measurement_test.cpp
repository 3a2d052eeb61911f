// What Observations say of receptors, size, grade and nodes, and every measurement: units, ranges, days.
#include "fhir_fixture.h"

namespace her2 {
namespace {

using namespace fhir_test;

// --- receptors, size, grade
// ---------------------------------------------------------------------------------------------------------------------------

TEST(FhirMeasurements, Receptors) {
  for (const char* code : {"85337-4", "16112-5", "40556-3"}) {
    EXPECT_EQ(codes("receptor", withBreastCancer({observation("er", ofLoinc(code), valueCode(loinc, "LA6576-8"))})
                                    .patient.tumours.at(0)
                                    .er.status),
              "positive")
        << code;
  }
  EXPECT_EQ(codes("receptor", withBreastCancer({observation("pr", ofLoinc("85339-0"), valueString("Low positive"))})
                                  .patient.tumours.at(0)
                                  .pr.status),
            "low-positive");
  EXPECT_EQ(number(withBreastCancer({observation("er", ofLoinc("85337-4"), valueQuantity("10", "%", ">="))})
                       .patient.tumours.at(0)
                       .er.percent),
            "[10..100]");
  EXPECT_EQ(number(withBreastCancer({observation("pr", ofLoinc("85325-9"), valueQuantity("0.4", "1"))})
                       .patient.tumours.at(0)
                       .pr.percent),
            "40");
  EXPECT_EQ(number(withBreastCancer({observation("er", ofLoinc("85329-1"), valueQuantity("120", "%"))})
                       .patient.tumours.at(0)
                       .er.percent),
            "");
  EXPECT_EQ(number(withBreastCancer({observation("ki", ofLoinc("85330-9"), valueQuantity("30", "%"))})
                       .patient.tumours.at(0)
                       .ki67Percent),
            "30");
}

TEST(FhirMeasurements, TheLaterReceptorCountsAndSaysSo) {
  const Read result =
      withBreastCancer({observation("er2", ofLoinc("85337-4"), valueCode(loinc, "LA6577-6"), "2023-05-01"),
                        observation("er1", ofLoinc("85337-4"), valueCode(loinc, "LA6576-8"), "2021-03"),
                        observation("er3", ofLoinc("85337-4"), valueCode(loinc, "LA6576-8"), "2024-05-01")});
  EXPECT_EQ(codes("receptor", result.patient.tumours.at(0).er.status), "positive");
  EXPECT_EQ(result.codes(), std::vector<std::string>{"value-changed"});
  const Read sameDay = withBreastCancer({observation("a", ofLoinc("85337-4"), valueCode(loinc, "LA6576-8")),
                                         observation("b", ofLoinc("85337-4"), valueCode(loinc, "LA6577-6"))});
  EXPECT_EQ(codes("receptor", sameDay.patient.tumours.at(0).er.status), "positive|negative");
  EXPECT_EQ(sameDay.codes(), std::vector<std::string>{"conflicting-values"});
}

TEST(FhirMeasurements, SizeGradeAndNodes) {
  const auto tumour = [](const std::string& code, const std::string& value) {
    return withBreastCancer({observation("x", code, value)}).patient.tumours.at(0);
  };
  EXPECT_EQ(number(tumour(ofLoinc("33728-7"), valueQuantity("2.5", "cm")).sizeMm), "25");
  EXPECT_EQ(number(tumour(ofLoinc("21889-1"),
                          R"("component":[{"code":)" + ofLoinc("33728-7") + "," + valueQuantity("1.1", "cm") + "}]")
                       .sizeMm),
            "11");
  EXPECT_EQ(number(tumour(ofLoinc("33728-7"), R"("valueQuantity":{"value":18,"unit":"millimeters"})").sizeMm), "18");
  EXPECT_EQ(number(tumour(ofLoinc("33728-7"), valueQuantity("18", "")).sizeMm), "");
  EXPECT_EQ(number(tumour(ofLoinc("44648-4"), valueCode(loinc, "LA27824-4", "Nottingham grade 2")).grade), "2");
  EXPECT_EQ(number(tumour(ofLoinc("44648-4"), valueString("Grade III")).grade), "3");
  EXPECT_EQ(number(tumour(ofLoinc("33732-9"), R"("valueInteger":1)").grade), "1");
  EXPECT_EQ(number(tumour(concept_({coding("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C18000")}),
                          valueCode(snomed, "1286893008", "Intermediate histologic grade (qualifier value)"))
                       .grade),
            "2");
  EXPECT_EQ(number(tumour(ofLoinc("92832-5"), R"("valueInteger":3)").positiveNodes), "3");
  EXPECT_EQ(number(tumour(ofLoinc("85343-2"), valueQuantity("5.786753447329096", "#")).positiveNodes), "");  // Synthea
}

// --- measurements
// -----------------------------------------------------------------------------------------------------------------------------------------

struct MeasurementCase {
  std::string code;
  std::string value;
  std::string expected;  ///< "kind value unit"; empty: refused
};

void PrintTo(const MeasurementCase& each, std::ostream* out) { *out << each.code << " " << each.value; }

class FhirMeasurement : public testing::TestWithParam<MeasurementCase> {};

TEST_P(FhirMeasurement, IsConvertedOrRefused) {
  const Read result = withBreastCancer({observation("m", ofLoinc(GetParam().code), GetParam().value)});
  std::string text;
  for (const Measurement& each : result.patient.measurements)
    text += each.kind + " " + each.value.value.text() + (each.unit.empty() ? "" : " " + each.unit);
  EXPECT_EQ(text, GetParam().expected) << result;
  EXPECT_EQ(result.problems.empty(), !GetParam().expected.empty()) << result;
}

INSTANTIATE_TEST_SUITE_P(
    Read, FhirMeasurement,
    testing::Values(MeasurementCase{"10230-1", valueQuantity("62", "%"), "lvef 62 %"},
                    MeasurementCase{"8806-2", valueQuantity("0.55", "1"), "lvef 55 %"},
                    MeasurementCase{"18043-0", valueQuantity("50", "%", ">="), "lvef [50..90] %"},
                    MeasurementCase{"10230-1", valueString("60 %"), "lvef 60 %"},
                    MeasurementCase{"89247-1", R"("valueInteger":1)", "ecog 1"},
                    MeasurementCase{"89247-1", valueCode(loinc, "LA9624-3"), "ecog 2"},
                    MeasurementCase{"89243-0", R"("valueInteger":90)", "karnofsky 90"},
                    MeasurementCase{"1742-6", valueQuantity("37", "U/L"), "alt 37 U/L"},
                    MeasurementCase{"1920-8", R"("valueQuantity":{"value":20,"unit":"IU/L"})", "ast 20 U/L"},
                    MeasurementCase{"1975-2", valueQuantity("0.8", "mg/dL"), "bilirubin 0.8 mg/dL"},
                    MeasurementCase{"14631-6", valueQuantity("17.104", "umol/L"), "bilirubin 1 mg/dL"},
                    MeasurementCase{"14682-9", valueQuantity("88.42", "umol/L"), "creatinine 1 mg/dL"},
                    MeasurementCase{"777-3", valueQuantity("250", "10*3/uL"), "platelets 250 10*9/L"},
                    MeasurementCase{"777-3", valueQuantity("250000", "/uL"), "platelets 250 10*9/L"},
                    MeasurementCase{"751-8", R"("valueQuantity":{"value":3.2,"unit":"K/uL"})",
                                    "neutrophils 3.2 10*9/L"},
                    MeasurementCase{"718-7", valueQuantity("120", "g/L"), "haemoglobin 12 g/dL"},
                    MeasurementCase{"59408-5", valueQuantity("97", "%"), "spo2 97 %"},
                    MeasurementCase{"29463-7", valueQuantity("100", "[lb_av]"), "weight 45.359237 kg"},
                    MeasurementCase{"8302-2", valueQuantity("65", "[in_i]"), "height 165.1 cm"},
                    MeasurementCase{"33914-3", valueQuantity("83", "mL/min/{1.73_m2}"), "egfr 83 mL/min/{1.73_m2}"}));

INSTANTIATE_TEST_SUITE_P(Refused, FhirMeasurement,
                         testing::Values(MeasurementCase{"10230-1", valueQuantity("62", ""), ""},
                                         MeasurementCase{"10230-1", valueQuantity("62", "1"), ""},
                                         MeasurementCase{"10230-1", valueQuantity("0.6", "%"), ""},
                                         MeasurementCase{"10230-1", valueQuantity("62", "mm"), ""},
                                         MeasurementCase{"89247-1", R"("valueInteger":-1)", ""},
                                         MeasurementCase{"89247-1", R"("valueInteger":7)", ""},
                                         MeasurementCase{"89247-1", valueQuantity("1.5", ""), ""},
                                         MeasurementCase{"751-8", valueQuantity("3000", "10*3/uL"), ""},
                                         MeasurementCase{"1742-6", valueQuantity("37", "mg/dL"), ""},
                                         MeasurementCase{"59408-5", valueQuantity("970", "%"), ""}));

TEST(FhirMeasurements, SaysWhyACountIsImplausible) {  // the neutrophils of mCODE's Jenny M
  const Read result = withBreastCancer({observation("n", ofLoinc("26499-4"), valueQuantity("3000", "10*3/uL"))});
  const Problem& problem = result.problem("value-implausible");
  EXPECT_EQ(problem.where, "test.ndjson:7 Observation/n.valueQuantity");
  EXPECT_NE(problem.message.find("3000 10*9/L"), std::string::npos) << problem.message;
}

TEST(FhirMeasurements, LimitsOfTheLaboratoryStandBesideTheValueInItsUnit) {
  const auto read = [](const std::string& range) {
    return withBreastCancer({observation("alt", ofLoinc("1742-6"), valueQuantity("120", "U/L") + "," + range)});
  };
  const auto limits = [](const Read& result) {
    EXPECT_EQ(result.patient.measurements.size(), 1U) << result;
    const Measurement& m = result.patient.measurements.at(0);
    return number(m.referenceLow) + " " + number(m.referenceHigh);
  };
  const Read plain = read(R"("referenceRange":[{"low":{"value":10,"unit":"U/L"},"high":{"value":40,"unit":"U/L"}}])");
  EXPECT_EQ(limits(plain), "10 40");
  EXPECT_EQ(plain.where(plain.patient.measurements.at(0).referenceHigh.origin), "Observation/alt.referenceRange.high");
  // The high one alone; a range for treatment first, the normal one behind it.
  EXPECT_EQ(limits(read(R"("referenceRange":[{"high":{"value":40,"unit":"U/L"}}])")), " 40");
  EXPECT_EQ(
      limits(read(R"("referenceRange":[{"type":{"coding":[{"code":"therapeutic"}]},"high":{"value":99,"unit":"U/L"}},
                           {"type":{"coding":[{"code":"normal"}]},"high":{"value":40,"unit":"U/L"}}])")),
      " 40");
  // A limit in another unit is refused, and said.
  const Read other = read(R"("referenceRange":[{"high":{"value":40,"unit":"mg/dL"}}])");
  EXPECT_EQ(limits(other), " ");
  EXPECT_TRUE(other.has("reference-range-ignored")) << other;
  const Read none = withBreastCancer({observation("alt", ofLoinc("1742-6"), valueQuantity("120", "U/L"))});
  EXPECT_EQ(limits(none), " ");
}

TEST(FhirMeasurements, KeepsEveryMeasurementWithItsDay) {
  const Read result = withBreastCancer(
      {observation("a", ofLoinc("10230-1"), valueQuantity("62", "%"), "2021-03-02T09:30:00-05:00"),
       observation("b", ofLoinc("10230-1"), valueQuantity("55", "%"), "2021-06"),
       R"({"resourceType":"Observation","id":"c","status":"final","code":)" + ofLoinc("10230-1") +
           R"(,"effectivePeriod":{"start":"2022-01-03","end":"2022-01-04"},)" + valueQuantity("50", "%") + "}"});
  ASSERT_EQ(result.patient.measurements.size(), 3U);
  EXPECT_EQ(date(result.patient.measurements[0].date), "2021-03-02");
  EXPECT_EQ(date(result.patient.measurements[1].date), "2021-06");
  EXPECT_EQ(date(result.patient.measurements[2].date), "2022-01-03");
  EXPECT_EQ(result.where(result.patient.measurements[2].date.origin), "Observation/c.effectivePeriod.start");
}

TEST(FhirMeasurements, ThePersonAndHabits) {
  EXPECT_EQ(
      withBreastCancer({observation("p", ofLoinc("82810-3"), valueCode(snomed, "77386006"))}).patient.pregnant.value,
      Truth::True);
  EXPECT_EQ(
      withBreastCancer({observation("p", ofLoinc("82810-3"), valueCode(loinc, "LA26683-5"))}).patient.pregnant.value,
      Truth::False);
  EXPECT_EQ(
      codes("menopause", withBreastCancer({observation("m", ofSnomed("161712005"), valueCode(snomed, "289903006"))})
                             .patient.menopause),
      "post");
  EXPECT_EQ(withBreastCancer({observation("s", ofLoinc("72166-2"),
                                          valueCode(snomed, "449868002", "Smokes tobacco daily (finding)"))})
                .patient.conditions.at(0)
                .kind,
            "smoker");
  EXPECT_TRUE(withBreastCancer({observation("s", ofLoinc("72166-2"), valueCode(snomed, "266919005", "Never smoker"))})
                  .patient.conditions.empty());
}

}  // namespace
}  // namespace her2
