// Members `evidence` and `guidelines` of assessment JSON (docs/evidence.md).
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "present/json_members.h"
#include "present/presenter.h"

namespace her2::present {

/// Is the row of interest for this patient: of all patients, or of a subgroup the patient is in or may be in?
bool concerns(const kb::TrialResult& result, const TrialFit& fit);

template <class Writer>
class EvidenceJson : private JsonMembers<Writer> {
  using Base = JsonMembers<Writer>;
  using Base::key;
  using Base::member;
  using Base::string;
  using Base::strings;
  using Base::w_;

 public:
  EvidenceJson(const Presenter& presenter, const Assessment& assessment, Writer& writer)
      : Base(writer), p_(presenter), k_(presenter.knowledge), a_(assessment) {}

  /// Members `evidence` and `guidelines` of one option; results only if `full`.
  void option(const Option& option, bool full) {
    key("evidence");
    w_.StartArray();
    for (const std::size_t trial : k_.indications[option.indication].trials) {
      for (const TrialFit& fit : a_.trials) {
        if (fit.trial == trial) this->fit(fit, full);
      }
    }
    w_.EndArray();
    key("guidelines");
    w_.StartArray();
    for (const std::uint16_t at : option.guidelines) {
      const GuidelineEntry& entry = a_.guidelines[at];
      const kb::Recommendation& recommendation = k_.recommendations[entry.recommendation];
      w_.StartObject();
      member("id", recommendation.id);
      member("body", recommendation.body);
      member("says", kb::sayingName(recommendation.says));
      member("state", entry.applies ? "applies" : "possible");
      w_.EndObject();
    }
    w_.EndArray();
  }

  /// Member `guidelines` of the assessment: everything that speaks of the patient.
  void guidelines() {
    key("guidelines");
    w_.StartArray();
    for (const GuidelineEntry& entry : a_.guidelines) {
      if (p_.shows(k_.recommendations[entry.recommendation])) guideline(entry);
    }
    w_.EndArray();
  }

 private:
  /// A number; null where it was not reached or could not be estimated.
  void number(double value) { std::isfinite(value) ? w_.Double(value) : w_.Null(); }
  void member(std::string_view name, double value) {
    key(name);
    number(value);
  }

  void guideline(const GuidelineEntry& entry) {
    const kb::Recommendation& r = k_.recommendations[entry.recommendation];
    w_.StartObject();
    member("id", r.id);
    member("title", r.title);
    member("body", r.body);
    member("kind", r.kind);
    if (!r.jurisdiction.empty()) member("jurisdiction", r.jurisdiction);
    member("says", kb::sayingName(r.says));
    member("state", entry.applies ? "applies" : "possible");
    strings("missing", entry.missing);
    key("verify");
    w_.Bool(entry.verify);
    key("regimens");
    w_.StartArray();
    for (const auto& regimen : r.regimens) {
      w_.StartArray();
      for (const std::string& drug : regimen) string(drug);
      w_.EndArray();
    }
    w_.EndArray();
    member("text", r.say);
    if (!r.strength.empty()) member("strength", r.strength);
    if (!r.evidence.empty()) member("quality", r.evidence);
    if (r.period.from) member("from", r.period.from->text());
    strings("sources", r.sources);
    member("grade", kb::gradeName(k_.bestGrade(r.sources)));
    member("place", fmt::format("{}:{}", r.block.document->file, r.block.node->place.line));
    key("options");
    w_.StartArray();
    for (const std::uint32_t at : entry.options) {
      const Option& option = a_.options[at];
      if (p_.shows(option)) string(p_.optionId(option) + "@" + k_.regions[option.region].id);
    }
    w_.EndArray();
    w_.EndObject();
  }

  template <class List>
  void says(std::string_view name, const std::vector<std::uint16_t>& positions, const List& list) {
    key(name);
    w_.StartArray();
    for (const std::uint16_t at : positions) string(list(at));
    w_.EndArray();
  }

  void fit(const TrialFit& fit, bool full) {
    const kb::Trial& trial = k_.trials[fit.trial];
    const auto gate = [&](std::uint16_t at) { return trial.gates[at].say; };
    const auto group = [&](std::uint16_t at) { return trial.subgroups[at].gate.say; };
    w_.StartObject();
    member("trial", trial.id);
    member("title", trial.title);
    member("design", kb::designName(trial.design));
    key("fit");
    w_.StartObject();
    says("met", fit.met, gate);
    says("unmet", fit.unmet, gate);
    says("unknown", fit.unknown, gate);
    w_.EndObject();
    says("subgroups", fit.in, group);
    says("possibleSubgroups", fit.maybeIn, group);
    scores(trial, fit);
    if (full) results(trial, fit);
    w_.EndObject();
  }

