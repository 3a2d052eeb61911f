// A calendar of checks in words, as JSON, as iCalendar (RFC 5545) and as a FHIR R4 CarePlan.
#pragma once

#include <string>

#include "present/presenter.h"
#include "safety/calendar.h"

namespace her2::present {

/// "Safety checks: trastuzumab deruxtecan"
std::string calendarTitle(const Presenter& presenter, const safety::Calendar& calendar);
std::string calendarText(const Presenter& presenter, const Case& record, const safety::Calendar& calendar);
std::string calendarJson(const Presenter& presenter, const Case& record, const safety::Calendar& calendar);

/// All-day events, one a visit; CRLF line ends, lines of at most 75 bytes. No name of the patient: a calendar travels.
/// The same calendar gives the same bytes: DTSTAMP is the as-of day, UIDs come from what they name.
std::string calendarIcs(const Presenter& presenter, const Case& record, const safety::Calendar& calendar);

/// One CarePlan, a proposal, with an activity a visit.
std::string calendarFhir(const Presenter& presenter, const Case& record, const safety::Calendar& calendar);

/// One content line of iCalendar, folded: no piece longer than 75 bytes, no letter of UTF-8 cut in two.
std::string foldedLine(std::string_view name, std::string_view value);
/// Text as a value of iCalendar: backslash, semicolon, comma and line ends escaped.
std::string escapedText(std::string_view text);

}  // namespace her2::present
