#include "her2/case.h"

namespace her2 {

Origin Case::addOrigin(std::string_view where) {
  const Origin origin{static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(where.size())};
  text.append(where);
  return origin;
}

void Case::clear() {
  id.clear();
  birthDate = {};
  sex = {};
  menopause = {};
  pregnant = {};
  preferences.clear();
  residence.clear();
  tumours.clear();
  specimens.clear();
  treatments.clear();
  measurements.clear();
  conditions.clear();
  adverseEvents.clear();
  symptoms.clear();
  medications.clear();
  conditionsListed = false;
  adverseEventsListed = false;
  symptomsListed = false;
  medicationsListed = false;
  text.clear();
}

}  // namespace her2
