#include "kb/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace her2::kb {
namespace {

std::string stringAt(const Node& node, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const Node* member = node.find(key);
    if (member != nullptr && member->isString()) return member->string();
  }
  return {};
}

std::optional<Date> dateAt(const Node& node, std::string_view key) {
  const Node* member = node.find(key);
  return member != nullptr && member->isDate() ? std::optional(member->date()) : std::nullopt;
}

Period periodOf(const Node& node) {
  Period period{dateAt(node, "from"), dateAt(node, "until")};
  const Node* approvals = node.find("approvals");
  if (approvals == nullptr || !approvals->isArray()) return period;
  for (const Node& approval : approvals->array()) {
    const auto day = approval.isTable() ? dateAt(approval, "date") : std::nullopt;
    if (day && (!period.from || *day < *period.from)) period.from = day;
  }
  return period;
}

Entry entryOf(const Document& document, const std::string& kind, const Node& node, const std::string& drug) {
  Entry entry;
  entry.kind = kind;
  entry.block = {&document, &node};
  entry.id = stringAt(node, {"id", "name", "role"});
  if (!entry.id.empty() && !drug.empty() && kind != "drug" && kind != "source") entry.id = drug + "/" + entry.id;
  entry.title = stringAt(node, {"title", "population", "say", "name", "use", "option", "product", "means", "note"});
  entry.period = periodOf(node);
  return entry;
}

/// "status/breast-ish.toml" and 19.
std::pair<std::string_view, std::uint32_t> split(std::string_view place) {
  constexpr std::string_view folder = "knowledge/";
  if (place.starts_with(folder)) place.remove_prefix(folder.size());
  const auto suffix = place.find(".toml:");
  if (suffix == std::string_view::npos) return {place, 0};
  const std::string_view file = place.substr(0, suffix + 5);
  const std::string_view digits = place.substr(suffix + 6);
  std::uint32_t line = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), line);
  return {file, line};
}

}  // namespace

std::string Entry::place() const { return fmt::format("{}:{}", block.document->file, block.node->place.line); }

std::vector<Entry> entriesOf(const Knowledge& knowledge) {
  std::vector<Entry> entries;
  for (const Document& document : knowledge.documents.documents()) {
    const std::string drugId = document.drug();
    for (const auto& [kind, member] : document.root.table()) {
      if (member.isTable()) entries.push_back(entryOf(document, kind, member, drugId));
      if (!member.isArray()) continue;
      for (const Node& node : member.array()) {
        if (node.isTable()) entries.push_back(entryOf(document, kind, node, drugId));
      }
    }
  }
  return entries;
}

const Entry* entryAt(const std::vector<Entry>& entries, std::string_view place) {
  const auto [file, line] = split(place);
  const Entry* found = nullptr;
  for (const Entry& entry : entries) {
    const std::uint32_t begin = entry.block.node->place.line;
    if (entry.block.document->file != file || begin > line) continue;
    if (found == nullptr || found->block.node->place.line <= begin) found = &entry;
  }
  return found;
}

std::uint32_t lineOf(std::string_view place) { return split(place).second; }

void forEachCitation(const Knowledge& knowledge, const Node& block, const std::function<void(const Source&)>& f) {
  const auto cite = [&](const Node& node) {
    if (!node.isString()) return;
    if (const Source* source = knowledge.findSource(node.string())) f(*source);
  };
  if (block.isArray()) {
    for (const Node& element : block.array()) forEachCitation(knowledge, element, f);
  }
  if (!block.isTable()) return;
  for (const auto& [key, member] : block.table()) {
    if (key == "source" || key == "evidence") {
      cite(member);
      if (!member.isArray()) continue;
      for (const Node& element : member.array()) cite(element);
    } else {
      forEachCitation(knowledge, member, f);
    }
  }
}

std::string leafText(const Node& node) {
  if (node.isString()) return node.string();
  if (node.isBool()) return node.boolean() ? "true" : "false";
  if (node.isNumber()) return fmt::format("{}", node.number());
  if (node.isDate()) return node.date().text();
  return {};
}

}  // namespace her2::kb
