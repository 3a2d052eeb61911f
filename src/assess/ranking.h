// Puts the options of a case in the order that the knowledge sets, as far as what is known allows: a lexicographic
// comparison of levels, some of which are open. An option comes before another only if it does so whatever the open
// levels turn out to be; so learning a fact never turns such an order round. Everything else is a tie, and says why.
#pragma once

#include <span>

#include "assess/parts.h"

namespace her2::assess {

struct Verdict {
  Order order = Order::Equal;
  std::size_t criterion = 0;  ///< that decides, or leaves it undecided; of Equal none
};

/// How the first stands to the second. One standing a criterion.
Verdict compare(const kb::Ranking& ranking, std::span<const Standing> first, std::span<const Standing> second);

/// Ranks the options that are not ruled out, region by region, by the ranking in force on the day; where there is none
/// they stay without. Needs what trials, guidelines and safety say.
void rankOptions(const kb::Knowledge& knowledge, Date asOf, Assessment& out);

}  // namespace her2::assess
