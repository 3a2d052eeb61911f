// FHIR NDJSON read to Cases, next to what simdjson alone takes for the same bytes in the same program: a DOM parse, a
// DOM parse with a walk over all of it, and an on-demand walk. Then the budget's measure: a file of them to a worklist,
// next to simdjson reading the same file in the same chunks. The lines are mCODE-like Bundles of about 10 kB: Patient,
// Condition, six Observations, Specimen, MedicationRequest.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "cohort/line_source.h"
#include "cohort/screen.h"
#include "intake/fhir.h"
#include "kb/document_set.h"
#include "kb/vocabulary_loader.h"

namespace {

using namespace her2;

constexpr std::size_t patients = 500;
constexpr std::size_t patientsInFile = 4000;

std::string narrative(std::string_view what) {
  return fmt::format(
      R"("text":{{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p><b>Generated Narrative</b></p><p>{} of the example patient</p></div>"}})",
      what);
}

std::string codes(std::string_view system, std::string_view code, std::string_view display) {
  return fmt::format(R"({{"coding":[{{"system":"{}","code":"{}","display":"{}"}}]}})", system, code, display);
}

std::string entry(std::string_view type, std::string_view id, std::string_view profile, std::string_view rest) {
  return fmt::format(
      R"({{"fullUrl":"http://example.org/fhir/{0}/{1}","resource":{{"resourceType":"{0}","id":"{1}","meta":{{"profile":["http://hl7.org/fhir/us/mcode/StructureDefinition/{2}"]}},{3},{4}}}}})",
      type, id, profile, narrative(type), rest);
}

constexpr std::string_view loinc = "http://loinc.org";
constexpr std::string_view snomed = "http://snomed.info/sct";
constexpr std::string_view terminology = "http://terminology.hl7.org/CodeSystem/";

std::string observation(std::size_t i, std::string_view id, std::string_view code, std::string_view value) {
  return entry(
      "Observation", fmt::format("{}-{}", id, i), "mcode-tumor-marker-test",
      fmt::format(
          R"("status":"final","category":[{}],"code":{},"subject":{{"reference":"Patient/p{}"}},"focus":[{{"reference":"Condition/c{}"}}],"effectiveDateTime":"2018-03-{:02}",)"
          R"("performer":[{{"reference":"Organization/laboratory-of-the-example-hospital"}}],"specimen":{{"reference":"Specimen/s{}"}},{})",
          codes(fmt::format("{}observation-category", terminology), "laboratory", "Laboratory"), code, i, i, 1 + i % 28,
          i, value));
}

