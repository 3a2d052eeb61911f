// FHIR R4: what the service can do, and $assess: a patient's Bundle in, a Bundle of GuidanceResponses, DetectedIssues
// and a CarePlan out.
#include <fmt/format.h>

#include <algorithm>

#include "present/presenter.h"
#include "service/cards.h"
#include "service/json.h"
#include "service/service.h"

namespace her2::service {
namespace {

constexpr const char* fhirJson = "application/fhir+json";

Response outcome(int status, const Problems& problems) {
  JsonText json;
  json.open();
  json.text("resourceType", "OperationOutcome");
  json.key("issue");
  json.openList();
  for (const Problem& problem : problems) {
    json.open();
    json.text("severity", problem.severity == Severity::Error ? "error" : "warning");
    json.text("code", "invalid");
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
  return {status, fhirJson, json.take(), {{"Cache-Control", "no-store"}}};
}

/// The resources of an answer. Their subject is the patient of the record, by its id.
class AnswerBundle {
 public:
  AnswerBundle(const Session& session, const present::Presenter& presenter, const api::Answer& answer)
      : session_(session), p_(presenter), answer_(answer), a_(answer.assessment) {}

  std::string write() {
    json_.open();
    json_.text("resourceType", "Bundle");
    json_.text("type", "collection");
    json_.text("timestamp", timeText(session_.settings.now()));
    json_.key("entry");
    json_.openList();
    for (std::size_t i = 0; i < a_.options.size(); ++i) {
      if (p_.shows(a_.options[i]) && a_.options[i].state != OptionState::NotIndicated) guidance(a_.options[i], i);
    }
    for (std::size_t i = 0; i < a_.warnings.size(); ++i) issue(a_.warnings[i], i);
    carePlan();
    json_.closeList();
    json_.close();
    return json_.take();
  }

 private:
  void begin(std::string_view type, const std::string& id) {
    json_.open();
    json_.key("resource");
    json_.open();
    json_.text("resourceType", type);
    json_.text("id", id);
  }
  void end() {
    json_.close();
    json_.close();
  }
  void subject(std::string_view name) {
    json_.key(name);
    json_.open();
    json_.text("reference", "Patient/" + a_.caseId);
    json_.close();
  }
  void words(std::string_view name, std::string_view text) {
    json_.key(name);
    json_.open();
    json_.text("text", text);
    json_.close();
  }

  /// data-required and the facts that would decide, or success.
  void guidance(const Option& option, std::size_t number) {
    const kb::Indication& indication = p_.knowledge.indications[option.indication];
    begin("GuidanceResponse", fmt::format("option-{}", number + 1));
    json_.text("moduleUri", fmt::format("urn:her2:{}:{}", p_.knowledge.release.version, p_.optionId(option)));
    json_.text("status", option.state == OptionState::Indicated ? "success" : "data-required");
    subject("subject");
    json_.text("occurrenceDateTime", p_.asOf.text());
    json_.key("reasonCode");
    json_.openList();
    json_.open();
    json_.text("text", fmt::format("{}: {} ({})", fmt::join(indication.regimen, " + "), indication.population,
                                   p_.knowledge.regions[option.region].id));
    json_.close();
    json_.closeList();
    json_.key("note");
    json_.openList();
    for (const std::uint16_t index : option.approvals) {
      const kb::Approval& approval = indication.approvals[index];
      const kb::Source* source = p_.knowledge.findSource(approval.source);
      json_.open();
      json_.text("text", fmt::format("{} {} {} [{}] {}", approval.agency, approval.date.text(), approval.kind,
                                     approval.source, source == nullptr ? "" : source->url));
      json_.close();
    }
    json_.closeList();
    if (!option.missing.empty()) {
      json_.key("dataRequirement");
      json_.openList();
      for (const std::string& fact : option.missing) {
        json_.open();
        json_.text("type", "Observation");
        json_.key("mustSupport");
        json_.openList();
        json_.value(fact);
        json_.closeList();
        json_.close();
      }
      json_.closeList();
    }
    end();
  }

  void issue(const Problem& problem, std::size_t number) {
    begin("DetectedIssue", fmt::format("issue-{}", number + 1));
    json_.text("status", "final");
    words("code", problem.code);
    json_.text("severity", problem.severity == Severity::Error ? "high" : "moderate");
    subject("patient");
    json_.text("detail", fmt::format("{}: {}", problem.where, problem.message));
    end();
  }

  /// What to obtain next; a proposal, never an order.
  void carePlan() {
    if (a_.nextTests.empty()) return;
    begin("CarePlan", "next-tests");
    json_.text("status", "draft");
    json_.text("intent", "proposal");
    json_.text("title", "Facts that would decide more about HER2 therapy");
    subject("subject");
    json_.key("activity");
    json_.openList();
    for (const NextTest& next : a_.nextTests) {
      json_.open();
      json_.key("detail");
      json_.open();
      json_.text("status", "not-started");
      json_.text("description", present::factTitle(p_, next.test));
      json_.close();
      json_.close();
    }
    json_.closeList();
    end();
  }

  const Session& session_;
  const present::Presenter& p_;
  const api::Answer& answer_;
  const Assessment& a_;
  JsonText json_;
};

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
  if (!audit(session, request, "fhir-assess", answer->inputHash, payload.take()))
    return outcome(
        503, {{Severity::Error, "audit-log", "", "the audit log could not be written, so no answer is given", ""}});
  const present::Presenter presenter{answer->assessor->knowledge(), answer->assessor->settings().asOf, asked->regions,
                                     false, session.today};
  return {200, fhirJson, AnswerBundle(session, presenter, *answer).write(), {{"Cache-Control", "no-store"}}};
}

}  // namespace her2::service
