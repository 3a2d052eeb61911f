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
  smoking = {};
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

Case Case::withoutCare() const {
  Case part;
  part.id = id;
  part.birthDate = birthDate;
  part.sex = sex;
  part.menopause = menopause;
  part.smoking = smoking;
  part.pregnant = pregnant;
  part.preferences = preferences;
  part.residence = residence;
  part.tumours = tumours;
  part.specimens = specimens;
  part.treatments = treatments;
  part.text = text;
  return part;
}

}  // namespace her2
