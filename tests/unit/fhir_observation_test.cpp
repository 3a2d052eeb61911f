// What Observations say: values of every type, codes and texts, units, statuses; and what is refused.
#include "fhir_fixture.h"

namespace her2 {
namespace {

using namespace fhir_test;

const std::string ihcCode = ofLoinc("85319-2");
const std::string fishCode = ofLoinc("85318-4");

/// What the IHC and the reported status of one specimen came to.
struct Her2Case {
  std::string value;  ///< members of the Observation
  std::string score;
  std::string reading;  ///< the laboratory's
  std::string warning;  ///< code of the only warning; empty: none
};

void PrintTo(const Her2Case& each, std::ostream* out) { *out << each.value; }

class IhcValue : public testing::TestWithParam<Her2Case> {};

TEST_P(IhcValue, IsRead) {
  const Read result = withBreastCancer({observation("ihc-1", ihcCode, GetParam().value)});
  const IhcTest none;
  const IhcTest& ihc = result.patient.specimens.empty() ? none : result.patient.specimens[0].ihc;
  EXPECT_EQ(codes("ihc-score", ihc.score), GetParam().score) << result;
  EXPECT_EQ(codes("laboratory-reading", ihc.reported), GetParam().reading) << result;
  EXPECT_EQ(result.codes(), GetParam().warning.empty() ? std::vector<std::string>() : std::vector{GetParam().warning})
      << result;
}

INSTANTIATE_TEST_SUITE_P(LoincAnswers, IhcValue,
                         testing::Values(  // answer list LL4396-9
                             Her2Case{valueCode(loinc, "LA6111-4", "0"), "0", "", ""},
                             Her2Case{valueCode(loinc, "LA11841-6", "1+"), "1+", "", ""},
                             Her2Case{valueCode(loinc, "LA11842-4", "2+"), "2+", "", ""},
                             Her2Case{valueCode(loinc, "LA11843-2", "3+"), "3+", "", ""},
                             Her2Case{valueCode(loinc, "LA11843-2"), "3+", "", ""},
                             Her2Case{valueCode(loinc, "LA11884-6", "Indeterminate"), "", "indeterminate", ""},
                             Her2Case{valueCode(loinc, "LA6576-8", "Positive"), "", "positive", ""},
                             Her2Case{valueCode(loinc, "LA6577-6", "Negative"), "", "negative", ""}));

INSTANTIATE_TEST_SUITE_P(
    SnomedAnswers, IhcValue,
    testing::Values(Her2Case{valueCode(snomed, "10828004", "Positive (qualifier value)"), "", "positive", ""},
                    Her2Case{valueCode(snomed, "260385009", "Negative (qualifier value)"), "", "negative", ""},
                    Her2Case{valueCode(snomed, "42425007"), "", "equivocal", ""},
                    Her2Case{valueCode(snomed, "280414007", "Equivocal result (finding)"), "", "equivocal", ""},
                    Her2Case{valueCode(snomed, "419984006"), "", "indeterminate", ""},
                    Her2Case{valueCode(snomed, "125154007"), "", "indeterminate", ""},
                    Her2Case{valueCode(snomed, "427685000",
                                       "Human epidermal growth factor 2 positive carcinoma of breast (disorder)"),
                             "", "positive", ""},
                    Her2Case{valueCode(snomed, "431396003",
                                       "Human epidermal growth factor 2 negative carcinoma of breast (disorder)"),
                             "", "negative", ""},
                    Her2Case{valueCode(snomed, "1381317004", "HER2 low"), "1+|2+", "negative", ""}));

INSTANTIATE_TEST_SUITE_P(
    OtherSystems, IhcValue,
    testing::Values(
        Her2Case{valueCode("http://hl7.org/fhir/us/breastcancer/CodeSystem/oncology-HER2StatusCS", "not_amplified"),
                 "0", "negative", ""},
        Her2Case{valueCode("http://hl7.org/fhir/us/breastcancer/CodeSystem/oncology-HER2StatusCS", "negative"), "1+",
                 "negative", ""},
        Her2Case{valueCode("http://hl7.org/fhir/us/breastcancer/CodeSystem/oncology-HER2StatusCS", "equivocal"), "2+",
                 "equivocal", ""},
        Her2Case{valueCode("http://hl7.org/fhir/us/breastcancer/CodeSystem/oncology-HER2StatusCS", "positive"), "3+",
                 "positive", ""},
        Her2Case{valueCode("http://lab.example.org", "positive"), "", "positive", ""},
        Her2Case{valueCode("http://lab.example.org", "H2", "Score 2+"), "2+", "", ""},
        Her2Case{valueCode("http://lab.example.org", "H2"), "", "", "value-not-understood"}));

INSTANTIATE_TEST_SUITE_P(
    Texts, IhcValue,
    testing::Values(Her2Case{valueString("3+"), "3+", "", ""}, Her2Case{valueString("Score 1+"), "1+", "", ""},
                    Her2Case{valueString("2+ (equivocal)"), "2+", "equivocal", ""},
                    Her2Case{valueString("IHC 0"), "0", "", ""}, Her2Case{valueString("HER2/neu: 3 +"), "3+", "", ""},
                    Her2Case{valueString("Negative (Score 0)"), "0", "negative", ""},
                    Her2Case{valueString("positive (3+)"), "3+", "positive", ""},
                    Her2Case{valueString("HER2-low"), "1+|2+", "negative", ""},
                    Her2Case{valueString("2"), "2+", "", ""}, Her2Case{valueString("0-1+"), "0|1+", "", ""},
                    Her2Case{valueString("0/1+"), "0|1+", "", ""}, Her2Case{valueString("1-2+"), "1+|2+", "", ""},
                    Her2Case{R"("valueCodeableConcept":{"text":"3+"})", "3+", "", ""},
                    Her2Case{valueString("not done"), "", "", "data-absent"},
                    Her2Case{valueString("not positive"), "", "", "value-not-understood"},
                    Her2Case{valueString("1+ (outside 3+)"), "", "", "value-not-understood"},
                    Her2Case{valueString("negative, previously positive"), "", "", "value-not-understood"},
                    Her2Case{valueString("1+ 3+"), "", "", "codings-conflict"}, Her2Case{valueString(""), "", "", ""},
                    Her2Case{valueString("see note"), "", "", "value-not-understood"}));

INSTANTIATE_TEST_SUITE_P(Numbers, IhcValue,
                         testing::Values(Her2Case{R"("valueInteger":3)", "3+", "", ""},
                                         Her2Case{R"("valueInteger":0)", "0", "", ""},
                                         Her2Case{valueQuantity("2", "+"), "2+", "", ""},
                                         Her2Case{valueQuantity("1", "{score}"), "1+", "", ""},
                                         Her2Case{R"("valueInteger":4)", "", "", "unit-missing"},
                                         Her2Case{valueQuantity("3", "ng/mL"), "", "", "unit-not-usable"}));

INSTANTIATE_TEST_SUITE_P(
    Contradictions, IhcValue,
    testing::Values(
        // The wild: the code of HER2-negative carcinoma with a display of the opposite.
        Her2Case{
            valueCode(snomed, "431396003", "Human epidermal growth factor 2 gene amplification detected (finding)"), "",
            "", "code-display-mismatch"},
        Her2Case{valueCode(loinc, "LA6576-8", "Negative"), "", "", "code-display-mismatch"},
        Her2Case{valueCode(loinc, "LA11843-2", "1+"), "", "", "code-display-mismatch"},
        Her2Case{valueCode(loinc, "LA27824-4"), "", "", "code-display-mismatch"},  // a Nottingham grade
        Her2Case{
            R"("valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"LA6576-8"},{"system":"http://snomed.info/sct","code":"260385009"}]})",
            "", "", "codings-conflict"},
        Her2Case{
            R"("valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"260385009"}],"text":"positive"})",
            "", "", "codings-conflict"}));

