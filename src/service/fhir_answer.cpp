#include "service/fhir_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "present/safety_json.h"
#include "service/fhir_names.h"
#include "service/json.h"

namespace her2::service {
namespace {

/// high, moderate, low: as DetectedIssue grades.
std::string_view severityOf(SafetyLevel level) { return level == SafetyLevel::Contraindicated ? "high" : "moderate"; }
std::string_view severityOf(InteractionGrade grade) {
  return grade == InteractionGrade::Avoid ? "high" : grade == InteractionGrade::Monitor ? "low" : "moderate";
}
std::string_view severityOf(UrgencyGrade urgency) { return urgency == UrgencyGrade::Report ? "moderate" : "high"; }

/// "Observation/o1" of "lvef.latest = 44 [Observation/o1.valueQuantity]"; empty where the origin is no resource.
std::string referenceOf(const std::string& because) {
  const auto open = because.rfind('[');
  if (open == std::string::npos || because.back() != ']') return {};
  std::string origin = because.substr(open + 1, because.size() - open - 2);
  const auto slash = origin.find('/');
  if (slash == std::string::npos || slash == 0 || origin[0] < 'A' || origin[0] > 'Z') return {};
  if (const auto dot = origin.find('.', slash); dot != std::string::npos) origin.resize(dot);
  return origin.find_first_of(" []:") == std::string::npos ? origin : std::string();
}

class AnswerBundle {
 public:
  AnswerBundle(const present::Presenter& presenter, const Assessment& assessment) : p_(presenter), a_(assessment) {}

  std::string write(const std::string& timestamp) {
    json_.open();
    json_.text("resourceType", "Bundle");
    json_.text("type", "collection");
    json_.text("timestamp", timestamp);
    json_.key("entry");
    json_.openList();
    for (std::size_t i = 0; i < a_.options.size(); ++i) {
      if (p_.shows(a_.options[i]) && a_.options[i].state != OptionState::NotIndicated) guidance(a_.options[i], i);
    }
    for (const Prediction& each : a_.benefit.predictions) {
      if (each.answered()) prediction(each);
    }
    for (const RiskEntry& each : a_.safety.risks) {
      if (!each.classes.empty()) risk(each);
    }
    safetyIssues();
    for (const Problem& each : a_.warnings) warning(each);
    carePlan();
    json_.closeList();
    json_.close();
    return json_.take();
  }

 private:
  void begin(std::string_view type, const std::string& id) {
    json_.open();
    json_.key("resource");
    json_.open();
    json_.text("resourceType", type);
    json_.text("id", id);
  }
  void end() {
    json_.close();
    json_.close();
  }
  void reference(std::string_view name, const std::string& to) {
    json_.key(name);
    json_.open();
    json_.text("reference", to);
    json_.close();
  }
  void subject(std::string_view name) { reference(name, "Patient/" + a_.caseId); }
  void words(std::string_view name, std::string_view text) {
    json_.key(name);
    json_.open();
    json_.text("text", text);
    json_.close();
  }
  /// A list of objects with a member `text`, left out where there are none.
  void notes(std::string_view name, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    json_.key(name);
    json_.openList();
    for (const std::string& text : texts) {
      json_.open();
      json_.text("text", text);
      json_.close();
    }
    json_.closeList();
  }

  std::string sourceText(const std::string& id) const {
    const kb::Source* source = p_.knowledge.findSource(id);
    return source == nullptr ? id : fmt::format("[{}, {}] {}", id, kb::gradeName(source->grade), source->url);
  }

