// Compiles the blocks of knowledge/terminology into Terms, collecting located problems. One function for each kind of
// block.
#pragma once

#include "intake/fhir_terms.h"
#include "kb/block_reader.h"
#include "kb/document_set.h"

namespace her2::intake::fhir {

struct Compilation {
  const kb::DocumentSet& knowledge;
  const Vocabulary& vocabulary;
  Terms& terms;
  Problems problems;
  NameMap<SystemId> systemNames;  ///< by id
  NameMap<Interval> factRanges;
  NameMap<bool> sources;
  NameMap<LeafId> leafIds;
  table::Shape shape;
};

void compileSystems(Compilation& c);
void compileUnits(Compilation& c);
void compileObservations(Compilation& c);
void compileAnswers(Compilation& c);
void compileConditions(Compilation& c);
void compileBodySites(Compilation& c);
void compileProcedures(Compilation& c);
void compileGrouping(Compilation& c);
void compileDrugs(Compilation& c);

// --- what they share
// ---------------------------------------------------------------------------------------------------------------------------

/// Checks that the block cites sources that exist.
void checkSource(Compilation& c, kb::BlockReader& block);
/// May a code or a text stand in several blocks of a kind? Those of answers may: the role decides between them.
enum class Shared : std::uint8_t { No, Yes };
/// Reads `codes = { system = [ … ] }` into the map.
void readCodes(Compilation& c, kb::BlockReader& block, std::uint16_t value, CodeMap& map, Shared shared = Shared::No);
/// Reads a list of texts, folded, into the map; each has one meaning.
void readTexts(kb::BlockReader& block, std::string_view key, std::uint16_t value, NameMap<std::uint16_t>& map);
/// Reads `text = [ … ]`; each is folded.
std::vector<std::string> foldedStrings(kb::BlockReader& block, std::string_view key);
/// A code or a list of codes of that domain (abstract codes as what they stand for); empty (and a problem) if one is
/// none.
CodeSet codesOf(Compilation& c, kb::BlockReader& block, const kb::Node& node, DomainId domain);
CodeSet codesOf(Compilation& c, kb::BlockReader& block, std::string_view key, std::string_view domain);
/// The leaf of that path, or noLeaf and a problem.
LeafId leafOf(Compilation& c, kb::BlockReader& block, const kb::Node& at, std::string_view path);
/// Reads `sets = { "leaf" = value }`.
std::vector<Answer::Set> readSets(Compilation& c, kb::BlockReader& block, std::string_view key = "sets");
std::optional<Interval> intervalOf(kb::BlockReader& block, const kb::Node& node);
double numberOr(kb::BlockReader& block, std::string_view key, double fallback);
std::uint16_t indexOf(std::size_t size);

}  // namespace her2::intake::fhir
