// One page for the tumour board, as HTML to print or send: who the patient is as the record has it, status and why,
// options with evidence and safety, what is missing, room for the decision, sources. One file without script or
// anything to fetch; every value is escaped. The wording that frames the answer is in board_page.mustache.
#pragma once

#include <string>

#include "present/presenter.h"

namespace her2::present {

/// Needs an assessment with its trace: the reasons of the status come from there.
std::string boardPage(const Presenter& presenter, const Case& record, const Assessment& assessment,
                      const std::string& inputHash);

}  // namespace her2::present
