// The example requests of the CDS Hooks specification, replayed in their shapes with values of our own. Each test names
// the section its shape comes from (HL7/cds-hooks, input/pagecontent/index.md; for hooks the page of the hook).
#include "service_fixture.h"

namespace her2::service {
namespace {

Response ask(const std::string& service, const std::string& body) {
  return Service(desk(), settings()).handle(post("/cds-services/" + service, body));
}

bool says(const Response& response, std::string_view words) { return response.body.find(words) != std::string::npos; }

std::string medicationDraft(const std::string& id, const std::string& drug) {
  return resource(
      R"({"resourceType":"MedicationRequest","id":")" + id +
      R"(","identifier":[{"system":"https://ehr.example/orders","value":"77"}],"status":"draft","intent":"order",)"
      R"("medicationCodeableConcept":{"text":")" +
      drug +
      R"("},"subject":{"reference":"Patient/p1"},"dosageInstruction":[{"sequence":1,"text":"every three weeks"}]})");
}

const char* const mealDraft =
    R"({"resource":{"resourceType":"NutritionOrder","id":"soft-meals","status":"draft","patient":{"reference":"Patient/p1"},)"
    R"("dateTime":"2025-11-20","orderer":{"reference":"Practitioner/onc-7","display":"the ward"},)"
    R"("oralDiet":{"type":[{"coding":[{"system":"http://snomed.info/sct","code":"226211001"}],"text":"soft"}]}}})";

std::string orderCall(const std::string& hook, const std::string& drafts, const std::string& selections = {}) {
  return R"({"hookInstance":"0b2f7c1e-8f0e-4a52-9a39-3d1b5f7d9c11","fhirServer":"https://ehr.example/fhir","hook":")" +
         hook + R"(","context":{"userId":"PractitionerRole/r-4","patientId":"p1","encounterId":"e-12",)" +
         (selections.empty() ? "" : R"("selections":[)" + selections + "],") +
         R"("draftOrders":{"resourceType":"Bundle","type":"collection","entry":[)" + drafts + R"(]}},"prefetch":)" +
         prefetch() + "}";
}

// "Discovery Example"; "Response": hook, description and id are required, title is recommended.
TEST(CdsExamples, Discovery) {
  const Response response = Service(desk(), settings()).handle(get("/cds-services"));
  ASSERT_EQ(response.status, 200);
  const auto json = parsed(response);
  for (const auto& service : json["services"].GetArray()) {
    for (const char* member : {"hook", "id", "title", "description", "usageRequirements"})
      EXPECT_TRUE(service[member].IsString()) << member;
    for (const auto& [key, query] : service["prefetch"].GetObject()) {
      EXPECT_NE(std::string_view(query.GetString()).find("{{context.patientId}}"), std::string_view::npos)
          << key.GetString();
    }
  }
}

// "Calling a CDS Service", Example: only the Patient was prefetched, and there is a token for the rest. Nothing is
// fetched here, so the answer is the one of "HTTP Status Codes", 412, with the body of "Returning OperationOutcome".
TEST(CdsExamples, APatientAloneIs412WithAnOperationOutcome) {
  const Response response = ask(
      "her2-status",
      R"({"hookInstance":"0b2f7c1e-8f0e-4a52-9a39-3d1b5f7d9c11","fhirServer":"https://ehr.example/fhir","hook":"patient-view",)"
      R"("fhirAuthorization":{"access_token":"never-used","token_type":"Bearer","expires_in":300,"scope":"user/Patient.read","subject":"her2"},)"
      R"("context":{"userId":"Practitioner/onc-7","patientId":"p1","encounterId":"e-12"},)"
      R"("prefetch":{"patient":{"resourceType":"Patient","gender":"female","birthDate":"1970-01-01","id":"p1","active":true}}})");
  EXPECT_EQ(response.status, 412);
  const auto json = parsed(response);
  EXPECT_STREQ(json["resourceType"].GetString(), "OperationOutcome");
  const auto& issue = json["issue"][0];
  EXPECT_STREQ(issue["severity"].GetString(), "error");
  EXPECT_STREQ(issue["details"]["coding"][0]["code"].GetString(), "prefetch");
  EXPECT_TRUE(issue["diagnostics"].IsString());
  EXPECT_FALSE(says(response, "never-used"));
}

