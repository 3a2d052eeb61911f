// Safety in words, for the page in a terminal: what is urgent stands on top, the rest below the options.
#pragma once

#include <string>

#include "present/presenter.h"

namespace her2::present {

/// Empty where nothing is urgent.
std::string urgentText(const Presenter& presenter, const Assessment& assessment);
/// Holds, precautions, checks due, interactions, contraception, risk, team; each section only where it says something.
std::string safetyText(const Presenter& presenter, const Assessment& assessment);

/// "hold", "resume at the same dose or stop for good": titles of codes of `safety-action`.
std::string actionsText(const Presenter& presenter, const std::vector<std::string>& actions);
/// "US, EU", or empty where a line holds in every region shown.
std::string regionsText(const Presenter& presenter, const SafetyLine& line);
bool showsLine(const Presenter& presenter, const SafetyLine& line);

}  // namespace her2::present
