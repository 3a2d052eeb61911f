// Loader, the dated changes of knowledge/timeline. That each is true is shown by check/timeline.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "kb/loader.h"

namespace her2::kb {
namespace {

constexpr std::string_view changeKinds[] = {"approval",   "extension",   "replacement", "restriction",
                                            "conversion", "biosimilar",  "form",        "withdrawal",
                                            "label",      "application", "opinion",     "refusal"};
constexpr std::string_view optionStates[] = {"absent", "indicated", "possible", "not-indicated"};
constexpr std::string_view productStates[] = {"absent", "present"};

template <typename Known>
bool isOneOf(const std::string& text, const Known& known) {
  return std::find(std::begin(known), std::end(known), text) != std::end(known);
}

}  // namespace

void Loader::changes() {
  for (const Block& each : knowledge_.documents.blocks("change")) {
    BlockReader block(each, problems_);
    block.allow(
        {"date", "agency", "option", "product", "kind", "given", "before", "after", "approval", "source", "note"});
    DatedChange change;
    change.block = each;
    block.required("date");
    change.date = block.date("date").value_or(Date());
    change.agency = block.string("agency");
    change.kind = block.string("kind");
    if (!isOneOf(change.kind, changeKinds))
      block.problem(fmt::format("`kind` is one of {}", fmt::join(changeKinds, ", ")));
    changeOfWhat(block, change);
    changeStates(block, change);
    change.approval = block.stringOr("approval");
    change.sources = citations(block, "source", true);
    change.note = block.stringOr("note");
    knowledge_.timeline.push_back(std::move(change));
  }
}

void Loader::changeOfWhat(BlockReader& block, DatedChange& change) {
  change.option = block.stringOr("option");
  change.product = block.stringOr("product");
  if (change.option.empty() == change.product.empty()) {
    block.problem("a change is one of an `option` or of a `product`");
    return;
  }
  checkAgency(block, change.agency, !change.product.empty());
  if (!change.option.empty()) {
    const auto& all = knowledge_.indications;
    const auto is = [&](const Indication& i) { return i.drug + "/" + i.id == change.option; };
    if (std::none_of(all.begin(), all.end(), is))
      block.problem(*block.optional("option"), fmt::format("there is no indication `{}`", change.option));
  } else {
    const auto& all = knowledge_.products;
    const auto is = [&](const Product& p) { return p.drug + "/" + p.name == change.product; };
    if (std::none_of(all.begin(), all.end(), is))
      block.problem(*block.optional("product"), fmt::format("there is no product `{}`", change.product));
  }
}

void Loader::changeStates(BlockReader& block, DatedChange& change) {
  change.before = block.string("before");
  change.after = block.string("after");
  for (const std::string& state : {change.before, change.after}) {
    if (!change.option.empty() && !isOneOf(state, optionStates))
      block.problem(fmt::format("the state `{}` is not one of {}", state, fmt::join(optionStates, ", ")));
    if (!change.product.empty() && !isOneOf(state, productStates))
      block.problem(fmt::format("the state `{}` is not one of {}", state, fmt::join(productStates, ", ")));
  }
  const Node* given = block.optional("given");
  const bool asked = change.before != "absent" || change.after != "absent";
  if (!change.option.empty() && asked && given == nullptr)
    block.problem("`given` is missing", "name the facts of a patient for whom the change matters");
  if (!change.product.empty() && given != nullptr) block.problem(*given, "a product asks for no facts of a patient");
}

}  // namespace her2::kb
