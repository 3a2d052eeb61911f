// The whole knowledge as a static site: a page for everything that has a name, the four groups, the timeline, lists of
// each kind, a search. Pages need no server and no network; the same knowledge gives the same bytes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "check/groups.h"
#include "present/presenter.h"

namespace her2::present {

struct SiteFile {
  std::string path;  ///< "table/breast.class.html"
  std::string text;
};

/// Hands every file to `write`. The groups are those of the presenter's day.
void writeSite(const Presenter& presenter, const std::vector<check::GroupAnswer>& groups,
               const std::function<void(const SiteFile&)>& write);

}  // namespace her2::present
