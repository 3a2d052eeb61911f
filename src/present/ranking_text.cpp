#include "present/ranking_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "present/evidence_text.h"

namespace her2::present {
namespace {

constexpr std::size_t mostBecause = 2;

std::string namesOf(const Presenter& p, const Assessment& a, const std::vector<std::uint32_t>& options) {
  std::vector<std::string> names;
  names.reserve(options.size());
  for (const std::uint32_t each : options) names.push_back(p.optionId(a.options[each]));
  return fmt::format("{}", fmt::join(names, ", "));
}

/// "recommended by a guideline, against: not named"; of a tie why there is no order.
std::string why(const RankReason& reason) {
  if (reason.criterion == nullptr) return "on the same level at every criterion";
  if (reason.order == Order::Apart) return fmt::format("{} - {}", reason.criterion->title, reason.criterion->apart);
  if (reason.mine == reason.theirs) return fmt::format("{} - {}", reason.criterion->title, reason.mine);
  return fmt::format("{} - {}; the other: {}", reason.criterion->title, reason.mine, reason.theirs);
}

/// Scores still possible at the criterion that compares them; empty where there is none.
CodeSet mcbsCodes(const Presenter& p, const Option& option) {
  if (option.ranking.rank == 0) return {};
  const auto& criteria = p.knowledge.rankings[option.ranking.ranking].criteria;
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    if (criteria[i].compares == kb::RankMeasure::Mcbs) return option.ranking.standings[i].codes;
  }
  return {};
}

/// The section of one region.
class Region {
 public:
  Region(const Presenter& p, const Assessment& a, std::set<std::string>& cited) : p_(p), a_(a), cited_(cited) {}

  void option(const Option& option) {
    const kb::Indication& indication = p_.knowledge.indications[option.indication];
    out += fmt::format("  {} {:>2}  {} - {}\n", p_.knowledge.regions[option.region].id, option.ranking.rank,
                       fmt::join(indication.regimen, " + "), indication.population);
    if (option.ranking.of == 1) out += "         the only option that is indicated or possible\n";
    for (const RankReason& reason : rankReasons(p_, a_, option)) {
      if (reason.order == Order::Before && option.ranking.rank > 1) continue;  // said from the other side
      static constexpr std::string_view words[] = {"before", "behind", "tied with", "tied with", "tied with"};
      out += fmt::format("         {} {}: {}\n", words[static_cast<std::size_t>(reason.order)],
                         namesOf(p_, a_, reason.others), why(reason));
      if (reason.order == Order::Before) because(option, *reason.criterion);
    }
  }

  std::string out;

 private:
  void because(const Option& option, const kb::RankCriterion& criterion) {
    const kb::Ranking& ranking = p_.knowledge.rankings[option.ranking.ranking];
    const Standing& standing = option.ranking.standings[static_cast<std::size_t>(&criterion - ranking.criteria.data())];
    for (std::size_t i = 0; i < std::min(mostBecause, standing.because.size()); ++i)
      out += fmt::format("           {}\n", standing.because[i]);
    if (standing.because.size() > mostBecause)
      out += fmt::format("           and {} more\n", standing.because.size() - mostBecause);
    if (!standing.sources.empty()) out += fmt::format("           [{}]\n", fmt::join(standing.sources, ", "));
    cited_.insert(standing.sources.begin(), standing.sources.end());
  }

  const Presenter& p_;
  const Assessment& a_;
  std::set<std::string>& cited_;
};

}  // namespace

std::string_view orderName(Order order) {
  static constexpr std::string_view names[] = {"before", "behind", "equal", "open", "apart"};
  return names[static_cast<std::size_t>(order)];
}

std::vector<RankReason> rankReasons(const Presenter& presenter, const Assessment& assessment, const Option& option) {
  std::vector<RankReason> reasons;
  if (option.ranking.rank == 0) return reasons;
  const kb::Ranking& ranking = presenter.knowledge.rankings[option.ranking.ranking];
  for (const Comparison& each : option.ranking.against) {
    RankReason reason{each.order, nullptr, {each.option}, {}, {}};
    if (each.criterion < ranking.criteria.size()) {
      reason.criterion = &ranking.criteria[each.criterion];
      reason.mine = reason.criterion->levelText(option.ranking.standings[each.criterion].codes);
      reason.theirs =
          reason.criterion->levelText(assessment.options[each.option].ranking.standings[each.criterion].codes);
    }
    const auto same = std::find_if(reasons.begin(), reasons.end(), [&](const RankReason& other) {
      return other.order == reason.order && other.criterion == reason.criterion && other.theirs == reason.theirs;
    });
    if (same == reasons.end()) {
      reasons.push_back(std::move(reason));
    } else {
      same->others.push_back(each.option);
    }
  }
  const auto place = [](const RankReason& r) {
    return r.order == Order::Before ? 0 : r.order == Order::Behind ? 2 : 1;
  };
  std::stable_sort(reasons.begin(), reasons.end(), [&](const auto& a, const auto& b) {
    return std::pair(place(a), a.criterion) < std::pair(place(b), b.criterion);
  });
  return reasons;
}

