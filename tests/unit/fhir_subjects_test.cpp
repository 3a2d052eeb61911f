// What resources are about, told by their codes alone; and that what speaks of HER2 is never passed over in silence.
#include "fhir_fixture.h"

namespace her2::fhir_test {
namespace {

using Kind = intake::Subject::Kind;

std::vector<intake::Subject> subjects(const std::vector<std::string>& resources) {
  const Knowledge& knowledge = Knowledge::get();
  intake::FhirReader reader(knowledge.vocabulary, knowledge.terms);
  std::string text = bundle(resources);
  const std::size_t size = text.size();
  text.append(intake::padding, '\0');
  Problems problems;
  return reader.subjects(std::string_view(text).substr(0, size), {"t", 0}, problems);
}

std::string medication(const std::string& code) {
  return R"({"resourceType":"MedicationStatement","medicationCodeableConcept":)" + code + "}";
}

TEST(Subjects, AreToldByTheCodeWhateverElseIsThere) {
  const auto found = subjects({
      observation("1", ofLoinc("85319-2"), ""),                                           // HER2 by IHC
      observation("2", ofLoinc("10230-1"), ""),                                           // LVEF
      observation("3", ofLoinc("2345-7"), ""),                                            // glucose
      breast,                                                                             //
      condition("c", ofSnomed("363346000")),                                              // site not said
      condition("m", concept_({coding(icd10, "C78.7")})),                                 //
      R"({"resourceType":"Procedure","code":)" + ofSnomed("392021009") + "}",             // lumpectomy
      medication(concept_({coding(rxnorm, "224905", "trastuzumab")})),                    //
      medication(concept_({}, "water for injection")),                                    //
      observation("h", concept_({}, "HER2 composite index"), ""),                         //
      R"({"resourceType":"Encounter","status":"finished"})",                              //
      observation("w", concept_({coding(loinc, "85319-2", "PD-L1 by clone 22C3")}), ""),  // the code of another test
  });
  const std::vector<Kind> expected = {Kind::Test,   Kind::Test,         Kind::None,      Kind::Tumour,
                                      Kind::Cancer, Kind::Metastasis,   Kind::Procedure, Kind::Drug,
                                      Kind::None,   Kind::SpeaksOfHer2, Kind::None,      Kind::Test};
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(found[i].kind, expected[i]) << i;
  EXPECT_TRUE(found[0].ofSpecimen);
  EXPECT_FALSE(found[1].ofSpecimen);
  EXPECT_EQ(found[3].title, "breast");
  EXPECT_EQ(found[7].title, "trastuzumab");
}

TEST(Subjects, SaysOfATestThatNobodyKnowsThatItSpeaksOfHer2) {
  const Read result = withBreastCancer({observation("x", concept_({}, "HER2 composite index"), valueString("3+")),
                                        observation("y", concept_({}, "CA 15-3"), valueString("3+"))});
  EXPECT_EQ(result.codes(), std::vector<std::string>{"test-not-known"});
  EXPECT_EQ(result.problem("test-not-known").where, "test.ndjson:7 Observation/x.code");
  EXPECT_TRUE(result.patient.specimens.empty());
}

TEST(Subjects, SaysOfADiagnosisThatNobodyKnowsThatItSpeaksOfHer2) {
  const Read result = withBreastCancer({condition("x", concept_({}, "HER2 enriched subtype by PAM50"))});
  EXPECT_EQ(result.problem("diagnosis-not-known").where, "test.ndjson:7 Condition/x.code");
}

TEST(Subjects, AnInterpretationThatIsAllThereIsIsNotPassedOver) {
  const std::string abnormal = R"("interpretation":[{"text":"Abnormal"}])";
  EXPECT_TRUE(withBreastCancer({observation("x", ofLoinc("85319-2"), abnormal)}).has("value-not-understood"));
  EXPECT_FALSE(withBreastCancer({observation("x", ofLoinc("85319-2"), valueString("3+") + "," + abnormal)})
                   .has("value-not-understood"));
}

TEST(Subjects, TheNumberOfAnOmopConceptIsNoCodeOfAnotherSystem) {
  const std::string omop = "https://fhir-terminology.ohdsi.org";
  const auto found = subjects({medication(concept_({coding(omop, "1298944")})),    // pertuzumab in RxNorm
                               medication(concept_({coding(omop, "1387104")}))});  // trastuzumab in OMOP
  EXPECT_EQ(found[0].kind, Kind::None);
  EXPECT_EQ(found[1].kind, Kind::Drug);
}

TEST(Subjects, AnOutcomeInABundleSaysWhatItSays) {
  const Read result =
      read(bundle({patient, R"({"resourceType":"OperationOutcome","id":"measurement-7","issue":[)"
                            R"({"severity":"warning","diagnostics":"the operator ~ is not known"}]})"}));
  EXPECT_EQ(result.problem("operation-outcome").where, "test.ndjson:7 OperationOutcome/measurement-7");
  EXPECT_NE(result.problem("operation-outcome").message.find("the operator ~ is not known"), std::string::npos);
}

}  // namespace
}  // namespace her2::fhir_test
