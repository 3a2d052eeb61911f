// The service without its network: requests in, answers out. What CDS Hooks 2.0 asks of a service, and what must never
// happen.
#include <unistd.h>

#include "service/cards.h"
#include "service_fixture.h"

namespace her2::service {
namespace {

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

TEST(Service, TheBoardsPageIsHtmlThatNobodyKeeps) {
  const Response response =
      Service(desk(), settings())
          .handle(post("/api/v1/assess", fileText("examples/cases/breast-low-metastatic.json"), {{"format", "html"}}));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.contentType, "text/html; charset=utf-8");
  EXPECT_TRUE(response.body.starts_with("<!DOCTYPE html>"));
  EXPECT_EQ(headerOf(response, "Cache-Control"), "no-store");
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

}  // namespace
}  // namespace her2::service
