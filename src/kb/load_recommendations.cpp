// Loader, the recommendations.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "kb/loader.h"

namespace her2::kb {
namespace {

constexpr std::array<Saying, 4> sayings = {Saying::For, Saying::May, Saying::Against, Saying::NotAppraised};

}  // namespace

void Loader::recommendations() {
  std::set<std::string> ids;
  for (const Block& each : knowledge_.documents.blocks("recommendation")) {
    recommendation(each);
    if (!ids.insert(knowledge_.recommendations.back().id).second)
      BlockReader(each, problems_)
          .problem(fmt::format("recommendation `{}` appears twice", knowledge_.recommendations.back().id));
  }
}

void Loader::recommendation(Block each) {
  BlockReader block(each, problems_);
  block.allow({"id", "title", "body", "kind", "jurisdiction", "tumours", "says", "for", "regions", "criteria", "say",
               "strength", "evidence", "from", "until", "source", "note", "examples"});
  Recommendation result;
  result.block = each;
  result.id = block.string("id");
  result.title = block.string("title");
  result.body = block.string("body");
  result.kind = block.stringOr("kind", "guideline");
  if (result.kind != "guideline" && result.kind != "consensus" && result.kind != "payer")
    block.problem(*block.optional("kind"), "`kind` is guideline, consensus or payer");
  result.jurisdiction = block.stringOr("jurisdiction");
  result.tumours = tumourKinds(block);
  result.say = block.string("say");
  result.strength = block.stringOr("strength");
  result.evidence = block.stringOr("evidence");
  result.period = period(block);
  if (!result.period.from) block.required("from");
  result.sources = citations(block, "source", true);
  result.note = block.stringOr("note");
  const std::string says = block.string("says");
  const auto named = std::find_if(sayings.begin(), sayings.end(), [&](Saying s) { return sayingName(s) == says; });
  if (named != sayings.end()) result.says = *named;
  if (named == sayings.end() && !says.empty())
    block.problem(*block.optional("says"), "`says` is for, may, against or not-appraised");
  regimens(block, result);
  result.regions = regionsOf(block);
  for (const Node& node : list(block, "criteria")) result.criteria.push_back(gate(block, node, result.sources));
  if (result.criteria.empty()) block.problem("`criteria` is missing: to whom does it speak?");
  knowledge_.recommendations.push_back(std::move(result));
}

std::vector<std::uint16_t> Loader::regionsOf(BlockReader& block) {
  std::vector<std::uint16_t> regions;
  for (const std::string& id : block.strings("regions")) {
    const auto region =
        std::find_if(knowledge_.regions.begin(), knowledge_.regions.end(), [&](const Region& r) { return r.id == id; });
    if (region == knowledge_.regions.end())
      block.problem(*block.optional("regions"), fmt::format("unknown region `{}`", id));
    else
      regions.push_back(static_cast<std::uint16_t>(region - knowledge_.regions.begin()));
  }
  return regions;
}

void Loader::regimens(BlockReader& block, Recommendation& recommendation) {
  const Node* node = block.required("for");
  if (node == nullptr) return;
  const bool lists = node->isArray() && std::all_of(node->array().begin(), node->array().end(),
                                                    [](const Node& each) { return each.isArray(); });
  if (!lists || node->array().empty()) {
    block.problem(*node,
                  "`for` is a list of regimens, each a list of drugs or classes: [[\"trastuzumab\", \"taxane\"]]");
    return;
  }
  for (const Node& each : node->array()) {
    recommendation.regimens.push_back(block.stringsOf(each));
    for (const std::string& drug : recommendation.regimens.back()) {
      if (!knowledge_.vocabulary.findDrug(drug))
        block.problem(each, fmt::format("unknown drug `{}`", drug), "name a [drug], an [[ingredient]] or a class");
    }
  }
}

}  // namespace her2::kb
