#include "feel/fact_catalogue.h"

namespace her2::feel {

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