  void guidance(const Option& option, std::size_t number) {
    const kb::Indication& indication = p_.knowledge.indications[option.indication];
    begin("GuidanceResponse", fmt::format("option-{}", number + 1));
    json_.text("moduleCanonical", planCanonical(p_.knowledge, indication));
    json_.text("status", option.state == OptionState::Indicated ? "success" : "data-required");
    subject("subject");
    json_.text("occurrenceDateTime", p_.asOf.text());
    notes("reasonCode", {fmt::format("{}: {} ({})", fmt::join(indication.regimen, " + "), indication.population,
                                     p_.knowledge.regions[option.region].id)});
    std::vector<std::string> said = {fmt::format("safety: {}", present::safetyOf(a_, option))};
    for (const std::uint16_t index : option.approvals) {
      const kb::Approval& approval = indication.approvals[index];
      said.push_back(fmt::format("{} {} {} {}", approval.agency, approval.date.text(), approval.kind,
                                 sourceText(approval.source)));
    }
    notes("note", said);
    if (!option.missing.empty()) {
      json_.key("dataRequirement");
      json_.openList();
      for (const std::string& fact : option.missing) {
        json_.open();
        json_.text("type", "Observation");
        json_.key("mustSupport");
        json_.openList();
        json_.value(fact);
        json_.closeList();
        json_.close();
      }
      json_.closeList();
    }
    end();
  }

  void beginRisk(const std::string& id, std::string_view method) {
    begin("RiskAssessment", id);
    json_.text("status", "final");
    subject("subject");
    json_.text("occurrenceDateTime", p_.asOf.text());
    words("method", method);
    json_.key("prediction");
    json_.openList();
  }

  void percent(std::string_view name, double value) {
    json_.key(name);
    json_.open();
    json_.key("value");
    json_.rawValue(fmt::format("{:.1f}", value));
    json_.text("unit", "%");
    json_.text("system", "http://unitsofmeasure.org");
    json_.text("code", "%");
    json_.close();
  }

  /// Alive after so many years: least and greatest still possible, to one decimal, outward.
  void alive(const std::vector<Interval>& survival, const kb::PredictModel& model, const std::string& with) {
    for (std::size_t h = 0; h < survival.size() && h < model.horizons.size(); ++h) {
      json_.open();
      words("outcome", fmt::format("alive after {} years, {}", model.horizons[h], with));
      json_.key("probabilityRange");
      json_.open();
      percent("low", std::max(0.0, std::floor(survival[h].lo() * 10) / 10));
      percent("high", std::min(100.0, std::ceil(survival[h].hi() * 10) / 10));
      json_.close();
      json_.close();
    }
  }

  void prediction(const Prediction& each) {
    const kb::PredictModel& model = p_.knowledge.predictModels[each.model];
    beginRisk(fhirId(model.id), fmt::format("{} {}", model.title, model.version));
    alive(each.surgeryOnly, model, "surgery only");
    for (const PredictedPlan& plan : each.plans) {
      std::string with = "surgery";
      for (const PredictedStep& step : plan.steps) {
        with += " + " + model.treatments[step.treatment].title;
        alive(step.survival, model, with);
      }
    }
    json_.closeList();
    std::vector<std::string> caveats;
    for (const std::string& id : each.caveats) {
      if (const kb::Text* text = p_.knowledge.findText(id)) caveats.push_back(text->say);
    }
    notes("note", caveats);
    end();
  }

  void risk(const RiskEntry& each) {
    beginRisk("risk-" + fhirId(each.scale), each.say);
    for (const std::string& one : each.classes) {
      json_.open();
      words("qualitativeRisk", one);
      json_.close();
    }
    json_.closeList();
    std::vector<std::string> said;
    for (const RiskItem& item : each.present) said.push_back(fmt::format("on record: {} ({})", item.say, item.weight));
    for (const RiskItem& item : each.unknown) said.push_back("not known: " + item.say);
    notes("note", said);
    end();
  }

  /// Lines without a region hold everywhere; of the others, those the caller asked for.
  bool shows(const SafetyLine& line) const {
    return line.regions.empty() || std::any_of(p_.regions.begin(), p_.regions.end(), [&](std::uint16_t region) {
             return std::find(line.regions.begin(), line.regions.end(), p_.knowledge.regions[region].id) !=
                    line.regions.end();
           });
  }

