// The safety part of an assessment as JSON: docs/assessment-json.md. Written into whatever object the writer has open.
#pragma once

#include <rapidjson/rapidjson.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "her2/safety.h"
#include "present/json_members.h"
#include "present/presenter.h"

namespace her2::present {

/// Codes of the states in JSON.
std::string_view levelName(SafetyLevel level);
std::string_view stateName(CheckState state);
std::string_view stateName(VisitState state);
std::string_view gradeName(InteractionGrade grade);
std::string_view urgencyName(UrgencyGrade urgency);

template <class Writer>
class SafetyJson : private JsonMembers<Writer> {
  using Base = JsonMembers<Writer>;
  using Base::string;
  using Base::w_;

 public:
  using Base::key;
  using Base::member;
  using Base::strings;

  SafetyJson(const Presenter& presenter, Writer& writer) : Base(writer), p_(presenter) {}

  /// Members of an open object.
  void members(const Safety& safety, const std::vector<std::string>& due) {
    strings("due", due);
    list("monitoring", safety.monitoring, [&](const MonitoringEntry& each) { monitoring(each); });
    list("holds", safety.holds, [&](const HoldEntry& each) { hold(each); });
    list("interactions", safety.interactions, [&](const InteractionEntry& each) { interaction(each); });
    list("urgent", safety.urgent, [&](const UrgentEntry& each) { urgent(each); });
    strings("cardiacRisk", classesOf(safety, "cardiac"));
    strings("ildRisk", presentOf(safety, "ild"));
    list("risks", safety.risks, [&](const RiskEntry& each) { risk(each); });
    list("precautions", safety.precautions, [&](const Precaution& each) { precaution(each); });
    list("baseline", safety.baseline, [&](const BaselineCheck& each) { baseline(each); });
    list("contraception", safety.contraception, [&](const ContraceptionEntry& each) { contraception(each); });
    list("team", safety.advice, [&](const AdviceEntry& each) { advice(each); });
    member("goals", safety.goals);
    strings("notCovered", safety.uncovered);
    strings("takenAsAbsent", safety.assumptions);
  }

  void monitoring(const MonitoringEntry& each) {
    member("check", each.check);
    member("title", each.title);
    flag("afterTreatment", each.after);
    flag("beforeEachDose", each.beforeEachDose);
    range("last", each.last);
    day("due", each.due);
    range("window", each.window);
    member("state", stateName(each.state));
  }
  void line(const SafetyLine& line) {
    strings("drugs", line.drugs);
    strings("regions", shownOf(line.regions));
    flag("certain", line.certain);
    flag("verify", line.verify);
    member("say", line.say);
    strings("because", line.because);
    strings("missing", line.missing);
    member("rule", line.rule);
    strings("sources", line.sources);
  }
  void flag(std::string_view name, bool value) {
    key(name);
    w_.Bool(value);
  }
  void range(std::string_view name, const std::optional<DateRange>& value) {
    if (value) member(name, value->text());
  }
  void day(std::string_view name, const std::optional<Date>& value) {
    if (value) member(name, value->text());
  }

 private:
  static std::vector<std::string> classesOf(const Safety& safety, std::string_view scale) {
    for (const RiskEntry& each : safety.risks) {
      if (each.scale == scale) return each.classes;
    }
    return {};
  }

  static std::vector<std::string> presentOf(const Safety& safety, std::string_view scale) {
    std::vector<std::string> result;
    for (const RiskEntry& each : safety.risks) {
      for (const RiskItem& item : each.present) {
        if (each.scale == scale) result.push_back(item.say);
      }
    }
    return result;
  }

  /// Lines without a region hold everywhere.
  /// Of several regions, those the reader asked for.
  std::vector<std::string> shownOf(const std::vector<std::string>& regions) const {
    std::vector<std::string> shown;
    for (const std::uint16_t region : p_.regions) {
      const std::string& id = p_.knowledge.regions[region].id;
      if (std::find(regions.begin(), regions.end(), id) != regions.end()) shown.push_back(id);
    }
    return shown;
  }
  bool shows(const SafetyLine& line) const {
    return line.regions.empty() || std::any_of(p_.regions.begin(), p_.regions.end(), [&](std::uint16_t region) {
             const std::string& id = p_.knowledge.regions[region].id;
             return std::find(line.regions.begin(), line.regions.end(), id) != line.regions.end();
           });
  }

  template <class Line, class Write>
  void list(std::string_view name, const std::vector<Line>& lines, Write&& write) {
    key(name);
    w_.StartArray();
    for (const Line& each : lines) {
      if (!shows(each)) continue;
      w_.StartObject();
      write(each);
      line(each);
      w_.EndObject();
    }
    w_.EndArray();
  }

  void hold(const HoldEntry& each) {
    member("topic", each.topic);
    member("title", each.title);
    strings("actions", each.actions);
    range("finding", each.finding);
    day("recheckFrom", each.recheckFrom);
    day("recheckBy", each.recheckBy);
    flag("recheckOverdue", each.recheckOverdue);
    if (each.reductions) {
      key("doseReductions");
      w_.Int(*each.reductions);
    }
    if (!each.nextDose.empty()) member("nextDose", each.nextDose);
  }

  void interaction(const InteractionEntry& each) {
    member("medication", each.medication);
    member("level", gradeName(each.grade));
  }

  void urgent(const UrgentEntry& each) {
    member("symptom", each.symptom);
    range("since", each.since);
    member("urgency", urgencyName(each.urgency));
    member("patient", each.patient);
  }

  void items(std::string_view name, const std::vector<RiskItem>& all) {
    key(name);
    w_.StartArray();
    for (const RiskItem& each : all) {
      w_.StartObject();
      member("say", each.say);
      member("weight", each.weight);
      strings("because", each.because);
      w_.EndObject();
    }
    w_.EndArray();
  }

  void risk(const RiskEntry& each) {
    member("scale", each.scale);
    strings("classes", each.classes);
    items("present", each.present);
    items("unknown", each.unknown);
    items("absent", each.absent);
  }

  void precaution(const Precaution& each) { member("level", levelName(each.level)); }

  void baseline(const BaselineCheck& each) {
    member("check", each.check);
    member("title", each.title);
    member("state", stateName(each.state));
    range("last", each.last);
    if (!each.within.empty()) member("within", each.within);
    strings("lacking", each.lacking);
  }

  void contraception(const ContraceptionEntry& each) {
    flag("lactation", each.lactation);
    member("span", each.span);
    range("until", each.until);
  }

  void advice(const AdviceEntry& each) {
    member("topic", each.topic);
    strings("who", each.who);
  }

  const Presenter& p_;
};

}  // namespace her2::present
