// Medications and procedures: which drugs, whether they were given, and what makes a regimen.
#include "fhir_fixture.h"

namespace her2 {
namespace {

using namespace fhir_test;

std::string drug(std::string_view code, std::string_view display = {}) {
  return concept_({coding(rxnorm, code, display)});
}

std::string request(std::string_view id, const std::string& medication, const std::string& members,
                    std::string_view status = "completed") {
  return R"({"resourceType":"MedicationRequest","id":")" + std::string(id) + R"(","status":")" + std::string(status) +
         R"(","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":)" + medication +
         (members.empty() ? "" : "," + members) + "}";
}

std::string administration(std::string_view id, const std::string& medication, std::string_view day) {
  return R"({"resourceType":"MedicationAdministration","id":")" + std::string(id) +
         R"(","status":"completed","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":)" + medication +
         R"(,"effectiveDateTime":")" + std::string(day) + "\"}";
}

std::string procedure(std::string_view id, std::string_view code, std::string_view day, const std::string& members = {},
                      std::string_view status = "completed") {
  return R"({"resourceType":"Procedure","id":")" + std::string(id) + R"(","status":")" + std::string(status) +
         R"(","subject":{"reference":"Patient/p1"},"code":)" + ofSnomed(code) + R"(,"performedDateTime":")" +
         std::string(day) + '"' + (members.empty() ? "" : "," + members) + "}";
}

/// "trastuzumab 2021-04-01..2021-06-01; surgery 2021-07-01": all treatments in order.
std::string treatments(const Read& result) {
  std::string text;
  for (const Treatment& each : result.patient.treatments) {
    if (!text.empty()) text += "; ";
    text += each.planned ? "planned " : "";
    text += drugs(each) + each.procedure.value + " " + date(each.start);
    if (each.end.recorded()) text += ".." + date(each.end);
  }
  return text;
}

const std::string trastuzumab = drug("224905", "trastuzumab");
const std::string docetaxel = drug("72962", "docetaxel");

TEST(FhirTreatment, ReadsAnOrder) {
  const Read result = withBreastCancer({request("m1", trastuzumab, R"("authoredOn":"2021-04-01")")});
  EXPECT_EQ(treatments(result), "trastuzumab 2021-04-01") << result;
  const Treatment& treatment = result.patient.treatments.at(0);
  EXPECT_EQ(result.where(treatment.origin), "MedicationRequest/m1");
  EXPECT_EQ(result.where(treatment.start.origin), "MedicationRequest/m1.authoredOn");
  EXPECT_EQ(codes("end-reason", treatment.endReason), "completed");
  EXPECT_FALSE(treatment.intent.recorded());
  EXPECT_FALSE(treatment.planned);
  EXPECT_TRUE(result.problems.empty()) << result;
}

struct StatusCase {
  std::string resource;
  std::string expected;
  std::string warning;
};

TEST(FhirTreatment, WhetherItWasGiven) {
  const auto of = [](std::string_view type, std::string_view status, std::string_view members = {}) {
    return R"({"resourceType":")" + std::string(type) + R"(","id":"m","status":")" + std::string(status) +
           R"(","medicationCodeableConcept":)" + trastuzumab + std::string(members) + "}";
  };
  const StatusCase cases[] = {
      {of("MedicationRequest", "active"), "trastuzumab ", ""},
      {of("MedicationRequest", "stopped"), "trastuzumab ", ""},
      {of("MedicationRequest", "draft"), "planned trastuzumab ", ""},
      {of("MedicationRequest", "active", R"(,"intent":"proposal")"), "planned trastuzumab ", ""},
      {of("MedicationRequest", "active", R"(,"intent":"plan")"), "planned trastuzumab ", ""},
      {of("MedicationRequest", "cancelled"), "", "status-ignored"},
      {of("MedicationRequest", "entered-in-error"), "", "status-ignored"},
      {of("MedicationRequest", "active", R"(,"doNotPerform":true)"), "", "status-ignored"},
      {of("MedicationRequest", "unknown"), "trastuzumab ", "status-preliminary"},
      {of("MedicationStatement", "completed"), "trastuzumab ", ""},
      {of("MedicationStatement", "intended"), "planned trastuzumab ", ""},
      {of("MedicationStatement", "not-taken"), "", "status-ignored"},
      {of("MedicationStatement", "completed", R"(,"wasNotTaken":true)"), "", "status-ignored"},  // DSTU2
      {of("MedicationStatement", "completed", R"(,"taken":"n")"), "", "status-ignored"},         // STU3
      {of("MedicationAdministration", "completed"), "trastuzumab ", ""},
      {of("MedicationAdministration", "in-progress"), "trastuzumab ", ""},
      {of("MedicationAdministration", "not-done"), "", "status-ignored"},
      {of("MedicationDispense", "completed"), "trastuzumab ", ""},
      {of("MedicationOrder", "completed"), "trastuzumab ", ""},
      {of("MedicationOrder", "draft"), "planned trastuzumab ", ""},
  };
  for (const StatusCase& each : cases) {
    const Read result = withBreastCancer({each.resource});
    EXPECT_EQ(treatments(result), each.expected) << each.resource;
    EXPECT_EQ(result.codes(), each.warning.empty() ? std::vector<std::string>() : std::vector{each.warning})
        << each.resource;
  }
}

