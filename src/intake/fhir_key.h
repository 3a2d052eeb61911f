// What must be known of a resource to put it into the record of a patient: which it is, whom it is about, and which
// resources that belong to nobody it refers to. Reads the text of one resource; the FHIR reader (fhir.h) then reads the
// record.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "intake/reader.h"

namespace her2::intake {

enum class ResourceUse : std::uint8_t {
  OfPatient,  ///< a Patient, or a resource about one
  Shared,     ///< about nobody, and others may refer to it: a Medication, a Specimen without subject
  Unread,     ///< a resource the FHIR reader does not look into, or one that is about something else than a patient
};

struct ResourceKey {
  ResourceUse use = ResourceUse::Unread;
  std::string_view type;
  std::string_view id;       ///< may be empty
  std::string_view patient;  ///< the id; OfPatient only
  std::string_view server;   ///< base of the reference to the patient where that is absolute: "https://a.example/fhir"
  struct Reference {
    std::string_view type;
    std::string_view id;
  };
  std::vector<Reference> needs;  ///< Medications and Specimens that it refers to
};

class FhirKeyReader {
 public:
  FhirKeyReader();
  ~FhirKeyReader();
  FhirKeyReader(const FhirKeyReader&) = delete;
  FhirKeyReader& operator=(const FhirKeyReader&) = delete;

  /// False: the text cannot be part of a record, and the last problem says why. Warnings may stand beside true. `key`
  /// is good until the next call, as long as `resource` is, which is followed by `padding` readable bytes.
  bool read(std::string_view resource, RecordPlace place, ResourceKey& key, Problems& problems);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace her2::intake
