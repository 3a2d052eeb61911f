// her2 changes: who becomes eligible, or no longer is, between two days.
#include "cohort/changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/stream_run.h"

namespace her2::cli {

int changes(const Arguments& arguments) {
  const auto opened = openSession(arguments);
  if (const auto* exit = std::get_if<Exit>(&opened)) return static_cast<int>(*exit);
  const auto& session = std::get<Session>(opened);
  const auto from = dayOf(arguments.from, "--from");
  const auto to = arguments.to.empty() ? std::optional(session.today) : dayOf(arguments.to, "--to");
  if (!from || !to) return static_cast<int>(Exit::Usage);
  if (*to <= *from) {
    fmt::print(stderr, "her2: --to {} is not after --from {}\n", to->text(), from->text());
    return static_cast<int>(Exit::Usage);
  }
  const std::optional<Date> recordedBy = arguments.history ? std::nullopt : std::optional(std::max(*to, session.today));
  auto comparing = cohort::compare(session.assessor->sharedKnowledge(), *from, *to, recordedBy, arguments.openWorld);
  if (!comparing) {
    printProblems(comparing.problems());
    return static_cast<int>(Exit::KnowledgeInvalid);
  }
  comparing->regions = session.regions;
  comparing->output = arguments.format == "ndjson" ? cohort::OutputFormat::Ndjson : cohort::OutputFormat::Csv;
  StreamRun run(arguments, session);
  if (const auto exit = run.open()) return *exit;
  cohort::ChangeCounts n;
  const cohort::Outcome outcome = cohort::changes(run.streaming(), *comparing, n);
  return run.finish(outcome, "compared",
                    fmt::format("{} cases with changes from {} to {}: {} newly indicated, {} newly possible, {} no "
                                "longer indicated, {} no longer possible\n",
                                n.cases, from->text(), to->text(), n.newlyIndicated, n.newlyPossible,
                                n.noLongerIndicated, n.noLongerPossible));
}

}  // namespace her2::cli
