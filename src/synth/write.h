// Invented patients in the formats the intake reads. Every record says that it is synthetic.
#pragma once

#include <string>

#include "synth/patient.h"

namespace her2::synth {

/// A line of case JSON, with its line end.
void appendCaseJson(const SyntheticPatient& patient, std::string& out);
/// A FHIR R4 Bundle on one line, with its line end.
void appendBundle(const Model& model, const SyntheticPatient& patient, std::string& out);
/// The header of the table layout `template`, and a row of it.
std::string tableHeader();
void appendTableRow(const SyntheticPatient& patient, std::string& out);

}  // namespace her2::synth