  void issue(std::string_view code, std::string_view severity, const SafetyLine& line, const std::string& what) {
    if (!shows(line)) return;
    begin("DetectedIssue", fmt::format("issue-{}", ++issues_));
    json_.text("status", line.certain ? "final" : "preliminary");
    words("code", code);
    json_.text("severity", severity);
    subject("patient");
    std::string detail = what + line.say;
    if (!line.drugs.empty()) detail += fmt::format(" ({})", fmt::join(line.drugs, ", "));
    if (!line.missing.empty()) detail += fmt::format("; depends on {}", fmt::join(line.missing, ", "));
    if (!line.sources.empty()) detail += fmt::format(" [{}]", fmt::join(line.sources, ", "));
    json_.text("detail", detail);
    std::vector<std::string> references;
    for (const std::string& because : line.because) {
      const std::string to = referenceOf(because);
      if (!to.empty() && std::find(references.begin(), references.end(), to) == references.end())
        references.push_back(to);
    }
    if (!references.empty()) {
      json_.key("evidence");
      json_.openList();
      json_.open();
      json_.key("detail");
      json_.openList();
      for (const std::string& to : references) {
        json_.open();
        json_.text("reference", to);
        json_.close();
      }
      json_.closeList();
      json_.close();
      json_.closeList();
    }
    end();
  }

  void safetyIssues() {
    const Safety& s = a_.safety;
    for (const UrgentEntry& e : s.urgent) issue("urgent-symptom", severityOf(e.urgency), e, e.symptom + ": ");
    for (const HoldEntry& e : s.holds)
      issue("hold", "high", e, fmt::format("{}: {}: ", e.title, fmt::join(e.actions, " or ")));
    for (const Precaution& e : s.precautions) issue(present::levelName(e.level), severityOf(e.level), e, "");
    for (const InteractionEntry& e : s.interactions)
      issue("interaction", severityOf(e.grade), e, fmt::format("{}: {}: ", e.medication, present::gradeName(e.grade)));
  }

  void warning(const Problem& problem) {
    SafetyLine line;
    line.say = fmt::format("{}: {}", problem.where, problem.message);
    issue(problem.code, problem.severity == Severity::Error ? "high" : "moderate", line, "");
  }

  void activity(const std::string& what, const std::optional<Date>& due = {}) {
    json_.open();
    json_.key("detail");
    json_.open();
    json_.text("status", "not-started");
    if (due) {
      json_.key("scheduledPeriod");
      json_.open();
      json_.text("end", due->text());
      json_.close();
    }
    json_.text("description", what);
    json_.close();
    json_.close();
  }

  /// Titles of the checks that options still open to this patient ask for before a first dose and the record lacks.
  std::vector<std::string> checksDue() const {
    std::vector<std::string> titles;
    for (const Option& option : a_.options) {
      if (!p_.shows(option) || option.state == OptionState::NotIndicated) continue;
      for (const std::string& check : option.baselineDue) {
        const auto& all = a_.safety.baseline;
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.check == check; });
        const std::string& title = found == all.end() ? check : found->title;
        if (std::find(titles.begin(), titles.end(), title) == titles.end()) titles.push_back(title);
      }
    }
    return titles;
  }

  /// What to obtain, what is due before a first dose, what is to be watched: a proposal, never an order.
  void carePlan() {
    const std::vector<std::string> due = checksDue();
    if (a_.nextTests.empty() && due.empty() && a_.safety.monitoring.empty()) return;
    begin("CarePlan", "proposal");
    json_.text("status", "draft");
    json_.text("intent", "proposal");
    json_.text("title", "What would decide more about HER2 therapy, and what to check");
    subject("subject");
    json_.key("activity");
    json_.openList();
    for (const NextTest& next : a_.nextTests) {
      if (present::showsTest(p_, a_, next)) activity("would decide: " + present::factTitle(p_, next.test));
    }
    for (const std::string& check : due) activity("before the first dose: " + check);
    for (const MonitoringEntry& each : a_.safety.monitoring) {
      if (each.state != VisitState::Done && shows(each))
        activity(fmt::format("{} ({})", each.title, present::stateName(each.state)), each.due);
    }
    json_.closeList();
    end();
  }

  const present::Presenter& p_;
  const Assessment& a_;
  JsonText json_;
  unsigned issues_ = 0;
};

}  // namespace

std::string fhirAnswer(const present::Presenter& presenter, const api::Answer& answer, const std::string& timestamp) {
  return AnswerBundle(presenter, answer.assessment).write(timestamp);
}

}  // namespace her2::service