struct DrugCase {
  std::string medication;
  std::string drugs;
};

TEST(FhirTreatment, KnowsADrugByCodeOrName) {
  const DrugCase cases[] = {
      {drug("224905"), "trastuzumab"},
      {concept_({coding("urn:oid:2.16.840.1.113883.6.88", "224905")}), "trastuzumab"},
      {R"({"text":"Herceptin"})", "trastuzumab"},
      {R"({"text":"trastuzumab-dkst 150 MG Injection"})", "trastuzumab"},
      {R"({"text":"trastuzumab-strf 420 MG Injection [Hercessi]"})", "trastuzumab"},
      {R"({"text":"Kanjinti 420 mg"})", "trastuzumab"},
      {R"({"text":"Herceptin Hylecta 600-10000 MG-UNT/5ML"})", "trastuzumab"},
      {R"({"text":"pertuzumab-dpzb 420 MG Injection [Poherdy]"})", "pertuzumab"},
      {R"({"text":"fam-trastuzumab deruxtecan-nxki 100 MG Injection [Enhertu]"})", "trastuzumab-deruxtecan"},
      {concept_({coding("https://fhir-terminology.ohdsi.org", "1387104")}), "trastuzumab"},
      {R"({"text":"Paclitaxel 100 MG Injection"})", "paclitaxel"},
      {R"({"text":"10 ML Doxorubicin Hydrochloride 2 MG/ML Injection"})", "doxorubicin"},
      {drug("00000001", "Tamoxifen 10 MG Oral Tablet"), "tamoxifen"},
      {concept_({coding("http://formulary.example.org", "D7", "docetaxel 80 mg")}), "docetaxel"},
      {R"({"text":"docetaxel + trastuzumab"})", "docetaxel+trastuzumab"},
  };
  for (const DrugCase& each : cases) {
    const Read result = withBreastCancer({request("m", each.medication, {})});
    ASSERT_EQ(result.patient.treatments.size(), 1U) << each.medication << result;
    EXPECT_EQ(drugs(result.patient.treatments[0]), each.drugs) << each.medication;
    EXPECT_TRUE(result.problems.empty()) << result;
  }
}

// OMOP and RxNorm number alike: what is one drug there is another here.
TEST(FhirTreatment, AnOmopConceptCountsUnderItsOwnNameOnly) {
  const Read result = withBreastCancer({request("m", drug("1387104"), {})});
  for (const Treatment& treatment : result.patient.treatments) EXPECT_NE(drugs(treatment), "trastuzumab") << result;
}

TEST(FhirTreatment, FollowsReferencesToMedications) {
  const std::string medication = R"({"resourceType":"Medication","id":"med","code":)" + trastuzumab + "}";
  const auto use = [](std::string_view reference, std::string_view contained) {
    return R"({"resourceType":"MedicationAdministration","id":"a","status":"completed","medicationReference":{"reference":")" +
           std::string(reference) + "\"}" + std::string(contained) + "}";
  };
  EXPECT_EQ(treatments(withBreastCancer({use("Medication/med", ""), medication})), "trastuzumab ");
  EXPECT_EQ(treatments(withBreastCancer({use("#med", R"(,"contained":[)" + medication + "]")})), "trastuzumab ");
  EXPECT_EQ(treatments(withBreastCancer({use("#med", ""), medication})), "");  // the one outside is not meant
  EXPECT_EQ(treatments(withBreastCancer(
                {use("Medication/x", R"(,"contained":[{"resourceType":"Medication","id":"x"}])"), medication})),
            "");
  const std::string mixture = R"({"resourceType":"Medication","id":"med","ingredient":[{"itemCodeableConcept":)" +
                              trastuzumab + R"(},{"itemCodeableConcept":)" + docetaxel + "}]}";
  EXPECT_EQ(treatments(withBreastCancer({use("Medication/med", ""), mixture})), "docetaxel+trastuzumab ");
}

