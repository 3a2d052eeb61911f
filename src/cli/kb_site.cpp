// her2 kb site: the knowledge as pages.
#include "present/site.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/session.h"

namespace her2::cli {

int kbSite(const Arguments& arguments) {
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  const auto day = arguments.asOf ? dayOf(arguments.asOf, "--as-of") : std::optional(knowledge->release.date);
  if (!day) return static_cast<int>(Exit::Usage);
  const auto regions = chosenRegions(arguments, *knowledge);
  Problems problems;
  const auto groups = check::workOutGroups(knowledge, *day, *regions, problems);
  if (!problems.empty()) {
    printProblems(problems);
    return static_cast<int>(Exit::KnowledgeInvalid);
  }
  std::size_t files = 0;
  bool written = true;
  present::writeSite({*knowledge, *day, *regions, false, *day}, groups, [&](const present::SiteFile& file) {
    written = written && writeFile(std::filesystem::path(arguments.output) / file.path, file.text);
    ++files;
  });
  if (!written) return static_cast<int>(Exit::Unreadable);
  fmt::print(stderr, "{}: {} files; open {}/index.html\n", arguments.output, files, arguments.output);
  return static_cast<int>(Exit::Done);
}

}  // namespace her2::cli
