// The mapping of OMOP: what ships compiles, and a fault in one is refused where it stands.
#include "intake/omop_mapping.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "kb/toml_reader.h"

namespace her2 {
namespace {

kb::DocumentSet documentsOf(const std::string& mapping) {
  std::ifstream stream(HER2_SOURCE_DIR "/knowledge/terminology/systems.toml", std::ios::binary);
  const std::string systems{std::istreambuf_iterator<char>(stream), {}};
  std::vector<kb::Document> documents;
  documents.push_back(*kb::readToml(systems, "systems.toml"));
  documents.push_back(*kb::readToml(mapping, "omop.toml"));
  return kb::DocumentSet(std::move(documents));
}

std::string shipped() {
  std::ifstream stream(HER2_SOURCE_DIR "/knowledge/mappings/omop-cdm-5.4.toml", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string with(const std::string& from, const std::string& to) {
  std::string text = shipped();
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(OmopMapping, TheOneThatShipsNamesSystemsByTheirUri) {
  const auto json = intake::omopMapping(documentsOf(shipped()));
  ASSERT_TRUE(json) << json.problems().front().text();
  for (const char* part : {R"("LOINC":"http://loinc.org")", R"("concept-ids":"https://fhir-terminology.ohdsi.org")",
                           R"(">=":">=")", R"({"table":"specimen","name":"specimen.specimen_id"})",
                           R"("concept":1147127)", R"("not-below":{"SNOMED":["118600007")"})
    EXPECT_NE(json->find(part), std::string::npos) << part << "\n" << *json;
}

TEST(OmopMapping, AFaultIsRefusedWhereItStands) {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {with(R"(LOINC = "loinc")", R"(LOINC = "loink")"), "must name a [[code-system]]"},
      {with(R"(units        = ["UCUM"])", "unitz = []"), "units"},
      {with(R"("=" = "")", R"("=" = 1)"), "must be a text"},
      {with(R"(name = "specimen.specimen_id")", R"(nome = "x")"), "an entry of `fields` must have table, name"},
      {with(R"(source = "omop-recalled" },)", R"(source = "nowhere" },)"), "no [[source]] `nowhere`"},
      {with("[[observation]]", "[[omop]]\nid = \"second\"\n[[observation]]"), "a second block [[omop]]"},
  };
  for (const auto& [text, expected] : faults) {
    const auto result = intake::omopMapping(documentsOf(text));
    ASSERT_FALSE(result) << expected;
    std::string all;
    for (const Problem& problem : result.problems()) all += problem.text() + "\n";
    EXPECT_NE(all.find(expected), std::string::npos) << all;
    EXPECT_NE(all.find("omop.toml:"), std::string::npos) << all;
  }
  const auto none = intake::omopMapping(documentsOf(""));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.problems().front().code, "knowledge");
}

}  // namespace
}  // namespace her2
