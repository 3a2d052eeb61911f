// The order of the options in words: where each stands, and what puts one before another, in the words of the
// knowledge.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "present/presenter.h"

namespace her2::present {

/// Options to which one stands in the same way for the same reason.
struct RankReason {
  Order order = Order::Equal;
  const kb::RankCriterion* criterion = nullptr;  ///< null: equal at every criterion
  std::vector<std::uint32_t> others;             ///< positions in Assessment::options
  std::string mine;                              ///< what is said of the option at the criterion
  std::string theirs;                            ///< and of the others
};

std::string_view orderName(Order order);

/// Of an option that is ranked: first those it comes before, then its ties, then those before it.
std::vector<RankReason> rankReasons(const Presenter& presenter, const Assessment& assessment, const Option& option);

/// One sentence for a list: "first: recommended by a guideline, before 3 others; tied with …". Empty where not ranked.
std::string rankSentence(const Presenter& presenter, const Assessment& assessment, const Option& option);

/// Ranked options that are shown, region by region, the first rank first; of one rank as they stand in the knowledge.
std::vector<std::uint32_t> rankedOptions(const Presenter& presenter, const Assessment& assessment);

/// The section of the page; empty where nothing is ranked. Adds what it cites.
std::string rankingText(const Presenter& presenter, const Assessment& assessment, std::set<std::string>& cited);

/// "DESTINY-Breast03: progression-free survival HR 0.28 (0.22 to 0.37)"; empty where there is none.
std::string mainEffectText(const Presenter& presenter, const Option& option);

/// The grade of the ESMO-MCBS that counts in the order: "4", "A"; empty where it is not known.
std::string mcbsOf(const Presenter& presenter, const Option& option);

/// Is every score it may have one that counts as a substantial benefit?
bool isSubstantial(const Presenter& presenter, const Option& option);

}  // namespace her2::present
