// The small API of the workbench and of scripts. docs/service.md and /api/v1/openapi.json describe it.
#include <fmt/format.h>
#include <simdjson.h>

#include <cstdio>
#include <memory>

#include "cohort/line_source.h"
#include "cohort/screen.h"
#include "intake/case_json_writer.h"
#include "present/board_page.h"
#include "present/knowledge_json.h"
#include "present/knowledge_text.h"
#include "present/patient_page.h"
#include "present/presenter.h"
#include "present/what_if.h"
#include "service/json.h"
#include "service/service.h"

namespace her2::service {
namespace {

constexpr const char* plainText = "text/plain; charset=utf-8";

present::Presenter presenterOf(const Session& session, const Asked& asked, const api::Answer& answer) {
  return {answer.assessor->knowledge(), answer.assessor->settings().asOf, asked.regions, false, session.today};
}

/// What an audit entry keeps of an answer: which knowledge and which day, and that is all.
std::string auditPayload(const Session& session, const api::Question& question) {
  JsonText json;
  json.open();
  json.text("knowledge", session.desk->knowledge()->release.version);
  json.text("hash", session.desk->knowledge()->hash);
  json.text("engine", present::engineVersion());
  json.text("asOf", question.asOf.text());
  json.close();
  return json.take();
}

Response notAudited() {
  return errorResponse(503, "audit-log", "the audit log could not be written, so no answer is given");
}

struct Supposal {
  std::string record;
  std::vector<std::string> changes;
};

Result<Supposal> readSupposal(const std::string& body) {
  const auto wrong = [](const char* where) {
    return Problem{Severity::Error, "what-if", where,
                   R"(expected {"record": a case or Bundle, "suppose": ["specimen.ihc.score = \"1+\""]})", ""};
  };
  namespace ondemand = simdjson::ondemand;
  ondemand::parser parser;
  const simdjson::padded_string padded(body);
  ondemand::document json;
  ondemand::object members;
  if (parser.iterate(padded).get(json) || json.get_object().get(members)) return wrong("request");
  Supposal supposal;
  ondemand::object record;
  std::string_view text;
  if (members["record"].get_object().get(record) || record.raw_json().get(text)) return wrong("record");
  supposal.record = text;
  ondemand::array changes;
  if (members["suppose"].get_array().get(changes)) return wrong("suppose");
  for (auto change : changes) {
    if (change.get_string().get(text)) return wrong("suppose");
    supposal.changes.emplace_back(text);
  }
  return supposal;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// `{"headerLines": 1, "worklist": "case,tumour…", "problems": [{…}]}`: the table and what was wrong with its records,
/// in one answer; how many lines of the input were the header of a table.
Response worklistResponse(std::size_t headerLines, const std::string& csv, const std::string& problemLines,
                          const std::vector<std::pair<std::string, std::string>>& headers) {
  JsonText json;
  json.open();
  json.whole("headerLines", static_cast<std::int64_t>(headerLines));
  json.text("worklist", csv);
  json.key("problems");
  json.openList();
  for (std::size_t begin = 0; begin < problemLines.size();) {
    const std::size_t end = problemLines.find('\n', begin);
    json.rawValue(std::string_view(problemLines).substr(begin, end - begin));
    begin = end == std::string::npos ? problemLines.size() : end + 1;
  }
  json.closeList();
  json.close();
  return {200, "application/json", json.take(), headers};
}

}  // namespace

Response restAssess(const Session& session, const Request& request, const std::string&) {
  const std::string format = request.parameter("format");
  const auto asked =
      askedOf(session, request, format == "text" || format == "patient" ? assess::Detail::Full : assess::Detail::Trace);
  if (!asked) return problemResponse(400, asked.problems());
  const auto answer = session.desk->ask(request.body, "request", asked->question);
  if (!answer) return problemResponse(422, answer.problems());
  if (!audit(session, "assess", answer->inputHash, auditPayload(session, asked->question))) return notAudited();
  const present::Presenter presenter = presenterOf(session, *asked, *answer);
  if (format == "text")
    return {200,
            plainText,
            present::assessmentText(presenter, answer->record, answer->assessment),
            {{"Cache-Control", "no-store"}}};
  if (format == "patient")
    return {200,
            plainText,
            present::patientPage(presenter, answer->record, answer->assessment),
            {{"Cache-Control", "no-store"}}};
  if (format == "html")
    return {200,
            "text/html; charset=utf-8",
            present::boardPage(presenter, answer->record, answer->assessment, answer->inputHash),
            {{"Cache-Control", "no-store"}}};
  if (!format.empty() && format != "json")
    return errorResponse(400, "parameter", "`format` is json, text, patient or html");
  return {200,
          "application/json",
          present::assessmentJson(presenter, answer->record, answer->assessment, answer->inputHash, true),
          {{"Cache-Control", "no-store"}}};
}

