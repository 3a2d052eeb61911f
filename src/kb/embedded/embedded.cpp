#include "kb/embedded/embedded.h"

extern "C" {
// From embedded.S: the bytes that her2-pack wrote from knowledge/.
extern const char her2_knowledge_begin[];  // NOLINT(readability-identifier-naming)
extern const char her2_knowledge_end[];    // NOLINT(readability-identifier-naming)
}

namespace her2::kb {

DocumentSet embeddedKnowledge() {
  auto set =
      DocumentSet::unpack({her2_knowledge_begin, static_cast<std::size_t>(her2_knowledge_end - her2_knowledge_begin)});
  return *std::move(set);  // a pack made by this build is always readable
}

}  // namespace her2::kb
