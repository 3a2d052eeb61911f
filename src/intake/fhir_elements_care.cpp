// Patients, specimens, reports and treatments: the resources around diagnoses and observations.
#include "intake/fhir_elements.h"

#include <initializer_list>

namespace her2::intake::fhir {
namespace {

/// The value at the end of a path of names.
std::optional<Json> memberAt(Json json, std::initializer_list<std::string_view> path) {
  std::optional<Json> result = json;
  for (const std::string_view name : path) {
    if (result) result = result->member(name);
  }
  return result;
}

}  // namespace

void ElementReader::readPatient(Json json, const Name& name, std::string_view fullUrl) {
  begin();
  Patient& p = added(r_.patients);
  p.name = name;
  p.fullUrl = fullUrl;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    switch (t) {
      case tag("gender"):
        p.gender = value.text();
        break;
      case tag("birthDate"):
        p.birthDate = value.text();
        break;
      case tag("deceasedDateTime"):
        p.deceased = value.text();
        break;
      case tag("deceasedBoolean"):
        if (value.truth() == true) p.deceased = "true";
        break;
      case tag("extension"):
        readExtensions(value, "us-core-birthsex", nullptr, &p.birthSex);
        break;
      default:
        break;
    }
  });
}

void ElementReader::readSpecimen(Json json, const Name& name) {
  begin();
  SpecimenResource& s = added(r_.specimens);
  s.name = name;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    switch (t) {
      case tag("status"):
        s.status = value.text();
        break;
      case tag("subject"):
        takeSubject(value, s.subject);
        break;
      case tag("type"):
        readConcept(value, s.type);
        break;
      case tag("receivedTime"):
        s.received = value.text();
        break;
      case tag("collection"):
        forEachMember(value, [&](std::uint64_t part, std::string_view member, Json each) {
          switch (part) {
            case tag("collectedDateTime"):
              s.collected = {each.text(), {}, member};
              break;
            case tag("collectedPeriod"):
              readPeriod(each, {}, s.collected);
              break;
            case tag("bodySite"):
              readConcept(each, s.bodySite);
              break;
            case tag("method"):
              readConcept(each, s.method);
              break;
            default:
              break;
          }
        });
        break;
      case tag("processing"):
        forEachElement(value, [&](Json step) {
          forEachMember(step, [&](std::uint64_t part, std::string_view, Json each) {
            if (part == tag("timeDateTime") && s.processed.empty()) s.processed = each.text();
          });
        });
        break;
      default:
        break;
    }
  });
}

void ElementReader::readReport(Json json, const Name& name) {
  begin();
  Report& report = added(r_.reports);
  report.name = name;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    switch (t) {
      case tag("status"):
        report.status = value.text();
        break;
      case tag("subject"):
        takeSubject(value, report.subject);
        break;
      case tag("specimen"):
        report.specimens = readReferences(value);
        break;
      case tag("result"):
        report.results = readReferences(value);
        break;
      case tag("conclusion"):
        report.conclusion = value.text();
        break;
      case tag("contained"):
        setContained(value);
        break;
      default:
        break;
    }
  });
}

