// Where the options of one case stand in the order of the knowledge, and what puts one before another. Ranks are of
// one region. Positions are those of the knowledge's lists.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "her2/code_set.h"

namespace her2 {

/// Where an option stands at one criterion: the levels it may stand on, and what says so.
struct Standing {
  CodeSet codes;                     ///< of what the criterion compares; more than one: not known which
  std::vector<std::string> because;  ///< "DESTINY-Breast03: overall survival HR 0.73 (0.56 to 0.94)"
  std::vector<std::string> sources;
};

/// How one option stands to another.
enum class Order : std::uint8_t {
  Before,  ///< whatever the open levels turn out to be
  Behind,
  Equal,  ///< on the same known level at every criterion
  Open,   ///< the level of one or both is not known, and it matters
  Apart,  ///< on scales that are not compared
};

struct Comparison {
  std::uint32_t option = 0;  ///< the other one: position in Assessment::options
  Order order = Order::Equal;
  std::uint16_t criterion = 0;  ///< that decides, or leaves it undecided
};

struct OptionRank {
  std::uint16_t rank = 0;           ///< one more than the options that certainly come before it; 0: not ranked
  std::uint16_t of = 0;             ///< options ranked in its region
  std::uint32_t ranking = 0;        ///< position in the knowledge's rankings
  std::vector<Standing> standings;  ///< one a criterion
  std::vector<Comparison> against;  ///< each other one ranked in its region
};

/// The result that shows most for an option: where its evidence class comes from.
struct MainEffect {
  std::uint32_t trial = 0;
  std::uint16_t result = 0;  ///< position in the trial's results
};

}  // namespace her2
