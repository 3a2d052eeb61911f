// her2 kb check, her2 kb show.
#include <fmt/format.h>

#include <algorithm>

#include "check/check.h"
#include "cli/session.h"
#include "present/knowledge_text.h"

namespace her2::cli {

int kbCheck(const Arguments& arguments) {
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  check::Summary n;
  const Problems problems = check::checkKnowledge(knowledge, n);
  printProblems(problems);
  std::string text = fmt::format(
      "knowledge {} ({}): {} sources, {} facts, {} tables with {} rows ({} grid cells looked at), {} indications, {} "
      "examples, {} terms, {} table mappings: ",
      knowledge->release.version, knowledge->hash.substr(0, 12), n.sources, knowledge->facts.size(), n.tables, n.rows,
      n.gridCells, n.indications, n.examples, n.terms, n.mappings);
  text += fmt::format("{}\n", problems.empty()
                                  ? "no faults"
                                  : fmt::format("{} fault{}", problems.size(), problems.size() == 1 ? "" : "s"));
  const Exit printed = printOut(text);
  return static_cast<int>(problems.empty() ? printed : Exit::KnowledgeInvalid);
}

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

}  // namespace her2::cli
