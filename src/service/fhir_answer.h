// The answer of $assess: what was concluded about one patient, as a Bundle.
#pragma once

#include <string>

#include "api/desk.h"
#include "present/presenter.h"

namespace her2::service {

/// GuidanceResponse: an option that is not ruled out, `data-required` with what would decide. RiskAssessment: PREDICT
/// Breast, and the classes of a scale of risk. DetectedIssue: what speaks against or asks for care, and warnings about
/// the record. CarePlan: what to obtain and to watch, a draft. The patient of the record is the subject of all.
/// `timestamp`: "2026-11-25T20:33:17Z".
std::string fhirAnswer(const present::Presenter& presenter, const api::Answer& answer, const std::string& timestamp);

}  // namespace her2::service
