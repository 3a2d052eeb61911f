#include "service/service.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "service/json.h"

namespace her2::service {
namespace {

/// On every answer: pages may run scripts of their own origin only, and nobody may frame or guess types.
const std::vector<std::pair<std::string, std::string>> protections = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Frame-Options", "DENY"},
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
     "frame-ancestors 'none'"},
};

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return text;
}

}  // namespace

struct Service::Route {
  using Call = Response (*)(const Session&, const Request&, const std::string&);
  std::string_view name;  ///< for metrics
  std::string_view method;
  std::string_view path;
  bool prefix;                 ///< more may follow: it is the `rest`
  std::optional<Scope> scope;  ///< needed where tokens are
  Call call;
};

const std::vector<Service::Route>& Service::routes() {
  static const std::vector<Route> all = {
      {"cds-discovery", "GET", "/cds-services", false, std::nullopt, &cdsServices},
      {"cds-call", "POST", "/cds-services/", true, Scope::Cds, &cdsCall},
      {"fhir-metadata", "GET", "/fhir/metadata", false, std::nullopt, &fhirMetadata},
      {"fhir-plan", "GET", "/fhir/PlanDefinition", true, std::nullopt, &fhirPlans},
      {"fhir-library", "GET", "/fhir/Library", true, std::nullopt, &fhirLibraries},
      {"fhir-assess", "POST", "/fhir/$assess", false, Scope::Assess, &fhirAssess},
      {"assess", "POST", "/api/v1/assess", false, Scope::Assess, &restAssess},
      {"case", "POST", "/api/v1/case", false, Scope::Assess, &restCase},
      {"what-if", "POST", "/api/v1/what-if", false, Scope::Assess, &restWhatIf},
      {"explain", "POST", "/api/v1/explain", false, Scope::Assess, &restExplain},
      {"screen", "POST", "/api/v1/screen", false, Scope::Assess, &restScreen},
      {"openapi", "GET", "/api/v1/openapi.json", false, std::nullopt, &restOpenApi},
      {"vocabulary", "GET", "/api/v1/vocabulary", false, std::nullopt, &restVocabulary},
      {"knowledge", "GET", "/api/v1/knowledge", true, std::nullopt, &restKnowledge},
      {"source-attributes", "GET", "/api/v1/source-attributes", false, std::nullopt, &restSourceAttributes},
      {"audit", "GET", "/api/v1/audit", false, Scope::Audit, &restAudit},
  };
  return all;
}

std::shared_ptr<const api::Desk> Service::desk() const {
  const std::lock_guard lock(mutex_);
  return desk_;
}

void Service::replaceKnowledge(std::shared_ptr<const api::Desk> desk) {
  const std::lock_guard lock(mutex_);
  desk_ = std::move(desk);
}

