// An assessment as cards of CDS Hooks.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "present/presenter.h"

namespace her2::service {

struct Card {
  std::string summary;       ///< fewer than 140 characters
  std::string indicator;     ///< info, warning, critical
  std::string detail;        ///< GitHub Markdown, all text of the record escaped
  bool overridable = false;  ///< reasons for an override are offered
};

/// Status and what is missing; empty where there is nothing about HER2 to say.
std::vector<Card> statusCards(const present::Presenter& presenter, const Assessment& assessment);
/// One card for each HER2 drug about to be ordered, by id: is it an option for this record?
std::vector<Card> orderCards(const present::Presenter& presenter, const Assessment& assessment,
                             const std::set<std::string>& drugs);

/// Text that Markdown and HTML leave as it is.
std::string escapedMarkdown(std::string_view text);

}  // namespace her2::service
