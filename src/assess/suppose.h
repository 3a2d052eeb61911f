// "What if": a case with some of its values changed. A change names a place of case JSON (intake/case_edit.h), or,
// where it names none, a fact of the patient (knowledge/facts.toml), which is then set whatever the record says.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "assess/assessor.h"
#include "intake/case_edit.h"

namespace her2::assess {

struct Supposition {
  Case record;
  FactSettings facts;
};

class Supposer {
 public:
  /// `assessment` says which specimens and which tumour the words `specimen` and `tumour` mean. `care`, if not null, is
  /// where the lists of care of `record` stand (Case::withoutCare): the cases supposed are then without them too.
  Supposer(const Assessor& assessor, const Case& record, const Assessment& assessment, const Case* care = nullptr);

  /// The case with all these changes. Problems: places, facts and values that do not exist, with those that are close.
  Result<Supposition> suppose(std::span<const intake::CaseEdit> changes);

  /// True if the change says of a patient's leaf or fact what the record rules out: a grade of 3 where it is 1 or 2.
  bool contradicts(const intake::CaseEdit& change, std::span<const FactSetting> given) const;

 private:
  bool isFact(const std::string& path) const;
  Result<FactSetting> setting(const intake::CaseEdit& change) const;

  const Assessor& assessor_;
  const kb::Knowledge& knowledge_;
  const Tumour* tumour_;
  const Case& record_;
  const Case* care_;
  intake::CaseEditor editor_;
};

/// A value of an outcome with the day of the assessment in place of `{as-of}`.
std::string onDay(std::string value, const Assessor& assessor);

/// What `specimen` and `tumour` mean: the deciding specimens; where none decides, the only one there is.
intake::EditTargets targetsOf(const Case& record, const Assessment& assessment);

}  // namespace her2::assess