INSTANTIATE_TEST_SUITE_P(
    Absent, IhcValue,
    testing::Values(
        Her2Case{
            R"("dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"not-performed"}]})",
            "", "", "data-absent"},
        Her2Case{valueCode("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown"), "", "",
                 "data-absent"},
        Her2Case{valueCode(snomed, "416237000", "Procedure not done (situation)"), "", "", "data-absent"},
        Her2Case{"", "", "", ""}));

INSTANTIATE_TEST_SUITE_P(
    SeveralCodings, IhcValue,
    testing::Values(
        Her2Case{
            R"("valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"LA6576-8"},{"system":"http://snomed.info/sct","code":"10828004"}],"text":"Positive"})",
            "", "positive", ""},
        Her2Case{
            R"("valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"LA11843-2"},{"system":"http://snomed.info/sct","code":"10828004"}]})",
            "3+", "positive", ""},
        Her2Case{
            R"("valueCodeableConcept":{"coding":[{"system":"http://lab.example.org","code":"zz"},{"system":"http://loinc.org","code":"LA11842-4"}],"text":"see comment"})",
            "2+", "", ""}));

TEST(FhirObservation, ZeroPlusIsZeroWithStaining) {
  const Read result = withBreastCancer({observation("i", ihcCode, valueString("0+"))});
  EXPECT_EQ(codes("ihc-score", result.patient.specimens.at(0).ihc.score), "0");
  EXPECT_EQ(result.patient.specimens.at(0).ihc.membraneStaining.value, Truth::True);
  EXPECT_EQ(withBreastCancer({observation("i", ihcCode, valueString("0"))})
                .patient.specimens.at(0)
                .ihc.membraneStaining.value,
            Truth::Unknown);
}

