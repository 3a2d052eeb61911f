// Invented patients in the formats the intake reads. Every record says that it is synthetic.
#pragma once

#include <map>
#include <string>

#include "synth/patient.h"

namespace her2::synth {

/// A line of case JSON, with its line end.
void appendCaseJson(const SyntheticPatient& patient, std::string& out);
/// A FHIR R4 Bundle on one line, with its line end.
void appendBundle(const Model& model, const SyntheticPatient& patient, std::string& out);
/// The same resources, a line each, by their type: the files of a bulk export. Of a patient whose record is broken
/// every line is cut off.
using ResourceLines = std::map<std::string, std::string>;
void appendResources(const Model& model, const SyntheticPatient& patient, ResourceLines& files);
/// The header of the table layout `template`, and a row of it.
std::string tableHeader();
void appendTableRow(const SyntheticPatient& patient, std::string& out);

}  // namespace her2::synth
