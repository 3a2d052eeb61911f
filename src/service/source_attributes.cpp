// What a certified health IT module must be able to show of an evidence-based decision support intervention
// (45 CFR 170.315(b)(11)): citation, developer, funding, dates, and which personal attributes it uses. An intervention
// is an option: the wording of a label that is held against the record.
#include <algorithm>
#include <set>

#include "present/presenter.h"
#include "service/json.h"
#include "service/service.h"

namespace her2::service {
namespace {

/// The personal attributes the rule names, and the member of a case that could hold them; none: there is no place for
/// it, so nothing can use it.
struct Attribute {
  std::string_view name;
  std::string_view member;
  std::string_view use;
};
constexpr Attribute attributes[] = {
    {"race", "", "not used: the record has no place for it"},
    {"ethnicity", "", "not used: the record has no place for it"},
    {"language", "", "not used: the record has no place for it"},
    {"sexualOrientation", "", "not used: the record has no place for it"},
    {"genderIdentity", "", "not used: the record has no place for it"},
    {"sex", "sex", "used where a wording, a trial or a model names it"},
    {"dateOfBirth", "birthDate", "used for age, where a wording, a trial or a model names it"},
    {"socialDeterminantsOfHealth", "residence", "the country of residence, as a factor of lung disease; nothing else"},
    {"healthStatusAssessments", "measurements", "performance status (ECOG), where a trial names it"},
};

void members(const std::set<std::string>& texts, std::string_view name, JsonText& json) {
  json.key(name);
  json.openList();
  for (const std::string& text : texts) json.value(text);
  json.closeList();
}

void intervention(const kb::Knowledge& knowledge, const kb::Indication& indication, JsonText& json) {
  std::set<std::string> facts;
  std::set<std::string> sources(indication.sources.begin(), indication.sources.end());
  for (const kb::Criterion& each : indication.criteria) {
    feel::forEachFact(each.is, [&](kb::FactId fact) { facts.insert(knowledge.facts[fact].name); });
    sources.insert(each.sources.begin(), each.sources.end());
  }
  json.open();
  json.text("intervention", indication.drug + "/" + indication.id);
  json.text("population", indication.population);
  json.key("approvals");
  json.openList();
  for (const kb::Approval& approval : indication.approvals) {
    sources.insert(approval.source);
    json.open();
    json.text("agency", approval.agency);
    json.text("date", approval.date.text());
    json.text("kind", approval.kind);
    json.close();
  }
  json.closeList();
  members(facts, "facts", json);
  json.key("citations");
  json.openList();
  for (const std::string& id : sources) {
    const kb::Source* source = knowledge.findSource(id);
    if (source == nullptr) continue;
    json.open();
    json.text("id", id);
    json.text("title", source->title);
    json.text("body", source->body);
    if (source->date) json.text("date", source->date->text());
    json.text("url", source->url);
    json.text("verified", kb::gradeName(source->grade));
    json.close();
  }
  json.closeList();
  json.close();
}

}  // namespace

std::string sourceAttributes(const kb::Knowledge& knowledge) {
  JsonText json;
  json.open();
  json.text("developer", "the her2 project; open source, Apache-2.0");
  json.text("funding", "none declared");
  json.text("engine", present::engineVersion());
  json.key("knowledge");
  json.open();
  json.text("release", knowledge.release.version);
  json.text("date", knowledge.release.date.text());
  json.text("hash", knowledge.hash);
  json.close();
  json.key("personalAttributes");
  json.openList();
  for (const Attribute& each : attributes) {
    json.open();
    json.text("attribute", each.name);
    json.truth("used", !each.member.empty());
    if (!each.member.empty()) json.text("member", each.member);
    json.text("how", each.use);
    json.close();
  }
  json.closeList();
  json.key("interventions");
  json.openList();
  for (const kb::Indication& each : knowledge.indications) intervention(knowledge, each, json);
  json.closeList();
  json.close();
  return json.take();
}

Response restSourceAttributes(const Session& session, const Request&, const std::string&) {
  return {200, "application/json", sourceAttributes(*session.desk->knowledge()), {}};
}

}  // namespace her2::service
