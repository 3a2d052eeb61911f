// From every line of an answer to its rule in one step: whatever an assessment names (a place, a rule, an option, a
// source, a fact, a trial) her2 kb show opens, with file and line, a citation with its grade, and a date.
#include <regex>

#include "assess_fixture.h"
#include "present/knowledge_text.h"
#include "present/presenter.h"

namespace her2 {
namespace {

namespace fs = std::filesystem;

/// What the answer names, by the member that names it: "place", "rule", "option", "source", "fact" …
using Names = std::map<std::string, std::set<std::string>>;

std::string withoutGrade(const std::string& source) { return source.substr(0, source.find(" (")); }

void collect(const rapidjson::Value& value, const std::string& key, Names& names) {
  static const std::map<std::string, std::string> named = {
      {"place", "place"},       {"rule", "rule"},  {"source", "source"},   {"sources", "source"},
      {"trial", "trial"},       {"model", "rule"}, {"ruleSet", "rule"},    {"missing", "fact"},
      {"baselineDue", "check"}, {"test", "test"},  {"safetyRules", "rule"}};
  if (value.IsArray()) {
    for (const auto& element : value.GetArray()) collect(element, key, names);
  } else if (value.IsObject()) {
    for (const auto& member : value.GetObject()) collect(member.value, member.name.GetString(), names);
  } else if (value.IsString() && value.GetStringLength() > 0) {
    if (const auto found = named.find(key); found != named.end())
      names[found->second].insert(found->second == "source" ? withoutGrade(value.GetString()) : value.GetString());
  }
}

Names namesIn(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const Assessed answer = assessed(text);
  const present::Presenter presenter{*testKnowledge(), *Date::parse("2026-11-23"), {0, 1}};
  rapidjson::Document document;
  document.Parse(present::assessmentJson(presenter, answer.record, answer.result, "", true).c_str());
  Names names;
  // In a trace "rule" is "breast.class row 3", and its place opens it.
  for (const auto& section : document["trace"].GetObject()) {
    for (const auto& line : section.value.GetArray()) {
      names["place"].insert(line["place"].GetString());
      collect(line["sources"], "sources", names);
    }
  }
  document.RemoveMember("trace");
  collect(document, "", names);
  for (const auto& option : document["options"].GetArray()) names["option"].insert(option["id"].GetString());
  for (const auto& guideline : document["guidelines"].GetArray()) names["option"].insert(guideline["id"].GetString());
  return names;
}

const std::regex citation(R"(\[[^\]]+\] .*\((label|primary|secondary|convention|unverified)\))");
const std::regex date(R"(\b(19|20)\d\d-\d\d-\d\d\b)");

/// Does one of the sources named in brackets have a date? What nobody read has none, nor has a choice of the project,
/// nor a label that is rewritten again and again.
bool citesADate(const std::string& shown) {
  static const std::regex name(R"(\[([a-z0-9.-]+))");
  for (std::sregex_iterator at(shown.begin(), shown.end(), name), end; at != end; ++at) {
    const kb::Source* source = testKnowledge()->findSource((*at)[1].str());
    if (source != nullptr && source->date) return true;
  }
  return false;
}

TEST(Tracing, WhateverAnAnswerNamesOpensWithFileCitationAndDate) {
  Names names;
  std::size_t cases = 0;
  for (const auto& entry : fs::directory_iterator(HER2_SOURCE_DIR "/examples/cases")) {
    ++cases;
    for (const auto& [kind, found] : namesIn(entry.path())) names[kind].insert(found.begin(), found.end());
  }
  ASSERT_GE(cases, 5U);
  for (const char* kind : {"place", "rule", "option", "source", "fact", "trial"})
    EXPECT_GT(names[kind].size(), 3U) << kind;
  for (const auto& [kind, all] : names) {
    for (const std::string& name : all) {
      if (name == "verify-in-label") continue;  // something to do: the wording was not read at its source
      const std::string shown = present::knowledgeThing(*testKnowledge(), name);
      EXPECT_NE(shown, "") << kind << " " << name << " opens nothing";
      if (kind == "place") {
        EXPECT_NE(shown.find("knowledge/" + name.substr(0, name.find(':'))), std::string::npos) << name;
      }
      if (kind == "source") {
        EXPECT_NE(shown.find("source " + name + " - "), std::string::npos) << shown;
        EXPECT_NE(shown.find("; grade "), std::string::npos) << shown;
        continue;
      }
      EXPECT_NE(shown.find("knowledge/"), std::string::npos) << kind << " " << name << "\n" << shown;
      if (kind == "fact" || kind == "check" || kind == "test") continue;  // they ask; they conclude nothing
      EXPECT_TRUE(std::regex_search(shown, citation)) << kind << " " << name << " cites nothing\n" << shown;
      EXPECT_TRUE(std::regex_search(shown, date) || !citesADate(shown)) << kind << " " << name << " has no date\n"
                                                                        << shown;
    }
  }
}

}  // namespace
}  // namespace her2
