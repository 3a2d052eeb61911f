// How resources are named in problems and origins.
#pragma once

#include <string>
#include <string_view>

#include "intake/fhir_resources.h"
#include "intake/reader.h"

namespace her2::intake::fhir {

/// "Observation/ihc-1.valueQuantity"; "Bundle.entry[3].resource.valueQuantity" for one without an id.
void appendPath(std::string& out, const Name& name, std::string_view element);
/// "cohort.ndjson:17 Observation/ihc-1.valueQuantity".
std::string placeIn(RecordPlace place, std::string_view path);

}  // namespace her2::intake::fhir
