// Evidence and guidelines on the page a clinician reads: under each option, and those that speak of no option listed.
#include <fmt/format.h>

#include <algorithm>

#include "present/evidence_json.h"
#include "present/evidence_text.h"

namespace her2::present {
namespace {

constexpr std::size_t mostResults = 3;

std::string_view sayingText(kb::Saying says) {
  switch (says) {
    case kb::Saying::For:
      return "recommended";
    case kb::Saying::May:
      return "an option";
    case kb::Saying::Against:
      return "not recommended";
    case kb::Saying::NotAppraised:
      return "no recommendation";
  }
  return "";
}

std::string says(const kb::Trial& trial, const std::vector<std::uint16_t>& gates) {
  std::vector<std::string> texts;
  texts.reserve(gates.size());
  for (const std::uint16_t at : gates) texts.push_back(trial.gates[at].say);
  return fmt::format("{}", fmt::join(texts, "; "));
}

class Lines {
 public:
  Lines(const Presenter& presenter, const Assessment& assessment, std::string_view indent, std::set<std::string>& cited)
      : p_(presenter), k_(presenter.knowledge), a_(assessment), indent_(indent), cited_(cited) {}

  std::string out;

  void trial(const TrialFit& fit) {
    const kb::Trial& trial = k_.trials[fit.trial];
    line("evidence " + fitText(k_, fit));
    std::size_t shown = 0;
    for (const bool subgroups : {false, true}) {
      for (const kb::TrialResult& result : trial.results) {
        const bool mine = subgroups ? isIn(result, fit) : result.primary && (!result.subgroup || isIn(result, fit));
        if (!mine || (result.ratio && !result.versus)) continue;
        if (subgroups && result.primary) continue;
        if (shown++ < mostResults) this->result(trial, result);
      }
    }
    if (const std::string scores = scoresText(p_, fit, cited_); !scores.empty()) line("  " + scores);
  }

  void guideline(const GuidelineEntry& entry) {
    const kb::Recommendation& r = k_.recommendations[entry.recommendation];
    std::string who = r.body;
    if (!r.jurisdiction.empty()) who += fmt::format(", {}", r.jurisdiction);
    std::string weight = r.strength;
    if (!r.evidence.empty()) weight += fmt::format("{}evidence {}", weight.empty() ? "" : ", ", r.evidence);
    line(fmt::format("{} {}{}: {}{} - {} [{}, {}]", r.kind == "payer" ? "payer" : r.kind, who,
                     entry.applies ? "" : " (possibly)", sayingText(r.says),
                     weight.empty() ? "" : fmt::format(" ({})", weight), r.say, fmt::join(r.sources, ", "),
                     kb::gradeName(k_.bestGrade(r.sources))));
    std::vector<std::string> missing;
    for (const std::string& each : entry.missing) missing.push_back(factTitle(p_, each));
    if (entry.verify) missing.emplace_back("verify: the recommendation itself was not read");
    if (!missing.empty()) line(fmt::format("  ? would decide: {}", fmt::join(missing, "; ")));
    cited_.insert(r.sources.begin(), r.sources.end());
  }

 private:
  void line(std::string_view text) { out += fmt::format("{}{}\n", indent_, text); }

  static bool isIn(const kb::TrialResult& result, const TrialFit& fit) {
    return result.subgroup && std::find(fit.in.begin(), fit.in.end(), *result.subgroup) != fit.in.end();
  }

  void result(const kb::Trial& trial, const kb::TrialResult& result) {
    const Domain& endpoints = k_.vocabulary.domain(*k_.vocabulary.findDomain("endpoint"));
    line(fmt::format("  {}{}: {} [{}, {}]", endpoints[result.endpoint].title,
                     result.subgroup ? ", " + trial.subgroups[*result.subgroup].gate.say : "", resultText(result),
                     fmt::join(result.sources, ", "), kb::gradeName(result.grade)));
    cited_.insert(result.sources.begin(), result.sources.end());
  }

