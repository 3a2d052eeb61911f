#include "present/safety_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "present/safety_json.h"

namespace her2::present {
namespace {

class SafetyPage {
 public:
  SafetyPage(const Presenter& presenter, const Assessment& assessment)
      : p_(presenter), s_(assessment.safety), drugs_(drugsOfConcern(presenter, assessment)) {}

  std::string urgent() {
    section(s_.urgent, "URGENT: SYMPTOMS ON RECORD", About::All, [&](const UrgentEntry& each) {
      static constexpr std::string_view words[] = {"tell the team", "SAME DAY", "EMERGENCY, NOW"};
      head(fmt::format("{} - {}{}", words[static_cast<std::size_t>(each.urgency)], each.symptom,
                       each.since ? " since " + each.since->text() : ""),
           each);
      if (!each.patient.empty()) line(fmt::format("     for the patient: {}", each.patient));
    });
    return std::move(out_);
  }

  std::string rest() {
    section(s_.holds, "HOLD, RESUME, REDUCE, STOP", About::All, [&](const HoldEntry& each) { hold(each); });
    section(s_.precautions, "PRECAUTIONS", About::DrugsOfConcern,
            [&](const Precaution& each) { head(levelName(each.level), each); });
    checks();
    section(s_.interactions, "INTERACTIONS", About::DrugsOfConcern, [&](const InteractionEntry& each) {
      head(fmt::format("{}: {}", gradeName(each.grade), each.medication), each);
    });
    monitoring();
    section(s_.contraception, "CONTRACEPTION AND BREAST-FEEDING", About::DrugsOfConcern,
            [&](const ContraceptionEntry& each) {
              head(each.until ? fmt::format("until {}", each.until->text())
                              : fmt::format("{} after the last dose", each.span),
                   each);
            });
    risks();
    section(s_.advice, "WHO SHOULD DECIDE, AND WHAT ELSE TO THINK OF", About::All,
            [&](const AdviceEntry& each) { head(fmt::format("{}", fmt::join(each.who, ", ")), each); });
    plain("GOALS OF THE PATIENT", s_.goals.empty() ? std::vector<std::string>() : std::vector{s_.goals});
    plain("WITHOUT SAFETY RULES HERE", s_.uncovered);
    if (!s_.assumptions.empty())
      plain("TAKEN AS ABSENT, because the lists of the record do not name it",
            {fmt::format("{}", fmt::join(s_.assumptions, "; "))});
    if (elsewhere_ != 0)
      plain("NOT SHOWN", {fmt::format("{} lines of safety about drugs that are no option here and were not "
                                      "given (--format json has them)",
                                      elsewhere_)});
    return std::move(out_);
  }

 private:
  void line(std::string_view text) { out_ += std::string(text) + "\n"; }
  void title(std::string_view text) {
    out_ += p_.colour ? fmt::format("\n\x1b[1m{}\x1b[0m\n", text) : fmt::format("\n{}\n", text);
  }

  /// What is urgent, and what a treatment under way asks for, is never left out.
  enum class About { All, DrugsOfConcern };

  template <class Line, class Write>
  void section(const std::vector<Line>& lines, std::string_view heading, About about, Write&& write) {
    bool first = true;
    for (const Line& each : lines) {
      if (!showsLine(p_, each)) continue;
      if (about == About::DrugsOfConcern && !concerns(each, drugs_)) {
        ++elsewhere_;
        continue;
      }
      if (first) title(heading);
      first = false;
      write(each);
    }
  }

  void plain(std::string_view heading, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    title(heading);
    for (const std::string& each : lines) line("  " + each);
  }

  /// What, for which drugs and where; then why, what is missing, and the sources.
  void head(std::string_view what, const SafetyLine& each) {
    const std::string regions = regionsText(p_, each);
    line(fmt::format("  {}{}{}{}{}", what, each.drugs.empty() ? "" : fmt::format(" [{}]", fmt::join(each.drugs, ", ")),
                     regions.empty() ? "" : fmt::format(" ({})", regions), each.certain ? "" : " - not certain",
                     each.verify ? ", verify in the label" : ""));
    if (!each.say.empty()) line("     " + each.say);
    if (!each.because.empty()) line(fmt::format("     because {}", fmt::join(each.because, "; ")));
    if (!each.missing.empty()) line(fmt::format("     ? would decide: {}", fmt::join(each.missing, "; ")));
    if (!each.sources.empty()) line(fmt::format("     {}", fmt::join(each.sources, ", ")));
  }

  void hold(const HoldEntry& each) {
    std::string what = fmt::format("{} - {}", actionsText(p_, each.actions), each.title);
    if (each.finding) what += " of " + each.finding->text();
    head(what, each);
    if (each.recheckBy)
      line(fmt::format("     measure again by {}{}", each.recheckBy->text(), each.recheckOverdue ? ": OVERDUE" : ""));
    if (each.reductions && !each.nextDose.empty())
      line(fmt::format("     {} dose reduction{} so far; the level below: {}", *each.reductions,
                       *each.reductions == 1 ? "" : "s", each.nextDose));
  }

