// What a program that gathers records from an OMOP database must know: the mapping of the model, and which concepts are
// read at all (docs/omop.md). The records themselves go through the Desk as any other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/desk.h"
#include "intake/fhir.h"

namespace her2::api {

/// The [[omop]] block of the knowledge as JSON; problems where there is none, or it has a fault.
Result<std::string> omopMapping(const Desk& desk);

/// What each entry of a Bundle is about, by its code alone; see intake::FhirReader::subjects(). Compiles the
/// terminology anew each time, so ask for many at once.
Result<std::vector<intake::Subject>> subjects(const Desk& desk, std::string_view bundle);

/// "specimen-test", "test", "cancer", "tumour", "metastasis", "finding", "procedure", "drug", "speaks-of-her2"; empty
/// for nothing.
std::string_view nameOf(const intake::Subject& subject);

}  // namespace her2::api
