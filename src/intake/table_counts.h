// Means and totals: a laboratory counts signals over all nuclei and reports means per cell, and a registry may hold
// either in the same column. A total read as a mean makes any tumour amplified, so a number is used only where one of
// the two readings is plausible and the other is not.
#pragma once

#include <functional>
#include <string_view>

#include "intake/table_mapping.h"

namespace her2::intake::table {

/// Leaves a mean where it is, moves a total to the leaf of totals, and refuses what is neither or may be either.
/// `written` gives the text of a column of the mapping in the row at hand.
void settleCounts(const CountGroup& group, const std::function<std::string_view(std::size_t)>& written, Filler& filler);

}  // namespace her2::intake::table
