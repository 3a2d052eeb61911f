// Protein changes in HGVS, brought to one spelling, and what the knowledge says of them ([[variant]] in
// knowledge/terminology).
#pragma once

#include <string>
#include <string_view>

#include "kb/model.h"

namespace her2::facts {

/// "p.Tyr772_Ala775dup", "p.(Y772_A775dup)", "Y772_A775dup" -> "Y772_A775dup". Text that is no protein change comes
/// back as it is.
std::string oneLetterProtein(std::string_view text);

/// The class of a variant in the knowledge's list, by its spelling or an alias; empty where the list does not hold it.
std::string classOfVariant(const kb::DocumentSet& knowledge, std::string_view gene, std::string_view protein);

/// What is wrong with the list: variants of no known class, without a source, listed twice, or in a spelling that no
/// record is compared in.
void checkVariants(const kb::Knowledge& knowledge, Problems& problems);

}  // namespace her2::facts