TEST(FhirObservation, SaysWhereTheScoreCameFrom) {
  const Read result = withBreastCancer({observation("ihc-1", ihcCode, valueCode(loinc, "LA11843-2"))});
  EXPECT_EQ(result.where(result.patient.specimens.at(0).ihc.score.origin), "Observation/ihc-1.valueCodeableConcept");
  EXPECT_EQ(date(result.patient.specimens.at(0).ihc.date), "2021-03-02");
}

TEST(FhirObservation, EveryTissueCodeOfHer2) {
  for (const char* code : {"85319-2", "18474-7", "72383-3", "72382-5"}) {
    EXPECT_EQ(
        codes("ihc-score",
              withBreastCancer({observation("i", ofLoinc(code), valueString("3+"))}).patient.specimens.at(0).ihc.score),
        "3+")
        << code;
  }
  for (const char* code : {"85318-4", "31150-6", "96893-3"}) {
    EXPECT_EQ(
        codes("laboratory-reading", withBreastCancer({observation("f", ofLoinc(code), valueCode(snomed, "10828004"))})
                                        .patient.specimens.at(0)
                                        .ish.reported),
        "positive")
        << code;
  }
  EXPECT_EQ(
      codes("laboratory-reading", withBreastCancer({observation("o", ofLoinc("48676-1"), valueCode(loinc, "LA6577-6"))})
                                      .patient.specimens.at(0)
                                      .reported.result),
      "negative");
}

TEST(FhirObservation, SerumIsNoTissue) {
  for (const char* code : {"32996-1", "42914-2", "51981-9"}) {
    const Read result = withBreastCancer({observation("s", ofLoinc(code), valueQuantity("16", "ng/mL"))});
    EXPECT_TRUE(result.patient.specimens.empty()) << code;
    EXPECT_EQ(result.codes(), std::vector<std::string>{"test-not-used"}) << code;
  }
}

struct CodeCase {
  std::string code;
  bool used;
  std::string warning;
};

void PrintTo(const CodeCase& each, std::ostream* out) { *out << each.code; }

class IhcCode : public testing::TestWithParam<CodeCase> {};

TEST_P(IhcCode, IsTakenOrRefused) {
  const Read result = withBreastCancer({observation("i", GetParam().code, valueString("3+"))});
  EXPECT_EQ(!result.patient.specimens.empty(), GetParam().used) << result;
  EXPECT_EQ(result.codes(), GetParam().warning.empty() ? std::vector<std::string>() : std::vector{GetParam().warning})
      << result;
}

