// An assessment as cards of CDS Hooks.
#pragma once

#include <string>
#include <vector>

#include "assess/order_review.h"
#include "present/presenter.h"

namespace her2::service {

/// What a card offers to do with one click: take a draft back, or order a check that is due.
struct Suggestion {
  std::string label;
  std::string deletes;              ///< reference of the draft: "MedicationRequest/d1"
  std::vector<std::string> checks;  ///< ids of checks to order, where nothing is deleted
};

struct Card {
  std::string summary;       ///< fewer than 140 characters
  std::string indicator;     ///< info, warning, critical
  std::string detail;        ///< GitHub Markdown, all text of the record escaped
  bool overridable = false;  ///< reasons for an override are offered
  std::vector<Suggestion> suggestions{};
};

/// One draft of an order, as far as it was understood.
struct Draft {
  std::string reference;              ///< "MedicationRequest/d1"
  std::vector<DrugId> drugs;          ///< against HER2: each gets a card
  std::vector<DrugId> partners;       ///< other drugs against cancer
  std::vector<Medication> medicines;  ///< all others, known or not
  bool selected = true;               ///< the call is about it; else it is only ordered with those that are
};

/// Status and what is missing; empty where there is nothing about HER2 to say.
std::vector<Card> statusCards(const present::Presenter& presenter, const Assessment& assessment);
/// One card for each HER2 drug about to be ordered: may it be given now, by the check that `her2 check` makes, and is
/// it an option for this record? Without one, what the order means for the HER2 drugs of the record: interactions, and
/// medicines that nobody here knows. Empty where the order has nothing to do with HER2. `warnings`
/// are those of what was sent and of its reader.
std::vector<Card> orderCards(const present::Presenter& presenter, const assess::Assessor& assessor, const Case& record,
                             const std::vector<Draft>& drafts, const Problems& warnings);

/// Text that Markdown and HTML leave as it is.
std::string escapedMarkdown(std::string_view text);

}  // namespace her2::service
