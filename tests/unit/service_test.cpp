// The service without its network: requests in, answers out. What CDS Hooks 2.0 asks of a service, and what must never
// happen.
#include "service/service.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "service/cards.h"

namespace her2::service {
namespace {

namespace fs = std::filesystem;

std::string fileText(const std::string& path) {
  std::ifstream stream(std::string(HER2_SOURCE_DIR "/") + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::shared_ptr<const api::Desk> desk() {
  static const auto one = [] {
    auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
    return std::make_shared<const api::Desk>(*kb::Knowledge::load(*std::move(documents)));
  }();
  return one;
}

ServiceSettings settings() {
  ServiceSettings s;
  s.regions = {0, 1};
  s.now = [] { return std::int64_t{1'764'000'000}; };  // 2025-11-24
  return s;
}

Request post(std::string path, std::string body, std::map<std::string, std::string> query = {}) {
  Request r;
  r.method = "POST";
  r.path = std::move(path);
  r.body = std::move(body);
  r.query = std::move(query);
  return r;
}
Request get(std::string path) {
  Request r;
  r.method = "GET";
  r.path = std::move(path);
  return r;
}

rapidjson::Document parsed(const Response& response) {
  rapidjson::Document json;
  json.Parse(response.body.data(), response.body.size());
  EXPECT_FALSE(json.HasParseError()) << response.body;
  return json;
}

std::string headerOf(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

constexpr const char* patient = R"({"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1970-01-01"})";

std::string resource(const std::string& text) { return R"({"resource":)" + text + "}"; }

/// A woman with metastatic breast cancer, IHC 2+ and no ISH.
std::string equivocal() {
  return R"({"resourceType":"Bundle","type":"collection","entry":[)" +
         resource(
             R"({"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"C50.9"}]}})") +
         "," +
         resource(
             R"({"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"},"effectiveDateTime":"2025-03-02","code":{"coding":[{"system":"http://loinc.org","code":"85319-2"}]},"valueCodeableConcept":{"text":"2+"}})") +
         "]}";
}

std::string hookCall(const std::string& hook, const std::string& prefetch,
                     const std::string& context = R"("patientId":"p1")") {
  return R"({"hook":")" + hook + R"(","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{)" + context +
         "}" + (prefetch.empty() ? "" : R"(,"prefetch":)" + prefetch) + "}";
}

std::string prefetch() {
  return std::string(R"({"patient":)") + patient + R"(,"conditions":)" + equivocal() + R"(,"specimens":null})";
}

TEST(Service, DiscoveryNamesHooksWithTheirPrefetch) {
  const Response response = Service(desk(), settings()).handle(get("/cds-services"));
  EXPECT_EQ(response.status, 200);
  const auto json = parsed(response);
  ASSERT_EQ(json["services"].Size(), 3U);
  for (const auto& each : json["services"].GetArray()) {
    for (const char* member : {"hook", "id", "description"}) EXPECT_TRUE(each.HasMember(member)) << member;
    EXPECT_STREQ(each["prefetch"]["patient"].GetString(), "Patient/{{context.patientId}}");
  }
}

TEST(Service, CardsFollowTheSpecification) {
  const Response response =
      Service(desk(), settings()).handle(post("/cds-services/her2-status", hookCall("patient-view", prefetch())));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto json = parsed(response);
  ASSERT_GE(json["cards"].Size(), 1U);
  for (const auto& card : json["cards"].GetArray()) {
    EXPECT_LT(std::string(card["summary"].GetString()).size(), 140U);
    const std::string indicator = card["indicator"].GetString();
    EXPECT_TRUE(indicator == "info" || indicator == "warning" || indicator == "critical");
    EXPECT_TRUE(card["source"]["label"].IsString());
  }
  // 2+ without ISH is not final: the first card warns and says what is owed.
  EXPECT_STREQ(json["cards"][0]["indicator"].GetString(), "warning");
  EXPECT_NE(std::string(json["cards"][0]["summary"].GetString()).find("owed"), std::string::npos);
}

TEST(Service, WithoutPrefetchTheAnswerIs412) {
  Service service(desk(), settings());
  EXPECT_EQ(service.handle(post("/cds-services/her2-status", hookCall("patient-view", ""))).status, 412);
  EXPECT_EQ(service.handle(post("/cds-services/her2-status", hookCall("patient-view", R"({"patient":null})"))).status,
            412);
}

TEST(Service, AnotherHookOrNoCallIs400) {
  Service service(desk(), settings());
  EXPECT_EQ(service.handle(post("/cds-services/her2-status", hookCall("order-sign", prefetch()))).status, 400);
  EXPECT_EQ(service.handle(post("/cds-services/her2-status", "[1,2")).status, 400);
  EXPECT_EQ(service.handle(post("/cds-services/her2-status", "{}")).status, 400);
  EXPECT_EQ(service.handle(post("/cds-services/none", hookCall("patient-view", prefetch()))).status, 404);
}

TEST(Service, ADraftOfAHer2DrugGetsACardAndOthersDoNot) {
  Service service(desk(), settings());
  const auto order = [&](const std::string& drug) {
    const std::string draft =
        R"({"resourceType":"MedicationRequest","id":"d1","status":"draft","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":")" +
        drug + R"("}})";
    const std::string context =
        R"("patientId":"p1","draftOrders":{"resourceType":"Bundle","entry":[)" + resource(draft) + "]}";
    return parsed(service.handle(post("/cds-services/her2-order-sign", hookCall("order-sign", prefetch(), context))));
  };
  // The US suffix and the brand are the same ingredient.
  for (const char* drug : {"trastuzumab deruxtecan", "fam-trastuzumab deruxtecan-nxki", "Enhertu"}) {
    const auto json = order(drug);
    ASSERT_EQ(json["cards"].Size(), 1U) << drug;
    EXPECT_TRUE(std::string(json["cards"][0]["summary"].GetString()).starts_with("trastuzumab-deruxtecan"));
    EXPECT_TRUE(json["cards"][0]["overrideReasons"][0]["display"].IsString());
  }
  EXPECT_EQ(order("letrozole")["cards"].Size(), 0U);
}

