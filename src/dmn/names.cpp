#include "dmn/names.h"

#include <fmt/format.h>

#include <set>

namespace her2::dmn {

std::string identifier(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain) c = '_';
  }
  return result;
}

std::string tableName(const kb::Table& table) { return identifier(table.id) + "_table"; }
std::string guardName(const kb::Table& table) { return identifier(table.id) + "_applies"; }
std::string answersName(const feel::Fact& fact) { return identifier(fact.name) + "_answers"; }
std::string definitionName(const feel::Fact& fact) { return identifier(fact.name) + "_defined"; }

std::string indicationName(const kb::Indication& indication, bool withAgencies) {
  std::string result = identifier(indication.drug + "_" + indication.id);
  if (!withAgencies) return result;
  std::set<std::string> agencies;
  for (const kb::Approval& approval : indication.approvals) agencies.insert(approval.agency);
  for (const std::string& agency : agencies) result += "_" + identifier(agency);
  return result;
}

std::string criterionName(const std::string& indicationName, std::size_t number) {
  return fmt::format("{}_{}", indicationName, number);
}

std::string stateName(const std::string& indicationName, const kb::Region& region) {
  return indicationName + "_" + identifier(region.id);
}

}  // namespace her2::dmn
