// What stands behind and beside the options of one case: how the patient fits the trials, and which recommendations
// speak of the patient. Positions are those of the knowledge's lists.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "her2/code_set.h"

namespace her2 {

/// The preliminary score of the ESMO-MCBS, worked out from one row of a trial's results.
struct TrialScore {
  std::uint16_t result = 0;  ///< position in the trial's results
  CodeSet form;              ///< domain `mcbs-form`
  CodeSet preliminary;       ///< domain `mcbs-grade`: the scores still possible
  bool verify = false;       ///< rests on a number or a rule that was not read
};

/// One patient against the entry criteria and subgroups of one trial.
struct TrialFit {
  std::uint32_t trial = 0;
  std::vector<std::uint16_t> met;      ///< gates that certainly hold
  std::vector<std::uint16_t> unmet;    ///< gates that certainly fail
  std::vector<std::uint16_t> unknown;  ///< the others
  std::vector<std::uint16_t> in;       ///< subgroups the patient certainly belongs to
  std::vector<std::uint16_t> maybeIn;  ///< subgroups whose facts the record leaves open
  std::vector<TrialScore> scores;      ///< the same for every patient
};

/// A recommendation in force whose condition holds for the patient, or may. Beside the labels, never in their place.
struct GuidelineEntry {
  std::uint32_t recommendation = 0;
  bool applies = false;                ///< every criterion certainly holds; else possibly
  bool verify = false;                 ///< rests on a source that was not read: it never applies, only possibly
  std::vector<std::string> missing;    ///< facts that would decide, or a criterion that only a person can judge
  std::vector<std::uint32_t> options;  ///< those not ruled out whose regimen it speaks of: in Assessment::options
};

}  // namespace her2
