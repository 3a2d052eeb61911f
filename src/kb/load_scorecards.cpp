// Loader, the published scorecards of the ESMO-MCBS.
#include <fmt/format.h>

#include <algorithm>

#include "kb/loader.h"

namespace her2::kb {

void Loader::scorecards() {
  for (const Block& each : knowledge_.documents.blocks("mcbs")) scorecard(each);
}

void Loader::scorecard(Block each) {
  BlockReader block(each, problems_);
  block.allow({"id", "trial", "in", "evaluated", "form", "version", "given", "preliminary", "adjustments", "final",
               "from", "until", "source", "note"});
  Scorecard result;
  result.block = each;
  result.id = block.string("id");
  result.version = block.string("version");
  result.form = codeIn(block, "form", "mcbs-form");
  result.evaluated = codeIn(block, "evaluated", "endpoint");
  result.preliminary = codeIn(block, "preliminary", "mcbs-grade");
  result.final = codeIn(block, "final", "mcbs-grade");
  const Period held = period(block);
  result.from = held.from;
  result.until = held.until;
  result.sources = citations(block, "source", true);
  result.note = block.stringOr("note");
  block.required("given");
  for (const Node& node : list(block, "adjustments")) {
    BlockReader entry({each.document, &node}, problems_);
    entry.allow({"say", "step"});
    const auto step = entry.number("step");
    if (!step) entry.required("step");
    result.adjustments.push_back({entry.string("say"), static_cast<int>(step.value_or(0))});
  }
  const std::string id = block.string("trial");
  const auto trial = knowledge_.trialIndex_.find(id);
  if (trial == knowledge_.trialIndex_.end()) {
    if (!id.empty()) block.problem(*block.optional("trial"), fmt::format("unknown trial `{}`", id));
    return;
  }
  result.trial = trial->second;
  if (const Node* in = block.optional("in")) {
    const auto& subgroups = knowledge_.trials[result.trial].subgroups;
    const std::string name = block.string("in");
    const auto at = std::find_if(subgroups.begin(), subgroups.end(), [&](const Subgroup& s) { return s.id == name; });
    if (at == subgroups.end()) block.problem(*in, fmt::format("unknown subgroup `{}`", name));
    if (at != subgroups.end()) result.subgroup = static_cast<std::size_t>(at - subgroups.begin());
  }
  knowledge_.scorecards.push_back(std::move(result));
}

}  // namespace her2::kb
