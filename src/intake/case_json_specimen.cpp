#include "intake/case_json_parts.h"

namespace her2::intake {
namespace {

constexpr Member<NgsTest> ngsMembers[] = {
    number<&NgsTest::erbb2CopyNumber, notNegative>("erbb2CopyNumber"),
    product<&NgsTest::assay, &CaseDomains::assay>("assay"),
    code<&NgsTest::material, &CaseDomains::material>("material"),
    code<&NgsTest::reported, &CaseDomains::reading>("reported"),
};

void readNgs(CaseReading& reading, JsonValue value, NgsTest& ngs) {
  readPart<NgsTest>(reading, value, ngs, ngsMembers);
}

constexpr Member<ReportedStatus> reportedMembers[] = {
    code<&ReportedStatus::result, &CaseDomains::reading>("result"),
    code<&ReportedStatus::ruleSet, &CaseDomains::ruleSet>("ruleSet"),
    leaf<&ReportedStatus::date>("date"),
};

void readReported(CaseReading& reading, JsonValue value, ReportedStatus& reported) {
  readPart<ReportedStatus>(reading, value, reported, reportedMembers);
}

constexpr Member<Specimen> specimenMembers[] = {
    leaf<&Specimen::id>("id"),
    leaf<&Specimen::tumour>("tumour"),
    leaf<&Specimen::date>("date"),
    code<&Specimen::site, &CaseDomains::specimenSite>("site"),
    code<&Specimen::kind, &CaseDomains::specimenKind>("kind"),
    code<&Specimen::fixative, &CaseDomains::fixative>("fixative"),
    number<&Specimen::fixationHours, notNegative>("fixationHours"),
    number<&Specimen::ischaemiaMinutes, notNegative>("ischaemiaMinutes"),
    number<&Specimen::sectionAgeDays, notNegative>("sectionAgeDays"),
    leaf<&Specimen::decalcified>("decalcified"),
    leaf<&Specimen::artefact>("artefact"),
    leaf<&Specimen::limitedTumour>("limitedTumour"),
    number<&Specimen::fragments, notNegative>("fragments"),
    leaf<&Specimen::invasive>("invasive"),
    part<&Specimen::ihc, readIhc>("ihc"),
    {"ish", readIsh, forgetIsh},
    part<&Specimen::ngs, readNgs>("ngs"),
    part<&Specimen::reported, readReported>("reported"),
};
static_assert(std::size(specimenMembers) <= maxMembers);

}  // namespace

void readSpecimens(CaseReading& reading, JsonValue value, Case& out) {
  readObjects<Specimen>(reading, value, out.specimens, specimenMembers);
}

}  // namespace her2::intake
