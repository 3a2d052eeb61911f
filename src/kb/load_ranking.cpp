// Loader, the order in which options are proposed.
#include <fmt/format.h>

#include <algorithm>

#include "kb/loader.h"

namespace her2::kb {
namespace {

std::optional<RankMeasure> findMeasure(std::string_view name) {
  for (std::size_t i = 0; i < rankMeasures; ++i) {
    const auto measure = static_cast<RankMeasure>(i);
    if (measureName(measure) == name) return measure;
  }
  return std::nullopt;
}

std::vector<std::string_view> allMeasures() {
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < rankMeasures; ++i) all.push_back(measureName(static_cast<RankMeasure>(i)));
  return all;
}

/// Some day on which both are in force.
bool overlap(const Period& a, const Period& b) {
  return (!a.until || !b.from || *b.from < *a.until) && (!b.until || !a.from || *a.from < *b.until);
}

}  // namespace

void Loader::rankings() {
  for (const Block& each : knowledge_.documents.blocks("ranking")) ranking(each);
}

void Loader::ranking(Block each) {
  BlockReader block(each, problems_);
  block.allow({"id", "title", "say", "regions", "from", "until", "criteria", "substantial", "source", "note"});
  Ranking result;
  result.block = each;
  result.id = block.string("id");
  result.title = block.string("title");
  result.say = block.string("say");
  result.sources = citations(block, "source", true);
  result.note = block.stringOr("note");
  result.period = period(block);
  if (!result.period.from) block.required("from");
  block.required("regions");
  result.regions = regionsOf(block);
  for (const Node& node : list(block, "criteria")) rankCriterion(block, node, result);
  result.substantial = rankCodes(block, "substantial", RankMeasure::Mcbs);
  if (result.criteria.empty()) block.problem("no criterion puts options in an order");
  for (const Ranking& other : knowledge_.rankings) {
    const bool shared = std::any_of(result.regions.begin(), result.regions.end(), [&](std::uint16_t region) {
      return std::find(other.regions.begin(), other.regions.end(), region) != other.regions.end();
    });
    if (shared && overlap(result.period, other.period))
      block.problem(fmt::format("`{}` is in force for the same region and day", other.id), "end it with `until`");
  }
  knowledge_.rankings.push_back(std::move(result));
}

void Loader::rankCriterion(BlockReader& block, const Node& node, Ranking& ranking) {
  BlockReader entry({&block.document(), &node}, problems_);
  entry.allow({"compares", "title", "say", "levels", "scales", "open", "apart", "source"});
  RankCriterion result;
  result.place = node.place;
  result.title = entry.string("title");
  result.say = entry.string("say");
  result.open = entry.stringOr("open");
  result.apart = entry.stringOr("apart");
  result.sources = citations(entry, "source", true);
  const std::string name = entry.string("compares");
  const auto measure = findMeasure(name);
  if (!measure) {
    if (!name.empty())
      entry.problemOf("compares", fmt::format("nothing called `{}` can be compared", name),
                      fmt::format("known: {}", fmt::join(allMeasures(), ", ")));
    return;
  }
  result.compares = *measure;
  for (const RankCriterion& other : ranking.criteria) {
    if (other.compares == *measure) entry.problemOf("compares", fmt::format("`{}` is compared twice", name));
  }
  if (entry.optional("scales") == nullptr) {
    entry.required("levels");
    result.scales.push_back({"", rankLevels(entry, *measure)});
  } else if (entry.optional("levels") != nullptr) {
    entry.problemOf("levels", "either `levels`, or `scales` that each have some");
  }
  for (const Node& scale : list(entry, "scales")) {
    BlockReader part({&block.document(), &scale}, problems_);
    part.allow({"title", "levels"});
    part.required("levels");
    std::string title = part.string("title");
    result.scales.push_back({std::move(title), rankLevels(part, *measure)});
  }
  if (result.scales.size() > 1 && result.apart.empty()) entry.required("apart");
  everyCodeOnce(entry, result);
  ranking.criteria.push_back(std::move(result));
}

std::vector<RankLevel> Loader::rankLevels(BlockReader& block, RankMeasure measure) {
  std::vector<RankLevel> levels;
  for (const Node& node : list(block, "levels")) {
    BlockReader entry({&block.document(), &node}, problems_);
    entry.allow({"is", "say"});
    RankLevel level;
    level.say = entry.string("say");
    entry.required("is");
    level.codes = rankCodes(entry, "is", measure);
    levels.push_back(std::move(level));
  }
  return levels;
}

CodeSet Loader::rankCodes(BlockReader& block, std::string_view key, RankMeasure measure) {
  CodeSet found;
  const auto codes = codesOf(measure);
  for (const std::string& name : block.strings(key)) {
    const auto code = std::find(codes.begin(), codes.end(), name);
    if (code == codes.end())
      block.problemOf(key, fmt::format("`{}` is no level of {}", name, measureName(measure)),
                      fmt::format("known: {}", fmt::join(codes, ", ")));
    else
      found |= CodeSet::of(static_cast<unsigned>(code - codes.begin()));
  }
  return found;
}

void Loader::everyCodeOnce(BlockReader& entry, const RankCriterion& criterion) {
  CodeSet seen;
  const auto codes = codesOf(criterion.compares);
  for (const RankScale& scale : criterion.scales) {
    for (const RankLevel& level : scale.levels) {
      (seen & level.codes).forEach([&](unsigned code) {
        entry.problem(fmt::format("`{}` stands on two levels", codes[code]));
      });
      seen |= level.codes;
    }
  }
  (CodeSet::first(static_cast<unsigned>(codes.size())) - seen).forEach([&](unsigned code) {
    entry.problem(fmt::format("`{}` stands on no level", codes[code]));
  });
}

}  // namespace her2::kb
