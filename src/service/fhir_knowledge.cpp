// The rules behind an answer as FHIR R4: a PlanDefinition an indication, a Library a decision table. For provenance:
// who wrote it, since when, by which sources, in which words. They are read, not executed.
#include <fmt/format.h>
#include <sodium.h>
#include <xxhash.h>

#include <algorithm>
#include <set>

#include "present/knowledge_text.h"
#include "service/fhir_names.h"
#include "service/json.h"
#include "service/service.h"

namespace her2::service {
namespace {

constexpr const char* fhirJson = "application/fhir+json";
constexpr std::string_view root = "https://her2.invalid/fhir/";
constexpr std::size_t longestId = 64;

std::string base64(const std::string& bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.resize(text.size() - 1);  // its end mark
  return text;
}

void coding(JsonText& json, std::string_view system, std::string_view code) {
  json.open();
  json.key("coding");
  json.openList();
  json.open();
  json.text("system", system);
  json.text("code", code);
  json.close();
  json.closeList();
  json.close();
}

/// What every rule says of itself.
void head(JsonText& json, const kb::Knowledge& knowledge, std::string_view type, std::string_view name,
          std::string_view title) {
  json.open();
  json.text("resourceType", type);
  json.text("id", fhirId(name));
  json.text("url", fmt::format("{}{}/{}", root, type, fhirId(name)));
  json.text("version", knowledge.release.version);
  json.text("title", title);
  json.text("status", "active");
  json.text("date", knowledge.release.date.text());
}

void period(JsonText& json, const std::optional<Date>& from, const std::optional<Date>& until) {
  if (!from && !until) return;
  json.key("effectivePeriod");
  json.open();
  if (from) json.text("start", from->text());
  if (until) json.text("end", until->text());
  json.close();
}

/// Each source once, as a citation with how well it was verified.
void citations(JsonText& json, const kb::Knowledge& knowledge, std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) return;
  json.key("relatedArtifact");
  json.openList();
  for (const std::string& id : ids) {
    const kb::Source* source = knowledge.findSource(id);
    if (source == nullptr) continue;
    json.open();
    json.text("type", "citation");
    json.text("label", id);
    json.text("display", fmt::format("{} ({}): {}", source->title, source->body, kb::gradeName(source->grade)));
    if (source->url.starts_with("https://")) json.text("url", source->url);
    json.close();
  }
  json.closeList();
}

std::optional<Date> firstApproval(const kb::Indication& indication) {
  std::optional<Date> first;
  for (const kb::Approval& approval : indication.approvals) {
    if (!first || approval.date < *first) first = approval.date;
  }
  return first;
}

/// Wordings of one option that differ by agency or day are rules of their own.
std::string nameOf(const kb::Indication& indication) {
  std::string name = indication.drug + "/" + indication.id;
  std::set<std::string> agencies;
  for (const kb::Approval& approval : indication.approvals) agencies.insert(approval.agency);
  for (const std::string& agency : agencies) name += "/" + agency;
  if (const auto first = firstApproval(indication)) name += "/" + first->text();
  return name;
}

/// So are versions of one table.
std::string nameOf(const kb::Table& table) {
  return table.period.from ? table.id + "/" + table.period.from->text() : table.id;
}

std::string planDefinition(const kb::Knowledge& knowledge, const kb::Indication& indication) {
  JsonText json;
  head(json, knowledge, "PlanDefinition", nameOf(indication), indication.population);
  json.key("type");
  coding(json, "http://terminology.hl7.org/CodeSystem/plan-definition-type", "eca-rule");
  json.text(
      "description",
      fmt::format("{}: {}. Decision support: it says when the wording of a label fits a record, it orders nothing.",
                  fmt::join(indication.regimen, " + "), indication.population));
  std::vector<std::string> sources = indication.sources;
  for (const kb::Approval& approval : indication.approvals) sources.push_back(approval.source);
  for (const kb::Criterion& each : indication.criteria)
    sources.insert(sources.end(), each.sources.begin(), each.sources.end());
  period(json, firstApproval(indication), {});
  citations(json, knowledge, sources);
  json.key("action");
  json.openList();
  json.open();
  json.text("title", fmt::format("{}", fmt::join(indication.regimen, " + ")));
  json.key("condition");
  json.openList();
  for (const kb::Criterion& each : indication.criteria) {
    json.open();
    json.text("kind", "applicability");
    json.key("expression");
    json.open();
    json.text("description", each.say);
    json.text("language", "text/x-feel");
    json.text("expression", each.text);
    json.close();
    json.close();
  }
  json.closeList();
  json.close();
  json.closeList();
  json.close();
  return json.take();
}

std::string library(const kb::Knowledge& knowledge, const kb::Table& table) {
  JsonText json;
  head(json, knowledge, "Library", nameOf(table), table.title);
  json.key("type");
  coding(json, "http://terminology.hl7.org/CodeSystem/library-type", "logic-library");
  period(json, table.period.from, table.period.until);
  std::vector<std::string> sources = table.sources;
  for (const kb::Row& row : table.rows) sources.insert(sources.end(), row.sources.begin(), row.sources.end());
  citations(json, knowledge, sources);
  json.key("content");
  json.openList();
  json.open();
  json.text("contentType", "text/plain");
  json.text("data", base64(present::knowledgeThing(
                        knowledge, fmt::format("{}:{}", table.block.document->file, table.block.node->place.line))));
  json.close();
  json.closeList();
  json.close();
  return json.take();
}

Response found(const std::vector<std::string>& resources) {
  JsonText json;
  json.open();
  json.text("resourceType", "Bundle");
  json.text("type", "searchset");
  json.whole("total", static_cast<std::int64_t>(resources.size()));
  json.key("entry");
  json.openList();
  for (const std::string& each : resources) {
    json.open();
    json.raw("resource", each);
    json.close();
  }
  json.closeList();
  json.close();
  return {200, fhirJson, json.take(), {}};
}

/// One resource by id, or all as a searchset.
template <class Things, class Write>
Response readOrSearch(const std::string& rest, const Things& things, Write&& write) {
  if (rest.empty() || rest == "/") {
    std::vector<std::string> all;
    all.reserve(std::size(things));
    for (const auto& each : things) all.push_back(write(each));
    return found(all);
  }
  for (const auto& each : things) {
    if (rest == "/" + fhirId(nameOf(each))) return {200, fhirJson, write(each), {}};
  }
  return {
      404, fhirJson, R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]})", {}};
}

}  // namespace

std::string fhirId(std::string_view name) {
  std::string id(name);
  for (char& c : id) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    if (!allowed) c = '.';
  }
  if (id.size() <= longestId) return id;
  const std::string hash = fmt::format("{:016x}", XXH3_64bits(name.data(), name.size()));
  return id.substr(0, longestId - hash.size() - 1) + "-" + hash;
}

std::string planCanonical(const kb::Knowledge& knowledge, const kb::Indication& indication) {
  return fmt::format("{}PlanDefinition/{}|{}", root, fhirId(nameOf(indication)), knowledge.release.version);
}

Response fhirPlans(const Session& session, const Request&, const std::string& rest) {
  const kb::Knowledge& knowledge = *session.desk->knowledge();
  return readOrSearch(rest, knowledge.indications,
                      [&](const kb::Indication& each) { return planDefinition(knowledge, each); });
}

Response fhirLibraries(const Session& session, const Request&, const std::string& rest) {
  const kb::Knowledge& knowledge = *session.desk->knowledge();
  return readOrSearch(rest, knowledge.tables, [&](const kb::Table& each) { return library(knowledge, each); });
}

}  // namespace her2::service