std::string bundle(std::size_t i) {
  static constexpr std::string_view scores[][2] = {
      {"LA6111-4", "0"}, {"LA11841-6", "1+"}, {"LA11842-4", "2+"}, {"LA11843-2", "3+"}};
  const std::string subject = fmt::format(R"("subject":{{"reference":"Patient/p{}"}})", i);
  const auto quantity = [](double value, std::string_view unit) {
    return fmt::format(R"("valueQuantity":{{"value":{},"unit":"{}","system":"http://unitsofmeasure.org","code":"{}"}})",
                       value, unit, unit);
  };
  const auto concept_ = [](const std::string& c) { return fmt::format(R"("valueCodeableConcept":{})", c); };
  std::vector<std::string> entries;
  entries.push_back(entry(
      "Patient", fmt::format("p{}", i), "mcode-cancer-patient",
      R"("extension":[{"extension":[{"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3","display":"White"}},{"url":"text","valueString":"White"}],"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"}],)"
      R"("identifier":[{"use":"usual","system":"http://hospital.example.org","value":"MRN1234"}],"name":[{"family":"Example","given":["Anna","Maria"]}],"telecom":[{"system":"phone","value":"555-867-5309","use":"home"}],"gender":"female","birthDate":"1965-01-01","address":[{"line":["123 Main St"],"city":"Anytown","postalCode":"12345","country":"US"}])"));
  entries.push_back(entry(
      "Condition", fmt::format("c{}", i), "mcode-primary-cancer-condition",
      fmt::format(
          R"("extension":[{{"url":"http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior","valueCodeableConcept":{}}}],"clinicalStatus":{},"verificationStatus":{},"code":{},{},"onsetDateTime":"2018-03-16","stage":[{{"summary":{},"assessment":[{{"reference":"Observation/stage-{}"}}]}}])",
          codes(snomed, "82711006", "Infiltrating duct carcinoma (morphologic abnormality)"),
          codes(fmt::format("{}condition-clinical", terminology), "active", "Active"),
          codes(fmt::format("{}condition-ver-status", terminology), "confirmed", "Confirmed"),
          codes(snomed, "353431000119107", "Primary malignant neoplasm of female left breast (disorder)"), subject,
          codes(snomed, "1222769001", "American Joint Committee on Cancer stage IIB (qualifier value)"), i)));
  entries.push_back(
      entry("Specimen", fmt::format("s{}", i), "mcode-human-specimen",
            fmt::format(
                R"("status":"available",{},"type":{},"collection":{{"collectedDateTime":"2018-03-01","bodySite":{}}})",
                subject, codes(fmt::format("{}v2-0487", terminology), "TUMOR", "Tumor"),
                codes(snomed, "80248007", "Left breast structure (body structure)"))));
  entries.push_back(observation(
      i, "er", codes(loinc, "85337-4", "Estrogen receptor Ag [Presence] in Breast cancer specimen by Immune stain"),
      concept_(codes(loinc, "LA6576-8", "Positive"))));
  entries.push_back(observation(
      i, "pr", codes(loinc, "85339-0", "Progesterone receptor Ag [Presence] in Breast cancer specimen by Immune stain"),
      concept_(codes(loinc, "LA6577-6", "Negative"))));
  entries.push_back(observation(i, "ihc",
                                codes(loinc, "85319-2", "HER2 [Presence] in Breast cancer specimen by Immune stain"),
                                concept_(codes(loinc, scores[i % 4][0], scores[i % 4][1]))));
  entries.push_back(observation(
      i, "ish", codes(loinc, "49683-6", "ERBB2 gene copy number/Chromosome 17 copy number in Tissue by FISH"),
      quantity(1.0 + static_cast<double>(i % 37) / 10, "{ratio}")));
  entries.push_back(observation(
      i, "stage", codes(snomed, "399537006", "Clinical TNM stage grouping"),
      concept_(codes(snomed, "1222769001", "American Joint Committee on Cancer stage IIB (qualifier value)"))));
  entries.push_back(observation(i, "lvef", codes(loinc, "10230-1", "Left ventricular Ejection fraction"),
                                quantity(50 + static_cast<double>(i % 20), "%")));
  entries.push_back(entry(
      "MedicationRequest", fmt::format("m{}", i), "mcode-cancer-related-medication-request",
      fmt::format(
          R"("status":"completed","intent":"order","medicationCodeableConcept":{},{},"authoredOn":"2018-04-12","reasonReference":[{{"reference":"Condition/c{}"}}],"dosageInstruction":[{{"text":"8 mg/kg IV","timing":{{"repeat":{{"boundsPeriod":{{"start":"2018-04-12"}}}}}},"doseAndRate":[{{"doseQuantity":{{"value":500,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}}}}]}}])",
          codes("http://www.nlm.nih.gov/research/umls/rxnorm", "224905", "trastuzumab"), subject, i)));
  return fmt::format(R"({{"resourceType":"Bundle","id":"b{}","type":"collection","entry":[{}]}})", i,
                     fmt::join(entries, ","));
}

/// Lines of one buffer, with room behind the last.
struct Input {
  std::string text;
  std::vector<std::string_view> lines;

  Input() {
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i < patients; ++i) {
      text += bundle(i);
      ends.push_back(text.size());
      text += '\n';
    }
    const std::size_t size = text.size();
    text.append(intake::padding, ' ');
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
      lines.push_back(std::string_view(text).substr(begin, end - begin));
      begin = end + 1;
    }
    text.resize(size + intake::padding);
  }
};

const Input& input() {
  static const Input one;
  return one;
}

void count(benchmark::State& state) {
  std::size_t bytes = 0;
  for (const std::string_view line : input().lines) bytes += line.size();
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * static_cast<std::int64_t>(state.iterations()));
  state.SetItemsProcessed(static_cast<std::int64_t>(patients) * static_cast<std::int64_t>(state.iterations()));
}

simdjson::dom::element parsed(simdjson::dom::parser& parser, std::string_view line) {
  return parser.parse(reinterpret_cast<const std::uint8_t*>(line.data()), line.size(), false);
}

std::size_t walk(simdjson::dom::element json) {
  std::size_t sum = 0;
  if (json.is_object()) {
    for (const auto field : simdjson::dom::object(json)) sum += field.key.size() + walk(field.value);
  } else if (json.is_array()) {
    for (const auto element : simdjson::dom::array(json)) sum += walk(element);
  } else if (json.is_string()) {
    sum += std::string_view(json).size();
  }
  return sum + 1;
}

std::size_t walk(simdjson::ondemand::value json) {
  std::size_t sum = 0;
  switch (json.type()) {
    case simdjson::ondemand::json_type::object:
      for (auto field : json.get_object()) sum += std::string_view(field.unescaped_key()).size() + walk(field.value());
      return sum;
    case simdjson::ondemand::json_type::array:
      for (auto element : json.get_array()) sum += walk(element.value());
      return sum;
    case simdjson::ondemand::json_type::string:
      return std::string_view(json.get_string()).size();
    case simdjson::ondemand::json_type::number:
      return static_cast<std::size_t>(double(json.get_double()));
    case simdjson::ondemand::json_type::boolean:
      return bool(json.get_bool());
    case simdjson::ondemand::json_type::null:
      break;
  }
  return json.is_null();
}

