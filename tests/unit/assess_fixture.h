// A case of case JSON, assessed with the project's knowledge.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "assess/assessor.h"
#include "intake/case_json.h"

namespace her2 {

inline const std::shared_ptr<const kb::Knowledge>& testKnowledge() {
  static const std::shared_ptr<const kb::Knowledge> loaded = [] {
    auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
    return *kb::Knowledge::load(*std::move(documents));
  }();
  return loaded;
}

inline std::shared_ptr<const assess::Assessor> assessorOf(std::string_view day, bool openWorld = false) {
  static std::map<std::pair<std::string, bool>, std::shared_ptr<const assess::Assessor>> made;
  auto& assessor = made[{std::string(day), openWorld}];
  if (assessor == nullptr) assessor = *assess::Assessor::create(testKnowledge(), {*Date::parse(day), openWorld});
  return assessor;
}

inline Case caseOf(std::string_view json) {
  const std::string padded = std::string(json) + std::string(intake::padding, ' ');
  intake::CaseJsonReader reader(testKnowledge()->vocabulary);
  Case record;
  Problems problems;
  const bool read = reader.read(std::string_view(padded).substr(0, json.size()), {"case", 0}, record, problems);
  EXPECT_TRUE(read && problems.empty()) << json << "\n" << (problems.empty() ? "" : problems.front().text());
  return record;
}

struct Assessed {
  Case record;
  Assessment result;
};

inline Assessed assessed(std::string_view json, std::string_view day = "2026-11-23", bool openWorld = false) {
  Assessed a{caseOf(json), {}};
  const auto assessor = assessorOf(day, openWorld);
  assess::Workspace workspace = assessor->makeWorkspace();
  assessor->assess(std::span(&a.record, 1), workspace, std::span(&a.result, 1), assess::Detail::Trace);
  return a;
}

/// Codes of a fact's domain in their order: "negative or positive".
inline std::string words(std::string_view fact, CodeSet codes) {
  const auto& knowledge = *testKnowledge();
  const Domain& domain = knowledge.vocabulary.domain(knowledge.facts[*knowledge.facts.find(fact)].domain);
  std::set<std::string> names;
  codes.forEach([&](unsigned code) { names.insert(domain[code].code); });
  return fmt::format("{}", fmt::join(names, " or "));
}

inline std::string resultOf(const Assessed& a) { return words("status.result", a.result.status.result); }
inline std::string classOf(const Assessed& a) { return words("status.class", a.result.status.her2Class); }

inline std::string optionId(const Option& option) {
  const kb::Indication& indication = testKnowledge()->indications[option.indication];
  return fmt::format("{}/{}@{}", indication.drug, indication.id, testKnowledge()->regions[option.region].id);
}

inline std::string textOf(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

/// The cases of tests/golden, as case JSON with their days.
struct GoldenCase {
  std::string title;
  std::string asOf;
  std::string json;
};

inline const std::vector<GoldenCase>& goldenCases() {
  static const std::vector<GoldenCase> all = [] {
    std::set<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(HER2_SOURCE_DIR "/tests/golden")) {
      if (entry.path().extension() == ".json") files.insert(entry.path());
    }
    std::vector<GoldenCase> cases;
    for (const auto& file : files) {
      std::ifstream stream(file);
      const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
      rapidjson::Document document;
      document.Parse(bytes.c_str());
      for (const auto& each : document["cases"].GetArray()) {
        cases.push_back({fmt::format("{}: {}", file.filename().string(), each["title"].GetString()),
                         each["asOf"].GetString(), textOf(each["case"])});
      }
    }
    return cases;
  }();
  return all;
}

}  // namespace her2
