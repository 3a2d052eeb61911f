// Safety in words, for the page in a terminal: what is urgent stands on top, the rest below the options.
#pragma once

#include <set>
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
/// Drugs that concern the patient: those of an option that is indicated or possible in a region shown, and those that
/// are planned, being taken, or were.
std::set<std::string> drugsOfConcern(const Presenter& presenter, const Assessment& assessment);
/// Does the line speak of one of these drugs, or of none in particular?
bool concerns(const SafetyLine& line, const std::set<std::string>& drugs);

}  // namespace her2::present
