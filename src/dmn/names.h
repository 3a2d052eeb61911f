// What things are called in DMN: names that every FEEL engine reads, and that no two things of one model share.
#pragma once

#include <string>
#include <string_view>

#include "kb/model.h"

namespace her2::dmn {

/// The name with every character that is no letter or digit as an underscore: "ish.her2-copies" is "ish_her2_copies".
std::string identifier(std::string_view name);

/// The table's rows: "breast_ish_group_table".
std::string tableName(const kb::Table& table);
/// Its guard: "breast_ish_group_applies".
std::string guardName(const kb::Table& table);
/// All that the tables in force answer to a fact: "ish_group_answers".
std::string answersName(const feel::Fact& fact);
/// A fact that follows from others: "specimen_in_situ_only_defined".
std::string definitionName(const feel::Fact& fact);
/// "trastuzumab_deruxtecan_breast_low_after_chemotherapy", with the agencies behind it where another wording of that id
/// is in force elsewhere.
std::string indicationName(const kb::Indication& indication, bool withAgencies);
/// A criterion, counted from 1, of the indication of that name: "…_1".
std::string criterionName(const std::string& indicationName, std::size_t number);
/// What the criteria come to under the labels of a region: "…_US".
std::string stateName(const std::string& indicationName, const kb::Region& region);

}  // namespace her2::dmn
