// Rows of a registry table through the template mapping: the first line is the header where it is one, every further
// line a row.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "intake/table.h"
#include "intake/table_value.h"
#include "kb/vocabulary_loader.h"

namespace {

using namespace her2;

struct Known {
  kb::DocumentSet documents;
  Vocabulary vocabulary;
  std::shared_ptr<const intake::TableMapping> mapping;
};

template <class T>
T orExit(Result<T> result) {
  if (result) return *std::move(result);
  for (const Problem& problem : result.problems()) std::fprintf(stderr, "%s\n", problem.text().c_str());
  std::exit(4);
}

const Known& known() {
  static const Known all = [] {
    auto documents = orExit(kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge"));
    auto vocabulary = orExit(kb::loadVocabulary(documents));
    auto mapping = orExit(intake::TableMapping::compile(documents, vocabulary, "template"));
    return Known{std::move(documents), std::move(vocabulary), std::move(mapping)};
  }();
  return all;
}

void must(bool holds) {
  if (!holds) std::abort();
}

/// What holds of every reading, whatever the row.
void check(bool good, const Case& record, const Problems& problems) {
  must(good != hasErrors(problems));
  must(!good || !record.id.empty());
  for (const Problem& problem : problems) must(problem.where.starts_with("f:1"));
  for (const Specimen& specimen : record.specimens) {
    must(!specimen.ish.her2Copies.recorded() || specimen.ish.her2Copies.value.lo() <= 50);
    must(!specimen.ish.cep17Copies.recorded() || specimen.ish.cep17Copies.value.lo() <= 10);
    if (!specimen.ihc.score.recorded()) continue;
    // The title stands as the header writes it, which may be "S1_IHC_Score".
    const std::string_view where = record.where(specimen.ihc.score.origin);
    must(where.starts_with("f:1:") && intake::table::folded(where.substr(4)).starts_with("s"));
  }
}

std::string_view takeLine(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  intake::TableReader reader(known().vocabulary, known().mapping);
  Case record;
  Problems problems;
  intake::TableMapping::detect(known().documents, text);
  std::string_view rest = text;
  if (reader.header(takeLine(rest), {"f", 1}, problems)) {
    text = rest;
  } else {
    must(hasErrors(problems));
    must(reader.header("id,tumour_kind,s1_ihc_score,s1_ish_her2_copies,s1_ish_cells,t1_drugs", {"f", 1}, problems));
  }
  while (!text.empty()) {
    const std::string_view row = takeLine(text);
    const bool good = reader.read(row, {"f", 1}, record, problems);
    check(good, record, problems);
    const Problems first = problems;
    must(reader.read(row, {"f", 1}, record, problems) == good && problems == first);
  }
  return 0;
}
