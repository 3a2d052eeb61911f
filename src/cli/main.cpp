// The her2 command: parses, hands to a verb, returns its exit code.
#include "cli/session.h"

int main(int argc, char** argv) {
  using namespace her2::cli;
  Arguments arguments;
  if (const auto code = parseArguments(argc, argv, arguments)) return *code;
  switch (arguments.verb) {
    case Verb::Assess:
      return assess(arguments);
    case Verb::Check:
      return checkOrder(arguments);
    case Verb::Calendar:
      return calendar(arguments);
    case Verb::Screen:
      return screen(arguments);
    case Verb::Summary:
      return summary(arguments);
    case Verb::Changes:
      return changes(arguments);
    case Verb::Explain:
      return explain(arguments);
    case Verb::KbCheck:
      return kbCheck(arguments);
    case Verb::KbShow:
      return kbShow(arguments);
    case Verb::KbStats:
      return kbStats(arguments);
    case Verb::KbGroups:
      return kbGroups(arguments);
    case Verb::KbChangelog:
      return kbChangelog(arguments);
    case Verb::KbDiff:
      return kbDiff(arguments);
    case Verb::KbSearch:
      return kbSearch(arguments);
    case Verb::KbExport:
      return kbExport(arguments);
    case Verb::KbSite:
      return kbSite(arguments);
    case Verb::Serve:
      return serve(arguments);
    case Verb::AuditVerify:
      return auditVerify(arguments);
    case Verb::AuditExport:
      return auditExport(arguments);
    case Verb::AuditAttributes:
      return auditAttributes(arguments);
    case Verb::Synth:
      return synth(arguments);
    case Verb::None:
      break;
  }
  return static_cast<int>(Exit::Usage);
}
