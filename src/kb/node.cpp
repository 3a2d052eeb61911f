#include "kb/node.h"

#include <fmt/format.h>

namespace her2::kb {

bool operator==(const Node& a, const Node& b) { return a.value == b.value; }

double Node::number() const {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  return std::get<double>(value);
}

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, member] : table()) {
    if (name == key) return &member;
  }
  return nullptr;
}

std::string Document::drug() const {
  const Node* drug = root.find("drug");
  if (drug != nullptr && drug->isTable()) drug = drug->find("id");
  return drug != nullptr && drug->isString() ? drug->string() : std::string();
}

std::string Document::where(const Place& place) const {
  return fmt::format("{}:{}:{}", file, place.line, place.column);
}

Problem Document::problem(const Place& place, std::string message, std::string remedy) const {
  return {Severity::Error, "knowledge", where(place), std::move(message), std::move(remedy)};
}

}  // namespace her2::kb
