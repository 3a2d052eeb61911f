// Laws of PREDICT Breast, whatever the patient: survival falls with time, size, nodes and grade; a treatment that acts
// on breast cancer alone never harms; partly known inputs give intervals that hold every concrete answer.
#include <algorithm>

#include "benefit/predict.h"
#include "law.h"

namespace her2 {
namespace {

using benefit::PredictKnown;

const std::vector<kb::PredictModel>& models() {
  static const auto knowledge = *kb::Knowledge::load(*kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge"));
  return knowledge->predictModels;
}

/// Concrete inputs within the limits of the model.
std::vector<double> anyInputs(const kb::PredictModel& model) {
  std::vector<double> values;
  for (const kb::PredictInput& input : model.inputs) {
    std::vector<double> choices;
    for (const kb::PredictCode& code : input.codes)
      choices.insert(choices.end(), code.values.begin(), code.values.end());
    for (const kb::PredictCut& cut : input.cuts) choices.push_back(cut.value);
    if (input.fixed) choices = {*input.fixed};
    if (choices.empty()) {
      const int lo = static_cast<int>(input.range.lo());
      const int hi = static_cast<int>(input.range.hi());
      values.push_back(*rc::gen::inRange(input.name == "size" ? std::max(1, lo) : lo, hi + 1));
    } else {
      values.push_back(*rc::gen::elementOf(choices));
    }
  }
  return values;
}

std::vector<PredictKnown> points(const std::vector<double>& values) {
  std::vector<PredictKnown> result;
  for (const double value : values) result.push_back(PredictKnown::of({value}));
  return result;
}

Prediction answer(const kb::PredictModel& model, const std::vector<PredictKnown>& inputs) {
  Prediction p;
  benefit::compute(model, inputs, p);
  return p;
}

std::size_t inputNamed(const kb::PredictModel& model, std::string_view name) {
  const auto found =
      std::find_if(model.inputs.begin(), model.inputs.end(), [&](const auto& i) { return i.name == name; });
  return static_cast<std::size_t>(found - model.inputs.begin());
}

constexpr double rounding = 1e-9;

bool within(const Interval& inner, const Interval& outer) {
  return inner.lo() >= outer.lo() - rounding && inner.hi() <= outer.hi() + rounding;
}

TEST(PredictLaw, SurvivalIsAPercentageAndFallsWithTime) {
  law("0 <= S(15) <= S(10) <= S(5) <= 100", [] {
    const auto& model = *rc::gen::elementOf(models());
    const Prediction p = answer(model, points(anyInputs(model)));
    const auto check = [](const std::vector<Interval>& survival) {
      double last = 100;
      for (const Interval& each : survival) {
        RC_ASSERT(each.lo() >= -rounding && each.lo() <= last + rounding);
        last = each.lo();
      }
    };
    check(p.surgeryOnly);
    for (const PredictedPlan& plan : p.plans) {
      for (const PredictedStep& step : plan.steps) check(step.survival);
    }
  });
}

TEST(PredictLaw, SurvivalNeverRisesWithSizeNodesOrGrade) {
  law("worse tumour, no better survival", [] {
    const auto& model = *rc::gen::elementOf(models());
    const std::vector<double> values = anyInputs(model);
    const std::string name = *rc::gen::elementOf(std::vector<std::string>{"size", "nodes", "grade"});
    const std::size_t at = inputNamed(model, name);
    std::vector<double> worse = values;
    worse[at] = *rc::gen::inRange(static_cast<int>(values[at]), static_cast<int>(model.inputs[at].range.hi()) + 1);
    const Prediction better = answer(model, points(values));
    const Prediction other = answer(model, points(worse));
    for (std::size_t h = 0; h < better.surgeryOnly.size(); ++h)
      RC_ASSERT(other.surgeryOnly[h].lo() <= better.surgeryOnly[h].lo() + rounding);
  });
}

TEST(PredictLaw, ATreatmentThatActsOnBreastCancerAloneNeverHarms) {
  law("gain >= 0", [] {
    const auto& model = *rc::gen::elementOf(models());
    const Prediction p = answer(model, points(anyInputs(model)));
    for (const PredictedPlan& plan : p.plans) {
      for (const PredictedStep& step : plan.steps) {
        if (!model.treatments[step.treatment].otherAdds.empty()) continue;  // costs deaths of other causes
        for (const Interval& gain : step.gain) RC_ASSERT(gain.lo() >= -rounding);
      }
    }
  });
}

/// Something that holds the value: itself, several values, or a range.
PredictKnown around(const kb::PredictInput& input, double value) {
  if (input.fixed || *rc::gen::inRange(0, 2) == 0) return PredictKnown::of({value});
  const bool category = !input.codes.empty() || !input.cuts.empty();
  if (category) {
    std::vector<double> all = {value};
    for (const kb::PredictCode& code : input.codes) all.insert(all.end(), code.values.begin(), code.values.end());
    for (const kb::PredictCut& cut : input.cuts) all.push_back(cut.value);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return PredictKnown::of(all);
  }
  const int at = static_cast<int>(value);
  const int lo = *rc::gen::inRange(std::max(static_cast<int>(input.range.lo()), at - 8), at + 1);
  const int hi = *rc::gen::inRange(at, std::min(static_cast<int>(input.range.hi()), at + 8) + 1);
  if (!input.whole) return PredictKnown::in(Interval::closed(lo, hi));
  std::vector<double> all;
  for (int each = lo; each <= hi; ++each) all.push_back(each);
  return PredictKnown::of(all);
}

TEST(PredictLaw, PartlyKnownInputsHoldEveryConcreteAnswer) {
  law("sound", [] {
    const auto& model = *rc::gen::elementOf(models());
    const std::vector<double> values = anyInputs(model);
    std::vector<PredictKnown> known;
    for (std::size_t i = 0; i < values.size(); ++i) known.push_back(around(model.inputs[i], values[i]));
    const Prediction wide = answer(model, known);
    const Prediction one = answer(model, points(values));
    for (std::size_t h = 0; h < one.surgeryOnly.size(); ++h) RC_ASSERT(within(one.surgeryOnly[h], wide.surgeryOnly[h]));
    for (const PredictedPlan& plan : one.plans) {
      const auto found = std::find_if(wide.plans.begin(), wide.plans.end(),
                                      [&](const PredictedPlan& other) { return other.plan == plan.plan; });
      RC_ASSERT(found != wide.plans.end());
      for (const PredictedStep& step : plan.steps) {
        const auto same = std::find_if(found->steps.begin(), found->steps.end(),
                                       [&](const PredictedStep& other) { return other.treatment == step.treatment; });
        RC_ASSERT(same != found->steps.end());
        for (std::size_t h = 0; h < step.gain.size(); ++h) {
          RC_ASSERT(within(step.survival[h], same->survival[h]));
          RC_ASSERT(within(step.gain[h], same->gain[h]));
        }
      }
    }
  });
}

TEST(PredictLaw, TheIntervalsAreNoWiderThanTheirEnds) {
  law("the ends of survival are reached", [] {
    const auto& model = *rc::gen::elementOf(models());
    const std::vector<double> values = anyInputs(model);
    const std::size_t size = inputNamed(model, "size");
    std::vector<PredictKnown> known = points(values);
    const double lo = values[size];
    const double hi = *rc::gen::inRange(static_cast<int>(lo), 501);
    known[size] = PredictKnown::in(Interval::closed(lo, hi));
    const Prediction wide = answer(model, known);
    const Prediction small = answer(model, points(values));
    std::vector<double> other = values;
    other[size] = hi;
    const Prediction large = answer(model, points(other));
    for (std::size_t h = 0; h < wide.surgeryOnly.size(); ++h) {
      RC_ASSERT(std::abs(wide.surgeryOnly[h].hi() - small.surgeryOnly[h].lo()) < rounding);
      RC_ASSERT(std::abs(wide.surgeryOnly[h].lo() - large.surgeryOnly[h].lo()) < rounding);
    }
  });
}

}  // namespace
}  // namespace her2
