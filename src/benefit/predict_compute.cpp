// PREDICT Breast, the numbers.
#include <algorithm>
#include <cmath>
#include <limits>

#include "benefit/predict.h"

namespace her2::benefit {
namespace {

using kb::PredictEffect;
using kb::PredictHazard;
using kb::PredictModel;
using kb::PredictNeed;
using kb::PredictTerm;
using kb::predictYears;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A value of a term with a formula. ln 0 is -infinity: a hazard of nil, as in the authors' code.
double formula(const PredictTerm& term, double x) {
  const double u = (x + term.plus) / term.over;
  if (term.form == PredictTerm::Form::Saturating) return term.times * (1 - std::exp(-u) - term.centre);
  double basis = term.power == 0 ? 1 : std::pow(u, term.power);
  if (term.log) basis *= std::log(u);
  return term.times * (basis - term.centre);
}

double termAt(const PredictTerm& term, double x, unsigned year) {
  switch (term.form) {
    case PredictTerm::Form::Constant:
      return term.adds[year];
    case PredictTerm::Form::Category:
      return x == term.is ? term.adds[year] : 0;
    default:
      return formula(term, x);
  }
}

/// The cumulative baseline hazard at the end of each year.
PredictEffect baseline(const PredictHazard& hazard) {
  PredictEffect result{};
  for (unsigned year = 0; year < predictYears; ++year) {
    double sum = 0;
    for (const PredictTerm& term : hazard.baseline) sum += termAt(term, year + 1.0, year);
    result[year] = std::exp(sum);
  }
  return result;
}

bool varies(const PredictEffect& effect) {
  return std::any_of(effect.begin(), effect.end(), [&](double each) { return each != effect[0]; });
}

/// Least and greatest of what has been seen.
struct Hull {
  double least = infinity;
  double greatest = -infinity;
  void add(double value) {
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
};

std::vector<Interval> percent(const std::vector<Hull>& hulls) {
  std::vector<Interval> result;
  result.reserve(hulls.size());
  for (const Hull& hull : hulls) result.push_back(Interval::closed(100 * hull.least, 100 * hull.greatest));
  return result;
}

/// One treatment after the other: what they add to the two logarithms of hazard.
struct Stage {
  PredictEffect breast{};
  double other = 0;
};

/// Cumulative hazards of one stage in one world: breast = e^index * weight, for an index still open; other.
struct Hazards {
  double weight = 0;
  double other = 0;
  double survival(double relative) const { return std::exp(-relative * weight - other); }
};

class Computation {
 public:
  Computation(const PredictModel& model, const std::vector<PredictKnown>& inputs)
      : model_(model), inputs_(inputs), world_(inputs.size()) {
    classify();
    otherBaseline_ = baseline(model.other);
    for (const PredictHazard& hazard : model.breast) breastBaselines_.push_back(baseline(hazard));
    const std::size_t horizons = model.horizons.size();
    surgery_.resize(horizons);
    for (const kb::PredictPlan& plan : model.plans) {
      survival_.emplace_back(plan.steps.size(), std::vector<Hull>(horizons));
      gain_.emplace_back(plan.steps.size(), std::vector<Hull>(horizons));
    }
  }

  void run(Prediction& out) {
    walk(0);
    out.surgeryOnly = percent(surgery_);
    out.plans.clear();
    for (std::size_t p = 0; p < model_.plans.size(); ++p) {
      if (!mayHold(model_.plans[p].needs)) continue;
      PredictedPlan plan{static_cast<std::uint16_t>(p), {}};
      for (std::size_t s = 0; s < model_.plans[p].steps.size(); ++s) {
        const std::uint16_t treatment = model_.plans[p].steps[s];
        if (mayHold(model_.treatments[treatment].needs))
          plan.steps.push_back({treatment, percent(survival_[p][s]), percent(gain_[p][s])});
      }
      out.plans.push_back(std::move(plan));
    }
    out.caveats.clear();
    for (const kb::PredictCaveat& caveat : model_.caveats) {
      if (mayHold(caveat.when) && (!caveat.unknown || inputs_[*caveat.unknown].averaged))
        out.caveats.push_back(caveat.text);
    }
  }

 private:
  // Inputs that choose a formula, act differently in different years, decide on treatments or act on other deaths are
  // tried value by value. The others only move the index of breast cancer: their least and greatest are enough.
  void classify() {
    tried_.assign(inputs_.size(), false);
    const auto need = [&](const std::vector<PredictNeed>& needs) {
      for (const PredictNeed& each : needs) tried_[each.input] = true;
    };
    const auto terms = [&](const std::vector<PredictTerm>& list, bool all) {
      for (const PredictTerm& term : list) {
        if (term.form != PredictTerm::Form::Constant && (all || varies(term.adds))) tried_[term.input] = true;
      }
    };
    for (const PredictHazard& hazard : model_.breast) {
      need(hazard.when);
      terms(hazard.index, false);
    }
    terms(model_.other.index, true);
    for (const kb::PredictTreatment& treatment : model_.treatments) {
      need(treatment.needs);
      terms(treatment.otherAdds, true);
    }
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (!inputs_[i].isRange && inputs_[i].values.size() == 1) tried_[i] = true;
    }
  }

