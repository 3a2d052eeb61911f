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
  DrugClass result;
  result.wider.resize(vocabulary.drugs().size());
  for (const Drug& drug : vocabulary.drugs()) {
    const bool member =
        std::any_of(classes.begin(), classes.end(), [&](const std::string& name) { return isOf(drug, name); });
    result.members.push_back(member);
    if (!member) continue;
    // A class that is itself written as a drug ("chemotherapy") may have been this one.
    for (const std::string& name : drug.classes) {
      const auto wider = vocabulary.findDrug(name);
      if (wider && vocabulary.drugs()[*wider].id == name && name != drug.id) result.wider[*wider] = true;
    }
  }
  return result;
}

bool hasMembers(const Vocabulary& vocabulary, std::string_view name) {
  const auto& drugs = vocabulary.drugs();
  return std::any_of(drugs.begin(), drugs.end(), [&](const Drug& drug) { return isOf(drug, name); });
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
        if (!hasMembers(vocabulary, name)) unknown = name;
      }
    } else if (key == "all-classes") {
      for (const std::string& name : values) {
        result.allOf.push_back(drugsOfClass(vocabulary, {name}));
        if (!hasMembers(vocabulary, name)) unknown = name;
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
    if (bound.parameters.fact.kind == Kind::Code) {
      bound.parameters.every = knowledge->vocabulary.domain(bound.parameters.fact.domain).all();
      bound.parameters.absent = codeOf(bound.parameters, "not-done") | codeOf(bound.parameters, "not-stated");
    }
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
      bound_[*found].item = static_cast<std::int16_t>(items_.size());
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

void Deriver::recordedItems(const Context& context, const SeenItems& before, Value& value) const {
  value.listed = true;
  value.codes = before.known;
  for (const Item& item : items_) {
    if (before.seen.contains(item.code)) continue;
    bool known = false;
    if (item.ihc) {
      known = context.specimen->ihc.present;
    } else if (item.ish) {
      known = context.specimen->ish.present || context.specimen->ishSingle.present;
    } else {
      known = item.known(derive(item.fact, context));
    }
    if (known) value.codes |= CodeSet::of(item.code);
  }
}

// Into a value at its place: a copy of one just written is what would cost most here.
void Deriver::deriveInto(FactId fact, const Context& context, const SeenItems& before, Value& value) const {
  for (const FactSetting& setting : context.given) {
    if (setting.fact != fact) continue;
    value = setting.value;
    return;
  }
  const Bound& bound = bound_[fact];
  if (bound.lists && context.specimen != nullptr) recordedItems(context, before, value);
  if (bound.derive == nullptr) return;
  if (bound.ofSpecimen && context.specimen == nullptr) return;
  if (bound.ofTherapy && context.therapy == nullptr) return;
  bound.derive(context, bound.parameters, value);
  if (bound.kind != Kind::Number || value.number.isUnknown()) return;
  if (value.number.isPoint() && bound.range.contains(value.number.lo())) return;
  const auto possible = value.number.intersect(bound.range);
  value.refused = !possible;
  value.number = possible.value_or(Interval());
}

Value Deriver::derive(FactId fact, const Context& context) const {
  Value value;
  deriveInto(fact, context, {}, value);
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

// The list of what is recorded comes last: most of what it names has been derived by then.
bool Deriver::fill(const Context& context, FactBlock& block, unsigned lane) const {
  bool refused = false;
  SeenItems items;
  const FactLayout::Slot* list = nullptr;
  for (const FactLayout::Slot& slot : block.layout().slots()) {
    const Bound& bound = bound_[slot.fact];
    if (bound.lists) list = &slot;
    if (bound.derive == nullptr) continue;
    Value value;
    deriveInto(slot.fact, context, items, value);
    refused |= value.refused;
    put(slot, value, block, lane);
    if (bound.item < 0) continue;
    const Item& item = items_[static_cast<std::size_t>(bound.item)];
    items.seen |= CodeSet::of(item.code);
    if (item.known(value)) items.known |= CodeSet::of(item.code);
  }
  if (list != nullptr) {
    Value value;
    deriveInto(list->fact, context, items, value);
    put(*list, value, block, lane);
  }
  return refused;
}

}  // namespace her2::facts