  void checks() {
    std::vector<BaselineCheck> due;
    std::copy_if(s_.baseline.begin(), s_.baseline.end(), std::back_inserter(due),
                 [](const BaselineCheck& each) { return each.state != CheckState::Known; });
    section(due, "BEFORE THE FIRST DOSE", About::DrugsOfConcern, [&](const BaselineCheck& each) {
      std::string what = fmt::format("{}: {}", stateName(each.state), each.title);
      if (each.last) what += fmt::format(", last of {}", each.last->text());
      if (!each.within.empty()) what += fmt::format(", needed within {}", each.within);
      head(what, each);
      if (each.state == CheckState::Missing && !each.lacking.empty())
        line(fmt::format("     not on record: {}", fmt::join(each.lacking, ", ")));
    });
  }

  void monitoring() {
    section(s_.monitoring, "CHECKS DURING AND AFTER TREATMENT", About::All, [&](const MonitoringEntry& each) {
      const std::string when = !each.due             ? std::string("no date can be told")
                               : each.beforeEachDose ? "before the next dose"
                                                     : "due " + each.due->text();
      head(fmt::format("{}{}: {}{}", each.state == VisitState::Overdue ? "OVERDUE, " : "", when, each.title,
                       each.last ? fmt::format(" (last {})", each.last->text()) : " (none since the first dose)"),
           each);
    });
  }

  void risks() {
    for (const RiskEntry& each : s_.risks) {
      if (each.present.empty() && each.classes.empty()) continue;
      title(each.say);
      if (!each.classes.empty()) line(fmt::format("  {}", fmt::join(each.classes, " or ")));
      for (const RiskItem& item : each.present) line(fmt::format("  present: {} ({})", item.say, item.weight));
      std::vector<std::string> unknown;
      for (const RiskItem& item : each.unknown) unknown.push_back(item.say);
      if (!unknown.empty()) line(fmt::format("  not known: {}", fmt::join(unknown, "; ")));
    }
  }

  const Presenter& p_;
  const Safety& s_;
  std::set<std::string> drugs_;
  std::size_t elsewhere_ = 0;  ///< lines about other drugs
  std::string out_;
};

}  // namespace

bool showsLine(const Presenter& presenter, const SafetyLine& line) {
  return line.regions.empty() ||
         std::any_of(presenter.regions.begin(), presenter.regions.end(), [&](std::uint16_t region) {
           const std::string& id = presenter.knowledge.regions[region].id;
           return std::find(line.regions.begin(), line.regions.end(), id) != line.regions.end();
         });
}

std::set<std::string> drugsOfConcern(const Presenter& presenter, const Assessment& assessment) {
  std::set<std::string> drugs;
  for (const Option& option : assessment.options) {
    if (option.state == OptionState::NotIndicated || !presenter.shows(option)) continue;
    const auto& regimen = presenter.knowledge.indications[option.indication].regimen;
    drugs.insert(regimen.begin(), regimen.end());
  }
  for (const TherapySafety& each : assessment.safety.therapies) {
    if (each.state != "not-begun") drugs.insert(each.drug);
  }
  return drugs;
}

bool concerns(const SafetyLine& line, const std::set<std::string>& drugs) {
  return line.drugs.empty() || std::any_of(line.drugs.begin(), line.drugs.end(),
                                           [&](const std::string& drug) { return drugs.contains(drug); });
}

std::string regionsText(const Presenter& presenter, const SafetyLine& line) {
  const bool all = std::all_of(presenter.regions.begin(), presenter.regions.end(), [&](std::uint16_t region) {
    const std::string& id = presenter.knowledge.regions[region].id;
    return std::find(line.regions.begin(), line.regions.end(), id) != line.regions.end();
  });
  return all ? std::string() : fmt::format("{}", fmt::join(line.regions, ", "));
}

std::string actionsText(const Presenter& presenter, const std::vector<std::string>& actions) {
  const auto domain = presenter.knowledge.vocabulary.findDomain("safety-action");
  std::string text;
  for (const std::string& action : actions) {
    const auto code = domain ? presenter.knowledge.vocabulary.domain(*domain).find(action) : std::nullopt;
    text += text.empty() ? "" : ", or ";
    text += code ? presenter.knowledge.vocabulary.domain(*domain)[*code].title : action;
  }
  return text;
}

std::string urgentText(const Presenter& presenter, const Assessment& assessment) {
  return SafetyPage(presenter, assessment).urgent();
}

std::string safetyText(const Presenter& presenter, const Assessment& assessment) {
  return SafetyPage(presenter, assessment).rest();
}

}  // namespace her2::present
