// Finds the patient's text for a thing on a day.
#pragma once

#include <string_view>

#include "kb/model.h"

namespace her2::kb {

/// Each is null where no text of that part is in force on the day. A text that names the kind of tumour stands before
/// one for all kinds; `tumours` are the kinds still possible, and empty where none is known.
const PatientText* classText(const Knowledge& knowledge, unsigned code, CodeSet tumours, Date day);
const PatientText* resultText(const Knowledge& knowledge, unsigned code, CodeSet tumours, Date day);
/// Of a medicine, by the id of the drug.
const PatientText* medicineText(const Knowledge& knowledge, std::string_view drug, Date day);
/// Of an indication, by "drug/indication".
const PatientText* useText(const Knowledge& knowledge, std::string_view option, Date day);
/// Of a check before the first dose, or a test that is owed.
const PatientText* checkText(const Knowledge& knowledge, std::string_view check, Date day);

/// All texts of a part in force on the day, in the order of the files.
std::vector<const PatientText*> textsOf(const Knowledge& knowledge, PatientPart part, Date day);

}  // namespace her2::kb
