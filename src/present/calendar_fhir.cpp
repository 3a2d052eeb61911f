// A calendar as one FHIR R4 CarePlan: a proposal, whose activities say what is to be done within which period.
#include <fmt/format.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "present/calendar.h"
#include "present/safety_json.h"
#include "present/safety_text.h"

namespace her2::present {
namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

class CarePlan {
 public:
  CarePlan(const Presenter& presenter, Writer& writer) : p_(presenter), w_(writer), json_(presenter, writer) {}

  void write(const Case& record, const safety::Calendar& calendar) {
    w_.StartObject();
    json_.member("resourceType", "CarePlan");
    json_.member("status", "draft");
    json_.member("intent", "proposal");
    json_.member("title", calendarTitle(p_, calendar));
    json_.member("description",
                 fmt::format("Computed from knowledge {} as of {}. Decision support for health professionals.",
                             p_.knowledge.release.version, p_.asOf.text()));
    object("subject", [&] { object("identifier", [&] { json_.member("value", record.id); }); });
    if (calendar.start) period("period", calendar.start, calendar.end);
    json_.member("created", p_.asOf.text());
    activities(calendar);
    w_.EndObject();
  }

 private:
  template <class Write>
  void object(std::string_view name, Write&& write) {
    json_.key(name);
    w_.StartObject();
    write();
    w_.EndObject();
  }

  void period(std::string_view name, const std::optional<Date>& start, const std::optional<Date>& end) {
    object(name, [&] {
      json_.day("start", start);
      json_.day("end", end);
    });
  }

  /// FHIR has no empty arrays.
  void activities(const safety::Calendar& calendar) {
    std::vector<const Visit*> shown;
    for (const Visit& visit : calendar.visits) {
      if (showsLine(p_, visit)) shown.push_back(&visit);
    }
    if (shown.empty()) return;
    json_.key("activity");
    w_.StartArray();
    for (const Visit* visit : shown) {
      w_.StartObject();
      object("detail", [&] { detail(*visit); });
      w_.EndObject();
    }
    w_.EndArray();
  }

  void detail(const Visit& visit) {
    json_.member("kind", "ServiceRequest");
    object("code", [&] { code(visit); });
    json_.member("status", visit.state == VisitState::Done ? "completed" : "not-started");
    const DateRange window = visit.window.value_or(DateRange(*visit.due));
    period("scheduledPeriod", window.first, window.last);
    json_.member("description",
                 fmt::format("{}{}. Sources: {}", visit.say, visit.verify ? " (verify in the label)" : "",
                             fmt::join(visit.sources, ", ")));
  }

  void code(const Visit& visit) {
    const kb::Check* check = p_.knowledge.safety.findCheck(visit.check);
    if (check != nullptr && !check->loinc.empty()) {
      json_.key("coding");
      w_.StartArray();
      for (const std::string& each : check->loinc) {
        w_.StartObject();
        json_.member("system", "http://loinc.org");
        json_.member("code", each);
        w_.EndObject();
      }
      w_.EndArray();
    }
    json_.member("text", visit.title);
  }

  const Presenter& p_;
  Writer& w_;
  SafetyJson<Writer> json_;
};

}  // namespace

std::string calendarFhir(const Presenter& presenter, const Case& record, const safety::Calendar& calendar) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.SetIndent(' ', 2);
  CarePlan(presenter, writer).write(record, calendar);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace her2::present
