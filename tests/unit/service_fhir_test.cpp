// The FHIR side of the service: what $assess answers with, the rules as resources, the CapabilityStatement.
#include <set>

#include "service_fixture.h"

namespace her2::service {
namespace {

/// The resources of one type in a Bundle.
std::vector<const rapidjson::Value*> ofType(const rapidjson::Document& bundle, const std::string& type) {
  std::vector<const rapidjson::Value*> result;
  for (const auto& entry : bundle["entry"].GetArray()) {
    if (type == entry["resource"]["resourceType"].GetString()) result.push_back(&entry["resource"]);
  }
  return result;
}

rapidjson::Document assessed(const std::string& record) {
  const Response response = Service(desk(), settings()).handle(post("/fhir/$assess", record, {{"asOf", "2026-11-20"}}));
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.contentType, "application/fhir+json");
  return parsed(response);
}

TEST(FhirAssess, WhatWouldDecideIsADataRequirement) {
  std::string bundle = equivocal();
  bundle.insert(bundle.find('[') + 1, resource(patient) + ",");
  const auto json = assessed(bundle);
  bool dataRequired = false;
  for (const auto* each : ofType(json, "GuidanceResponse")) {
    EXPECT_STREQ((*each)["subject"]["reference"].GetString(), "Patient/p1");
    EXPECT_TRUE(each->HasMember("moduleCanonical"));
    dataRequired |=
        std::string((*each)["status"].GetString()) == "data-required" && (*each)["dataRequirement"].Size() > 0;
  }
  EXPECT_TRUE(dataRequired);
}

TEST(FhirAssess, PredictIsARiskAssessmentWithBounds) {
  const auto json = assessed(fileText("examples/cases/breast-positive-early.json"));
  bool predict = false;
  for (const auto* each : ofType(json, "RiskAssessment")) {
    EXPECT_STREQ((*each)["status"].GetString(), "final");
    for (const auto& prediction : (*each)["prediction"].GetArray()) {
      if (!prediction.HasMember("probabilityRange")) {
        EXPECT_TRUE(prediction["qualitativeRisk"]["text"].IsString());
        continue;
      }
      predict = true;
      const auto& range = prediction["probabilityRange"];
      EXPECT_LE(range["low"]["value"].GetDouble(), range["high"]["value"].GetDouble());
      EXPECT_GE(range["low"]["value"].GetDouble(), 0);
      EXPECT_LE(range["high"]["value"].GetDouble(), 100);
      EXPECT_STREQ(range["low"]["code"].GetString(), "%");
    }
  }
  EXPECT_TRUE(predict);
}

// Herceptin label, cardiomyopathy: LVEF 16 points or more below the value before treatment, withhold.
TEST(FhirAssess, AHoldIsADetectedIssueThatPointsToItsObservation) {
  const auto lvef = [](const char* id, int value, const char* day) {
    return resource(
        R"({"resourceType":"Observation","id":")" + std::string(id) +
        R"(","status":"final","subject":{"reference":"Patient/p1"},"effectiveDateTime":")" + day +
        R"(","code":{"coding":[{"system":"http://loinc.org","code":"10230-1"}]},"valueQuantity":{"value":)" +
        std::to_string(value) + R"(,"unit":"%","system":"http://unitsofmeasure.org","code":"%"}})");
  };
  const std::string therapy = resource(
      R"({"resourceType":"MedicationAdministration","id":"m1","status":"in-progress","subject":{"reference":"Patient/p1"},)"
      R"("medicationCodeableConcept":{"text":"trastuzumab"},"effectivePeriod":{"start":"2026-03-01"}})");
  std::string bundle = equivocal();
  bundle.insert(bundle.find('[') + 1, resource(patient) + "," + lvef("before", 62, "2026-02-20") + "," +
                                          lvef("now", 44, "2026-11-10") + "," + therapy + ",");
  const auto json = assessed(bundle);
  bool hold = false;
  for (const auto* each : ofType(json, "DetectedIssue")) {
    if (std::string((*each)["code"]["text"].GetString()) != "hold") continue;
    hold = true;
    EXPECT_STREQ((*each)["severity"].GetString(), "high");
    ASSERT_TRUE(each->HasMember("evidence")) << (*each)["detail"].GetString();
    EXPECT_STREQ((*each)["evidence"][0]["detail"][0]["reference"].GetString(), "Observation/now");
  }
  EXPECT_TRUE(hold);
}

TEST(FhirAssess, WhatToObtainIsADraftAndNeverAnOrder) {
  const auto json = assessed(fileText("examples/cases/breast-equivocal-no-ish.json"));
  const auto plans = ofType(json, "CarePlan");
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_STREQ((*plans[0])["status"].GetString(), "draft");
  EXPECT_STREQ((*plans[0])["intent"].GetString(), "proposal");
  EXPECT_GT((*plans[0])["activity"].Size(), 0U);
}

TEST(FhirKnowledge, EveryRuleAnAnswerNamesCanBeRead) {
  Service service(desk(), settings());
  const auto json = assessed(fileText("examples/cases/breast-low-metastatic.json"));
  std::size_t read = 0;
  for (const auto* each : ofType(json, "GuidanceResponse")) {
    const std::string canonical = (*each)["moduleCanonical"].GetString();
    const std::string path = canonical.substr(canonical.find("/fhir/"), canonical.find('|') - canonical.find("/fhir/"));
    const Response response = service.handle(get(path));
    ASSERT_EQ(response.status, 200) << path;
    const auto plan = parsed(response);
    EXPECT_STREQ(plan["resourceType"].GetString(), "PlanDefinition");
    EXPECT_EQ("/fhir/PlanDefinition/" + std::string(plan["id"].GetString()), path);
    EXPECT_STREQ(plan["relatedArtifact"][0]["type"].GetString(), "citation");
    EXPECT_GT(plan["action"][0]["condition"].Size(), 0U);
    ++read;
  }
  EXPECT_GT(read, 0U);
  EXPECT_EQ(service.handle(get("/fhir/PlanDefinition/no-such")).status, 404);
}

TEST(FhirKnowledge, IdsAreFitForFhirAndEachItsOwn) {
  Service service(desk(), settings());
  for (const char* type : {"PlanDefinition", "Library"}) {
    const auto all = parsed(service.handle(get(std::string("/fhir/") + type)));
    EXPECT_EQ(all["total"].GetUint(), all["entry"].Size());
    std::set<std::string> ids;
    for (const auto& entry : all["entry"].GetArray()) {
      const std::string id = entry["resource"]["id"].GetString();
      EXPECT_LE(id.size(), 64U);
      EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."),
                std::string::npos)
          << id;
      EXPECT_TRUE(ids.insert(id).second) << type << " " << id << " twice";
    }
    EXPECT_GT(ids.size(), 50U);
  }
}

