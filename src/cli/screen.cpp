// her2 screen: a cohort.
#include "cohort/screen.h"

#include "cli/stream_run.h"

namespace her2::cli {

int screen(const Arguments& arguments) {
  const auto opened = openSession(arguments);
  if (const auto* exit = std::get_if<Exit>(&opened)) return static_cast<int>(*exit);
  const auto& session = std::get<Session>(opened);
  StreamRun run(arguments, session);
  if (const auto exit = run.open()) return *exit;
  cohort::Screening screening{run.streaming(),
                              session.assessor,
                              session.regions,
                              session.today,
                              arguments.format == "ndjson" ? cohort::OutputFormat::Ndjson : cohort::OutputFormat::Csv,
                              arguments.benefit};
  return run.finish(cohort::screen(screening), "assessed");
}

}  // namespace her2::cli
