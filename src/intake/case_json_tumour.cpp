#include <fmt/format.h>

#include "intake/case_json_parts.h"
#include "intake/case_json_tnm.h"

namespace her2::intake {
namespace {

constexpr NumberLimits gradeLimits{1, 4, true};

constexpr Member<Receptor> receptorMembers[] = {
    code<&Receptor::status, &CaseDomains::receptor>("status"),
    number<&Receptor::percent, percentage>("percent"),
};

void readReceptor(CaseReading& reading, JsonValue value, Receptor& receptor) {
  readPart<Receptor>(reading, value, receptor, receptorMembers);
}

constexpr Member<Variant> variantMembers[] = {
    leaf<&Variant::gene>("gene"),
    leaf<&Variant::protein>("protein"),
    leaf<&Variant::type>("type"),
    leaf<&Variant::transcript>("transcript"),
};

void readVariants(CaseReading& reading, JsonValue value, Tumour& tumour) {
  readObjects<Variant>(reading, value, tumour.variants, variantMembers);
  tumour.variantsRecorded = true;
}

void forgetVariants(CaseReading&, Tumour& tumour) {
  tumour.variants.clear();
  tumour.variantsRecorded = false;
}

CodeSet codesNamed(std::span<const std::string_view> names, const Domain* domain) {
  CodeSet codes;
  for (std::string_view name : names) {
    const auto code = domain != nullptr ? domain->find(name) : std::nullopt;
    if (code) codes |= (*domain)[*code].means;
  }
  return codes;
}

void readStageLeaf(CaseReading& reading, JsonValue value, Tumour& tumour) {
  CodeSet codes;
  bool known = true;
  const bool good = readTexts(reading, value, "a stage such as \"IIB\"", false, [&](std::string_view text) {
    const auto stage = readStage(text);
    const CodeSet named = stage ? codesNamed(*stage, reading.domains.stage) : CodeSet();
    if (!stage || (named.empty() && !stage->empty())) unknownCode(reading, text, reading.domains.stage);
    known = known && !named.empty();
    codes |= named;
  });
  if (good && known) tumour.stage = {codes, reading.origin()};
}

/// One of t, n, m, ypT, ypN: what its texts say, and when that was determined.
struct TnmReading {
  CodeSet codes;  ///< empty: nothing usable, or not assessed (X)
  bool afterTreatment = false;
};

TnmReading readTnmTexts(CaseReading& reading, JsonValue value, char letter, const Domain* domain) {
  using When = TnmCategory::When;
  TnmReading result;
  bool usable = true;
  bool before = false;
  const bool good = readTexts(reading, value, "a TNM category", false, [&](std::string_view text) {
    const auto category = readTnm(letter, text);
    const CodeSet codes = category ? codesNamed(category->codes, domain) : CodeSet();
    usable = usable && !codes.empty();  // "any of these" with one not assessed or not known says nothing
    if (!category || (codes.empty() && !category->codes.empty())) return unknownCode(reading, text, domain);
    if (category->when == When::AfterClinical) {
      usable = false;
      return reading.refuse(text, "a category without or with `yp`: a clinical one after treatment has no place here");
    }
    result.codes |= codes;
    (category->when == When::Before ? before : result.afterTreatment) = true;
  });
  if (before && result.afterTreatment) {
    reading.warn("value-conflict", "categories before and after treatment are mixed in one list");
    usable = false;
  }
  if (!good || !usable) result.codes = {};
  return result;
}

/// A yp category may stand in its own member and in the plain one; two different ones leave neither.
void setAfterTreatment(CaseReading& reading, CodeLeaf& leaf, CodeSet codes) {
  if (leaf.recorded() && leaf.value != codes) {
    reading.warn("value-conflict", "two different categories after treatment are recorded; neither is used");
    leaf = {};
    return;
  }
  leaf = {codes, reading.origin()};
}

template <char Letter, CodeLeaf Tumour::*Before, CodeLeaf Tumour::*After, const Domain* CaseDomains::*D>
constexpr Member<Tumour> tnm(std::string_view name) {
  return {name,
          [](CaseReading& reading, JsonValue value, Tumour& tumour) {
            const TnmReading read = readTnmTexts(reading, value, Letter, reading.domains.*D);
            if (read.codes.empty()) return;
            if (read.afterTreatment) return setAfterTreatment(reading, tumour.*After, read.codes);
            tumour.*Before = {read.codes, reading.origin()};
          },
          [](CaseReading&, Tumour& tumour) { tumour.*Before = tumour.*After = {}; }};
}

template <char Letter, CodeLeaf Tumour::*After, const Domain* CaseDomains::*D>
constexpr Member<Tumour> ypTnm(std::string_view name) {
  return {name,
          [](CaseReading& reading, JsonValue value, Tumour& tumour) {
            const TnmReading read = readTnmTexts(reading, value, Letter, reading.domains.*D);
            if (!read.codes.empty()) setAfterTreatment(reading, tumour.*After, read.codes);
          },
          forgetLeaf<After>};
}

void readMetastases(CaseReading& reading, JsonValue value, Tumour& tumour) {
  readCodes(reading, value, tumour.metastases, reading.domains.metastasisSite);
}

/// Part of the format, but nothing is decided by it.
void readSite(CaseReading& reading, JsonValue value, Tumour&) {
  std::string_view site;
  readString(reading, value, site);
}

constexpr Member<Tumour> tumourMembers[] = {
    leaf<&Tumour::id>("id"),
    code<&Tumour::kind, &CaseDomains::tumourKind>("kind"),
    {"site", readSite, [](CaseReading&, Tumour&) {}},
    code<&Tumour::histology, &CaseDomains::histology>("histology"),
    leaf<&Tumour::diagnosed>("diagnosed"),
    code<&Tumour::setting, &CaseDomains::setting>("setting"),
    tnm<'T', &Tumour::t, &Tumour::ypT, &CaseDomains::tCategory>("t"),
    tnm<'N', &Tumour::n, &Tumour::ypN, &CaseDomains::nCategory>("n"),
    tnm<'M', &Tumour::m, &Tumour::m, &CaseDomains::mCategory>("m"),
    ypTnm<'T', &Tumour::ypT, &CaseDomains::tCategory>("ypT"),
    ypTnm<'N', &Tumour::ypN, &CaseDomains::nCategory>("ypN"),
    {"stage", readStageLeaf, forgetLeaf<&Tumour::stage>},
    number<&Tumour::sizeMm, notNegative>("sizeMm"),
    number<&Tumour::grade, gradeLimits>("grade"),
    number<&Tumour::positiveNodes, count>("positiveNodes"),
    part<&Tumour::er, readReceptor>("er"),
    part<&Tumour::pr, readReceptor>("pr"),
    number<&Tumour::ki67Percent, percentage>("ki67Percent"),
    {"metastases", readMetastases, forgetLeaf<&Tumour::metastases>},
    code<&Tumour::brainMetastases, &CaseDomains::brainMetastases>("brainMetastases"),
    leaf<&Tumour::operable>("operable"),
    code<&Tumour::ras, &CaseDomains::mutationState>("ras"),
    number<&Tumour::pdl1Cps, percentage>("pdl1Cps"),
    code<&Tumour::pik3ca, &CaseDomains::mutationState>("pik3ca"),
    leaf<&Tumour::satisfactoryAlternative>("satisfactoryAlternative"),
    leaf<&Tumour::endocrineSuitable>("endocrineSuitable"),
    leaf<&Tumour::chemotherapyIntended>("chemotherapyIntended"),
    leaf<&Tumour::anthracyclineSuitable>("anthracyclineSuitable"),
    leaf<&Tumour::taxaneSuitable>("taxaneSuitable"),
    leaf<&Tumour::highRecurrenceRisk>("highRecurrenceRisk"),
    code<&Tumour::detection, &CaseDomains::detection>("detection"),
    {"variants", readVariants, forgetVariants},
};
static_assert(std::size(tumourMembers) <= maxMembers);

}  // namespace

void readTumours(CaseReading& reading, JsonValue value, Case& out) {
  readObjects<Tumour>(reading, value, out.tumours, tumourMembers);
}

}  // namespace her2::intake
