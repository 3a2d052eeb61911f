// Genetic variants: the components of an Observation -> variants of the tumour, copy number of a specimen, state of
// marker genes.
#include <fmt/format.h>

#include <algorithm>

#include "intake/fhir_assembly.h"
#include "intake/fhir_text.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

/// What one component says in words: the code of a HGVS expression, else its display or text.
std::string_view expression(const Resources& r, const Value& value) {
  if (value.kind == ValueKind::Text) return value.text;
  if (value.kind != ValueKind::Concept) return {};
  const auto codings = r.of(value.concept_);
  for (const Coding& coding : codings) {
    if (coding.code.find('.') != std::string_view::npos) return coding.code;
  }
  if (!value.concept_.text.empty()) return value.concept_.text;
  return codings.empty()                   ? std::string_view()
         : codings.front().display.empty() ? codings.front().code
                                           : codings.front().display;
}

/// "NP_004439.2:p.(Ser310Phe)" -> "p.(Ser310Phe)".
std::string_view withoutReference(std::string_view hgvs) {
  const auto colon = hgvs.rfind(':');
  return colon == std::string_view::npos ? hgvs : hgvs.substr(colon + 1);
}

/// The transcript at the front of "NM_024675.3(PALB2):c.3549C>A (p.Tyr1183Ter)"; nothing for a reference that is no
/// transcript.
std::string_view transcriptOf(std::string_view hgvs) {
  if (!hgvs.starts_with("NM_") && !hgvs.starts_with("ENST")) return {};
  return hgvs.substr(0, hgvs.find_first_of(".(:"));
}

/// The protein change in brackets at the end of the same.
std::string_view proteinOf(std::string_view hgvs) {
  const auto begin = hgvs.find("(p.");
  if (begin == std::string_view::npos) return {};
  return hgvs.substr(begin + 1, hgvs.find(')', begin) - begin - 1);
}

}  // namespace

/// The gene by its HGNC id or symbol; one that is not known to the knowledge keeps its name. Code and display must mean
/// the same gene.
std::optional<std::uint16_t> Assembly::geneOf(std::uint32_t index, const Concept& gene, Element element,
                                              std::string& symbol) {
  std::optional<std::uint16_t> found;
  const auto take = [&](std::string_view text) {
    if (text.empty()) return true;
    const auto known = terms_.geneIds.find(foldedText(text));
    if (known == terms_.geneIds.end()) return true;
    if (found && *found != known->second) return false;
    found = known->second;
    return true;
  };
  bool agree = true;
  for (const Coding& coding : r_->of(gene)) {
    const bool byCode = take(coding.code);
    const bool known = found.has_value();
    agree = agree && byCode && take(coding.display);
    if (known && !coding.display.empty() && !terms_.geneIds.contains(foldedText(coding.display))) agree = false;
    if (symbol.empty()) symbol = coding.display.empty() ? coding.code : coding.display;
  }
  if (r_->of(gene).empty()) take(gene.text);
  if (symbol.empty()) symbol = gene.text;
  if (!agree) {
    warn("code-display-mismatch", index, element,
         fmt::format("the code of the gene and its display {} name different genes; neither is used", shown(symbol)),
         "correct the wrong one");
    symbol.clear();
    return std::nullopt;
  }
  if (found) symbol = terms_.genes[*found].symbol;
  return found;
}

void Assembly::readVariant(std::uint32_t index) {
  const Observation& o = observation(index);
  const RoleId role = states_[index].role;
  Truth present = Truth::Unknown;
  for (const Value& value : r_->valuesOf(o.values)) {
    const Reading reading = value.kind == ValueKind::Concept ? reader_.value(*r_, role, value.concept_) : Reading();
    if (reading.understood()) present = truth(reading.says[0].word == "present");
  }
  if (present == Truth::Unknown) return;
  Variant variant;
  std::vector<std::pair<std::string, std::optional<std::uint16_t>>> genes;
  bool pathogenic = true;
  int number = -1;
  for (const Component& component : r_->componentsOf(o.components)) {
    ++number;
    const RoleReading part = reader_.role(*r_, component.code);
    if (part.state != RoleReading::State::Found) continue;
    for (const Value& value : r_->valuesOf(component.values)) {
      const Element element{value.element, number};
      const std::string_view text = expression(*r_, value);
      const auto word = [&] {
        const Reading reading = value.kind == ValueKind::Concept ? reader_.value(*r_, part.role, value.concept_)
                                                                 : reader_.text(part.role, value.text);
        return reading.understood() ? reading.says[0].word : std::string_view();
      };
      switch (terms_.roles[part.role].part) {
        case Part::Gene: {
          std::string symbol;
          const auto gene = geneOf(index, value.concept_, element, symbol);
          if (!symbol.empty()) genes.emplace_back(std::move(symbol), gene);
          break;
        }
        case Part::ProteinChange:
          variant.protein = {std::string(withoutReference(text)), origin(index, element)};
          break;
        case Part::CodingChange:
          if (const auto transcript = transcriptOf(text); !transcript.empty())
            variant.transcript = {std::string(transcript), origin(index, element)};
          break;
        case Part::Variation: {
          const std::string_view shownAs =
              r_->of(value.concept_).empty() ? value.concept_.text : r_->of(value.concept_).front().display;
          if (const auto protein = proteinOf(shownAs); !protein.empty() && !variant.protein.recorded())
            variant.protein = {std::string(protein), origin(index, element)};
          if (const auto transcript = transcriptOf(shownAs); !transcript.empty() && !variant.transcript.recorded())
            variant.transcript = {std::string(transcript), origin(index, element)};
          break;
        }
        case Part::Transcript:
          if (const auto transcript = transcriptOf(text); !transcript.empty())
            variant.transcript = {std::string(transcript), origin(index, element)};
          break;
        case Part::ChangeType:
          if (const auto type = word(); !type.empty()) variant.type = {std::string(type), origin(index, element)};
          break;
        case Part::Significance:
          pathogenic = pathogenic && word() != "not-pathogenic";
          break;
        default:
          break;
      }
    }
  }
  addVariant(index, variant, genes, present, pathogenic);
}

