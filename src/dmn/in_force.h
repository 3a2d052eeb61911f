// What is in force on a day, and what it asks about.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "assess/parts.h"

namespace her2::dmn {

using feel::FactId;

struct InForce {
  struct Group {
    std::vector<const kb::Table*> tables;
    std::vector<FactId> facts;  ///< filled by them; the first names the group
  };
  /// One indication, and the regions where its wording holds.
  struct Listed {
    const kb::Indication* indication = nullptr;
    std::string name;
    std::vector<assess::Listing> regions;  ///< without `compiled`
  };
  std::vector<Group> groups;
  std::vector<FactId> definitions;
  std::vector<Listed> indications;
};

InForce inForce(const std::shared_ptr<const kb::Knowledge>& knowledge, Date day);

/// Facts that the guard, the inputs, or both ask about; in order, each once.
std::vector<FactId> factsOf(const kb::Table& table, bool guard, bool inputs);
std::vector<FactId> factsOf(const std::vector<const feel::Expression*>& expressions);

/// The latest day of the knowledge and as few others as will do, so that every table and every wording in every region
/// is in force on one of them. Ascending.
std::vector<Date> daysOfEveryVersion(const kb::Knowledge& knowledge);

}  // namespace her2::dmn
