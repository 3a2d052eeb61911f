// From cases to assessments: facts, specimen tables, the deciding specimen, patient tables and indications. One path
// for one case and for a block of 64. An Assessor is immutable and shared; a Workspace belongs to one thread.
#pragma once

#include <memory>
#include <span>

#include "assess/parts.h"
#include "her2/assessment.h"

namespace her2::assess {

struct Settings {
  Date asOf;
  bool openWorld = false;
};

/// How much is worked out: Worklist for streams, Full for reports, Trace with every rule that spoke.
enum class Detail : std::uint8_t { Worklist, Full, Trace };

/// Blocks and scratch memory of one thread.
struct Workspace {
  facts::FactBlock specimens;
  facts::FactBlock patients;
};

class Assessor {
 public:
  /// Compiles the knowledge for the day. Problems: circles between tables, unknown derivations.
  static Result<std::shared_ptr<const Assessor>> create(std::shared_ptr<const kb::Knowledge> knowledge,
                                                        Settings settings);

  Workspace makeWorkspace() const { return {specimenProgram_->makeBlock(), patientProgram_->makeBlock()}; }
  /// Assesses up to facts::lanes cases; `out` has one element a case and keeps its memory.
  void assess(std::span<const Case> cases, Workspace& workspace, std::span<Assessment> out, Detail detail) const;

  const kb::Knowledge& knowledge() const { return *knowledge_; }
  const std::shared_ptr<const kb::Knowledge>& sharedKnowledge() const { return knowledge_; }
  const Settings& settings() const { return settings_; }
  const engine::Program& specimenProgram() const { return *specimenProgram_; }
  const engine::Program& patientProgram() const { return *patientProgram_; }

 private:
  facts::Context contextOf(const Case& record, const Tumour* tumour, const Specimen* specimen) const {
    return {record, tumour, specimen, settings_.asOf, settings_.openWorld};
  }
  void readSpecimens(std::span<const Case> cases, std::span<const Tumour* const> tumours, Workspace& workspace,
                     std::span<Assessment> out) const;
  void readDays(const Case& record, const Tumour* tumour, Assessment& out) const;
  void detailSpecimens(const Case& record, const Tumour* tumour, Detail detail, Assessment& out) const;
  void detail(const Case& record, const Tumour* tumour, const facts::FactBlock& patients, unsigned lane, Detail detail,
              Assessment& out) const;

  std::shared_ptr<const kb::Knowledge> knowledge_;
  Settings settings_;
  std::shared_ptr<const facts::Deriver> deriver_;
  std::shared_ptr<const engine::Program> specimenProgram_;
  std::shared_ptr<const engine::Program> patientProgram_;
  std::vector<Listing> listings_;
  Names names_;
  std::vector<RuleSetDay> days_;
};

}  // namespace her2::assess