/// A case, a Bundle or a row of a table as case JSON, for forms.
Response restCase(const Session& session, const Request& request, const std::string&) {
  const auto read = session.desk->readCase(request.body, "request");
  if (!read) return problemResponse(422, read.problems());
  const auto& [record, problems] = *read;
  JsonText json;
  json.open();
  json.raw("record", intake::caseJson(record, session.desk->knowledge()->vocabulary));
  json.key("problems");
  json.openList();
  for (const Problem& problem : problems) writeProblem(problem, json);
  json.closeList();
  json.close();
  return {200, "application/json", json.take(), {{"Cache-Control", "no-store"}}};
}

/// `{"record": {…}, "suppose": ["specimen.ihc.score = \"1+\""]}`: what differs, and the case as supposed.
Response restWhatIf(const Session& session, const Request& request, const std::string&) {
  const auto asked = askedOf(session, request, assess::Detail::Full);
  if (!asked) return problemResponse(400, asked.problems());
  const auto supposal = readSupposal(request.body);
  if (!supposal) return problemResponse(400, supposal.problems());
  const auto answer = session.desk->ask(supposal->record, "request", asked->question);
  if (!answer) return problemResponse(422, answer.problems());
  const auto supposed = session.desk->suppose(*answer, supposal->changes, assess::Detail::Full);
  if (!supposed) return problemResponse(422, supposed.problems());
  if (!audit(session, "what-if", answer->inputHash, auditPayload(session, asked->question))) return notAudited();
  JsonText json;
  json.open();
  json.raw("answer", present::whatIfJson(presenterOf(session, *asked, *answer), supposed->changes,
                                         {answer->record, answer->assessment}, {supposed->record, supposed->assessment},
                                         answer->inputHash, false));
  json.raw("supposed", intake::caseJson(supposed->record, session.desk->knowledge()->vocabulary));
  json.close();
  return {200, "application/json", json.take(), {{"Cache-Control", "no-store"}}};
}

Response restExplain(const Session& session, const Request& request, const std::string&) {
  const auto asked = askedOf(session, request, assess::Detail::Trace);
  if (!asked) return problemResponse(400, asked.problems());
  const auto answer = session.desk->ask(request.body, "request", asked->question);
  if (!answer) return problemResponse(422, answer.problems());
  if (!audit(session, "explain", answer->inputHash, auditPayload(session, asked->question))) return notAudited();
  const present::Presenter presenter = presenterOf(session, *asked, *answer);
  return {200,
          plainText,
          present::explanationText(presenter, answer->record, answer->assessment, request.parameter("about")),
          {{"Cache-Control", "no-store"}}};
}

Response restScreen(const Session& session, const Request& request, const std::string&) {
  const auto asked = askedOf(session, request, assess::Detail::Worklist);
  if (!asked) return problemResponse(400, asked.problems());
  const auto assessor = session.desk->assessorOf(asked->question);
  if (!assessor) return problemResponse(500, assessor.problems());
  if (request.body.empty()) return errorResponse(400, "empty", "the body holds no record");
  // The cohort reads a stream; the body is one. It never touches the disk.
  std::string body = request.body;
  const std::unique_ptr<std::FILE, CloseFile> input(fmemopen(body.data(), body.size(), "rb"));
  if (input == nullptr) return errorResponse(500, "internal", "no memory for the cohort");
  cohort::Screening screening;
  cohort::ByteSource bytes(input.get(), cohort::Packing::AsItIs);
  cohort::LineSource lines(bytes, {}, "cohort");
  screening.source = &lines;
  screening.file = "cohort";
  const auto format =
      cohort::detectFormat(body, screening.file, *session.desk->knowledge(), request.parameter("mapping"));
  if (!format) return problemResponse(422, format.problems());
  screening.format = *format;
  screening.assessor = *assessor;
  screening.regions = asked->regions;
  const bool csv = request.parameter("format") == "csv";
  const bool worklist = request.parameter("format") == "worklist";
  screening.output = csv || worklist ? cohort::OutputFormat::Csv : cohort::OutputFormat::Ndjson;
  std::string out;
  std::string problems;
  screening.write = [&](std::string_view piece) {
    out += piece;
    return true;
  };
  screening.report = [&](const Problem& problem, std::string_view record) {
    present::appendProblemLine(problem, record, problems);
  };
  const cohort::Outcome outcome = cohort::screen(screening);
  if (!audit(session, "screen", "", auditPayload(session, asked->question))) return notAudited();
  const cohort::Counts& n = outcome.counts;
  const std::vector<std::pair<std::string, std::string>> headers = {
      {"Cache-Control", "no-store"},
      {"X-Her2-Counts",
       fmt::format("in={} assessed={} errors={} warnings={}", n.in, n.assessed, n.errors, n.warnings + n.duplicates)}};
  if (csv) return {200, "text/csv; charset=utf-8", out, headers};
  if (worklist) return worklistResponse(format->headerLines, out, problems, headers);
  return {200, "application/x-ndjson", out + problems, headers};
}

