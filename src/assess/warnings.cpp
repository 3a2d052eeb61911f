// What is not used of a record, or needs a look.
#include <fmt/format.h>

#include "assess/assessor.h"
#include "assess/trace.h"

namespace her2::assess {
namespace {

void warn(Assessment& out, std::string code, std::string where, std::string message, std::string remedy = {}) {
  out.warnings.push_back({Severity::Warning, std::move(code), std::move(where), std::move(message), std::move(remedy)});
}

/// Variants that are not, or not simply, what the record says.
void warnOfVariants(const Case& record, const Tumour& tumour, const facts::VariantCatalogue& catalogue,
                    Assessment& out) {
  using facts::VariantDoubt;
  for (const Variant& variant : tumour.variants) {
    if (!catalogue.isGene(variant.gene.value)) continue;
    const facts::VariantReading reading = catalogue.read(variant);
    const std::string where(record.where(variant.protein.recorded() ? variant.protein.origin : variant.gene.origin));
    const std::string_view text = variant.protein.value;
    switch (reading.doubt) {
      case VariantDoubt::None:
        break;
      case VariantDoubt::Unreadable:
        warn(out, "variant-unreadable", where,
             text.empty() ? fmt::format("a variant of {} without a protein change: left open", catalogue.gene())
                          : fmt::format("`{}` is no single protein change: left open", text),
             "give the change of the protein in HGVS");
        break;
      case VariantDoubt::TranscriptUnknown:
        warn(out, "variant-transcript-unknown", where,
             fmt::format("the numbering of the transcript named with `{}` is not known: left open", text),
             fmt::format("give the change on the reference transcript of {}", catalogue.gene()));
        break;
      case VariantDoubt::ReferenceDiffers:
        warn(out, "variant-reference-differs", where,
             fmt::format("`{}` names residues that do not stand there in {}: left open", text, catalogue.gene()),
             "check the transcript and the numbers");
        break;
      case VariantDoubt::Renumbered:
        warn(out, "variant-renumbered", where,
             fmt::format("`{}` fits the numbering of another transcript only: read as {}", text, reading.spelling),
             "check the transcript");
        break;
    }
  }
}

/// What is dated after the as-of day: specimens, treatments, measurements and findings are left out, the rest stands.
void warnOfLaterDates(const Case& record, Date asOf, Assessment& out) {
  const auto check = [&](const DateLeaf& date, std::string_view what, std::string_view then = "not used") {
    if (!date.recorded() || date.value->first <= asOf) return;
    warn(out, "date-after-as-of", std::string(record.where(date.origin)),
         fmt::format("{} is dated {}, after the as-of day {}: {}", what, date.value->text(), asOf.text(), then));
  };
  check(record.birthDate, "the birth", "check the date");
  for (const Tumour& tumour : record.tumours) check(tumour.diagnosed, "the diagnosis", "taken as it stands");
  for (const Specimen& specimen : record.specimens) check(dateOf(specimen), "the specimen");
  for (const Treatment& treatment : record.treatments) check(treatment.start, "the treatment");
  for (const Measurement& measurement : record.measurements) check(measurement.date, "the measurement");
  for (const auto* list : {&record.conditions, &record.adverseEvents, &record.symptoms}) {
    for (const Finding& finding : *list) check(finding.date, "the finding");
  }
}

}  // namespace

void Assessor::warnOfRecord(const Subject& subject, Assessment& out) const {
  const Case& record = *subject.record;
  warnOfLaterDates(record, settings_.asOf, out);
  if (record.tumours.size() > 1) {
    warn(out, "several-tumours", "tumours",
         fmt::format("{} tumours recorded; the most advanced and latest one is assessed", record.tumours.size()),
         "give one case a tumour to assess each");
  }
  if (subject.tumour != nullptr) {
    for (const auto& catalogue : deriver_->variants()) warnOfVariants(record, *subject.tumour, *catalogue, out);
  }
  if (subject.tumour == nullptr || !subject.tumour->kind.recorded())
    warn(out, "tumour-unknown", "tumours", "no kind of tumour is recorded, so every indication is listed",
         "record tumours[0].kind");
  if (subject.refused) {
    Explainer(*knowledge_, *deriver_, record, out)
        .refusedValues(*specimenProgram_, *patientProgram_, contextOf(subject, nullptr));
  }
}

void Assessor::warnOfCare(const Subject& subject, Assessment& out) const {
  if (!safety_->hasRules()) return;
  Explainer(*knowledge_, *deriver_, *subject.record, out)
      .refusedValues(*safety_->rules().program, contextOf(subject, nullptr));
}

}  // namespace her2::assess
