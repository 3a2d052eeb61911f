// her2 summary: a cohort in numbers.
#include "cohort/summary.h"

#include "cli/stream_run.h"

namespace her2::cli {

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
  run.write(arguments.format == "json"  ? present::summaryJson(presenter, result, inputName(arguments))
            : arguments.format == "csv" ? present::summaryCsv(result)
                                        : present::summaryText(presenter, result));
  return run.finish(outcome, "counted");
}

}  // namespace her2::cli
