#include "kb/patient_texts.h"

#include <algorithm>

namespace her2::kb {
namespace {

/// The first text of the part in force that `fits`; one that names the tumour before one for all.
template <class Fits>
const PatientText* find(const Knowledge& knowledge, PatientPart part, Date day, CodeSet tumours, const Fits& fits) {
  const PatientText* general = nullptr;
  for (const PatientText& text : knowledge.patientTexts) {
    if (text.part != part || !text.holds(day) || !fits(text)) continue;
    if (text.tumours.empty()) {
      if (general == nullptr) general = &text;
    } else if (!tumours.empty() && text.tumours.contains(tumours)) {
      return &text;
    }
  }
  return general;
}

auto names(const std::vector<std::string> PatientText::*list, std::string_view name) {
  return [list, name](const PatientText& text) {
    return std::find((text.*list).begin(), (text.*list).end(), name) != (text.*list).end();
  };
}

}  // namespace

const PatientText* classText(const Knowledge& knowledge, unsigned code, CodeSet tumours, Date day) {
  return find(knowledge, PatientPart::Status, day, tumours,
              [&](const PatientText& t) { return t.classes.contains(code); });
}

const PatientText* resultText(const Knowledge& knowledge, unsigned code, CodeSet tumours, Date day) {
  return find(knowledge, PatientPart::Status, day, tumours,
              [&](const PatientText& t) { return t.results.contains(code); });
}

const PatientText* medicineText(const Knowledge& knowledge, std::string_view drug, Date day) {
  return find(knowledge, PatientPart::Option, day, {}, names(&PatientText::drugs, drug));
}

const PatientText* useText(const Knowledge& knowledge, std::string_view option, Date day) {
  return find(knowledge, PatientPart::Use, day, {}, names(&PatientText::options, option));
}

const PatientText* checkText(const Knowledge& knowledge, std::string_view check, Date day) {
  return find(knowledge, PatientPart::Check, day, {}, names(&PatientText::checks, check));
}

std::vector<const PatientText*> textsOf(const Knowledge& knowledge, PatientPart part, Date day) {
  std::vector<const PatientText*> result;
  for (const PatientText& text : knowledge.patientTexts) {
    if (text.part == part && text.holds(day)) result.push_back(&text);
  }
  return result;
}

}  // namespace her2::kb
