// The compiled terminology of the FHIR reader: what codes and words mean, as knowledge/terminology says it. Holds no
// clinical meaning of its own.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/fhir.h"
#include "intake/table_leaf.h"

namespace her2::intake::fhir {

using RoleId = std::uint16_t;
using LeafId = std::uint16_t;
using AnswerId = std::uint16_t;
using SystemId = std::uint8_t;

inline constexpr RoleId noRole = 0xFFFF;
inline constexpr LeafId noLeaf = 0xFFFF;
inline constexpr std::size_t maxRoles = 128;
using Roles = std::bitset<maxRoles>;

/// A code system; one that is not named in the record or not known here has no id.
struct System {
  std::string id;
  bool strict = false;  ///< its codes count only under its own name
  bool levels = false;  ///< a code stands for all finer ones
};

/// A leaf of the case that values fill. Measurements have no place of their own in a case, only a kind.
struct LeafInfo {
  table::Leaf leaf;
  std::string measurement;
  unsigned test = 0;  ///< of which kind of test of a specimen, as a bit of Test
};

/// Kinds of tests of a specimen.
enum Test : unsigned { Ihc = 1, Ish = 2, Ngs = 4, Reported = 8 };

struct Factor {
  double times = 1;
  double per = 1;
};

struct UnitTable {
  struct Entry {
    std::uint16_t dimension = 0;
    Factor factor;  ///< to the first unit of the dimension
  };
  NameMap<std::vector<Entry>> units;  ///< by folded name; `1` is a unit of several dimensions
};

/// Where the quantity of an observation goes.
struct NumberTarget {
  LeafId leaf = noLeaf;
  std::string unit;
  std::uint16_t dimension = 0;
  Factor toUnit;  ///< from the first unit of the dimension
  Interval range;
  bool bare = false;
  bool whole = false;
  NameMap<Factor> also;  ///< further units of this quantity only
};

enum class Basis : std::uint8_t { None, Clinical, Pathological };

/// What the reader does with an observation, where it is more than filling leaves.
enum class Part : std::uint8_t {
  Value,
  Panel,
  Condition,
  MetastasisSite,
  MetastaticHistory,
  Variant,
  RegionStudied,
  Gene,
  ProteinChange,
  CodingChange,
  Variation,
  Transcript,
  ChangeType,
  GeneCopies,
  Significance
};

struct Role {
  std::string name;
  std::string title;
  Part part = Part::Value;
  Basis basis = Basis::None;
  std::vector<LeafId> fills;
  std::optional<NumberTarget> number;
  RoleId refines = noRole;
  Roles within;  ///< none: everywhere
  bool ownAnswers = false;
  std::string refuse;  ///< why values are never used
  std::vector<std::string> words;
};

/// What one answer says: codes of a domain, or values of named leaves, or a word.
struct Answer {
  struct Set {
    LeafId leaf = noLeaf;
    std::optional<CodeSet> codes;
    std::optional<Interval> number;
    Truth truth = Truth::Unknown;
  };
  std::optional<DomainId> domain;
  CodeSet means;
  std::vector<Set> sets;
  std::string word;
  bool absent = false;
  Roles roles;  ///< for which it counts
};

/// The codes of one kind of block: code -> entries, each with the system it was written for.
struct CodeEntry {
  std::uint16_t value = 0;
  SystemId system = 0;
};
using CodeMap = NameMap<std::vector<CodeEntry>>;

enum class Side : std::uint8_t { None, Left, Right };

/// What a diagnosis or morphology code says.
struct Meaning {
  CodeSet tumour;       ///< domain `tumour-kind`
  bool cancer = false;  ///< a primary tumour, its kind may stand elsewhere
  CodeSet histology;
  CodeSet excludes;
  bool inSitu = false;
  Side side = Side::None;
  bool metastatic = false;
  CodeSet metastasis;  ///< domain `metastasis-site`; empty: the site is not said
  bool nodes = false;
  std::string finding;
  std::string cause;
  std::string symptom;
  CodeSet reported;  ///< domain `laboratory-reading`
  std::vector<Answer::Set> sets;

  bool isTumour() const { return cancer || !tumour.empty(); }
};

struct BodySite {
  CodeSet tumour;
  CodeSet metastasis;
  bool nodes = false;
  bool none = false;
  Side side = Side::None;
};

struct ProcedureMeaning {
  std::string procedure;
  std::optional<DrugId> drug;
  bool cancerOnly = false;
};

struct Gene {
  std::string symbol;
  LeafId leaf = noLeaf;
};

/// How far apart things may be that belong together, in days.
struct Grouping {
  int reflexDays = 0;
  int sameStartDays = 0;
  int courseGapDays = 0;
  std::string treatmentClass;
  std::uint16_t gene = 0;                    ///< the one whose copy number is the test of a specimen
  std::vector<Answer::Set> metastaticWhen;   ///< leaves of a tumour that mean distant metastasis
  CodeSet metastatic;                        ///< domain `setting`
  CodeSet metastaticIntent;                  ///< domain `intent`, of a treatment whose reason is a metastasis
  CodeSet ofPrimary, ofMetastasis, ofNodes;  ///< domain `specimen-site`
  CodeSet mutated, wildType;                 ///< domain `mutation-state`
};

/// Phrases of several words at most this long are looked up.
inline constexpr std::size_t maxPhraseWords = 6;

struct Phrase {
  std::vector<AnswerId> answers;
  bool noise = false;
};

struct Terms {
  std::vector<System> systems;
  NameMap<SystemId> systemIds;  ///< by URI

  std::vector<LeafInfo> leaves;
  std::vector<Role> roles;
  NameMap<RoleId> roleIds;
  CodeMap roleCodes;
  NameMap<RoleId> roleTexts;
  std::vector<std::string> foreign;

  std::vector<Answer> answers;
  CodeMap answerCodes;
  NameMap<Phrase> phrases;

  std::vector<Meaning> meanings;
  CodeMap meaningCodes;
  NameMap<std::uint16_t> meaningTexts;
  std::vector<BodySite> sites;
  CodeMap siteCodes;
  NameMap<std::uint16_t> siteTexts;
  std::vector<ProcedureMeaning> procedures;
  CodeMap procedureCodes;
  NameMap<std::uint16_t> procedureTexts;

  std::vector<Gene> genes;
  NameMap<std::uint16_t> geneIds;  ///< by symbol (folded) and HGNC id
  CodeMap drugCodes;
  UnitTable units;
  Grouping grouping;
  std::vector<std::string> mentions;  ///< words for HER2 in free text

  // Roles and codes the reader itself asks for.
  RoleId sexRole = noRole;
  RoleId specimenKindRole = noRole;
  RoleId intentRole = noRole;
  RoleId endReasonRole = noRole;
  RoleId stageRole = noRole;
  RoleId reportedRole = noRole;
  LeafId stageLeaf = noLeaf;
  LeafId reportedLeaf = noLeaf;

  std::optional<SystemId> findSystem(std::string_view uri) const;
  /// How the system a code is said to be from goes with the one it was looked up in.
  enum class Fit : std::uint8_t { Same, Missing, Mixed, Foreign };
  Fit fit(SystemId expected, std::string_view stated) const;
};

/// The entries of a code; finer codes of a system with levels fall back to coarser ones.
const std::vector<CodeEntry>* findCode(const Terms& terms, const CodeMap& map, std::string_view code);

}  // namespace her2::intake::fhir

namespace her2::intake {

struct FhirTerminology::Maps : fhir::Terms {};

}  // namespace her2::intake
