#include "service/cards.h"

#include <fmt/format.h>

#include <algorithm>

namespace her2::service {
namespace {

constexpr std::size_t longestSummary = 139;

std::string shortened(std::string text) {
  if (text.size() <= longestSummary) return text;
  std::size_t end = longestSummary - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  return text.substr(0, end) + "...";
}

class Cards {
 public:
  Cards(const present::Presenter& presenter, const Assessment& assessment) : p_(presenter), a_(assessment) {}

  std::string titles(std::string_view fact, CodeSet codes) const {
    std::string text;
    codes.forEach([&](unsigned code) { text += (text.empty() ? "" : " or ") + p_.domainOf(fact)[code].title; });
    return text.empty() ? "not determined" : text;
  }

  std::string owed() const {
    CodeSet owed;
    for (const SpecimenStatus& each : a_.status.specimens) {
      if (each.decides) owed |= each.owed;
    }
    return owed.empty() ? std::string() : titles("status.owed", owed);
  }

  std::string status() const {
    const std::string result = titles("status.result", a_.status.result);
    const std::string her2Class = titles("status.class", a_.status.her2Class);
    return result == her2Class ? result : result + "; " + her2Class;
  }

  std::string options(OptionState state) const {
    std::string text;
    for (const Option& option : a_.options) {
      if (option.state == state && p_.shows(option)) text += line(option);
    }
    return text;
  }

  /// One option, its approvals with their sources, and what is missing or fails.
  std::string line(const Option& option) const {
    const kb::Indication& indication = p_.knowledge.indications[option.indication];
    std::string text =
        fmt::format("- **{}** ({}): {}", escapedMarkdown(fmt::format("{}", fmt::join(indication.regimen, " + "))),
                    p_.knowledge.regions[option.region].id, escapedMarkdown(indication.population));
    for (const std::uint16_t index : option.approvals) {
      const kb::Approval& approval = indication.approvals[index];
      const kb::Source* source = p_.knowledge.findSource(approval.source);
      const std::string name = fmt::format("{} {} {}", approval.agency, approval.date.text(), approval.kind);
      text += source != nullptr && source->url.starts_with("https://") ? fmt::format("; [{}]({})", name, source->url)
                                                                       : "; " + name;
    }
    std::string missing;
    for (const std::string& fact : option.missing)
      missing += (missing.empty() ? "" : ", ") + present::factTitle(p_, fact);
    if (!missing.empty()) text += fmt::format("; would decide: {}", escapedMarkdown(missing));
    for (const std::uint16_t criterion : option.failed)
      text += fmt::format("; does not hold: {}", escapedMarkdown(indication.criteria[criterion].say));
    return text + "\n";
  }

  std::string warnings() const {
    std::string text;
    for (const Problem& each : a_.warnings)
      text += fmt::format("- {}\n", escapedMarkdown(fmt::format("{}: {}", each.where, each.message)));
    return text;
  }

  std::string footer() const {
    return fmt::format(
        "\nAs of {}, knowledge {} ({}). Decision support for health professionals: options and reasons, not orders; "
        "not for emergencies. Check the sources before acting.\n",
        p_.asOf.text(), p_.knowledge.release.version, p_.knowledge.hash.substr(0, 12));
  }

 private:
  const present::Presenter& p_;
  const Assessment& a_;
};

void section(std::string& detail, std::string_view title, const std::string& lines) {
  if (!lines.empty()) detail += fmt::format("\n**{}**\n\n{}", title, lines);
}

}  // namespace

std::string escapedMarkdown(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (c == '&') {
      result += "&amp;";
    } else if (c == '\n' || c == '\r') {
      result += ' ';
    } else {
      if (std::string_view("\\`*_{}[]()#+-.!|~").find(c) != std::string_view::npos) result += '\\';
      result += c;
    }
  }
  return result;
}

std::vector<Card> statusCards(const present::Presenter& presenter, const Assessment& assessment) {
  std::vector<Card> cards;
  const Cards text(presenter, assessment);
  const bool tested = std::any_of(assessment.status.specimens.begin(), assessment.status.specimens.end(),
                                  [](const SpecimenStatus& s) { return s.tested; });
  if (!tested && assessment.options.empty()) return cards;
  const std::string owed = text.owed();
  Card status;
  status.summary = shortened("HER2: " + text.status() + (owed.empty() ? "" : "; still owed: " + owed));
  status.indicator = owed.empty() ? "info" : "warning";
  status.detail = fmt::format("{}\n", escapedMarkdown(text.status()));
  if (!owed.empty()) status.detail += fmt::format("\nStill owed: {}\n", escapedMarkdown(owed));
  section(status.detail, "Indicated by label", text.options(OptionState::Indicated));
  section(status.detail, "Possible, not decided by this record", text.options(OptionState::Possible));
  section(status.detail, "About the record", text.warnings());
  status.detail += text.footer();
  cards.push_back(std::move(status));
  if (!assessment.nextTests.empty()) {
    Card gaps;
    std::string names;
    for (const NextTest& next : assessment.nextTests)
      names += (names.empty() ? "" : ", ") + present::factTitle(presenter, next.test);
    gaps.summary = shortened("HER2: what would decide more: " + names);
    gaps.indicator = "info";
    for (const NextTest& next : assessment.nextTests)
      gaps.detail +=
          fmt::format("- {}: bears on {} option{}\n", escapedMarkdown(present::factTitle(presenter, next.test)),
                      next.decides.size(), next.decides.size() == 1 ? "" : "s");
    gaps.detail += text.footer();
    cards.push_back(std::move(gaps));
  }
  return cards;
}

