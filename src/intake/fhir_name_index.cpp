#include "intake/fhir_name_index.h"

#include <algorithm>

namespace her2::intake::fhir {
namespace {

std::uint32_t scopeOf(const Name& name) { return name.entry + 1; }

}  // namespace

std::string_view referenceId(std::string_view reference) {
  constexpr std::string_view history = "/_history";
  const auto isCut = [](char c) { return c == '/' || c == '#' || c == ':'; };
  std::size_t begin = reference.size();
  while (begin > 0 && !isCut(reference[begin - 1])) --begin;
  if (begin > 0 && reference[begin - 1] == '/' && reference.substr(0, begin - 1).ends_with(history)) {
    return referenceId(reference.substr(0, begin - 1 - history.size()));
  }
  return reference.substr(begin);
}

void NameIndex::clear() {
  entries_.clear();
  std::fill(slots_.begin(), slots_.end(), none);
}

std::size_t NameIndex::slotOf(std::string_view type, std::string_view id, std::uint32_t scope) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = (quickHash(id) ^ scope) & mask;
  while (slots_[slot] != none) {
    const Entry& entry = entries_[slots_[slot]];
    if (entry.scope == scope && entry.id == id && entry.type == type) return slot;
    slot = (slot + 1) & mask;
  }
  return slot;
}

void NameIndex::grow() {
  constexpr std::size_t smallest = 64;
  slots_.assign(slots_.empty() ? smallest : slots_.size() * 2, none);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    slots_[slotOf(entries_[i].type, entries_[i].id, entries_[i].scope)] = i;
  }
}

std::uint32_t NameIndex::add(std::string_view type, std::string_view id, std::uint32_t scope, std::uint32_t value) {
  if (id.empty()) return none;
  if ((entries_.size() + 1) * 2 > slots_.size()) grow();
  const std::size_t slot = slotOf(type, id, scope);
  if (slots_[slot] != none) return entries_[slots_[slot]].value;
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  Entry& entry = entries_.emplace_back();  // in place: a copy of what was just written would be waited for
  entry.type = type;
  entry.id = id;
  entry.scope = scope;
  entry.value = value;
  return none;
}

std::uint32_t NameIndex::find(std::string_view type, std::string_view id, std::uint32_t scope) const {
  if (slots_.empty()) return none;
  const std::uint32_t at = slots_[slotOf(type, id, scope)];
  return at == none ? none : entries_[at].value;
}

std::uint32_t NameIndex::add(const Name& name, std::uint32_t value) {
  const std::uint32_t scope = name.contained ? scopeOf(name) : 0;
  const std::uint32_t before = add(name.type, name.id, scope, value);
  if (!name.alias.empty()) add(name.type, name.alias, scope, value);
  return before;
}

std::uint32_t NameIndex::resolve(std::string_view type, std::string_view reference, const Name& from) const {
  return find(type, referenceId(reference), isContained(reference) ? scopeOf(from) : 0);
}

}  // namespace her2::intake::fhir
