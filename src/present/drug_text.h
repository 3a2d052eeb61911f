// One drug in words: names and codes, products, doses and the steps by which they are lowered, and what changed when.
// Sources are named with their grade. Its indications are printed by knowledge_text.
#pragma once

#include <string>

#include "kb/model.h"

namespace her2::present {

std::string drugText(const kb::Knowledge& knowledge, const kb::DrugEntry& drug);

/// "PATHWAY anti-HER-2/neu (4B5) (FDA 2022-10-04): HER2-low by IHC [fda-2022-10-04-4b5, secondary]"
std::string companionText(const kb::Knowledge& knowledge, const kb::Companion& companion);

}  // namespace her2::present
