// Loader, the drugs and their indications.
#include <fmt/format.h>

#include <algorithm>

#include "kb/loader.h"

namespace her2::kb {

void Loader::drugs() {
  for (const Document& document : knowledge_.documents.documents()) {
    const Node* drug = document.root.find("drug");
    const Node* indications = document.root.find("indication");
    if (drug == nullptr) {
      if (indications != nullptr)
        problems_.push_back(document.problem(indications->place, "an indication stands in a file without [drug]"));
      continue;
    }
    BlockReader block({&document, drug}, problems_);
    block.allow({"id", "title", "brands", "aliases", "classes", "contains", "mechanism", "codes", "baseline", "source",
                 "note", "about", "biosimilars"});
    DrugEntry entry{block.string("id"),      block.string("title"),     block.stringOr("mechanism"),
                    block.strings("brands"), block.strings("baseline"), citations(block, "source", false),
                    {&document, drug}};
    if (indications != nullptr && indications->isArray()) {
      for (const Node& node : indications->array()) indication({&document, &node}, entry.id);
    }
    knowledge_.drugs.push_back(std::move(entry));
  }
}

void Loader::indication(Block each, const std::string& drug) {
  BlockReader block(each, problems_);
  block.allow({"id", "population", "tumours", "regimen", "basis", "criteria", "test", "evidence", "approvals", "until",
               "replaced-by", "source", "note", "examples"});
  Indication result;
  result.block = each;
  result.drug = drug;
  result.id = block.string("id");
  result.population = block.string("population");
  result.regimen = block.strings("regimen");
  result.basis = block.string("basis");
  result.sources = citations(block, "source", false);
  result.note = block.stringOr("note");
  result.replacedBy = block.stringOr("replaced-by");
  if (const auto domain = knowledge_.vocabulary.findDomain("tumour-kind")) {
    for (const std::string& kind : block.strings("tumours")) {
      if (const auto code = knowledge_.vocabulary.domain(*domain).find(kind)) {
        result.tumours |= CodeSet::of(*code);
      } else {
        block.problem(*block.optional("tumours"), fmt::format("\"{}\" is not a code of tumour-kind", kind));
      }
    }
  }
  if (result.tumours.empty()) block.problem("`tumours` names no kind of tumour");
  if (result.basis != "label" && result.basis != "guideline" && result.basis != "trial")
    block.problem("`basis` is label, guideline or trial");
  criteria(block, result);
  approvals(block, result);
  untilByAgency(block, result);
  knowledge_.indications.push_back(std::move(result));
}

void Loader::criteria(BlockReader& block, Indication& indication) {
  const Node* node = block.required("criteria");
  if (node == nullptr || !node->isArray() || node->array().empty()) {
    if (node != nullptr) block.problem(*node, "`criteria` must be a list that is not empty");
    return;
  }
  for (const Node& each : node->array()) {
    if (!each.isTable()) {
      block.problem(each, "a criterion is { say = …, is = … }");
      continue;
    }
    BlockReader entry({&block.document(), &each}, problems_);
    entry.allow({"say", "is", "source", "note"});
    Criterion criterion{entry.string("say"), entry.string("is"), {}, citations(entry, "source", false), each.place};
    if (const Node* is = entry.optional("is")) {
      if (auto expression = condition(entry, *is, criterion.text)) criterion.is = *std::move(expression);
    }
    indication.criteria.push_back(std::move(criterion));
  }
}

void Loader::approvals(BlockReader& block, Indication& indication) {
  const Node* node = indication.basis == "label" ? block.required("approvals") : block.optional("approvals");
  if (node == nullptr || !node->isArray()) return;
  for (const Node& each : node->array()) {
    if (!each.isTable()) {
      block.problem(each, "an approval is { agency = …, date = …, kind = …, source = … }");
      continue;
    }
    BlockReader entry({&block.document(), &each}, problems_);
    entry.allow({"agency", "date", "kind", "source", "note"});
    Approval approval{entry.string("agency"), entry.date("date").value_or(Date()), entry.stringOr("kind", "regular"),
                      entry.string("source"), each.place};
    entry.required("date");
    if (const Node* source = entry.optional("source"); source != nullptr && source->isString())
      checkCitation(entry, *source, approval.source);
    const auto& regions = knowledge_.regions;
    if (std::none_of(regions.begin(), regions.end(), [&](const Region& r) { return r.agency == approval.agency; })) {
      entry.problem(fmt::format("unknown agency `{}`", approval.agency), "name the agency of a [[region]]");
    }
    static constexpr std::string_view kinds[] = {"regular",   "accelerated", "conditional",
                                                 "converted", "restricted",  "withdrawn"};
    if (std::find(std::begin(kinds), std::end(kinds), approval.kind) == std::end(kinds)) {
      entry.problem(fmt::format("approval kind `{}` is not one of {}", approval.kind, fmt::join(kinds, ", ")));
    }
    indication.approvals.push_back(std::move(approval));
  }
}

void Loader::untilByAgency(BlockReader& block, Indication& indication) {
  const Node* node = block.optional("until");
  if (node == nullptr) return;
  if (!node->isTable()) {
    block.problem(*node, "`until` is { FDA = 2022-05-04 }");
    return;
  }
  for (const auto& [agency, day] : node->table()) {
    if (!day.isDate()) {
      block.problem(day, "`until` is { FDA = 2022-05-04 }");
      continue;
    }
    indication.until[agency] = day.date();
    for (const Approval& approval : indication.approvals) {
      if (approval.agency == agency && day.date() <= approval.date) {
        block.problem(
            day, fmt::format("`until` {} is not after the approval of {}", day.date().text(), approval.date.text()));
      }
    }
  }
}

}  // namespace her2::kb