std::string draft(const std::string& id, const std::string& medication) {
  return resource(R"({"resourceType":"MedicationRequest","id":")" + id +
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
      given.empty() ? std::string()
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

TEST(Service, TwoPatientsAreNeverBlended) {
  const std::string two = std::string(R"({"patient":)") + patient + R"(,"other":{"resourceType":"Patient","id":"p2"}})";
  const Response response =
      Service(desk(), settings()).handle(post("/cds-services/her2-status", hookCall("patient-view", two)));
  EXPECT_EQ(response.status, 412);
}

TEST(Service, TextOfARecordIsEscapedInMarkdown) {
  EXPECT_EQ(escapedMarkdown("<script>*x*</script>"), "&lt;script&gt;\\*x\\*&lt;/script&gt;");
  EXPECT_EQ(escapedMarkdown("[a](javascript:b)\n# c"), "\\[a\\]\\(javascript:b\\) \\# c");
}

TEST(Service, AssessAnswersLikeTheCommand) {
  Service service(desk(), settings());
  const std::string body = fileText("examples/cases/breast-low-metastatic.json");
  const Response response = service.handle(post("/api/v1/assess", body, {{"asOf", "2026-11-23"}, {"region", "eu"}}));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto json = parsed(response);
  EXPECT_STREQ(json["asOf"].GetString(), "2026-11-23");
  ASSERT_EQ(json["regions"].Size(), 1U);
  EXPECT_STREQ(json["regions"][0].GetString(), "EU");
  EXPECT_STREQ(json["status"]["class"][0].GetString(), "low");
  EXPECT_EQ(headerOf(response, "Cache-Control"), "no-store");
}

TEST(Service, WhatCannotBeReadIsLocated) {
  Service service(desk(), settings());
  EXPECT_EQ(service.handle(post("/api/v1/assess", "")).status, 422);
  EXPECT_EQ(service.handle(post("/api/v1/assess", "{\"id\":")).status, 422);
  EXPECT_EQ(service.handle(post("/api/v1/assess", "id,tumour_kind\nx,breast\n")).status, 422);
  EXPECT_EQ(service.handle(post("/api/v1/assess", "{\"id\":\"x\"}", {{"asOf", "yesterday"}})).status, 400);
  EXPECT_EQ(service.handle(post("/api/v1/assess", "{\"id\":\"x\"}", {{"region", "MARS"}})).status, 400);
}

TEST(Service, ScreensACohort) {
  const Response response =
      Service(desk(), settings())
          .handle(post("/api/v1/screen", fileText("examples/cohort/sample.csv"), {{"format", "csv"}}));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_TRUE(response.body.starts_with("case,tumour,"));
  EXPECT_NE(headerOf(response, "X-Her2-Counts").find("in=60 "), std::string::npos)
      << headerOf(response, "X-Her2-Counts");
}

TEST(Service, EveryAnswerForbidsWhatABrowserShouldNotDo) {
  Service service(desk(), settings());
  for (const char* path : {"/health/live", "/nothing", "/cds-services"}) {
    const Response response = service.handle(get(path));
    EXPECT_EQ(headerOf(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_NE(headerOf(response, "Content-Security-Policy").find("default-src 'self'"), std::string::npos);
    EXPECT_EQ(headerOf(response, "Access-Control-Allow-Origin"), "");
  }
  EXPECT_EQ(service.handle(get("/nothing")).status, 404);
  EXPECT_EQ(service.handle(get("/api/v1/assess")).status, 405);
}

TEST(Service, MetricsNameRoutesAndNoPatient) {
  Service service(desk(), settings());
  service.handle(post("/cds-services/her2-status", hookCall("patient-view", prefetch())));
  const std::string text = service.handle(get("/metrics")).body;
  EXPECT_NE(text.find("her2_requests_total{route=\"cds-call\",status=\"200\"} 1"), std::string::npos) << text;
  EXPECT_EQ(text.find("p1"), std::string::npos);
}

TEST(Service, FhirAssessAnswersWithResources) {
  std::string bundle = equivocal();
  bundle.insert(bundle.find('[') + 1, resource(patient) + ",");
  const Response response = Service(desk(), settings()).handle(post("/fhir/$assess", bundle));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto json = parsed(response);
  bool dataRequired = false;
  for (const auto& entry : json["entry"].GetArray()) {
    const auto& each = entry["resource"];
    if (std::string(each["resourceType"].GetString()) != "GuidanceResponse") continue;
    EXPECT_STREQ(each["subject"]["reference"].GetString(), "Patient/p1");
    dataRequired |= std::string(each["status"].GetString()) == "data-required" && each["dataRequirement"].Size() > 0;
  }
  EXPECT_TRUE(dataRequired);
}

TEST(Rest, ABundleIsGivenAsCaseJsonAndReadBackTheSame) {
  Service service(desk(), settings());
  const auto given = parsed(service.handle(post("/api/v1/case", equivocal())));
  ASSERT_TRUE(given.HasMember("record"));
  EXPECT_STREQ(given["record"]["tumours"][0]["kind"].GetString(), "breast");
  EXPECT_STREQ(given["record"]["specimens"][0]["ihc"]["score"].GetString(), "2+");
  EXPECT_EQ(service.handle(post("/api/v1/case", "{\"resourceType\":\"Bundle\",")).status, 422);
}

TEST(Rest, TheFirstRowOfATableIsGivenAsCaseJson) {
  const std::string table = fileText("examples/cohort/sample.csv");
  const auto given = parsed(Service(desk(), settings())
                                .handle(post("/api/v1/case", table.substr(0, table.find('\n', table.find('\n') + 1)))));
  ASSERT_TRUE(given.HasMember("record"));
  EXPECT_STREQ(given["record"]["id"].GetString(), "sample-001");
  EXPECT_STREQ(given["record"]["specimens"][0]["ihc"]["score"].GetString(), "3+");
}

// ASCO/CAP 2018: IHC 2+ with ISH group 1 is positive.
TEST(Rest, WhatIfSaysWhatDiffersAndGivesTheSupposedCase) {
  Service service(desk(), settings());
  const std::string record = fileText("examples/cases/breast-equivocal-no-ish.json");
  const auto answer = parsed(service.handle(
      post("/api/v1/what-if", R"({"suppose":["specimen.ish.group = \"group-1\""],"record":)" + record + "}",
           {{"asOf", "2026-11-20"}})));
  ASSERT_TRUE(answer.HasMember("answer"));
  const auto& differences = answer["answer"]["differences"];
  ASSERT_GE(differences.Size(), 1U);
  EXPECT_STREQ(differences[0]["path"].GetString(), "status.result");
  ASSERT_EQ(differences[0]["after"].Size(), 1U);
  EXPECT_STREQ(differences[0]["after"][0].GetString(), "positive");
  EXPECT_STREQ(answer["supposed"]["specimens"][0]["ish"]["group"].GetString(), "group-1");
  EXPECT_EQ(service.handle(post("/api/v1/what-if", R"({"record":{},"suppose":"x"})")).status, 400);
  EXPECT_EQ(service.handle(post("/api/v1/what-if", R"({"suppose":[]})")).status, 400);
  EXPECT_EQ(service.handle(post("/api/v1/what-if", R"({"record":{"id":"a"},"suppose":["nothing.such = 1"]})")).status,
            422);
}

