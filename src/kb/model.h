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
#include "kb/predict_model.h"

namespace her2::kb {

using feel::FactId;

/// Best first. What rests only on Unverified never decides.
enum class Grade : std::uint8_t { Label, Primary, Secondary, Convention, Unverified };

std::string_view gradeName(Grade grade);

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

/// In force from `from` to the day before `until`.
struct Period {
  std::optional<Date> from;
  std::optional<Date> until;
  bool holds(Date day) const { return (!from || *from <= day) && (!until || day < *until); }
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

struct Indication {
  std::string drug;
  std::string id;
  std::string population;
  CodeSet tumours;  ///< domain `tumour-kind`
  std::vector<std::string> regimen;
  std::string basis;
  std::vector<Criterion> criteria;
  std::vector<Approval> approvals;
  std::map<std::string, Date> until;  ///< by agency
  std::string replacedBy;
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

struct DrugEntry {
  std::string id;
  std::string title;
  std::string mechanism;
  std::vector<std::string> brands;
  std::vector<std::string> baseline;
  std::vector<std::string> sources;
  Block block;
};

/// Content that has to be looked at again by a day: later it may be out of date, and every output says so.
struct Review {
  std::string what;  ///< "release 2026.11.0", "file status/gastric.toml", "table breast.class", "source uspi-enhertu"
  Date by;
};

struct Release {
  std::string version;
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
  std::vector<Review> reviews;

  /// Reviews whose day has passed: those a reader on that day has to be warned of.
  std::vector<Review> overdue(Date day) const;
  const Source* findSource(std::string_view id) const;
  const Text* findText(std::string_view id) const;
  /// The best grade among the sources; Unverified where none is given.
  Grade bestGrade(const std::vector<std::string>& sourceIds) const;

  explicit Knowledge(DocumentSet all) : documents(std::move(all)) {}

 private:
  friend class Loader;
  NameMap<std::size_t> sourceIndex_;
  NameMap<std::size_t> textIndex_;
};

}  // namespace her2::kb
