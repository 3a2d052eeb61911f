// Finds what the knowledge holds about some words: in names, titles, codes of other systems, brands, aliases, texts.
#pragma once

#include <string>
#include <vector>

#include "kb/catalogue.h"

namespace her2::present {

struct Hit {
  kb::Entry entry;
  int score = 0;
  std::string excerpt;  ///< where the words stand, if not in name or title
};

/// Entries that hold every word, best first: a word counts most in the name, then in title, brands and codes, then in
/// what is said; whole words before beginnings before parts. Letters match in either case. Equal scores keep the order
/// of kind and name.
std::vector<Hit> searchKnowledge(const kb::Knowledge& knowledge, const std::vector<std::string>& words);

/// At most `limit` hits, and how many more there are.
std::string hitsText(const std::vector<Hit>& hits, std::size_t limit);

}  // namespace her2::present
