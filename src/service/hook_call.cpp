#include "service/hook_call.h"

#include <simdjson.h>

#include <algorithm>

namespace her2::service {
namespace {

using simdjson::dom::element;

constexpr const char* bundleHead = R"({"resourceType":"Bundle","type":"collection","entry":[)";

Problem notACall(std::string message) {
  return {Severity::Error, "not-a-hook-call", "request", std::move(message), "see the specification of CDS Hooks 2.0"};
}

std::string textOf(element json, std::string_view key) {
  std::string_view text;
  return json[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

/// The resource, or those of a Bundle.
void addDrafts(element json, std::vector<std::string>& drafts) {
  simdjson::dom::array entries;
  if (json["entry"].get(entries) != simdjson::SUCCESS) {
    if (json.is_object()) drafts.push_back(simdjson::minify(json));
    return;
  }
  for (const element entry : entries) {
    element resource;
    if (entry["resource"].get(resource) == simdjson::SUCCESS) drafts.push_back(simdjson::minify(resource));
  }
}

/// A page of a search that has another behind it.
bool hasNextPage(element json) {
  simdjson::dom::array links;
  if (json["link"].get(links) != simdjson::SUCCESS) return false;
  return std::any_of(links.begin(), links.end(), [](element link) { return textOf(link, "relation") == "next"; });
}

/// One answered key of the prefetch, added to the call.
void addPrefetched(std::string_view key, element json, HookCall& call) {
  if (json.is_null()) {
    call.keys.emplace_back(key);
    call.informed = call.informed || key != "patient";
    return;
  }
  if (!json.is_object()) return;
  const std::string type = textOf(json, "resourceType");
  if (type.empty()) return;
  if (type == "OperationOutcome") {
    call.refused.emplace_back(key);
    return;
  }
  call.keys.emplace_back(key);
  if (hasNextPage(json)) call.paged.emplace_back(key);
  call.informed = call.informed || type != "Patient";
  call.bundle += call.bundle.empty() ? bundleHead : ",";
  call.bundle += "{\"resource\":";
  call.bundle += simdjson::minify(json);
  call.bundle += '}';
}

}  // namespace

Result<HookCall> readHookCall(const std::string& body) {
  // Kept by the thread: it holds several bytes for each byte of a body.
  thread_local simdjson::dom::parser parser;
  element root;
  if (parser.parse(body).get(root) != simdjson::SUCCESS || !root.is_object())
    return notACall("the body is no JSON object");
  HookCall call;
  call.hook = textOf(root, "hook");
  call.hookInstance = textOf(root, "hookInstance");
  if (call.hook.empty() || call.hookInstance.empty()) return notACall("`hook` and `hookInstance` are needed");
  element context;
  if (root["context"].get(context) != simdjson::SUCCESS || !context.is_object()) return notACall("`context` is needed");
  call.patientId = textOf(context, "patientId");
  element drafts;
  if (context["draftOrders"].get(drafts) == simdjson::SUCCESS) addDrafts(drafts, call.drafts);
  simdjson::dom::array selections;
  if (context["selections"].get(selections) == simdjson::SUCCESS) {
    for (const element each : selections) {
      std::string_view reference;
      if (each.get(reference) == simdjson::SUCCESS) call.selections.emplace_back(reference);
    }
  }
  simdjson::dom::object prefetch;
  if (root["prefetch"].get(prefetch) != simdjson::SUCCESS) return call;
  call.bundle.reserve(body.size());
  for (const auto field : prefetch) {
    const bool patient = field.value.is_object() && textOf(field.value, "resourceType") == "Patient";
    const std::string id = patient ? textOf(field.value, "id") : std::string();
    call.otherPatient = call.otherPatient || (!id.empty() && !call.patientId.empty() && id != call.patientId);
    addPrefetched(field.key, field.value, call);
  }
  call.bundle += call.bundle.empty() ? std::string(bundleHead) + "]}" : "]}";
  return call;
}

}  // namespace her2::service
