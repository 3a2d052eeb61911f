// Loader, what can be obtained about a patient and in what order it is proposed.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kb/loader.h"

namespace her2::kb {
namespace {

using feel::Kind;

constexpr std::array<std::pair<std::string_view, NextTestKey>, 5> keys = {{
    {"may-become-indicated", NextTestKey::MayBecomeIndicated},
    {"may-be-excluded", NextTestKey::MayBeExcluded},
    {"decided", NextTestKey::Decided},
    {"status", NextTestKey::Status},
    {"effort", NextTestKey::Effort},
}};

std::string jsonText(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

/// A value of knowledge as JSON.
std::string jsonOf(const Node& node) {
  if (node.isString()) return jsonText(node.string());
  if (node.isBool()) return node.boolean() ? "true" : "false";
  if (node.isDate()) return jsonText(node.date().text());
  if (node.isNumber()) return fmt::format("{}", node.number());
  std::vector<std::string> parts;
  if (node.isArray()) {
    for (const Node& each : node.array()) parts.push_back(jsonOf(each));
    return fmt::format("[{}]", fmt::join(parts, ", "));
  }
  for (const auto& [key, value] : node.table()) parts.push_back(jsonText(key) + ": " + jsonOf(value));
  return fmt::format("{{{}}}", fmt::join(parts, ", "));
}

}  // namespace

void Loader::obtainables() {
  for (const Block& each : knowledge_.documents.blocks("obtainable")) {
    BlockReader block(each, problems_);
    block.allow({"id", "title", "effort", "fact", "covers", "measures", "when", "source", "outcomes", "note"});
    Obtainable result;
    result.block = each;
    result.id = block.string("id");
    result.title = block.string("title");
    result.covers = block.strings("covers");
    result.measures = block.strings("measures");
    result.sources = citations(block, "source", true);
    result.whenText = block.stringOr("when");
    if (const Node* when = block.optional("when")) result.when = condition(block, *when, result.whenText);
    const Node* effort = block.required("effort");
    const bool good = effort != nullptr && effort->isNumber() && effort->number() >= 0 && effort->number() <= 4;
    if (effort != nullptr && !good) block.problem(*effort, "`effort` is a number from 0 to 4");
    if (good) result.effort = static_cast<int>(effort->number());
    if (const Node* fact = block.optional("fact")) obtainableFact(block, *fact, result);
    covered(block, result);
    outcomes(block, result);
    const auto same = [&](const Obtainable& other) { return other.id == result.id; };
    if (std::any_of(knowledge_.obtainables.begin(), knowledge_.obtainables.end(), same))
      block.problem(fmt::format("obtainable `{}` appears twice", result.id));
    knowledge_.obtainables.push_back(std::move(result));
  }
  nextTestOrder();
}

// `fact` alone: it is open where the fact is, and its outcomes are the values of the fact.
void Loader::obtainableFact(BlockReader& block, const Node& at, Obtainable& result) {
  const std::string name = block.stringOr("fact");
  const auto fact = knowledge_.facts.find(name);
  if (!fact || knowledge_.facts[*fact].scope != feel::Scope::Patient)
    return block.problem(at, fmt::format("`{}` is no fact of a patient", name));
  result.covers.push_back(name);
  if (block.optional("outcomes") != nullptr) return;
  const feel::Fact& described = knowledge_.facts[*fact];
  const std::string& leaf = knowledge_.derivations[*fact].path;
  const std::string& place = leaf.empty() ? name : leaf;
  const auto add = [&](std::string say, std::string value) {
    result.outcomes.push_back({std::move(say), {{place, std::move(value)}}, {}, block.node().place});
  };
  if (described.kind == Kind::Truth) {
    add("yes", "true");
    add("no", "false");
  } else if (described.kind == Kind::Code) {
    for (const Code& code : knowledge_.vocabulary.domain(described.domain).codes())
      add(code.title, jsonText(code.code));
  } else {
    block.problem(at, fmt::format("`{}` is neither a truth nor a code: list the outcomes", name));
  }
}

void Loader::covered(BlockReader& block, const Obtainable& result) {
  const auto workUp = knowledge_.vocabulary.findDomain("work-up");
  for (const std::string& name : result.covers) {
    const bool step = workUp && knowledge_.vocabulary.domain(*workUp).find(name);
    if (!step && !knowledge_.facts.find(name))
      block.problem(fmt::format("`{}` is neither a fact nor a step of the work-up", name));
  }
  if (result.covers.empty() && result.measures.empty() && !result.when)
    block.problem("nothing says when this is worth obtaining", "add fact, covers, measures or when");
}

void Loader::outcomes(BlockReader& block, Obtainable& result) {
  const Node* list = block.optional("outcomes");
  if (list != nullptr && list->isArray()) {
    for (const Node& node : list->array()) {
      if (!node.isTable()) {
        block.problem(node, "an outcome is { say = …, set = { … } }");
        continue;
      }
      BlockReader entry({&block.document(), &node}, problems_);
      entry.allow({"say", "set", "often"});
      TestOutcome outcome;
      outcome.say = entry.string("say");
      outcome.place = node.place;
      const Node* set = entry.required("set");
      if (set != nullptr && (!set->isTable() || set->table().empty())) entry.problem(*set, "`set` is { path = value }");
      if (set != nullptr && set->isTable()) {
        for (const auto& [path, value] : set->table()) outcome.set.emplace_back(path, jsonOf(value));
      }
      frequencies(entry, outcome);
      result.outcomes.push_back(std::move(outcome));
    }
  }
  if (result.outcomes.size() < 2) block.problem("fewer than two outcomes: nothing could be learnt");
}

void Loader::frequencies(BlockReader& block, TestOutcome& outcome) {
  const Node* list = block.optional("often");
  if (list == nullptr) return;
  if (!list->isArray()) return block.problem(*list, "`often` is a list of { percent = …, of = …, source = … }");
  for (const Node& node : list->array()) {
    if (!node.isTable()) {
      block.problem(node, "an entry of `often` is { percent = …, of = …, source = … }");
      continue;
    }
    BlockReader entry({&block.document(), &node}, problems_);
    entry.allow({"percent", "ci", "of", "source", "when"});
    Frequency often;
    const Node* percent = entry.required("percent");
    if (percent != nullptr && percent->isNumber()) often.percent = percent->number();
    if (percent != nullptr && (!percent->isNumber() || often.percent < 0 || often.percent > 100))
      entry.problem(*percent, "`percent` is a number from 0 to 100");
    if (const Node* ci = entry.optional("ci")) {
      often.interval = Interval::parse(entry.stringOr("ci"));
      if (!often.interval || !often.interval->contains(often.percent))
        entry.problem(*ci, "`ci` is an interval that holds the percentage, such as [14.3..30.5]");
    }
    often.of = entry.string("of");
    often.source = entry.string("source");
    if (const Node* source = entry.optional("source")) checkCitation(entry, *source, often.source);
    often.whenText = entry.stringOr("when");
    if (const Node* when = entry.optional("when")) often.when = condition(entry, *when, often.whenText);
    outcome.often.push_back(std::move(often));
  }
}

void Loader::nextTestOrder() {
  for (const Block& each : knowledge_.documents.blocks("next-test")) {
    BlockReader block(each, problems_);
    block.allow({"order", "say", "source"});
    NextTestOrder& order = knowledge_.nextTestOrder;
    if (!order.keys.empty()) block.problem("the order of tests is given twice");
    order.say = block.string("say");
    order.sources = citations(block, "source", true);
    for (const std::string& name : block.strings("order")) {
      const auto key = std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return k.first == name; });
      if (key == keys.end()) {
        std::vector<std::string_view> known;
        known.reserve(std::size(keys));
        for (const auto& k : keys) known.push_back(k.first);
        block.problem(*block.optional("order"), fmt::format("`{}` is no key of the order", name),
                      fmt::format("known: {}", fmt::join(known, ", ")));
      } else {
        order.keys.push_back(key->second);
      }
    }
    if (order.keys.empty()) block.problem("`order` names no key");
  }
}

}  // namespace her2::kb
