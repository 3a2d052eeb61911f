// The results of trials that can be drawn for one patient: ratios of a comparison, and response rates. Those of all
// patients and of the subgroups the patient is in, or may be in; behind the options that are indicated or possible.
#pragma once

#include <vector>

#include "present/presenter.h"

namespace her2::present {

/// Is the patient in the subgroup a result is of?
enum class Belongs { AllPatients, Certainly, Possibly };

struct Effect {
  const TrialFit* fit = nullptr;
  const kb::Trial* trial = nullptr;
  const kb::TrialResult* result = nullptr;
  Belongs belongs = Belongs::AllPatients;
};

struct Effects {
  std::vector<Effect> ratios;     ///< of a time to an unwanted event, between the arms of a comparison
  std::vector<Effect> responses;  ///< per cent of patients, without an axis in common with ratios
  std::size_t earlier = 0;        ///< left out: an earlier analysis of something that is there
  std::size_t others = 0;  ///< left out: medians, rates at a horizon, other ratios, which have no place on these axes
};

/// In the order of the options. `brief`, where space is short: of several analyses of the same the one the trial lists
/// last, and response rates only of trials that have no ratio.
Effects effectsOf(const Presenter& presenter, const Assessment& assessment, bool brief);

/// A forest plot of ratios on a logarithmic axis and, in a panel of their own, response rates; SVG, or empty where
/// there is nothing to draw. An effect without a published interval is a hollow mark without a line.
std::string forestPlot(const Presenter& presenter, const Assessment& assessment, const Effects& effects,
                       std::string_view id);

/// Survival by PREDICT Breast with and without each treatment, the newest version that answers, with what has to be
/// said beside its numbers; empty where no version answers. `everyVersion`: all that answer.
std::string survivalPlot(const Presenter& presenter, const Assessment& assessment, bool everyVersion,
                         std::string_view id);

}  // namespace her2::present
