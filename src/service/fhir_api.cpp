// FHIR R4: what the service can do, and $assess: a patient's Bundle in, a Bundle of what was concluded out
// (fhir_answer.h).
#include "present/presenter.h"
#include "service/fhir_answer.h"
#include "service/json.h"
#include "service/service.h"

namespace her2::service {
namespace {

constexpr const char* fhirJson = "application/fhir+json";

Response outcome(int status, const Problems& problems) { return outcomeResponse(status, problems, fhirJson); }

/// One kind of resource that can be read and listed.
void readable(JsonText& json, std::string_view type, std::string_view about) {
  json.open();
  json.text("type", type);
  json.text("documentation", about);
  json.key("interaction");
  json.openList();
  for (const char* code : {"read", "search-type"}) {
    json.open();
    json.text("code", code);
    json.close();
  }
  json.closeList();
  json.close();
}

}  // namespace

Response fhirMetadata(const Session& session, const Request&, const std::string&) {
  JsonText json;
  json.open();
  json.text("resourceType", "CapabilityStatement");
  json.text("status", "active");
  json.text("date", session.desk->knowledge()->release.date.text());
  json.text("kind", "instance");
  json.key("software");
  json.open();
  json.text("name", "her2");
  json.text("version", present::engineVersion());
  json.close();
  json.key("implementation");
  json.open();
  json.text("description", "her2: HER2 status, options and reasons for one patient; keeps no resources");
  json.close();
  json.text("fhirVersion", "4.0.1");
  json.key("format");
  json.openList();
  json.value("application/fhir+json");
  json.closeList();
  json.key("rest");
  json.openList();
  json.open();
  json.text("mode", "server");
  json.text("documentation", "Decision support: keeps no resources. POST a Bundle of one patient to $assess.");
  json.key("resource");
  json.openList();
  readable(json, "PlanDefinition", "an indication: its criteria, approvals and sources");
  readable(json, "Library", "a decision table in words, with its sources");
  json.closeList();
  json.key("operation");
  json.openList();
  json.open();
  json.text("name", "assess");
  json.text("definition", "urn:her2:operation:assess");
  json.close();
  json.closeList();
  json.close();
  json.closeList();
  json.close();
  return {200, fhirJson, json.take(), {}};
}

Response fhirAssess(const Session& session, const Request& request, const std::string&) {
  const auto asked = askedOf(session, request, assess::Detail::Full);
  if (!asked) return outcome(400, asked.problems());
  const auto answer = session.desk->ask(request.body, "Bundle", asked->question);
  if (!answer) return outcome(422, answer.problems());
  JsonText payload;
  payload.open();
  payload.text("knowledge", session.desk->knowledge()->hash);
  payload.text("asOf", asked->question.asOf.text());
  payload.close();
  if (!audit(session, "fhir-assess", answer->inputHash, payload.take()))
    return outcome(
        503, {{Severity::Error, "audit-log", "", "the audit log could not be written, so no answer is given", ""}});
  const present::Presenter presenter{answer->assessor->knowledge(), answer->assessor->settings().asOf, asked->regions,
                                     false, session.today};
  return {
      200, fhirJson, fhirAnswer(presenter, *answer, timeText(session.settings.now())), {{"Cache-Control", "no-store"}}};
}

}  // namespace her2::service
