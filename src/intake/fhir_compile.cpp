#include "intake/fhir_compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "intake/fhir_text.h"

namespace her2::intake::fhir {
namespace {

void collectSources(Compilation& c) {
  for (const kb::Block& each : c.knowledge.blocks("source")) {
    if (const kb::Node* id = each.node->find("id"); id != nullptr && id->isString())
      c.sources.emplace(id->string(), true);
  }
}

void collectRanges(Compilation& c) {
  for (const kb::Block& each : c.knowledge.blocks("fact")) {
    kb::BlockReader block(each, c.problems);
    const kb::Node* name = block.optional("name");
    const kb::Node* range = block.optional("range");
    if (name == nullptr || range == nullptr || !name->isString()) continue;
    if (const auto interval = intervalOf(block, *range)) c.factRanges.emplace(name->string(), *interval);
  }
}

RoleId roleNamed(const Terms& terms, std::string_view name) {
  const auto found = terms.roleIds.find(name);
  return found == terms.roleIds.end() ? noRole : found->second;
}

/// What the reader itself relies on: roles and leaves it asks for by name.
void findOwnRoles(Compilation& c) {
  Terms& t = c.terms;
  const std::pair<RoleId Terms::*, const char*> wanted[] = {
      {&Terms::sexRole, "sex"},
      {&Terms::specimenKindRole, "specimen-kind"},
      {&Terms::intentRole, "treatment-intent"},
      {&Terms::endReasonRole, "end-reason"},
      {&Terms::stageRole, "stage"},
      {&Terms::reportedRole, "her2-reported"},
  };
  for (const auto& [member, name] : wanted) {
    t.*member = roleNamed(t, name);
    if (t.*member != noRole) continue;
    c.problems.push_back(
        {Severity::Error, "knowledge", "terminology", fmt::format("no [[observation]] has the role `{}`", name), ""});
  }
  const auto leaf = [&](std::string_view path) {
    const auto found = c.leafIds.find(path);
    return found == c.leafIds.end() ? noLeaf : found->second;
  };
  t.stageLeaf = leaf("tumour.stage");
  t.reportedLeaf = leaf("specimen.reported.result");
}

}  // namespace

void checkSource(Compilation& c, kb::BlockReader& block) {
  if (block.required("source") == nullptr) return;
  for (const std::string& id : block.strings("source")) {
    if (!c.sources.contains(id)) block.problemOf("source", fmt::format("no [[source]] `{}`", id));
  }
}

std::uint16_t indexOf(std::size_t size) { return static_cast<std::uint16_t>(size); }

void readCodes(Compilation& c, kb::BlockReader& block, std::uint16_t value, CodeMap& map, Shared shared) {
  const kb::Node* codes = block.optional("codes");
  if (codes == nullptr) return;
  if (!codes->isTable()) return block.problem(*codes, "`codes` must be { system = [ … ] }");
  for (const auto& [name, list] : codes->table()) {
    const auto system = c.systemNames.find(name);
    if (system == c.systemNames.end()) {
      block.problem(list, fmt::format("no [[code-system]] `{}`", name));
      continue;
    }
    const bool levels = c.terms.systems[system->second].levels;
    for (std::string& code : block.stringsOf(list)) {
      if (levels) std::erase(code, '.');
      std::vector<CodeEntry>& entries = map[code];
      const bool taken = std::any_of(entries.begin(), entries.end(),
                                     [&](const CodeEntry& entry) { return entry.system == system->second; });
      if (taken && shared == Shared::No)
        block.problem(list, fmt::format("the {} code `{}` has a meaning already", name, code));
      entries.push_back({value, system->second});
    }
  }
}

void readTexts(kb::BlockReader& block, std::string_view key, std::uint16_t value, NameMap<std::uint16_t>& map) {
  for (const std::string& text : foldedStrings(block, key)) {
    const auto [known, isNew] = map.emplace(text, value);
    if (!isNew && known->second != value)
      block.problemOf(key, fmt::format("the text `{}` has a meaning already", text));
  }
}

std::vector<std::string> foldedStrings(kb::BlockReader& block, std::string_view key) {
  std::vector<std::string> result = block.strings(key);
  for (std::string& text : result) {
    const bool whole = text.ends_with(' ');  // in word lists: the word must end there
    text = foldedText(text);
    if (whole) text.push_back(' ');
  }
  return result;
}

CodeSet codesOf(Compilation& c, kb::BlockReader& block, const kb::Node& node, DomainId domain) {
  CodeSet result;
  const Domain& codes = c.vocabulary.domain(domain);
  for (const std::string& name : block.stringsOf(node)) {
    if (const auto code = codes.find(name)) {
      result |= codes[*code].means;
    } else {
      block.problem(node, fmt::format("`{}` is no code of `{}`", name, codes.name()));
    }
  }
  return result;
}

CodeSet codesOf(Compilation& c, kb::BlockReader& block, std::string_view key, std::string_view domain) {
  const kb::Node* node = block.optional(key);
  if (node == nullptr) return {};
  const auto id = c.vocabulary.findDomain(domain);
  if (id) return codesOf(c, block, *node, *id);
  block.problem(*node, fmt::format("no [[codes]] `{}`", domain));
  return {};
}

unsigned testOf(std::string_view path) {
  const auto has = [&](std::string_view part) { return path.find(part) != std::string_view::npos; };
  return has(".ihc.")                         ? Test::Ihc
         : has(".ish.") || has(".ishSingle.") ? Test::Ish
         : has(".ngs.")                       ? Test::Ngs
         : has(".reported.")                  ? Test::Reported
                                              : 0U;
}

LeafId leafOf(Compilation& c, kb::BlockReader& block, const kb::Node& at, std::string_view path) {
  if (const auto found = c.leafIds.find(path); found != c.leafIds.end()) return found->second;
  auto leaf = table::findLeaf(path, c.vocabulary, c.shape);
  if (!leaf) {
    block.problem(at, fmt::format("no leaf `{}`", path), table::leavesNear(path));
    return noLeaf;
  }
  LeafInfo info{*std::move(leaf), {}, testOf(path)};
  if (info.leaf.part == table::Part::Measurement) info.measurement = c.shape.measurements[info.leaf.slot].kind;
  info.leaf.slot = 0;
  const LeafId id = indexOf(c.terms.leaves.size());
  c.terms.leaves.push_back(std::move(info));
  c.leafIds.emplace(path, id);
  return id;
}

std::optional<Interval> intervalOf(kb::BlockReader& block, const kb::Node& node) {
  if (node.isNumber()) return Interval(node.number());
  if (node.isString()) {
    if (const auto interval = Interval::parse(node.string())) return interval;
  }
  block.problem(node, "must be a number, a comparison or a range such as \"[0..100]\"");
  return std::nullopt;
}

double numberOr(kb::BlockReader& block, std::string_view key, double fallback) {
  const kb::Node* node = block.optional(key);
  if (node == nullptr) return fallback;
  if (node->isNumber()) return node->number();
  block.problem(*node, fmt::format("`{}` must be a number", key));
  return fallback;
}

std::vector<Answer::Set> readSets(Compilation& c, kb::BlockReader& block, std::string_view key) {
  std::vector<Answer::Set> result;
  const kb::Node* sets = block.optional(key);
  if (sets == nullptr) return result;
  if (!sets->isTable()) {
    block.problem(*sets, fmt::format("`{}` must be {{ \"leaf\" = value }}", key));
    return result;
  }
  for (const auto& [path, value] : sets->table()) {
    Answer::Set set;
    set.leaf = leafOf(c, block, value, path);
    if (set.leaf == noLeaf) continue;
    const table::Leaf& leaf = c.terms.leaves[set.leaf].leaf;
    if (leaf.kind() == table::LeafKind::Code) {
      set.codes = codesOf(c, block, value, *leaf.domain);
    } else if (leaf.kind() == table::LeafKind::Number) {
      set.number = intervalOf(block, value);
    } else if (leaf.kind() == table::LeafKind::Truth && value.isBool()) {
      set.truth = truth(value.boolean());
    } else {
      block.problem(value, fmt::format("`{}` cannot be set to this", path));
    }
    result.push_back(set);
  }
  return result;
}

}  // namespace her2::intake::fhir

namespace her2::intake {

FhirTerminology::FhirTerminology(std::unique_ptr<Maps> maps) : maps_(std::move(maps)) {}
FhirTerminology::~FhirTerminology() = default;

Result<std::shared_ptr<const FhirTerminology>> FhirTerminology::compile(const kb::DocumentSet& knowledge,
                                                                        const Vocabulary& vocabulary) {
  auto maps = std::make_unique<Maps>();
  fhir::Compilation c{knowledge, vocabulary, *maps, {}, {}, {}, {}, {}, {}};
  fhir::collectSources(c);
  fhir::collectRanges(c);
  fhir::compileSystems(c);
  fhir::compileUnits(c);
  fhir::compileObservations(c);
  fhir::compileAnswers(c);
  fhir::compileConditions(c);
  fhir::compileBodySites(c);
  fhir::compileProcedures(c);
  fhir::compileGrouping(c);
  fhir::compileDrugs(c);
  fhir::findOwnRoles(c);
  if (!c.problems.empty()) return c.problems;
  return std::shared_ptr<const FhirTerminology>(new FhirTerminology(std::move(maps)));
}

}  // namespace her2::intake
