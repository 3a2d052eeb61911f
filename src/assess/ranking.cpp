#include "assess/ranking.h"

#include <algorithm>

#include "assess/standing.h"

namespace her2::assess {
namespace {

/// The levels an option may stand on; nothing of the kind where it may stand on several scales.
struct Span {
  bool oneScale = true;
  std::size_t scale = 0;
  std::size_t best = 0;  ///< levels count from the best
  std::size_t worst = 0;
};

Span spanOf(const kb::RankCriterion& criterion, CodeSet codes) {
  Span span;
  bool first = true;
  codes.forEach([&](unsigned code) {
    const auto at = criterion.positionOf(code);
    if (first) {
      span = {true, at.scale, at.level, at.level};
    } else {
      span.oneScale = span.oneScale && at.scale == span.scale;
      span.best = std::min(span.best, at.level);
      span.worst = std::max(span.worst, at.level);
    }
    first = false;
  });
  return span;
}

const kb::Ranking* rankingOf(const kb::Knowledge& knowledge, std::uint16_t region, Date asOf) {
  for (const kb::Ranking& each : knowledge.rankings) {
    const bool here = std::find(each.regions.begin(), each.regions.end(), region) != each.regions.end();
    if (here && each.period.holds(asOf)) return &each;
  }
  return nullptr;
}

Order turned(Order order) {
  return order == Order::Before ? Order::Behind : order == Order::Behind ? Order::Before : order;
}

}  // namespace

// The first comes before the second for sure if at each criterion its worst level is no worse than the other's best, up
// to one where it is better. It is undecided from the criterion on where neither can still win for sure.
Verdict compare(const kb::Ranking& ranking, std::span<const Standing> first, std::span<const Standing> second) {
  bool firstMay = true;
  bool secondMay = true;
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < ranking.criteria.size(); ++i) {
    const Span a = spanOf(ranking.criteria[i], first[i].codes);
    const Span b = spanOf(ranking.criteria[i], second[i].codes);
    if (!a.oneScale || !b.oneScale) return {Order::Open, open.value_or(i)};
    if (a.scale != b.scale) return open ? Verdict{Order::Open, *open} : Verdict{Order::Apart, i};
    if (firstMay && a.worst < b.best) return {Order::Before, i};
    if (secondMay && b.worst < a.best) return {Order::Behind, i};
    firstMay = firstMay && a.worst <= b.best;
    secondMay = secondMay && b.worst <= a.best;
    const bool same = firstMay && secondMay && a.best == a.worst && b.best == b.worst;
    if (!same && !open) open = i;
    if (!firstMay && !secondMay) return {Order::Open, *open};
  }
  return open ? Verdict{Order::Open, *open} : Verdict{Order::Equal, ranking.criteria.size()};
}

void rankOptions(const kb::Knowledge& knowledge, Date asOf, Assessment& out) {
  const auto regions = static_cast<std::uint16_t>(knowledge.regions.size());
  for (std::uint16_t region = 0; region < regions; ++region) {
    const kb::Ranking* ranking = rankingOf(knowledge, region, asOf);
    if (ranking == nullptr) continue;
    std::vector<std::uint32_t> ranked;
    for (std::uint32_t i = 0; i < out.options.size(); ++i) {
      const Option& option = out.options[i];
      if (option.region == region && option.state != OptionState::NotIndicated) ranked.push_back(i);
    }
    const StandingReader reader(knowledge, asOf, out, ranked);
    for (const std::uint32_t i : ranked) {
      OptionRank& rank = out.options[i].ranking;
      rank.rank = 1;
      rank.of = static_cast<std::uint16_t>(ranked.size());
      rank.ranking = static_cast<std::uint32_t>(ranking - knowledge.rankings.data());
      for (const kb::RankCriterion& criterion : ranking->criteria)
        rank.standings.push_back(reader.standing(criterion.compares, i));
      out.options[i].mainEffect = reader.mainEffect(i);
    }
    for (std::size_t a = 0; a < ranked.size(); ++a) {
      for (std::size_t b = a + 1; b < ranked.size(); ++b) {
        OptionRank& first = out.options[ranked[a]].ranking;
        OptionRank& second = out.options[ranked[b]].ranking;
        const Verdict verdict = compare(*ranking, first.standings, second.standings);
        const auto criterion = static_cast<std::uint16_t>(verdict.criterion);
        first.against.push_back({ranked[b], verdict.order, criterion});
        second.against.push_back({ranked[a], turned(verdict.order), criterion});
        if (verdict.order == Order::Before) ++second.rank;
        if (verdict.order == Order::Behind) ++first.rank;
      }
    }
  }
}

}  // namespace her2::assess