INSTANTIATE_TEST_SUITE_P(
    Displays, IhcCode,
    testing::Values(CodeCase{concept_({coding(loinc, "85319-2",
                                              "HER2 [Presence] in Breast cancer specimen by Immune stain")}),
                             true, ""},
                    CodeCase{concept_({coding(loinc, "85319-2", "c-erbB-2 immunohistochemistry")}), true, ""},
                    CodeCase{concept_({coding(loinc, "85319-2", "HER-2/neu")}), true, ""},
                    CodeCase{concept_({coding(loinc, "85319-2", "HER2 免疫组化")}), true, ""},
                    // The code is borrowed for other tests (interoperability facts, C.10).
                    CodeCase{concept_({coding(loinc, "85319-2", "PD-L1 by IHC")}), false, "code-display-mismatch"},
                    CodeCase{concept_({coding(loinc, "85319-2", "Ki-67 index")}), false, "code-display-mismatch"},
                    CodeCase{concept_({coding(loinc, "85319-2", "LI-RADS category")}), false, "code-display-mismatch"},
                    CodeCase{concept_({coding(loinc, "85319-2", "Vitamin D")}), false, "code-display-mismatch"},
                    CodeCase{concept_({coding(loinc, "85319-2")}, "PD-L1"), false, "code-display-mismatch"},
                    CodeCase{concept_({coding(loinc, "85319-2")}, "Immunohistochemistry"), true, ""}));

INSTANTIATE_TEST_SUITE_P(
    Systems, IhcCode,
    testing::Values(CodeCase{R"({"coding":[{"code":"85319-2"}]})", true, ""},
                    CodeCase{concept_({coding("urn:oid:2.16.840.1.113883.6.1", "85319-2")}), true, ""},
                    CodeCase{concept_({coding(snomed, "85319-2")}), true, "wrong-system"},
                    CodeCase{concept_({coding("http://lab.example.org", "85319-2")}), false, ""},
                    CodeCase{concept_({}, "HER2 IHC"), true, "read-by-text"},
                    CodeCase{concept_({coding("http://lab.example.org", "H1", "HER2 by IHC")}), true, "read-by-text"}));

INSTANTIATE_TEST_SUITE_P(
    TwoCodings, IhcCode,
    testing::Values(CodeCase{concept_({coding(loinc, "48676-1"), coding(loinc, "85319-2")}), true, ""},
                    CodeCase{concept_({coding(loinc, "85319-2"), coding(loinc, "48676-1")}), true, ""},
                    CodeCase{concept_({coding(loinc, "85319-2"), coding(loinc, "85337-4")}), false, "codings-conflict"},
                    CodeCase{concept_({coding(loinc, "85319-2"), coding(loinc, "85318-4")}), false, "codings-conflict"},
                    CodeCase{concept_({coding(loinc, "85319-2"), coding("http://lab.example.org", "x")}), true, ""}));

TEST(FhirObservation, TheMoreExactCodeSaysWhichTestItWas) {
  const Read ihc = withBreastCancer({observation("i", concept_({coding(loinc, "48676-1"), coding(loinc, "85319-2")}),
                                                 valueCode(snomed, "10828004"))});
  EXPECT_EQ(codes("laboratory-reading", ihc.patient.specimens.at(0).ihc.reported), "positive");
  EXPECT_FALSE(ihc.patient.specimens.at(0).reported.present);
  const Read ratio = withBreastCancer({observation("r", concept_({coding(loinc, "48676-1"), coding(loinc, "49683-6")}),
                                                   valueQuantity("2.3", "{ratio}"))});
  EXPECT_EQ(number(ratio.patient.specimens.at(0).ish.ratio), "2.3");
}

