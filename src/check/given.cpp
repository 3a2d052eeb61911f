#include "check/given.h"

#include <fmt/format.h>

#include "kb/block_reader.h"

namespace her2::check {

using facts::FactBlock;
using facts::FactLayout;
using feel::FactId;
using feel::Kind;

void Given::addNames(const kb::Node& example, std::set<FactId>& names) const {
  const kb::Node* given = example.isTable() ? example.find("given") : nullptr;
  if (given == nullptr || !given->isTable()) return;
  for (const auto& [name, value] : given->table()) {
    if (const auto fact = knowledge_.facts.find(name)) names.insert(*fact);
  }
}

bool Given::set(const kb::Block& at, const kb::Node& given, const engine::Program& program, FactBlock& block) {
  if (!given.isTable()) {
    problems_.push_back(at.document->problem(given.place, "`given` must be a table of facts"));
    return false;
  }
  bool fine = true;
  for (const auto& [name, value] : given.table()) {
    const auto fact = knowledge_.facts.find(name);
    const FactLayout::Slot* slot = fact ? program.layout().find(*fact) : nullptr;
    if (!fact) {
      problems_.push_back(at.document->problem(value.place, fmt::format("unknown fact `{}`", name)));
      fine = false;
    } else if (slot != nullptr && !setOne(*slot, value, block)) {
      problems_.push_back(at.document->problem(value.place, fmt::format("not a value of `{}`", name)));
      fine = false;
    }
  }
  return fine;
}

bool Given::setOne(const FactLayout::Slot& slot, const kb::Node& node, FactBlock& block) const {
  switch (slot.kind) {
    case Kind::Truth:
      if (!node.isBool()) return false;
      block.setTruth(slot, 0, truth(node.boolean()));
      return true;
    case Kind::Code:
    case Kind::Codes: {
      const auto codes = codesOf(slot.fact, node);
      if (!codes) return false;
      slot.kind == Kind::Code ? block.setCode(slot, 0, *codes) : block.setCodes(slot, 0, *codes);
      return slot.kind == Kind::Codes || !codes->empty();
    }
    default: {
      const auto number = numberOf(node);
      if (number) block.setNumber(slot, 0, *number);
      return number.has_value();
    }
  }
}

std::optional<CodeSet> Given::codesOf(FactId fact, const kb::Node& node) const {
  const Domain& domain = knowledge_.vocabulary.domain(knowledge_.facts[fact].domain);
  Problems ignored;
  kb::BlockReader reader({&knowledge_.documents.documents().front(), &node}, ignored);
  CodeSet codes;
  for (const std::string& name : reader.stringsOf(node)) {
    const auto code = domain.find(name);
    if (!code) return std::nullopt;
    codes |= CodeSet::of(*code);
  }
  if (!ignored.empty()) return std::nullopt;
  return codes;
}

std::optional<Interval> Given::numberOf(const kb::Node& node) {
  if (node.isNumber()) return Interval(node.number());
  if (node.isDate()) return Interval(node.date().serial());
  return node.isString() ? Interval::parse(node.string()) : std::nullopt;
}

}  // namespace her2::check