Response Service::handle(const Request& request) {
  const auto begin = std::chrono::steady_clock::now();
  std::string name = "unknown";
  Response response;
  try {
    response = dispatch(request, name);
  } catch (const std::exception&) {
    response = errorResponse(500, "internal", "the service failed on this request");  // what() might quote the record
  }
  for (const auto& header : protections) response.headers.push_back(header);
  if (!settings_.origin.empty()) {
    response.headers.emplace_back("Access-Control-Allow-Origin", settings_.origin);
    response.headers.emplace_back("Vary", "Origin");
  }
  metrics_.count(name, response.status,
                 std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return response;
}

Response Service::dispatch(const Request& request, std::string& name) {
  if (request.method == "OPTIONS") {
    name = "preflight";
    return {204,
            "text/plain",
            "",
            {{"Access-Control-Allow-Methods", "GET, POST"},
             {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
             {"Access-Control-Max-Age", "600"}}};
  }
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (get && (request.path == "/health/live" || request.path == "/health/ready")) {
    name = "health";
    return health(request.path == "/health/ready");
  }
  if (get && request.path == "/metrics") {
    name = "metrics";
    return {200, "text/plain; version=0.0.4", metrics_.text(), {}};
  }
  bool pathKnown = false;
  for (const Route& route : routes()) {
    const bool fits = route.prefix ? request.path.starts_with(route.path) : request.path == route.path;
    if (!fits) continue;
    pathKnown = true;
    if (route.method != request.method && !(route.method == "GET" && get)) continue;
    name = route.name;
    return call(route, request, request.path.substr(route.path.size()));
  }
  if (get && !pathKnown) {
    if (auto file = settings_.files.find(request.path)) {
      name = "file";
      return *std::move(file);
    }
  }
  return pathKnown ? errorResponse(405, "method", "this path takes another method")
                   : errorResponse(404, "not-found", "there is nothing under this path");
}

Response Service::call(const Route& route, const Request& request, const std::string& rest) {
  Session session{desk(), settings_, Date(static_cast<std::int32_t>(settings_.now() / 86400))};
  if (settings_.tokens != nullptr && route.scope) {
    const std::string_view header = request.header("authorization");
    if (!header.starts_with("Bearer "))
      return errorResponse(401, "token-missing", "no bearer token", "send Authorization: Bearer …");
    const auto caller = settings_.tokens->verify(header.substr(7), settings_.now(), request.path);
    if (!caller) return problemResponse(401, caller.problems());
    if (!caller->scopes.contains(*route.scope)) return errorResponse(403, "scope", "this client may not do that");
    session.client = caller->issuer;
  }
  return route.call(session, request, rest);
}

Response Service::health(bool ready) const {
  const auto& knowledge = *desk()->knowledge();
  JsonText json;
  json.open();
  json.text("status", "ok");
  if (ready) {
    json.text("knowledge", knowledge.release.version);
    json.text("hash", knowledge.hash);
  }
  json.close();
  return {200, "application/json", json.take(), {{"Cache-Control", "no-store"}}};
}

Response errorResponse(int status, std::string_view code, std::string_view message, std::string_view remedy) {
  JsonText json;
  json.open();
  json.text("error", code);
  json.text("message", message);
  if (!remedy.empty()) json.text("remedy", remedy);
  json.close();
  return {status, "application/json", json.take(), {}};
}

void writeProblem(const Problem& problem, JsonText& json) {
  json.open();
  json.text("severity", problem.severity == Severity::Error ? "error" : "warning");
  json.text("code", problem.code);
  json.text("where", problem.where);
  json.text("message", problem.message);
  json.text("remedy", problem.remedy);
  json.close();
}

Response problemResponse(int status, const Problems& problems) {
  JsonText json;
  json.open();
  json.text("error", problems.empty() ? "problem" : problems.front().code);
  json.text("message", problems.empty() ? "" : problems.front().message);
  json.key("problems");
  json.openList();
  for (const Problem& problem : problems) writeProblem(problem, json);
  json.closeList();
  json.close();
  return {status, "application/json", json.take(), {}};
}

Response outcomeResponse(int status, const Problems& problems, std::string contentType) {
  JsonText json;
  json.open();
  json.text("resourceType", "OperationOutcome");
  json.key("issue");
  json.openList();
  for (const Problem& problem : problems) {
    json.open();
    json.text("severity", problem.severity == Severity::Error ? "error" : "warning");
    json.text("code", "invalid");
    json.key("details");
    json.open();
    json.key("coding");
    json.openList();
    json.open();
    json.text("system", "https://her2.invalid/problem");
    json.text("code", problem.code);
    json.close();
    json.closeList();
    json.close();
    json.text("diagnostics", problem.message + (problem.remedy.empty() ? "" : " (" + problem.remedy + ")"));
    if (!problem.where.empty()) {
      json.key("expression");
      json.openList();
      json.value(problem.where);
      json.closeList();
    }
    json.close();
  }
  json.closeList();
  json.close();
  return {status, std::move(contentType), json.take(), {{"Cache-Control", "no-store"}}};
}

std::string timeText(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

bool audit(const Session& session, std::string kind, std::string subject, std::string payload) {
  if (session.settings.audit == nullptr) return true;
  AuditEntry entry;
  entry.time = timeText(session.settings.now());
  entry.kind = std::move(kind);
  entry.client = session.client;
  entry.subject = std::move(subject);
  entry.payload = std::move(payload);
  return session.settings.audit->append(std::move(entry));
}

Result<Asked> askedOf(const Session& session, const Request& request, assess::Detail detail) {
  Asked asked{{session.today, false, detail}, session.settings.regions};
  const auto wrong = [](const char* name, const char* expected) {
    return Problem{Severity::Error, "parameter", name,
                   fmt::format("`{}` is not understood, expected {}", name, expected), ""};
  };
  if (const std::string day = request.parameter("asOf"); !day.empty()) {
    const auto date = Date::parse(day);
    if (!date) return wrong("asOf", "a day such as 2026-05-17");
    asked.question.asOf = *date;
  }
  if (const std::string open = request.parameter("openWorld"); !open.empty()) {
    if (open != "true" && open != "false") return wrong("openWorld", "true or false");
    asked.question.openWorld = open == "true";
  }
  std::string wanted = upper(request.parameter("region"));
  if (wanted.empty()) return asked;
  asked.regions.clear();
  const auto& regions = session.desk->knowledge()->regions;
  while (!wanted.empty()) {
    const std::string one = wanted.substr(0, wanted.find(','));
    wanted.erase(0, one.size() + 1);
    const auto found = std::find_if(regions.begin(), regions.end(), [&](const kb::Region& r) { return r.id == one; });
    if (found == regions.end()) return wrong("region", "a region of the knowledge, such as US");
    asked.regions.push_back(static_cast<std::uint16_t>(found - regions.begin()));
  }
  return asked;
}

}  // namespace her2::service
