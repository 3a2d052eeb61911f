// Reads a FHIR R4 Bundle (mCODE or plain) as one patient. What each code means is knowledge (knowledge/terminology);
// this reader knows FHIR only.
#pragma once

#include <memory>

#include "intake/reader.h"
#include "kb/document_set.h"

namespace her2::intake {

/// The code maps of knowledge/terminology, compiled. Immutable, shared between readers of all threads.
class FhirTerminology {
 public:
  static Result<std::shared_ptr<const FhirTerminology>> compile(const kb::DocumentSet& knowledge,
                                                                const Vocabulary& vocabulary);
  ~FhirTerminology();
  struct Maps;
  const Maps& maps() const { return *maps_; }

 private:
  explicit FhirTerminology(std::unique_ptr<Maps> maps);
  std::unique_ptr<Maps> maps_;
};

class FhirReader {
 public:
  FhirReader(const Vocabulary& vocabulary, std::shared_ptr<const FhirTerminology> terminology);
  ~FhirReader();
  FhirReader(FhirReader&&) noexcept;
  FhirReader& operator=(FhirReader&&) noexcept;

  /// `record` is one Bundle (or a single resource), followed by `padding` readable bytes.
  bool read(std::string_view record, RecordPlace place, Case& out, Problems& problems);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace her2::intake
