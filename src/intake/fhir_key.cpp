#include "intake/fhir_key.h"

#include <fmt/format.h>

#include "intake/fhir_name_index.h"
#include "intake/fhir_parser.h"

namespace her2::intake {
namespace {

using namespace fhir;

/// A record is a Bundle with a list of entries, each with a resource: so much deeper than its resources.
constexpr int depthOfBundle = 3;

enum class Kind : std::uint8_t { Patient, AboutPatient, Shareable, Outcome, Bundle, Unread };

/// As JsonRecord reads them.
Kind kindOf(std::string_view type) {
  switch (tag(type)) {
    case tag("Patient"):
      return Kind::Patient;
    case tag("Condition"):
    case tag("Observation"):
    case tag("DiagnosticReport"):
    case tag("Procedure"):
    case tag("MedicationRequest"):
    case tag("MedicationOrder"):
    case tag("MedicationPrescription"):
    case tag("MedicationStatement"):
    case tag("MedicationAdministration"):
    case tag("MedicationDispense"):
      return Kind::AboutPatient;
    case tag("Specimen"):
    case tag("Medication"):
      return Kind::Shareable;
    case tag("OperationOutcome"):
      return Kind::Outcome;
    case tag("Bundle"):
      return Kind::Bundle;
    default:
      return Kind::Unread;
  }
}

/// "https://a.example/fhir" of "https://a.example/fhir/Patient/p1".
std::string_view serverOf(std::string_view reference) {
  if (!reference.starts_with("http")) return {};
  const auto type = reference.rfind("/Patient/");
  return type == std::string_view::npos ? reference : reference.substr(0, type);
}

/// True unless the reference names another type than Patient.
bool mayBePatient(std::string_view reference) {
  const std::string_view id = referenceId(reference);
  const auto before = static_cast<std::size_t>(id.data() - reference.data());
  if (before == 0 || reference[before - 1] != '/') return true;  // "p1", "urn:uuid:…"
  const std::string_view path = reference.substr(0, before - 1);
  return path.substr(path.rfind('/') + 1) == "Patient";
}

}  // namespace

struct FhirKeyReader::Impl {
  JsonParser json{maxNesting - depthOfBundle};
  std::string_view subject;

  bool hasSubject = false;

  void member(std::uint64_t t, Json value, ResourceKey& key) {
    switch (t) {
      case tag("subject"):
        takeSubject(value, subject);
        hasSubject = true;
        break;
      case tag("patient"):
        takePatient(value, subject);
        hasSubject = true;
        break;
      case tag("medication"):
      case tag("medicationReference"):
        need("Medication", value, key);
        break;
      case tag("specimen"):
        forEachElement(value, [&](Json each) { need("Specimen", each, key); });
        break;
      default:
        break;
    }
  }

  static void need(std::string_view type, Json value, ResourceKey& key) {
    const std::string_view reference = referenceIn(value);
    if (!reference.empty() && !isContained(reference)) key.needs.push_back({type, referenceId(reference)});
  }
};

FhirKeyReader::FhirKeyReader() : impl_(std::make_unique<Impl>()) {}
FhirKeyReader::~FhirKeyReader() = default;

bool FhirKeyReader::read(std::string_view resource, RecordPlace place, ResourceKey& key, Problems& problems) {
  key = {};
  const auto root = impl_->json.begin(resource, place, problems);
  if (!root) return false;
  const auto fail = [&](std::string code, std::string message, std::string remedy) {
    problems.push_back(recordProblem(place, std::move(code), std::move(message), std::move(remedy)));
    return false;
  };
  impl_->subject = {};
  impl_->hasSubject = false;
  const Name name = nameOf(*root, 0);
  key.type = name.type;
  key.id = name.id;
  forEachMember(*root, [&](std::uint64_t t, std::string_view, Json value) { impl_->member(t, value, key); });
  if (!impl_->json.end(problems.size(), problems)) return false;
  if (key.type.empty()) return fail("not-fhir", "the object has no `resourceType`, expected a FHIR resource", "");
  const Kind kind = kindOf(key.type);
  if (kind == Kind::Bundle) {
    return fail("bundle", "a Bundle among resources; a list of deletions is not applied",
                "screen a file of patients' Bundles by its name, without its folder");
  }
  if (kind == Kind::Outcome) {
    problems.push_back(recordProblem(place, "operation-outcome", "an OperationOutcome: the export may be incomplete"));
    problems.back().severity = Severity::Warning;
  }
  if (kind == Kind::Outcome || kind == Kind::Unread) return true;
  if (kind == Kind::Patient) {
    key.use = ResourceUse::OfPatient;
    key.patient = key.id;
    return !key.id.empty() || fail("no-patient", "the Patient has no id, so nothing can refer to it", "");
  }
  if (kind == Kind::Shareable && (key.type == "Medication" || !impl_->hasSubject)) {
    key.use = ResourceUse::Shared;
    return !key.id.empty() || fail("no-id", fmt::format("the {} has no id, so nothing can refer to it", key.type), "");
  }
  if (!impl_->subject.empty() && !mayBePatient(impl_->subject)) {
    problems.push_back(recordProblem(place, "other-subject",
                                     fmt::format("{}/{} is about {}, not about a patient, and is not read", key.type,
                                                 key.id, shown(impl_->subject))));
    problems.back().severity = Severity::Warning;
    return true;
  }
  key.use = ResourceUse::OfPatient;
  key.patient = isContained(impl_->subject) ? std::string_view() : referenceId(impl_->subject);
  key.server = serverOf(impl_->subject);
  return !key.patient.empty() ||
         fail("no-patient", fmt::format("{}/{} does not say which patient it is about", key.type, shown(key.id)),
              "it is in nobody's record; give it a subject that refers to a Patient");
}

}  // namespace her2::intake
