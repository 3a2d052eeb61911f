// Any text through the FHIR reader: it is read or refused with at least one error, and a second reading of the same
// text comes out the same.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "intake/fhir.h"
#include "kb/vocabulary_loader.h"

namespace {

using namespace her2;

struct Known {
  Vocabulary vocabulary;
  std::shared_ptr<const intake::FhirTerminology> terminology;
};

template <class T>
T orExit(Result<T> result) {
  if (result) return *std::move(result);
  for (const Problem& problem : result.problems()) std::fprintf(stderr, "%s\n", problem.text().c_str());
  std::exit(4);
}

const Known& known() {
  static const Known all = [] {
    const auto documents = orExit(kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge"));
    auto vocabulary = orExit(kb::loadVocabulary(documents));
    auto terminology = orExit(intake::FhirTerminology::compile(documents, vocabulary));
    return Known{std::move(vocabulary), std::move(terminology)};
  }();
  return all;
}

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static intake::FhirReader reader(known().vocabulary, known().terminology);
  std::string text(reinterpret_cast<const char*>(data), size);
  text.append(intake::padding, ' ');
  const std::string_view record = std::string_view(text).substr(0, size);
  Case first;
  Case second;
  Problems problems;
  Problems again;
  const bool good = reader.read(record, {"fuzz", 1}, first, problems);
  must(good != hasErrors(problems));
  must(reader.read(record, {"fuzz", 1}, second, again) == good);
  must(problems == again && first.text == second.text);
  return 0;
}
