#include "facts/variant.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "kb/block_reader.h"

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

/// The codes that `class` may be: those of the fact the list is made for.
const Domain* classesOf(const kb::Knowledge& knowledge) {
  for (std::size_t fact = 0; fact < knowledge.derivations.size(); ++fact) {
    if (knowledge.derivations[fact].name == "erbb2-mutation") {
      return &knowledge.vocabulary.domain(knowledge.facts[static_cast<kb::FactId>(fact)].domain);
    }
  }
  return nullptr;
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

void checkVariants(const kb::Knowledge& knowledge, Problems& problems) {
  const Domain* classes = classesOf(knowledge);
  std::set<std::pair<std::string, std::string>> seen;
  for (const kb::Block& each : knowledge.documents.blocks("variant")) {
    kb::BlockReader block(each, problems);
    block.allow({"gene", "protein", "aliases", "class", "source", "note"});
    const std::string gene = block.string("gene");
    const std::string meaning = block.string("class");
    if (classes == nullptr) {
      block.problem("no fact reads [[variant]] blocks");
    } else if (!meaning.empty() && !classes->find(meaning)) {
      block.problem(*block.optional("class"), fmt::format("`{}` is no code of `{}`", meaning, classes->name()));
    }
    std::vector<std::string> spellings = block.strings("aliases");
    spellings.push_back(block.string("protein"));
    for (const std::string& spelling : spellings) {
      if (oneLetterProtein(spelling) != spelling)
        block.problem(fmt::format("`{}` must be written `{}`", spelling, oneLetterProtein(spelling)));
      if (!seen.emplace(gene, spelling).second) block.problem(fmt::format("{} {} is listed twice", gene, spelling));
    }
    block.required("source");
    for (const std::string& id : block.strings("source")) {
      if (knowledge.findSource(id) == nullptr) block.problemOf("source", fmt::format("unknown source `{}`", id));
    }
  }
}

}  // namespace her2::facts
