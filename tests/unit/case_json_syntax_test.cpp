// The reader takes exactly the texts that are JSON: every cut and every small damage of a record is judged by it and by
// an independent parser.
#include <gtest/gtest.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "case_json_fixture.h"

namespace her2 {
namespace {

const std::string sample =
    R"({"id":"a\"\u00e9ü","x":[1,-0.5e2,{"y":null,"z":[]},true],"sex":["male"],"birthDate":60,"pregnant":false,)"
    R"("specimens":[{"ihc":{"score":"0+","percent":"< 5"},"ish":null},{}],"tumours": [ {"er": { "percent" : 5e0 } } ] })";

bool isJson(const std::string& text) {
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
  rapidjson::BaseReaderHandler<> nothing;
  rapidjson::Reader reader;
  constexpr unsigned flags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag;
  return !reader.Parse<flags>(stream, nothing).IsError();
}

bool isReadAsJson(const std::string& text) {
  const Reading r = readCase(text);
  for (const Problem& each : r.problems) {
    for (const char* code : {"json-syntax", "json-encoding", "json-empty", "json-not-object"}) {
      if (each.code == code) return false;
    }
  }
  return true;
}

TEST(CaseJsonSyntax, TheSampleIsJson) {
  EXPECT_TRUE(isJson(sample));
  EXPECT_TRUE(isReadAsJson(sample));
}

TEST(CaseJsonSyntax, EveryCut) {
  for (std::size_t size = 0; size < sample.size(); ++size) {
    const std::string cut = sample.substr(0, size);
    EXPECT_FALSE(isReadAsJson(cut)) << cut;
  }
}

TEST(CaseJsonSyntax, EveryByteReplacedOrLeftOutOrAdded) {
  const std::string_view replacements = "{}[]\",:\\ \n\t0x-.e+ntf1/\x01\x80\xC3";
  for (std::size_t at = 0; at < sample.size(); ++at) {
    std::vector<std::string> damaged{sample.substr(0, at) + sample.substr(at + 1)};
    for (char c : replacements) {
      damaged.push_back(sample);
      damaged.back()[at] = c;
      damaged.push_back(sample.substr(0, at) + c + sample.substr(at));
    }
    for (const std::string& text : damaged) {
      if (text.find_first_not_of(" \n\t") != text.find('{')) continue;  // no object; said so before any syntax
      EXPECT_EQ(isReadAsJson(text), isJson(text)) << text;
    }
  }
}

}  // namespace
}  // namespace her2
