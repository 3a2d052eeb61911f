// Who the record is about: one patient, and only what is said of that one.
#include <fmt/format.h>

#include "intake/fhir_assembly.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

bool sameSubject(const Patient& patient, std::string_view subject) {
  const std::string_view id = referenceId(subject);
  return id == patient.name.id || (!patient.name.alias.empty() && id == patient.name.alias);
}

}  // namespace

bool Assembly::readPatients() {
  patient_ = nullptr;
  subject_ = {};
  for (const Patient& patient : r_->patients) {
    if (patient_ == nullptr) {
      patient_ = &patient;
    } else if (patient.name.id != patient_->name.id || patient.name.id.empty()) {
      problems_->push_back({Severity::Error, "two-patients", placeIn(place_, {}),
                            fmt::format("the record holds the patients {} and {}, expected one",
                                        shown(patient_->name.id), shown(patient.name.id)),
                            "give each patient a Bundle of its own"});
      return false;
    }
  }
  if (patient_ != nullptr) {
    readPatient(*patient_);
    return true;
  }
  return readSubjects();
}

/// Without a Patient, the resources say by their subject whom they are about; it must be one and the same.
bool Assembly::readSubjects() {
  const std::string_view* other = nullptr;
  const auto take = [&](const auto& resources) {
    for (const auto& resource : resources) {
      const std::string_view& subject = resource.subject;
      if (subject.empty()) continue;
      if (subject_.empty()) subject_ = subject;
      if (other == nullptr && referenceId(subject) != referenceId(subject_)) other = &subject;
    }
  };
  take(r_->conditions);
  take(r_->observations);
  take(r_->medications);
  take(r_->procedures);
  take(r_->reports);
  take(r_->specimens);
  if (other != nullptr) {
    problems_->push_back(
        {Severity::Error, "two-patients", placeIn(place_, {}),
         fmt::format("the resources are about {} and {}, expected one patient", shown(subject_), shown(*other)),
         "give each patient a Bundle of its own"});
    return false;
  }
  out_->id = !subject_.empty() ? referenceId(subject_) : r_->bundleId;
  if (out_->id.empty()) out_->id = placeIn(place_, {});
  if (out_->id.empty()) out_->id = "record";
  problems_->push_back({Severity::Warning, "no-patient", placeIn(place_, {}),
                        fmt::format("found no Patient; the case is named {}", shown(out_->id)),
                        "age and sex are not known"});
  return true;
}

void Assembly::readPatient(const Patient& patient) {
  out_->id = patient.name.id.empty() ? std::string(referenceId(patient.fullUrl)) : std::string(patient.name.id);
  if (out_->id.empty()) out_->id = r_->bundleId.empty() ? "record" : std::string(r_->bundleId);
  out_->birthDate.value = dateOf(patient.birthDate, patient.name, "birthDate");
  if (out_->birthDate.value) out_->birthDate.origin = origin(patient.name, "birthDate");
  const std::pair<std::string_view, std::string_view> sexes[] = {{patient.gender, "gender"},
                                                                 {patient.birthSex, "extension(us-core-birthsex)"}};
  for (const auto& [text, element] : sexes) {
    if (text.empty() || out_->sex.recorded()) continue;
    const Reading& reading = reader_.text(terms_.sexRole, text);
    if (reading.understood()) {
      out_->sex = {reading.says[0].codes, origin(patient.name, element)};
    } else if (reading.state != Reading::State::Absent) {
      warn("value-not-understood", patient.name, element,
           fmt::format("found {}, expected female, male, other or unknown", shown(text)));
    }
  }
  if (!patient.deceased.empty()) {
    warn("patient-deceased", patient.name, "deceased",
         patient.deceased == "true"
             ? "the patient is recorded as deceased"
             : fmt::format("the patient is recorded as deceased on {}", shown(patient.deceased)));
  }
}

bool Assembly::isOurs(std::string_view subject, const Name& name) {
  if (subject.empty() || patient_ == nullptr || subject == subject_) return true;
  if (sameSubject(*patient_, subject)) {
    subject_ = subject;
    return true;
  }
  if (foreign_++ == 0) {
    firstForeign_.clear();
    appendPath(firstForeign_, name, "subject");
  }
  return false;
}

void Assembly::finishPatients() {
  if (foreign_ == 0) return;
  problems_->push_back(
      {Severity::Warning, "other-patient", placeIn(place_, firstForeign_),
       foreign_ == 1
           ? std::string("the resource is about another patient and is not read")
           : fmt::format("{} resources, this one the first, are about another patient and are not read", foreign_),
       ""});
}

}  // namespace her2::intake::fhir