// R4: an instance must say what it is an instance of (cpb-14), and name its resources.
TEST(FhirMetadata, NamesWhatItIsAndWhatCanBeRead) {
  const auto json = parsed(Service(desk(), settings()).handle(get("/fhir/metadata")));
  for (const char* member : {"status", "date", "kind", "fhirVersion", "format"}) EXPECT_TRUE(json.HasMember(member));
  EXPECT_TRUE(json["implementation"]["description"].IsString());
  EXPECT_EQ(json["rest"][0]["resource"].Size(), 2U);
}

// 45 CFR 170.315(b)(11): the attributes a source must be shown with.
TEST(SourceAttributes, EveryOptionHasItsCitationsAndThePersonalAttributesAreNamed) {
  const auto json = parsed(Service(desk(), settings()).handle(get("/api/v1/source-attributes")));
  std::set<std::string> named;
  for (const auto& each : json["personalAttributes"].GetArray()) named.insert(each["attribute"].GetString());
  for (const char* attribute : {"race", "ethnicity", "language", "sexualOrientation", "genderIdentity", "sex",
                                "dateOfBirth", "socialDeterminantsOfHealth", "healthStatusAssessments"})
    EXPECT_TRUE(named.contains(attribute)) << attribute;
  EXPECT_EQ(json["interventions"].Size(), desk()->knowledge()->indications.size());
  for (const auto& each : json["interventions"].GetArray())
    EXPECT_GT(each["citations"].Size(), 0U) << each["intervention"].GetString();
  for (const char* member : {"developer", "funding"}) EXPECT_TRUE(json[member].IsString());
  EXPECT_TRUE(json["knowledge"]["date"].IsString());
}

}  // namespace
}  // namespace her2::service
