// Where the values of observations go: leaves of the tumour, the person, measurements; those of specimens wait until
// the specimens are told apart.
#include <fmt/format.h>

#include "intake/fhir_assembly.h"
#include "intake/fhir_units.h"

namespace her2::intake::fhir {
namespace {

constexpr std::uint32_t none = NameIndex::none;

std::string sayingText(const Saying& saying, const std::string& codes) {
  return saying.kind == Saying::Kind::Codes    ? codes
         : saying.kind == Saying::Kind::Number ? saying.number.text()
         : saying.truth == Truth::True         ? "true"
                                               : "false";
}

}  // namespace

void Assembly::put(std::uint32_t index, RoleId role, const Saying& saying, Element element) {
  if (saying.leaf == noLeaf) return;
  switch (leafOf(saying.leaf).part) {
    case table::Part::Specimen: {
      SpecimenValue& value = specimenValues_.emplace_back();
      value.saying = saying;
      value.observation = index;
      value.element = element;
      break;
    }
    case table::Part::Tumour:
      putTumour(index, role, saying, element);
      break;
    case table::Part::Person:
      putPerson(index, saying, element);
      break;
    case table::Part::Measurement:
      putMeasurement(index, role, saying, element);
      break;
    case table::Part::Treatment:
      break;
  }
}

/// The tumour an observation is about: the one it names, the only one, or the only one that HER2 is asked of.
std::optional<std::size_t> Assembly::tumourOf(std::uint32_t index) {
  const Observation& o = observation(index);
  const std::uint32_t panel = states_[index].panel;
  for (const Slice focus : {o.focus, panel == none ? Slice() : observation(panel).focus}) {
    for (const std::string_view reference : r_->referencesOf(focus)) {
      const std::uint32_t condition = r_->resolve("Condition", reference, o.name);
      if (condition != none && conditionKinds_[condition] == ConditionKind::Tumour) return conditionTumours_[condition];
    }
  }
  if (out_->tumours.empty()) {
    out_->tumours.emplace_back();
    sides_.push_back(Side::None);
    inSitu_.push_back(false);
  }
  if (out_->tumours.size() == 1) return 0;
  return std::nullopt;
}

void Assembly::putTumour(std::uint32_t index, RoleId role, const Saying& saying, Element element) {
  const auto tumour = tumourOf(index);
  if (!tumour) {
    return warn("tumour-ambiguous", index, element,
                fmt::format("the record has {} tumours and this value does not say of which it is; it is not used",
                            out_->tumours.size()),
                "name the diagnosis in Observation.focus");
  }
  const Basis basis = terms_.roles[role].basis;
  if (saying.leaf == terms_.stageLeaf) {
    StageStatement statement{saying.codes, basis, states_[index].date, *tumour, index, {}, false, none};
    appendPathOf(statement.path, index, element);
    stages_.push_back(std::move(statement));
    return;
  }
  LeafState& state = tumourState(*tumour, saying.leaf);
  const Precedence what = precedence(state, basis, states_[index].date);
  if (what == Precedence::Ignore) return;
  if (what == Precedence::Replace) state = {true, basis, states_[index].date};
  store(index, saying, element, *tumour, what == Precedence::Replace);
}

void Assembly::putPerson(std::uint32_t index, const Saying& saying, Element element) {
  if (personStates_.empty()) personStates_.resize(terms_.leaves.size());
  LeafState& state = personStates_[saying.leaf];
  const Precedence what = precedence(state, Basis::None, states_[index].date);
  if (what == Precedence::Ignore) return;
  if (what == Precedence::Replace) state = {true, Basis::None, states_[index].date};
  store(index, saying, element, 0, what == Precedence::Replace);
}

/// Puts a value into its leaf, or narrows what is there; what contradicts it stays possible beside it.
void Assembly::store(std::uint32_t index, const Saying& saying, Element element, std::size_t slot, bool replace) {
  const table::Leaf& leaf = leafOf(saying.leaf);
  const auto conflict = [&](const std::string& before, Origin where) {
    warn("conflicting-values", index, element,
         fmt::format("{} is {} here and {} in {}; both stay possible", leaf.path,
                     sayingText(saying, codesText(saying.leaf, saying.codes)), before, out_->where(where)));
  };
  const auto changed = [&](const std::string& before, Origin where) {
    warn("value-changed", index, element,
         fmt::format("{} was {} in {}; this value is later and is used", leaf.path, before, out_->where(where)));
  };
  if (saying.kind == Saying::Kind::Codes && leaf.kind() == table::LeafKind::Code) {
    CodeLeaf& target = std::get<table::Get<CodeLeaf>>(leaf.access)(*out_, slot);
    const bool agree = target.value.intersects(saying.codes);
    if (target.recorded() && !agree)
      replace ? changed(codesText(saying.leaf, target.value), target.origin)
              : conflict(codesText(saying.leaf, target.value), target.origin);
    if (replace || !target.recorded()) {
      target = {saying.codes, origin(index, element)};
    } else {
      target.value = agree ? target.value & saying.codes : target.value | saying.codes;
    }
  } else if (saying.kind == Saying::Kind::Number && leaf.kind() == table::LeafKind::Number) {
    NumberLeaf& target = std::get<table::Get<NumberLeaf>>(leaf.access)(*out_, slot);
    const auto both = target.value.intersect(saying.number);
    if (target.recorded() && !both)
      replace ? changed(target.value.text(), target.origin) : conflict(target.value.text(), target.origin);
    if (replace || !target.recorded()) {
      target = {saying.number, origin(index, element)};
    } else {
      target.value = both ? *both : target.value.hull(saying.number);
    }
  } else if (saying.kind == Saying::Kind::Truth && leaf.kind() == table::LeafKind::Truth) {
    TruthLeaf& target = std::get<table::Get<TruthLeaf>>(leaf.access)(*out_, slot);
    const bool agree = !target.recorded() || target.value == saying.truth;
    if (!agree && !replace) conflict(target.value == Truth::True ? "true" : "false", target.origin);
    target = {agree || replace ? saying.truth : Truth::Unknown, origin(index, element)};
  }
  if (leaf.mark != nullptr) leaf.mark(*out_, slot, origin(index, element));
}

DateLeaf Assembly::dateLeaf(std::uint32_t index) {
  const auto& date = states_[index].date;
  if (!date) return {};
  return {date, origin(observation(index).name, observation(index).effective.startElement)};
}

void Assembly::putMeasurement(std::uint32_t index, RoleId role, const Saying& saying, Element element) {
  const LeafInfo& leaf = terms_.leaves[saying.leaf];
  const auto& number = terms_.roles[role].number;
  Measurement& measurement = out_->measurements.emplace_back();
  measurement.kind = leaf.measurement;
  measurement.value.value = saying.number;
  measurement.value.origin = origin(index, element);
  if (number && !number->unit.starts_with('{'))
    measurement.unit = number->unit;  // in braces stands an annotation, no unit
  measurement.date = dateLeaf(index);
  if (!number || element.component >= 0) return;
  for (const ReferenceRange& normal : r_->rangesOf(observation(index).normal)) {
    measurement.referenceLow = limitOf(index, *number, normal.low, "referenceRange.low");
    measurement.referenceHigh = limitOf(index, *number, normal.high, "referenceRange.high");
  }
}

/// A limit of normal in the unit of the value; nothing, and a warning, where it cannot be told.
NumberLeaf Assembly::limitOf(std::uint32_t index, const NumberTarget& target, const Quantity& limit,
                             std::string_view name) {
  if (limit.number.isUnknown()) return {};
  const ConvertedQuantity converted = convert(terms_, target, limit.number, limit.unitText());
  const Element element{name, -1};
  if (converted.state == QuantityState::Good) return {converted.number, origin(index, element)};
  warn("reference-range-ignored", index, element,
       fmt::format("the limit {} {} cannot be told in {}: not used", limit.number.text(), limit.unitText(),
                   target.unit));
  return {};
}

/// Sites of metastases, and observations whose values are diagnoses.
void Assembly::readSpecialPart(std::uint32_t index, RoleId roleId, Slice values, int component) {
  const Role& role = terms_.roles[roleId];
  const bool genetic = role.part >= Part::Variant;
  if (role.part == Part::Panel || genetic) return;
  for (const Value& value : r_->valuesOf(values)) {
    const Element element{value.element, component};
    if (role.part == Part::Condition) {
      if (value.kind != ValueKind::Concept) continue;
      if (const auto meaning = meaningOf(observation(index).name, value.element, value.concept_))
        readObservedCondition(index, *meaning, element);
    } else if (role.part == Part::MetastasisSite) {
      const int at = value.kind == ValueKind::Concept ? siteOf(value.concept_) : -1;
      const auto tumour = tumourOf(index);
      if (at < 0 || !tumour) continue;
      const BodySite& site = terms_.sites[static_cast<std::size_t>(at)];
      if (!site.none && site.metastasis.empty()) continue;
      addMetastasis(out_->tumours[*tumour], site.metastasis, origin(index, element));
      if (!site.none) setMetastatic(out_->tumours[*tumour], origin(index, element));
    } else if (role.part == Part::MetastaticHistory && value.kind == ValueKind::Boolean) {
      const auto tumour = tumourOf(index);
      if (!tumour) continue;
      if (value.truth) setMetastatic(out_->tumours[*tumour], origin(index, element));
      if (!value.truth) addMetastasis(out_->tumours[*tumour], {}, origin(index, element));
    }
  }
}

void Assembly::readObservedCondition(std::uint32_t index, const Meaning& meaning, Element element) {
  if (!meaning.finding.empty()) {
    Finding& finding = out_->conditions.emplace_back();
    finding.kind = meaning.finding;
    finding.origin = origin(index, element);
    finding.date = dateLeaf(index);
  }
  if (meaning.histology.empty()) return;
  const auto tumour = tumourOf(index);
  if (!tumour) return;
  CodeLeaf& histology = out_->tumours[*tumour].histology;
  if (!histology.recorded()) histology = {meaning.histology, origin(index, element)};
}

}  // namespace her2::intake::fhir
