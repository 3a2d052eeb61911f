// Any bytes as one file of knowledge: refused with the file's name, or loaded, and then checked without a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "check/check.h"
#include "kb/toml_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace her2;
  auto document = kb::readToml({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
  if (!document) {
    if (!document.problems().front().where.starts_with("fuzz.toml:")) std::abort();
    return 0;
  }
  std::vector<kb::Document> documents;
  documents.push_back(*std::move(document));
  const auto knowledge = kb::Knowledge::load(kb::DocumentSet(std::move(documents)));
  if (!knowledge) {
    if (knowledge.problems().empty()) std::abort();
    return 0;
  }
  check::Summary summary;
  check::checkKnowledge(*knowledge, summary);
  return 0;
}