void simdjsonDom(benchmark::State& state) {
  simdjson::dom::parser parser;
  for (auto _ : state) {
    for (const std::string_view line : input().lines) benchmark::DoNotOptimize(parsed(parser, line));
  }
  count(state);
}
BENCHMARK(simdjsonDom)->Unit(benchmark::kMicrosecond);

void simdjsonDomWalk(benchmark::State& state) {
  simdjson::dom::parser parser;
  for (auto _ : state) {
    for (const std::string_view line : input().lines) benchmark::DoNotOptimize(walk(parsed(parser, line)));
  }
  count(state);
}
BENCHMARK(simdjsonDomWalk)->Unit(benchmark::kMicrosecond);

void simdjsonOnDemandWalk(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  for (auto _ : state) {
    for (const std::string_view line : input().lines) {
      auto document = parser.iterate(line.data(), line.size(), line.size() + intake::padding);
      std::size_t sum = 0;
      for (auto field : document.get_object()) sum += walk(field.value());
      benchmark::DoNotOptimize(sum);
    }
  }
  count(state);
}
BENCHMARK(simdjsonOnDemandWalk)->Unit(benchmark::kMicrosecond);

void fhirToCase(benchmark::State& state) {
  const auto knowledge = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
  const auto vocabulary = kb::loadVocabulary(*knowledge);
  const auto terms = intake::FhirTerminology::compile(*knowledge, *vocabulary);
  if (!terms) return state.SkipWithError(terms.problems().front().text().c_str());
  intake::FhirReader reader(*vocabulary, *terms);
  Case patient;
  Problems problems;
  for (auto _ : state) {
    std::size_t line = 0;
    for (const std::string_view text : input().lines) {
      const bool good = reader.read(text, {"cohort.ndjson", ++line}, patient, problems);
      if (!good || !problems.empty()) return state.SkipWithError(problems.front().text().c_str());
      benchmark::DoNotOptimize(patient.specimens.data());
    }
  }
  count(state);
}
BENCHMARK(fhirToCase)->Unit(benchmark::kMicrosecond);

/// Such lines, each of another patient, in a file that is gone when the program ends.
class CohortFile {
 public:
  CohortFile() : file_(std::tmpfile()) {
    std::string text;
    for (std::size_t i = 0; i < patientsInFile; ++i) text.append(bundle(i)).push_back('\n');
    size_ = std::fwrite(text.data(), 1, text.size(), file_);  // in one piece: the kernel reads it back faster
  }
  std::FILE* rewound() const {
    std::rewind(file_);
    return file_;
  }
  void count(benchmark::State& state) const {
    state.SetBytesProcessed(static_cast<std::int64_t>(size_) * state.iterations());
    state.SetItemsProcessed(static_cast<std::int64_t>(patientsInFile) * state.iterations());
  }
  static const CohortFile& one() {
    static const CohortFile file;
    return file;
  }

 private:
  std::FILE* file_;
  std::size_t size_ = 0;
};

/// What the budget is measured against: the same file read in the same chunks and each line parsed and walked by
/// simdjson alone.
void fileToSimdjson(benchmark::State& state) {
  simdjson::dom::parser parser;
  for (auto _ : state) {
    cohort::ByteSource bytes(CohortFile::one().rewound());
    cohort::LineSource source(bytes, {}, "cohort.ndjson");
    cohort::Chunk chunk;
    while (source.next(chunk)) {
      std::string_view rest(chunk.bytes.data(), chunk.size);
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
        benchmark::DoNotOptimize(walk(parsed(parser, rest.substr(0, end))));
        rest.remove_prefix(end + 1);
      }
    }
  }
  CohortFile::one().count(state);
}
BENCHMARK(fileToSimdjson)->Unit(benchmark::kMillisecond);

/// The same file to a worklist, by one thread.
void fileToWorklist(benchmark::State& state) {
  auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
  const auto knowledge = kb::Knowledge::load(*std::move(documents));
  const auto assessor = assess::Assessor::create(*knowledge, {*Date::parse("2026-11-23"), false});
  const auto format = cohort::detectFormat(input().lines[0], "cohort.ndjson", **knowledge, {});
  std::size_t written = 0;
  for (auto _ : state) {
    cohort::Screening screening;
    cohort::ByteSource bytes(CohortFile::one().rewound());
    cohort::LineSource source(bytes, {}, "cohort.ndjson");
    screening.source = &source;
    screening.file = "cohort.ndjson";
    screening.format = *format;
    screening.assessor = *assessor;
    for (std::uint16_t i = 0; i < (*knowledge)->regions.size(); ++i) screening.regions.push_back(i);
    screening.write = [&](std::string_view piece) {
      written += piece.size();
      return true;
    };
    screening.report = [](const Problem&, std::string_view) {};
    const cohort::Outcome outcome = cohort::screen(screening);
    if (outcome.counts.errors != 0) return state.SkipWithError("a record could not be read");
  }
  benchmark::DoNotOptimize(written);
  CohortFile::one().count(state);
}
BENCHMARK(fileToWorklist)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
