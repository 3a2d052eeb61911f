// Any bytes as packed knowledge: refused, or read into documents that pack again to the same bytes and that the loader
// survives.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kb/pack.h"
#include "kb/vocabulary_loader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto documents = her2::kb::unpackDocuments(bytes);
  if (!documents) return 0;
  const std::string again = her2::kb::packDocuments(*documents);
  const auto back = her2::kb::unpackDocuments(again);
  if (!back || her2::kb::packDocuments(*back) != again) std::abort();
  her2::kb::loadVocabulary(her2::kb::DocumentSet(*std::move(documents)));
  return 0;
}
