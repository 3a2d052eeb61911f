#include "service/hook_call.h"

#include <simdjson.h>

namespace her2::service {
namespace {

using simdjson::dom::element;

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

}  // namespace

Result<HookCall> readHookCall(const std::string& body) {
  simdjson::dom::parser parser;
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
  simdjson::dom::object prefetch;
  if (root["prefetch"].get(prefetch) != simdjson::SUCCESS) return call;
  std::string entries;
  for (const auto field : prefetch) {
    call.informed = call.informed || (field.value.is_null() && field.key != "patient");
    if (!field.value.is_object()) continue;
    const std::string type = textOf(field.value, "resourceType");
    if (type.empty() || type == "OperationOutcome") continue;
    call.informed = call.informed || type != "Patient";
    entries += entries.empty() ? "" : ",";
    entries += "{\"resource\":" + simdjson::minify(field.value) + "}";
  }
  call.bundle = R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}";
  return call;
}

}  // namespace her2::service
