// The knowledge as the program uses it: sources, facts, tables, rule sets, drugs and indications, typed and linked.
// Immutable after load(). What the members mean is said in docs/knowledge-format.md, block by block.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "feel/cell.h"
#include "feel/expression.h"
#include "feel/fact_catalogue.h"
#include "kb/document_set.h"
#include "kb/grade.h"
#include "kb/obtainable.h"
#include "kb/period.h"
#include "kb/predict_model.h"
#include "kb/ranking.h"
#include "kb/reader_model.h"
#include "kb/recommendation.h"
#include "kb/safety_model.h"
#include "kb/scorecard.h"
#include "kb/trial.h"

namespace her2::kb {

using feel::FactId;

struct Source {
  std::string id;
  std::string title;
  std::string body;
  std::optional<Date> date;
  std::string url;
  Grade grade = Grade::Unverified;
  std::string note;
  Block block;
};

/// How the record fills a fact: the path of a case leaf, or the name of a derivation and its parameters.
struct Derivation {
  std::string path;
  std::string name;
  std::map<std::string, std::vector<std::string>> with;
  std::optional<feel::Expression> define;
  std::string defineText;
  Block block;
};

struct OutputCell {
  CodeSet codes;       ///< Code: alternatives left open; Codes: all of these
  Interval number;     ///< Number
  bool truth = false;  ///< Truth
};

struct Row {
  std::vector<feel::Cell> cells;       ///< one an input
  std::vector<OutputCell> outputs;     ///< one an output
  std::vector<std::string> sources;    ///< its own, else empty
  std::vector<std::string> cellTexts;  ///< all cells as written, inputs then outputs
  std::string note;
  Place place;
};

enum class HitPolicy : std::uint8_t { Unique, Any, First, Priority, Collect };

struct Input {
  std::string text;  ///< as written
  feel::Expression value;
};

struct Table {
  std::string id;
  std::string title;
  feel::Scope scope = feel::Scope::Specimen;
  std::vector<std::string> sources;
  Period period;
  std::string whenText;
  std::optional<feel::Expression> when;
  HitPolicy hit = HitPolicy::Unique;
  bool gapsAllowed = false;
  std::vector<Input> inputs;
  std::vector<FactId> outputs;
  std::vector<unsigned> priority;  ///< Priority: codes of the first output, first wins
  std::vector<Row> rows;
  Block block;
};

struct RuleSet {
  std::string id;
  std::string title;
  std::string whenText;
  std::optional<feel::Expression> when;
  Period period;
  std::vector<std::string> sources;
  Block block;
};

struct Text {
  std::string id;
  std::string title;
  std::string say;
  std::vector<std::string> sources;
  Block block;
};

struct Region {
  std::string id;
  std::string title;
  std::string agency;
  std::string emergency;  ///< number to call
};

/// An agency whose approvals are on record but for whose region no options are worked out.
struct Agency {
  std::string id;
  std::string title;
};

struct Approval {
  std::string agency;
  Date date;
  std::string kind;
  std::string source;
  Place place;
};

struct Criterion {
  std::string say;
  std::string text;
  feel::Expression is;
  std::vector<std::string> sources;
  Place place;
};

/// A test approved for choosing patients for an indication.
struct Companion {
  std::string test;
  std::string agency;
  Date date;
  std::string finds;
  std::string source;
  Place place;
};

/// How HER2 must have been tested.
struct RequiredTest {
  std::string required;  ///< approved · validated; empty: the wording asks for none in particular
  std::vector<std::string> sources;
  std::string note;
};

struct Indication {
  std::string drug;
  std::string id;
  std::string population;
  CodeSet tumours;  ///< domain `tumour-kind`
  std::vector<std::string> regimen;
  std::string basis;
  std::vector<Criterion> criteria;
  RequiredTest test;
  std::vector<Companion> companions;
  std::vector<std::string> evidence;
  std::vector<Approval> approvals;
  std::map<std::string, Date> until;  ///< by agency
  std::string replacedBy;
  std::vector<std::size_t> trials;  ///< the evidence it rests on: positions in Knowledge::trials
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

struct DrugEntry {
  std::string id;
  std::string title;
  std::string mechanism;
  std::vector<std::string> brands;  ///< and the names of its products
  std::vector<std::string> sources;
  std::vector<std::string> classes;
  std::map<std::string, std::vector<std::string>> codes;  ///< by system: rxnorm, ncit, atc, snomed, omop
  std::string note;
  Block block;
};

/// A medicine that holds the drug, under the name it is sold by: the reference product, a biosimilar, another form.
struct Product {
  std::string drug;
  std::string name;
  std::string properName;                      ///< with the suffix that some agencies add
  std::string kind;                            ///< reference · biosimilar · form
  bool interchangeable = false;                ///< may be exchanged for the reference product without asking (US)
  std::map<std::string, std::string> holders;  ///< licence holder, by agency
  std::vector<std::string> notFor;             ///< ids of indications of the drug that the product does not have
  std::vector<Approval> approvals;
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

/// One administration: so much of the unit, so many times on a day of treatment.
struct DoseAmount {
  double amount = 0;
  unsigned times = 1;
};

struct Dose {
  std::string drug;
  std::string id;
  std::string use;                       ///< what for, in words
  std::vector<std::string> agencies;     ///< whose label says so; empty: all that approved the drug
  std::vector<std::string> indications;  ///< ids of the drug's indications
  std::vector<std::string> with;         ///< what the partners are given, in words
  std::string unit;                      ///< UCUM: mg/kg, mg, mg/m2
  DoseAmount dose;
  std::optional<DoseAmount> loading;  ///< the first dose, where it differs
  std::string weight;                 ///< body weight in kg for which it holds, as an interval; empty: any
  std::string route;                  ///< intravenous · subcutaneous · oral
  std::string every;                  ///< ISO 8601 duration: P21D, P1D
  std::string minutes;                ///< how long it takes, in words
  std::string duration;               ///< until when, in words
  std::string missed;                 ///< what to do about a missed dose, in words
  Period period;
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

/// The steps by which a dose is lowered. No levels: it is not lowered, only held or stopped.
struct DoseLadder {
  std::string drug;
  std::string id;
  std::vector<std::string> doses;  ///< ids of the doses it starts from
  std::vector<std::string> agencies;
  std::string unit;
  std::vector<DoseAmount> levels;  ///< the full dose first
  std::string below;               ///< what follows the last level: stop
  bool reEscalate = false;         ///< may go up again after a reduction
  Period period;
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

/// One dated change of what could be given, as an example: what the option (or product) was for a patient the day
/// before, and on the day.
struct DatedChange {
  Date date;
  std::string agency;
  std::string option;   ///< "drug/indication", or empty
  std::string product;  ///< "drug/product", or empty
  std::string kind;     ///< why: approval, extension, restriction …
  std::string before;   ///< absent · indicated · possible · not-indicated · present
  std::string after;
  std::string approval;  ///< kind of an approval of the option that bears this date; empty: not asked
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

/// Content that has to be looked at again by a day: later it may be out of date, and every output says so.
struct Review {
  std::string what;  ///< "release 2026.11.0", "file status/gastric.toml", "table breast.class", "source uspi-enhertu"
  Date by;
};

struct Release {
  std::string version;  ///< "2026.11.0"; with overlays "2026.11.0+st-elsewhere-3.another-1"
  Date date;
  std::string title;
};

class Knowledge {
 public:
  /// Reads and links everything. Problems name file, line and column: unknown members, facts and codes, type errors,
  /// missing citations. Deeper checks (gaps, overlaps, dead rows, dates, examples) are made by check/.
  static Result<std::shared_ptr<const Knowledge>> load(DocumentSet documents);

