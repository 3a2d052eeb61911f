// The groups that people know, worked out as of a day: which results bring a patient into a group, and which options
// have criteria that fit it. Nothing is listed by hand: results are rows of tables, options are tried one by one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kb/model.h"

namespace her2::check {

/// A row of a table that gives a class of the group, whatever is not asked in it.
struct GroupResult {
  const kb::Table* table = nullptr;
  std::size_t row = 0;
};

/// An option that does not fail for some member of the group.
struct GroupOption {
  const kb::Indication* indication = nullptr;
  std::uint16_t region = 0;
  std::vector<std::uint16_t> approvals;
};

struct GroupAnswer {
  const kb::Group* group = nullptr;
  std::vector<GroupResult> results;
  std::vector<GroupOption> options;
};

/// In the order of the knowledge. Problems: a member names a fact that does not exist or a value it cannot have.
std::vector<GroupAnswer> workOutGroups(const std::shared_ptr<const kb::Knowledge>& knowledge, Date day,
                                       const std::vector<std::uint16_t>& regions, Problems& problems);

}  // namespace her2::check