TEST(FhirTreatment, ACodeAndADisplayOfDifferentDrugsAreNotUsed) {
  const Read result = withBreastCancer({request("m", drug("224905", "docetaxel"), {})});
  EXPECT_TRUE(result.patient.treatments.empty());
  EXPECT_EQ(result.problem("code-display-mismatch").where,
            "test.ndjson:7 MedicationRequest/m.medicationCodeableConcept")
      << result;
}

TEST(FhirTreatment, ADrugForTheTumourThatNobodyKnowsIsSaid) {
  const Read result = withBreastCancer(
      {request("m", R"({"text":"compound 17"})", R"("reasonReference":[{"reference":"Condition/c1"}])")});
  EXPECT_EQ(result.codes(), std::vector<std::string>{"drug-unknown"});
  EXPECT_TRUE(withBreastCancer({request("m", R"({"text":"compound 17"})", {})}).problems.empty());
}

TEST(FhirTreatment, OtherMedicinesAreMedicationsWhileTheyAreTaken) {
  const Read result = withBreastCancer({request("m", R"({"text":"Gemfibrozil 600 MG"})", {}, "active"),
                                        request("n", R"({"text":"Lisinopril"})", {}, "completed")});
  ASSERT_EQ(result.patient.medications.size(), 1U);
  EXPECT_EQ(result.patient.medications[0].name, "Gemfibrozil 600 MG");
  EXPECT_EQ(result.where(result.patient.medications[0].origin), "MedicationRequest/m.medication");
  EXPECT_TRUE(result.patient.treatments.empty());
}

TEST(FhirTreatment, ACancerDrugForAnotherConditionIsNoTreatmentOfTheTumour) {
  const std::string arthritis = condition("ra", ofSnomed("69896004"));
  const Read result =
      withBreastCancer({arthritis, request("m", R"({"text":"methotrexate"})",
                                           R"("reasonReference":[{"reference":"Condition/ra"}])", "active")});
  EXPECT_TRUE(result.patient.treatments.empty()) << result;
  EXPECT_EQ(result.codes(), std::vector<std::string>{"not-for-cancer"});
  EXPECT_EQ(result.patient.medications.size(), 1U);
}

// --- regimens
// -----------------------------------------------------------------------------------------------------------------------------------------------

TEST(FhirTreatment, DrugsBegunTogetherAreOneRegimen) {
  EXPECT_EQ(treatments(withBreastCancer({request("a", trastuzumab, R"("authoredOn":"2021-04-01")"),
                                         request("b", docetaxel, R"("authoredOn":"2021-04-01")")})),
            "docetaxel+trastuzumab 2021-04-01");
  EXPECT_EQ(treatments(withBreastCancer({request("a", trastuzumab, R"("authoredOn":"2021-04-06")"),
                                         request("b", docetaxel, R"("authoredOn":"2021-04-01")")})),
            "docetaxel+trastuzumab 2021-04-01");
  EXPECT_EQ(treatments(withBreastCancer({request("a", trastuzumab, R"("authoredOn":"2021-06-01")"),
                                         request("b", docetaxel, R"("authoredOn":"2021-04-01")")})),
            "docetaxel 2021-04-01; trastuzumab 2021-06-01");
  EXPECT_EQ(treatments(withBreastCancer(
                {request("a", trastuzumab, R"("authoredOn":"2021-06-01","groupIdentifier":{"value":"g1"})"),
                 request("b", docetaxel, R"("authoredOn":"2021-04-01","groupIdentifier":{"value":"g1"})")})),
            "docetaxel+trastuzumab 2021-04-01");
  EXPECT_EQ(treatments(withBreastCancer({request("a", trastuzumab, {}), request("b", docetaxel, {})})),
            "trastuzumab ; docetaxel ");
}