std::string rankSentence(const Presenter& presenter, const Assessment& assessment, const Option& option) {
  const OptionRank& rank = option.ranking;
  if (rank.rank == 0) return {};
  if (rank.of == 1) return "the only option that is indicated or possible";
  std::vector<std::string> parts;
  for (const RankReason& reason : rankReasons(presenter, assessment, option)) {
    const std::string names = namesOf(presenter, assessment, reason.others);
    const std::string title = reason.criterion == nullptr ? "equal at every criterion" : reason.criterion->title;
    if (reason.order == Order::Behind) {
      parts.push_back(fmt::format("behind {} ({}: {})", names, title, reason.mine));
    } else if (reason.order != Order::Before) {
      parts.push_back(fmt::format("tied with {} ({})", names, title));
    } else if (rank.rank == 1) {
      parts.push_back(fmt::format("{}{}: {}", parts.empty() ? "first because " : "and ", title, reason.mine));
    }
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::vector<std::uint32_t> rankedOptions(const Presenter& presenter, const Assessment& assessment) {
  std::vector<std::uint32_t> ranked;
  for (std::uint32_t i = 0; i < assessment.options.size(); ++i) {
    const Option& option = assessment.options[i];
    if (option.ranking.rank != 0 && presenter.shows(option)) ranked.push_back(i);
  }
  const auto key = [&](std::uint32_t i) {
    const Option& option = assessment.options[i];
    const auto region = std::find(presenter.regions.begin(), presenter.regions.end(), option.region);
    return std::pair(region - presenter.regions.begin(), option.ranking.rank);
  };
  std::stable_sort(ranked.begin(), ranked.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  return ranked;
}

std::string rankingText(const Presenter& presenter, const Assessment& assessment, std::set<std::string>& cited) {
  const std::vector<std::uint32_t> ranked = rankedOptions(presenter, assessment);
  if (ranked.empty()) return {};
  const kb::Ranking& ranking = presenter.knowledge.rankings[assessment.options[ranked[0]].ranking.ranking];
  cited.insert(ranking.sources.begin(), ranking.sources.end());
  Region region(presenter, assessment, cited);
  region.out = fmt::format("  {} [{}, {}; rule {} since {}]\n", ranking.say, fmt::join(ranking.sources, ", "),
                           kb::gradeName(presenter.knowledge.bestGrade(ranking.sources)), ranking.id,
                           ranking.period.from->text());
  region.out += "  A rank counts the options that certainly come before. Ties stay ties.\n";
  for (const std::uint32_t i : ranked) region.option(assessment.options[i]);
  return std::move(region.out);
}

std::string mainEffectText(const Presenter& presenter, const Option& option) {
  if (!option.mainEffect) return {};
  const kb::Trial& trial = presenter.knowledge.trials[option.mainEffect->trial];
  const kb::TrialResult& result = trial.results[option.mainEffect->result];
  return kb::effectText(trial, result,
                        presenter.knowledge.vocabulary.domain(*presenter.knowledge.vocabulary.findDomain("endpoint")));
}

std::string mcbsOf(const Presenter& presenter, const Option& option) {
  const CodeSet codes = mcbsCodes(presenter, option);
  if (!codes.isSingle()) return {};
  const std::string_view code = kb::codesOf(kb::RankMeasure::Mcbs)[codes.single()];
  return std::string(code.substr(code.find('/') + 1));
}

bool isSubstantial(const Presenter& presenter, const Option& option) {
  const CodeSet codes = mcbsCodes(presenter, option);
  return !codes.empty() && presenter.knowledge.rankings[option.ranking.ranking].substantial.contains(codes);
}

}  // namespace her2::present