namespace {

/// The lines of an order check with one verdict.
std::string reasonLines(const safety::OrderCheck& check, safety::Verdict verdict) {
  std::string text;
  for (const safety::OrderReason& each : check.reasons) {
    if (each.verdict != verdict) continue;
    text += fmt::format("- {}{}{}", escapedMarkdown(each.say),
                        each.regions.empty() ? "" : fmt::format(" ({})", fmt::join(each.regions, ", ")),
                        each.verify    ? "; verify in the label"
                        : each.certain ? ""
                                       : "; not certain");
    if (!each.because.empty()) text += "; because " + escapedMarkdown(fmt::format("{}", fmt::join(each.because, "; ")));
    if (!each.sources.empty()) text += "; " + escapedMarkdown(fmt::format("{}", fmt::join(each.sources, ", ")));
    text += "\n";
  }
  return text;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Checks that the drug waits for and that have a code to order them by.
std::vector<std::string> dueChecks(const kb::Knowledge& knowledge, const Safety& safety, const std::string& drug) {
  std::vector<std::string> ids;
  const auto add = [&](const SafetyLine& line, const std::string& check) {
    const kb::Check* found = knowledge.safety.findCheck(check);
    if (contains(line.drugs, drug) && found != nullptr && !found->loinc.empty() && !contains(ids, check))
      ids.push_back(check);
  };
  for (const BaselineCheck& each : safety.baseline) {
    if (each.state != CheckState::Known) add(each, each.check);
  }
  for (const MonitoringEntry& each : safety.monitoring) {
    if (!each.after && (each.state == VisitState::Overdue || (each.beforeEachDose && each.state == VisitState::Due)))
      add(each, each.check);
  }
  return ids;
}

class OrderCards {
 public:
  OrderCards(const present::Presenter& presenter, const assess::Assessor& assessor, const Case& record,
             const std::vector<Draft>& drafts, const Problems& warnings)
      : p_(presenter),
        assessor_(assessor),
        drafts_(drafts),
        review_(assess::reviewOrder(assessor, record, orderOf(drafts), presenter.regions)),
        text_(presenter, review_.assessment) {
    auto& all = review_.assessment.warnings;
    all.insert(all.begin(), warnings.begin(), warnings.end());
  }

  std::vector<Card> write() {
    for (const Draft& draft : drafts_) {
      if (!draft.selected) continue;
      for (const DrugId drug : draft.drugs) drugCard(draft, drug);
    }
    if (cards_.empty()) {
      interactionCard();
      unknownCard();
    }
    return std::move(cards_);
  }

 private:
  static assess::Order orderOf(const std::vector<Draft>& drafts) {
    assess::Order order;
    for (const Draft& each : drafts) {
      order.drugs.insert(order.drugs.end(), each.drugs.begin(), each.drugs.end());
      order.partners.insert(order.partners.end(), each.partners.begin(), each.partners.end());
      order.medicines.insert(order.medicines.end(), each.medicines.begin(), each.medicines.end());
    }
    return order;
  }

  std::string options(const std::string& drug, OptionState state) const {
    std::string all;
    for (const Option& option : review_.assessment.options) {
      if (option.state != state || !p_.shows(option)) continue;
      if (contains(p_.knowledge.indications[option.indication].regimen, drug)) all += text_.line(option);
    }
    return all;
  }

  void drugCard(const Draft& draft, DrugId id) {
    const std::string& drug = p_.knowledge.vocabulary.drug(id).id;
    const safety::OrderCheck check = assess::checkOf(assessor_, review_, {id}, p_.regions);
    const std::string indicated = options(drug, OptionState::Indicated);
    const std::string possible = options(drug, OptionState::Possible);
    const std::string_view fits = !indicated.empty()  ? "the wording of a label fits this record"
                                  : !possible.empty() ? "no label is decided by this record; something is missing"
                                                      : "no label fits this record";
    const bool goes = check.verdict == safety::Verdict::Go;
    const bool lower = goes && !check.lowerDose.empty();
    Card card;
    card.overridable = !goes || indicated.empty();
    card.indicator = check.verdict == safety::Verdict::Stop ? "critical"
                     : card.overridable || lower            ? "warning"
                                                            : "info";
    static constexpr std::string_view verdicts[] = {"go", "WAIT", "STOP"};
    card.summary = shortened(fmt::format("{}: {} - {}{}", drug, verdicts[static_cast<std::size_t>(check.verdict)],
                                         lower  ? fmt::format("one dose level lower ({}); ", check.lowerDose)
                                         : goes ? std::string()
                                                : check.reasons.front().say + "; ",
                                         fits));
    section(card.detail, "Stop", reasonLines(check, safety::Verdict::Stop));
    section(card.detail, "Wait for", reasonLines(check, safety::Verdict::Wait));
    section(card.detail, "Cautions", reasonLines(check, safety::Verdict::Go));
    section(card.detail, "Indicated by label", indicated);
    section(card.detail, "Possible, not decided by this record", possible);
    if (indicated.empty()) section(card.detail, "Not indicated", options(drug, OptionState::NotIndicated));
    section(card.detail, "Ordered with it, and not checked here", partners());
    section(card.detail, "About the record", text_.warnings());
    card.detail += text_.footer();
    if (check.verdict == safety::Verdict::Stop && !draft.reference.empty())
      card.suggestions.push_back({fmt::format("Take back the order of {}", drug), draft.reference, {}});
    const auto due = dueChecks(p_.knowledge, review_.assessment.safety, drug);
    if (check.verdict == safety::Verdict::Wait && !due.empty())
      card.suggestions.push_back({"Order the checks that are due", {}, due});
    cards_.push_back(std::move(card));
  }

  std::string partners() const {
    std::string text;
    for (const Draft& draft : drafts_) {
      for (const DrugId each : draft.partners)
        text += fmt::format("- {}\n", escapedMarkdown(p_.knowledge.vocabulary.drug(each).id));
    }
    return text;
  }

  bool isOrdered(const std::string& medicine) const {
    return std::any_of(drafts_.begin(), drafts_.end(), [&](const Draft& draft) {
      const bool listed = std::any_of(draft.medicines.begin(), draft.medicines.end(),
                                      [&](const Medication& each) { return each.name == medicine; });
      return listed || std::any_of(draft.partners.begin(), draft.partners.end(),
                                   [&](DrugId each) { return p_.knowledge.vocabulary.drug(each).id == medicine; });
    });
  }

  /// HER2 drugs that the record holds, given now or planned.
  bool hasTherapy() const {
    const auto& all = review_.assessment.safety.therapies;
    return std::any_of(all.begin(), all.end(), [](const TherapySafety& each) {
      return each.state.find("ongoing") != std::string::npos || each.state.find("planned") != std::string::npos;
    });
  }

  bool isGiven(const SafetyLine& line) const {
    const auto& all = review_.assessment.safety.therapies;
    return std::any_of(all.begin(), all.end(), [&](const TherapySafety& each) {
      return contains(line.drugs, each.drug) && each.state != "not-begun" && each.state != "ended";
    });
  }

  void interactionCard() {
    std::string lines;
    std::string first;
    bool avoid = false;
    for (const InteractionEntry& each : review_.assessment.safety.interactions) {
      if (each.grade == InteractionGrade::NotKnown || !isOrdered(each.medication) || !isGiven(each)) continue;
      const std::string text = fmt::format("{} with {}: {}", each.medication, fmt::join(each.drugs, ", "), each.say);
      if (first.empty()) first = text;
      avoid = avoid || each.grade == InteractionGrade::Avoid || each.verify;
      lines += fmt::format("- {}{}; {}\n", escapedMarkdown(text), each.verify ? "; verify in the label" : "",
                           escapedMarkdown(fmt::format("{}", fmt::join(each.sources, ", "))));
    }
    if (lines.empty()) return;
    cards_.push_back({shortened(first), avoid ? "warning" : "info", lines + text_.footer(), avoid});
  }

  void unknownCard() {
    const auto& specimens = review_.assessment.status.specimens;
    const bool tested =
        std::any_of(specimens.begin(), specimens.end(), [](const SpecimenStatus& each) { return each.tested; });
    if (!tested && !hasTherapy()) return;
    std::string names;
    for (const Draft& draft : drafts_) {
      for (const Medication& each : draft.medicines) {
        if (!each.drug) names += (names.empty() ? "" : ", ") + each.name;
      }
    }
    if (names.empty()) return;
    cards_.push_back({shortened(fmt::format("not known here, so nothing was checked: {}", names)), "info",
                      fmt::format("Not known here, so neither what it is for nor its interactions were checked: {}\n",
                                  escapedMarkdown(names)) +
                          text_.footer()});
  }

  const present::Presenter& p_;
  const assess::Assessor& assessor_;
  const std::vector<Draft>& drafts_;
  assess::OrderReview review_;
  Cards text_;
  std::vector<Card> cards_;
};

}  // namespace

std::vector<Card> orderCards(const present::Presenter& presenter, const assess::Assessor& assessor, const Case& record,
                             const std::vector<Draft>& drafts, const Problems& warnings) {
  const bool any = std::any_of(drafts.begin(), drafts.end(), [](const Draft& draft) { return draft.selected; });
  if (!any || !assessor.safetyReviewer().hasRules()) return {};
  return OrderCards(presenter, assessor, record, drafts, warnings).write();
}

}  // namespace her2::service