void Assembly::addVariant(std::uint32_t index, const Variant& variant,
                          const std::vector<std::pair<std::string, std::optional<std::uint16_t>>>& genes, Truth present,
                          bool pathogenic) {
  const auto tumour = tumourOf(index);
  if (!tumour)
    return warn("tumour-ambiguous", index, {}, "the variant does not say of which tumour it is; it is not used",
                "name the diagnosis in Observation.focus");
  for (const auto& [symbol, gene] : genes) {
    if (gene && (present == Truth::False || pathogenic)) noteGene(*gene, present, index);
    if (gene == terms_.grouping.gene) {
      out_->tumours[*tumour].variantsRecorded = true;
      if (present == Truth::True) readGeneCopies(index);
    }
    if (present != Truth::True) continue;
    Variant& added = out_->tumours[*tumour].variants.emplace_back(variant);
    added.gene = {symbol, origin(index, {"component"})};
  }
}

/// The copy number belongs to the specimen that was sequenced.
void Assembly::readGeneCopies(std::uint32_t index) {
  int number = -1;
  for (const Component& component : r_->componentsOf(observation(index).components)) {
    ++number;
    const RoleReading part = reader_.role(*r_, component.code);
    if (part.state != RoleReading::State::Found || terms_.roles[part.role].part != Part::GeneCopies) continue;
    for (const Value& value : r_->valuesOf(component.values)) {
      const Element element{value.element, number};
      const Reading& reading = readValue(index, part.role, value, element);
      for (const Saying& saying : reading.sayings()) put(index, part.role, saying, element);
    }
  }
}

/// A gene that was studied without a variant being reported was found unchanged.
void Assembly::readRegionStudied(std::uint32_t index) {
  int number = -1;
  for (const Component& component : r_->componentsOf(observation(index).components)) {
    ++number;
    const RoleReading part = reader_.role(*r_, component.code);
    if (part.state != RoleReading::State::Found || terms_.roles[part.role].part != Part::Gene) continue;
    for (const Value& value : r_->valuesOf(component.values)) {
      for (const Coding& coding : r_->of(value.concept_)) {
        for (const std::string_view text : {coding.code, coding.display}) {
          const auto known = terms_.geneIds.find(foldedText(text));
          if (known == terms_.geneIds.end()) continue;
          noteGene(known->second, Truth::False, index);
          const auto tumour = tumourOf(index);
          if (known->second == terms_.grouping.gene && tumour) out_->tumours[*tumour].variantsRecorded = true;
        }
      }
    }
  }
}

/// Notes what an observation says of a gene; a variant found anywhere counts.
void Assembly::noteGene(std::uint16_t gene, Truth variant, std::uint32_t index) {
  GeneState& state = genes_[gene];
  if (state.variant == Truth::True || variant == Truth::Unknown || state.variant == variant) return;
  state = {variant, index};
}

/// A marker is mutated if any of its genes is, wild type if all of them were studied and none is.
void Assembly::settleGenes() {
  if (out_->tumours.size() != 1) return;
  for (std::size_t i = 0; i < terms_.genes.size(); ++i) {
    const LeafId leaf = terms_.genes[i].leaf;
    if (leaf == noLeaf) continue;
    Truth any = Truth::False;
    std::uint32_t by = genes_[i].observation;
    for (std::size_t k = 0; k < terms_.genes.size(); ++k) {
      if (terms_.genes[k].leaf != leaf) continue;
      if (genes_[k].variant == Truth::True) by = genes_[k].observation;
      any = any || genes_[k].variant;
    }
    CodeLeaf& target = std::get<table::Get<CodeLeaf>>(leafOf(leaf).access)(*out_, 0);
    if (any == Truth::Unknown || target.recorded()) continue;
    target = {any == Truth::True ? terms_.grouping.mutated : terms_.grouping.wildType, origin(by, {"component"})};
  }
}

}  // namespace her2::intake::fhir
