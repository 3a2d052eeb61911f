#include "intake/table_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "intake/table_value.h"

namespace her2::intake::table {
namespace {

std::optional<Interval> numberIn(const kb::Node& node) {
  if (node.isNumber()) return Interval(node.number());
  return node.isString() ? Interval::parse(node.string()) : std::nullopt;
}

std::optional<DateRange> dateIn(const kb::Node& node) {
  if (node.isDate()) return DateRange(node.date());
  return node.isString() ? DateRange::parse(node.string()) : std::nullopt;
}

/// Any of these codes, or in a list all of them.
std::optional<CodeSet> codesIn(kb::BlockReader& block, const kb::Node& node, const Domain& domain, LeafKind kind) {
  CodeSet codes;
  for (const std::string& name : block.stringsOf(node)) {
    const auto code = domain.find(name);
    if (!code) {
      block.problem(node, fmt::format("`{}` is no code of `{}`", name, domain.name()));
      return std::nullopt;
    }
    codes |= kind == LeafKind::Codes ? CodeSet::of(*code) : domain[*code].means;
  }
  return codes;
}

std::optional<std::vector<DrugId>> drugsIn(kb::BlockReader& block, const kb::Node& node, const Vocabulary& vocabulary) {
  std::vector<DrugId> drugs;
  for (const std::string& name : block.stringsOf(node)) {
    const auto drug = vocabulary.findDrug(name);
    if (!drug) {
      block.problem(node, fmt::format("no drug `{}` in the knowledge", name));
      return std::nullopt;
    }
    drugs.push_back(*drug);
  }
  return drugs;
}

template <class T>
std::optional<Value> orProblem(const std::optional<T>& value, kb::BlockReader& block, const kb::Node& node,
                               std::string_view expected) {
  if (value) return Value(*value);
  block.problem(node, fmt::format("must be {}", expected));
  return std::nullopt;
}

std::optional<Word> readWord(kb::BlockReader& entry, const Leaf* target, const ValueContext& context) {
  Word word;
  if (const kb::Node* is = entry.optional("is")) {
    if (target == nullptr) {
      entry.problem(*is, "`is` needs a column with a leaf", "name the leaf in `set`");
      return std::nullopt;
    }
    word.is = context.value(entry, *is, *target);
    if (!word.is) return std::nullopt;
  }
  if (const kb::Node* set = entry.optional("set")) {
    if (!set->isTable()) {
      entry.problem(*set, "`set` must be a table of leaves and values");
      return std::nullopt;
    }
    for (const auto& [path, node] : set->table()) {
      const auto leaf = context.leaf(entry, node, path);
      auto value = leaf ? context.value(entry, node, *leaf) : std::nullopt;
      if (!value) return std::nullopt;
      word.sets.push_back({*leaf, *std::move(value)});
    }
  }
  word.warning = entry.stringOr("warn");
  if (!word.is && word.sets.empty() && word.warning.empty()) {
    entry.problem("a word needs `is`, `set` or `warn`", "words that mean `not recorded` stand in `missing`");
    return std::nullopt;
  }
  return word;
}

}  // namespace

bool Words::add(std::string_view text, const Word& word) {
  std::string key = folded(text);
  if (word.is || !word.sets.empty()) order_.emplace_back(text);
  return words_.try_emplace(std::move(key), word).second;
}

const Word* Words::find(std::string_view text) const {
  const auto found = words_.find(text);
  return found == words_.end() ? nullptr : &found->second;
}

std::string Words::examples() const {
  // The plain words are the short ones.
  constexpr std::size_t most = 12;
  std::vector<std::string_view> shown(order_.begin(), order_.end());
  std::stable_sort(shown.begin(), shown.end(), [](auto a, auto b) { return a.size() < b.size(); });
  const bool more = shown.size() > most;
  shown.resize(std::min(shown.size(), most));
  return fmt::format("{}{}", fmt::join(shown, ", "), more ? " …" : "");
}

std::string ValueContext::expand(std::string_view text) const {
  if (number.empty()) return std::string(text);
  std::string result;
  for (const char c : text) c == '#' ? result.append(number) : result.append(1, c);
  return result;
}

std::optional<Leaf> ValueContext::leaf(kb::BlockReader& block, const kb::Node& at, std::string_view path) const {
  const std::string full = expand(path);
  auto found = findLeaf(full, vocabulary, shape);
  if (!found) block.problem(at, fmt::format("no leaf `{}` in a case", full), leavesNear(full));
  return found;
}

std::optional<Value> ValueContext::value(kb::BlockReader& block, const kb::Node& node, const Leaf& leaf) const {
  switch (leaf.kind()) {
    case LeafKind::Number:
      return orProblem(numberIn(node), block, node, "a number, a comparison or a range");
    case LeafKind::Date:
      return orProblem(dateIn(node), block, node, "a date such as \"2004\" or \"2004-05-17\"");
    case LeafKind::Code:
    case LeafKind::Codes:
      if (const auto codes = codesIn(block, node, vocabulary.domain(*leaf.domain), leaf.kind())) return Value(*codes);
      return std::nullopt;
    case LeafKind::Truth:
    case LeafKind::Flag:
      return orProblem(node.isBool() ? std::optional(truth(node.boolean())) : std::nullopt, block, node,
                       "true or false");
    case LeafKind::Text:
    case LeafKind::Id:
      return orProblem(node.isString() ? std::optional(node.string()) : std::nullopt, block, node, "a string");
    case LeafKind::Drugs:
      if (auto drugs = drugsIn(block, node, vocabulary)) return Value(*std::move(drugs));
      return std::nullopt;
    case LeafKind::Findings:
    case LeafKind::Medications:
    case LeafKind::Variants:
      return Value(block.stringsOf(node));
  }
  return std::nullopt;
}

void readWords(kb::BlockReader& block, const kb::Node& node, const Leaf* target, const ValueContext& context,
               Repeated repeated, Problems& problems, Words& words) {
  if (!node.isArray()) {
    block.problem(node, "must be an array of { say = …, is = … }");
    return;
  }
  for (const kb::Node& each : node.array()) {
    if (!each.isTable()) {
      block.problem(each, "must be { say = …, is = … }");
      continue;
    }
    kb::BlockReader entry({&block.document(), &each}, problems);
    entry.allow({"say", "is", "set", "warn", "note"});
    entry.required("say");
    const auto word = readWord(entry, target, context);
    if (!word) continue;
    for (const std::string& text : entry.strings("say")) {
      if (!words.add(text, *word) && repeated == Repeated::Problem) {
        entry.problemOf("say", fmt::format("the word `{}` has a meaning already", text));
      }
    }
  }
}

}  // namespace her2::intake::table
