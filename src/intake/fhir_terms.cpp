#include "intake/fhir_terms.h"

namespace her2::intake::fhir {

std::optional<SystemId> Terms::findSystem(std::string_view uri) const {
  const auto found = systemIds.find(uri);
  if (found == systemIds.end()) return std::nullopt;
  return found->second;
}

Terms::Fit Terms::fit(SystemId expected, std::string_view stated) const {
  if (stated.empty()) return systems[expected].strict ? Fit::Foreign : Fit::Missing;
  const auto system = findSystem(stated);
  if (system == expected) return Fit::Same;
  // Codes that stand for finer ones match many texts: only systems built the same way are taken for one another.
  // Those of a strict system are said by nobody under another name: a number of OMOP is no code of RxNorm.
  const bool mayBeMixed = system && !systems[expected].strict && !systems[*system].strict &&
                          systems[*system].levels == systems[expected].levels;
  return mayBeMixed ? Fit::Mixed : Fit::Foreign;
}

const std::vector<CodeEntry>* findCode(const Terms& terms, const CodeMap& map, std::string_view code) {
  if (const auto found = map.find(code); found != map.end()) return &found->second;
  constexpr std::size_t shortest = 3;
  constexpr std::size_t longest = 12;
  if (code.size() < shortest || code.size() > longest || code[0] < 'A' || code[0] > 'Z') return nullptr;
  std::string plain(code);
  std::erase(plain, '.');
  for (; plain.size() >= shortest; plain.pop_back()) {
    const auto found = map.find(plain);
    if (found != map.end() && terms.systems[found->second.front().system].levels) return &found->second;
  }
  return nullptr;
}

}  // namespace her2::intake::fhir
