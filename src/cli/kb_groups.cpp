// her2 kb groups, kb changelog.
#include <fmt/format.h>

#include "cli/session.h"
#include "present/changelog.h"
#include "present/groups.h"

namespace her2::cli {

int kbGroups(const Arguments& arguments) {
  const auto day = dayOf(arguments.asOf, "--as-of");
  if (!day) return static_cast<int>(Exit::Usage);
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  const auto regions = chosenRegions(arguments, *knowledge);
  if (!regions) return static_cast<int>(Exit::Usage);
  Problems problems;
  const auto groups = check::workOutGroups(knowledge, *day, *regions, problems);
  if (!problems.empty()) {
    printProblems(problems);
    return static_cast<int>(Exit::KnowledgeInvalid);
  }
  const present::Presenter presenter{*knowledge, *day, *regions, false, *dayOf(std::nullopt, "")};
  return static_cast<int>(printOut(arguments.format == "json"       ? present::groupsJson(presenter, groups)
                                   : arguments.format == "markdown" ? present::groupsMarkdown(presenter, groups)
                                                                    : present::groupsText(presenter, groups)));
}

int kbChangelog(const Arguments& arguments) {
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  return static_cast<int>(printOut(present::changelogText(*knowledge)));
}

}  // namespace her2::cli
