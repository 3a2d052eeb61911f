// Loader, the drugs and their indications.
#include <fmt/format.h>

#include <algorithm>

#include "kb/loader.h"

namespace her2::kb {
namespace {

constexpr std::string_view approvalKinds[] = {"regular",   "accelerated", "conditional",
                                              "converted", "restricted",  "withdrawn"};

}  // namespace

void Loader::drugs() {
  using Read = void (Loader::*)(Block, const std::string&);
  // Indications first: the others name them.
  static constexpr std::pair<std::string_view, Read> parts[] = {{"indication", &Loader::indication},
                                                                {"product", &Loader::product},
                                                                {"dose", &Loader::dose},
                                                                {"dose-ladder", &Loader::doseLadder}};
  for (const Block& each : knowledge_.documents.blocks("drug")) knowledge_.drugs.push_back(drugEntry(each));
  for (const Document& document : knowledge_.documents.documents()) {
    const std::string drug = drugOf(document);
    for (const auto& [kind, read] : parts) {
      const Node* blocks = document.root.find(kind);
      if (blocks == nullptr || !blocks->isArray()) continue;
      if (drug.empty()) {
        problems_.push_back(
            document.problem(blocks->place, fmt::format("[[{}]] stands in a file without [drug]", kind)));
        continue;
      }
      for (const Node& node : blocks->array()) (this->*read)({&document, &node}, drug);
    }
  }
}

// An overlay names the drug whose indications, products or doses it brings.
std::string Loader::drugOf(const Document& document) {
  std::string drug = document.drug();
  const bool known = std::any_of(knowledge_.drugs.begin(), knowledge_.drugs.end(),
                                 [&](const DrugEntry& entry) { return entry.id == drug; });
  if (!drug.empty() && !known)
    problems_.push_back(
        document.problem(document.root.find("drug")->place, fmt::format("there is no drug `{}`", drug)));
  return drug;
}

DrugEntry Loader::drugEntry(Block each) {
  BlockReader block(each, problems_);
  block.allow({"id", "title", "brands", "aliases", "classes", "contains", "mechanism", "codes", "source", "note"});
  DrugEntry entry;
  entry.id = block.string("id");
  entry.title = block.string("title");
  entry.mechanism = block.stringOr("mechanism");
  entry.brands = block.strings("brands");
  entry.classes = block.strings("classes");
  entry.sources = citations(block, "source", false);
  entry.note = block.stringOr("note");
  entry.block = each;
  if (const Node* codes = block.optional("codes"); codes != nullptr && codes->isTable()) {
    for (const auto& [system, values] : codes->table()) entry.codes[system] = block.stringsOf(values);
  } else if (codes != nullptr) {
    block.problem(*codes, "`codes` is { rxnorm = [ … ], … }");
  }
  return entry;
}

void Loader::indication(Block each, const std::string& drug) {
  BlockReader block(each, problems_);
  block.allow({"id", "population", "tumours", "regimen", "basis", "criteria", "test", "companions", "evidence",
               "approvals", "until", "replaced-by", "source", "note", "examples"});
  Indication result;
  result.block = each;
  result.drug = drug;
  result.id = block.string("id");
  result.population = block.string("population");
  result.regimen = block.strings("regimen");
  result.basis = block.string("basis");
  result.sources = citations(block, "source", false);
  result.note = block.stringOr("note");
  result.evidence = block.strings("evidence");
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
  requiredTest(block, result);
  companions(block, result);
  if (result.basis == "label") block.required("approvals");
  for (const Node& node : list(block, "approvals", "an approval is { agency = …, date = …, kind = …, source = … }"))
    result.approvals.push_back(approval(block, node, false));
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

const std::vector<Node>& Loader::list(BlockReader& block, std::string_view key, std::string_view each) {
  static const std::vector<Node> none;
  const Node* node = block.optional(key);
  if (node == nullptr) return none;
  const auto isTable = [](const Node& element) { return element.isTable(); };
  if (!node->isArray()) {
    block.problem(*node, fmt::format("`{}` must be a list", key));
    return none;
  }
  if (const auto wrong = std::find_if_not(node->array().begin(), node->array().end(), isTable);
      wrong != node->array().end()) {
    block.problem(*wrong, std::string(each));
    return none;
  }
  return node->array();
}

Approval Loader::approval(BlockReader& block, const Node& node, bool anyAgency) {
  BlockReader entry({&block.document(), &node}, problems_);
  entry.allow({"agency", "date", "kind", "source", "note"});
  Approval result{entry.string("agency"), entry.date("date").value_or(Date()), entry.stringOr("kind", "regular"),
                  entry.string("source"), node.place};
  entry.required("date");
  if (const Node* source = entry.optional("source"); source != nullptr && source->isString())
    checkCitation(entry, *source, result.source);
  checkAgency(entry, result.agency, anyAgency);
  if (std::find(std::begin(approvalKinds), std::end(approvalKinds), result.kind) == std::end(approvalKinds)) {
    entry.problem(fmt::format("approval kind `{}` is not one of {}", result.kind, fmt::join(approvalKinds, ", ")));
  }
  return result;
}

void Loader::checkAgency(BlockReader& block, const std::string& id, bool any) {
  const auto& regions = knowledge_.regions;
  const auto& others = knowledge_.agencies;
  const bool known = std::any_of(regions.begin(), regions.end(), [&](const Region& r) { return r.agency == id; }) ||
                     (any && std::any_of(others.begin(), others.end(), [&](const Agency& a) { return a.id == id; }));
  if (!known) block.problem(fmt::format("unknown agency `{}`", id), "name the agency of a [[region]]");
}

void Loader::requiredTest(BlockReader& block, Indication& indication) {
  const Node* node = block.optional("test");
  if (node == nullptr) return;
  if (!node->isTable()) {
    block.problem(*node, "`test` is { required = …, source = … }");
    return;
  }
  BlockReader entry({&block.document(), node}, problems_);
  entry.allow({"required", "source", "note"});
  indication.test = {entry.string("required"), citations(entry, "source", false), entry.stringOr("note")};
  if (indication.test.required != "approved" && indication.test.required != "validated")
    entry.problem("`required` is approved or validated");
}

void Loader::companions(BlockReader& block, Indication& indication) {
  for (const Node& node :
       list(block, "companions", "a companion test is { test = …, agency = …, date = …, finds = …, source = … }")) {
    BlockReader entry({&block.document(), &node}, problems_);
    entry.allow({"test", "agency", "date", "finds", "source"});
    Companion companion{entry.string("test"),  entry.string("agency"), entry.date("date").value_or(Date()),
                        entry.string("finds"), entry.string("source"), node.place};
    entry.required("date");
    checkAgency(entry, companion.agency, false);
    if (const Node* source = entry.optional("source"); source != nullptr && source->isString())
      checkCitation(entry, *source, companion.source);
    indication.companions.push_back(std::move(companion));
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