TEST(FhirTreatment, DosesAreOneCourse) {
  const Read result =
      withBreastCancer({administration("b", trastuzumab, "2021-04-22"), administration("a", trastuzumab, "2021-04-01"),
                        administration("c", trastuzumab, "2021-05-13T08:00:00Z")});
  EXPECT_EQ(treatments(result), "trastuzumab 2021-04-01..2021-05-13");
  EXPECT_EQ(result.where(result.patient.treatments.at(0).origin), "MedicationAdministration/a");
  EXPECT_EQ(treatments(withBreastCancer({request("o", trastuzumab, R"("authoredOn":"2021-03-30")"),
                                         administration("a", trastuzumab, "2021-04-01"),
                                         administration("b", trastuzumab, "2021-04-22")})),
            "trastuzumab 2021-03-30..2021-04-22");
}

TEST(FhirTreatment, AnOrderThatGoesOnIsNotEndedByADoseOfIt) {
  const Read result = withBreastCancer({request("o", trastuzumab, R"("authoredOn":"2021-03-30")", "active"),
                                        administration("a", trastuzumab, "2021-04-01"),
                                        administration("b", trastuzumab, "2021-04-22")});
  ASSERT_EQ(result.patient.treatments.size(), 1U);
  const Treatment& treatment = result.patient.treatments[0];
  EXPECT_EQ(date(treatment.start), "2021-03-30");
  EXPECT_EQ(date(treatment.end), "");
  EXPECT_EQ(date(treatment.lastDose), "2021-04-22");
}

TEST(FhirTreatment, ALongGapBeginsAnother) {
  EXPECT_EQ(treatments(withBreastCancer({administration("a", trastuzumab, "2021-04-01"),
                                         administration("b", trastuzumab, "2021-04-22"),
                                         administration("c", trastuzumab, "2022-04-01")})),
            "trastuzumab 2021-04-01..2021-04-22; trastuzumab 2022-04-01");
}

TEST(FhirTreatment, AnOperationPartsWhatCameBeforeFromWhatCameAfter) {
  EXPECT_EQ(treatments(withBreastCancer(
                {administration("a", trastuzumab, "2021-04-01"), administration("b", trastuzumab, "2021-04-22"),
                 procedure("op", "64368001", "2021-05-10"), administration("c", trastuzumab, "2021-05-20"),
                 administration("d", trastuzumab, "2021-06-10")})),
            "trastuzumab 2021-04-01..2021-04-22; surgery 2021-05-10; trastuzumab 2021-05-20..2021-06-10");
}

TEST(FhirTreatment, TakesPeriodsAndTheStartOfTheDosage) {
  EXPECT_EQ(treatments(withBreastCancer(
                {R"({"resourceType":"MedicationStatement","id":"s","status":"completed","medicationCodeableConcept":)" +
                 trastuzumab + R"(,"effectivePeriod":{"start":"2021-04","end":"2022-03-30"}})"})),
            "trastuzumab 2021-04..2022-03-30");
  EXPECT_EQ(
      treatments(withBreastCancer({request(
          "m", trastuzumab,
          R"("authoredOn":"2018-04-12","dosageInstruction":[{"timing":{"repeat":{"boundsPeriod":{"start":"2018-04-01"}}}}])")})),
      "trastuzumab 2018-04-01");
}

TEST(FhirTreatment, IntentWhereTheRecordSaysIt) {
  const auto intent = [](const std::string& members, const std::vector<std::string>& more = {}) {
    std::vector<std::string> resources = more;
    resources.push_back(request("m", trastuzumab, members));
    return codes("intent", withBreastCancer(resources).patient.treatments.at(0).intent);
  };
  const auto extension = [](std::string_view code) {
    return R"("extension":[{"url":"http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-treatment-intent","valueCodeableConcept":)" +
           ofSnomed(code) + "}]";
  };
  EXPECT_EQ(intent(extension("373847000")), "neoadjuvant");
  EXPECT_EQ(intent(extension("373846009")), "adjuvant");
  EXPECT_EQ(intent(extension("373808002")), "");  // curative
  EXPECT_EQ(intent(extension("363676003")), "");  // palliative does not say metastatic
  EXPECT_EQ(intent(R"("category":[{"text":"Neo-adjuvant"}])"), "neoadjuvant");
  EXPECT_EQ(intent(R"("reasonReference":[{"reference":"Condition/met"}])", {condition("met", ofSnomed("94381002"))}),
            "metastatic");
  EXPECT_EQ(intent(R"("reasonReference":[{"reference":"Condition/c1"}])"), "");
}