TEST(Rest, AWorklistComesWithItsProblems) {
  const auto json = parsed(
      Service(desk(), settings()).handle(post("/api/v1/screen", "{\"id\":\"a\"}\n{\"id\":", {{"format", "worklist"}})));
  EXPECT_EQ(json["headerLines"].GetInt(), 0);
  EXPECT_EQ(std::string(json["worklist"].GetString()).rfind("case,", 0), 0U);
  ASSERT_GE(json["problems"].Size(), 1U);
  EXPECT_STREQ(json["problems"][json["problems"].Size() - 1]["severity"].GetString(), "error");
}

TEST(Rest, KnowledgeIsThereAsJsonWithEveryRow) {
  const auto json = parsed(Service(desk(), settings()).handle([] {
    Request request = get("/api/v1/knowledge");
    request.query["format"] = "json";
    return request;
  }()));
  EXPECT_EQ(json["tables"].Size(), desk()->knowledge()->tables.size());
  EXPECT_EQ(json["indications"].Size(), desk()->knowledge()->indications.size());
  for (const auto& table : json["tables"].GetArray()) {
    for (const auto& row : table["rows"].GetArray())
      EXPECT_EQ(row["cells"].Size(), table["inputs"].Size() + table["outputs"].Size()) << table["id"].GetString();
  }
}

