// What the tests of case JSON share: a vocabulary, one reading with everything it gave, and leaves in words.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "intake/case_json.h"
#include "kb/document_set.h"
#include "kb/vocabulary_loader.h"

namespace her2 {

/// The codes of the knowledge and a few drugs, so that these tests do not depend on which drugs the knowledge has.
inline const Vocabulary& testVocabulary() {
  static const Vocabulary vocabulary = [] {
    auto codes = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge/codes");
    EXPECT_TRUE(codes) << "knowledge/codes cannot be read";
    auto loaded = kb::loadVocabulary(*codes);
    EXPECT_TRUE(loaded) << "knowledge/codes is no vocabulary";
    Vocabulary result = *std::move(loaded);
    result.addDrug({"trastuzumab", "trastuzumab", {"anti-her2"}}, {"Herceptin"});
    result.addDrug({"pertuzumab", "pertuzumab", {"anti-her2"}}, {});
    result.addDrug({"docetaxel", "docetaxel", {"taxane", "chemotherapy"}}, {});
    result.addDrug({"tucatinib", "tucatinib", {"anti-her2"}}, {});
    return result;
  }();
  return vocabulary;
}

struct Reading {
  bool good = false;
  Case record;
  Problems problems;

  std::string report() const {
    std::string text;
    for (const Problem& each : problems) text += each.code + " | " + each.text() + "\n";
    return text;
  }
  const Tumour& tumour() const { return record.tumours.at(0); }
  const Specimen& specimen() const { return record.specimens.at(0); }
};

/// Reads from a buffer whose bytes behind the record would go on with the JSON if the reader looked at them.
inline Reading readCase(std::string_view json, intake::RecordPlace place = {"case.json", 0}) {
  std::string buffer(json);
  buffer.append(intake::padding, '}');
  Reading result;
  intake::CaseJsonReader reader(testVocabulary());
  result.good = reader.read(std::string_view(buffer).substr(0, json.size()), place, result.record, result.problems);
  EXPECT_EQ(result.good, !hasErrors(result.problems)) << json.substr(0, 200) << "\n" << result.report().substr(0, 2000);
  return result;
}

inline Reading readTumour(const std::string& members) {
  return readCase(R"({"id": "a", "tumours": [{)" + members + "}]}");
}
inline Reading readSpecimen(const std::string& members) {
  return readCase(R"({"id": "a", "specimens": [{)" + members + "}]}");
}

inline std::string words(const CodeSet& codes, std::string_view domain) {
  const Domain& list = testVocabulary().domain(testVocabulary().findDomain(domain).value());
  std::string text;
  codes.forEach([&](unsigned code) { text += (text.empty() ? "" : " ") + list[code].code; });
  return text;
}
inline std::string words(const CodeLeaf& leaf, std::string_view domain) { return words(leaf.value, domain); }
inline std::string words(const NumberLeaf& leaf) { return leaf.value.text(); }
inline std::string words(const DateLeaf& leaf) { return leaf.recorded() ? leaf.value->text() : "unknown"; }
inline std::string words(const TruthLeaf& leaf) {
  return leaf.value == Truth::Unknown ? "unknown" : leaf.value == Truth::True ? "true" : "false";
}

}  // namespace her2
