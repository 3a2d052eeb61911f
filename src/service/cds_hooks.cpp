// CDS Hooks 2.0: discovery, patient-view, order-select, order-sign, feedback. Nothing is fetched: what a service needs
// comes prefetched, and where it is not enough the answer is 412.
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>

#include "service/cards.h"
#include "service/hook_call.h"
#include "service/json.h"
#include "service/service.h"

namespace her2::service {
namespace {

struct Hook {
  std::string_view id;
  std::string_view hook;
  std::string_view title;
  std::string_view description;
  bool orders;
};

constexpr std::array<Hook, 3> hooks = {{
    {"her2-status", "patient-view", "HER2 status and options",
     "HER2 status of the tumour, therapies whose label fits, and the tests that would decide more", false},
    {"her2-order-select", "order-select", "HER2 drug against the record",
     "Whether a HER2 drug being chosen may be given now (go, wait, stop) and is an option for this record", true},
    {"her2-order-sign", "order-sign", "HER2 drug against the record",
     "Whether a HER2 drug about to be ordered may be given now (go, wait, stop) and is an option for this record",
     true},
}};

/// What each service asks the EHR to send.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> prefetch = {{
    {"patient", "Patient/{{context.patientId}}"},
    {"conditions", "Condition?patient={{context.patientId}}"},
    {"observations",
     "Observation?patient={{context.patientId}}"
     "&category=laboratory,exam,imaging,procedure,vital-signs,social-history,survey"},
    {"specimens", "Specimen?patient={{context.patientId}}"},
    {"reports", "DiagnosticReport?patient={{context.patientId}}"},
    {"medicationRequests", "MedicationRequest?patient={{context.patientId}}"},
    {"medicationAdministrations", "MedicationAdministration?patient={{context.patientId}}"},
    {"procedures", "Procedure?patient={{context.patientId}}"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> overrides = {{
    {"trial", "The patient takes part in a trial"},
    {"off-label", "Off-label use, agreed by the tumour board"},
    {"record-incomplete", "The record is incomplete; the criteria are met"},
    {"other", "Another reason"},
}};

const Hook* findHook(std::string_view id) {
  const auto found = std::find_if(hooks.begin(), hooks.end(), [&](const Hook& hook) { return hook.id == id; });
  return found == hooks.end() ? nullptr : &*found;
}

/// The same answer has the same id: a feedback names it. Shaped as a UUID of version 8.
std::string cardId(const std::string& inputHash, const std::string& knowledge, std::string_view service,
                   std::size_t index) {
  const std::string text = fmt::format("{}\n{}\n{}\n{}", inputHash, knowledge, service, index);
  std::array<unsigned char, 16> b{};
  crypto_generichash(b.data(), b.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  b[6] = static_cast<unsigned char>((b[6] & 0x0F) | 0x80);
  b[8] = static_cast<unsigned char>((b[8] & 0x3F) | 0x80);
  const std::string hex = fmt::format("{:02x}", fmt::join(b, ""));
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

/// What the cards of one call share.
struct Writing {
  const kb::Knowledge& knowledge;
  const std::string& patientId;
};

/// A check that is due, as a draft of its own.
void writeServiceRequest(const kb::Check& check, const std::string& patientId, JsonText& json) {
  json.key("resource");
  json.open();
  json.text("resourceType", "ServiceRequest");
  json.text("status", "draft");
  json.text("intent", "order");
  json.key("subject");
  json.open();
  json.text("reference", "Patient/" + patientId);
  json.close();
  json.key("code");
  json.open();
  json.key("coding");
  json.openList();
  for (const std::string& code : check.loinc) {
    json.open();
    json.text("system", "http://loinc.org");
    json.text("code", code);
    json.close();
  }
  json.closeList();
  json.text("text", check.title);
  json.close();
  json.close();
}

void writeSuggestion(const Suggestion& suggestion, const std::string& id, const Writing& writing, JsonText& json) {
  json.open();
  json.text("label", suggestion.label);
  json.text("uuid", id);
  json.key("actions");
  json.openList();
  if (!suggestion.deletes.empty()) {
    json.open();
    json.text("type", "delete");
    json.text("description", suggestion.label);
    json.text("resourceId", suggestion.deletes);
    json.close();
  }
  for (const std::string& checkId : suggestion.checks) {
    const kb::Check& check = *writing.knowledge.safety.findCheck(checkId);
    json.open();
    json.text("type", "create");
    json.text("description", "Order: " + check.title);
    writeServiceRequest(check, writing.patientId, json);
    json.close();
  }
  json.closeList();
  json.close();
}

void writeCard(const Card& card, const std::string& id, const Writing& writing, JsonText& json) {
  json.open();
  json.text("uuid", id);
  json.text("summary", card.summary);
  json.text("indicator", card.indicator);
  json.text("detail", card.detail);
  json.key("source");
  json.open();
  json.text("label", "her2");
  json.close();
  if (card.overridable) {
    json.key("overrideReasons");
    json.openList();
    for (const auto& [code, display] : overrides) {
      json.open();
      json.text("system", "https://her2.invalid/override-reason");
      json.text("code", code);
      json.text("display", display);
      json.close();
    }
    json.closeList();
  }
  if (!card.suggestions.empty()) {
    json.key("suggestions");
    json.openList();
    for (std::size_t i = 0; i < card.suggestions.size(); ++i)
      writeSuggestion(card.suggestions[i], cardId(id, card.suggestions[i].label, "suggestion", i), writing, json);
    json.closeList();
    json.text("selectionBehavior", "any");
  }
  json.close();
}

std::string bundleOf(const std::string& patientId, const std::vector<std::string>& resources) {
  JsonText json;
  json.open();
  json.text("resourceType", "Bundle");
  json.text("type", "collection");
  json.key("entry");
  json.openList();
  json.open();
  json.key("resource");
  json.open();
  json.text("resourceType", "Patient");
  json.text("id", patientId);
  json.close();
  json.close();
  for (const std::string& each : resources) {
    json.open();
    json.raw("resource", each);
    json.close();
  }
  json.closeList();
  json.close();
  return json.take();
}

constexpr const char* nameless = "an order without a name or code that can be read";

std::string referenceOf(const rapidjson::Document& resource) {
  const auto id = resource.FindMember("id");
  if (id == resource.MemberEnd() || !id->value.IsString()) return {};
  return fmt::format("{}/{}", resource["resourceType"].GetString(), id->value.GetString());
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// One draft of a medicine, sorted by what the reader makes of it. Read as if it were signed: what it would be then is
/// the question.
Draft readDraft(const Session& session, const HookCall& call, rapidjson::Document& resource,
                std::vector<std::string> beside) {
  Draft draft;
  draft.reference = referenceOf(resource);
  resource.RemoveMember("status");
  resource.AddMember("status", "active", resource.GetAllocator());
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> writer(text);
  resource.Accept(writer);
  beside.emplace_back(text.GetString(), text.GetSize());
  const auto read = session.desk->readCase(bundleOf(call.patientId, beside), "draftOrders");
  if (!read) {
    draft.medicines.push_back({"an order that cannot be read", std::nullopt, {}});
    return draft;
  }
  const Vocabulary& vocabulary = session.desk->knowledge()->vocabulary;
  const auto isHer2 = [&](DrugId drug) {
    const auto& classes = vocabulary.drug(drug).classes;
    return std::binary_search(classes.begin(), classes.end(), "anti-her2");
  };
  for (const Treatment& treatment : read->first.treatments) {
    for (const DrugId drug : treatment.drugs) (isHer2(drug) ? draft.drugs : draft.partners).push_back(drug);
    if (treatment.unknownDrug) draft.medicines.push_back({"a drug that is not known", std::nullopt, {}});
  }
  for (const Medication& each : read->first.medications) {
    if (each.drug && isHer2(*each.drug)) {
      draft.drugs.push_back(*each.drug);
    } else {
      draft.medicines.push_back({each.name.empty() ? std::string(nameless) : each.name, each.drug, {}});
    }
  }
  if (draft.drugs.empty() && draft.partners.empty() && draft.medicines.empty())
    draft.medicines.push_back({nameless, std::nullopt, {}});
  return draft;
}

/// The drafts that order a medicine. Where the call names those it is about, be they of another kind, the others are
/// only ordered with them; where it names none of those it sent, it is about all.
std::vector<Draft> readDrafts(const Session& session, const HookCall& call) {
  std::vector<Draft> drafts;
  std::vector<std::string> definitions;
  std::vector<rapidjson::Document> orders;
  bool names = false;
  for (const std::string& each : call.drafts) {
    rapidjson::Document json;
    json.Parse(each.data(), each.size());
    if (json.HasParseError() || !json.IsObject() || !json.HasMember("resourceType") || !json["resourceType"].IsString())
      continue;
    names = names || contains(call.selections, referenceOf(json));
    const std::string_view type = json["resourceType"].GetString();
    if (type == "Medication") {
      definitions.push_back(each);
    } else if (type.starts_with("Medication")) {
      orders.push_back(std::move(json));
    }
  }
  drafts.reserve(orders.size());
  for (rapidjson::Document& order : orders) {
    const bool selected = !names || contains(call.selections, referenceOf(order));
    drafts.push_back(readDraft(session, call, order, definitions));
    drafts.back().selected = selected;
  }
  return drafts;
}

/// What of the prefetch did not come: in a record with gaps, "nothing recorded" says less.
std::optional<Problem> gapsOf(const HookCall& call) {
  std::vector<std::string> missing;
  for (const auto& [key, query] : prefetch) {
    const std::string name(key);
    if (!contains(call.keys, name) && !contains(call.refused, name)) missing.push_back(name);
  }
  std::string what;
  const auto add = [&](std::string_view how, const std::vector<std::string>& keys) {
    if (!keys.empty()) what += fmt::format("{}{}: {}", what.empty() ? "" : "; ", how, fmt::join(keys, ", "));
  };
  add("not sent", missing);
  add("could not be read by the EHR", call.refused);
  add("only the first page was sent", call.paged);
  if (what.empty()) return std::nullopt;
  return Problem{Severity::Warning, "prefetch-incomplete", "prefetch",
                 what + "; what these hold is not known here, and nothing is fetched", "send them whole"};
}

constexpr const char* jsonType = "application/json";

/// What is wrong, as the OperationOutcome that the specification asks for.
Response refusal(int status, std::string code, std::string message, std::string remedy = {}) {
  return outcomeResponse(status, {{Severity::Error, std::move(code), "", std::move(message), std::move(remedy)}},
                         jsonType);
}

Response feedback(const Session& session, const Request& request, const Hook& hook) {
  rapidjson::Document json;
  if (json.Parse(request.body.data(), request.body.size()).HasParseError() || !json.IsObject())
    return refusal(400, "not-a-feedback", "the body is no JSON object");
  const auto list = json.FindMember("feedback");
  if (list == json.MemberEnd() || !list->value.IsArray())
    return refusal(400, "not-a-feedback", "`feedback` must be a list");
  for (const auto& each : list->value.GetArray()) {
    const auto textOf = [&](const char* name) {
      const bool good = each.IsObject() && each.HasMember(name) && each[name].IsString();
      return good ? std::string(each[name].GetString(), each[name].GetStringLength()) : std::string();
    };
    const std::string outcome = textOf("outcome");
    const std::string card = textOf("card");
    if (card.empty() || (outcome != "accepted" && outcome != "overridden"))
      return refusal(400, "not-a-feedback", "`card` and an `outcome` of accepted or overridden are needed");
    const bool suggestions = each.HasMember("acceptedSuggestions") && each["acceptedSuggestions"].IsArray() &&
                             !each["acceptedSuggestions"].Empty();
    if (outcome == "accepted" && !suggestions)
      return refusal(400, "not-a-feedback", "an accepted card names its `acceptedSuggestions`");
    JsonText payload;
    payload.open();
    payload.text("service", hook.id);
    payload.text("outcome", outcome);
    if (const std::string at = textOf("outcomeTimestamp"); !at.empty()) payload.text("outcomeTimestamp", at);
    if (each.HasMember("overrideReason") && each["overrideReason"].IsObject()) {
      const auto& override = each["overrideReason"];
      if (override.HasMember("reason") && override["reason"].IsObject() && override["reason"].HasMember("code") &&
          override["reason"]["code"].IsString())
        payload.text("reason", override["reason"]["code"].GetString());
      // The words of a user may speak of the patient: that there were some is kept, what they say is not.
      payload.truth("userComment", override.HasMember("userComment") && override["userComment"].IsString());
    }
    payload.close();
    if (!audit(session, "feedback", card, payload.take()))
      return refusal(503, "audit-log", "the feedback could not be kept; send it again");
  }
  return {200, "application/json", "{}", {}};
}

/// A call that cannot be answered, whatever the record says.
std::optional<Response> refusalOf(const HookCall& call, const Hook& hook) {
  if (call.hook != hook.hook) return refusal(400, "wrong-hook", fmt::format("this service is for {}", hook.hook));
  if (!call.informed)
    return refusal(412, "prefetch", "nothing about the patient was prefetched, and this service fetches nothing",
                   "send the prefetch that GET /cds-services names");
  if (call.otherPatient)
    return refusal(412, "other-patient", "the Patient that was prefetched is not the one of `context.patientId`");
  return std::nullopt;
}

}  // namespace

Response cdsServices(const Session&, const Request&, const std::string&) {
  JsonText json;
  json.open();
  json.key("services");
  json.openList();
  for (const Hook& hook : hooks) {
    json.open();
    json.text("hook", hook.hook);
    json.text("id", hook.id);
    json.text("title", hook.title);
    json.text("description", hook.description);
    json.key("prefetch");
    json.open();
    for (const auto& [key, query] : prefetch) json.text(key, query);
    json.close();
    json.text("usageRequirements", "Prefetch is needed; keys may be left out. Nothing is fetched from the EHR.");
    json.close();
  }
  json.closeList();
  json.close();
  return {200, "application/json", json.take(), {}};
}

Response cdsCall(const Session& session, const Request& request, const std::string& rest) {
  const bool isFeedback = rest.ends_with("/feedback");
  const Hook* hook = findHook(isFeedback ? rest.substr(0, rest.size() - std::string_view("/feedback").size()) : rest);
  if (hook == nullptr) return refusal(404, "not-found", "there is no such service", "GET /cds-services lists them");
  if (isFeedback) return feedback(session, request, *hook);
  const auto call = readHookCall(request.body);
  if (!call) return outcomeResponse(400, call.problems(), jsonType);
  if (auto refused = refusalOf(*call, *hook)) return *std::move(refused);
  const auto asked = askedOf(session, request, assess::Detail::Card);
  if (!asked) return outcomeResponse(400, asked.problems(), jsonType);
  auto answer = session.desk->open(call->bundle, "prefetch", asked->question);
  if (!answer) return outcomeResponse(412, answer.problems(), jsonType);
  std::string input = fmt::format("{}\n{}", answer->inputHash, fmt::join(call->drafts, "\n"));
  for (const std::string& each : call->selections) input += "\n" + each;
  if (auto gaps = gapsOf(*call)) {
    input += "\n" + gaps->message;
    answer->warnings.insert(answer->warnings.begin(), *std::move(gaps));
  }
  const present::Presenter presenter{answer->assessor->knowledge(), answer->assessor->settings().asOf, asked->regions,
                                     false, session.today};
  // Most patients have no tumour: where the record names none, and no specimen and no treatment, there is nothing to
  // say.
  const bool silent = !hook->orders && answer->record.tumours.empty() && answer->record.specimens.empty() &&
                      answer->record.treatments.empty();
  std::vector<Card> cards;
  if (hook->orders) {
    cards = orderCards(presenter, *answer->assessor, answer->record, readDrafts(session, *call), answer->warnings);
  } else if (!silent) {
    session.desk->assess(*answer, asked->question.detail);
    cards = statusCards(presenter, answer->assessment);
  }
  JsonText payload;
  payload.open();
  payload.text("service", hook->id);
  payload.text("hookInstance", call->hookInstance);
  payload.text("knowledge", session.desk->knowledge()->hash);
  payload.text("asOf", asked->question.asOf.text());
  payload.whole("cards", static_cast<std::int64_t>(cards.size()));
  payload.close();
  if (!audit(session, "cds", answer->inputHash, payload.take()))
    return refusal(503, "audit-log", "the audit log could not be written, so no answer is given");
  JsonText json;
  json.open();
  json.key("cards");
  json.openList();
  for (std::size_t i = 0; i < cards.size(); ++i)
    writeCard(cards[i], cardId(input, session.desk->knowledge()->hash, hook->id, i),
              {*session.desk->knowledge(), call->patientId}, json);
  json.closeList();
  json.close();
  return {200, "application/json", json.take(), {{"Cache-Control", "no-store"}}};
}

}  // namespace her2::service
