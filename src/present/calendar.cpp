#include "present/calendar.h"

#include <fmt/format.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "present/safety_json.h"
#include "present/safety_text.h"

namespace her2::present {
namespace {

using rapidjson::StringBuffer;
using Writer = rapidjson::PrettyWriter<StringBuffer>;

std::string stateText(const Visit& visit) {
  switch (visit.state) {
    case VisitState::Done:
      return visit.last ? fmt::format("done, {}", visit.last->text()) : "done";
    case VisitState::Overdue:
      return "OVERDUE";
    case VisitState::Due:
      return "due now";
    default:
      return "";
  }
}

}  // namespace

std::string calendarTitle(const Presenter& presenter, const safety::Calendar& calendar) {
  const auto drug = presenter.knowledge.vocabulary.findDrug(calendar.drug);
  return fmt::format("Safety checks: {}", drug ? presenter.knowledge.vocabulary.drug(*drug).title : calendar.drug);
}

std::string calendarText(const Presenter& presenter, const Case& record, const safety::Calendar& calendar) {
  std::string out = fmt::format(
      "{} - case {}\nas of {}; knowledge {}; first dose {}{}\n", calendarTitle(presenter, calendar), record.id,
      presenter.asOf.text(), presenter.knowledge.release.version, calendar.start ? calendar.start->text() : "not known",
      calendar.end ? ", last dose " + calendar.end->text() : "");
  for (const std::string& missing : calendar.missing) out += fmt::format("  ? missing: {}\n", missing);
  for (const Visit& visit : calendar.visits) {
    if (!showsLine(presenter, visit)) continue;
    const bool window = visit.window && visit.window->first != visit.window->last;
    const std::string regions = regionsText(presenter, visit);
    const std::string state = stateText(visit);
    out += fmt::format("  {}  {}{}{}{}\n", visit.due->text(), visit.title,
                       regions.empty() ? "" : fmt::format(" ({})", regions), state.empty() ? "" : " - " + state,
                       visit.verify ? " - verify in the label" : "");
    out += fmt::format("              {}{}\n", visit.say,
                       window ? fmt::format(" [{} to {}]", visit.window->first.text(), visit.window->last.text()) : "");
  }
  return out +
         "Decision support for health professionals. Dates are computed from the rules named, not from appointments.\n";
}

std::string calendarJson(const Presenter& presenter, const Case& record, const safety::Calendar& calendar) {
  StringBuffer buffer;
  Writer writer(buffer);
  writer.SetIndent(' ', 2);
  writer.SetFormatOptions(rapidjson::kFormatSingleLineArray);
  SafetyJson<Writer> json(presenter, writer);
  writer.StartObject();
  json.member("case", record.id);
  json.member("drug", calendar.drug);
  json.member("asOf", presenter.asOf.text());
  json.member("knowledge", presenter.knowledge.release.version);
  json.day("start", calendar.start);
  json.day("end", calendar.end);
  json.strings("missing", calendar.missing);
  json.key("visits");
  writer.StartArray();
  for (const Visit& visit : calendar.visits) {
    if (!showsLine(presenter, visit)) continue;
    writer.StartObject();
    json.monitoring(visit);
    if (!visit.every.empty()) json.member("every", visit.every);
    json.line(visit);
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace her2::present
