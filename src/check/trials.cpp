// What numbers of trials must hold to be believed at all: intervals around their estimates, shares between 0 and 100,
// stated gains that are the difference of the arms, ratios and medians that point the same way.
#include <fmt/format.h>

#include <cmath>

#include "check/check.h"

namespace her2::check {
namespace {

using kb::Estimate;
using kb::TrialResult;

/// How far a stated difference may lie from that of the numbers as printed.
constexpr double roundingOfTenths = 0.25;  // two roundings, and strata weighted apart
constexpr double roundingOfWholes = 1.05;

bool isWhole(double x) { return std::isinf(x) || x == std::round(x); }

class TrialCheck {
 public:
  TrialCheck(const kb::Trial& trial, Problems& problems) : trial_(trial), problems_(problems) {}

  void run() {
    if (trial_.patients) positive(*trial_.patients, trial_.block.node->place, "n");
    for (const TrialResult& result : trial_.results) check(result);
    for (const kb::Harm& harm : trial_.harms) {
      for (const auto& rate : harm.rates) {
        if (rate) share(*rate, harm.place);
      }
    }
  }

 private:
  void fault(const kb::Place& place, std::string message, std::string remedy = {}) {
    problems_.push_back(
        trial_.block.document->problem(place, fmt::format("trial `{}`: {}", trial_.id, message), std::move(remedy)));
  }

  void check(const TrialResult& result) {
    const bool any = result.ratio || result.gain || result.medians[0] || result.medians[1] || result.means[0] ||
                     result.means[1] || result.rates[0] || result.rates[1] || result.events[0];
    if (!any) fault(result.place, "a result without a number");
    if (result.ratio) {
      bracketed(*result.ratio, result.place, kb::measureName(*result.measure));
      positive(result.ratio->value, result.place, kb::measureName(*result.measure));
      if (!result.versus && !result.subgroup) fault(result.place, "a ratio needs two arms");
    }
    for (std::size_t i = 0; i < 2; ++i) {
      if (result.rates[i]) share(*result.rates[i], result.place);
      for (const auto* times : {&result.medians, &result.means}) {
        if (!(*times)[i]) continue;
        bracketed(*(*times)[i], result.place, "time");
        positive((*times)[i]->value, result.place, "time");
      }
    }
    if (result.gain) bracketed(*result.gain, result.place, "gain");
    if (result.at) positive(*result.at, result.place, "at");
    if (result.p && (*result.p < 0 || *result.p > 1)) fault(result.place, fmt::format("p = {}", *result.p));
    if (result.level <= 50 || result.level >= 100)
      fault(result.place, fmt::format("{} is no level of an interval in per cent", result.level), "write 95 or 90");
    if (result.unit != "mo" && result.unit != "wk" && result.unit != "a")
      fault(result.place, fmt::format("unit `{}` is not one of mo, wk, a", result.unit));
    gain(result);
    direction(result);
  }

  void bracketed(const Estimate& estimate, const kb::Place& place, std::string_view what) {
    if (!estimate.low || !estimate.high) return;
    if (*estimate.low >= *estimate.high) {
      fault(place, fmt::format("the interval of {} runs from {} to {}", what, *estimate.low, *estimate.high));
    } else if (estimate.value < *estimate.low || estimate.value > *estimate.high) {
      fault(place, fmt::format("{} = {} lies outside its interval {} to {}", what, estimate.value, *estimate.low,
                               *estimate.high));
    }
  }

  void positive(double value, const kb::Place& place, std::string_view what) {
    if (!(value > 0)) fault(place, fmt::format("{} = {} is not above 0", what, value));
  }

  void share(const Estimate& estimate, const kb::Place& place) {
    bracketed(estimate, place, "rate");
    if (estimate.value < 0 || estimate.value > 100)
      fault(place, fmt::format("a rate of {} is no share in per cent", estimate.value));
  }

  void gain(const TrialResult& result) {
    if (!result.gain) return;
    TrialResult bare = result;
    bare.gain.reset();
    const auto computed = kb::gainOf(bare);
    if (!computed) return;
    const auto& arms = result.rates[0] ? result.rates : result.medians;
    const bool whole = isWhole(arms[0]->value) && isWhole(arms[1]->value);
    const double off = std::abs(computed->value - result.gain->value);
    if (off > (whole ? roundingOfWholes : roundingOfTenths))
      fault(result.place,
            fmt::format("the stated gain is {}, the arms differ by {:.2f}", result.gain->value, computed->value));
  }

  void direction(const TrialResult& result) {
    const bool decided = result.ratio && result.ratio->low && (*result.ratio->high < 1 || *result.ratio->low > 1);
    if (!decided || !result.medians[0] || !result.medians[1]) return;
    const bool better = *result.ratio->high < 1;
    if (better != (result.medians[0]->value > result.medians[1]->value))
      fault(result.place, "the ratio and the medians point opposite ways", "which arm comes first?");
  }

  const kb::Trial& trial_;
  Problems& problems_;
};

/// Evidence from a trial that had no patient with such a tumour would be no evidence.
void checkLinks(const kb::Knowledge& knowledge, Problems& problems) {
  for (const kb::Indication& indication : knowledge.indications) {
    for (const std::size_t at : indication.trials) {
      const kb::Trial& trial = knowledge.trials[at];
      if (trial.tumours.intersects(indication.tumours)) continue;
      problems.push_back(indication.block.document->problem(
          indication.block.node->find("evidence")->place,
          fmt::format("`{}` rests on trial `{}`, which had no such tumour", indication.id, trial.id)));
    }
  }
}

}  // namespace

std::size_t checkTrials(const kb::Knowledge& knowledge, Problems& problems) {
  std::size_t results = 0;
  for (const kb::Trial& trial : knowledge.trials) {
    TrialCheck(trial, problems).run();
    results += trial.results.size() + trial.harms.size();
  }
  checkLinks(knowledge, problems);
  return results;
}

}  // namespace her2::check
