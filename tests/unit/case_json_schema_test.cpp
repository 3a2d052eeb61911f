// schemas/case.schema.json, the reader and the knowledge say the same: members, codes, and the paths that facts name.
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "case_json_fixture.h"

namespace her2 {
namespace {

const rapidjson::Document& schema() {
  static const rapidjson::Document document = [] {
    std::ifstream file(HER2_SOURCE_DIR "/schemas/case.schema.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    rapidjson::Document parsed;
    EXPECT_FALSE(parsed.Parse(text.c_str()).HasParseError());
    return parsed;
  }();
  return document;
}

std::set<std::string> membersOf(const rapidjson::Value& object) {
  std::set<std::string> names;
  for (const auto& member : object["properties"].GetObject()) names.insert(member.name.GetString());
  return names;
}

/// Where an object of the schema stands in a case: a case around a "%" that stands for its members.
struct Place {
  const char* definition;
  const char* around;
};
constexpr Place places[] = {
    {"tumour", R"("tumours": [{%}])"},
    {"receptor", R"("tumours": [{"er": {%}}])"},
    {"receptor", R"("tumours": [{"pr": {%}}])"},
    {"variant", R"("tumours": [{"variants": [{%}]}])"},
    {"specimen", R"("specimens": [{%}])"},
    {"ihc", R"("specimens": [{"ihc": {%}}])"},
    {"staining", R"("specimens": [{"ihc": {"staining": [{%}]}}])"},
    {"ish", R"("specimens": [{"ish": {%}}])"},
    {"recount", R"("specimens": [{"ish": {"recount": {%}}}])"},
    {"ngs", R"("specimens": [{"ngs": {%}}])"},
    {"reported", R"("specimens": [{"reported": {%}}])"},
    {"treatment", R"("treatments": [{%}])"},
    {"interruption", R"("treatments": [{"interruptions": [{%}]}])"},
    {"measurement", R"("measurements": [{%}])"},
    {"finding", R"("conditions": [{%}])"},
    {"finding", R"("adverseEvents": [{%}])"},
    {"symptom", R"("symptoms": [{%}])"},
};

bool isKnown(const std::string& around, const std::string& member) {
  std::string json = R"({"id": "a", )" + around + "}";
  json.replace(json.find('%'), 1, "\"" + member + "\": null");
  const Reading r = readCase(json);
  EXPECT_TRUE(r.good) << json << r.report();
  for (const Problem& each : r.problems) {
    if (each.code == "member-unknown") return false;
  }
  return true;
}

TEST(CaseJsonSchema, TheReaderKnowsEveryMember) {
  for (const std::string& member : membersOf(schema())) {
    if (member == "id") continue;
    EXPECT_TRUE(isKnown("%", member)) << member;
  }
  for (const Place& place : places) {
    for (const std::string& member : membersOf(schema()["$defs"][place.definition])) {
      EXPECT_TRUE(isKnown(place.around, member)) << place.around << " " << member;
    }
    EXPECT_FALSE(isKnown(place.around, "surelyNot")) << place.around;
  }
}

/// Every word in quotes in the sources of the reader: its members are among them.
std::set<std::string> wordsOfTheReader() {
  std::set<std::string> found;
  for (const auto& file : std::filesystem::directory_iterator(HER2_SOURCE_DIR "/src/intake")) {
    if (!file.path().filename().string().starts_with("case_json")) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    for (auto open = text.find('"'); open != std::string::npos; open = text.find('"', open + 1)) {
      const auto close = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(open) + 1, text.end(),
                                          [](unsigned char c) { return std::isalnum(c) != 0; });
      if (close != text.end() && *close == '"')
        found.emplace(text.begin() + static_cast<std::ptrdiff_t>(open) + 1, close);
    }
  }
  return found;
}

TEST(CaseJsonSchema, EveryMemberTheReaderKnowsIsInTheSchema) {
  const std::set<std::string> candidates = wordsOfTheReader();
  EXPECT_TRUE(candidates.contains("ischaemiaMinutes") && candidates.contains("her2Copies"));
  for (const std::string& each : candidates) {
    if (each != "id") {  // a second id would be another matter
      EXPECT_EQ(isKnown("%", each), membersOf(schema()).contains(each)) << each;
    }
    for (const Place& place : places) {
      const bool inSchema = membersOf(schema()["$defs"][place.definition]).contains(each);
      EXPECT_EQ(isKnown(place.around, each), inSchema) << place.around << " " << each;
    }
  }
}

TEST(CaseJsonSchema, CodesAreThoseOfTheKnowledge) {
  const std::set<std::string> extra = {"0+"};
  std::set<std::string> seen;
  for (const auto& [definition, domain] :
       std::initializer_list<std::pair<const char*, const char*>>{{"sex", "sex"},
                                                                  {"menopause", "menopause"},
                                                                  {"smoking", "smoking"},
                                                                  {"detection", "detection"},
                                                                  {"tumour-kind", "tumour-kind"},
                                                                  {"histology", "histology"},
                                                                  {"setting", "setting"},
                                                                  {"receptor-status", "receptor"},
                                                                  {"metastases", "metastasis-site"},
                                                                  {"brain-metastases", "brain-metastases"},
                                                                  {"mutation-state", "mutation-state"},
                                                                  {"specimen-site", "specimen-site"},
                                                                  {"specimen-kind", "specimen-kind"},
                                                                  {"fixative", "fixative"},
                                                                  {"ngs-material", "ngs-material"},
                                                                  {"ihc-score", "ihc-score"},
                                                                  {"ihc-scoring", "ihc-scoring"},
                                                                  {"laboratory-reading", "laboratory-reading"},
                                                                  {"staining-intensity", "staining-intensity"},
                                                                  {"membrane-pattern", "membrane-pattern"},
                                                                  {"ish-probe", "ish-probe"},
                                                                  {"ish-group", "ish-group"},
                                                                  {"rule-set", "rule-set"},
                                                                  {"intent", "intent"},
                                                                  {"end-reason", "end-reason"}}) {
    std::set<std::string> inSchema;
    for (const auto& code : schema()["$defs"][definition]["$defs"]["code"]["enum"].GetArray()) {
      if (!extra.contains(code.GetString())) inSchema.insert(code.GetString());
    }
    std::set<std::string> inKnowledge;
    for (const Code& each : testVocabulary().domain(testVocabulary().findDomain(domain).value()).codes())
      inKnowledge.insert(each.code);
    EXPECT_EQ(inSchema, inKnowledge) << definition;
    seen.insert(definition);
  }
  for (const auto& definition : schema()["$defs"].GetObject()) {
    const bool hasCodes = definition.value.HasMember("$defs") && definition.value["$defs"]["code"].HasMember("enum");
    EXPECT_EQ(hasCodes, seen.contains(definition.name.GetString())) << definition.name.GetString();
  }
}

TEST(CaseJsonSchema, EveryPathOfAFactIsAMember) {
  const auto knowledge = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
  ASSERT_TRUE(knowledge);
  int paths = 0;
  for (const kb::Block& fact : knowledge->blocks("fact")) {
    const kb::Node* path = fact.node->find("path");
    if (path == nullptr) continue;
    ++paths;
    std::string rest = path->string();
    std::string around = "%";
    for (auto dot = rest.find('.'); dot != std::string::npos; dot = rest.find('.')) {
      const std::string part = rest.substr(0, dot);
      const bool isList = around == "%";
      around.replace(around.find('%'), 1, isList ? "\"" + part + "s\": [{%}]" : "\"" + part + "\": {%}");
      rest.erase(0, dot + 1);
    }
    EXPECT_TRUE(isKnown(around, rest)) << path->string();
  }
  EXPECT_GT(paths, 40);
}

}  // namespace
}  // namespace her2