  void scores(const kb::Trial& trial, const TrialFit& fit) {
    key("mcbs");
    w_.StartArray();
    for (const kb::Scorecard& card : k_.scorecards) {
      if (&k_.trials[card.trial] != &trial || !kb::Period{card.from, card.until}.holds(p_.asOf)) continue;
      w_.StartObject();
      member("basis", "published");
      member("version", card.version);
      member("form", domain("mcbs-form")[card.form].code);
      member("endpoint", domain("endpoint")[card.evaluated].code);
      if (card.subgroup) member("in", trial.subgroups[*card.subgroup].gate.say);
      strings("preliminary", {domain("mcbs-grade")[card.preliminary].code});
      member("final", domain("mcbs-grade")[card.final].code);
      strings("sources", card.sources);
      member("grade", kb::gradeName(k_.bestGrade(card.sources)));
      w_.EndObject();
    }
    for (const TrialScore& score : fit.scores) {
      const kb::TrialResult& result = trial.results[score.result];
      if (!concerns(result, fit)) continue;
      w_.StartObject();
      member("basis", "computed");
      member("form", codes("mcbs-form", score.form)[0]);
      member("endpoint", domain("endpoint")[result.endpoint].code);
      if (result.subgroup) member("in", trial.subgroups[*result.subgroup].gate.say);
      strings("preliminary", codes("mcbs-grade", score.preliminary));
      key("verify");
      w_.Bool(score.verify);
      w_.EndObject();
    }
    w_.EndArray();
  }

  const Domain& domain(std::string_view name) const { return k_.vocabulary.domain(*k_.vocabulary.findDomain(name)); }
  std::vector<std::string> codes(std::string_view name, CodeSet set) const {
    std::vector<std::string> result;
    set.forEach([&](unsigned code) { result.push_back(domain(name)[code].code); });
    return result;
  }

  void results(const kb::Trial& trial, const TrialFit& fit) {
    key("results");
    w_.StartArray();
    for (const kb::TrialResult& result : trial.results) {
      if (concerns(result, fit)) this->result(trial, result);
    }
    w_.EndArray();
  }

  void result(const kb::Trial& trial, const kb::TrialResult& result) {
    w_.StartObject();
    member("endpoint", domain("endpoint")[result.endpoint].code);
    if (!result.analysis.empty()) member("analysis", result.analysis);
    if (result.subgroup) member("in", trial.subgroups[*result.subgroup].gate.say);
    strings("arms", result.versus ? std::vector<std::string>{trial.arms[result.arm].id, trial.arms[*result.versus].id}
                                  : std::vector<std::string>{trial.arms[result.arm].id});
    key("primary");
    w_.Bool(result.primary);
    if (result.immature) {
      key("immature");
      w_.Bool(true);
    }
    if (result.ratio) {
      estimate(kb::measureName(*result.measure), *result.ratio);
      member("level", result.level);
    }
    pair("medians", result.medians);
    pair("means", result.means);
    pair("rates", result.rates);
    if (result.at) member("at", *result.at);
    if (const auto gain = kb::gainOf(result)) this->gain(*gain);
    if (const auto needed = kb::numberNeeded(trial, result)) {
      key("numberNeeded");
      triple(needed->value, needed->low, needed->high);
    }
    if (result.medians[0] || result.medians[1]) member("unit", result.unit);
    strings("sources", result.sources);
    member("grade", kb::gradeName(result.grade));
    if (!result.note.empty()) member("note", result.note);
    w_.EndObject();
  }

  void triple(double value, double low, double high) {
    w_.StartArray();
    number(value);
    number(low);
    number(high);
    w_.EndArray();
  }

  /// [value] or [value, low, high]; behind it the grade where a part is worse than its row.
  void estimate(std::string_view name, const kb::Estimate& estimate) {
    key(name);
    this->estimate(estimate);
    if (std::max(estimate.grade, estimate.intervalGrade) == kb::Grade::Unverified) {
      key(std::string(name) + "Unverified");
      w_.Bool(true);
    }
  }
  void estimate(const kb::Estimate& estimate) {
    w_.StartArray();
    number(estimate.value);
    if (estimate.low) number(*estimate.low);
    if (estimate.high) number(*estimate.high);
    w_.EndArray();
  }

  void pair(std::string_view name, const std::array<std::optional<kb::Estimate>, 2>& pair) {
    if (!pair[0] && !pair[1]) return;
    key(name);
    w_.StartArray();
    for (const auto& each : pair) each ? estimate(*each) : void(w_.Null());
    w_.EndArray();
  }

  void gain(const kb::Gain& gain) {
    key("gain");
    w_.StartObject();
    member("value", std::round(gain.value * 1e6) / 1e6);
    if (gain.low) member("low", *gain.low);
    if (gain.high) member("high", *gain.high);
    member("unit", gain.unit);
    member("basis", gain.derived ? "by subtraction" : "stated");
    w_.EndObject();
  }

  const Presenter& p_;
  const kb::Knowledge& k_;
  const Assessment& a_;
};

}  // namespace her2::present
