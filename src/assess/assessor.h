// From cases to assessments: facts, specimen tables, the deciding specimen, patient tables and indications. One path
// for one case and for a block of 64. An Assessor is immutable and shared; a Workspace belongs to one thread.
#pragma once

#include <memory>
#include <span>

#include "assess/evidence.h"
#include "assess/parts.h"
#include "her2/assessment.h"
#include "safety/reviewer.h"

namespace her2::assess {

using facts::FactSetting;
using facts::FactSettings;

struct Settings {
  Date asOf;  ///< whose rules and labels apply
  bool openWorld = false;
  std::optional<Date> recordedBy{};  ///< up to which day records count; nothing: the as-of day

  Date recordDay() const { return recordedBy.value_or(asOf); }
};

/// How much is worked out: Answer is status and options alone, without those that are ruled out, to compare with those
/// of another case; Worklist with warnings, for streams; Card with all options, what fails, what is missing and the
/// next tests, for a glance; Benefit with what fails and what is missing, evidence, safety and the order of the
/// options, for cohorts; Full for reports; Trace with every rule that spoke.
enum class Detail : std::uint8_t { Answer, Worklist, Card, Benefit, Full, Trace };

/// Blocks and scratch memory of one thread.
struct Workspace {
  facts::FactBlock specimens;
  facts::FactBlock patients;
  std::optional<facts::FactBlock> therapies;  ///< where the knowledge has rules of safety
};

class Assessor {
 public:
  /// Compiles the knowledge for the day. Problems: circles between tables, unknown derivations.
  static Result<std::shared_ptr<const Assessor>> create(std::shared_ptr<const kb::Knowledge> knowledge,
                                                        Settings settings);

  Workspace makeWorkspace() const {
    return {specimenProgram_->makeBlock(), patientProgram_->makeBlock(),
            safety_->hasRules() ? std::optional(safety_->makeBlock()) : std::nullopt};
  }
  /// Assesses up to facts::lanes cases; `out` has one element a case and keeps its memory.
  /// `given`, if not empty, has one element a case: facts taken as set, whatever the case says. `care`, if not null, is
  /// where the lists of care of all these cases stand (Case::withoutCare); then `detail` must be Answer.
  void assess(std::span<const Case> cases, Workspace& workspace, std::span<Assessment> out, Detail detail,
              std::span<const FactSettings> given = {}, const Case* care = nullptr) const;

  const kb::Knowledge& knowledge() const { return *knowledge_; }
  const std::shared_ptr<const kb::Knowledge>& sharedKnowledge() const { return knowledge_; }
  const Settings& settings() const { return settings_; }
  /// Do the conditions of what can be obtained hold for this case? In the order of the knowledge: of each obtainable
  /// its own (if it has one), then those of the frequencies of its outcomes.
  std::vector<Truth> conditionsOf(const Case& record, const Assessment& assessment,
                                  std::span<const FactSetting> given) const;
  /// The patient's fact of this name, or the one that is the leaf of the case under this path.
  std::optional<FactId> patientFactOf(std::string_view path) const;
  const facts::Deriver& deriver() const { return *deriver_; }
  const engine::Program& specimenProgram() const { return *specimenProgram_; }
  const engine::Program& patientProgram() const { return *patientProgram_; }
  const safety::Reviewer& safetyReviewer() const { return *safety_; }
  /// The tumour that is assessed, null if there is none.
  const Tumour* tumourOf(const Case& record) const { return assessedTumour(record, names_); }

 private:
  /// One case of a call, its assessed tumour, and what is given beside it.
  struct Subject {
    const Case* record = nullptr;
    const Tumour* tumour = nullptr;
    std::span<const facts::FactSetting> given;
    bool refused = false;        ///< some recorded number cannot be what it claims
    const Case* care = nullptr;  ///< null: `record`
  };
  facts::Context contextOf(const Subject& subject, const Specimen* specimen) const {
    return {*subject.record,     subject.tumour, specimen, settings_.recordDay(),
            settings_.openWorld, subject.given,  nullptr,  subject.care};
  }
  void readSpecimens(std::span<Subject> subjects, Workspace& workspace, std::span<Assessment> out) const;
  void readTumour(const facts::FactBlock& patients, unsigned lane, Status& status) const;
  /// For a person and for a stream alike.
  void warnOfRecord(const Subject& subject, Assessment& out) const;
  /// Numbers that only the rules of safety read, where they cannot be what they claim.
  void warnOfCare(const Subject& subject, Assessment& out) const;
  void readEvidence(const Subject& subject, Assessment& out) const;
  void readDays(const Subject& subject, Assessment& out) const;
  void detailSpecimens(const Subject& subject, Detail detail, Assessment& out) const;
  void reviewSafety(const Subject& subject, Workspace& workspace, Detail detail, Assessment& out) const;
  void detail(const Subject& subject, Workspace& workspace, unsigned lane, Detail detail, Assessment& out) const;
  void nameMissing(const Subject& subject, Assessment& out) const;
  void card(const Subject& subject, const Workspace& workspace, unsigned lane, Assessment& out) const;
  void benefit(const Subject& subject, Workspace& workspace, unsigned lane, Detail detail, Assessment& out) const;

  std::shared_ptr<const kb::Knowledge> knowledge_;
  Settings settings_;
  std::shared_ptr<const facts::Deriver> deriver_;
  std::shared_ptr<const engine::Program> specimenProgram_;
  std::shared_ptr<const engine::Program> patientProgram_;
  std::shared_ptr<const engine::Program> conditions_;
  std::vector<Listing> listings_;
  std::shared_ptr<const EvidenceReader> evidence_;
  std::shared_ptr<const safety::Reviewer> safety_;
  Names names_;
  std::vector<bool> deciding_;  ///< by table of the specimen program: result or class depends on it
  std::vector<RuleSetDay> days_;
  NameMap<FactId> patientPaths_;  ///< leaf of the case -> the fact that is it
};

}  // namespace her2::assess