TEST(FhirTreatment, WhyItEnded) {
  const auto reason = [](const std::string& members, std::string_view status) {
    return codes("end-reason",
                 withBreastCancer({request("m", trastuzumab, members, status)}).patient.treatments.at(0).endReason);
  };
  EXPECT_EQ(reason({}, "completed"), "completed");
  EXPECT_EQ(reason({}, "active"), "ongoing");
  EXPECT_EQ(reason({}, "stopped"), "");
  EXPECT_EQ(reason(R"("statusReason":)" + ofSnomed("407563006"), "stopped"), "toxicity");
  EXPECT_EQ(reason(R"("statusReason":)" + ofSnomed("266721009"), "stopped"), "progression");
  EXPECT_EQ(reason(R"("statusReason":{"text":"Disease progression"})", "stopped"), "progression");
}

// --- procedures
// -----------------------------------------------------------------------------------------------------------------------------------------

TEST(FhirTreatment, Procedures) {
  EXPECT_EQ(treatments(withBreastCancer({procedure("p", "64368001", "2021-09-01")})), "surgery 2021-09-01");
  EXPECT_EQ(treatments(withBreastCancer({procedure("p", "69031006", "2021-09")})), "surgery 2021-09");
  EXPECT_EQ(treatments(withBreastCancer({procedure("p", "396487001", "2021-09-01")})), "lymph-node-surgery 2021-09-01");
  EXPECT_EQ(treatments(withBreastCancer({procedure("p", "1217123003", "2021-09-01")})), "radiotherapy 2021-09-01");
  EXPECT_EQ(
      treatments(withBreastCancer({procedure("a", "33195004", "2021-09-01"), procedure("b", "33195004", "2021-09-02"),
                                   procedure("c", "33195004", "2021-09-30")})),
      "radiotherapy 2021-09-01..2021-09-30");
  EXPECT_EQ(treatments(withBreastCancer(
                {procedure("p", "122548005", "2021-09-01"), procedure("q", "71651007", "2021-09-01")})),
            "");  // biopsy, mammography
  EXPECT_EQ(treatments(withBreastCancer({procedure("p", "64368001", "2021-09-01", {}, "preparation")})),
            "planned surgery 2021-09-01");
  EXPECT_EQ(withBreastCancer({procedure("p", "64368001", "2021-09-01", {}, "not-done")}).codes(),
            std::vector<std::string>{"status-ignored"});
  EXPECT_EQ(treatments(withBreastCancer({procedure("p", "64368001", "2021-09-01", {}, "entered-in-error")})), "");
}

TEST(FhirTreatment, AnOperationCountsIfItWasForTheTumour) {
  const std::string category = R"("category":)" + ofSnomed("387713003");
  EXPECT_EQ(treatments(withBreastCancer({procedure("p", "52734007", "2021-09-01", category)})), "");  // a hip
  EXPECT_EQ(treatments(withBreastCancer({procedure(
                "p", "172043006", "2021-09-01", category + R"(,"reasonReference":[{"reference":"Condition/c1"}])")})),
            "surgery 2021-09-01");
  EXPECT_EQ(treatments(withBreastCancer({procedure(
                "p", "1", "2021-09-01", category + R"(,"reasonReference":[{"reference":"Condition/c1"}])")})),
            "surgery 2021-09-01");
  EXPECT_EQ(treatments(withBreastCancer({procedure("p", "1217123003", "2021-09-01",
                                                   R"("reasonCode":[)" + concept_({coding(icd10, "C50.811")}) + "]")})),
            "radiotherapy 2021-09-01");
}

TEST(FhirTreatment,
     AClassOfDrugsBesideItsMembersSaysNothingMore) {  // Synthea records "Chemotherapy (procedure)" with every dose
  EXPECT_EQ(treatments(withBreastCancer(
                {procedure("p", "367336001", "2021-09-01"), administration("a", docetaxel, "2021-09-01")})),
            "docetaxel 2021-09-01");
  EXPECT_EQ(treatments(withBreastCancer({procedure("p", "367336001", "2021-09-01")})), "chemotherapy 2021-09-01");
}

}  // namespace
}  // namespace her2
