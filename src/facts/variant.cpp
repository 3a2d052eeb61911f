#include "facts/variant.h"

#include <algorithm>
#include <array>
#include <utility>

namespace her2::facts {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 21> aminoAcids = {{
    {"Ala", 'A'}, {"Arg", 'R'}, {"Asn", 'N'}, {"Asp", 'D'}, {"Cys", 'C'}, {"Gln", 'Q'}, {"Glu", 'E'},
    {"Gly", 'G'}, {"His", 'H'}, {"Ile", 'I'}, {"Leu", 'L'}, {"Lys", 'K'}, {"Met", 'M'}, {"Phe", 'F'},
    {"Pro", 'P'}, {"Ser", 'S'}, {"Thr", 'T'}, {"Trp", 'W'}, {"Tyr", 'Y'}, {"Val", 'V'}, {"Ter", '*'},
}};

bool names(const kb::Node& entry, std::string_view protein) {
  const kb::Node* own = entry.find("protein");
  if (own != nullptr && own->isString() && own->string() == protein) return true;
  const kb::Node* aliases = entry.find("aliases");
  if (aliases == nullptr || !aliases->isArray()) return false;
  return std::any_of(aliases->array().begin(), aliases->array().end(),
                     [&](const kb::Node& alias) { return alias.isString() && alias.string() == protein; });
}

}  // namespace

std::string oneLetterProtein(std::string_view text) {
  std::string result;
  if (text.starts_with("p.")) text.remove_prefix(2);
  while (!text.empty()) {
    const auto found = std::find_if(aminoAcids.begin(), aminoAcids.end(),
                                    [&](const auto& acid) { return text.starts_with(acid.first); });
    if (found != aminoAcids.end()) {
      result.push_back(found->second);
      text.remove_prefix(3);
      continue;
    }
    if (text[0] != '(' && text[0] != ')' && text[0] != ' ') result.push_back(text[0]);
    text.remove_prefix(1);
  }
  return result;
}

std::string classOfVariant(const kb::DocumentSet& knowledge, std::string_view gene, std::string_view protein) {
  const std::string spelling = oneLetterProtein(protein);
  for (const kb::Block& block : knowledge.blocks("variant")) {
    const kb::Node* ofGene = block.node->find("gene");
    const kb::Node* meaning = block.node->find("class");
    if (ofGene == nullptr || !ofGene->isString() || ofGene->string() != gene || meaning == nullptr ||
        !meaning->isString())
      continue;
    if (names(*block.node, spelling)) return meaning->string();
  }
  return {};
}

}  // namespace her2::facts
