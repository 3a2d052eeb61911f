// How much treatment is likely to add for one patient: survival by published scales (docs/benefit.md). Numbers are in
// per cent or percentage points; an interval wherever the record leaves inputs open.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "her2/interval.h"

namespace her2 {

/// One treatment added to those before it. Per cent alive after each horizon of the model, an interval where the record
/// leaves inputs open.
struct PredictedStep {
  std::uint16_t treatment = 0;     ///< position in the model's treatments
  std::vector<Interval> survival;  ///< with it, one a horizon
  std::vector<Interval> gain;      ///< percentage points over the step before
};

struct PredictedPlan {
  std::uint16_t plan = 0;  ///< position in the model's plans
  std::vector<PredictedStep> steps;
};

/// What a model was told, and where it came from.
struct PredictInputValue {
  std::string fact;
  std::string value;
  std::string origin;
  bool averaged = false;  ///< not recorded: the value the authors put in its place
};

/// The answer of one version of PREDICT Breast; without numbers where it refuses or lacks an input.
struct Prediction {
  std::uint16_t model = 0;           ///< position in the knowledge's predictModels
  std::vector<std::string> refused;  ///< why it does not apply, in words
  std::vector<std::string> missing;  ///< facts without which it cannot answer
  std::vector<std::string> open;     ///< facts that, known better, would narrow the intervals
  std::vector<PredictInputValue> inputs;
  std::vector<std::string> caveats;   ///< texts that go with every number
  std::vector<Interval> surgeryOnly;  ///< survival without any of the treatments, one a horizon
  std::vector<PredictedPlan> plans;
  bool answered() const { return !surgeryOnly.empty(); }
};

/// How much treatment is likely to help this patient.
struct Benefit {
  std::vector<Prediction> predictions;  ///< one a version; empty where the tumour is certainly not of the breast
};

}  // namespace her2