  bool mayHold(const std::vector<PredictNeed>& needs) const {
    return std::all_of(needs.begin(), needs.end(),
                       [&](const PredictNeed& need) { return inputs_[need.input].mayBe(need.value); });
  }

  bool holds(const std::vector<PredictNeed>& needs) const {
    return std::all_of(needs.begin(), needs.end(),
                       [&](const PredictNeed& need) { return world_[need.input] == need.value; });
  }

  void walk(std::size_t input) {
    if (input == inputs_.size()) return world();
    if (!tried_[input]) return walk(input + 1);
    for (const double value : inputs_[input].values) {
      world_[input] = value;
      walk(input + 1);
    }
  }

  /// What the inputs that are not tried one by one add to the index, at least and at most.
  Hull openIndex(const PredictHazard& hazard) const {
    Hull sum{0, 0};
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (tried_[i]) continue;
      Hull own;
      const auto at = [&](double x) {
        double total = 0;
        for (const PredictTerm& term : hazard.index) {
          if (term.form != PredictTerm::Form::Constant && term.input == i) total += termAt(term, x, 0);
        }
        own.add(total);
      };
      if (inputs_[i].isRange) {
        at(inputs_[i].range.lo());
        at(inputs_[i].range.hi());
      } else {
        for (const double value : inputs_[i].values) at(value);
      }
      sum.least += own.least;
      sum.greatest += own.greatest;
    }
    return sum;
  }

  double fixedIndex(const std::vector<PredictTerm>& terms, unsigned year) const {
    double sum = 0;
    for (const PredictTerm& term : terms) {
      if (term.form == PredictTerm::Form::Constant || tried_[term.input]) sum += termAt(term, world_[term.input], year);
    }
    return sum;
  }

  void world() {
    for (std::size_t h = 0; h < model_.breast.size(); ++h) {
      if (!holds(model_.breast[h].when)) continue;
      for (unsigned year = 0; year < predictYears; ++year) {
        const double before = year == 0 ? 0 : breastBaselines_[h][year - 1];
        yearly_[year] = (breastBaselines_[h][year] - before) * std::exp(fixedIndex(model_.breast[h].index, year));
      }
      otherFactor_ = std::exp(fixedIndex(model_.other.index, 0));
      const Hull open = openIndex(model_.breast[h]);
      const Hull relative{std::exp(open.least), std::exp(open.greatest)};
      for (std::size_t t = 0; t < model_.horizons.size(); ++t) horizon(t, relative);
      return;
    }
  }

  Hazards hazards(const Stage& stage, unsigned years) const {
    Hazards result;
    for (unsigned year = 0; year < years; ++year) result.weight += yearly_[year] * std::exp(stage.breast[year]);
    result.other = otherBaseline_[years - 1] * otherFactor_ * std::exp(stage.other);
    return result;
  }

  void horizon(std::size_t t, const Hull& relative) {
    const unsigned years = model_.horizons[t];
    const Hazards none = hazards({}, years);
    surgery_[t].add(none.survival(relative.least));
    surgery_[t].add(none.survival(relative.greatest));
    for (std::size_t p = 0; p < model_.plans.size(); ++p) {
      Stage stage;
      Hazards before = none;
      for (std::size_t s = 0; s < model_.plans[p].steps.size(); ++s) {
        add(model_.treatments[model_.plans[p].steps[s]], stage);
        const Hazards after = hazards(stage, years);
        survival_[p][s][t].add(after.survival(relative.least));
        survival_[p][s][t].add(after.survival(relative.greatest));
        gains(before, after, relative, gain_[p][s][t]);
        before = after;
      }
    }
  }

  void add(const kb::PredictTreatment& treatment, Stage& stage) const {
    if (!holds(treatment.needs)) return;
    for (unsigned year = 0; year < predictYears; ++year) stage.breast[year] += treatment.adds[year];
    stage.other += fixedIndex(treatment.otherAdds, 0);
  }

  // As a function of the relative hazard, the gain has one turning point: where its derivative is nil.
  static void gains(const Hazards& before, const Hazards& after, const Hull& relative, Hull& out) {
    const auto at = [&](double x) { out.add(after.survival(x) - before.survival(x)); };
    at(relative.least);
    at(relative.greatest);
    if (before.weight == after.weight || before.weight <= 0 || after.weight <= 0) return;
    const double turn =
        (std::log(before.weight / after.weight) + after.other - before.other) / (before.weight - after.weight);
    if (turn > relative.least && turn < relative.greatest) at(turn);
  }

  const PredictModel& model_;
  const std::vector<PredictKnown>& inputs_;
  std::vector<double> world_;
  std::vector<bool> tried_;
  PredictEffect otherBaseline_{};
  std::vector<PredictEffect> breastBaselines_;
  PredictEffect yearly_{};  ///< breast cancer hazard of each year in this world, without the open index
  double otherFactor_ = 1;
  std::vector<Hull> surgery_;
  std::vector<std::vector<std::vector<Hull>>> survival_;  ///< by plan, step, horizon
  std::vector<std::vector<std::vector<Hull>>> gain_;
};

}  // namespace

bool PredictKnown::mayBe(double value) const {
  return isRange ? range.contains(value) : std::find(values.begin(), values.end(), value) != values.end();
}

void compute(const kb::PredictModel& model, const std::vector<PredictKnown>& inputs, Prediction& out) {
  Computation(model, inputs).run(out);
}

}  // namespace her2::benefit
