// Which drugs a medication names: by code, else by the names in its text.
#include <fmt/format.h>

#include <algorithm>

#include "intake/fhir_assembly.h"
#include "intake/fhir_text.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

constexpr std::uint32_t none = NameIndex::none;
constexpr std::size_t rememberedTexts = 4096;
constexpr std::size_t longestName = 5;  ///< in words

void addOnce(std::vector<DrugId>& drugs, DrugId drug) {
  if (std::find(drugs.begin(), drugs.end(), drug) == drugs.end()) drugs.push_back(drug);
}

}  // namespace

const std::vector<DrugId>& Assembly::drugsOf(const MedicationUse& use, std::string& name) {
  drugs_.clear();
  const auto nameFrom = [&](const Concept& c) {
    if (name.empty()) name = c.text;
    for (const Coding& coding : r_->of(c)) {
      if (name.empty()) name = coding.display.empty() ? coding.code : coding.display;
    }
  };
  nameFrom(use.drug);
  drugsOfConcept(use.drug, use.name, "medicationCodeableConcept", drugs_);
  if (!drugs_.empty() || use.drugReference.empty()) return drugs_;
  const std::uint32_t definition = r_->resolve("Medication", use.drugReference, use.name);
  if (definition == none) return drugs_;
  const MedicationDefinition& medication = r_->definitions[definition];
  nameFrom(medication.code);
  drugsOfConcept(medication.code, medication.name, "code", drugs_);
  if (!drugs_.empty()) return drugs_;
  for (const Concept& ingredient : r_->conceptsOf(medication.ingredients)) {
    nameFrom(ingredient);
    drugsOfConcept(ingredient, medication.name, "ingredient", drugs_);
  }
  return drugs_;
}

void Assembly::drugsOfConcept(const Concept& c, const Name& name, std::string_view element,
                              std::vector<DrugId>& drugs) {
  std::vector<DrugId>& byText = drugsByText_;
  byText.clear();
  std::optional<DrugId> byCode;
  bool conflict = false;
  for (const Coding& coding : r_->of(c)) {
    if (const auto* entries = findCode(terms_, terms_.drugCodes, coding.code)) {
      for (const CodeEntry& entry : *entries) {
        if (terms_.fit(entry.system, coding.system) == Terms::Fit::Foreign) continue;
        if (byCode && *byCode != entry.value) conflict = true;
        byCode = entry.value;
      }
    }
    drugsInText(coding.display, byText);
  }
  if (!byCode && byText.empty()) drugsInText(c.text, byText);
  if (!byCode) {
    for (const DrugId drug : byText) addOnce(drugs, drug);
    return;
  }
  // A product of several drugs, or a class beside its member, is no contradiction.
  const auto related = [&](DrugId other) {
    const auto& mine = vocabulary_.drug(*byCode).classes;
    const auto& theirs = vocabulary_.drug(other).classes;
    return other == *byCode || std::find(mine.begin(), mine.end(), vocabulary_.drug(other).id) != mine.end() ||
           std::find(theirs.begin(), theirs.end(), vocabulary_.drug(*byCode).id) != theirs.end();
  };
  conflict = conflict || (!byText.empty() && std::none_of(byText.begin(), byText.end(), related));
  if (conflict) {
    warn("code-display-mismatch", name, element,
         fmt::format("the code is that of {}, its display {} names another drug; neither is used",
                     vocabulary_.drug(*byCode).title, shown(r_->of(c).front().display)),
         "correct the wrong one");
    return;
  }
  addOnce(drugs, *byCode);
  for (const DrugId drug : byText) addOnce(drugs, drug);
}

/// The names of drugs in a text such as "10 ML Doxorubicin Hydrochloride 2 MG/ML Injection", the longest first:
/// "ado-trastuzumab emtansine" is one drug.
void Assembly::drugsInText(std::string_view text, std::vector<DrugId>& drugs) {
  if (text.empty()) return;
  const auto known = drugTexts_.find(text);
  if (known != drugTexts_.end()) {
    for (const DrugId drug : known->second) addOnce(drugs, drug);
    return;
  }
  std::vector<DrugId> found;
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(" ,;+/()[]", at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(" ,;+/()[]", begin), text.size());
    words.push_back(text.substr(begin, at - begin));
  }
  for (std::size_t at = 0; at < words.size();) {
    std::size_t taken = 1;
    for (std::size_t count = std::min(longestName, words.size() - at); count > 0; --count) {
      const std::string_view last = words[at + count - 1];
      const std::string_view name(words[at].data(),
                                  static_cast<std::size_t>(last.data() + last.size() - words[at].data()));
      const auto drug = vocabulary_.findDrug(name);
      if (!drug) continue;
      addOnce(found, *drug);
      taken = count;
      break;
    }
    at += taken;
  }
  for (const DrugId drug : found) addOnce(drugs, drug);
  if (drugTexts_.size() >= rememberedTexts) drugTexts_.clear();
  drugTexts_.emplace(text, std::move(found));
}

}  // namespace her2::intake::fhir
