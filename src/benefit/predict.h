// PREDICT Breast: survival after surgery for early invasive breast cancer, and what each adjuvant treatment adds, by
// the versions in knowledge/scales. All constants are in the knowledge; here is the arithmetic (docs/benefit.md).
//
// Survival after t years is exp(-B(t) - O(t)): B and O are the cumulative hazards of death from breast cancer and from
// other causes. The gain of a treatment is the difference of survival with and without it, in percentage points; it
// depends on the treatments before it.
//
// Partly known inputs give intervals. Promise: whatever the open inputs turn out to be within what is known of them,
// the numbers the model then gives lie in the intervals (to rounding, far below 1e-9). Where the authors put an average
// for an input that is not recorded, that average is used, as they do, and the answer says so: it is no bound.
#pragma once

#include "engine/program.h"
#include "facts/deriver.h"
#include "her2/prediction.h"

namespace her2::benefit {

using feel::FactId;

/// What is known of one input: some of these values, or anything in a range.
struct PredictKnown {
  std::vector<double> values;
  Interval range;
  bool isRange = false;
  bool averaged = false;

  static PredictKnown of(std::vector<double> values) { return {std::move(values), {}, false, false}; }
  static PredictKnown in(const Interval& range) { return {{}, range, true, false}; }
  bool mayBe(double value) const;
};

/// The numbers, caveats included. `inputs` has one element an input of the model, none empty, all within their limits.
void compute(const kb::PredictModel& model, const std::vector<PredictKnown>& inputs, Prediction& out);

/// Where the patient's facts come from.
struct PatientFacts {
  const kb::Knowledge& knowledge;
  const engine::Program& program;
  const facts::FactBlock& block;
  unsigned lane = 0;
  const facts::Deriver& deriver;
  const facts::Context& context;
  CodeSet tumourKind;       ///< domain `tumour-kind`; empty: not recorded
  FactId her2Result = 0;    ///< the fact her2.result, which no record states …
  CodeSet her2ResultCodes;  ///< … and what the specimens came to
};

/// One version of the model for this patient: refusals, missing facts, or the numbers.
Prediction predict(const PatientFacts& patient, std::size_t model);

/// All versions that are for this kind of tumour.
void predictAll(const PatientFacts& patient, Benefit& out);

}  // namespace her2::benefit
