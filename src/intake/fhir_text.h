// Words of clinical texts, made comparable: lower case, punctuation gone, "2 +" and "90 %" closed up. Knows no meaning.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "her2/interval.h"

namespace her2::intake::fhir {

/// "Score 1+ (HER2/neu)" -> "score 1+ her2 neu"; a dash stays between digits only ("0-1+"), a point too; "≥" becomes
/// ">=". Other scripts stay as they are.
void foldText(std::string_view text, std::string& out);
std::string foldedText(std::string_view text);

/// The words of a folded text.
void splitWords(std::string_view folded, std::vector<std::string_view>& words);

/// True if one of the words begins there where a word of the text begins; a word that ends with a space must also end
/// there. `folded` as above.
bool beginsWord(std::string_view folded, const std::vector<std::string>& words);

bool isAscii(std::string_view text);

struct WrittenQuantity {
  Interval number;
  std::string_view unit;
};

/// "> 2.2", "60 %", "≥ 2", "10-19 mm": a number, a comparison or a range, and the unit behind it.
std::optional<WrittenQuantity> readQuantity(std::string_view text);

}  // namespace her2::intake::fhir
