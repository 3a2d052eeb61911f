// What changed in the knowledge between two days, to read and for programs.
#pragma once

#include <string>

#include "kb/changes.h"

namespace her2::present {

/// The two days, and the regions that were compared.
struct DiffQuestion {
  Date from;
  Date to;
  std::vector<std::uint16_t> regions;
};

std::string diffText(const kb::Knowledge& knowledge, const DiffQuestion& asked, const kb::Changes& changes);
std::string diffJson(const kb::Knowledge& knowledge, const DiffQuestion& asked, const kb::Changes& changes);

}  // namespace her2::present
