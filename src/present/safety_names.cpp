// Codes of the states of safety, as JSON and text print them.
#include "present/safety_json.h"

namespace her2::present {

std::string_view levelName(SafetyLevel level) {
  switch (level) {
    case SafetyLevel::Clear:
      return "clear";
    case SafetyLevel::BaselineDue:
      return "baseline-due";
    case SafetyLevel::Caution:
      return "caution";
    case SafetyLevel::Contraindicated:
      return "contraindicated";
  }
  return "";
}

std::string_view stateName(CheckState state) {
  switch (state) {
    case CheckState::Known:
      return "known";
    case CheckState::Missing:
      return "missing";
    case CheckState::TooOld:
      return "too-old";
    case CheckState::Undated:
      return "undated";
  }
  return "";
}

std::string_view stateName(VisitState state) {
  switch (state) {
    case VisitState::Done:
      return "done";
    case VisitState::Overdue:
      return "overdue";
    case VisitState::Due:
      return "due";
    case VisitState::Later:
      return "later";
    case VisitState::Undated:
      return "undated";
  }
  return "";
}

std::string_view gradeName(InteractionGrade grade) {
  switch (grade) {
    case InteractionGrade::NotKnown:
      return "not-known";
    case InteractionGrade::Monitor:
      return "monitor";
    case InteractionGrade::Adjust:
      return "adjust";
    case InteractionGrade::Avoid:
      return "avoid";
  }
  return "";
}

std::string_view urgencyName(UrgencyGrade urgency) {
  switch (urgency) {
    case UrgencyGrade::Report:
      return "report";
    case UrgencyGrade::SameDay:
      return "same-day";
    case UrgencyGrade::Emergency:
      return "emergency";
  }
  return "";
}

}  // namespace her2::present
