// The closed lists of codes that the leaves of a case draw from, found once.
#pragma once

#include "her2/vocabulary.h"

namespace her2::intake {

/// Null where the vocabulary lacks the list; no code of it can be read then.
struct CaseDomains {
  explicit CaseDomains(const Vocabulary& vocabulary);

  const Domain* sex;
  const Domain* menopause;
  const Domain* smoking;
  const Domain* tumourKind;
  const Domain* histology;
  const Domain* setting;
  const Domain* stage;
  const Domain* tCategory;
  const Domain* nCategory;
  const Domain* mCategory;
  const Domain* receptor;
  const Domain* metastasisSite;
  const Domain* brainMetastases;
  const Domain* mutationState;
  const Domain* detection;
  const Domain* specimenSite;
  const Domain* specimenKind;
  const Domain* fixative;
  const Domain* ihcScore;
  const Domain* ihcScoring;
  const Domain* antibody;
  const Domain* reading;
  const Domain* intensity;
  const Domain* membrane;
  const Domain* probe;
  const Domain* ishGroup;
  const Domain* assay;
  const Domain* material;
  const Domain* ruleSet;
  const Domain* intent;
  const Domain* endReason;
};

}  // namespace her2::intake
