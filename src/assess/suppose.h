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
  /// `assessment` says which specimens and which tumour the words `specimen` and `tumour` mean.
  Supposer(const Assessor& assessor, const Case& record, const Assessment& assessment);

  /// The case with all these changes. Problems: places, facts and values that do not exist, with those that are close.
  Result<Supposition> suppose(std::span<const intake::CaseEdit> changes);

 private:
  bool isFact(const std::string& path) const;
  Result<FactSetting> setting(const intake::CaseEdit& change) const;

  const kb::Knowledge& knowledge_;
  const Case& record_;
  intake::CaseEditor editor_;
};

/// What `specimen` and `tumour` mean: the deciding specimens; where none decides, the only one there is.
intake::EditTargets targetsOf(const Case& record, const Assessment& assessment);

}  // namespace her2::assess
