// Feeds any bytes to the case JSON reader. Beyond not crashing: a record is refused if and only if an error says why,
// and a second reading with the same buffers finds the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "intake/case_json.h"
#include "kb/document_set.h"
#include "kb/vocabulary_loader.h"

namespace {

her2::Vocabulary loadVocabulary() {
  const auto knowledge = her2::kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
  if (!knowledge) std::abort();
  auto vocabulary = her2::kb::loadVocabulary(*knowledge);
  if (!vocabulary) std::abort();
  return *std::move(vocabulary);
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const her2::Vocabulary vocabulary = loadVocabulary();
  static her2::intake::CaseJsonReader reader(vocabulary);
  static her2::Case record;

  std::string text(reinterpret_cast<const char*>(data), size);
  text.append(her2::intake::padding, '}');
  const std::string_view json = std::string_view(text).substr(0, size);

  her2::Problems first;
  const bool good = reader.read(json, {"fuzz", 1}, record, first);
  require(good != her2::hasErrors(first));
  require(!good || !record.id.empty());
  her2::Problems second;
  require(reader.read(json, {"fuzz", 1}, record, second) == good);
  require(first == second);
  return 0;
}
