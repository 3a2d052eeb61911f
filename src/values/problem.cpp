#include "her2/problem.h"

#include <fmt/format.h>

#include <algorithm>

namespace her2 {

std::string Problem::text() const {
  return fmt::format("{}: {}{}{}{}", severity == Severity::Error ? "error" : "warning", where,
                     where.empty() ? "" : ": ", message, remedy.empty() ? "" : fmt::format(" ({})", remedy));
}

bool hasErrors(const Problems& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const Problem& p) { return p.severity == Severity::Error; });
}

}  // namespace her2
