// Loader, what stands beside an indication in a drug's file: products, doses and the steps by which they are lowered.
#include <fmt/format.h>

#include <algorithm>

#include "feel/duration.h"
#include "kb/loader.h"

namespace her2::kb {
namespace {

// UCUM, as far as doses of these medicines need it.
constexpr std::string_view doseUnits[] = {"mg/kg", "mg", "mg/m2"};

}  // namespace

void Loader::product(Block each, const std::string& drug) {
  BlockReader block(each, problems_);
  block.allow({"name", "proper-name", "kind", "interchangeable", "holders", "not-for", "approvals", "source", "note"});
  Product result;
  result.block = each;
  result.drug = drug;
  result.name = block.string("name");
  result.properName = block.stringOr("proper-name");
  result.kind = block.string("kind");
  if (result.kind != "reference" && result.kind != "biosimilar" && result.kind != "form")
    block.problem("`kind` is reference, biosimilar or form");
  result.interchangeable = block.boolean("interchangeable").value_or(false);
  if (const Node* holders = block.optional("holders"); holders != nullptr && holders->isTable()) {
    BlockReader names({&block.document(), holders}, problems_);
    for (const auto& [agency, name] : holders->table()) {
      checkAgency(names, agency, true);
      result.holders[agency] = names.string(agency);
    }
  } else if (holders != nullptr) {
    block.problem(*holders, "`holders` is { FDA = \"…\" }");
  }
  result.notFor = indicationsOf(block, "not-for", drug);
  for (const Node& node : list(block, "approvals", "an approval is { agency = …, date = …, kind = …, source = … }"))
    result.approvals.push_back(approval(block, node, true));
  result.sources = citations(block, "source", false);
  result.note = block.stringOr("note");
  for (DrugEntry& entry : knowledge_.drugs) {
    if (entry.id == drug) entry.brands.push_back(result.name);
  }
  knowledge_.products.push_back(std::move(result));
}

std::vector<std::string> Loader::indicationsOf(BlockReader& block, std::string_view key, const std::string& drug) {
  std::vector<std::string> ids = block.strings(key);
  for (const std::string& id : ids) {
    const auto& all = knowledge_.indications;
    if (std::none_of(all.begin(), all.end(), [&](const Indication& i) { return i.drug == drug && i.id == id; }))
      block.problem(*block.optional(key), fmt::format("`{}` is no indication of {}", id, drug));
  }
  return ids;
}

std::vector<std::string> Loader::agenciesOf(BlockReader& block) {
  std::vector<std::string> agencies = block.strings("agencies");
  for (const std::string& agency : agencies) checkAgency(block, agency, false);
  return agencies;
}

std::string Loader::doseUnit(BlockReader& block) {
  std::string unit = block.string("unit");
  if (std::find(std::begin(doseUnits), std::end(doseUnits), unit) == std::end(doseUnits) && !unit.empty())
    block.problem(*block.optional("unit"), fmt::format("`{}` is not one of {}", unit, fmt::join(doseUnits, ", ")));
  return unit;
}

// 5.4, or { amount = 300, times = 2 } where it is taken more than once on a day.
std::optional<DoseAmount> Loader::doseAmount(BlockReader& block, const Node& node) {
  DoseAmount result;
  if (node.isNumber()) {
    result.amount = node.number();
  } else if (node.isTable()) {
    BlockReader entry({&block.document(), &node}, problems_);
    entry.allow({"amount", "times"});
    entry.required("amount");
    result.amount = entry.number("amount").value_or(0);
    const double times = entry.number("times").value_or(1);
    result.times = times >= 1 && times <= 24 ? static_cast<unsigned>(times) : 0;
  } else {
    block.problem(node, "a dose is a number or { amount = …, times = … }");
    return std::nullopt;
  }
  if (result.amount <= 0 || result.times == 0) {
    block.problem(node, "a dose is more than 0, and taken 1 to 24 times a day");
    return std::nullopt;
  }
  return result;
}

std::string Loader::bodyWeight(BlockReader& block) {
  std::string weight = block.stringOr("weight");
  if (!weight.empty() && !Interval::parse(weight))
    block.problem(*block.optional("weight"), "`weight` is an interval in kg, such as \"< 90\"");
  return weight;
}

void Loader::dose(Block each, const std::string& drug) {
  BlockReader block(each, problems_);
  block.allow({"id", "use", "agencies", "indications", "with", "unit", "dose", "loading", "weight", "route", "every",
               "minutes", "duration", "missed", "from", "until", "source", "note"});
  Dose result;
  result.block = each;
  result.drug = drug;
  result.id = block.string("id");
  result.use = block.string("use");
  result.agencies = agenciesOf(block);
  result.indications = indicationsOf(block, "indications", drug);
  result.with = block.strings("with");
  result.unit = doseUnit(block);
  if (const Node* node = block.required("dose")) result.dose = doseAmount(block, *node).value_or(DoseAmount());
  if (const Node* node = block.optional("loading")) result.loading = doseAmount(block, *node);
  result.weight = bodyWeight(block);
  result.route = block.string("route");
  if (result.route != "intravenous" && result.route != "subcutaneous" && result.route != "oral")
    block.problem("`route` is intravenous, subcutaneous or oral");
  result.every = block.string("every");
  if (!result.every.empty() && !feel::Duration::parse(result.every))
    block.problem(*block.optional("every"), "`every` is a duration such as \"P21D\"");
  result.minutes = block.stringOr("minutes");
  result.duration = block.string("duration");
  result.missed = block.stringOr("missed");
  result.period = period(block);
  result.sources = citations(block, "source", true);
  result.note = block.stringOr("note");
  const auto& all = knowledge_.doses;
  if (std::any_of(all.begin(), all.end(), [&](const Dose& d) { return d.drug == drug && d.id == result.id; }))
    block.problem(fmt::format("dose `{}` appears twice", result.id));
  knowledge_.doses.push_back(std::move(result));
}

std::vector<DoseAmount> Loader::levels(BlockReader& block) {
  std::vector<DoseAmount> result;
  const Node* node = block.required("levels");
  if (node == nullptr) return result;
  if (!node->isArray()) {
    block.problem(*node, "`levels` must be a list, the full dose first; empty where the dose is never lowered");
    return result;
  }
  for (const Node& level : node->array()) {
    if (const auto amount = doseAmount(block, level)) result.push_back(*amount);
  }
  return result;
}

void Loader::doseLadder(Block each, const std::string& drug) {
  BlockReader block(each, problems_);
  block.allow({"id", "doses", "agencies", "unit", "levels", "below", "re-escalate", "from", "until", "source", "note"});
  DoseLadder result;
  result.block = each;
  result.drug = drug;
  result.id = block.string("id");
  result.doses = block.strings("doses");
  for (const std::string& id : result.doses) {
    const auto& all = knowledge_.doses;
    if (std::none_of(all.begin(), all.end(), [&](const Dose& d) { return d.drug == drug && d.id == id; }))
      block.problem(*block.optional("doses"), fmt::format("`{}` is no dose of {}", id, drug));
  }
  result.agencies = agenciesOf(block);
  result.unit = doseUnit(block);
  result.levels = levels(block);
  result.below = block.string("below");
  if (result.below != "stop") block.problem("`below` is stop");
  result.reEscalate = block.boolean("re-escalate").value_or(false);
  result.period = period(block);
  result.sources = citations(block, "source", true);
  result.note = block.stringOr("note");
  knowledge_.doseLadders.push_back(std::move(result));
}

}  // namespace her2::kb
