// Which tests belong to one specimen, what is known of it, and what sequencing says.
#include "fhir_fixture.h"

namespace her2 {
namespace {

using namespace fhir_test;

std::string ihc(std::string_view id, std::string_view score, std::string_view day, const std::string& members = {}) {
  return observation(id, ofLoinc("85319-2"),
                     R"("valueString":")" + std::string(score) + '"' + (members.empty() ? "" : "," + members), day);
}
std::string fish(std::string_view id, std::string_view result, std::string_view day, const std::string& members = {}) {
  return observation(id, ofLoinc("85318-4"),
                     R"("valueString":")" + std::string(result) + '"' + (members.empty() ? "" : "," + members), day);
}
std::string ofSpecimen(std::string_view id) {
  return R"("specimen":{"reference":"Specimen/)" + std::string(id) + "\"}";
}
std::string site(std::string_view code) { return R"("bodySite":)" + ofSnomed(code); }

std::string specimen(std::string_view id, const std::string& members) {
  return R"({"resourceType":"Specimen","id":")" + std::string(id) + R"(",)" + members + "}";
}

/// "s1: 2+ positive; s2: 1+": score and ISH reading of every specimen.
std::string specimens(const Read& result) {
  std::string text;
  for (const Specimen& each : result.patient.specimens) {
    if (!text.empty()) text += "; ";
    text += each.id.value + ":";
    if (each.ihc.present) text += " " + codes("ihc-score", each.ihc.score);
    if (each.ish.present) text += " " + codes("laboratory-reading", each.ish.reported);
    if (each.reported.present) text += " (" + codes("laboratory-reading", each.reported.result) + ")";
  }
  return text;
}

TEST(FhirSpecimen, ReadsTheSpecimenATestNames) {
  const Read result = withBreastCancer(
      {specimen("s1", R"("collection":{"collectedDateTime":"2021-03-01","bodySite":)" + ofSnomed("80248007") +
                          R"(,"method":)" + concept_({coding(snomed, "44578009", "Core needle biopsy")}) + "}"),
       ihc("i", "2+", "2021-03-05", ofSpecimen("s1")), fish("f", "positive", "2021-04-05", ofSpecimen("s1"))});
  ASSERT_EQ(specimens(result), "s1: 2+ positive") << result;
  const Specimen& s = result.patient.specimens[0];
  EXPECT_EQ(date(s.date), "2021-03-01");
  EXPECT_EQ(result.where(s.date.origin), "Specimen/s1.collection.collectedDateTime");
  EXPECT_EQ(codes("specimen-site", s.site), "primary");
  EXPECT_EQ(codes("specimen-kind", s.kind), "core");
  EXPECT_EQ(date(s.ihc.date), "2021-03-05");
  EXPECT_EQ(date(s.ish.date), "2021-04-05");
  EXPECT_TRUE(result.problems.empty()) << result;
}

TEST(FhirSpecimen, TellsPrimaryNodeAndMetastasisApart) {
  const auto of = [](std::string_view code) {
    return codes("specimen-site",
                 withBreastCancer({specimen("s", R"("collection":{"bodySite":)" + ofSnomed(code) + "}"),
                                   ihc("i", "3+", "2021-03-05", ofSpecimen("s"))})
                     .patient.specimens.at(0)
                     .site);
  };
  EXPECT_EQ(of("76752008"), "primary");
  EXPECT_EQ(of("10200004"), "metastasis");
  EXPECT_EQ(of("12738006"), "metastasis");
  EXPECT_EQ(of("39607008"), "metastasis");
  EXPECT_EQ(of("68171009"), "lymph-node");
  EXPECT_EQ(of("1"), "");
  // The same lung is the primary of a lung cancer.
  const Read lung = read(bundle({patient, condition("c", ofSnomed("254637007")),
                                 specimen("s", R"("collection":{"bodySite":)" + ofSnomed("39607008") + "}"),
                                 ihc("i", "3+", "2021-03-05", ofSpecimen("s"))}));
  EXPECT_EQ(codes("specimen-site", lung.patient.specimens.at(0).site), "primary");
  const Read byObservation = withBreastCancer({ihc("i", "3+", "2021-03-05", site("10200004"))});
  EXPECT_EQ(codes("specimen-site", byObservation.patient.specimens.at(0).site), "metastasis");
  EXPECT_EQ(byObservation.where(byObservation.patient.specimens[0].site.origin), "Observation/i.bodySite");
}

TEST(FhirSpecimen, KeepsSpecimensApart) {
  EXPECT_EQ(specimens(withBreastCancer(
                {ihc("a", "1+", "2021-03-05", ofSpecimen("s1")), ihc("b", "3+", "2021-03-05", ofSpecimen("s2"))})),
            "s1: 1+; s2: 3+");
  EXPECT_EQ(specimens(withBreastCancer(
                {ihc("a", "1+", "2021-03-05", site("76752008")), ihc("b", "3+", "2021-03-05", site("10200004"))})),
            "a: 1+; b: 3+");
  EXPECT_EQ(specimens(withBreastCancer({ihc("a", "1+", "2021-03-05"), ihc("b", "3+", "2023-06-01")})), "a: 1+; b: 3+");
}

TEST(FhirSpecimen, TestsOfOneDayAreOfOneSpecimen) {
  const Read result =
      withBreastCancer({ihc("a", "2+", "2021-03-05"), fish("f", "negative", "2021-03-05"),
                        observation("o", ofLoinc("48676-1"), R"("valueString":"negative")", "2021-03-05")});
  EXPECT_EQ(specimens(result), "a: 2+ negative (negative)");
  EXPECT_TRUE(result.problems.empty()) << result;
}

TEST(FhirSpecimen, AReflexTestDaysLaterIsOfTheSameSpecimenWithAWarning) {
  const Read days = withBreastCancer({ihc("a", "2+", "2021-03-05"), fish("f", "positive", "2021-03-15")});
  EXPECT_EQ(specimens(days), "a: 2+ positive") << days;
  EXPECT_EQ(days.codes(), std::vector<std::string>{"specimen-assumed"});
  EXPECT_EQ(days.patient.specimens.at(0).ish.sameTissue.value, Truth::Unknown);
  EXPECT_EQ(specimens(withBreastCancer({ihc("a", "2+", "2021-03-05"), fish("f", "positive", "2021-05-15")})),
            "a: 2+; f: positive");
  EXPECT_EQ(specimens(withBreastCancer({ihc("a", "2+", "2021-03-05", ofSpecimen("s1")),
                                        fish("f", "positive", "2021-03-15", ofSpecimen("s2"))})),
            "s1: 2+; s2: positive");
  EXPECT_EQ(specimens(withBreastCancer({ihc("a", "2+", "2021-03-05", site("76752008")),
                                        fish("f", "positive", "2021-03-15", site("10200004"))})),
            "a: 2+; f: positive");
  EXPECT_EQ(specimens(withBreastCancer({ihc("a", "2+", "2021-03-05"), ihc("b", "3+", "2021-03-15")})), "a: 2+; b: 3+");
  EXPECT_EQ(specimens(withBreastCancer(
                {ihc("a", "2+", "2021-03-05", ofSpecimen("s1")), fish("f", "positive", "2021-03-15")})),
            "s1: 2+ positive");
}

TEST(FhirSpecimen, AReportGivesItsSpecimenToItsResults) {
  const std::string report =
      R"({"resourceType":"DiagnosticReport","id":"r","status":"final","specimen":[{"reference":"Specimen/s7"}],"result":[{"reference":"Observation/a"},{"reference":"Observation/f"}]})";
  EXPECT_EQ(specimens(withBreastCancer({ihc("a", "2+", "2021-03-05"), fish("f", "positive", "2021-06-15"), report})),
            "s7: 2+ positive");
}

TEST(FhirSpecimen, ContradictingScoresOfOneSpecimenBothStayPossible) {
  const Read result =
      withBreastCancer({ihc("a", "2+", "2021-03-05", ofSpecimen("s")), ihc("b", "3+", "2021-03-06", ofSpecimen("s"))});
  EXPECT_EQ(specimens(result), "s: 2+|3+");
  const Problem& problem = result.problem("conflicting-values");
  EXPECT_EQ(problem.where, "test.ndjson:7 Observation/b.valueString");
  EXPECT_NE(problem.message.find("Observation/a.valueString"), std::string::npos) << problem.message;
  EXPECT_EQ(specimens(withBreastCancer(
                {ihc("a", "0-1+", "2021-03-05", ofSpecimen("s")), ihc("b", "1+", "2021-03-06", ofSpecimen("s"))})),
            "s: 1+");
}

TEST(FhirSpecimen, ADiagnosisMayStateTheStatus) {
  const Read positive =
      read(bundle({patient, condition("c", ofSnomed("427685000"), R"("recordedDate":"2020-02-02")")}));
  EXPECT_EQ(specimens(positive), "c: (positive)");
  EXPECT_EQ(positive.where(positive.patient.specimens.at(0).reported.result.origin), "Condition/c.code");
  EXPECT_EQ(specimens(read(bundle({patient, condition("c", ofSnomed("431396003"))}))), "c: (negative)");
  const Read mismatch = read(
      bundle({patient, condition("c", concept_({coding(snomed, "431396003", "HER2 positive carcinoma of breast")}))}));
  EXPECT_EQ(specimens(mismatch), "");
  EXPECT_TRUE(mismatch.has("code-display-mismatch")) << mismatch;
}

TEST(FhirSpecimen, TextIsNotReadButSaid) {
  const std::string report =
      R"({"resourceType":"DiagnosticReport","id":"r","status":"final","conclusion":"Invasive carcinoma. HER2/neu: positive (3+)."})";
  EXPECT_EQ(withBreastCancer({report}).codes(), std::vector<std::string>{"text-not-read"});
  EXPECT_EQ(withBreastCancer({report}).problem("text-not-read").where, "test.ndjson:7 DiagnosticReport/r.conclusion");
  EXPECT_TRUE(withBreastCancer({report, ihc("a", "3+", "2021-03-05")}).problems.empty());
  EXPECT_TRUE(withBreastCancer({R"({"resourceType":"DiagnosticReport","id":"r","conclusion":"no invasion"})"})
                  .problems.empty());
}

// --- sequencing
// -------------------------------------------------------------------------------------------------------------------------------------------

std::string part(std::string_view code, const std::string& value) {
  return R"({"code":)" + ofLoinc(code) + "," + value + "}";
}
std::string gene(std::string_view id, std::string_view symbol) {
  return part("48018-6", R"("valueCodeableConcept":)" + concept_({coding("http://www.genenames.org", id, symbol)}));
}
std::string hgvs(std::string_view code, std::string_view text) {
  return part(code, R"("valueCodeableConcept":)" + concept_({coding("http://varnomen.hgvs.org", text)}));
}

std::string variant(const std::vector<std::string>& parts, std::string_view value = "LA9633-4",
                    const std::string& members = {}) {
  std::string components;
  for (const std::string& each : parts) components += (components.empty() ? "" : ",") + each;
  return observation("v", ofLoinc("69548-6"),
                     R"("valueCodeableConcept":)" + ofLoinc(value) + R"(,"component":[)" + components + "]" +
                         (members.empty() ? "" : "," + members));
}

TEST(FhirVariant, ReadsGeneProteinTranscriptAndType) {
  const Read result = withBreastCancer({variant(
      {gene("HGNC:3430", "ERBB2"), hgvs("48005-3", "NP_004439.2:p.Tyr772_Ala775dup"),
       hgvs("48004-6", "NM_004448.4:c.2313_2324dup"),
       part("48019-4", R"("valueCodeableConcept":)" +
                           concept_({coding("http://www.sequenceontology.org", "SO:1000035", "duplication")}))})});
  const Tumour& tumour = result.patient.tumours.at(0);
  ASSERT_EQ(tumour.variants.size(), 1U) << result;
  EXPECT_EQ(tumour.variants[0].gene.value, "ERBB2");
  EXPECT_EQ(tumour.variants[0].protein.value, "p.Tyr772_Ala775dup");
  EXPECT_EQ(tumour.variants[0].transcript.value, "NM_004448");
  EXPECT_EQ(tumour.variants[0].type.value, "insertion");
  EXPECT_TRUE(tumour.variantsRecorded);
  EXPECT_EQ(result.where(tumour.variants[0].protein.origin), "Observation/v.component[1].valueCodeableConcept");
}

TEST(FhirVariant, ReadsTheProteinOfAClinVarName) {
  const std::string clinvar = part(
      "81252-9",
      R"x("valueCodeableConcept":{"coding":[{"system":"http://www.ncbi.nlm.nih.gov/clinvar","code":"128144","display":"NM_024675.3(PALB2):c.3549C>A (p.Tyr1183Ter)"}]})x");
  const Tumour tumour = withBreastCancer({variant({gene("HGNC:26144", "PALB2"), clinvar})}).patient.tumours.at(0);
  EXPECT_EQ(tumour.variants.at(0).gene.value, "PALB2");
  EXPECT_EQ(tumour.variants.at(0).protein.value, "p.Tyr1183Ter");
  EXPECT_EQ(tumour.variants.at(0).transcript.value, "NM_024675");
  EXPECT_FALSE(tumour.variantsRecorded);  // nothing is said of ERBB2
}

TEST(FhirVariant, CopiesOfTheGeneAreATestOfTheSpecimen) {
  const Read result = withBreastCancer(
      {variant({gene("HGNC:3430", "ERBB2"), part("82155-3", R"("valueQuantity":{"value":12,"code":"1"})"),
                part("48019-4", R"("valueCodeableConcept":{"text":"copy number gain"})")},
               "LA9633-4", ofSpecimen("s1"))});
  ASSERT_EQ(result.patient.specimens.size(), 1U) << result;
  EXPECT_EQ(result.patient.specimens[0].id.value, "s1");
  EXPECT_EQ(number(result.patient.specimens[0].ngs.erbb2CopyNumber), "12");
  EXPECT_EQ(result.patient.tumours.at(0).variants.at(0).type.value, "amplification");
  EXPECT_TRUE(withBreastCancer({variant({gene("HGNC:7029", "MET"), part("82155-3", R"("valueInteger":12)")})})
                  .patient.specimens.empty());
}

TEST(FhirVariant, NoneFoundIsSaidToo) {
  const Tumour absent = withBreastCancer({variant({gene("HGNC:3430", "ERBB2")}, "LA9634-2")}).patient.tumours.at(0);
  EXPECT_TRUE(absent.variants.empty());
  EXPECT_TRUE(absent.variantsRecorded);
  const std::string panel =
      observation("p", ofLoinc("53041-0"),
                  R"("component":[)" +
                      part("48018-6", R"("valueCodeableConcept":)" +
                                          concept_({coding("http://www.genenames.org", "1100", "BRCA1"),
                                                    coding("http://www.genenames.org", "3430", "ERBB2")})) +
                      "]");
  EXPECT_TRUE(withBreastCancer({panel}).patient.tumours.at(0).variantsRecorded);
}

TEST(FhirVariant, MarkerGenes) {
  const auto ras = [](const std::vector<std::string>& observations) {
    return codes("mutation-state", withBreastCancer(observations).patient.tumours.at(0).ras);
  };
  EXPECT_EQ(ras({variant({gene("HGNC:6407", "KRAS"), hgvs("48005-3", "p.Gly12Asp")})}), "mutated");
  EXPECT_EQ(ras({variant({gene("HGNC:6407", "KRAS"), gene("HGNC:7989", "NRAS")}, "LA9634-2")}), "wild-type");
  EXPECT_EQ(ras({variant({gene("HGNC:6407", "KRAS")}, "LA9634-2")}), "");  // NRAS may be mutated
  EXPECT_EQ(
      ras({variant({gene("HGNC:6407", "KRAS"), part("53037-8", R"("valueCodeableConcept":)" + ofLoinc("LA26333-7"))})}),
      "");  // of uncertain significance
}

TEST(FhirVariant, AGeneWhoseDisplayIsAnotherIsNotUsed) {  // a published example swaps the ids of KIT and NRAS
  const Read result = withBreastCancer({variant({gene("HGNC:7989", "KIT")})});
  EXPECT_TRUE(result.patient.tumours.at(0).variants.empty()) << result;
  EXPECT_TRUE(result.has("code-display-mismatch"));
}

}  // namespace
}  // namespace her2
