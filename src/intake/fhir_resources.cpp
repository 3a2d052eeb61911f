#include "intake/fhir_resources.h"

namespace her2::intake::fhir {

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
  references.clear();
  names.clear();
  positions.clear();
}

}  // namespace her2::intake::fhir
