#include "assess/standing.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace her2::assess {
namespace {

using kb::RankMeasure;

unsigned codeOf(RankMeasure measure, std::string_view name) {
  const auto codes = kb::codesOf(measure);
  return static_cast<unsigned>(std::find(codes.begin(), codes.end(), name) - codes.begin());
}

CodeSet setOf(RankMeasure measure, std::initializer_list<std::string_view> names) {
  CodeSet set;
  for (const std::string_view name : names) set |= CodeSet::of(codeOf(measure, name));
  return set;
}

CodeSet allOf(RankMeasure measure) { return CodeSet::first(static_cast<unsigned>(kb::codesOf(measure).size())); }

/// The codes from `best` to `worst`, in the order of the measure.
CodeSet between(unsigned best, unsigned worst) { return CodeSet::first(worst + 1) - CodeSet::first(best); }

void add(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

void cite(Standing& standing, const std::string& because, const std::vector<std::string>& sources) {
  add(standing.because, because);
  for (const std::string& each : sources) add(standing.sources, each);
}

bool holds(const std::vector<std::uint16_t>& groups, std::optional<std::size_t> subgroup) {
  return std::find(groups.begin(), groups.end(), *subgroup) != groups.end();
}

/// Is the row about this patient? Of all patients, or of a subgroup the patient is in.
Truth concerns(const kb::TrialResult& result, const TrialFit& fit) {
  if (!result.subgroup || holds(fit.in, result.subgroup)) return Truth::True;
  return holds(fit.maybeIn, result.subgroup) ? Truth::Unknown : Truth::False;
}

bool wasRead(const kb::Estimate& estimate) {
  return std::max(estimate.grade, estimate.intervalGrade) != kb::Grade::Unverified;
}

/// A hazard ratio whose whole interval favours the first arm.
bool favours(const kb::TrialResult& result) {
  return result.versus && result.measure == kb::Measure::HazardRatio && result.ratio->high && *result.ratio->high < 1;
}

bool isAmong(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// A condition that speaks in one direction only ("… and null"): no record can meet it.
bool neverHolds(const feel::Expression& condition) {
  if (condition.op == feel::Op::TruthLiteral) return condition.truth != Truth::True;
  return condition.op == feel::Op::And && std::any_of(condition.args.begin(), condition.args.end(), neverHolds);
}

unsigned bestOf(CodeSet codes) { return static_cast<unsigned>(std::countr_zero(codes.bits())); }
unsigned worstOf(CodeSet codes) { return static_cast<unsigned>(std::bit_width(codes.bits()) - 1); }

/// All scores of the forms of these: their first letter.
CodeSet scaleOf(CodeSet scores) {
  const auto codes = kb::codesOf(RankMeasure::Mcbs);
  CodeSet scale;
  for (unsigned code = 0; code < codes.size(); ++code) {
    if (codes[code].front() == codes[bestOf(scores)].front()) scale |= CodeSet::of(code);
  }
  return scale;
}

/// One step up and down, in the forms that ESMO adjusts: not in the curative one.
CodeSet neighboursOf(CodeSet score) {
  if (score.empty() || kb::codesOf(RankMeasure::Mcbs)[bestOf(score)].front() == '1') return {};
  return CodeSet(score.bits() << 1 | score.bits() >> 1) & scaleOf(score);
}

/// Of two scores on one scale the better counts; on two scales both stand.
void takeScore(CodeSet score, Standing& result) {
  if (score.empty()) return;
  const CodeSet scale = scaleOf(score);
  const CodeSet before = result.codes & scale;
  if (before.empty()) {
    result.codes |= score;
  } else {
    const CodeSet both = between(std::min(bestOf(score), bestOf(before)), std::min(worstOf(score), worstOf(before)));
    result.codes = (result.codes - scale) | both;
  }
}

std::string joined(const std::vector<std::string>& regimen) { return fmt::format("{}", fmt::join(regimen, " + ")); }

}  // namespace

Standing StandingReader::standing(RankMeasure measure, std::uint32_t index) const {
  const Option& option = a_.options[index];
  switch (measure) {
    case RankMeasure::Contraindication:
      return contraindication(option);
    case RankMeasure::State:
      return state(option);
    case RankMeasure::Guideline:
      return guideline(option);
    case RankMeasure::DirectComparison:
      return comparison(index);
    case RankMeasure::Evidence:
      return evidence(option);
    case RankMeasure::Mcbs:
      return mcbs(option);
    case RankMeasure::Subgroup:
      return subgroup(option);
    case RankMeasure::TrialFit:
      return trialFit(option);
    case RankMeasure::Safety:
      return safety(option);
  }
  return {};
}

template <class F>
void StandingReader::forEachTrial(const Option& option, F&& f) const {
  for (const std::size_t trial : k_.indications[option.indication].trials) {
    for (const TrialFit& fit : a_.trials) {
      if (fit.trial == trial) f(k_.trials[trial], fit);
    }
  }
}

Truth StandingReader::letsIn(const TrialFit& fit) const {
  const kb::Trial& trial = k_.trials[fit.trial];
  Truth result = Truth::True;
  for (const std::uint16_t gate : fit.unmet) {
    if (trial.gates[gate].grade != kb::Grade::Unverified) return Truth::False;
    result = Truth::Unknown;
  }
  for (const std::uint16_t gate : fit.unknown) {
    const auto& is = trial.gates[gate].is;
    if (is && !neverHolds(*is)) result = Truth::Unknown;
  }
  return result;
}

bool StandingReader::isOf(const kb::Trial& trial, const kb::TrialResult& result, const Option& option) const {
  const auto same = [&](const kb::Arm& arm) { return kb::sameRegimen(arm.drugs, regimenOf(option), k_.vocabulary); };
  if (same(trial.arms[result.arm])) return true;
  return result.arm == 0 && std::none_of(trial.arms.begin(), trial.arms.end(), same);
}

std::string StandingReader::text(const kb::Trial& trial, const kb::TrialResult& result) const {
  return kb::effectText(trial, result, k_.vocabulary.domain(*k_.vocabulary.findDomain("endpoint")));
}

// What the record says today: a contraindication that is found later puts the option behind, and baseline checks that
// are due are said beside it.
Standing StandingReader::contraindication(const Option& option) const {
  Standing result;
  const bool blocked = a_.safety.assessed && option.safety == SafetyLevel::Contraindicated;
  result.codes = setOf(RankMeasure::Contraindication, {blocked ? "contraindicated" : "none"});
  if (blocked) result.because = option.safetyRules;
  return result;
}

Standing StandingReader::state(const Option& option) const {
  Standing result;
  result.codes =
      option.state == OptionState::Indicated ? setOf(RankMeasure::State, {"indicated"}) : allOf(RankMeasure::State);
  for (const std::uint16_t each : option.approvals)
    add(result.sources, k_.indications[option.indication].approvals[each].source);
  return result;
}

// What a guideline says for certain, and what it may say once more is known of the patient. A guideline that says
// nothing of an option places it behind those it names, unless the option was approved after the last of them.
Standing StandingReader::guideline(const Option& option) const {
  constexpr RankMeasure of = RankMeasure::Guideline;
  Standing result;
  CodeSet certain;
  CodeSet possible;
  std::optional<Date> newest;
  for (std::size_t i = 0; i < a_.guidelines.size(); ++i) {
    const GuidelineEntry& entry = a_.guidelines[i];
    const kb::Recommendation& r = k_.recommendations[entry.recommendation];
    if (r.kind == "payer" || r.says == kb::Saying::NotAppraised) continue;
    const bool here =
        r.regions.empty() || std::find(r.regions.begin(), r.regions.end(), option.region) != r.regions.end();
    if (here && !entry.verify && r.period.from && (!newest || *newest < *r.period.from)) newest = r.period.from;
    const auto& mine = option.guidelines;
    if (std::find(mine.begin(), mine.end(), static_cast<std::uint16_t>(i)) == mine.end()) continue;
    const CodeSet says = setOf(of, {kb::sayingName(r.says)});
    (entry.applies ? certain : possible) |= says;
    if (entry.applies) cite(result, fmt::format("{}: {}", r.body, r.say), r.sources);
  }
  const kb::Indication& indication = k_.indications[option.indication];
  if (certain.empty()) {
    const Date approved = indication.approvals[option.approvals.front()].date;
    result.codes = newest && *newest < approved ? allOf(of) : setOf(of, {"not-named"}) | possible;
    return result;
  }
  const CodeSet against = setOf(of, {"against"});
  const auto best = static_cast<unsigned>(std::countr_zero(certain.bits()));  // codes stand in order, the best first
  result.codes = CodeSet::of(best) | (possible & (CodeSet::first(best) | against)) | (certain & against);
  return result;
}

// Beaten by another listed option in the trial that option rests on: its regimen against this one, the primary
// endpoint, all of the interval on its side.
Standing StandingReader::comparison(std::uint32_t index) const {
  constexpr RankMeasure of = RankMeasure::DirectComparison;
  const Option& option = a_.options[index];
  Standing result;
  bool beaten = false;
  bool maybe = false;
  const auto compared = [&](const Option& winner, const Option& loser, auto&& f) {
    if (kb::sameRegimen(regimenOf(winner), regimenOf(loser), k_.vocabulary)) return;
    forEachTrial(winner, [&](const kb::Trial& trial, const TrialFit& fit) {
      const Truth in = letsIn(fit);
      for (const kb::TrialResult& row : trial.results) {
        const Truth mine = in && concerns(row, fit);
        if (!row.primary || !favours(row) || !wasRead(*row.ratio) || mine == Truth::False) continue;
        const bool pair = kb::sameRegimen(trial.arms[row.arm].drugs, regimenOf(winner), k_.vocabulary) &&
                          kb::sameRegimen(trial.arms[*row.versus].drugs, regimenOf(loser), k_.vocabulary);
        if (pair) f(trial, row, mine == Truth::True);
      }
    });
  };
  for (const std::uint32_t each : ranked_) {
    const Option& other = a_.options[each];
    if (each == index || (a_.safety.assessed && other.safety == SafetyLevel::Contraindicated)) continue;
    compared(other, option, [&](const kb::Trial& trial, const kb::TrialResult& row, bool certain) {
      const bool sure = certain && other.state == OptionState::Indicated;
      beaten = beaten || sure;
      maybe = maybe || !sure;
      cite(result, fmt::format("{}, with {}", text(trial, row), joined(regimenOf(other))), row.sources);
    });
    compared(option, other, [&](const kb::Trial& trial, const kb::TrialResult& row, bool) {
      cite(result, fmt::format("{}, against {}", text(trial, row), joined(regimenOf(other))), row.sources);
    });
  }
  result.codes = beaten ? setOf(of, {"beaten"}) : maybe ? allOf(of) : setOf(of, {"unbeaten"});
  return result;
}

StandingReader::Shown StandingReader::shownBy(const kb::Trial& trial, const TrialFit& fit, const Option& option) const {
  constexpr RankMeasure of = RankMeasure::Evidence;
  const Domain& endpoints = k_.vocabulary.domain(*k_.vocabulary.findDomain("endpoint"));
  const bool oneArm = trial.design == kb::Design::SingleArm || trial.design == kb::Design::Observational;
  const unsigned least = codeOf(of, oneArm ? "single-arm" : "unproven");
  Shown shown{least, least, nullptr};
  for (const kb::TrialResult& row : trial.results) {
    const Truth mine = concerns(row, fit);
    if (oneArm || mine == Truth::False || !row.versus || !isOf(trial, row, option)) continue;
    const std::string_view endpoint = endpoints[row.endpoint].code;
    unsigned level = least;
    bool read = true;
    if (favours(row)) {
      read = wasRead(*row.ratio) && row.level >= 95;
      if (endpoint == "os") level = codeOf(of, "survival");
      if (isAmong(endpoint, {"pfs", "ttp", "dfs", "idfs", "efs", "rfs"})) level = codeOf(of, "events");
    } else if (isAmong(endpoint, {"pcr", "breast-pcr", "orr"}) && row.gain && row.gain->low && *row.gain->low > 0) {
      read = wasRead(*row.gain);
      level = codeOf(of, "response");
    }
    if (level < shown.possible) shown.possible = level;
    if (!read || row.immature || mine != Truth::True || level > shown.certain || level == least) continue;
    // Of rows that show as much the last counts: the later analysis.
    shown.certain = level;
    shown.result = &row;
  }
  return shown;
}

// The most that a trial shows which would have let the patient in; where it may not have, it may count for nothing
// here. One arm counts where there is no randomised comparison.
Standing StandingReader::evidence(const Option& option) const {
  constexpr RankMeasure of = RankMeasure::Evidence;
  const unsigned indirect = codeOf(of, "indirect");
  const unsigned oneArm = codeOf(of, "single-arm");
  Standing result;
  unsigned certain = ~0U;  // the least it reaches, and the most it may
  unsigned possible = ~0U;
  CodeSet alone;
  forEachTrial(option, [&](const kb::Trial& trial, const TrialFit& fit) {
    if (trial.pending) return;
    const Truth in = letsIn(fit);
    const Shown shown = in == Truth::False ? Shown{indirect, indirect, nullptr} : shownBy(trial, fit, option);
    if (shown.possible == oneArm) {
      alone |= CodeSet::of(oneArm);
      if (in != Truth::True) alone |= CodeSet::of(indirect);
      cite(result, trial.title, trial.sources);
      return;
    }
    const unsigned least = in == Truth::True ? shown.certain : indirect;
    possible = std::min(possible, shown.possible);
    certain = std::min(certain, least);
    if (shown.result != nullptr) cite(result, text(trial, *shown.result), shown.result->sources);
  });
  if (possible == ~0U || (possible == indirect && !alone.empty())) {
    result.codes = alone.empty() ? allOf(of) : alone;
  } else {
    result.codes = between(std::min(possible, certain), certain);
  }
  return result;
}

std::optional<MainEffect> StandingReader::mainEffect(std::uint32_t index) const {
  std::optional<MainEffect> effect;
  unsigned best = ~0U;
  forEachTrial(a_.options[index], [&](const kb::Trial& trial, const TrialFit& fit) {
    if (letsIn(fit) == Truth::False) return;
    const Shown shown = shownBy(trial, fit, a_.options[index]);
    if (shown.result == nullptr || shown.certain >= best) return;
    best = shown.certain;
    effect = MainEffect{fit.trial, static_cast<std::uint16_t>(shown.result - trial.results.data())};
  });
  return effect;
}

// The best score of the trials behind it: as published, else as worked out, which ESMO's own judgement may move by one.
Standing StandingReader::mcbs(const Option& option) const {
  Standing result;
  forEachTrial(option, [&](const kb::Trial& trial, const TrialFit& fit) {
    if (letsIn(fit) != Truth::False && !published(trial, fit, result)) preliminary(trial, fit, option, result);
  });
  if (result.codes.empty()) result.codes = allOf(RankMeasure::Mcbs);
  return result;
}

bool StandingReader::published(const kb::Trial& trial, const TrialFit& fit, Standing& result) const {
  bool any = false;
  for (const kb::Scorecard& card : k_.scorecards) {
    const bool mine = !card.subgroup || holds(fit.in, card.subgroup);
    const bool read = k_.bestGrade(card.sources) != kb::Grade::Unverified;
    if (card.trial != fit.trial || !mine || !read || !kb::Period{card.from, card.until}.holds(asOf_)) continue;
    any = true;
    takeScore(mcbsCode(card.form, card.final), result);
    cite(result, fmt::format("{}: {} published", trial.title, mcbsGrades()[card.final].code), card.sources);
  }
  return any;
}

void StandingReader::preliminary(const kb::Trial& trial, const TrialFit& fit, const Option& option,
                                 Standing& result) const {
  for (const TrialScore& score : fit.scores) {
    const kb::TrialResult& row = trial.results[score.result];
    if (concerns(row, fit) != Truth::True || (row.versus && !isOf(trial, row, option))) continue;
    CodeSet open;
    std::string text;
    score.preliminary.forEach([&](unsigned grade) {
      const CodeSet code = mcbsCode(score.form.single(), grade);
      open |= code | neighboursOf(code);
      text += (text.empty() ? "" : " or ") + mcbsGrades()[grade].code;
    });
    if (open.empty()) continue;
    takeScore(score.verify ? scaleOf(open) : open, result);
    cite(result, fmt::format("{}: {} preliminary", trial.title, text), row.sources);
  }
}

const Domain& StandingReader::mcbsGrades() const {
  return k_.vocabulary.domain(*k_.vocabulary.findDomain("mcbs-grade"));
}

CodeSet StandingReader::mcbsCode(unsigned form, unsigned grade) const {
  const Domain& forms = k_.vocabulary.domain(*k_.vocabulary.findDomain("mcbs-form"));
  const unsigned code =
      codeOf(RankMeasure::Mcbs, fmt::format("{}/{}", forms[form].code.front(), mcbsGrades()[grade].code));
  return code < kb::codesOf(RankMeasure::Mcbs).size() ? CodeSet::of(code) : CodeSet();
}

// A wide interval is no sign against: only one that lies wholly on the other side is.
Standing StandingReader::subgroup(const Option& option) const {
  constexpr RankMeasure of = RankMeasure::Subgroup;
  Standing result;
  result.codes = setOf(of, {"not-against"});
  forEachTrial(option, [&](const kb::Trial& trial, const TrialFit& fit) {
    for (const kb::TrialResult& row : trial.results) {
      const Truth mine = concerns(row, fit);
      const bool against = row.subgroup && row.versus && row.measure == kb::Measure::HazardRatio && row.ratio->low &&
                           *row.ratio->low > 1 && wasRead(*row.ratio) && isOf(trial, row, option);
      if (!against || mine == Truth::False) continue;
      result.codes = mine == Truth::True ? setOf(of, {"against"}) : result.codes | setOf(of, {"against"});
      cite(result, text(trial, row), row.sources);
    }
  });
  return result;
}

Standing StandingReader::trialFit(const Option& option) const {
  constexpr RankMeasure of = RankMeasure::TrialFit;
  Standing result;
  Truth fits = Truth::False;
  bool any = false;
  forEachTrial(option, [&](const kb::Trial& trial, const TrialFit& fit) {
    any = true;
    fits = fits || letsIn(fit);
    for (const std::uint16_t gate : fit.unmet)
      cite(result, fmt::format("{}: not met: {}", trial.title, trial.gates[gate].say), trial.gates[gate].sources);
  });
  if (fits == Truth::True) return {setOf(of, {"fits"}), {}, {}};
  result.codes = fits == Truth::Unknown || !any ? allOf(of) : setOf(of, {"does-not-fit"});
  return result;
}

Standing StandingReader::safety(const Option& option) const {
  constexpr RankMeasure of = RankMeasure::Safety;
  Standing result;
  result.because = option.safetyRules;
  if (!a_.safety.assessed) {
    result.codes = allOf(of);
  } else if (option.safety == SafetyLevel::BaselineDue) {
    result.codes = setOf(of, {"clear", "caution"});
  } else {
    static constexpr std::string_view levels[] = {"clear", "clear", "caution", "contraindicated"};
    result.codes = setOf(of, {levels[static_cast<std::size_t>(option.safety)]});
  }
  return result;
}

}  // namespace her2::assess
