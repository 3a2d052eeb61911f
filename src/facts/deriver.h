// Fills facts from a Case: the only place with temporal logic and arithmetic on records. Which derivation fills which
// fact, and with what parameters, stands in knowledge/facts.toml; docs/facts.md describes each derivation.
//
// Only what was known on the as-of day counts: treatments begun and tests made later are left out. Closed-world facts
// (histories, tests on a specimen) read "not recorded" as "not given" or "not done", and say so (Value::assumed); with
// openWorld they stay unknown.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "facts/course.h"
#include "facts/fact_block.h"
#include "facts/units.h"
#include "facts/variant.h"
#include "her2/case.h"
#include "kb/model.h"

namespace her2::facts {

/// What a record says about a fact; as constructed, nothing.
struct Value {
  CodeSet codes;        ///< Code: still possible, empty: unknown. Codes: present
  CodeSet maybe;        ///< Codes: possible besides
  bool listed = false;  ///< Codes: something is known of the list
  Interval number;
  Truth truth = Truth::Unknown;
  Origin origin;
  bool assumed = false;    ///< nothing recorded, taken as "no"
  bool refused = false;    ///< recorded, but outside what is possible at all, or …
  bool wrongUnit = false;  ///< … in a unit that cannot be turned into the one of the fact
};

/// A fact that is supposed to have this value.
struct FactSetting {
  FactId fact = 0;
  Value value;
};
using FactSettings = std::vector<FactSetting>;

/// What a derivation may look at. `specimen` is null but for specimen facts, `therapy` but for therapy facts.
struct Context {
  const Case& record;
  const Tumour* tumour = nullptr;
  const Specimen* specimen = nullptr;
  Date asOf;
  bool openWorld = false;
  std::span<const FactSetting> given = {};  ///< facts that are taken as set, whatever the record says
  const Therapy* therapy = nullptr;         ///< for therapy facts
  const Case* careRecord = nullptr;         ///< null: `record`

  /// Where measurements, findings and medications stand: cases that differ in other things only may share them.
  const Case& care() const { return careRecord != nullptr ? *careRecord : record; }
};

/// Drugs of one or several classes.
struct DrugClass {
  std::vector<bool> members;  ///< by DrugId: is of the class
  std::vector<bool> wider;    ///< names only a class that holds members: may be of the class
};

/// Has the day come by the as-of day? A partly known date that may have come counts; no date counts as come.
inline bool hasCome(const DateLeaf& date, const Context& context) {
  return !date.recorded() || date.value->first <= context.asOf;
}

/// The day of a specimen's result: of the specimen, else of the test or report.
const DateLeaf& dateOf(const Specimen& specimen);

/// Codes of other facts' domains that derivations rely on, looked up once; empty where the knowledge lacks them.
struct KnownCodes {
  explicit KnownCodes(const kb::Knowledge& knowledge);

  CodeSet adjuvant, metastatic;   ///< domain `intent`
  CodeSet early;                  ///< domain `setting`
  CodeSet noNodes;                ///< domain `n-category`: N0
  CodeSet noInvasiveT;            ///< domain `t-category`: T0, Tis
  CodeSet dual, single;           ///< domain `ish-probe`
  CodeSet strong;                 ///< domain `staining-intensity`
  std::vector<CodeSet> ruleSets;  ///< domain `rule-set`, by position in the knowledge's rule sets
};

/// Which of the measurements of a kind counts: the latest, the last before the first dose, the last since.
enum class When : std::uint8_t { Latest, Baseline, OnTreatment };

/// What of a measurement or a finding the fact is.
enum class As : std::uint8_t {
  Value,
  AgeDays,
  TimesUpperLimit,
  BelowLowerLimit,
  Fall,
  Grade,
  WorstGrade,
  Resolved,
  Days,
  Count,
  GivenSince,
};

/// Holds a drug of the class; not known where it only names a wider class ("chemotherapy" may have been a taxane) or a
/// drug nobody knows.
Truth holdsOneOf(const Treatment& treatment, const DrugClass& drugs);

/// Parameters of a derivation, resolved once.
struct Parameters {
  const kb::Knowledge* knowledge = nullptr;
  const KnownCodes* codes = nullptr;
  feel::Fact fact;
  DrugClass drugs;               ///< `classes`: any of them; no members: any drug
  std::vector<DrugClass> allOf;  ///< `all-classes`: one of each
  CodeSet intents;               ///< empty: any
  CodeSet endReasons;            ///< empty: any
  Interval positive;             ///< percentage that is positive
  Interval lowPositive;          ///< percentage that is low positive
  CodeSet intensity;
  CodeSet membrane;
  CodeSet sites;                                     ///< domain `specimen-site`
  std::shared_ptr<const VariantCatalogue> variants;  ///< `gene`
  std::vector<std::string> genes;                    ///< HGNC symbols
  std::vector<std::string> types;                    ///< of alteration: fusion …
  std::vector<std::string> kinds;                    ///< of measurements, findings, symptoms, procedures
  std::vector<std::string> wider;                    ///< kinds that may be one of `kinds`
  std::vector<std::string> symptoms;                 ///< that made somebody look for one of `kinds`
  Interval grades;                                   ///< a finding counts with one of these
  bool current = false;                              ///< a finding counts while it is not over
  When when = When::Latest;
  As as = As::Value;
  Interval usual;     ///< the limit of normal, where the record gives none
  Interval possible;  ///< what the measured value itself may be, where the fact is another number
  CourseCodes courses;
  CodeSet metastaticSettings;  ///< domain `setting`
  CodeSet every;               ///< all concrete codes of the fact's domain
  CodeSet absent;              ///< its code for what the record does not have: `not-done`, else `not-stated`
  const Units* units = nullptr;
};

/// Reads one parameter of the derivations of records of care. False if it is none of theirs or its values are wrong.
bool readCareParameter(std::string_view key, const std::vector<std::string>& values, Parameters& into);

using Derive = void (*)(const Context&, const Parameters&, Value&);

class Deriver {
 public:
  /// Resolves every path and derivation named in the knowledge; a problem for one that does not exist.
  static Result<std::shared_ptr<const Deriver>> bind(const std::shared_ptr<const kb::Knowledge>& knowledge);

