// CDS Hooks at the point of order: what a draft of a drug is answered with.
#include "service_fixture.h"

namespace her2::service {
namespace {

std::string draft(const std::string& id, const std::string& medication) {
  return resource(
      R"({"resourceType":"MedicationRequest","id":")" + id +
      R"(","status":"draft","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":)" +
      medication + "}");
}
std::string named(const std::string& text) { return R"({"text":")" + text + R"("})"; }
std::string coded(const std::string& system, const std::string& code) {
  return R"({"coding":[{"system":")" + system + R"(","code":")" + code + R"("}]})";
}

/// What the service says of drafts; `given`: a drug that the record holds as being given.
rapidjson::Document ordered(const std::string& drafts, const std::string& given = {},
                            const std::string& hook = "order-sign") {
  const std::string now =
      given.empty()
          ? std::string()
          : R"(,"medicationRequests":{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order",)"
            R"("subject":{"reference":"Patient/p1"},"authoredOn":"2025-05-01","medicationCodeableConcept":)" +
                named(given) + "}";
  const std::string record = std::string(R"({"patient":)") + patient + R"(,"conditions":)" + equivocal() + now + "}";
  const std::string context = R"("patientId":"p1","draftOrders":{"resourceType":"Bundle","entry":[)" + drafts + "]}";
  const Request request = post("/cds-services/her2-" + hook, hookCall(hook, record, context));
  return parsed(Service(desk(), settings()).handle(request));
}

bool says(const rapidjson::Value& text, std::string_view words) {
  return std::string_view(text.GetString()).find(words) != std::string_view::npos;
}

TEST(OrderHooks, WhatIsMissingMakesOneWaitAndIsOfferedAsOrders) {
  for (const char* hook : {"order-sign", "order-select"}) {
    const auto json = ordered(draft("d1", named("Enhertu")), {}, hook);
    ASSERT_EQ(json["cards"].Size(), 1U);
    const auto& card = json["cards"][0];
    EXPECT_STREQ(card["indicator"].GetString(), "warning");
    EXPECT_TRUE(says(card["summary"], "trastuzumab-deruxtecan: WAIT - ")) << card["summary"].GetString();
    EXPECT_TRUE(says(card["detail"], "left ventricular ejection fraction")) << card["detail"].GetString();
    EXPECT_TRUE(says(card["detail"], "enhertu\\-risks")) << "each reason with its source";
    EXPECT_STREQ(card["selectionBehavior"].GetString(), "any");
    bool lvef = false;
    for (const auto& action : card["suggestions"][0]["actions"].GetArray()) {
      EXPECT_STREQ(action["type"].GetString(), "create");
      EXPECT_TRUE(action["description"].IsString());
      EXPECT_STREQ(action["resource"]["subject"]["reference"].GetString(), "Patient/p1");
      lvef = lvef || std::string_view(action["resource"]["code"]["coding"][0]["code"].GetString()) == "10230-1";
    }
    EXPECT_TRUE(lvef);
  }
}

TEST(OrderHooks, AStopIsCriticalAndOffersToTakeTheDraftBack) {
  const auto json = ordered(draft("d7", named("Ogivri")), "Phesgo");
  ASSERT_EQ(json["cards"].Size(), 1U);
  const auto& card = json["cards"][0];
  EXPECT_STREQ(card["indicator"].GetString(), "critical");
  EXPECT_TRUE(says(card["summary"], "trastuzumab: STOP - another product with trastuzumab"));
  const auto& action = card["suggestions"][0]["actions"][0];
  EXPECT_STREQ(action["type"].GetString(), "delete");
  EXPECT_STREQ(action["resourceId"].GetString(), "MedicationRequest/d7");
  EXPECT_TRUE(card["overrideReasons"][0]["display"].IsString());
}

TEST(OrderHooks, DrugsAreReadByCodeOfRxNormAndAtc) {
  for (const std::string& medication :
       {coded("http://www.nlm.nih.gov/research/umls/rxnorm", "2267582"), coded("http://www.whocc.no/atc", "L01FD04")}) {
    const auto json = ordered(draft("d1", medication));
    ASSERT_EQ(json["cards"].Size(), 1U) << medication;
    EXPECT_TRUE(says(json["cards"][0]["summary"], "trastuzumab-deruxtecan: WAIT"));
  }
}

TEST(OrderHooks, SeveralDrugsOfOneOrderAreCheckedTogether) {
  const auto two = ordered(draft("d1", named("trastuzumab")) + "," + draft("d2", named("pertuzumab")) + "," +
                           draft("d3", named("docetaxel")));
  ASSERT_EQ(two["cards"].Size(), 2U);
  EXPECT_TRUE(says(two["cards"][0]["summary"], "trastuzumab: "));
  EXPECT_TRUE(says(two["cards"][1]["summary"], "pertuzumab: "));
  EXPECT_TRUE(says(two["cards"][0]["detail"], "not checked here**\n\n- docetaxel"));
  // An anthracycline with it is what the rule of interactions asks about.
  const auto together = ordered(draft("d1", named("trastuzumab")) + "," + draft("d2", named("doxorubicin")));
  ASSERT_EQ(together["cards"].Size(), 1U);
  EXPECT_TRUE(says(together["cards"][0]["detail"], "doxorubicin: an anthracycline at the same time"));
}

TEST(OrderHooks, AnotherMedicineIsHeldAgainstTheDrugsBeingGiven) {
  const auto json = ordered(draft("d1", named("rifampicin")), "Tukysa");
  ASSERT_EQ(json["cards"].Size(), 1U);
  EXPECT_STREQ(json["cards"][0]["indicator"].GetString(), "warning");
  EXPECT_TRUE(says(json["cards"][0]["summary"], "rifampicin with tucatinib: "));
  EXPECT_EQ(ordered(draft("d1", named("rifampicin")))["cards"].Size(), 0U);
}

TEST(OrderHooks, AMedicineNobodyKnowsIsSaidToBeUnchecked) {
  const auto alone = ordered(draft("d1", named("compound 17 <b>")));
  ASSERT_EQ(alone["cards"].Size(), 1U);
  EXPECT_STREQ(alone["cards"][0]["indicator"].GetString(), "info");
  EXPECT_TRUE(says(alone["cards"][0]["summary"], "not known here, so nothing was checked: compound 17"));
  EXPECT_TRUE(says(alone["cards"][0]["detail"], "&lt;b&gt;"));
  const auto beside = ordered(draft("d1", named("Enhertu")) + "," + draft("d2", named("compound 17")));
  ASSERT_EQ(beside["cards"].Size(), 1U);
  EXPECT_TRUE(says(beside["cards"][0]["detail"], "compound 17: this medicine is not known here"));
  const auto nameless = ordered(draft("d1", "{}"));
  ASSERT_EQ(nameless["cards"].Size(), 1U);
  EXPECT_TRUE(says(nameless["cards"][0]["summary"], "without a name or code"));
}

TEST(OrderHooks, AnotherOrderHasAnotherCard) {
  const auto idOf = [](const std::string& drug) {
    return std::string(ordered(draft("d1", named(drug)))["cards"][0]["uuid"].GetString());
  };
  EXPECT_EQ(idOf("Enhertu"), idOf("Enhertu"));
  EXPECT_NE(idOf("Enhertu"), idOf("Kadcyla"));
}

}  // namespace
}  // namespace her2::service