  DocumentSet documents;
  Release release;
  std::string hash;  ///< BLAKE2b-256 of the packed documents, hexadecimal
  std::vector<Region> regions;
  std::vector<Agency> agencies;  ///< beyond those of the regions
  Vocabulary vocabulary;
  feel::FactCatalogue facts;
  std::vector<Derivation> derivations;  ///< by FactId
  std::vector<Source> sources;
  std::vector<Table> tables;
  std::vector<RuleSet> ruleSets;
  std::vector<Text> texts;
  std::vector<DrugEntry> drugs;
  std::vector<Indication> indications;
  std::vector<PredictModel> predictModels;
  std::vector<Obtainable> obtainables;
  NextTestOrder nextTestOrder;
  std::vector<Review> reviews;
  std::vector<Product> products;
  std::vector<Dose> doses;
  std::vector<DoseLadder> doseLadders;
  std::vector<DatedChange> timeline;
  std::vector<Trial> trials;
  std::vector<PatientText> patientTexts;
  std::vector<Group> groups;
  std::vector<Scorecard> scorecards;
  std::vector<Recommendation> recommendations;
  std::vector<Ranking> rankings;
  SafetyKnowledge safety;

  /// Reviews whose day has passed: those a reader on that day has to be warned of.
  std::vector<Review> overdue(Date day) const;
  const Source* findSource(std::string_view id) const;
  const Text* findText(std::string_view id) const;
  const Trial* findTrial(std::string_view id) const;
  /// The best grade among the sources; Unverified where none is given.
  Grade bestGrade(const std::vector<std::string>& sourceIds) const;
  /// The checks that [[baseline]] blocks ask for before the first dose of a drug, each once, whatever their conditions.
  std::vector<std::string> checksBefore(std::string_view drug) const;

  explicit Knowledge(DocumentSet all) : documents(std::move(all)) {}

 private:
  friend class Loader;
  NameMap<std::size_t> sourceIndex_;
  NameMap<std::size_t> textIndex_;
  NameMap<std::size_t> trialIndex_;
};

}  // namespace her2::kb