  /// What the record says about the fact.
  Value derive(FactId fact, const Context& context) const;
  /// Writes every fact of the block's layout that the record can fill into one lane. The lane must be unknown before.
  /// True if a recorded number was refused: it is outside all that is possible.
  bool fill(const Context& context, FactBlock& block, unsigned lane) const;
  /// What the knowledge says of the variants of each gene it has entries for.
  const std::vector<std::shared_ptr<const VariantCatalogue>>& variants() const { return variants_; }
  /// Writes one value into one lane.
  static void put(const FactLayout::Slot& slot, const Value& value, FactBlock& block, unsigned lane);

 private:
  /// What is read for every fact of every case stands in front, in one cache line.
  struct Bound {
    Derive derive = nullptr;
    Kind kind = Kind::Truth;
    bool ofSpecimen = false;
    bool ofTherapy = false;
    bool lists = false;      ///< the derivation `recorded`: which of the listed items the record holds
    std::int16_t item = -1;  ///< position in `items_` of the item that names this fact
    Interval range;          ///< Number: what is possible at all
    Parameters parameters;
  };
  /// One code of a `recorded` list: a fact that may be known, or a test that may be present.
  struct Item {
    unsigned code = 0;
    FactId fact = 0;
    CodeSet open;  ///< codes of a fact of which the record says only that the test was done
    bool ihc = false;
    bool ish = false;
    /// Does the record say anything about the fact, when this is what it says?
    bool known(const Value& own) const {
      const bool narrowed = !own.codes.empty() && !own.codes.contains(open);
      return !own.assumed && (narrowed || own.listed || !own.number.isUnknown() || own.truth != Truth::Unknown);
    }
  };
  /// Of the list that is being made: items looked at already, and which of them the record holds.
  struct SeenItems {
    CodeSet seen;
    CodeSet known;
  };
  void bindItems(FactId fact, Problems& problems);
  void recordedItems(const Context& context, const SeenItems& before, Value& value) const;
  void deriveInto(FactId fact, const Context& context, const SeenItems& before, Value& value) const;
  std::shared_ptr<const kb::Knowledge> knowledge_;
  std::unique_ptr<const KnownCodes> codes_;
  std::vector<std::shared_ptr<const VariantCatalogue>> variants_;
  std::vector<Bound> bound_;  // by FactId
  std::vector<Item> items_;
  Units units_;
};

/// The derivations by name, and the paths of case leaves; one table a file.
Derive findPath(std::string_view path);
Derive findSpecimenDerivation(std::string_view name);
Derive findHistoryDerivation(std::string_view name);
Derive findPatientDerivation(std::string_view name);
Derive findTherapyDerivation(std::string_view name);
Derive findMeasurementDerivation(std::string_view name);
Derive findFindingDerivation(std::string_view name);

/// The code of a domain that the program itself relies on ("not-done"); empty if the knowledge lacks it.
CodeSet codeOf(const Parameters& parameters, std::string_view code);

}  // namespace her2::facts