// "Example of Pagination in Prefetch": what is on the other pages is not known, and the card says so.
TEST(CdsExamples, AFirstPageIsUsedAndSaidToBeOne) {
  const auto page = [](const std::string& links) {
    return R"({"patient":)" + std::string(patient) +
           R"(,"conditions":{"resourceType":"Bundle","type":"searchset","total":2,"link":[)" + links +
           R"(],"entry":[)" + resource(equivocal()) + "]}}";
  };
  const std::string self = R"({"relation":"self","url":"https://ehr.example/fhir/Condition?patient=p1&_page=1"})";
  const std::string next = R"({"relation":"next","url":"https://ehr.example/fhir/Condition?patient=p1&_page=2"})";
  const Response first = ask("her2-status", hookCall("patient-view", page(self + "," + next)));
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_TRUE(says(first, "only the first page was sent: conditions")) << first.body;
  EXPECT_FALSE(says(ask("her2-status", hookCall("patient-view", page(self))), "first page"));
}

// "Prefetch Template", behind the example of pages: a key that is left out, one that is null, an OperationOutcome.
TEST(CdsExamples, WhatDidNotComeIsNamedOnTheCard) {
  const Response response = ask(
      "her2-status",
      hookCall(
          "patient-view",
          R"({"patient":)" + std::string(patient) + R"(,"conditions":)" + equivocal() +
              R"(,"observations":null,"specimens":null,"procedures":null,"medicationRequests":{"resourceType":"Bundle","type":"searchset","entry":[]},)"
              R"("reports":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]}})"));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_TRUE(says(response, "not sent: medicationAdministrations; could not be read by the EHR: reports;"))
      << response.body;
  const std::string none = R"({"resourceType":"Bundle","type":"searchset","entry":[]})";
  EXPECT_FALSE(
      says(ask("her2-status",
               hookCall("patient-view", R"({"patient":)" + std::string(patient) + R"(,"conditions":)" + equivocal() +
                                            R"(,"observations":null,"specimens":null,"reports":)" + none +
                                            R"(,"medicationRequests":)" + none +
                                            R"(,"medicationAdministrations":null,"procedures":null})")),
           "not sent"));
}

// "Extensions", Example on a request: `extension` is let be; without prefetch and patient there is nothing to say.
TEST(CdsExamples, AnExtensionOfTheRequestIsLetBe) {
  EXPECT_EQ(
      ask("her2-status",
          R"({"hookInstance":"0b2f7c1e-8f0e-4a52-9a39-3d1b5f7d9c11","fhirServer":"https://ehr.example/fhir","hook":"patient-view",)"
          R"("context":{"userId":"Practitioner/onc-7"},"extension":{"com.example.site":"ward 3"}})")
          .status,
      412);
  std::string with = hookCall("patient-view", prefetch());
  with.insert(1, R"("extension":{"com.example.site":"ward 3"},)");
  const Response plain = ask("her2-status", hookCall("patient-view", prefetch()));
  EXPECT_EQ(ask("her2-status", with).body, plain.body);
}

// Hook page patient-view, Examples: a context with an encounter, and one without. The Patient must be the one named.
TEST(CdsExamples, PatientView) {
  for (const char* context : {R"("userId":"PractitionerRole/r-4","patientId":"p1")",
                              R"("userId":"Practitioner/onc-7","patientId":"p1","encounterId":"e-12")"})
    EXPECT_EQ(ask("her2-status", hookCall("patient-view", prefetch(), context)).status, 200) << context;
  const Response other = ask("her2-status", hookCall("patient-view", prefetch(), R"("patientId":"p2")"));
  EXPECT_EQ(other.status, 412);
  EXPECT_TRUE(says(other, "not the one of `context.patientId`"));
}

// Hook page order-select, Example (R4): a meal and a medicine among the drafts, both selected; then only one of them.
TEST(CdsExamples, OrderSelectSpeaksOfWhatWasSelected) {
  const std::string drafts =
      std::string(mealDraft) + "," + medicationDraft("d-1", "Enhertu") + "," + medicationDraft("d-2", "trastuzumab");
  const auto summaries = [&](const std::string& selections) {
    const auto json = parsed(ask("her2-order-select", orderCall("order-select", drafts, selections)));
    std::string all;
    for (const auto& card : json["cards"].GetArray()) {
      const std::string_view summary = card["summary"].GetString();
      all += std::string(summary.substr(0, summary.find(':'))) + ";";
    }
    return all;
  };
  EXPECT_EQ(summaries(R"("NutritionOrder/soft-meals","MedicationRequest/d-1")"), "trastuzumab-deruxtecan;");
  EXPECT_EQ(summaries(R"("MedicationRequest/d-2")"), "trastuzumab;");
  EXPECT_EQ(summaries(R"("NutritionOrder/soft-meals")"), "");
  // Selections that name nothing that was sent leave all of it to be looked at.
  EXPECT_EQ(summaries(R"("MedicationRequest/d-9")"), "trastuzumab-deruxtecan;trastuzumab;");
}

