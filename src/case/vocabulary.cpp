#include "her2/vocabulary.h"

namespace her2 {
namespace {

/// Lower case; spaces, underscores and slashes as hyphens: the one spelling under which names are compared.
std::string folded(std::string_view name) {
  std::string result;
  result.reserve(name.size());
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '_' || c == '/') c = '-';
    if (c == '-' && (result.empty() || result.back() == '-')) continue;
    result.push_back(c);
  }
  while (!result.empty() && result.back() == '-') result.pop_back();
  return result;
}

/// "trastuzumab-dkst" -> "trastuzumab": the four letters FDA appends to biologics.
std::string_view withoutSuffix(std::string_view name) {
  const auto hyphen = name.rfind('-');
  if (hyphen == std::string_view::npos || name.size() - hyphen != 5) return {};
  return name.substr(0, hyphen);
}

}  // namespace

Domain::Domain(std::string name, std::string title, std::vector<Code> codes)
    : name_(std::move(name)), title_(std::move(title)), codes_(std::move(codes)) {
  for (unsigned i = 0; i < codes_.size(); ++i) {
    index_.emplace(codes_[i].code, i);
    if (codes_[i].means == CodeSet::of(i)) all_ |= CodeSet::of(i);
  }
}

std::optional<unsigned> Domain::find(std::string_view code) const {
  const auto found = index_.find(code);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

DomainId Vocabulary::addDomain(Domain domain) {
  const auto id = static_cast<DomainId>(domains_.size());
  domainIndex_.emplace(domain.name(), id);
  domains_.push_back(std::move(domain));
  return id;
}

DrugId Vocabulary::addDrug(Drug drug, const std::vector<std::string>& names) {
  const auto id = static_cast<DrugId>(drugs_.size());
  drugIndex_.emplace(folded(drug.id), id);
  drugIndex_.emplace(folded(drug.title), id);
  for (const std::string& name : names) drugIndex_.emplace(folded(name), id);
  drugs_.push_back(std::move(drug));
  return id;
}

std::optional<DomainId> Vocabulary::findDomain(std::string_view name) const {
  const auto found = domainIndex_.find(name);
  if (found == domainIndex_.end()) return std::nullopt;
  return found->second;
}

std::optional<DrugId> Vocabulary::findDrug(std::string_view name) const {
  const std::string key = folded(name);
  auto found = drugIndex_.find(key);
  if (found == drugIndex_.end()) found = drugIndex_.find(withoutSuffix(key));
  if (found == drugIndex_.end()) return std::nullopt;
  return found->second;
}

}  // namespace her2
