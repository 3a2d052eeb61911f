// The group table in words: usual results, options and safety notes of each group, every cell with what opens it.
#pragma once

#include <string>
#include <vector>

#include "check/groups.h"
#include "present/presenter.h"

namespace her2::present {

/// "IHC 2+, ISH negative": the cells of a row that ask something, in the words of the codes.
std::string rowInWords(const kb::Knowledge& knowledge, const kb::Table& table, const kb::Row& row);

/// The options of a group by drug, each with the regions in which it holds.
struct OptionLine {
  const kb::Indication* indication = nullptr;
  std::vector<std::string> approvals;  ///< "US: FDA 2022-08-05 regular [fda-2022-08-05, secondary]"
};
std::vector<OptionLine> optionLines(const kb::Knowledge& knowledge, const check::GroupAnswer& answer);

std::string groupsText(const Presenter& presenter, const std::vector<check::GroupAnswer>& groups);
std::string groupsMarkdown(const Presenter& presenter, const std::vector<check::GroupAnswer>& groups);
std::string groupsJson(const Presenter& presenter, const std::vector<check::GroupAnswer>& groups);

}  // namespace her2::present
