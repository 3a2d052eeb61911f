// The service without its network, with the project's knowledge: requests, and a patient to ask about.
#pragma once

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "service/service.h"

namespace her2::service {

namespace fs = std::filesystem;

inline std::string fileText(const std::string& path) {
  std::ifstream stream(std::string(HER2_SOURCE_DIR "/") + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::shared_ptr<const api::Desk> desk() {
  static const auto one = [] {
    auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
    return std::make_shared<const api::Desk>(*kb::Knowledge::load(*std::move(documents)));
  }();
  return one;
}

inline ServiceSettings settings() {
  ServiceSettings s;
  s.regions = {0, 1};
  s.now = [] { return std::int64_t{1'764'000'000}; };  // 2025-11-24
  return s;
}

inline Request post(std::string path, std::string body, std::map<std::string, std::string> query = {}) {
  Request r;
  r.method = "POST";
  r.path = std::move(path);
  r.body = std::move(body);
  r.query = std::move(query);
  return r;
}
inline Request get(std::string path) {
  Request r;
  r.method = "GET";
  r.path = std::move(path);
  return r;
}

inline rapidjson::Document parsed(const Response& response) {
  rapidjson::Document json;
  json.Parse(response.body.data(), response.body.size());
  EXPECT_FALSE(json.HasParseError()) << response.body;
  return json;
}

inline std::string headerOf(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

inline constexpr const char* patient =
    R"({"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1970-01-01"})";

inline std::string resource(const std::string& text) { return R"({"resource":)" + text + "}"; }

/// A woman with metastatic breast cancer, IHC 2+ and no ISH.
inline std::string equivocal() {
  return R"({"resourceType":"Bundle","type":"collection","entry":[)" +
         resource(
             R"({"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"C50.9"}]}})") +
         "," +
         resource(
             R"({"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"},"effectiveDateTime":"2025-03-02","code":{"coding":[{"system":"http://loinc.org","code":"85319-2"}]},"valueCodeableConcept":{"text":"2+"}})") +
         "]}";
}

inline std::string hookCall(const std::string& hook, const std::string& prefetch,
                            const std::string& context = R"("patientId":"p1")") {
  return R"({"hook":")" + hook + R"(","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{)" + context +
         "}" + (prefetch.empty() ? "" : R"(,"prefetch":)" + prefetch) + "}";
}

inline std::string prefetch() {
  return std::string(R"({"patient":)") + patient + R"(,"conditions":)" + equivocal() + R"(,"specimens":null})";
}

}  // namespace her2::service
