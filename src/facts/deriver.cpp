#include "facts/deriver.h"

#include <fmt/format.h>

#include <algorithm>

#include "kb/block_reader.h"

namespace her2::facts {
namespace {

using kb::Derivation;
using Catalogues = std::vector<std::shared_ptr<const VariantCatalogue>>;

// Facts that are filled from other conclusions, not from the record: the status of specimens, the course of a finding.
constexpr std::string_view fromConclusions[] = {"her2-result",       "her2-class",    "her2-ihc", "her2-ihc-scoring",
                                                "her2-ish-positive", "her2-criteria", "course"};

bool isOf(const Drug& drug, std::string_view name) {
  return std::binary_search(drug.classes.begin(), drug.classes.end(), name);
}

DrugClass drugsOfClass(const Vocabulary& vocabulary, const std::vector<std::string>& classes) {
  const auto& drugs = vocabulary.drugs();
  DrugClass result;
  for (const Drug& drug : drugs) {
    result.members.push_back(
        std::any_of(classes.begin(), classes.end(), [&](const std::string& name) { return isOf(drug, name); }));
  }
  for (const Drug& drug : drugs) {
    bool wider = false;
    for (std::size_t id = 0; id < drugs.size(); ++id)
      wider = wider || (result.members[id] && drugs[id].id != drug.id && isOf(drugs[id], drug.id));
    result.wider.push_back(wider);
  }
  return result;
}

bool hasMembers(const DrugClass& drugs) {
  return std::find(drugs.members.begin(), drugs.members.end(), true) != drugs.members.end();
}

CodeSet codesOf(const Vocabulary& vocabulary, std::string_view domain, const std::vector<std::string>& names,
                std::string& unknown) {
  CodeSet result;
  const auto id = vocabulary.findDomain(domain);
  for (const std::string& name : names) {
    const auto code = id ? vocabulary.domain(*id).find(name) : std::nullopt;
    if (code) {
      result |= CodeSet::of(*code);
    } else {
      unknown = name;
    }
  }
  return result;
}

std::shared_ptr<const VariantCatalogue> catalogueOf(const Catalogues& catalogues, std::string_view gene) {
  const auto found = std::find_if(catalogues.begin(), catalogues.end(), [&](const auto& c) { return c->isGene(gene); });
  return found == catalogues.end() ? nullptr : *found;
}

Parameters parametersOf(const kb::Knowledge& knowledge, const Catalogues& catalogues, const feel::Fact& fact,
                        const Derivation& derivation, Problems& problems) {
  Parameters result;
  result.knowledge = &knowledge;
  result.fact = fact;
  std::string unknown;
  const Vocabulary& vocabulary = knowledge.vocabulary;
  for (const auto& [key, values] : derivation.with) {
    if (key == "classes") {
      result.drugs = drugsOfClass(vocabulary, values);
      for (const std::string& name : values) {
        if (!hasMembers(drugsOfClass(vocabulary, {name}))) unknown = name;
      }
    } else if (key == "all-classes") {
      for (const std::string& name : values) {
        result.allOf.push_back(drugsOfClass(vocabulary, {name}));
        if (!hasMembers(result.allOf.back())) unknown = name;
      }
    } else if (key == "intents") {
      result.intents = codesOf(vocabulary, "intent", values, unknown);
    } else if (key == "end-reasons") {
      result.endReasons = codesOf(vocabulary, "end-reason", values, unknown);
    } else if ((key == "positive" || key == "low-positive") && values.size() == 1 && Interval::parse(values[0])) {
      (key == "positive" ? result.positive : result.lowPositive) = *Interval::parse(values[0]);
    } else if (key == "intensity") {
      result.intensity = codesOf(vocabulary, "staining-intensity", values, unknown);
    } else if (key == "sites") {
      result.sites = codesOf(vocabulary, "specimen-site", values, unknown);
    } else if (key == "membrane") {
      result.membrane = codesOf(vocabulary, "membrane-pattern", values, unknown);
    } else if (key == "gene" && values.size() == 1) {
      result.variants = catalogueOf(catalogues, values[0]);
      if (result.variants == nullptr) unknown = values[0];
    } else if (key == "genes") {
      result.genes = values;
    } else if (key == "types") {
      result.types = values;
    } else if (!readCareParameter(key, values, result)) {
      unknown = key;
    }
  }
  if (!unknown.empty()) {
    kb::BlockReader block(derivation.block, problems);
    block.problem(*block.optional("with"), fmt::format("`{}` in `with` is not known", unknown));
  }
  return result;
}

}  // namespace

KnownCodes::KnownCodes(const kb::Knowledge& knowledge) {
  const auto named = [&](std::string_view domain, const std::vector<std::string>& codes) {
    std::string unknown;
    return codesOf(knowledge.vocabulary, domain, codes, unknown);
  };
  adjuvant = named("intent", {"adjuvant"});
  metastatic = named("intent", {"metastatic"});
  early = named("setting", {"early"});
  noNodes = named("n-category", {"N0"});
  noInvasiveT = named("t-category", {"T0", "Tis"});
  dual = named("ish-probe", {"dual"});
  single = named("ish-probe", {"single"});
  strong = named("staining-intensity", {"strong"});
  for (const kb::RuleSet& set : knowledge.ruleSets) ruleSets.push_back(named("rule-set", {set.id}));
}

const DateLeaf& dateOf(const Specimen& specimen) {
  for (const DateLeaf* date : {&specimen.date, &specimen.ihc.date, &specimen.ish.date}) {
    if (date->recorded()) return *date;
  }
  return specimen.reported.date;
}

// A look through the list is faster than a hash: most domains of facts have fewer than ten codes.
CodeSet codeOf(const Parameters& parameters, std::string_view code) {
  const auto& codes = parameters.knowledge->vocabulary.domain(parameters.fact.domain).codes();
  for (unsigned i = 0; i < codes.size(); ++i) {
    if (codes[i].code == code) return CodeSet::of(i);
  }
  return {};
}

Result<std::shared_ptr<const Deriver>> Deriver::bind(const std::shared_ptr<const kb::Knowledge>& knowledge) {
  auto result = std::make_shared<Deriver>();
  result->knowledge_ = knowledge;
  result->codes_ = std::make_unique<const KnownCodes>(*knowledge);
  auto variants = VariantCatalogue::load(*knowledge);
  if (!variants) return variants.problems();
  result->variants_ = *std::move(variants);
  Problems problems;
  result->bound_.resize(knowledge->facts.size());
  result->units_ = Units::of(knowledge->documents);
  const CourseCodes courses = CourseCodes::of(knowledge->vocabulary);
  for (std::size_t id = 0; id < knowledge->facts.size(); ++id) {
    const Derivation& derivation = knowledge->derivations[id];
    if (knowledge->facts[static_cast<FactId>(id)].scope == feel::Scope::Trial) continue;  // TrialFacts fills those
    Bound& bound = result->bound_[id];
    bound.parameters =
        parametersOf(*knowledge, result->variants_, knowledge->facts[static_cast<FactId>(id)], derivation, problems);
    bound.parameters.codes = result->codes_.get();
    bound.kind = bound.parameters.fact.kind;
    bound.ofSpecimen = bound.parameters.fact.scope == feel::Scope::Specimen;
    bound.ofTherapy = bound.parameters.fact.scope == feel::Scope::Therapy;
    bound.range = bound.parameters.fact.range;
    bound.parameters.units = &result->units_;
    bound.parameters.courses = courses;
    if (!derivation.path.empty()) {
      bound.derive = findPath(derivation.path);
    } else if (!derivation.name.empty()) {
      for (const auto find : {&findSpecimenDerivation, &findHistoryDerivation, &findPatientDerivation,
                              &findTherapyDerivation, &findMeasurementDerivation, &findFindingDerivation}) {
        if (bound.derive == nullptr) bound.derive = find(derivation.name);
      }
      if (derivation.name == "recorded") {
        bound.lists = true;
        result->bindItems(static_cast<FactId>(id), problems);
        continue;
      }
      if (std::find(std::begin(fromConclusions), std::end(fromConclusions), derivation.name) !=
          std::end(fromConclusions))
        continue;
    } else {
      continue;
    }
    if (bound.derive == nullptr) {
      kb::BlockReader block(derivation.block, problems);
      block.problem(fmt::format("there is no {} `{}`", derivation.path.empty() ? "derivation" : "path",
                                derivation.path.empty() ? derivation.name : derivation.path),
                    "see docs/facts.md for those there are");
    }
  }
  if (!problems.empty()) return problems;
  return std::shared_ptr<const Deriver>(std::move(result));
}

// "ihc-controls-passed" is the fact ihc.controls-passed; "ihc" and "ish" are the tests themselves.
void Deriver::bindItems(FactId fact, Problems& problems) {
  const Domain& items = knowledge_->vocabulary.domain(knowledge_->facts[fact].domain);
  items_.clear();
  for (unsigned code = 0; code < items.codes().size(); ++code) {
    std::string name = items[code].code;
    Item item{code, 0, {}, name == "ihc", name == "ish"};
    if (const auto hyphen = name.find('-'); hyphen != std::string::npos) name[hyphen] = '.';
    if (const auto found = knowledge_->facts.find(name)) {
      item.fact = *found;
      if (knowledge_->facts[*found].kind == Kind::Code) {
        const Domain& domain = knowledge_->vocabulary.domain(knowledge_->facts[*found].domain);
        const auto notDone = domain.find("not-done");
        item.open = notDone ? domain.all() - CodeSet::of(*notDone) : domain.all();
      }
    } else if (!item.ihc && !item.ish) {
      kb::BlockReader block(knowledge_->derivations[fact].block, problems);
      block.problem(fmt::format("code `{}` of {} names no fact", items[code].code, items.name()));
    }
    items_.push_back(item);
  }
}

void Deriver::recordedItems(const Context& context, Value& value) const {
  value.listed = true;
  for (const Item& item : items_) {
    bool known = false;
    if (item.ihc) {
      known = context.specimen->ihc.present;
    } else if (item.ish) {
      known = context.specimen->ish.present || context.specimen->ishSingle.present;
    } else {
      const Value own = derive(item.fact, context);
      known = !own.assumed &&
              (item.narrowed(own.codes) || own.listed || !own.number.isUnknown() || own.truth != Truth::Unknown);
    }
    if (known) value.codes |= CodeSet::of(item.code);
  }
}

Value Deriver::derive(FactId fact, const Context& context) const {
  for (const FactSetting& given : context.given) {
    if (given.fact == fact) return given.value;
  }
  Value value;
  const Bound& bound = bound_[fact];
  if (bound.lists && context.specimen != nullptr) recordedItems(context, value);
  if (bound.derive == nullptr) return value;
  if (bound.ofSpecimen && context.specimen == nullptr) return value;
  if (bound.ofTherapy && context.therapy == nullptr) return value;
  bound.derive(context, bound.parameters, value);
  if (bound.kind == Kind::Number && !value.number.isUnknown()) {
    const auto possible = value.number.intersect(bound.range);
    value.refused = !possible;
    value.number = possible.value_or(Interval());
  }
  return value;
}

void Deriver::put(const FactLayout::Slot& slot, const Value& value, FactBlock& block, unsigned lane) {
  switch (slot.kind) {
    case Kind::Truth:
      if (value.truth != Truth::Unknown) block.setTruth(slot, lane, value.truth);
      break;
    case Kind::Code:
      if (!value.codes.empty()) block.setCode(slot, lane, value.codes);
      break;
    case Kind::Codes:
      if (value.listed) block.setCodes(slot, lane, value.codes, value.maybe);
      break;
    default:
      if (!value.number.isUnknown()) block.setNumber(slot, lane, value.number);
      break;
  }
}

bool Deriver::fill(const Context& context, FactBlock& block, unsigned lane) const {
  bool refused = false;
  for (const FactLayout::Slot& slot : block.layout().slots()) {
    if (bound_[slot.fact].derive == nullptr && !bound_[slot.fact].lists) continue;
    const Value value = derive(slot.fact, context);
    refused |= value.refused;
    put(slot, value, block, lane);
  }
  return refused;
}

}  // namespace her2::facts
