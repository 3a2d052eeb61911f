#include <fmt/format.h>

#include <algorithm>

#include "intake/case_json_parts.h"

namespace her2::intake {
namespace {

constexpr NumberLimits ctcaeGrade{0, 5, true};
constexpr NumberLimits lineLimits{0, 50, true};
constexpr NumberLimits reductionLimits{0, 10, true};

/// What a measurement of that kind can be at all. Other kinds may be negative (strain, base excess).
const NumberLimits& limitsOf(std::string_view kind) {
  static constexpr NumberLimits ecog{0, 5, true};
  if (kind == "ecog") return ecog;
  if (kind == "lvef" || kind == "spo2") return percentage;
  for (const char* each :
       {"alt", "ast", "bilirubin", "egfr", "neutrophils", "platelets", "haemoglobin", "bmi", "weight"}) {
    if (kind == each) return notNegative;
  }
  return anyNumber;
}

std::optional<DrugId> findDrug(CaseReading& reading, std::string_view name) {
  const auto drug = reading.vocabulary.findDrug(name);
  if (drug) return drug;
  std::vector<std::string_view> known;
  for (const Drug& each : reading.vocabulary.drugs()) known.push_back(each.id);
  const std::string_view meant = nearestName(name, known);
  reading.warn("drug-unknown",
               fmt::format("found {}, expected a drug or a class of drugs the knowledge names", shown(name)),
               meant.empty() ? "write the INN in lower case" : fmt::format("did you mean `{}`?", meant));
  return std::nullopt;
}

/// What cannot be read as a drug is still something that was given. `unknown` says just that.
void readDrugs(CaseReading& reading, JsonValue value, Treatment& treatment) {
  const bool good = readTexts(reading, value, "a drug or a list of drugs", true, [&](std::string_view name) {
    const auto drug = name == "unknown" ? std::nullopt : findDrug(reading, name);
    if (!drug) return void(treatment.unknownDrug = true);
    const auto& drugs = treatment.drugs;
    if (std::find(drugs.begin(), drugs.end(), *drug) == drugs.end()) treatment.drugs.push_back(*drug);
  });
  if (!good) treatment.unknownDrug = true;
}

void forgetDrugs(CaseReading&, Treatment& treatment) {
  treatment.drugs.clear();
  treatment.unknownDrug = true;
}

/// The day of a procedure stands where the start of a treatment stands.
void readStart(CaseReading& reading, JsonValue value, Treatment& treatment) {
  const auto before = treatment.start.value;
  readLeaf(reading, value, treatment.start);
  if (!before || before == treatment.start.value) return;
  treatment.start = {};
  reading.warn("value-conflict", "`date` and `start` differ; neither is used",
               "give `start` for drugs, `date` for a procedure");
}

constexpr Member<Interruption> interruptionMembers[] = {
    leaf<&Interruption::start>("start"),
    leaf<&Interruption::end>("end"),
    leaf<&Interruption::reason>("reason"),
};

void readInterruptions(CaseReading& reading, JsonValue value, Treatment& treatment) {
  treatment.interruptionsRecorded = true;
  readEntries(reading, value, JsonType::object, "an object", [&](JsonValue element) {
    Interruption& interruption = treatment.interruptions.emplace_back();
    interruption.origin = reading.origin();
    readMembers<Interruption>(reading, element, interruption, interruptionMembers);
  });
}

constexpr Member<Treatment> treatmentMembers[] = {
    {"drugs", readDrugs, forgetDrugs},
    leaf<&Treatment::procedure>("procedure"),
    code<&Treatment::intent, &CaseDomains::intent>("intent"),
    number<&Treatment::line, lineLimits>("line"),
    {"start", readStart, forgetLeaf<&Treatment::start>},
    {"date", readStart, forgetLeaf<&Treatment::start>},
    leaf<&Treatment::end>("end"),
    code<&Treatment::endReason, &CaseDomains::endReason>("endReason"),
    leaf<&Treatment::residualDisease>("residualDisease"),
    leaf<&Treatment::recurrence>("recurrence"),
    number<&Treatment::cycles, count>("cycles"),
    leaf<&Treatment::lastDose>("lastDose"),
    number<&Treatment::doseReductions, reductionLimits>("doseReductions"),
    {"interruptions", readInterruptions, nullptr},
    leaf<&Treatment::planned>("planned"),
};

constexpr Member<Measurement> measurementMembers[] = {
    leaf<&Measurement::kind>("kind"),
    number<&Measurement::value, anyNumber>("value"),
    leaf<&Measurement::unit>("unit"),
    leaf<&Measurement::date>("date"),
    number<&Measurement::referenceLow, anyNumber>("referenceLow"),
    number<&Measurement::referenceHigh, anyNumber>("referenceHigh"),
};

void readFindingDrug(CaseReading& reading, JsonValue value, Finding& finding) {
  std::string_view name;
  if (readString(reading, value, name, "a drug")) finding.drug = findDrug(reading, name);
}

constexpr Member<Finding> findingMembers[] = {
    leaf<&Finding::kind>("kind"),         number<&Finding::grade, ctcaeGrade>("grade"),
    leaf<&Finding::cause>("cause"),       {"drug", readFindingDrug, forgetLeaf<&Finding::drug>},
    leaf<&Finding::date>("date"),         leaf<&Finding::end>("end"),
    leaf<&Finding::resolved>("resolved"), leaf<&Finding::absent>("absent"),
};

constexpr Member<Finding> symptomMembers[] = {
    leaf<&Finding::kind>("kind"),         leaf<&Finding::date>("since"),
    leaf<&Finding::end>("end"),           number<&Finding::grade, ctcaeGrade>("grade"),
    leaf<&Finding::resolved>("resolved"), leaf<&Finding::absent>("absent"),
};

void readFindings(CaseReading& reading, JsonValue value, std::vector<Finding>& list, Members<Finding> members) {
  readEntries(reading, value, JsonType::object, "an object", [&](JsonValue element) {
    Finding& finding = list.emplace_back();
    finding.origin = reading.origin();
    readMembers(reading, element, finding, members);
    if (finding.kind.empty()) reading.warn("value-missing", "the entry has no `kind`: what was found is not known");
  });
}

}  // namespace

void readTreatments(CaseReading& reading, JsonValue value, Case& out) {
  readEntries(reading, value, JsonType::object, "an object", [&](JsonValue element) {
    Treatment& treatment = out.treatments.emplace_back();
    treatment.origin = reading.origin();
    readMembers<Treatment>(reading, element, treatment, treatmentMembers);
    if (!treatment.drugs.empty() || treatment.unknownDrug || treatment.procedure.recorded()) return;
    treatment.unknownDrug = true;
    reading.warn("value-missing", "the treatment has neither drugs nor a procedure: what was given is not known");
  });
}

void readMeasurements(CaseReading& reading, JsonValue value, Case& out) {
  readEntries(reading, value, JsonType::object, "an object", [&](JsonValue element) {
    Measurement& measurement = out.measurements.emplace_back();
    readMembers<Measurement>(reading, element, measurement, measurementMembers);
    if (measurement.kind.empty())
      return reading.warn("value-missing", "the entry has no `kind`: what was measured is not known");
    const PathStep step(reading, "value");
    holdToLimits(reading, measurement.value, limitsOf(measurement.kind));
  });
}

void readConditions(CaseReading& reading, JsonValue value, Case& out) {
  out.conditionsListed = true;
  readFindings(reading, value, out.conditions, findingMembers);
}
void readAdverseEvents(CaseReading& reading, JsonValue value, Case& out) {
  out.adverseEventsListed = true;
  readFindings(reading, value, out.adverseEvents, findingMembers);
}
void readSymptoms(CaseReading& reading, JsonValue value, Case& out) {
  out.symptomsListed = true;
  readFindings(reading, value, out.symptoms, symptomMembers);
}

void readMedications(CaseReading& reading, JsonValue value, Case& out) {
  out.medicationsListed = true;
  readEntries(reading, value, JsonType::string, "the name of a drug as text", [&](JsonValue element) {
    std::string_view name;
    if (!readString(reading, element, name)) return;
    if (name.empty()) return reading.refuse(name, "the name of a drug");
    out.medications.push_back({std::string(name), reading.vocabulary.findDrug(name), reading.origin()});
  });
}

}  // namespace her2::intake
