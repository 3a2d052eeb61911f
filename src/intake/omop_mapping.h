// The mapping of the OMOP Common Data Model (knowledge/mappings, docs/omop.md): what its vocabularies and its own names
// mean for the FHIR intake. The rows themselves are gathered by whoever can ask the database, with this in hand.
#pragma once

#include <string>

#include "kb/document_set.h"

namespace her2::intake {

/// The one [[omop]] block, checked, as a JSON object for the program that asks the database; code systems stand there
/// by the URI of their [[code-system]].
Result<std::string> omopMapping(const kb::DocumentSet& knowledge);

}  // namespace her2::intake
