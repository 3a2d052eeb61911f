// Reads FHIR texts with the knowledge of this project, and says what came out in words.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "intake/fhir.h"
#include "kb/document_set.h"
#include "kb/vocabulary_loader.h"

namespace her2::fhir_test {

/// The knowledge of the source tree, loaded once.
struct Knowledge {
  Result<kb::DocumentSet> documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
  Vocabulary vocabulary;
  std::shared_ptr<const intake::FhirTerminology> terms;

  static const Knowledge& get() {
    static const Knowledge one;
    return one;
  }

 private:
  Knowledge() {
    if (!documents) fail(documents.problems());
    auto loaded = kb::loadVocabulary(*documents);
    if (!loaded) fail(loaded.problems());
    vocabulary = *std::move(loaded);
    auto compiled = intake::FhirTerminology::compile(*documents, vocabulary);
    if (!compiled) fail(compiled.problems());
    terms = *std::move(compiled);
  }
  [[noreturn]] static void fail(const Problems& problems) {
    for (const Problem& problem : problems) ADD_FAILURE() << problem.text();
    std::abort();
  }
};

struct Read {
  bool good = false;
  Case patient;
  Problems problems;

  std::vector<std::string> codes() const {
    std::vector<std::string> result;
    for (const Problem& problem : problems) result.push_back(problem.code);
    return result;
  }
  bool has(std::string_view code) const {
    return std::any_of(problems.begin(), problems.end(), [&](const Problem& p) { return p.code == code; });
  }
  const Problem& problem(std::string_view code) const {
    static const Problem none;
    const auto found = std::find_if(problems.begin(), problems.end(), [&](const Problem& p) { return p.code == code; });
    return found == problems.end() ? none : *found;
  }
  std::string_view where(Origin origin) const { return patient.where(origin); }
};

inline std::ostream& operator<<(std::ostream& out, const Read& read) {
  out << (read.good ? "read" : "not read");
  for (const Problem& problem : read.problems) out << "\n  [" << problem.code << "] " << problem.text();
  return out;
}

inline Read read(std::string text, intake::RecordPlace place = {"test.ndjson", 7}) {
  const Knowledge& knowledge = Knowledge::get();
  static intake::FhirReader reader(knowledge.vocabulary, knowledge.terms);
  const std::size_t size = text.size();
  text.append(intake::padding, '\0');
  Read result;
  result.good = reader.read(std::string_view(text).substr(0, size), place, result.patient, result.problems);
  return result;
}

/// "1+|2+" for a set of codes, "" where nothing is recorded.
inline std::string codes(std::string_view domain, CodeSet set) {
  const Vocabulary& vocabulary = Knowledge::get().vocabulary;
  const Domain& codes = vocabulary.domain(*vocabulary.findDomain(domain));
  std::string result;
  set.forEach([&](unsigned code) { result += (result.empty() ? "" : "|") + codes[code].code; });
  return result;
}
inline std::string codes(std::string_view domain, const CodeLeaf& leaf) { return codes(domain, leaf.value); }
inline std::string number(const NumberLeaf& leaf) { return leaf.recorded() ? leaf.value.text() : ""; }
inline std::string date(const DateLeaf& leaf) { return leaf.recorded() ? leaf.value->text() : ""; }

inline std::string drugs(const Treatment& treatment) {
  std::vector<std::string> names;
  for (const DrugId drug : treatment.drugs) names.push_back(Knowledge::get().vocabulary.drug(drug).id);
  std::sort(names.begin(), names.end());
  std::string result;
  for (const std::string& name : names) result += (result.empty() ? "" : "+") + name;
  return result;
}

// --- resources, as short as they can be
// ----------------------------------------------------------------------------------------------------------

inline const std::string patient = R"({"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1970-05"})";

inline std::string bundle(const std::vector<std::string>& resources) {
  std::string result = R"({"resourceType":"Bundle","id":"b1","type":"collection","entry":[)";
  for (const std::string& resource : resources) {
    if (result.back() != '[') result += ',';
    result += R"({"resource":)" + resource + "}";
  }
  return result + "]}";
}

inline std::string coding(std::string_view system, std::string_view code, std::string_view display = {}) {
  std::string result = R"({"system":")" + std::string(system) + R"(","code":")" + std::string(code) + '"';
  if (!display.empty()) result += R"(,"display":")" + std::string(display) + '"';
  return result + "}";
}

inline std::string concept_(const std::vector<std::string>& codings, std::string_view text = {}) {
  std::string result = R"({"coding":[)";
  for (const std::string& each : codings) result += (result.back() == '[' ? "" : ",") + each;
  result += "]";
  if (!text.empty()) result += R"(,"text":")" + std::string(text) + '"';
  return result + "}";
}

inline constexpr std::string_view loinc = "http://loinc.org";
inline constexpr std::string_view snomed = "http://snomed.info/sct";
inline constexpr std::string_view icd10 = "http://hl7.org/fhir/sid/icd-10-cm";
inline constexpr std::string_view rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm";

inline std::string ofLoinc(std::string_view code) { return concept_({coding(loinc, code)}); }
inline std::string ofSnomed(std::string_view code) { return concept_({coding(snomed, code)}); }

/// An Observation with this code and these further members: `"valueString":"3+"`.
inline std::string observation(std::string_view id, const std::string& code, const std::string& members,
                               std::string_view day = "2021-03-02") {
  return R"({"resourceType":"Observation","id":")" + std::string(id) +
         R"(","status":"final","subject":{"reference":"Patient/p1"},"code":)" + code +
         (day.empty() ? "" : R"(,"effectiveDateTime":")" + std::string(day) + '"') +
         (members.empty() ? "" : "," + members) + "}";
}

inline std::string condition(std::string_view id, const std::string& code, const std::string& members = {}) {
  return R"({"resourceType":"Condition","id":")" + std::string(id) +
         R"(","subject":{"reference":"Patient/p1"},"code":)" + code + (members.empty() ? "" : "," + members) + "}";
}

inline const std::string breast =
    condition("c1", concept_({coding(snomed, "254837009", "Malignant neoplasm of breast (disorder)")}));

/// A patient with breast cancer and this.
inline Read withBreastCancer(std::vector<std::string> resources) {
  resources.insert(resources.begin(), {patient, breast});
  return read(bundle(resources));
}

inline std::string fileText(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::string valueCode(std::string_view system, std::string_view code, std::string_view display = {}) {
  return R"("valueCodeableConcept":)" + concept_({coding(system, code, display)});
}
inline std::string valueString(std::string_view text) { return R"("valueString":")" + std::string(text) + '"'; }
inline std::string valueQuantity(std::string_view value, std::string_view unit, std::string_view comparator = {}) {
  std::string result = R"("valueQuantity":{"value":)" + std::string(value);
  if (!unit.empty())
    result += R"(,"unit":")" + std::string(unit) + R"(","system":"http://unitsofmeasure.org","code":")" +
              std::string(unit) + '"';
  if (!comparator.empty()) result += R"(,"comparator":")" + std::string(comparator) + '"';
  return result + "}";
}

}  // namespace her2::fhir_test
