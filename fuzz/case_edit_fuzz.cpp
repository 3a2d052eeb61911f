// Feeds any text as a change to a case. Beyond not crashing: a change is made or refused with an error, and making it
// again gives the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "intake/case_edit.h"
#include "intake/case_json.h"
#include "intake/case_json_writer.h"
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

her2::Case patient(const her2::Vocabulary& vocabulary) {
  std::string text =
      R"({"id":"p","tumours":[{"kind":"breast"}],"specimens":[{"id":"s","ihc":{"score":"2+"}}],"treatments":[{"drugs":["paclitaxel"]}]})";
  const std::size_t size = text.size();
  text.append(her2::intake::padding, ' ');
  her2::intake::CaseJsonReader reader(vocabulary);
  her2::Case record;
  her2::Problems problems;
  require(reader.read(std::string_view(text).substr(0, size), {"fuzz", 0}, record, problems));
  return record;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const her2::Vocabulary vocabulary = loadVocabulary();
  static const her2::Case record = patient(vocabulary);
  static her2::intake::CaseEditor editor(record, vocabulary, {{0}, 0});

  const auto change = her2::intake::parseCaseEdit({reinterpret_cast<const char*>(data), size});
  if (!change) {
    require(her2::hasErrors(change.problems()));
    return 0;
  }
  her2::intake::pathsNear(change->path);
  const auto once = editor.edit({&*change, 1});
  const auto twice = editor.edit({&*change, 1});
  require(static_cast<bool>(once) == static_cast<bool>(twice));
  if (!once) {
    require(her2::hasErrors(once.problems()));
    return 0;
  }
  require(her2::intake::caseJson(*once, vocabulary) == her2::intake::caseJson(*twice, vocabulary));
  return 0;
}
