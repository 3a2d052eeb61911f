// her2 kb check.
#include <fmt/format.h>

#include "check/check.h"
#include "cli/session.h"
#include "present/knowledge_stats.h"

namespace her2::cli {

int kbCheck(const Arguments& arguments) {
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  check::Summary n;
  const Problems problems = check::checkKnowledge(knowledge, n);
  printProblems(problems);
  std::string text = present::layersText(*knowledge);
  text += fmt::format(
      "knowledge {} ({}): {} sources, {} facts, {} tables with {} rows ({} grid cells looked at), {} indications, {} "
      "trials with {} results, {} scorecards, {} recommendations, {} products, {} doses, {} examples, {} thresholds "
      "of safety, {} dated changes, {} times an unverified source was kept from deciding, {} terms, {} table "
      "mappings: ",
      knowledge->release.version, knowledge->hash.substr(0, 12), n.sources, knowledge->facts.size(), n.tables, n.rows,
      n.gridCells, n.indications, n.trials, n.trialResults, n.scorecards, n.recommendations, n.products, n.doses,
      n.examples, n.thresholds, n.changes, n.unverified, n.terms, n.mappings);
  text += fmt::format("{}\n", problems.empty()
                                  ? "no faults"
                                  : fmt::format("{} fault{}", problems.size(), problems.size() == 1 ? "" : "s"));
  const Exit printed = printOut(text);
  return static_cast<int>(problems.empty() ? printed : Exit::KnowledgeInvalid);
}

}  // namespace her2::cli
