#include "intake/case_json_domains.h"

namespace her2::intake {

CaseDomains::CaseDomains(const Vocabulary& vocabulary) {
  const auto find = [&](std::string_view name) {
    const auto id = vocabulary.findDomain(name);
    return id ? &vocabulary.domain(*id) : nullptr;
  };
  sex = find("sex");
  menopause = find("menopause");
  smoking = find("smoking");
  tumourKind = find("tumour-kind");
  histology = find("histology");
  setting = find("setting");
  stage = find("stage");
  tCategory = find("t-category");
  nCategory = find("n-category");
  mCategory = find("m-category");
  receptor = find("receptor");
  metastasisSite = find("metastasis-site");
  brainMetastases = find("brain-metastases");
  mutationState = find("mutation-state");
  detection = find("detection");
  specimenSite = find("specimen-site");
  specimenKind = find("specimen-kind");
  fixative = find("fixative");
  ihcScore = find("ihc-score");
  ihcScoring = find("ihc-scoring");
  antibody = find("antibody");
  reading = find("laboratory-reading");
  intensity = find("staining-intensity");
  membrane = find("membrane-pattern");
  probe = find("ish-probe");
  ishGroup = find("ish-group");
  assay = find("ngs-assay");
  material = find("ngs-material");
  ruleSet = find("rule-set");
  intent = find("intent");
  endReason = find("end-reason");
}

}  // namespace her2::intake
