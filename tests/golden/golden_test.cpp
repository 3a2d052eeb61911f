// Runs the cases of tests/golden/*.json. A failure prints the case's title and source, what was expected and what came
// out.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "assess/assessor.h"
#include "intake/case_json.h"

namespace her2 {
namespace {

using rapidjson::Value;
using Names = std::set<std::string>;

const std::shared_ptr<const kb::Knowledge>& knowledge() {
  static const std::shared_ptr<const kb::Knowledge> loaded = [] {
    auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
    auto result = kb::Knowledge::load(*std::move(documents));
    return *result;
  }();
  return loaded;
}

std::shared_ptr<const assess::Assessor> assessorOf(Date day) {
  static std::map<Date, std::shared_ptr<const assess::Assessor>> made;
  auto& assessor = made[day];
  if (assessor == nullptr) assessor = *assess::Assessor::create(knowledge(), {day, false});
  return assessor;
}

std::string text(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

Names names(const Value& value) {
  Names result;
  if (value.IsString()) result.insert(value.GetString());
  if (value.IsArray()) {
    for (const Value& each : value.GetArray()) result.insert(each.GetString());
  }
  return result;
}

Names names(std::string_view fact, CodeSet codes) {
  const Domain& domain = knowledge()->vocabulary.domain(knowledge()->facts[*knowledge()->facts.find(fact)].domain);
  Names result;
  codes.forEach([&](unsigned code) { result.insert(domain[code].code); });
  return result;
}

std::string joined(const Names& all) { return fmt::format("[{}]", fmt::join(all, ", ")); }

/// `key` of the expectation against what was found; keys that end in Include or Includes ask for a subset, in Exclude
/// for none of the expected.
void compare(std::string_view what, std::string_view key, const Names& expected, const Names& found) {
  const auto isFound = [&](const std::string& code) { return found.contains(code); };
  const bool fine = key.ends_with("Exclude") ? std::none_of(expected.begin(), expected.end(), isFound)
                    : key.ends_with("Include") || key.ends_with("Includes")
                        ? std::all_of(expected.begin(), expected.end(), isFound)
                        : expected == found;
  EXPECT_TRUE(fine) << what << " " << key << ": expected " << joined(expected) << ", found " << joined(found);
}

std::string_view plain(std::string_view key) {
  for (const std::string_view ending : {"Includes", "Include", "Exclude"}) {
    if (key.ends_with(ending)) return key.substr(0, key.size() - ending.size());
  }
  return key;
}

void checkDay(std::string_view id, const Value& expected, const SpecimenStatus& status) {
  ASSERT_TRUE(status.ofItsDay.has_value()) << id << ": no reading by the rules of its day";
  for (const auto& member : expected.GetObject()) {
    const std::string key = member.name.GetString();
    const StatusOfItsDay& day = *status.ofItsDay;
    const Names found = key == "ruleSet"  ? names("reported.rule-set", day.ruleSet)
                        : key == "result" ? names("status.result", day.result)
                                          : names("status.class", day.her2Class);
    compare(fmt::format("{} of its day", id), key, names(member.value), found);
  }
}

void checkSpecimen(const std::string& id, const Value& expected, const Case& record, const Assessment& assessment) {
  const auto found = std::find_if(assessment.status.specimens.begin(), assessment.status.specimens.end(),
                                  [&](const SpecimenStatus& s) { return record.specimens[s.specimen].id.value == id; });
  ASSERT_NE(found, assessment.status.specimens.end()) << "no specimen " << id;
  const std::map<std::string_view, Names> parts = {
      {"result", names("status.result", found->result)},
      {"class", names("status.class", found->her2Class)},
      {"ishGroup", names("ish.group", found->ishGroup)},
      {"ihcScore", names("ihc.score", found->ihcScore)},
      {"owed", names("status.owed", found->owed)},
      {"flags", names("status.flags", found->flags)},
      {"comments", names("status.comments", found->comments)},
      {"retest", names("status.retest", found->retest)},
      {"criteria", names("status.criteria", found->criteria)},
      {"criteriaPossible", names("status.criteria", found->criteriaMaybe)},
  };
  for (const auto& member : expected.GetObject()) {
    const std::string key = member.name.GetString();
    if (key == "ofItsDay") {
      checkDay(id, member.value, *found);
      continue;
    }
    const auto part = parts.find(plain(key));
    ASSERT_NE(part, parts.end()) << "the expectation names `" << key << "`, which is no part of a specimen";
    compare(id, key, names(member.value), part->second);
  }
}

void checkStatus(const Value& expected, const Assessment& assessment) {
  Names flags(assessment.status.flags.begin(), assessment.status.flags.end());
  Names warnings;
  for (const Problem& warning : assessment.warnings) warnings.insert(warning.code);
  CodeSet retest;
  for (const SpecimenStatus& specimen : assessment.status.specimens) retest |= specimen.retest;
  const std::map<std::string_view, Names> parts = {
      {"result", names("status.result", assessment.status.result)},
      {"class", names("status.class", assessment.status.her2Class)},
      {"ruleSet", names("reported.rule-set", assessment.status.ruleSet)},
      {"mutation", names("tumour.erbb2-mutation", assessment.status.mutation)},
      {"alterations", names("tumour.erbb2-alterations", assessment.status.alterations)},
      {"flags", flags},
      {"warnings", warnings},
      {"retest", names("status.retest", retest)}};
  for (const auto& member : expected.GetObject()) {
    const auto part = parts.find(plain(member.name.GetString()));
    ASSERT_NE(part, parts.end()) << "the expectation names `" << member.name.GetString()
                                 << "`, which is no part of the status";
    compare("status", member.name.GetString(), names(member.value), part->second);
  }
}

std::string stateOf(const std::string& region, const std::string& id, const Assessment& assessment) {
  for (const Option& option : assessment.options) {
    const kb::Indication& indication = knowledge()->indications[option.indication];
    if (knowledge()->regions[option.region].id != region || indication.drug + "/" + indication.id != id) continue;
    return option.state == OptionState::Indicated  ? "indicated"
           : option.state == OptionState::Possible ? "possible"
                                                   : "not-indicated";
  }
  return "absent";
}

void checkOptions(const Value& expected, const Assessment& assessment) {
  for (const auto& region : expected.GetObject()) {
    for (const auto& option : region.value.GetObject()) {
      EXPECT_EQ(stateOf(region.name.GetString(), option.name.GetString(), assessment), option.value.GetString())
          << region.name.GetString() << " " << option.name.GetString();
    }
  }
}

void runCase(const Value& golden) {
  const std::string padded = text(golden["case"]) + std::string(intake::padding, ' ');
  intake::CaseJsonReader reader(knowledge()->vocabulary);
  Case record;
  Problems problems;
  ASSERT_TRUE(reader.read(std::string_view(padded).substr(0, padded.size() - intake::padding), {"golden", 0}, record,
                          problems));
  for (const Problem& problem : problems) ADD_FAILURE() << "the case is not read whole: " << problem.text();
  const auto assessor = assessorOf(*Date::parse(golden["asOf"].GetString()));
  assess::Workspace workspace = assessor->makeWorkspace();
  Assessment assessment;
  assessor->assess(std::span(&record, 1), workspace, std::span(&assessment, 1), assess::Detail::Trace);
  const Value& expect = golden["expect"];
  if (expect.HasMember("status")) checkStatus(expect["status"], assessment);
  if (expect.HasMember("specimens")) {
    for (const auto& specimen : expect["specimens"].GetObject())
      checkSpecimen(specimen.name.GetString(), specimen.value, record, assessment);
  }
  if (expect.HasMember("options")) checkOptions(expect["options"], assessment);
}

struct Named {
  std::string file;
  std::size_t number;
};

rapidjson::Document readFile(const std::string& file) {
  std::ifstream stream(std::filesystem::path(HER2_SOURCE_DIR "/tests/golden") / file);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  rapidjson::Document document;
  document.Parse(bytes.c_str());
  return document;
}

std::vector<Named> allCases() {
  std::vector<Named> all;
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(HER2_SOURCE_DIR "/tests/golden")) {
    if (entry.path().extension() == ".json") files.insert(entry.path().filename());
  }
  for (const auto& file : files) {
    const rapidjson::Document document = readFile(file.string());
    const std::size_t count = document.HasParseError() ? 1 : document["cases"].Size();
    for (std::size_t i = 0; i < count; ++i) all.push_back({file.string(), i});
  }
  return all;
}

class Golden : public testing::TestWithParam<Named> {};

TEST_P(Golden, Case) {
  const rapidjson::Document document = readFile(GetParam().file);
  ASSERT_FALSE(document.HasParseError()) << GetParam().file << ": "
                                         << rapidjson::GetParseError_En(document.GetParseError());
  const Value& golden = document["cases"][static_cast<rapidjson::SizeType>(GetParam().number)];
  SCOPED_TRACE(fmt::format("{} - {} ({})", GetParam().file, golden["title"].GetString(), golden["source"].GetString()));
  runCase(golden);
}

INSTANTIATE_TEST_SUITE_P(All, Golden, testing::ValuesIn(allCases()), [](const testing::TestParamInfo<Named>& each) {
  std::string name = fmt::format("{}_{}", each.param.file.substr(0, each.param.file.find('.')), each.param.number + 1);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

}  // namespace
}  // namespace her2
