// The order in which options are proposed, as dated knowledge: criteria, the first of which that tells two options
// apart decides, and for each the levels an option may stand on. Loaded from knowledge/ranking; docs/ranking.md says
// how it is read.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "her2/code_set.h"
#include "kb/node.h"
#include "kb/period.h"

namespace her2::kb {

/// What can be read off an option. Each has codes of its own: see codesOf().
enum class RankMeasure : std::uint8_t {
  Contraindication,  ///< is one on record?
  State,             ///< does the label fit?
  Guideline,         ///< what guidelines and consensus conferences say of the regimen, for this patient
  DirectComparison,  ///< has another listed option beaten it in a randomised trial?
  Evidence,          ///< the most that a trial behind it has shown
  Mcbs,              ///< ESMO-MCBS, as form and grade
  Subgroup,          ///< does the patient's own subgroup point the other way?
  TrialFit,          ///< would the patient have been let into a trial behind it?
  Safety,            ///< what safety says
};
inline constexpr std::size_t rankMeasures = 9;

std::string_view measureName(RankMeasure measure);  ///< "direct-comparison"
/// At most 64, the best first within a scale; codes of a Standing are positions in it.
std::span<const std::string_view> codesOf(RankMeasure measure);

struct RankLevel {
  CodeSet codes;
  std::string say;  ///< of an option on it
};

/// Levels in order, the best first. Those of different scales are not compared.
struct RankScale {
  std::string title;
  std::vector<RankLevel> levels;
};

struct RankCriterion {
  RankMeasure compares = RankMeasure::State;
  std::string title;
  std::string say;  ///< why it stands in the order
  std::vector<RankScale> scales;
  std::string open;   ///< said where it is not known on which level an option stands
  std::string apart;  ///< said of two options on different scales
  std::vector<std::string> sources;
  Place place;

  struct Position {
    std::size_t scale = 0;
    std::size_t level = 0;
  };
  /// Where a code stands: each has one place.
  Position positionOf(unsigned code) const;
  /// What is said of an option that may have any of the codes: of its level; where several are possible, of each or, if
  /// they are more than two, that it is not known.
  std::string levelText(CodeSet codes) const;
};

struct Ranking {
  std::string id;
  std::string title;
  std::string say;
  std::vector<std::uint16_t> regions;  ///< for whose options
  Period period;
  std::vector<RankCriterion> criteria;
  CodeSet substantial;  ///< of RankMeasure::Mcbs: scores that count as a substantial benefit, across patients
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

}  // namespace her2::kb
