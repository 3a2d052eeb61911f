// her2 kb diff: the knowledge of two days.
#include "present/knowledge_diff.h"

#include <fmt/format.h>

#include "cli/session.h"

namespace her2::cli {

int kbDiff(const Arguments& arguments) {
  const auto from = dayOf(arguments.from, "--from");
  const auto to = dayOf(arguments.to.empty() ? std::nullopt : std::optional(arguments.to), "--to");
  if (!from || !to) return static_cast<int>(Exit::Usage);
  if (*to < *from) {
    fmt::print(stderr, "her2: --from {} is later than --to {}\n", from->text(), to->text());
    return static_cast<int>(Exit::Usage);
  }
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  const auto regions = chosenRegions(arguments, *knowledge);
  if (!regions) return static_cast<int>(Exit::Usage);
  const kb::Changes changes = kb::changesBetween(*knowledge, *from, *to, *regions);
  const present::DiffQuestion asked{*from, *to, *regions};
  return static_cast<int>(printOut(arguments.format == "json" ? present::diffJson(*knowledge, asked, changes)
                                                              : present::diffText(*knowledge, asked, changes)));
}

}  // namespace her2::cli