// The draft that is not selected is still ordered with it: here the same antibody twice.
TEST(CdsExamples, OrderSelectReadsTheOtherDraftsBeside) {
  const std::string drafts = medicationDraft("d-1", "trastuzumab") + "," + medicationDraft("d-2", "doxorubicin");
  const Response response = ask("her2-order-select", orderCall("order-select", drafts, R"("MedicationRequest/d-1")"));
  EXPECT_TRUE(says(response, "doxorubicin: an anthracycline at the same time")) << response.body;
}

// Hook page order-sign, Example (R4): no `selections`; a meal and a medicine. An id may hold more than ASCII.
TEST(CdsExamples, OrderSign) {
  const Response response =
      ask("her2-order-sign", orderCall("order-sign", std::string(mealDraft) + "," + medicationDraft("d‑1", "Enhertu")));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto json = parsed(response);
  ASSERT_EQ(json["cards"].Size(), 1U);
  // "Card Attributes": with suggestions there is a selectionBehavior; each override reason has a display.
  const auto& card = json["cards"][0];
  EXPECT_STREQ(card["selectionBehavior"].GetString(), "any");
  EXPECT_LT(card["summary"].GetStringLength(), 140U);
  for (const auto& reason : card["overrideReasons"].GetArray()) EXPECT_TRUE(reason["display"].IsString());
  EXPECT_EQ(parsed(ask("her2-order-sign", orderCall("order-sign", mealDraft)))["cards"].Size(), 0U);
}

// "Calling a CDS Service": hook and hookInstance are required, and a service answers to its own hook.
TEST(CdsExamples, ACallThatIsNoneIs400WithAnOperationOutcome) {
  for (const std::string& body :
       {std::string("{"), std::string("[]"), R"({"hook":"patient-view","context":{"patientId":"p1"}})" + std::string(),
        R"({"hookInstance":"i","context":{"patientId":"p1"}})" + std::string(), hookCall("order-sign", prefetch())}) {
    const Response response = ask("her2-status", body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_STREQ(parsed(response)["resourceType"].GetString(), "OperationOutcome") << body;
  }
  EXPECT_EQ(ask("nobody", hookCall("patient-view", prefetch())).status, 404);
}

// "Example suggestion accepted", "Example overridden guidance without overrideReason", "Example overridden guidance
// with overrideReason": the card and the suggestion are those that the service gave.
TEST(CdsExamples, FeedbackOnACardThatWasGiven) {
  const auto cards = parsed(ask("her2-order-sign", orderCall("order-sign", medicationDraft("d-1", "Enhertu"))));
  const std::string card = cards["cards"][0]["uuid"].GetString();
  const std::string suggestion = cards["cards"][0]["suggestions"][0]["uuid"].GetString();
  const std::string reason = cards["cards"][0]["overrideReasons"][0]["code"].GetString();
  const std::string at = R"(,"outcomeTimestamp":"2025-11-24T10:05:31Z"})";
  for (const std::string& outcome :
       {R"("outcome":"accepted","acceptedSuggestions":[{"id":")" + suggestion + R"("}])",
        R"("outcome":"overridden")" + std::string(),
        R"("outcome":"overridden","overrideReason":{"reason":{"code":")" + reason +
            R"(","system":"https://her2.invalid/override-reason"},"userComment":"agreed by the board"})"}) {
    const std::string body = R"({"feedback":[{"card":")" + card + R"(",)" + outcome + at + "]}";
    EXPECT_EQ(ask("her2-order-sign/feedback", body).status, 200) << body;
  }
}

// "Cross-Origin Resource Sharing": a client in a browser asks first, and may send its token.
TEST(CdsExamples, ABrowserMayAskFirst) {
  ServiceSettings s = settings();
  s.origin = "https://ehr.example";
  Request before;
  before.method = "OPTIONS";
  before.path = "/cds-services/her2-status";
  const Response response = Service(desk(), s).handle(before);
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(headerOf(response, "Access-Control-Allow-Origin"), "https://ehr.example");
  EXPECT_NE(headerOf(response, "Access-Control-Allow-Methods").find("POST"), std::string::npos);
  EXPECT_NE(headerOf(response, "Access-Control-Allow-Headers").find("Authorization"), std::string::npos);
}

}  // namespace
}  // namespace her2::service
