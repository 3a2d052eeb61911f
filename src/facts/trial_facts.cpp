#include "facts/trial_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "kb/block_reader.h"

namespace her2::facts {
namespace {

using kb::TrialResult;
using Parameters = TrialFacts::Parameters;

constexpr double hundred = 100;
constexpr double usualLevel = 95;  ///< of the intervals scales ask for, per cent

void put(TrialValue& value, double number, kb::Grade grade) {
  if (!std::isfinite(number)) return;
  value.number = Interval(number);
  value.grade = grade;
}

/// Months of one unit of time, nothing for another unit.
std::optional<double> monthsOf(std::string_view unit) {
  constexpr double monthsOfAYear = 12;
  constexpr double weeksOfAYear = 365.25 / 7;
  if (unit == "mo") return 1;
  if (unit == "wk") return monthsOfAYear / weeksOfAYear;
  if (unit == "a") return monthsOfAYear;
  return std::nullopt;
}

/// Another row of the same analysis, population and arms.
bool isCompanion(const TrialResult& other, const TrialResult& of) {
  return other.analysis == of.analysis && other.subgroup == of.subgroup && other.arm == of.arm &&
         other.versus == of.versus;
}

const TrialResult* companion(const ResultContext& context, const Parameters& parameters,
                             bool (*has)(const TrialResult&)) {
  for (const TrialResult& each : context.trial.results) {
    const bool wanted = parameters.endpoints.contains(CodeSet::of(each.endpoint)) && has(each);
    if (wanted && isCompanion(each, context.result) && (!parameters.at || parameters.at == each.at)) return &each;
  }
  return nullptr;
}

void form(const ResultContext& context, const Parameters&, TrialValue& value) {
  if (context.result.mcbsForm) value.codes = CodeSet::of(*context.result.mcbsForm);
}

void endpoint(const ResultContext& context, const Parameters&, TrialValue& value) {
  value.codes = CodeSet::of(context.result.endpoint);
}

void judged(const ResultContext& context, const Parameters&, TrialValue& value) {
  value.codes = context.result.mcbsJudged;
  value.listed = true;
}

// Intervals of another level say nothing about the one that is asked for.
void hazardRatioLower(const ResultContext& context, const Parameters&, TrialValue& value) {
  const TrialResult& result = context.result;
  if (result.measure != kb::Measure::HazardRatio || !result.ratio->low || result.level != usualLevel) return;
  put(value, *result.ratio->low, result.ratio->intervalGrade);
}

void controlMedian(const ResultContext& context, const Parameters&, TrialValue& value) {
  const auto& median = context.result.medians[1];
  const auto months = monthsOf(context.result.unit);
  if (median && months) put(value, median->value * *months, median->grade);
}

void gainInTime(const ResultContext& context, const Parameters&, TrialValue& value) {
  const auto gain = kb::gainOf(context.result);
  const auto months = gain ? monthsOf(gain->unit) : std::nullopt;
  if (months) put(value, gain->value * *months, gain->grade);
}

void gainInPoints(const ResultContext& context, const Parameters&, TrialValue& value) {
  const auto gain = kb::gainOf(context.result);
  if (gain && gain->unit == "%") put(value, gain->value, gain->grade);
}

void relativeGain(const ResultContext& context, const Parameters&, TrialValue& value) {
  const auto& rates = context.result.rates;
  if (!rates[0] || !rates[1] || rates[1]->value <= 0) return;
  put(value, (rates[0]->value / rates[1]->value - 1) * hundred, std::max(rates[0]->grade, rates[1]->grade));
}

void horizon(const ResultContext& context, const Parameters&, TrialValue& value) {
  if (context.result.at) put(value, *context.result.at, context.result.grade);
}

void landmarkGain(const ResultContext& context, const Parameters& parameters, TrialValue& value) {
  const auto states = [](const TrialResult& r) {
    const auto gain = kb::gainOf(r);
    return gain && gain->unit == "%";
  };
  if (const TrialResult* found = companion(context, parameters, states)) {
    const auto gain = kb::gainOf(*found);
    put(value, gain->value, gain->grade);
  }
}

void armRate(const ResultContext& context, const Parameters& parameters, TrialValue& value) {
  const auto states = [](const TrialResult& r) { return r.rates[0].has_value(); };
  if (const TrialResult* found = companion(context, parameters, states))
    put(value, found->rates[0]->value, found->rates[0]->grade);
}

void armMedian(const ResultContext& context, const Parameters& parameters, TrialValue& value) {
  const auto states = [](const TrialResult& r) { return r.medians[0] && std::isfinite(r.medians[0]->value); };
  const TrialResult* found = companion(context, parameters, states);
  const auto months = found != nullptr ? monthsOf(found->unit) : std::nullopt;
  if (months) put(value, found->medians[0]->value * *months, found->medians[0]->grade);
}

struct Named {
  std::string_view name;
  TrialFacts::Derive derive;
};
constexpr Named derivations[] = {
    {"mcbs-form", &form},
    {"endpoint", &endpoint},
    {"judged", &judged},
    {"hazard-ratio-lower", &hazardRatioLower},
    {"control-median", &controlMedian},
    {"gain-in-time", &gainInTime},
    {"gain-in-points", &gainInPoints},
    {"relative-gain", &relativeGain},
    {"horizon", &horizon},
    {"landmark-gain", &landmarkGain},
    {"arm-rate", &armRate},
    {"arm-median", &armMedian},
};

Parameters parametersOf(const kb::Knowledge& knowledge, FactId fact, Problems& problems) {
  Parameters result;
  result.fact = knowledge.facts[fact];
  const kb::Derivation& derivation = knowledge.derivations[fact];
  const auto endpoints = knowledge.vocabulary.findDomain("endpoint");
  std::string unknown;
  for (const auto& [key, values] : derivation.with) {
    for (const std::string& each : values) {
      if (key == "endpoint") {
        const auto code = endpoints ? knowledge.vocabulary.domain(*endpoints).find(each) : std::nullopt;
        if (code) result.endpoints |= CodeSet::of(*code);
        if (!code) unknown = each;
      } else if (key == "at") {
        double months = 0;
        const auto read = std::from_chars(each.data(), each.data() + each.size(), months);
        if (read.ec == std::errc()) result.at = months;
        if (read.ec != std::errc()) unknown = each;
      } else {
        unknown = key;
      }
    }
  }
  if (!unknown.empty()) {
    kb::BlockReader block(derivation.block, problems);
    block.problem(*block.optional("with"), fmt::format("`{}` in `with` is not known", unknown));
  }
  return result;
}

}  // namespace

Result<std::shared_ptr<const TrialFacts>> TrialFacts::bind(const std::shared_ptr<const kb::Knowledge>& knowledge) {
  auto result = std::make_shared<TrialFacts>();
  result->knowledge_ = knowledge;
  result->bound_.resize(knowledge->facts.size());
  Problems problems;
  for (std::size_t id = 0; id < knowledge->facts.size(); ++id) {
    const auto fact = static_cast<FactId>(id);
    const std::string& name = knowledge->derivations[id].name;
    if (knowledge->facts[fact].scope != feel::Scope::Trial || name.empty()) continue;
    result->bound_[id].parameters = parametersOf(*knowledge, fact, problems);
    if (name == "stated") {
      result->bindItems(fact, problems);
      continue;
    }
    const auto found = std::find_if(std::begin(derivations), std::end(derivations),
                                    [&](const Named& each) { return each.name == name; });
    if (found != std::end(derivations)) {
      result->bound_[id].derive = found->derive;
    } else {
      kb::BlockReader block(knowledge->derivations[id].block, problems);
      block.problem(fmt::format("there is no derivation `{}` for facts of trials", name), "see docs/facts.md");
    }
  }
  if (!problems.empty()) return problems;
  return std::shared_ptr<const TrialFacts>(std::move(result));
}

// The code "pfs-median" of the list mcbs.stated names the fact mcbs.pfs-median.
void TrialFacts::bindItems(FactId fact, Problems& problems) {
  const feel::Fact& list = knowledge_->facts[fact];
  const std::string prefix = list.name.substr(0, list.name.find('.') + 1);
  const Domain& items = knowledge_->vocabulary.domain(list.domain);
  for (unsigned code = 0; code < items.codes().size(); ++code) {
    if (const auto found = knowledge_->facts.find(prefix + items[code].code)) {
      bound_[fact].items.emplace_back(code, *found);
    } else {
      kb::BlockReader block(knowledge_->derivations[fact].block, problems);
      block.problem(fmt::format("code `{}` of {} names no fact", items[code].code, items.name()));
    }
  }
}

TrialValue TrialFacts::derive(FactId fact, const ResultContext& context) const {
  TrialValue value;
  const Bound& bound = bound_[fact];
  for (const auto& [code, item] : bound.items) {
    value.listed = true;
    const TrialValue own = derive(item, context);
    if (!own.number.isUnknown()) value.codes |= CodeSet::of(code);
  }
  if (bound.derive == nullptr) return value;
  bound.derive(context, bound.parameters, value);
  if (bound.parameters.fact.kind == Kind::Number && !value.number.isUnknown())
    value.number = value.number.intersect(bound.parameters.fact.range).value_or(Interval());
  return value;
}

void TrialFacts::fill(const ResultContext& context, FactBlock& block, unsigned lane) const {
  for (const FactLayout::Slot& slot : block.layout().slots()) {
    const TrialValue value = derive(slot.fact, context);
    if (slot.kind == Kind::Code && !value.codes.empty()) block.setCode(slot, lane, value.codes);
    if (slot.kind == Kind::Codes && value.listed) block.setCodes(slot, lane, value.codes);
    if (slot.kind == Kind::Number && !value.number.isUnknown()) block.setNumber(slot, lane, value.number);
  }
}

}  // namespace her2::facts
