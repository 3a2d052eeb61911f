// Two answers side by side: the case as recorded, and the case as supposed. Only what differs is shown.
#pragma once

#include <string>
#include <vector>

#include "present/presenter.h"

namespace her2::present {

struct Answer {
  const Case& record;
  const Assessment& assessment;
};

/// One place of assessment JSON whose value differs. A list whose entries have names is compared entry by entry.
struct Difference {
  std::string path;    ///< "status.class", "options[trastuzumab-deruxtecan/breast-low-after-chemotherapy@US].state"
  std::string before;  ///< JSON; null where the place is not there
  std::string after;
};

std::vector<Difference> differences(const Presenter& presenter, const Answer& before, const Answer& after);

/// As JSON: what names the two answers, the changes, and the differences.
std::string whatIfJson(const Presenter& presenter, const std::vector<std::string>& changes, const Answer& before,
                       const Answer& after, const std::string& inputHash, bool pretty);
/// As a page: status, options, PREDICT and tests that differ.
std::string whatIfText(const Presenter& presenter, const std::vector<std::string>& changes, const Answer& before,
                       const Answer& after);

}  // namespace her2::present
