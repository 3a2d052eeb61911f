#include "kb/embedded/embedded.h"

#include <optional>

#include "kb/layers.h"

extern "C" {
// From embedded.S: the bytes that her2-pack wrote from knowledge/, and their hash.
extern const char her2_knowledge_begin[];     // NOLINT(readability-identifier-naming)
extern const char her2_knowledge_end[];       // NOLINT(readability-identifier-naming)
extern const char her2_knowledge_hash[];      // NOLINT(readability-identifier-naming)
extern const char her2_knowledge_hash_end[];  // NOLINT(readability-identifier-naming)
}

namespace her2::kb {

DocumentSet embeddedKnowledge() {
  const std::string_view bytes(her2_knowledge_begin,
                               static_cast<std::size_t>(her2_knowledge_end - her2_knowledge_begin));
  auto set = DocumentSet::unpack(bytes, {her2_knowledge_hash, her2_knowledge_hash_end});
  return *std::move(set);  // a pack made by this build is always readable
}

Result<DocumentSet> openKnowledge(const std::vector<std::string>& folders) {
  std::optional<DocumentSet> stack;
  for (const std::string& folder : folders) {
    auto documents = DocumentSet::readFolder(folder);
    if (!documents) return documents.problems();
    if (!isOverlay(*documents)) {
      if (stack)
        return Problem{Severity::Error, "knowledge", folder, "no overlay: it has no [overlay] block",
                       "only the first folder may be a whole body of knowledge"};
      stack = *std::move(documents);
      continue;
    }
    auto stacked = overlaid(stack ? *std::move(stack) : embeddedKnowledge(), *std::move(documents));
    if (!stacked) return stacked.problems();
    stack = *std::move(stacked);
  }
  return stack ? *std::move(stack) : embeddedKnowledge();
}

}  // namespace her2::kb