TEST(FhirObservation, ASnomedCodeInTheLoincSystemIsReadWithAWarning) {  // as Synthea writes it
  const Read result = withBreastCancer({observation(
      "hr",
      concept_({coding(loinc, "417181009", "Estrogen+Progesterone receptor Ag [Presence] in Tissue by Immune stain")}),
      valueCode(snomed, "260385009"))});
  EXPECT_EQ(codes("receptor", result.patient.tumours.at(0).er.status), "negative") << result;
  EXPECT_EQ(codes("receptor", result.patient.tumours.at(0).pr.status), "negative");
  EXPECT_TRUE(result.has("wrong-system"));
  const Read positive = withBreastCancer({observation("hr", ofLoinc("10480-2"), valueCode(snomed, "10828004"))});
  EXPECT_FALSE(positive.patient.tumours.at(0).er.status.recorded());
}

struct NumberCase {
  std::string code;
  std::string value;
  std::string expected;
  std::string warning;
};

void PrintTo(const NumberCase& each, std::ostream* out) { *out << each.code << " " << each.value; }

class IshNumber : public testing::TestWithParam<NumberCase> {};

TEST_P(IshNumber, IsRead) {
  const Read result = withBreastCancer({observation("f", ofLoinc(GetParam().code), GetParam().value)});
  const IshTest none;
  const IshTest& ish = result.patient.specimens.empty() ? none : result.patient.specimens[0].ish;
  const NumberLeaf& leaf = GetParam().code == "74860-8"   ? ish.her2Copies
                           : GetParam().code == "74861-6" ? ish.cep17Copies
                                                          : ish.ratio;
  EXPECT_EQ(number(leaf), GetParam().expected) << result;
  EXPECT_EQ(result.codes(), GetParam().warning.empty() ? std::vector<std::string>() : std::vector{GetParam().warning})
      << result;
}

INSTANTIATE_TEST_SUITE_P(
    Values, IshNumber,
    testing::Values(
        NumberCase{"49683-6", valueQuantity("2.1", "{ratio}"), "2.1", ""},
        NumberCase{"49683-6", valueQuantity("2.1", "1"), "2.1", ""},
        NumberCase{"49683-6", valueQuantity("2.1", ""), "2.1", ""},
        NumberCase{"49683-6", valueQuantity("2.0", "{ratio}", ">="), "[2..100]", ""},
        NumberCase{"49683-6", valueQuantity("1.8", "{ratio}", "<"), "[0..1.8)", ""},
        NumberCase{"49683-6", R"("valueRatio":{"numerator":{"value":63},"denominator":{"value":30}})", "2.1", ""},
        NumberCase{"49683-6", R"("valueRange":{"low":{"value":1.8},"high":{"value":2.2}})", "[1.8..2.2]", ""},
        NumberCase{"49683-6", R"("valueRange":{"low":{"value":2}})", "[2..100]", ""},
        NumberCase{"49683-6", valueString("> 2.2"), "(2.2..100]", ""},
        NumberCase{"49683-6", valueString("≥ 2.0"), "[2..100]", ""},
        NumberCase{"49683-6", R"("valueInteger":2)", "2", ""},
        NumberCase{"85318-4", valueString("less than 1.8"), "< 1.8", ""},
        NumberCase{"85318-4", valueString("greater than 2.2"), "> 2.2", ""},  // Synthea
        NumberCase{"85318-4", R"("valueRatio":{"numerator":{"value":5},"denominator":{"value":2}})", "2.5", ""},
        NumberCase{"85318-4", valueQuantity("2.5", "{ratio}"), "2.5", ""},
        NumberCase{"74860-8", valueQuantity("6.4", "{copies}/{nucleus}"), "6.4", ""},
        NumberCase{"74860-8", valueQuantity("4", "1"), "4", ""},
        NumberCase{"74861-6", valueQuantity("2.9", ""), "2.9", ""}));

