#include "kb/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace her2::kb {
namespace {

using Pair = std::array<std::optional<Estimate>, 2>;

std::optional<Gain> difference(const Pair& pair, const std::string& unit, std::optional<double> at) {
  if (!pair[0] || !pair[1] || std::isinf(pair[0]->value) || std::isinf(pair[1]->value)) return std::nullopt;
  Gain gain;
  gain.value = pair[0]->value - pair[1]->value;
  gain.unit = unit;
  gain.at = at;
  gain.derived = true;
  gain.grade = std::max(pair[0]->grade, pair[1]->grade);
  return gain;
}

bool hasRates(const TrialResult& result) { return result.rates[0].has_value() || result.at.has_value(); }

}  // namespace

std::string_view designName(Design design) {
  static constexpr std::array<std::string_view, 5> names = {"randomised", "non-inferiority", "single-arm",
                                                            "observational", "meta-analysis"};
  return names[static_cast<std::size_t>(design)];
}

std::string_view measureName(Measure measure) {
  static constexpr std::array<std::string_view, 3> names = {"hr", "rr", "or"};
  return names[static_cast<std::size_t>(measure)];
}

std::string effectText(const Trial& trial, const TrialResult& result, const Domain& endpoints) {
  std::string text = fmt::format("{}: {}", trial.title, endpoints[result.endpoint].title);
  if (result.subgroup) text += ", " + trial.subgroups[*result.subgroup].gate.say;
  static constexpr std::array<std::string_view, 3> measures = {"HR", "RR", "OR"};
  if (result.ratio && result.ratio->low) {
    text += fmt::format(" {} {:.2f} ({:.2f} to {:.2f})", measures[static_cast<std::size_t>(*result.measure)],
                        result.ratio->value, *result.ratio->low, *result.ratio->high);
  } else if (result.gain && result.gain->low) {
    text += fmt::format(", gain {:g} ({:g} to {:g})", result.gain->value, *result.gain->low, *result.gain->high);
  }
  return text;
}

std::optional<Gain> gainOf(const TrialResult& result) {
  if (result.gain) {
    const Estimate& stated = *result.gain;
    return Gain{stated.value, stated.low, stated.high, hasRates(result) ? "%" : result.unit,
                result.at,    false,      stated.grade};
  }
  if (auto gain = difference(result.rates, "%", result.at)) return gain;
  if (auto gain = difference(result.medians, result.unit, std::nullopt)) return gain;
  return difference(result.means, result.unit, std::nullopt);
}

std::optional<NumberNeeded> numberNeeded(const Trial& trial, const TrialResult& result) {
  constexpr double hundred = 100;
  const bool randomised = trial.design == Design::Randomised || trial.design == Design::NonInferiority ||
                          trial.design == Design::MetaAnalysis;
  if (!randomised || !result.gain || !result.at || !hasRates(result)) return std::nullopt;
  const Estimate& gain = *result.gain;
  if (!gain.low || !gain.high || *gain.low <= 0 || std::isinf(*gain.high)) return std::nullopt;
  return NumberNeeded{hundred / gain.value, hundred / *gain.high, hundred / *gain.low, *result.at,
                      std::max(gain.grade, gain.intervalGrade)};
}

}  // namespace her2::kb