TEST(Rest, OpenApiNamesPathsThatAreThere) {
  Service service(desk(), settings());
  const auto json = parsed(service.handle(get("/api/v1/openapi.json")));
  for (const auto& [path, methods] : json["paths"].GetObject()) {
    for (const auto& [method, about] : methods.GetObject()) {
      Request request = std::string(method.GetString()) == "post" ? post(path.GetString(), "") : get(path.GetString());
      const Response response = service.handle(request);
      EXPECT_EQ(response.body.find("there is nothing under this path"), std::string::npos) << path.GetString();
      EXPECT_NE(response.status, 405) << path.GetString();
    }
  }
}

class AuditFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("her2-audit-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    file_ = (folder_ / "audit.db").string();
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
  std::string file_;
};

TEST_F(AuditFile, KeepsIdsAndHashesButNoValues) {
  ServiceSettings s = settings();
  auto log = AuditLog::open(file_);
  ASSERT_TRUE(log);
  s.audit = *std::move(log);
  Service service(desk(), s);
  service.handle(post("/cds-services/her2-status", hookCall("patient-view", prefetch())));
  service.handle(post(
      "/cds-services/her2-status/feedback",
      R"({"feedback":[{"card":"c1","outcome":"overridden","overrideReason":{"reason":{"code":"trial"},"userComment":"Mrs Smith is in a trial"},"outcomeTimestamp":"2025-11-24T00:00:00Z"}]})"));
  const auto entries = s.audit->read(1, 10);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].kind, "feedback");
  EXPECT_EQ(entries[1].subject, "c1");
  EXPECT_NE(entries[1].payload.find("\"reason\":\"trial\""), std::string::npos);
  for (const AuditEntry& e : entries) {
    for (const char* word : {"Smith", "2+", "1970", "p1"}) EXPECT_EQ(e.payload.find(word), std::string::npos) << word;
  }
}

TEST_F(AuditFile, AChangedEntryShows) {
  {
    auto log = AuditLog::open(file_);
    for (int i = 0; i < 5; ++i)
      EXPECT_TRUE((*log)->append({0, "2025-11-24T00:00:00Z", "assess", "", std::to_string(i), "{}", ""}));
  }
  {  // an opened log goes on with its chain
    auto log = AuditLog::open(file_);
    EXPECT_TRUE((*log)->append({0, "2025-11-24T00:00:01Z", "assess", "", "5", "{}", ""}));
  }
  auto verdict = AuditLog::verify(file_);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->entries, 6);
  EXPECT_FALSE(verdict->broken);
  fs::copy_file(file_, file_ + ".changed");
  std::string bytes;
  {
    std::ifstream stream(file_ + ".changed", std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(stream), {});
  }
  const auto at = bytes.find("00:00:01Z");
  ASSERT_NE(at, std::string::npos);
  bytes[at + 7] = '2';
  std::ofstream(file_ + ".changed", std::ios::binary) << bytes;
  verdict = AuditLog::verify(file_ + ".changed");
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->broken, 6);
}

TEST_F(AuditFile, IsRefusedWhereItIsNone) {
  std::ofstream(file_) << "no database at all, but long enough to be looked at as one";
  EXPECT_FALSE(AuditLog::open(file_));
  EXPECT_FALSE(AuditLog::verify(file_));
  EXPECT_FALSE(AuditLog::open((folder_ / "nowhere" / "audit.db").string()));
}

TEST(Service, WithTokensNobodyGetsPatientRoutesWithoutOne) {
  const fs::path file = fs::temp_directory_path() / ("her2-clients-" + std::to_string(::getpid()) + ".json");
  std::ofstream(file) << R"({"audience":"https://her2.example/","clients":[]})";
  ServiceSettings s = settings();
  auto tokens = TokenVerifier::read(file.string());
  fs::remove(file);
  ASSERT_TRUE(tokens) << tokens.problems().front().text();
  s.tokens = *std::move(tokens);
  Service service(desk(), s);
  EXPECT_EQ(service.handle(post("/api/v1/assess", "{\"id\":\"x\"}")).status, 401);
  EXPECT_EQ(service.handle(get("/cds-services")).status, 200);
  Request request = post("/api/v1/assess", "{\"id\":\"x\"}");
  // alg "none", as RFC 7515 shows it: never accepted.
  request.headers["authorization"] = "Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9.";
  EXPECT_EQ(service.handle(request).status, 401);
}

}  // namespace
}  // namespace her2::service