INSTANTIATE_TEST_SUITE_P(
    Refused, IshNumber,
    testing::Values(
        NumberCase{"85318-4", valueQuantity("6.4", ""), "", "unit-missing"},  // ratio or copies?
        NumberCase{"49683-6", valueQuantity("2.1", "%"), "", "unit-not-usable"},
        NumberCase{"49683-6", valueQuantity("185", "{ratio}"), "", "value-implausible"},
        NumberCase{"74861-6", valueQuantity("160", ""), "", "value-implausible"},
        NumberCase{"74860-8", valueQuantity("185", ""), "", "value-implausible"},
        NumberCase{"49683-6", valueQuantity("-1", "{ratio}"), "", "value-implausible"},
        NumberCase{"49683-6", valueQuantity("0", "{ratio}", ">="), "", "value-says-nothing"},
        NumberCase{"49683-6", R"("valueRatio":{"numerator":{"value":1},"denominator":{"value":0}})", "",
                   "value-says-nothing"},
        NumberCase{
            "49683-6",
            R"("valueRatio":{"numerator":{"value":1,"comparator":">="},"denominator":{"value":100,"comparator":">="}})",
            "", "value-says-nothing"}));

TEST(FhirObservation,
     TotalsInThePlaceOfMeansAreNotUsed) {  // 60 HER2 and 40 CEP17 signals in 20 cells, written as if per cell
  const Read result = withBreastCancer({observation(
      "panel", ofLoinc("49683-6"),
      valueQuantity("1.5", "{ratio}") + R"(,"component":[{"code":)" + ofLoinc("74860-8") + "," +
          valueQuantity("60", "") + R"(},{"code":)" + ofLoinc("74861-6") + "," + valueQuantity("40", "") + "}]")});
  const IshTest& ish = result.patient.specimens.at(0).ish;
  EXPECT_EQ(number(ish.ratio), "1.5");
  EXPECT_EQ(number(ish.her2Copies), "");
  EXPECT_EQ(number(ish.cep17Copies), "");
  EXPECT_TRUE(result.has("counts-doubtful")) << result;
}

TEST(FhirObservation, ReadsComponents) {  // as the German molecular tumour board profile writes ISH
  const Read result = withBreastCancer(
      {observation("ish", ofLoinc("49683-6"),
                   valueQuantity("2.1", "{ratio}") + R"(,"component":[{"code":)" + ofLoinc("74860-8") + "," +
                       valueQuantity("3.6", "") + R"(},{"code":)" + ofLoinc("74861-6") + "," +
                       valueQuantity("1.7", "") + R"(},{"code":)" + ofLoinc("62361-1") + R"(,"valueInteger":20}])")});
  const IshTest& ish = result.patient.specimens.at(0).ish;
  EXPECT_EQ(number(ish.ratio), "2.1") << result;
  EXPECT_EQ(number(ish.her2Copies), "3.6");
  EXPECT_EQ(number(ish.cep17Copies), "1.7");
  EXPECT_EQ(number(ish.cells), "20");
  EXPECT_EQ(result.where(ish.cells.origin), "Observation/ish.component[2].valueInteger");
}

TEST(FhirObservation, CellsCountedAloneAreOfNoIsh) {
  EXPECT_TRUE(
      withBreastCancer({observation("c", ofLoinc("62361-1"), R"("valueInteger":20)")}).patient.specimens.empty());
}

TEST(FhirObservation, MembersOfAPanelShareItsSpecimen) {
  const Read result = withBreastCancer(
      {observation(
           "panel", ofLoinc("74885-5"),
           R"("specimen":{"reference":"Specimen/s9"},"hasMember":[{"reference":"Observation/r"},{"reference":"Observation/n"}])",
           ""),
       observation("r", ofLoinc("49683-6"), valueQuantity("2.1", "{ratio}"), "2021-03-02"),
       observation("n", ofLoinc("62361-1"), R"("valueInteger":40)", "2021-03-09"),
       observation("i", ihcCode, valueString("2+") + R"(,"specimen":{"reference":"Specimen/s9"})", "2021-02-27")});
  ASSERT_EQ(result.patient.specimens.size(), 1U) << result;
  EXPECT_EQ(result.patient.specimens[0].id.value, "s9");
  EXPECT_EQ(number(result.patient.specimens[0].ish.ratio), "2.1");
  EXPECT_EQ(number(result.patient.specimens[0].ish.cells), "40");
  EXPECT_EQ(codes("ihc-score", result.patient.specimens[0].ihc.score), "2+");
}

