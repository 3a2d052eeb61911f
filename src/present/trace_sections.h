// Which sections of a trace are shown: those about specimens and the patient, and about options and safety in the
// regions asked for.
#pragma once

#include <vector>

#include "present/presenter.h"

namespace her2::present {

std::vector<const TraceSection*> sectionsShown(const Presenter& presenter, const Assessment& assessment);

}  // namespace her2::present