Response restKnowledge(const Session& session, const Request& request, const std::string& rest) {
  const kb::Knowledge& knowledge = *session.desk->knowledge();
  const std::string thing = rest.starts_with("/") ? rest.substr(1) : request.parameter("name");
  if (const std::string format = request.parameter("format"); format == "json") {
    if (thing.empty()) return {200, "application/json", present::knowledgeJson(knowledge), {}};
    return errorResponse(400, "parameter", "only the whole knowledge is there as JSON");
  }
  if (thing.empty()) return {200, plainText, present::knowledgeContents(knowledge), {}};
  const std::string text = present::knowledgeThing(knowledge, thing);
  if (!text.empty()) return {200, plainText, text, {}};
  const auto near = present::nearbyNames(knowledge, thing);
  return errorResponse(404, "not-found", "nothing in the knowledge is called so",
                       near.empty() ? std::string() : fmt::format("did you mean {}?", fmt::join(near, ", ")));
}

/// Codes with their titles, for forms: what may be chosen is what the knowledge knows.
Response restVocabulary(const Session& session, const Request&, const std::string&) {
  const Vocabulary& vocabulary = session.desk->knowledge()->vocabulary;
  JsonText json;
  json.open();
  json.key("domains");
  json.open();
  for (const Domain& domain : vocabulary.domains()) {
    json.key(domain.name());
    json.openList();
    for (const Code& code : domain.codes()) {
      json.open();
      json.text("code", code.code);
      json.text("title", code.title);
      json.close();
    }
    json.closeList();
  }
  json.close();
  json.key("drugs");
  json.openList();
  for (const Drug& drug : vocabulary.drugs()) {
    json.open();
    json.text("id", drug.id);
    json.text("title", drug.title);
    json.close();
  }
  json.closeList();
  json.key("regions");
  json.openList();
  for (const kb::Region& region : session.desk->knowledge()->regions) json.value(region.id);
  json.closeList();
  json.text("release", session.desk->knowledge()->release.version);
  json.text("hash", session.desk->knowledge()->hash);
  json.text("engine", present::engineVersion());
  json.text("today", session.today.text());
  json.close();
  return {200, "application/json", json.take(), {}};
}

std::string auditJson(const AuditEntry& entry) {
  JsonText json;
  json.open();
  json.whole("number", entry.number);
  json.text("time", entry.time);
  json.text("kind", entry.kind);
  json.text("client", entry.client);
  json.text("subject", entry.subject);
  json.raw("payload", entry.payload);
  json.text("hash", entry.hash);
  json.close();
  return json.take();
}

Response restAudit(const Session& session, const Request& request, const std::string&) {
  if (session.settings.audit == nullptr) return errorResponse(404, "no-audit-log", "this service keeps no audit log");
  constexpr std::size_t page = 1000;
  std::int64_t first = 1;
  if (const std::string from = request.parameter("from");
      !from.empty() && from.find_first_not_of("0123456789") == std::string::npos && from.size() < 18)
    first = std::stoll(from);
  std::string out;
  for (const AuditEntry& entry : session.settings.audit->read(first, page)) out += auditJson(entry) + "\n";
  return {200, "application/x-ndjson", out, {{"Cache-Control", "no-store"}}};
}

}  // namespace her2::service