  const Presenter& p_;
  const kb::Knowledge& k_;
  const Assessment& a_;
  std::string_view indent_;
  std::set<std::string>& cited_;
};

}  // namespace

bool concerns(const kb::TrialResult& result, const TrialFit& fit) {
  if (result.ratio && !result.versus) return false;  // prognosis
  if (!result.subgroup) return true;
  const auto holds = [&](const std::vector<std::uint16_t>& groups) {
    return std::find(groups.begin(), groups.end(), *result.subgroup) != groups.end();
  };
  return holds(fit.in) || holds(fit.maybeIn);
}

std::string fitText(const kb::Knowledge& knowledge, const TrialFit& fit) {
  const kb::Trial& trial = knowledge.trials[fit.trial];
  std::string text = fmt::format("{} ({}): {} of {} entry criteria met", trial.title, kb::designName(trial.design),
                                 fit.met.size(), trial.gates.size());
  if (!fit.unmet.empty()) text += fmt::format("; not met: {}", says(trial, fit.unmet));
  if (!fit.unknown.empty()) text += fmt::format("; not known: {}", says(trial, fit.unknown));
  return text;
}

std::string scoresText(const Presenter& presenter, const TrialFit& fit, std::set<std::string>& cited) {
  const kb::Knowledge& knowledge = presenter.knowledge;
  const kb::Trial& trial = knowledge.trials[fit.trial];
  const Domain& grades = knowledge.vocabulary.domain(*knowledge.vocabulary.findDomain("mcbs-grade"));
  const Domain& forms = knowledge.vocabulary.domain(*knowledge.vocabulary.findDomain("mcbs-form"));
  std::vector<std::string> texts;
  for (const kb::Scorecard& card : knowledge.scorecards) {
    if (card.trial != fit.trial || !kb::Period{card.from, card.until}.holds(presenter.asOf)) continue;
    texts.push_back(fmt::format("{} published ({}, form {})", grades[card.final].code,
                                kb::gradeName(knowledge.bestGrade(card.sources)), forms[card.form].code));
    cited.insert(card.sources.begin(), card.sources.end());
  }
  for (const TrialScore& score : fit.scores) {
    if (!concerns(trial.results[score.result], fit)) continue;
    std::string text;
    score.preliminary.forEach([&](unsigned code) { text += (text.empty() ? "" : " or ") + grades[code].code; });
    texts.push_back(fmt::format("{} preliminary, worked out (form {}{})", text, forms[score.form.single()].code,
                                score.verify ? ", unverified" : ""));
  }
  return texts.empty() ? std::string() : fmt::format("ESMO-MCBS 1.1: {}", fmt::join(texts, "; "));
}

std::string guidelineBrief(const kb::Recommendation& recommendation, const GuidelineEntry& entry) {
  return fmt::format("{}{}{}: {}", recommendation.body,
                     recommendation.jurisdiction.empty() ? "" : ", " + recommendation.jurisdiction,
                     entry.applies  ? ""
                     : entry.verify ? " (not read: verify)"
                                    : " (possibly)",
                     sayingText(recommendation.says));
}

std::string optionEvidence(const Presenter& presenter, const Assessment& assessment, const Option& option,
                           std::set<std::string>& cited) {
  Lines lines(presenter, assessment, "     ", cited);
  for (const std::uint16_t at : option.guidelines) lines.guideline(assessment.guidelines[at]);
  for (const std::size_t trial : presenter.knowledge.indications[option.indication].trials) {
    for (const TrialFit& fit : assessment.trials) {
      if (fit.trial == trial) lines.trial(fit);
    }
  }
  return std::move(lines.out);
}

std::string otherGuidelines(const Presenter& presenter, const Assessment& assessment, std::set<std::string>& cited) {
  Lines lines(presenter, assessment, "  ", cited);
  for (const GuidelineEntry& entry : assessment.guidelines) {
    const bool listed = std::any_of(entry.options.begin(), entry.options.end(),
                                    [&](std::uint32_t at) { return presenter.shows(assessment.options[at]); });
    if (!listed && presenter.shows(presenter.knowledge.recommendations[entry.recommendation])) lines.guideline(entry);
  }
  return std::move(lines.out);
}

}  // namespace her2::present
