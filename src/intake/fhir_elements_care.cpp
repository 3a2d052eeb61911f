// Patients, specimens, reports and treatments: the resources around diagnoses and observations.
#include "intake/fhir_elements.h"

namespace her2::intake::fhir {

void ElementReader::readPatient(Json json, const Name& name, std::string_view fullUrl) {
  begin();
  Patient& p = r_.patients.emplace_back();
  p.name = name;
  p.fullUrl = fullUrl;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    bool dead = false;
    switch (t) {
      case tag("gender"):
        p.gender = textOf(value);
        break;
      case tag("birthDate"):
        p.birthDate = textOf(value);
        break;
      case tag("deceasedDateTime"):
        p.deceased = textOf(value);
        break;
      case tag("deceasedBoolean"):
        if (value.get(dead) == simdjson::SUCCESS && dead) p.deceased = "true";
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
  SpecimenResource& s = r_.specimens.emplace_back();
  s.name = name;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    switch (t) {
      case tag("status"):
        s.status = textOf(value);
        break;
      case tag("subject"):
        takeSubject(value, s.subject);
        break;
      case tag("type"):
        s.type = readConcept(value);
        break;
      case tag("receivedTime"):
        s.received = textOf(value);
        break;
      case tag("collection"):
        forEachMember(value, [&](std::uint64_t part, std::string_view member, Json each) {
          switch (part) {
            case tag("collectedDateTime"):
              s.collected = {textOf(each), {}, member};
              break;
            case tag("collectedPeriod"):
              s.collected = readPeriod(each);
              break;
            case tag("bodySite"):
              s.bodySite = readConcept(each);
              break;
            case tag("method"):
              s.method = readConcept(each);
              break;
            default:
              break;
          }
        });
        break;
      case tag("processing"):
        forEachElement(value, [&](Json step) {
          forEachMember(step, [&](std::uint64_t part, std::string_view, Json each) {
            if (part == tag("timeDateTime") && s.processed.empty()) s.processed = textOf(each);
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
  Report& report = r_.reports.emplace_back();
  report.name = name;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    switch (t) {
      case tag("status"):
        report.status = textOf(value);
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
        report.conclusion = textOf(value);
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
  MedicationUse& m = r_.medications.emplace_back();
  m.name = name;
  m.kind = kind;
  const auto readDosage = [&](Json dosage) {
    Json bounds;
    if (dosage["timing"]["repeat"]["boundsPeriod"].get(bounds) != simdjson::SUCCESS || !m.period.start.empty()) return;
    m.period = readPeriod(bounds);
    m.period.startElement = "dosageInstruction.timing.repeat.boundsPeriod.start";
  };
  forEachMember(json, [&](std::uint64_t t, std::string_view member, Json value) {
    bool flag = false;
    switch (t) {
      case tag("status"):
        m.status = textOf(value);
        break;
      case tag("intent"):
        m.intent = textOf(value);
        break;
      case tag("medicationCodeableConcept"):
        m.drug = readConcept(value);
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
        m.authored = textOf(value);
        break;
      case tag("effectiveDateTime"):
      case tag("effectiveTimeDateTime"):
        m.period = {textOf(value), {}, member};
        break;
      case tag("effectivePeriod"):
      case tag("effectiveTimePeriod"):
        m.period = readPeriod(value);
        m.period.startElement = t == tag("effectivePeriod") ? "effectivePeriod.start" : "effectiveTimePeriod.start";
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
          if (part == tag("value")) m.group = textOf(each);
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
        m.notGiven |= value.get(flag) == simdjson::SUCCESS && flag;
        break;
      case tag("taken"):
        m.notGiven |= textOf(value) == "n";
        break;
      default:
        break;
    }
  });
}

void ElementReader::readMedicationDefinition(Json json, const Name& name) {
  begin();
  MedicationDefinition& m = r_.definitions.emplace_back();
  m.name = name;
  found_.clear();
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("code")) m.code = readConcept(value);
    if (t == tag("ingredient")) {
      forEachElement(value, [&](Json ingredient) {
        forEachMember(ingredient, [&](std::uint64_t part, std::string_view, Json each) {
          if (part == tag("itemCodeableConcept")) found_.push_back(readConcept(each));
        });
      });
    }
  });
  m.ingredients = keep(found_);
}

void ElementReader::readProcedure(Json json, const Name& name) {
  begin();
  ProcedureResource& p = r_.procedures.emplace_back();
  p.name = name;
  forEachMember(json, [&](std::uint64_t t, std::string_view member, Json value) {
    switch (t) {
      case tag("status"):
        p.status = textOf(value);
        break;
      case tag("subject"):
        takeSubject(value, p.subject);
        break;
      case tag("code"):
        p.code = readConcept(value);
        break;
      case tag("category"):
        p.categories = readConcepts(value);
        break;
      case tag("performedDateTime"):
      case tag("occurrenceDateTime"):
        p.performed = {textOf(value), {}, member};
        break;
      case tag("performedPeriod"):
      case tag("occurrencePeriod"):
        p.performed = readPeriod(value);
        p.performed.startElement = t == tag("performedPeriod") ? "performedPeriod.start" : "occurrencePeriod.start";
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
