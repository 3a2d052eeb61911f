// The key by which a bulk export is joined, against the reader that then reads the record: of whatever text both take,
// they see the same resource, about the same patient, referring to the same others.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "intake/fhir_json.h"
#include "intake/fhir_key.h"

namespace {

using namespace her2;
using intake::fhir::Name;
using intake::fhir::Resources;

void must(bool holds) {
  if (!holds) std::abort();
}

/// Where the reader finds a reference that leads out of the resource, the key names it.
void mustNeed(const intake::ResourceKey& key, std::string_view type, std::string_view reference) {
  if (reference.empty() || intake::fhir::isContained(reference)) return;
  const std::string_view id = intake::fhir::referenceId(reference);
  must(std::any_of(key.needs.begin(), key.needs.end(),
                   [&](const auto& need) { return need.type == type && need.id == id; }));
}

class Compared {
 public:
  explicit Compared(const intake::ResourceKey& key) : key_(key) {}

  void all(const Resources& r) {
    for (const auto& each : r.patients) is(each.name, {});
    for (const auto& each : r.conditions) is(each.name, each.subject);
    for (const auto& each : r.procedures) is(each.name, each.subject);
    for (const auto& each : r.observations) {
      if (is(each.name, each.subject)) mustNeed(key_, "Specimen", each.specimen);
    }
    for (const auto& each : r.specimens) is(each.name, each.subject);
    for (const auto& each : r.definitions) is(each.name, {});
    for (const auto& each : r.reports) {
      if (!is(each.name, each.subject)) continue;
      for (const std::string_view specimen : r.referencesOf(each.specimens)) mustNeed(key_, "Specimen", specimen);
    }
    for (const auto& each : r.medications) {
      if (is(each.name, each.subject)) mustNeed(key_, "Medication", each.drugReference);
    }
    must(found_ == (key_.use != intake::ResourceUse::Unread) || key_.type == "OperationOutcome");
  }

 private:
  /// Contained resources have no key of their own.
  bool is(const Name& name, std::string_view subject) {
    if (name.contained) return false;
    found_ = true;
    must(name.type == key_.type && name.id == key_.id);
    if (key_.use == intake::ResourceUse::OfPatient && !subject.empty())
      must(intake::fhir::referenceId(subject) == key_.patient);
    return true;
  }

  const intake::ResourceKey& key_;
  bool found_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static intake::FhirKeyReader reader;
  static intake::fhir::JsonRecord record;
  std::string text(reinterpret_cast<const char*>(data), size);
  text.append(intake::padding, ' ');
  const std::string_view resource = std::string_view(text).substr(0, size);
  intake::ResourceKey key;
  Problems problems;
  const bool good = reader.read(resource, {"fuzz", 1}, key, problems);
  must(good != hasErrors(problems));
  if (!good || key.type == "OperationOutcome") return 0;
  // One about a group or a device is read as any other, but stays out of the join.
  if (std::any_of(problems.begin(), problems.end(), [](const Problem& p) { return p.code == "other-subject"; }))
    return 0;
  Problems again;
  must(record.parse(resource, {"fuzz", 1}, again));
  Compared(key).all(record.resources());
  return 0;
}
