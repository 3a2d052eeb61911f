// Trials as text a clinician reads: who was in it, what was compared, what came out, each number with its interval,
// horizon, source and grade.
#pragma once

#include <string>

#include "kb/model.h"

namespace her2::present {

std::string trialText(const kb::Knowledge& knowledge, const kb::Trial& trial);

std::string scorecardText(const kb::Knowledge& knowledge, const kb::Scorecard& card);

/// "HR 0.51 (95 % CI 0.40-0.64); median 10.1 against 5.4 mo", with [unverified] behind what is.
std::string resultText(const kb::TrialResult& result);

}  // namespace her2::present
