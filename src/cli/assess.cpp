// her2 assess, her2 explain: one case.
#include <fmt/format.h>

#include "assess/suppose.h"
#include "cli/record.h"
#include "present/board_page.h"
#include "present/patient_page.h"
#include "present/plots.h"
#include "present/presenter.h"
#include "present/what_if.h"

namespace her2::cli {
namespace {

struct Assessed {
  Case record;
  Assessment assessment;
  std::string inputHash;
};

std::variant<Assessed, Exit> assessFile(const Arguments& arguments, const Session& session, assess::Detail detail) {
  auto read = readRecord(arguments, session.assessor->knowledge());
  if (const auto* exit = std::get_if<Exit>(&read)) return *exit;
  auto& [record, problems, hash] = std::get<ReadRecord>(read);
  Assessed result{std::move(record), {}, std::move(hash)};
  assess::Workspace workspace = session.assessor->makeWorkspace();
  session.assessor->assess(std::span(&result.record, 1), workspace, std::span(&result.assessment, 1), detail);
  auto& warnings = result.assessment.warnings;
  warnings.insert(warnings.begin(), problems.begin(), problems.end());
  return result;
}

present::Presenter presenterOf(const Session& session) {
  return {session.assessor->knowledge(), session.assessor->settings().asOf, session.regions, false, session.today};
}

/// The picture asked for; empty where there is nothing to draw.
std::string picture(const Arguments& arguments, const present::Presenter& presenter, const Assessment& assessment) {
  if (arguments.plot == "survival") return present::survivalPlot(presenter, assessment, true, "");
  return present::forestPlot(presenter, assessment, present::effectsOf(presenter, assessment, false), "");
}

struct Supposed {
  std::vector<std::string> changes;  ///< as understood
  Case record;
  Assessment assessment;
};

std::variant<Supposed, Exit> suppose(const Arguments& arguments, const Session& session, const Assessed& assessed,
                                     assess::Detail detail) {
  Supposed result;
  std::vector<intake::CaseEdit> changes;
  for (const std::string& text : arguments.whatIf) {
    auto change = intake::parseCaseEdit(text);
    if (!change) {
      printProblems(change.problems());
      return Exit::Usage;
    }
    result.changes.push_back(change->text());
    changes.push_back(*std::move(change));
  }
  assess::Supposer supposer(*session.assessor, assessed.record, assessed.assessment);
  auto supposition = supposer.suppose(changes);
  if (!supposition) {
    printProblems(supposition.problems());
    return Exit::Usage;
  }
  result.record = std::move(supposition->record);
  assess::Workspace workspace = session.assessor->makeWorkspace();
  session.assessor->assess(std::span(&result.record, 1), workspace, std::span(&result.assessment, 1), detail,
                           std::span(&supposition->facts, 1));
  return result;
}

int whatIf(const Arguments& arguments, const Session& session, const Assessed& assessed) {
  if (arguments.format != "" && arguments.format != "text" && arguments.format != "json" &&
      arguments.format != "ndjson") {
    fmt::print(stderr, "her2: --what-if is printed as text, json or ndjson\n");
    return static_cast<int>(Exit::Usage);
  }
  const auto supposed = suppose(arguments, session, assessed, assess::Detail::Full);
  if (const auto* exit = std::get_if<Exit>(&supposed)) return static_cast<int>(*exit);
  const auto& [changes, record, assessment] = std::get<Supposed>(supposed);
  const present::Presenter presenter = presenterOf(session);
  const present::Answer before{assessed.record, assessed.assessment};
  const present::Answer after{record, assessment};
  const bool json = arguments.format == "json";
  if (!json && arguments.format != "ndjson")
    return static_cast<int>(printOut(present::whatIfText(presenter, changes, before, after)));
  return static_cast<int>(
      printOut(present::whatIfJson(presenter, changes, before, after, assessed.inputHash, json) + "\n"));
}

}  // namespace

int assess(const Arguments& arguments) {
  const auto opened = openSession(arguments);
  if (const auto* exit = std::get_if<Exit>(&opened)) return static_cast<int>(*exit);
  const auto& session = std::get<Session>(opened);
  const bool json = arguments.format == "json";
  const bool traced = json || arguments.format == "html";
  const auto result = assessFile(arguments, session, traced ? assess::Detail::Trace : assess::Detail::Full);
  if (const auto* exit = std::get_if<Exit>(&result)) return static_cast<int>(*exit);
  if (!arguments.whatIf.empty()) return whatIf(arguments, session, std::get<Assessed>(result));
  const auto& [record, assessment, hash] = std::get<Assessed>(result);
  const present::Presenter presenter = presenterOf(session);
  std::string out;
  if (json || arguments.format == "ndjson") {
    out = present::assessmentJson(presenter, record, assessment, hash, json) + "\n";
  } else if (arguments.format == "csv") {
    out = present::worklistHeader();
    present::Worklist(presenter).appendLine(record, assessment, out);
  } else if (arguments.format == "patient") {
    out = present::patientPage(presenter, record, assessment);
  } else if (arguments.format == "html") {
    out = present::boardPage(presenter, record, assessment, hash);
  } else if (arguments.format == "svg") {
    out = picture(arguments, presenter, assessment);
    if (out.empty()) {
      fmt::print(stderr, "her2: {}\n",
                 arguments.plot == "survival"
                     ? "PREDICT Breast gives no number for this case; her2 assess says why"
                     : "no trial behind an open option of this case has a result that can be drawn");
      return static_cast<int>(Exit::Usage);
    }
  } else {
    out = present::assessmentText(presenter, record, assessment);
  }
  return static_cast<int>(printOut(out));
}

int explain(const Arguments& arguments) {
  const auto opened = openSession(arguments);
  if (const auto* exit = std::get_if<Exit>(&opened)) return static_cast<int>(*exit);
  const auto& session = std::get<Session>(opened);
  const auto result = assessFile(arguments, session, assess::Detail::Trace);
  if (const auto* exit = std::get_if<Exit>(&result)) return static_cast<int>(*exit);
  const auto& [record, assessment, hash] = std::get<Assessed>(result);
  const present::Presenter presenter = presenterOf(session);
  return static_cast<int>(printOut(present::explanationText(presenter, record, assessment, arguments.thing)));
}

}  // namespace her2::cli
