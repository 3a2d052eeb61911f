// The columns of a worklist that say who benefits most: they need an assessment of detail Benefit or more, which takes
// longer than the rest of the line.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "present/presenter.h"

namespace her2::present {

/// Names of the columns, in order: they stand behind those of the worklist.
std::span<const std::string_view> benefitColumns();

/// One cell a column; lists are separated by semicolons.
std::vector<std::string> benefitCells(const Presenter& presenter, const Assessment& assessment);

}  // namespace her2::present
