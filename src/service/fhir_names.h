// Ids and canonical addresses of the rules as FHIR resources: what an answer's GuidanceResponse points to, and what
// /fhir/PlanDefinition and /fhir/Library hand out.
#pragma once

#include <string>
#include <string_view>

#include "kb/model.h"

namespace her2::service {

/// A name in the 64 letters, digits, "-" and "." that FHIR allows; longer ones end with a hash of themselves.
std::string fhirId(std::string_view name);
/// "https://her2.invalid/fhir/PlanDefinition/…|2026.11.0": a name, not a place. The service has no address of its own.
std::string planCanonical(const kb::Knowledge& knowledge, const kb::Indication& indication);

}  // namespace her2::service
