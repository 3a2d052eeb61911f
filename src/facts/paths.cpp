// Facts that are one leaf of the case: path in case JSON -> leaf.
#include "facts/deriver.h"

namespace her2::facts {
namespace {

void take(const CodeLeaf& leaf, Value& value) {
  value.codes = leaf.value;
  value.origin = leaf.origin;
}
void take(const CodesLeaf& leaf, Value& value) {
  value.codes = leaf.value;
  value.listed = leaf.recorded;
  value.origin = leaf.origin;
}
void take(const NumberLeaf& leaf, Value& value) {
  value.number = leaf.value;
  value.origin = leaf.origin;
}
void take(const TruthLeaf& leaf, Value& value) {
  value.truth = leaf.value;
  value.origin = leaf.origin;
}

struct Path {
  std::string_view path;
  Derive derive;
};

// `leaf` is spelt from a Case, a Tumour or a Specimen.
#define HER2_PERSON(path, leaf)                                                         \
  {                                                                                     \
    path, [](const Context& x, const Parameters&, Value& v) { take(x.record.leaf, v); } \
  }
#define HER2_TUMOUR(path, leaf)                               \
  {                                                           \
    path, [](const Context& x, const Parameters&, Value& v) { \
      if (x.tumour != nullptr) take(x.tumour->leaf, v);       \
    }                                                         \
  }
#define HER2_SPECIMEN(path, leaf)                                                          \
  {                                                                                        \
    path, [](const Context& x, const Parameters&, Value& v) { take(x.specimen->leaf, v); } \
  }

constexpr Path paths[] = {
    HER2_PERSON("sex", sex),
    HER2_PERSON("menopause", menopause),
    HER2_PERSON("smoking", smoking),
    HER2_PERSON("pregnant", pregnant),
    HER2_TUMOUR("tumour.kind", kind),
    HER2_TUMOUR("tumour.histology", histology),
    HER2_TUMOUR("tumour.setting", setting),
    HER2_TUMOUR("tumour.stage", stage),
    HER2_TUMOUR("tumour.t", t),
    HER2_TUMOUR("tumour.n", n),
    HER2_TUMOUR("tumour.m", m),
    HER2_TUMOUR("tumour.sizeMm", sizeMm),
    HER2_TUMOUR("tumour.grade", grade),
    HER2_TUMOUR("tumour.ki67Percent", ki67Percent),
    HER2_TUMOUR("tumour.operable", operable),
    HER2_TUMOUR("tumour.metastases", metastases),
    HER2_TUMOUR("tumour.brainMetastases", brainMetastases),
    HER2_TUMOUR("tumour.ras", ras),
    HER2_TUMOUR("tumour.pik3ca", pik3ca),
    HER2_TUMOUR("tumour.pdl1Cps", pdl1Cps),
    HER2_TUMOUR("tumour.satisfactoryAlternative", satisfactoryAlternative),
    HER2_TUMOUR("tumour.endocrineSuitable", endocrineSuitable),
    HER2_TUMOUR("tumour.chemotherapyIntended", chemotherapyIntended),
    HER2_TUMOUR("tumour.anthracyclineSuitable", anthracyclineSuitable),
    HER2_TUMOUR("tumour.taxaneSuitable", taxaneSuitable),
    HER2_TUMOUR("tumour.highRecurrenceRisk", highRecurrenceRisk),
    HER2_TUMOUR("tumour.detection", detection),
    HER2_SPECIMEN("specimen.site", site),
    HER2_SPECIMEN("specimen.kind", kind),
    HER2_SPECIMEN("specimen.fixative", fixative),
    HER2_SPECIMEN("specimen.fixationHours", fixationHours),
    HER2_SPECIMEN("specimen.ischaemiaMinutes", ischaemiaMinutes),
    HER2_SPECIMEN("specimen.sectionAgeDays", sectionAgeDays),
    HER2_SPECIMEN("specimen.decalcified", decalcified),
    HER2_SPECIMEN("specimen.artefact", artefact),
    HER2_SPECIMEN("specimen.limitedTumour", limitedTumour),
    HER2_SPECIMEN("specimen.fragments", fragments),
    HER2_SPECIMEN("specimen.invasive", invasive),
    HER2_SPECIMEN("specimen.ihc.scoring", ihc.scoring),
    HER2_SPECIMEN("specimen.ihc.antibody", ihc.antibody),
    HER2_SPECIMEN("specimen.ihc.percent", ihc.percent),
    HER2_SPECIMEN("specimen.ihc.cytoplasmicObscuring", ihc.cytoplasmicObscuring),
    HER2_SPECIMEN("specimen.ihc.controlsPassed", ihc.controlsPassed),
    HER2_SPECIMEN("specimen.ihc.artefact", ihc.artefact),
    HER2_SPECIMEN("specimen.ihc.normalDuctsStained", ihc.normalDuctsStained),
    HER2_SPECIMEN("specimen.ihc.threePlusAreaPercent", ihc.threePlusAreaPercent),
    HER2_SPECIMEN("specimen.ish.ratio", ish.ratio),
    HER2_SPECIMEN("specimen.ish.cells", ish.cells),
    HER2_SPECIMEN("specimen.ish.recount.ratio", ish.recount.ratio),
    HER2_SPECIMEN("specimen.ish.recount.her2Copies", ish.recount.her2Copies),
    HER2_SPECIMEN("specimen.ish.recount.cells", ish.recount.cells),
    HER2_SPECIMEN("specimen.ish.areas", ish.areas),
    HER2_SPECIMEN("specimen.ish.unscorablePercent", ish.unscorablePercent),
    HER2_SPECIMEN("specimen.ish.cytoplasmicPercent", ish.cytoplasmicPercent),
    HER2_SPECIMEN("specimen.ish.controlsPassed", ish.controlsPassed),
    HER2_SPECIMEN("specimen.ish.poorResolution", ish.poorResolution),
    HER2_SPECIMEN("specimen.ish.autofluorescence", ish.autofluorescence),
    HER2_SPECIMEN("specimen.ish.amplifiedCellsPercent", ish.amplifiedCellsPercent),
    HER2_SPECIMEN("specimen.ngs.erbb2CopyNumber", ngs.erbb2CopyNumber),
    HER2_SPECIMEN("specimen.ngs.assay", ngs.assay),
    HER2_SPECIMEN("specimen.ngs.material", ngs.material),
};

#undef HER2_PERSON
#undef HER2_TUMOUR
#undef HER2_SPECIMEN

}  // namespace

Derive findPath(std::string_view path) {
  for (const Path& each : paths) {
    if (each.path == path) return each.derive;
  }
  return nullptr;
}

}  // namespace her2::facts
