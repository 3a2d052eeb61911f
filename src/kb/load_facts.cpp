// Loader, the facts: name, type, unit, range, and how the record fills them.
#include <fmt/format.h>

#include "kb/loader.h"

namespace her2::kb {
namespace {

using feel::Kind;

struct KindName {
  std::string_view name;
  Kind kind;
};
constexpr KindName kinds[] = {{"number", Kind::Number},
                              {"date", Kind::Date},
                              {"truth", Kind::Truth},
                              {"code", Kind::Code},
                              {"codes", Kind::Codes}};

}  // namespace

void Loader::facts() {
  for (const Block& each : knowledge_.documents.blocks("fact")) {
    BlockReader block(each, problems_);
    block.allow({"name", "scope", "type", "codes", "unit", "range", "title", "about", "from", "with", "path", "define",
                 "absence", "source", "examples"});
    feel::Fact next = fact(block);
    if (knowledge_.facts.find(next.name)) block.problem(fmt::format("fact `{}` appears twice", next.name));
    knowledge_.facts.add(std::move(next));
    knowledge_.derivations.push_back(derivation(block));
    knowledge_.derivations.back().block = each;
  }
}

feel::Fact Loader::fact(BlockReader& block) {
  feel::Fact fact;
  fact.name = block.string("name");
  fact.title = block.string("title");
  fact.about = block.stringOr("about");
  fact.unit = block.stringOr("unit");
  const std::string absence = block.stringOr("absence", "unknown");
  if (absence != "closed" && absence != "unknown")
    block.problem(*block.optional("absence"), "absence is unknown or closed");
  fact.closedWorld = absence == "closed";
  fact.scope = scope(block, feel::Scope::Patient);
  const std::string type = block.string("type");
  bool known = false;
  for (const auto& [name, kind] : kinds) {
    if (type != name) continue;
    fact.kind = kind;
    known = true;
  }
  if (!known && !type.empty())
    block.problem(*block.optional("type"),
                  fmt::format("type `{}` is not one of number, date, truth, code, codes", type));
  if (fact.kind == Kind::Code || fact.kind == Kind::Codes) {
    const std::string codes = block.string("codes");
    if (const auto domain = knowledge_.vocabulary.findDomain(codes)) {
      fact.domain = *domain;
    } else if (!codes.empty()) {
      block.problem(*block.optional("codes"), fmt::format("unknown codes `{}`", codes), "name a [[codes]] block");
    }
  }
  if (fact.kind == Kind::Number) {
    const std::string range = block.string("range");
    if (const auto interval = Interval::parse(range)) {
      fact.range = *interval;
    } else if (!range.empty()) {
      block.problem(*block.optional("range"), fmt::format("range `{}` is not an interval such as [0..100]", range));
    }
  }
  return fact;
}

feel::Scope Loader::scope(BlockReader& block, feel::Scope fallback) {
  const std::string name = block.string("scope");
  const auto found = feel::findScope(name);
  if (!found && !name.empty()) block.problem(*block.optional("scope"), "scope is specimen, patient, therapy or trial");
  return found.value_or(fallback);
}

Derivation Loader::derivation(BlockReader& block) {
  Derivation result;
  result.path = block.stringOr("path");
  result.name = block.stringOr("from");
  result.defineText = block.stringOr("define");
  if (static_cast<int>(!result.path.empty()) + static_cast<int>(!result.name.empty()) +
          static_cast<int>(!result.defineText.empty()) >
      1) {
    block.problem("a fact has at most one of path, from and define");
  }
  if (const Node* with = block.optional("with"); with != nullptr && with->isTable()) {
    for (const auto& [key, value] : with->table()) result.with[key] = block.stringsOf(value);
  }
  return result;
}

// After all facts are known, since a definition may use any of them.
void Loader::defines() {
  for (std::size_t id = 0; id < knowledge_.derivations.size(); ++id) {
    Derivation& each = knowledge_.derivations[id];
    if (each.defineText.empty()) continue;
    BlockReader block(each.block, problems_);
    const Node& at = *block.optional("define");
    if (knowledge_.facts[static_cast<FactId>(id)].kind != Kind::Truth)
      block.problem(at, "only a truth fact can be defined by an expression");
    each.define = condition(block, at, each.defineText);
  }
}

}  // namespace her2::kb
