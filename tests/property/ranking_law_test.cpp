// Laws of the order of options, whatever the levels: it is a strict partial order, it says no more and no less than all
// completions of what is open agree on, and learning something never turns it round.
#include "assess/ranking.h"
#include "law.h"

namespace her2 {
namespace {

using assess::compare;
using Standings = std::vector<Standing>;

constexpr unsigned codes = 4;

/// Criteria over four codes, each on a level of one or two scales.
kb::Ranking anyRanking() {
  kb::Ranking ranking;
  const int criteria = *rc::gen::inRange(1, 4);
  for (int i = 0; i < criteria; ++i) {
    kb::RankCriterion criterion;
    criterion.scales.resize(*rc::gen::element(1U, 1U, 2U));
    for (unsigned code = 0; code < codes; ++code) {
      auto& levels = criterion.scales[*rc::gen::inRange<std::size_t>(0, criterion.scales.size())].levels;
      if (levels.empty() || *rc::gen::arbitrary<bool>()) levels.emplace_back();
      levels.back().codes |= CodeSet::of(code);
    }
    ranking.criteria.push_back(std::move(criterion));
  }
  return ranking;
}

Standings anyStandings(const kb::Ranking& ranking) {
  Standings standings;
  for (std::size_t i = 0; i < ranking.criteria.size(); ++i) {
    const bool known = *rc::gen::element(true, true, false);
    const auto bits =
        known ? std::uint64_t{1} << *rc::gen::inRange(0U, codes) : *rc::gen::inRange<std::uint64_t>(1, 16);
    standings.push_back({CodeSet(bits), {}, {}});
  }
  return standings;
}

/// Every way in which what is open may turn out.
std::vector<Standings> completions(const Standings& standings) {
  std::vector<Standings> all = {{}};
  for (const Standing& each : standings) {
    std::vector<Standings> longer;
    for (const Standings& before : all) {
      each.codes.forEach([&](unsigned code) {
        longer.push_back(before);
        longer.back().push_back({CodeSet::of(code), {}, {}});
      });
    }
    all = std::move(longer);
  }
  return all;
}

/// The order of two options of which everything is known, written out plainly.
Order plainOrder(const kb::Ranking& ranking, const Standings& a, const Standings& b) {
  for (std::size_t i = 0; i < ranking.criteria.size(); ++i) {
    const auto first = ranking.criteria[i].positionOf(a[i].codes.single());
    const auto second = ranking.criteria[i].positionOf(b[i].codes.single());
    if (first.scale != second.scale) return Order::Apart;
    if (first.level != second.level) return first.level < second.level ? Order::Before : Order::Behind;
  }
  return Order::Equal;
}

TEST(TheOrder, IsWhatAllCompletionsAgreeOn) {
  law("before in every completion, and only then", [] {
    const kb::Ranking ranking = anyRanking();
    const Standings a = anyStandings(ranking);
    const Standings b = anyStandings(ranking);
    bool always = true;
    for (const Standings& x : completions(a)) {
      for (const Standings& y : completions(b)) always = always && plainOrder(ranking, x, y) == Order::Before;
    }
    RC_ASSERT((compare(ranking, a, b).order == Order::Before) == always);
  });
}

TEST(TheOrder, IsPlainWhereEverythingIsKnown) {
  law("of known levels", [] {
    const kb::Ranking ranking = anyRanking();
    const Standings a = completions(anyStandings(ranking)).front();
    const Standings b = completions(anyStandings(ranking)).back();
    RC_ASSERT(compare(ranking, a, b).order == plainOrder(ranking, a, b));
  });
}

TEST(TheOrder, IsAStrictPartialOrder) {
  law("not before itself; turned round from the other side; transitive", [] {
    const kb::Ranking ranking = anyRanking();
    const Standings a = anyStandings(ranking);
    const Standings b = anyStandings(ranking);
    const Standings c = anyStandings(ranking);
    const auto before = [&](const Standings& x, const Standings& y) {
      return compare(ranking, x, y).order == Order::Before;
    };
    RC_ASSERT(!before(a, a));
    RC_ASSERT(before(a, b) == (compare(ranking, b, a).order == Order::Behind));
    RC_ASSERT(compare(ranking, a, b).criterion == compare(ranking, b, a).criterion);
    RC_ASSERT(!(before(a, b) && before(b, c)) || before(a, c));
  });
}

TEST(TheOrder, IsNeverTurnedRoundByLearning) {
  law("narrowing a level keeps what was before", [] {
    const kb::Ranking ranking = anyRanking();
    const Standings a = anyStandings(ranking);
    const Standings b = anyStandings(ranking);
    RC_PRE(compare(ranking, a, b).order == Order::Before);
    for (const Standings& x : completions(a)) RC_ASSERT(compare(ranking, x, b).order == Order::Before);
    for (const Standings& y : completions(b)) RC_ASSERT(compare(ranking, a, y).order == Order::Before);
  });
}

}  // namespace
}  // namespace her2
