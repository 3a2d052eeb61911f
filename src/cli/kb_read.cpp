// her2 kb show, kb search, kb stats: the knowledge as it stands.
#include <fmt/format.h>

#include "cli/session.h"
#include "present/knowledge_search.h"
#include "present/knowledge_stats.h"
#include "present/knowledge_text.h"

namespace her2::cli {

int kbShow(const Arguments& arguments) {
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  const std::string text = arguments.thing.empty() ? present::knowledgeContents(*knowledge)
                                                   : present::knowledgeThing(*knowledge, arguments.thing);
  if (text.empty()) {
    fmt::print(stderr, "her2: nothing in the knowledge is called {}\n", arguments.thing);
    const auto near = present::nearbyNames(*knowledge, arguments.thing);
    if (!near.empty()) fmt::print(stderr, "did you mean: {}?\n", fmt::join(near, ", "));
    return static_cast<int>(Exit::Usage);
  }
  return static_cast<int>(printOut(text));
}

int kbSearch(const Arguments& arguments) {
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  const auto hits = present::searchKnowledge(*knowledge, arguments.words);
  if (hits.empty()) {
    fmt::print(stderr, "her2: nothing in the knowledge holds all of: {}\n", fmt::join(arguments.words, " "));
    return static_cast<int>(Exit::Usage);
  }
  return static_cast<int>(printOut(present::hitsText(hits, arguments.limit)));
}

int kbStats(const Arguments& arguments) {
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  const auto stats = present::statsOf(*knowledge);
  const std::string text =
      arguments.format == "json" ? present::statsJson(*knowledge, stats) : present::statsText(*knowledge, stats);
  return static_cast<int>(printOut(text));
}

}  // namespace her2::cli
