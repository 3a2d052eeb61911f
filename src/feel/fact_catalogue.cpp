#include "feel/fact_catalogue.h"

#include <array>

namespace her2::feel {
namespace {

constexpr std::array<std::string_view, 4> scopeNames = {"specimen", "patient", "therapy", "trial"};

}  // namespace

std::string_view scopeName(Scope scope) { return scopeNames[static_cast<std::size_t>(scope)]; }

std::optional<Scope> findScope(std::string_view name) {
  for (std::size_t i = 0; i < scopeNames.size(); ++i) {
    if (scopeNames[i] == name) return static_cast<Scope>(i);
  }
  return std::nullopt;
}

FactId FactCatalogue::add(Fact fact) {
  const auto id = static_cast<FactId>(facts_.size());
  index_.emplace(fact.name, id);
  facts_.push_back(std::move(fact));
  return id;
}

std::optional<FactId> FactCatalogue::find(std::string_view name) const {
  const auto found = index_.find(name);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

}  // namespace her2::feel
