// From a case to the safety of its therapies: one lane a drug and region, all rules of knowledge/safety in the one
// engine. A Reviewer is immutable and shared; a block belongs to one thread.
//
// A therapy is reviewed where the record holds or plans it and where the caller considers it. The rules see the record
// as it was known on the as-of day. Nothing here holds a threshold, a date or the name of a drug.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <unordered_map>

#include "engine/compiler.h"
#include "facts/deriver.h"
#include "her2/safety.h"

namespace her2::safety {

struct Settings {
  Date asOf;
  bool openWorld = false;
};

/// Who is reviewed, and what is supposed of them.
struct Patient {
  const Case& record;
  const Tumour* tumour = nullptr;
  std::span<const facts::FactSetting> given = {};
};

/// Facts, codes and drugs that the review itself relies on, resolved once.
struct Names {
  feel::FactId state = 0, reductions = 0;
  CodeSet ongoing, ended;       ///< domain `therapy-state`
  unsigned goOn = 0, stop = 0;  ///< domain `safety-action`
  std::string holdCode, stopCode, reduce, resumeReduced;
  std::vector<DrugId> drugs;      ///< by code of `her2-drug`
  std::vector<unsigned> regions;  ///< by region of the knowledge: code of `region`
};

/// Shown every therapy after the rules have run: for a trace.
using LaneVisitor = std::function<void(const engine::Program&, const facts::FactBlock&, unsigned lane,
                                       const facts::Context&, std::string title)>;

/// The rules in force on a day, compiled.
struct Rules {
  std::shared_ptr<const kb::Knowledge> knowledge;
  std::shared_ptr<const facts::Deriver> deriver;
  std::shared_ptr<const engine::Program> program;
  std::unordered_map<const kb::SafetyRule*, std::size_t> conditions;  ///< index into Program::conditions
  Names names;
  facts::CourseCodes courses;
};

class Reviewer {
 public:
  /// Compiles the rules for the day. Problems: circles between tables.
  static Result<std::shared_ptr<const Reviewer>> create(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                        std::shared_ptr<const facts::Deriver> deriver,
                                                        Settings settings);

  /// False where the knowledge has no safety rules at all.
  bool hasRules() const { return rules_.program != nullptr; }
  facts::FactBlock makeBlock() const { return rules_.program->makeBlock(); }

  /// `considered`: drugs that are thought of beside those of the record. Requires hasRules().
  void review(const Patient& patient, std::span<const DrugId> considered, facts::FactBlock& block, Safety& out,
              const LaneVisitor& visit = {}) const;

  const Rules& rules() const { return rules_; }
  const Settings& settings() const { return settings_; }

 private:
  Rules rules_;
  Settings settings_;
};

}  // namespace her2::safety