void ElementReader::readMedicationUse(Json json, const Name& name, MedicationKind kind) {
  begin();
  MedicationUse& m = added(r_.medications);
  m.name = name;
  m.kind = kind;
  const auto readDosage = [&](Json dosage) {
    const auto bounds = memberAt(dosage, {"timing", "repeat", "boundsPeriod"});
    if (!bounds || !m.period.start.empty()) return;
    readPeriod(*bounds, "dosageInstruction.timing.repeat.boundsPeriod.start", m.period);
  };
  forEachMember(json, [&](std::uint64_t t, std::string_view member, Json value) {
    switch (t) {
      case tag("status"):
        m.status = value.text();
        break;
      case tag("intent"):
        m.intent = value.text();
        break;
      case tag("medicationCodeableConcept"):
        readConcept(value, m.drug);
        break;
      case tag("medicationReference"):
        m.drugReference = referenceIn(value);
        break;
      case tag("subject"):
        takeSubject(value, m.subject);
        break;
      case tag("patient"):
        takePatient(value, m.subject);
        break;
      case tag("authoredOn"):
      case tag("dateWritten"):
      case tag("whenHandedOver"):
        m.authored = value.text();
        break;
      case tag("effectiveDateTime"):
      case tag("effectiveTimeDateTime"):
        m.period = {value.text(), {}, member};
        break;
      case tag("effectivePeriod"):
      case tag("effectiveTimePeriod"):
        readPeriod(value, t == tag("effectivePeriod") ? "effectivePeriod.start" : "effectiveTimePeriod.start",
                   m.period);
        break;
      case tag("dosageInstruction"):
        forEachElement(value, readDosage);
        break;
      case tag("category"):
        m.categories = readConcepts(value);
        break;
      case tag("statusReason"):
      case tag("reasonNotTaken"):
        m.statusReasons = readConcepts(value);
        break;
      case tag("reasonReference"):
        m.reasons = readReferences(value);
        break;
      case tag("groupIdentifier"):
        forEachMember(value, [&](std::uint64_t part, std::string_view, Json each) {
          if (part == tag("value")) m.group = each.text();
        });
        break;
      case tag("extension"):
        readExtensions(value, "treatment-intent", &m.treatmentIntent, nullptr);
        readExtensions(value, "procedure-intent", &m.treatmentIntent, nullptr);
        readExtensions(value, "TreatmentIntent-extension", &m.treatmentIntent, nullptr);
        break;
      case tag("contained"):
        setContained(value);
        break;
      case tag("doNotPerform"):
      case tag("wasNotTaken"):
      case tag("wasNotGiven"):
        m.notGiven |= value.truth() == true;
        break;
      case tag("taken"):
        m.notGiven |= value.text() == "n";
        break;
      default:
        break;
    }
  });
}

void ElementReader::readMedicationDefinition(Json json, const Name& name) {
  begin();
  MedicationDefinition& m = added(r_.definitions);
  m.name = name;
  found_.clear();
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("code")) readConcept(value, m.code);
    if (t == tag("ingredient")) {
      forEachElement(value, [&](Json ingredient) {
        forEachMember(ingredient, [&](std::uint64_t part, std::string_view, Json each) {
          if (part == tag("itemCodeableConcept")) readConcept(each, added(found_));
        });
      });
    }
  });
  m.ingredients = keep(found_);
}

void ElementReader::readProcedure(Json json, const Name& name) {
  begin();
  ProcedureResource& p = added(r_.procedures);
  p.name = name;
  forEachMember(json, [&](std::uint64_t t, std::string_view member, Json value) {
    switch (t) {
      case tag("status"):
        p.status = value.text();
        break;
      case tag("subject"):
        takeSubject(value, p.subject);
        break;
      case tag("code"):
        readConcept(value, p.code);
        break;
      case tag("category"):
        p.categories = readConcepts(value);
        break;
      case tag("performedDateTime"):
      case tag("occurrenceDateTime"):
        p.performed = {value.text(), {}, member};
        break;
      case tag("performedPeriod"):
      case tag("occurrencePeriod"):
        readPeriod(value, t == tag("performedPeriod") ? "performedPeriod.start" : "occurrencePeriod.start",
                   p.performed);
        break;
      case tag("reasonReference"):
        p.reasons = readReferences(value);
        break;
      case tag("reasonCode"):
        p.reasonCodes = readConcepts(value);
        break;
      case tag("contained"):
        setContained(value);
        break;
      case tag("extension"):
        readExtensions(value, "procedure-intent", &p.treatmentIntent, nullptr);
        break;
      default:
        break;
    }
  });
}

}  // namespace her2::intake::fhir
