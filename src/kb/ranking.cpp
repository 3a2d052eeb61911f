#include "kb/ranking.h"

#include <array>

namespace her2::kb {
namespace {

using Codes = std::span<const std::string_view>;

constexpr std::array<std::string_view, rankMeasures> names = {"contraindication",  "state",     "guideline",
                                                              "direct-comparison", "evidence",  "mcbs",
                                                              "subgroup",          "trial-fit", "safety"};

constexpr std::array<std::string_view, 2> contraindication = {"none", "contraindicated"};
constexpr std::array<std::string_view, 2> state = {"indicated", "not-indicated"};
constexpr std::array<std::string_view, 4> guideline = {"for", "may", "not-named", "against"};
constexpr std::array<std::string_view, 2> comparison = {"unbeaten", "beaten"};
constexpr std::array<std::string_view, 6> evidence = {"survival", "events",   "response",
                                                      "unproven", "indirect", "single-arm"};
constexpr std::array<std::string_view, 13> mcbs = {"1/A", "1/B", "1/C", "2/5", "2/4", "2/3", "2/2",
                                                   "2/1", "3/5", "3/4", "3/3", "3/2", "3/1"};
constexpr std::array<std::string_view, 2> subgroup = {"not-against", "against"};
constexpr std::array<std::string_view, 2> fit = {"fits", "does-not-fit"};
constexpr std::array<std::string_view, 3> safety = {"clear", "caution", "contraindicated"};

constexpr std::array<Codes, rankMeasures> codes = {contraindication, state, guideline, comparison, evidence, mcbs,
                                                   subgroup,         fit,   safety};

}  // namespace

std::string_view measureName(RankMeasure measure) { return names[static_cast<std::size_t>(measure)]; }

Codes codesOf(RankMeasure measure) { return codes[static_cast<std::size_t>(measure)]; }

RankCriterion::Position RankCriterion::positionOf(unsigned code) const {
  for (std::size_t scale = 0; scale < scales.size(); ++scale) {
    for (std::size_t level = 0; level < scales[scale].levels.size(); ++level) {
      if (scales[scale].levels[level].codes.contains(code)) return {scale, level};
    }
  }
  return {};  // the loader refuses a criterion without a place for each code
}

std::string RankCriterion::levelText(CodeSet codes) const {
  std::vector<std::string_view> says;
  for (const RankScale& scale : scales) {
    for (const RankLevel& level : scale.levels) {
      if (level.codes.intersects(codes)) says.push_back(level.say);
    }
  }
  if (says.empty() || says.size() > 2) return open;
  return says.size() == 1 ? std::string(says[0]) : std::string(says[0]).append(", or ").append(says[1]);
}

}  // namespace her2::kb
