// Calls and feedback of CDS Hooks: what of a prefetch is used, what a card may not hold, which feedback is taken. The
// examples of the specification are replayed in cds_examples_test.cpp.
#include "service_fixture.h"

namespace her2::service {
namespace {

/// A call as an EHR sends it: with its FHIR server, a token for it, user, encounter and locale beside the patient.
std::string fullCall(const std::string& prefetch) {
  return R"({"hook":"patient-view","hookInstance":"8f3a5c0e-5b0e-4b57-9d7a-3f0f7c1f7a10",)"
         R"("fhirServer":"https://ehr.example/fhir","fhirAuthorization":{"access_token":"not-used","token_type":"Bearer",)"
         R"("expires_in":300,"scope":"user/Patient.rs user/Observation.rs","subject":"her2"},)"
         R"("context":{"userId":"Practitioner/onc-7","patientId":"p1","encounterId":"e-12"},)"
         R"("prefetch":)" +
         prefetch + "}";
}

Response call(const std::string& body) {
  return Service(desk(), settings()).handle(post("/cds-services/her2-status", body));
}

TEST(CdsCall, AnEhrsWholeCallIsAnswered) {
  const Response response = call(fullCall(prefetch()));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto json = parsed(response);
  EXPECT_GE(json["cards"].Size(), 1U);
  // The token is for the EHR's server, and nothing of it may come back.
  EXPECT_EQ(response.body.find("not-used"), std::string::npos);
}

// "the CDS service SHOULD use what was prefetched": any part of it that speaks is used.
TEST(CdsCall, PartOfThePrefetchIsUsed) {
  for (
      const std::string& part :
      {R"({"conditions":)" + equivocal() + "}", R"({"patient":null,"observations":)" + equivocal() + "}",
       R"({"patient":)" + std::string(patient) +
           R"(,"specimens":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]},"reports":)" +
           equivocal() + "}"}) {
    const Response response = call(fullCall(part));
    ASSERT_EQ(response.status, 200) << part << "\n" << response.body;
    EXPECT_NE(response.body.find("HER2"), std::string::npos) << part;
  }
}

// null: the EHR looked and there is none. That is an answer; a key that is not there, or an OperationOutcome, is not.
TEST(CdsCall, NothingFoundIsNoCardAndNothingSentIs412) {
  const Response looked =
      call(fullCall(R"({"patient":)" + std::string(patient) + R"(,"conditions":null,"observations":null})"));
  ASSERT_EQ(looked.status, 200) << looked.body;
  EXPECT_EQ(parsed(looked)["cards"].Size(), 0U);
  for (
      const std::string& lacking :
      {std::string("{}"), R"({"patient":)" + std::string(patient) + "}",
       R"({"patient":)" + std::string(patient) +
           R"(,"conditions":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]}})"}) {
    EXPECT_EQ(call(fullCall(lacking)).status, 412) << lacking;
  }
}

// 2.0, cards: no member is null, no object or text is empty; an override reason has a display.
void hasNothingEmpty(const rapidjson::Value& value, const std::string& where) {
  EXPECT_FALSE(value.IsNull()) << where;
  if (value.IsString()) {
    EXPECT_GT(value.GetStringLength(), 0U) << where;
  }
  if (value.IsObject()) {
    EXPECT_GT(value.MemberCount(), 0U) << where;
    for (const auto& [name, member] : value.GetObject()) hasNothingEmpty(member, where + "." + name.GetString());
  }
  if (value.IsArray()) {
    for (const auto& each : value.GetArray()) hasNothingEmpty(each, where + "[]");
  }
}

TEST(CdsCall, CardsAndDiscoveryHoldNothingEmpty) {
  hasNothingEmpty(parsed(call(fullCall(prefetch()))), "cards");
  hasNothingEmpty(parsed(Service(desk(), settings()).handle(get("/cds-services"))), "services");
}

TEST(CdsFeedback, EveryShapeOfTheSpecificationIsTakenAndNoOther) {
  Service service(desk(), settings());
  const auto send = [&](const std::string& one) {
    return service.handle(post("/cds-services/her2-status/feedback", R"({"feedback":[)" + one + "]}")).status;
  };
  const std::string at = R"("outcomeTimestamp":"2026-11-20T10:00:00Z")";
  EXPECT_EQ(send(R"({"card":"c-1","outcome":"accepted","acceptedSuggestions":[{"id":"s-1"}],)" + at + "}"), 200);
  EXPECT_EQ(send(R"({"card":"c-1","outcome":"overridden",)" + at + "}"), 200);
  EXPECT_EQ(
      send(
          R"({"card":"c-1","outcome":"overridden","overrideReason":{"reason":{"code":"trial","system":"https://her2.invalid/override-reason"},"userComment":"enrolled"},)" +
          at + "}"),
      200);
  EXPECT_EQ(send(R"({"card":"c-1","outcome":"overridden","overrideReason":{"userComment":"enrolled"},)" + at + "}"),
            200);
  EXPECT_EQ(send(R"({"card":"c-1","outcome":"overridden"},{"card":"c-2","outcome":"overridden"})"), 200);
  EXPECT_EQ(send(R"({"card":"c-1","outcome":"accepted",)" + at + "}"), 400);
  EXPECT_EQ(send(R"({"card":"c-1","outcome":"ignored",)" + at + "}"), 400);
  EXPECT_EQ(send(R"({"outcome":"overridden",)" + at + "}"), 400);
  EXPECT_EQ(service.handle(post("/cds-services/her2-status/feedback", "{}")).status, 400);
  EXPECT_EQ(service.handle(post("/cds-services/none/feedback", R"({"feedback":[]})")).status, 404);
}

}  // namespace
}  // namespace her2::service
