#include "intake/fhir_resources.h"

namespace her2::intake::fhir {

std::string_view Resources::textOf(const Concept& c) const {
  for (const Coding& coding : of(c)) {
    if (!coding.display.empty()) return coding.display;
  }
  if (!c.text.empty()) return c.text;
  return c.codings.empty() ? std::string_view() : of(c).front().code;
}

void Resources::clear() {
  bundleId = {};
  patients.clear();
  conditions.clear();
  observations.clear();
  specimens.clear();
  reports.clear();
  medications.clear();
  definitions.clear();
  procedures.clear();
  codings.clear();
  concepts.clear();
  values.clear();
  components.clear();
  stages.clear();
  ranges.clear();
  references.clear();
  names.clear();
  positions.clear();
}

}  // namespace her2::intake::fhir
