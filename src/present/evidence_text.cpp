#include "present/evidence_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "assess/mcbs.h"
#include "present/plain.h"

namespace her2::present {
namespace {

using kb::Estimate;
using kb::TrialResult;

/// Ratios with two decimals at least, as papers print them.
std::string number(double value, std::string_view beyond, bool ratio) {
  constexpr double hundred = 100;
  if (std::isinf(value)) return std::string(beyond);
  const bool two = ratio && std::abs(value * hundred - std::round(value * hundred)) < 1e-6;
  return two ? fmt::format("{:.2f}", value) : fmt::format("{:g}", value);
}

/// "9.9 (7.1-NE)", with the grade where it is worse than that of the row.
std::string estimateText(const Estimate& estimate, kb::Grade row, bool ratio = false) {
  std::string text = number(estimate.value, "not reached", ratio);
  if (estimate.grade > row) text += fmt::format(" [{}]", kb::gradeName(estimate.grade));
  if (!estimate.low) return text;
  text += fmt::format(" ({} to {})", number(*estimate.low, "NE", ratio), number(*estimate.high, "NE", ratio));
  if (estimate.intervalGrade > std::max(row, estimate.grade))
    text += fmt::format(" [{}]", kb::gradeName(estimate.intervalGrade));
  return text;
}

std::string pairText(std::string_view what, const std::array<std::optional<Estimate>, 2>& pair, std::string_view unit,
                     kb::Grade row) {
  if (!pair[0] && !pair[1]) return {};
  const auto one = [&](const std::optional<Estimate>& e) {
    return e ? estimateText(*e, row) : std::string("not given");
  };
  std::string text = fmt::format("{} {}", what, one(pair[0]));
  if (pair[1]) text += " against " + one(pair[1]);
  return fmt::format("{} {}", text, unit);
}

std::string domainTitle(const kb::Knowledge& knowledge, std::string_view domain, unsigned code) {
  return knowledge.vocabulary.domain(*knowledge.vocabulary.findDomain(domain))[code].title;
}

std::string armsText(const kb::Trial& trial, std::size_t arm, std::optional<std::size_t> versus) {
  return versus ? fmt::format("{} against {}", trial.arms[arm].id, trial.arms[*versus].id) : trial.arms[arm].id;
}

std::string gateText(const kb::Gate& gate) {
  std::string text = fmt::format("  - {}{}\n", gate.say, gate.grade == kb::Grade::Unverified ? " [unverified]" : "");
  return text + fmt::format("      {}\n", gate.text.empty() ? "no fact of a record answers it" : gate.text);
}

std::string citation(const std::vector<std::string>& sources, kb::Grade grade) {
  return fmt::format("[{}, {}]", fmt::join(sources, ", "), kb::gradeName(grade));
}

std::string codesText(const kb::Knowledge& knowledge, std::string_view domain, CodeSet codes) {
  const Domain& all = knowledge.vocabulary.domain(*knowledge.vocabulary.findDomain(domain));
  std::string text;
  codes.forEach([&](unsigned code) { text += (text.empty() ? "" : " or ") + all[code].code; });
  return text;
}

std::string scoreLine(const kb::Knowledge& knowledge, const assess::McbsScore& score) {
  return fmt::format("      ESMO-MCBS 1.1 form {}: preliminary {}, worked out here{}\n",
                     codesText(knowledge, "mcbs-form", CodeSet::of(score.form)),
                     codesText(knowledge, "mcbs-grade", score.preliminary),
                     score.grade == kb::Grade::Unverified ? " [unverified]" : "");
}

std::string resultLine(const kb::Knowledge& knowledge, const kb::Trial& trial, const TrialResult& result,
                       const assess::McbsCalculator& calculator) {
  std::string head = domainTitle(knowledge, "endpoint", result.endpoint);
  if (result.primary) head += " (primary)";
  if (!result.analysis.empty()) head += ", " + result.analysis;
  if (result.subgroup) head += ", " + trial.subgroups[*result.subgroup].gate.say;
  if (trial.arms.size() > 2 || (trial.arms.size() > 1 && !result.versus))
    head += ", " + armsText(trial, result.arm, result.versus);
  std::string text = fmt::format("  {}: {} {}\n", head, resultText(result), citation(result.sources, result.grade));
  if (const auto needed = kb::numberNeeded(trial, result))
    text += fmt::format("      number needed to treat {:.0f} ({:.0f} to {:.0f}) over {:g} months\n", needed->value,
                        needed->low, needed->high, needed->at);
  if (const auto score = calculator.score(trial, result)) text += scoreLine(knowledge, *score);
  if (!result.note.empty()) text += fmt::format("      {}\n", result.note);
  return text;
}

std::string harmLine(const kb::Knowledge& knowledge, const kb::Trial& trial, const kb::Harm& harm) {
  std::string head = domainTitle(knowledge, "harm", harm.event);
  if (harm.severity != "any") head += fmt::format(", grade {}", harm.severity);
  if (!harm.in.empty()) head += ", " + harm.in;
  if (trial.arms.size() > 2 || !harm.versus) head += ", " + armsText(trial, harm.arm, harm.versus);
  const kb::Grade grade = harm.rates[0] ? harm.rates[0]->grade : kb::Grade::Unverified;
  std::string text =
      fmt::format("  {}: {} {}\n", head, pairText("", harm.rates, "%", grade).substr(1), citation(harm.sources, grade));
  if (!harm.note.empty()) text += fmt::format("      {}\n", harm.note);
  return text;
}

}  // namespace

std::string ratioText(const TrialResult& result) {
  if (!result.ratio) return {};
  std::string measure(kb::measureName(*result.measure));
  std::transform(measure.begin(), measure.end(), measure.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const std::string level = result.ratio->low && result.level != 95 ? fmt::format(", {:g} % CI", result.level) : "";
  return fmt::format("{} {}{}", measure, estimateText(*result.ratio, result.grade, true), level);
}

std::string rateText(const TrialResult& result) {
  if (!result.rates[0]) return {};
  std::string text = estimateText(*result.rates[0], result.grade);
  if (result.rates[1]) text += " against " + estimateText(*result.rates[1], result.grade);
  return text;
}

std::string resultText(const TrialResult& result) {
  std::vector<std::string> parts;
  const auto add = [&](std::string part) {
    if (!part.empty()) parts.push_back(std::move(part));
  };
  add(ratioText(result));
  add(pairText("median", result.medians, result.unit, result.grade));
  add(pairText("mean", result.means, result.unit, result.grade));
  const std::string at = result.at ? fmt::format(" at {:g} months", *result.at) : "";
  add(pairText("rate", result.rates, "%" + at, result.grade));
  if (const auto gain = kb::gainOf(result)) {
    std::string text = fmt::format("gain {:.3g}", gain->value);
    if (gain->low) text += fmt::format(" ({:.3g} to {:.3g})", *gain->low, *gain->high);
    text += gain->unit == "%" ? " percentage points" : " " + gain->unit;
    if (!result.rates[0]) text += at;
    add(text + (gain->derived ? " (by subtraction)" : ""));
  }
  if (result.events[0] && result.events[1])
    add(fmt::format("{:g} against {:g} events", *result.events[0], *result.events[1]));
  if (result.p) add(fmt::format("p {:g}", *result.p));
  if (result.immature) add("immature");
  if (result.ratio && !result.versus) add("prognosis, not an effect of treatment");
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string scorecardText(const kb::Knowledge& knowledge, const kb::Scorecard& card) {
  const kb::Trial& trial = knowledge.trials[card.trial];
  std::string out = fmt::format(
      " ESMO-MCBS scorecard {}, version {}, form {}, of {}{}{}\n  preliminary {}, final {} {}\n", card.id, card.version,
      codesText(knowledge, "mcbs-form", CodeSet::of(card.form)), domainTitle(knowledge, "endpoint", card.evaluated),
      card.subgroup ? ", " + trial.subgroups[*card.subgroup].gate.say : "",
      card.from || card.until ? ", " + periodText({card.from, card.until}) : "",
      codesText(knowledge, "mcbs-grade", CodeSet::of(card.preliminary)),
      codesText(knowledge, "mcbs-grade", CodeSet::of(card.final)),
      citation(card.sources, knowledge.bestGrade(card.sources)));
  for (const kb::McbsAdjustment& each : card.adjustments)
    out += fmt::format("  {} ({})\n", each.say, each.step == 0 ? "no change" : fmt::format("{:+}", each.step));
  if (!card.note.empty()) out += fmt::format("  note: {}\n", card.note);
  return out;
}

std::string recommendationText(const kb::Knowledge& knowledge, const kb::Recommendation& r) {
  std::string out =
      fmt::format("recommendation {} - {}\n  {}; {} {}{}, {}\n  {}{}\n", r.id, r.title, placeText(r.block), r.kind,
                  r.body, r.jurisdiction.empty() ? "" : fmt::format(" ({})", r.jurisdiction), periodText(r.period),
                  kb::sayingName(r.says), r.strength.empty() ? "" : fmt::format(", strength {}", r.strength));
  if (!r.evidence.empty()) out += fmt::format("  evidence {}\n", r.evidence);
  for (const auto& regimen : r.regimens) out += fmt::format("  of {}\n", fmt::join(regimen, " + "));
  out += fmt::format("  {}\n", r.say);
  for (const kb::Gate& criterion : r.criteria)
    out += fmt::format("  - {}\n      {}\n", criterion.say,
                       criterion.text.empty() ? "no fact of a record answers it" : criterion.text);
  if (!r.note.empty()) out += fmt::format("  note: {}\n", r.note);
  std::vector<std::string> indications;
  for (const kb::Indication& indication : knowledge.indications) {
    std::string id = indication.drug + "/" + indication.id;
    const bool speaks =
        kb::speaksOf(r, indication.regimen, knowledge.vocabulary) && r.tumours.intersects(indication.tumours);
    if (speaks && std::find(indications.begin(), indications.end(), id) == indications.end())
      indications.push_back(std::move(id));
  }
  if (!indications.empty()) out += fmt::format("  beside {}\n", fmt::join(indications, ", "));
  for (const std::string& id : r.sources) out += fmt::format("  source {}\n", sourceLine(knowledge, id));
  return out + "\n";
}

std::string trialText(const kb::Knowledge& knowledge, const kb::Trial& trial) {
  std::string out =
      fmt::format("trial {} - {}{}{}\n  {}; {}{}{}\n  {}\n", trial.id, trial.title,
                  trial.registrations.empty() ? "" : ", ", fmt::join(trial.registrations, ", "), placeText(trial.block),
                  kb::designName(trial.design), trial.phase.empty() ? "" : ", phase " + trial.phase,
                  trial.patients ? fmt::format(", {:g} patients", *trial.patients) : "", trial.population);
  if (trial.pending) out += "  no primary result was found\n";
  if (!trial.note.empty()) out += fmt::format("  note: {}\n", trial.note);
  out += " arms\n";
  for (const kb::Arm& arm : trial.arms)
    out +=
        fmt::format("  {}: {}{}\n", arm.id, arm.title, arm.patients ? fmt::format(" (n = {:g})", *arm.patients) : "");
  out += " who could enter\n";
  for (const kb::Gate& gate : trial.gates) out += gateText(gate);
  if (!trial.results.empty()) out += " results (intervals of 95 % unless another level is named)\n";
  // Borrowed: the calculator does not outlive this page.
  const auto borrowed = std::shared_ptr<const kb::Knowledge>(std::shared_ptr<const kb::Knowledge>(), &knowledge);
  const auto calculator = assess::McbsCalculator::create(borrowed, knowledge.release.date);
  if (calculator) {
    for (const TrialResult& result : trial.results) out += resultLine(knowledge, trial, result, **calculator);
  }
  if (!trial.harms.empty()) out += " harms\n";
  for (const kb::Harm& harm : trial.harms) out += harmLine(knowledge, trial, harm);
  for (const kb::Scorecard& card : knowledge.scorecards) {
    if (&knowledge.trials[card.trial] == &trial) out += scorecardText(knowledge, card);
  }
  for (const std::string& id : trial.sources) out += fmt::format("  source {}\n", sourceLine(knowledge, id));
  return out + "\n";
}

}  // namespace her2::present
