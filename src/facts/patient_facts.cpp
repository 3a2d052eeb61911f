// Derivations of patient facts that are neither one leaf nor history.
#include <algorithm>
#include <cmath>

#include "facts/deriver.h"
#include "facts/variant.h"

namespace her2::facts {
namespace {

void age(const Context& x, const Parameters&, Value& v) {
  if (!x.record.birthDate.recorded()) return;
  const auto years = [&](Date birth) { return std::floor(monthsBetween(birth, x.asOf) / 12); };
  v.number = Interval::closed(years(x.record.birthDate.value->last), years(x.record.birthDate.value->first));
  v.origin = x.record.birthDate.origin;
}

/// Completed years on the day of diagnosis. Without that day, no more than the years completed by now.
void ageAtDiagnosis(const Context& x, const Parameters&, Value& v) {
  if (!x.record.birthDate.recorded() || x.tumour == nullptr) return;
  const DateRange& birth = *x.record.birthDate.value;
  const auto years = [](Date from, Date to) { return std::max(0.0, std::floor(monthsBetween(from, to) / 12)); };
  const DateLeaf& diagnosed = x.tumour->diagnosed;
  v.number = diagnosed.recorded() ? Interval::closed(years(birth.last, diagnosed.value->first),
                                                     years(birth.first, diagnosed.value->last))
                                  : Interval::closed(0, years(birth.first, x.asOf));
  v.origin = x.record.birthDate.origin;
}

void positiveNodes(const Context& x, const Parameters& p, Value& v) {
  if (x.tumour == nullptr) return;
  v.number = x.tumour->positiveNodes.value;
  v.origin = x.tumour->positiveNodes.origin;
  if (x.tumour->positiveNodes.recorded() || !x.tumour->n.recorded()) return;
  const CodeSet none = p.codes->noNodes;
  v.origin = x.tumour->n.origin;
  if (x.tumour->n.value == none) v.number = Interval(0);
  if (!x.tumour->n.value.intersects(none)) v.number = Interval::atLeast(1);
}

/// As stated; else by the share of stained cells, with the limits that the knowledge gives.
void receptor(const Receptor& recorded, const Parameters& p, Value& v) {
  v.codes = recorded.status.value;
  v.origin = recorded.status.origin;
  if (recorded.status.recorded() || !recorded.percent.recorded() || p.positive.isUnknown()) return;
  const Interval& percent = recorded.percent.value;
  v.origin = recorded.percent.origin;
  if (percent.intersect(p.positive)) v.codes |= codeOf(p, "positive");
  if (percent.intersect(p.lowPositive)) v.codes |= codeOf(p, "low-positive");
  if (percent.intersect(Interval(0, false, p.lowPositive.lo(), true))) v.codes |= codeOf(p, "negative");
}

void er(const Context& x, const Parameters& p, Value& v) {
  if (x.tumour != nullptr) receptor(x.tumour->er, p, v);
}

void pr(const Context& x, const Parameters& p, Value& v) {
  if (x.tumour != nullptr) receptor(x.tumour->pr, p, v);
}

/// Residual invasive disease by the categories after neoadjuvant treatment: none of ypT0 or ypTis with ypN0.
Truth residualByCategory(const Tumour& tumour, const Parameters& p) {
  const auto residual = [](const CodeLeaf& leaf, CodeSet clear) {
    if (!leaf.recorded()) return Truth::Unknown;
    if (clear.contains(leaf.value)) return Truth::False;
    return clear.intersects(leaf.value) ? Truth::Unknown : Truth::True;
  };
  return residual(tumour.ypT, p.codes->noInvasiveT) || residual(tumour.ypN, p.codes->noNodes);
}

/// Categories after surgery (ypT, ypN) are known once there has been surgery: not where the only operation on record is
/// still to come.
bool operated(const Context& x) {
  bool known = true;
  for (const Treatment& treatment : x.record.treatments) {
    if (treatment.procedure.value != "surgery") continue;
    if (!treatment.planned && hasCome(treatment.start, x)) return true;
    known = false;
  }
  return known;
}

void residualDisease(const Context& x, const Parameters& p, Value& v) {
  if (!operated(x)) return;
  for (const Treatment& treatment : x.record.treatments) {
    if (!treatment.residualDisease.recorded() || !hasCome(treatment.start, x) || !hasCome(treatment.end, x)) continue;
    v.truth = treatment.residualDisease.value;
    v.origin = treatment.residualDisease.origin;
    if (v.truth == Truth::True) return;
  }
  if (v.truth != Truth::Unknown || x.tumour == nullptr) return;
  v.truth = residualByCategory(*x.tumour, p);
  v.origin = x.tumour->ypT.recorded() ? x.tumour->ypT.origin : x.tumour->ypN.origin;
}

// A recorded operation, a category after surgery (ypT), or adjuvant treatment: each says that the tumour has been
// removed.
void resected(const Context& x, const Parameters& p, Value& v) {
  const CodeSet adjuvant = p.codes->adjuvant;
  bool maybe = false;
  for (const Treatment& treatment : x.record.treatments) {
    const DateLeaf& date = treatment.start;
    if (treatment.planned || (date.recorded() && date.value->first > x.asOf)) continue;
    if (treatment.procedure.value == "surgery" || (treatment.intent.recorded() && treatment.intent.value == adjuvant)) {
      v.truth = Truth::True;
      v.origin = treatment.origin;
      return;
    }
    maybe = maybe || treatment.intent.value.intersects(adjuvant);
  }
  if (x.tumour != nullptr && x.tumour->ypT.recorded() && operated(x)) {
    v.truth = Truth::True;
    v.origin = x.tumour->ypT.origin;
    return;
  }
  if (maybe || x.openWorld) return;
  v.truth = Truth::False;
  v.assumed = true;
}

// A neoadjuvant treatment that has begun, a category after treatment, or a word on residual disease.
void afterNeoadjuvant(const Context& x, const Parameters& p, Value& v) {
  bool maybe = false;
  for (const Treatment& treatment : x.record.treatments) {
    if (treatment.planned || !hasCome(treatment.start, x)) continue;
    if ((treatment.intent.recorded() && treatment.intent.value == p.intents) || treatment.residualDisease.recorded()) {
      v.truth = Truth::True;
      v.origin = treatment.origin;
      return;
    }
    maybe = maybe || treatment.intent.value.intersects(p.intents);
  }
  for (const CodeLeaf Tumour::*leaf : {&Tumour::ypT, &Tumour::ypN}) {
    if (x.tumour == nullptr || !(x.tumour->*leaf).recorded()) continue;
    v.truth = Truth::True;
    v.origin = (x.tumour->*leaf).origin;
    return;
  }
  if (maybe || x.openWorld) return;
  v.truth = Truth::False;
  v.assumed = true;
}

// HER2 was looked at on a specimen of such a site.
void testedSite(const Context& x, const Parameters& p, Value& v) {
  bool maybe = false;
  for (const Specimen& specimen : x.record.specimens) {
    const bool tested = specimen.ihc.present || specimen.ish.present || specimen.reported.present;
    if (!tested || !hasCome(specimen.date, x)) continue;
    if (specimen.site.recorded() && p.sites.contains(specimen.site.value)) {
      v.truth = Truth::True;
      v.origin = specimen.site.origin;
      return;
    }
    maybe = maybe || !specimen.site.recorded() || specimen.site.value.intersects(p.sites);
  }
  if (maybe || x.openWorld) return;
  v.truth = Truth::False;
  v.assumed = true;
}

bool sequenced(const Case& record) {
  return std::any_of(record.specimens.begin(), record.specimens.end(),
                     [](const Specimen& s) { return s.ngs.assay.recorded(); });
}

// "None" needs a named assay that found nothing at all: a list that holds other genes only does not say that this gene
// was looked at.
bool noneFound(const Context& x) {
  return x.tumour != nullptr && x.tumour->variantsRecorded && x.tumour->variants.empty() && sequenced(x.record);
}

template <class F>
void forEachVariant(const Context& x, const Parameters& p, F&& f) {
  if (x.tumour == nullptr || p.variants == nullptr) return;
  for (const Variant& variant : x.tumour->variants) {
    if (p.variants->isGene(variant.gene.value)) f(variant, p.variants->read(variant));
  }
}

void variantClass(const Context& x, const Parameters& p, Value& v) {
  std::vector<CodeSet> classes;
  forEachVariant(x, p, [&](const Variant& variant, const VariantReading& reading) {
    if (!reading.change) return;
    classes.push_back(reading.classes);
    if (v.origin.size == 0 || reading.classes.isSingle()) v.origin = variant.protein.origin;
  });
  v.codes = classes.empty() && noneFound(x) && p.variants ? p.variants->none() : VariantCatalogue::together(classes);
}

void variantMarks(const Context& x, const Parameters& p, Value& v) {
  v.listed = noneFound(x);
  forEachVariant(x, p, [&](const Variant& variant, const VariantReading& reading) {
    v.listed = true;
    v.codes |= reading.marks;
    v.maybe |= reading.maybe;
    v.origin = variant.protein.origin;
  });
}

void variantRecorded(const Context& x, const Parameters& p, Value& v) {
  v.truth = truth(noneFound(x));
  forEachVariant(x, p, [&](const Variant& variant, const VariantReading& reading) {
    if (!reading.change) return;
    v.truth = Truth::True;
    v.origin = variant.protein.origin;
  });
}

bool isOneOf(const std::string& text, const std::vector<std::string>& all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

// Is there an alteration of one of the genes, of one of the types? "No" needs a named assay that found nothing at all:
// a list of other findings does not say that this gene was looked at.
void alteration(const Context& x, const Parameters& p, Value& v) {
  if (x.tumour == nullptr || !x.tumour->variantsRecorded) return;
  if (x.tumour->variants.empty() && sequenced(x.record)) v.truth = Truth::False;
  for (const Variant& variant : x.tumour->variants) {
    if (!isOneOf(variant.gene.value, p.genes) || !isOneOf(variant.type.value, p.types)) continue;
    v.truth = Truth::True;
    v.origin = variant.gene.origin;
  }
}

struct Named {
  std::string_view name;
  Derive derive;
};

constexpr Named derivations[] = {
    {"age", &age},
    {"age-at-diagnosis", &ageAtDiagnosis},
    {"after-neoadjuvant", &afterNeoadjuvant},
    {"tested-site", &testedSite},
    {"positive-nodes", &positiveNodes},
    {"er", &er},
    {"pr", &pr},
    {"residual-disease", &residualDisease},
    {"resected", &resected},
    {"variant-class", &variantClass},
    {"variant-marks", &variantMarks},
    {"variant-recorded", &variantRecorded},
    {"alteration", &alteration},
};

}  // namespace

Derive findPatientDerivation(std::string_view name) {
  for (const Named& each : derivations) {
    if (each.name == name) return each.derive;
  }
  return nullptr;
}

}  // namespace her2::facts
