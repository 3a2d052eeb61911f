// her2 summary: a cohort in numbers.
#include "cohort/summary.h"

#include "cli/stream_run.h"

namespace her2::cli {
namespace {

std::string written(const Arguments& arguments, const present::Presenter& presenter, const present::Summary& summary) {
  if (arguments.format == "json") return present::summaryJson(presenter, summary, inputName(arguments));
  if (arguments.format == "csv") return present::summaryCsv(summary);
  if (arguments.format != "svg") return present::summaryText(presenter, summary);
  return arguments.plot == "classes" ? present::classPlot(summary, "") : present::flowPlot(summary, "");
}

}  // namespace

int summary(const Arguments& arguments) {
  const auto opened = openSession(arguments);
  if (const auto* exit = std::get_if<Exit>(&opened)) return static_cast<int>(*exit);
  const auto& session = std::get<Session>(opened);
  StreamRun run(arguments, session);
  if (const auto exit = run.open()) return *exit;
  const present::Presenter presenter{session.assessor->knowledge(), session.assessor->settings().asOf, session.regions,
                                     false, session.today};
  present::CohortSummary whole(presenter, arguments.limit);
  const cohort::Outcome outcome = cohort::summarise(run.streaming(), *session.assessor, whole);
  const present::Summary result = whole.result(outcome.counts.errors);
  run.write(written(arguments, presenter, result));
  return run.finish(outcome, "counted");
}

}  // namespace her2::cli
