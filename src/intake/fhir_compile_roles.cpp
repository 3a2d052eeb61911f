// Systems, units, observations and answers: what a code is about, and what its values say.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "intake/fhir_compile.h"
#include "intake/fhir_text.h"
#include "intake/fhir_units.h"

namespace her2::intake::fhir {
namespace {

constexpr std::pair<std::string_view, Part> partNames[] = {
    {"panel", Part::Panel},
    {"condition", Part::Condition},
    {"metastasis-site", Part::MetastasisSite},
    {"metastatic-history", Part::MetastaticHistory},
    {"variant", Part::Variant},
    {"region-studied", Part::RegionStudied},
    {"gene", Part::Gene},
    {"protein-change", Part::ProteinChange},
    {"coding-change", Part::CodingChange},
    {"variation", Part::Variation},
    {"transcript", Part::Transcript},
    {"change-type", Part::ChangeType},
    {"gene-copies", Part::GeneCopies},
    {"significance", Part::Significance},
};

Part partOf(kb::BlockReader& block) {
  const std::string name = block.stringOr("kind");
  if (name.empty()) return Part::Value;
  for (const auto& [known, part] : partNames) {
    if (known == name) return part;
  }
  block.problem(*block.optional("kind"), fmt::format("unknown kind `{}`", name));
  return Part::Value;
}

Basis basisOf(kb::BlockReader& block) {
  const std::string name = block.stringOr("basis");
  if (name == "clinical") return Basis::Clinical;
  if (name == "pathological") return Basis::Pathological;
  if (!name.empty()) block.problem(*block.optional("basis"), "must be \"clinical\" or \"pathological\"");
  return Basis::None;
}

std::optional<std::pair<std::uint16_t, Factor>> unitOf(Compilation& c, kb::BlockReader& block,
                                                       const std::string& unit) {
  const auto* entries = findUnit(c.terms.units, unit);
  if (entries == nullptr) {
    block.problemOf("unit", fmt::format("no [[unit]] `{}`", unit));
    return std::nullopt;
  }
  return std::pair(entries->front().dimension, entries->front().factor);
}

/// Units that count for this quantity only: { unit = "umol/L", per = 17.104 }.
void readOwnUnits(Compilation& c, kb::BlockReader& number, NumberTarget& target) {
  const kb::Node* also = number.optional("also");
  if (also == nullptr) return;
  if (!also->isArray()) return number.problem(*also, "`also` must be a list of { unit = …, times = …, per = … }");
  for (const kb::Node& each : also->array()) {
    if (!each.isTable()) {
      number.problem(each, "must be { unit = …, times = …, per = … }");
      continue;
    }
    kb::BlockReader unit({&number.document(), &each}, c.problems);
    unit.allow({"unit", "times", "per"});
    target.also.emplace(foldedUnit(unit.string("unit")), Factor{numberOr(unit, "times", 1), numberOr(unit, "per", 1)});
  }
}

void readRange(Compilation& c, kb::BlockReader& number, NumberTarget& target) {
  if (const kb::Node* fact = number.optional("fact"); fact != nullptr && fact->isString()) {
    const auto range = c.factRanges.find(fact->string());
    if (range == c.factRanges.end())
      return number.problem(*fact, fmt::format("no fact `{}` with a range", fact->string()));
    target.range = range->second;
  } else if (const kb::Node* range = number.required("range")) {
    target.range = intervalOf(number, *range).value_or(Interval());
  }
}

std::optional<NumberTarget> readNumber(Compilation& c, kb::BlockReader& block) {
  const kb::Node* node = block.optional("number");
  if (node == nullptr) return std::nullopt;
  if (!node->isTable()) {
    block.problem(*node, "`number` must be { leaf = …, unit = … }");
    return std::nullopt;
  }
  kb::BlockReader number({&block.document(), node}, c.problems);
  number.allow({"leaf", "measurement", "unit", "fact", "range", "bare", "whole", "also"});
  NumberTarget target;
  const std::string measurement = number.stringOr("measurement");
  target.leaf = leafOf(c, number, *node,
                       measurement.empty() ? number.string("leaf") : fmt::format("measurement.{}.value", measurement));
  if (target.leaf != noLeaf && c.terms.leaves[target.leaf].leaf.kind() != table::LeafKind::Number)
    number.problem("the leaf holds no number");
  target.unit = number.string("unit");
  if (const auto unit = unitOf(c, number, target.unit)) {
    target.dimension = unit->first;
    target.toUnit = unit->second;
  }
  readRange(c, number, target);
  target.bare = number.boolean("bare").value_or(false);
  target.whole = number.boolean("whole").value_or(false);
  readOwnUnits(c, number, target);
  return target;
}

Roles rolesOf(Compilation& c, kb::BlockReader& block, std::string_view key) {
  Roles result;
  for (const std::string& name : block.strings(key)) {
    const auto found = c.terms.roleIds.find(name);
    if (found == c.terms.roleIds.end()) {
      block.problem(*block.optional(key), fmt::format("no [[observation]] has the role `{}`", name));
    } else {
      result.set(found->second);
    }
  }
  return result;
}

void nameRole(Compilation& c, kb::BlockReader& block) {
  Role role;
  role.name = block.string("role");
  role.title = block.string("title");
  if (c.terms.roles.size() == maxRoles) return block.problem(fmt::format("more than {} roles", maxRoles));
  if (!c.terms.roleIds.emplace(role.name, indexOf(c.terms.roles.size())).second) {
    block.problemOf("role", fmt::format("role `{}` appears twice", role.name));
  }
  c.terms.roles.push_back(std::move(role));
}

void readRole(Compilation& c, kb::BlockReader& block, RoleId id) {
  block.allow({"role", "title", "codes", "texts", "words", "fills", "number", "refines", "basis", "refuse", "within",
               "kind", "answers", "source", "note"});
  checkSource(c, block);
  Role& role = c.terms.roles[id];
  role.part = partOf(block);
  role.basis = basisOf(block);
  role.refuse = block.stringOr("refuse");
  role.words = foldedStrings(block, "words");
  role.within = rolesOf(c, block, "within");
  const std::string answers = block.stringOr("answers");
  role.ownAnswers = answers == "own";
  if (!answers.empty() && !role.ownAnswers) block.problem(*block.optional("answers"), "must be \"own\"");
  if (const Roles refines = rolesOf(c, block, "refines"); refines.any()) {
    while (!refines[role.refines == noRole ? (role.refines = 0) : role.refines]) ++role.refines;
  }
  for (const std::string& path : block.strings("fills")) {
    const LeafId leaf = leafOf(c, block, *block.optional("fills"), path);
    if (leaf != noLeaf) role.fills.push_back(leaf);
  }
  role.number = readNumber(c, block);
  readCodes(c, block, id, c.terms.roleCodes);
  readTexts(block, "texts", id, c.terms.roleTexts);
}

/// For which roles an answer counts: those named, else those that could fill what it says.
Roles rolesOfAnswer(const Terms& terms, const Answer& answer, Roles named) {
  Roles result;
  const auto domainOf = [&](LeafId leaf) { return terms.leaves[leaf].leaf.domain; };
  for (std::size_t id = 0; id < terms.roles.size(); ++id) {
    const Role& role = terms.roles[id];
    if (named.any() ? !named[id] : role.ownAnswers) continue;
    const auto reaches = [&](LeafId filled) {
      if (answer.domain && domainOf(filled) == answer.domain) return true;
      return std::any_of(answer.sets.begin(), answer.sets.end(), [&](const Answer::Set& set) {
        return set.leaf == filled || (domainOf(set.leaf) && domainOf(set.leaf) == domainOf(filled));
      });
    };
    const bool number = role.number && std::any_of(answer.sets.begin(), answer.sets.end(), [&](const Answer::Set& set) {
                          return set.leaf == role.number->leaf;
                        });
    if (named.any() || answer.absent || number || std::any_of(role.fills.begin(), role.fills.end(), reaches))
      result.set(id);
  }
  return result;
}

void readAnswer(Compilation& c, kb::BlockReader& block) {
  block.allow({"domain", "means", "sets", "word", "roles", "absent", "codes", "text", "source", "note"});
  checkSource(c, block);
  Answer answer;
  if (const std::string domain = block.stringOr("domain"); !domain.empty()) {
    answer.domain = c.vocabulary.findDomain(domain);
    if (block.required("means") != nullptr) answer.means = codesOf(c, block, "means", domain);
  }
  answer.sets = readSets(c, block);
  answer.word = block.stringOr("word");
  answer.absent = block.boolean("absent").value_or(false);
  if (block.optional("domain") == nullptr && block.optional("sets") == nullptr && answer.word.empty() && !answer.absent)
    block.problem("the answer says nothing");
  answer.roles = rolesOfAnswer(c.terms, answer, rolesOf(c, block, "roles"));
  const AnswerId id = indexOf(c.terms.answers.size());
  readCodes(c, block, id, c.terms.answerCodes, Shared::Yes);
  for (std::string& text : foldedStrings(block, "text")) c.terms.phrases[std::move(text)].answers.push_back(id);
  c.terms.answers.push_back(std::move(answer));
}

void readUnit(Compilation& c, kb::BlockReader& block, const kb::Node& node, std::uint16_t dimension) {
  if (!node.isTable()) return block.problem(node, "must be { code = …, names = [ … ] }");
  kb::BlockReader unit({&block.document(), &node}, c.problems);
  unit.allow({"code", "names", "times", "per"});
  std::vector<std::string> names = unit.strings("names");
  names.push_back(unit.string("code"));
  const UnitTable::Entry entry{dimension, {numberOr(unit, "times", 1), numberOr(unit, "per", 1)}};
  if (!(entry.factor.times > 0) || !(entry.factor.per > 0)) unit.problem("`times` and `per` must be greater than 0");
  for (const std::string& name : names) c.terms.units.units[foldedUnit(name)].push_back(entry);
}

}  // namespace

void compileSystems(Compilation& c) {
  c.terms.systems.push_back({});  // id 0: none
  for (const kb::Block& each : c.knowledge.blocks("code-system")) {
    kb::BlockReader block(each, c.problems);
    block.allow({"id", "uris", "strict", "levels", "note"});
    const auto id = static_cast<SystemId>(c.terms.systems.size());
    System system{block.string("id"), block.boolean("strict").value_or(false), block.boolean("levels").value_or(false)};
    if (!c.systemNames.emplace(system.id, id).second)
      block.problemOf("id", fmt::format("code system `{}` appears twice", system.id));
    for (std::string& uri : block.strings("uris")) c.terms.systemIds.emplace(std::move(uri), id);
    c.terms.systems.push_back(std::move(system));
  }
}

void compileUnits(Compilation& c) {
  std::uint16_t dimension = 0;
  for (const kb::Block& each : c.knowledge.blocks("unit")) {
    kb::BlockReader block(each, c.problems);
    block.allow({"dimension", "units", "source", "note"});
    checkSource(c, block);
    const kb::Node* units = block.required("units");
    if (units == nullptr) continue;
    if (!units->isArray()) {
      block.problem(*units, "`units` must be a list of { code = …, names = [ … ] }");
      continue;
    }
    for (const kb::Node& node : units->array()) readUnit(c, block, node, dimension);
    ++dimension;
  }
}

void compileObservations(Compilation& c) {
  const auto blocks = c.knowledge.blocks("observation");
  for (const kb::Block& each : blocks) {
    kb::BlockReader block(each, c.problems);
    nameRole(c, block);
  }
  if (c.terms.roles.size() != blocks.size()) return;
  RoleId id = 0;
  for (const kb::Block& each : blocks) {
    kb::BlockReader block(each, c.problems);
    readRole(c, block, id++);
  }
}

void compileAnswers(Compilation& c) {
  for (const kb::Block& each : c.knowledge.blocks("answer")) {
    kb::BlockReader block(each, c.problems);
    readAnswer(c, block);
  }
  for (const kb::Block& each : c.knowledge.blocks("reading")) {
    kb::BlockReader block(each, c.problems);
    block.allow({"noise", "foreign", "source", "note"});
    checkSource(c, block);
    for (std::string& text : foldedStrings(block, "noise")) c.terms.phrases[std::move(text)].noise = true;
    for (std::string& text : foldedStrings(block, "foreign")) c.terms.foreign.push_back(std::move(text));
  }
}

}  // namespace her2::intake::fhir
