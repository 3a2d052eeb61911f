// Trials as text a clinician reads: who was in it, what was compared, what came out, each number with its interval,
// horizon, source and grade.
#pragma once

#include <set>
#include <string>

#include "present/presenter.h"

namespace her2::present {

std::string trialText(const kb::Knowledge& knowledge, const kb::Trial& trial);

std::string scorecardText(const kb::Knowledge& knowledge, const kb::Scorecard& card);

/// "HR 0.51 (95 % CI 0.40-0.64); median 10.1 against 5.4 mo", with [unverified] behind what is.
std::string resultText(const kb::TrialResult& result);
/// "HR 0.51 (0.40 to 0.64)": its ratio alone, empty where it has none.
std::string ratioText(const kb::TrialResult& result);
/// "45.8 (36.1 to 55.7) against 29": its rates alone, empty where it has none for the first arm.
std::string rateText(const kb::TrialResult& result);

std::string recommendationText(const kb::Knowledge& knowledge, const kb::Recommendation& recommendation);

/// "DESTINY-Breast04 (randomised): 7 of 8 entry criteria met; not known: …"
std::string fitText(const kb::Knowledge& knowledge, const TrialFit& fit);

/// "ESMO-MCBS 1.1: 4 published (secondary, form 2a); …"; empty where there is none. Adds what it cites.
std::string scoresText(const Presenter& presenter, const TrialFit& fit, std::set<std::string>& cited);

/// "NICE, England: not recommended", where space is short.
std::string guidelineBrief(const kb::Recommendation& recommendation, const GuidelineEntry& entry);

/// Under an option: the recommendations that speak of it, and how the patient fits the trials it rests on. Adds what it
/// cites.
std::string optionEvidence(const Presenter& presenter, const Assessment& assessment, const Option& option,
                           std::set<std::string>& cited);

/// Recommendations that speak of the patient but of no option that is indicated or possible.
std::string otherGuidelines(const Presenter& presenter, const Assessment& assessment, std::set<std::string>& cited);

}  // namespace her2::present
