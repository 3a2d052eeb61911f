// The parts an assessment is put together from; assessor.h is the way in.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/compiler.h"
#include "engine/fact_text.h"
#include "facts/deriver.h"
#include "her2/assessment.h"

namespace her2::assess {

using engine::isCertain;
using engine::Program;
using facts::FactBlock;
using feel::FactId;

/// Facts and codes the assessment itself relies on, resolved once. Everything else in the knowledge may be renamed
/// freely.
struct Names {
  FactId tumourKind = 0;
  FactId result = 0, her2Class = 0, ishPositive = 0, owed = 0, comments = 0, flags = 0, retest = 0;  // status.*
  FactId ihcScore = 0, ihcScoring = 0, ishGroup = 0, ruleSet = 0;
  FactId patientResult = 0, patientClass = 0, patientIhc = 0, patientScoring = 0, patientIsh = 0;  // her2.*
  FactId criteria = 0, patientCriteria = 0, patientFlags = 0;
  FactId mutation = 0, alterations = 0;  // tumour.*
  CodeSet indeterminate;                 // domain her2-result
  CodeSet notTested;                     // domain her2-class
  CodeSet ihcNotDone;                    // domain ihc-score
  CodeSet metastatic;                    // domain setting

  static Result<Names> resolve(const kb::Knowledge& knowledge);
};

/// A rule set: the kinds of tumour it is for, and the specimen program of its first day.
struct RuleSetDay {
  const kb::RuleSet* ruleSet = nullptr;
  CodeSet code;   ///< domain `rule-set`
  CodeSet kinds;  ///< domain `tumour-kind`
  std::shared_ptr<const Program> program;
};

/// The tumour that is assessed where a record has several: the most advanced, then the one diagnosed last; null if
/// there is none.
const Tumour* assessedTumour(const Case& record, const Names& names);

/// Is any HER2 result recorded on the specimen?
bool isTested(const Specimen& specimen);
using facts::dateOf;
/// Certainly dated after the as-of day?
bool isLater(const Specimen& specimen, Date asOf);
/// May it decide the status on that day? Tested by then, of the assessed tumour, and not of its in situ component.
bool counts(const Specimen& specimen, const Tumour* tumour, Date asOf);

/// Reads what the specimen tables concluded in one lane.
SpecimenStatus readStatus(const Program& program, const FactBlock& block, const Names& names, unsigned lane);

/// By table of the program: does result or class depend on it?
std::vector<bool> decidingTables(const Program& program, const kb::Knowledge& knowledge, const Names& names);

/// Facts of the record that are open, and that deciding rows which may fire in this lane ask about: they separate the
/// answers still possible.
std::vector<std::string> openFacts(const Program& program, const FactBlock& block, unsigned lane,
                                   const kb::Knowledge& knowledge, const std::vector<bool>& deciding);

/// Overall status from the specimens: the latest usable one decides; where dates do not tell which is latest, all that
/// may be. Where none counts, the status stays as it is.
void combine(const Case& record, const Tumour* tumour, const Names& names, Date asOf, Status& status);

/// Sets the her2.* facts of the patient block from the overall status.
void putStatus(const Status& status, const kb::Knowledge& knowledge, const Names& names, FactBlock& block,
               unsigned lane);

/// An indication as it is listed in one region on the day of a program: what does not depend on the case.
struct Listing {
  const engine::CompiledIndication* compiled = nullptr;  ///< of the program it was listed from, which must outlive it
  std::uint32_t indication = 0;                          ///< position in the knowledge's indications
  std::uint16_t region = 0;                              ///< position in the knowledge's regions
  std::vector<std::uint16_t> approvals;  ///< of the region's agency up to the day, oldest first; one at least
  bool weakWording = false;              ///< wording or approval rests on nothing that was read
  std::vector<bool> weakCriteria;        ///< by criterion: so does this one; empty: none
};

/// The indications of the program that had an approval and a wording in force on the day, by region.
std::vector<Listing> listIndications(const Program& program, const kb::Knowledge& knowledge, Date asOf);

/// All: their state and approvals; Reasons: and which of their criteria fail.
enum class OptionDetail : std::uint8_t { All, Reasons };

/// The listed indications for this kind of tumour, with their state.
void readOptions(const std::vector<Listing>& listings, const FactBlock& block, unsigned lane, CodeSet kind,
                 OptionDetail detail, std::vector<Option>& out);

/// Of each case of the block, for its kind of tumour, those that are not ruled out: their state and no more.
void readOpenOptions(const std::vector<Listing>& listings, const FactBlock& block, std::span<Assessment> out);

/// Names of the facts and tests that would decide a condition.
void collectMissing(const Program& program, const FactBlock& block, unsigned lane, const kb::Knowledge& knowledge,
                    const Names& names, const Status& status, const feel::Expression& condition,
                    std::vector<std::string>& out);
/// Gives an option the gravest level of the drugs of its regimen.
void addSafety(const kb::Indication& indication, const Safety& safety, Option& option);

/// Names of the facts and tests that would decide the options that are only possible.
void explainMissing(const Program& program, const FactBlock& block, unsigned lane, const kb::Knowledge& knowledge,
                    const Names& names, Assessment& out);

}  // namespace her2::assess
