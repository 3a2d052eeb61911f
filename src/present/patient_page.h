// The patient's page: the same answer in plain words (reading age about 12). When to get help at once stands first,
// then the result, the medicines to ask about, tests that are owed, questions and answers, what the page is not,
// sources. What it says about HER2 and medicines is text of the knowledge; only the sentences between are here.
#pragma once

#include <string>

#include "present/presenter.h"

namespace her2::present {

std::string patientPage(const Presenter& presenter, const Case& record, const Assessment& assessment);

}  // namespace her2::present