TEST(FhirObservation, ReadsTheCodesOfTheCancerChecklist) {  // HL7/cancer-reporting: questions and answers linked by
                                                            // hasMember and derivedFrom
  const auto ecc = [](std::string_view code, std::string_view display) {
    return concept_({coding("http://cap.org/eCC", code, display)});
  };
  const Read result = withBreastCancer(
      {observation("section", ecc("43789.100004300", "Breast Biomarker Testing Performed on Previous Biopsy"),
                   R"("hasMember":[{"reference":"Observation/her2"}])"),
       observation(
           "her2", ecc("36944.100004300", "HER2 (by immunohistochemistry)"),
           R"("derivedFrom":[{"reference":"Observation/section"}],"hasMember":[{"reference":"Observation/answer"}])"),
       observation("answer", ecc("52399.100004300", "HER2 (by immunohistochemistry)"),
                   R"("derivedFrom":[{"reference":"Observation/her2"}],"valueCodeableConcept":)" +
                       ecc("40505.100004300", "Negative (Score 0)"))});
  ASSERT_EQ(result.patient.specimens.size(), 1U) << result;
  EXPECT_EQ(codes("ihc-score", result.patient.specimens[0].ihc.score), "0");
  EXPECT_EQ(codes("laboratory-reading", result.patient.specimens[0].ihc.reported), "negative");
  EXPECT_TRUE(result.problems.empty()) << result;
}

TEST(FhirObservation, TwoValuesAreReadTogether) {
  const Read result =
      withBreastCancer({observation("i", ihcCode, valueCode(snomed, "10828004") + "," + valueQuantity("3", ""))});
  EXPECT_EQ(codes("ihc-score", result.patient.specimens.at(0).ihc.score), "3+");
  EXPECT_EQ(codes("laboratory-reading", result.patient.specimens.at(0).ihc.reported), "positive");
  EXPECT_EQ(result.codes(), std::vector<std::string>{"two-values"});
}

TEST(FhirObservation, TheInterpretationSaysWhatTheValueLeavesOpen) {
  const std::string positive =
      R"("interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"POS"}]}])";
  const Tumour percent =
      withBreastCancer({observation("er", ofLoinc("85329-1"), valueQuantity("85", "%") + "," + positive)})
          .patient.tumours.at(0);
  EXPECT_EQ(number(percent.er.percent), "85");
  EXPECT_EQ(codes("receptor", percent.er.status), "positive");
  EXPECT_EQ(codes("laboratory-reading",
                  withBreastCancer({observation("f", fishCode, positive)}).patient.specimens.at(0).ish.reported),
            "positive");
}

struct StatusCase {
  std::string status;
  bool used;
  std::string warning;
};

TEST(FhirObservation, Statuses) {
  const StatusCase cases[] = {{"final", true, ""},
                              {"amended", true, "status-amended"},
                              {"corrected", true, "status-amended"},
                              {"preliminary", true, "status-preliminary"},
                              {"registered", true, "status-preliminary"},
                              {"cancelled", false, "status-ignored"},
                              {"entered-in-error", false, "status-ignored"}};
  for (const StatusCase& each : cases) {
    const Read result = withBreastCancer({R"({"resourceType":"Observation","id":"i","status":")" + each.status +
                                          R"(","code":)" + ihcCode + "," + valueString("3+") + "}"});
    EXPECT_EQ(result.patient.specimens.size(), each.used ? 1U : 0U) << each.status;
    EXPECT_EQ(result.codes(), each.warning.empty() ? std::vector<std::string>() : std::vector{each.warning})
        << each.status;
    for (const Problem& problem : result.problems) EXPECT_EQ(problem.where, "test.ndjson:7 Observation/i.status");
  }
}

}  // namespace
}  // namespace her2
