// Reads a FHIR R4 Bundle (mCODE or plain) as one patient. What each code means is knowledge (knowledge/terminology);
// this reader knows FHIR only.
#pragma once

#include <memory>
#include <string>
#include <vector>

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

/// What a resource is about, told by its code alone.
struct Subject {
  enum class Kind : std::uint8_t {
    None,          ///< nothing that is read
    SpeaksOfHer2,  ///< nothing that is read, but the words are about HER2
    Test,
    Cancer,  ///< a primary tumour; the code does not say of what
    Tumour,
    Metastasis,
    Finding,
    Procedure,
    Drug,
  };
  Kind kind = Kind::None;
  std::string title;        ///< as the knowledge calls it
  bool ofSpecimen = false;  ///< a test of tumour tissue
};

class FhirReader {
 public:
  FhirReader(const Vocabulary& vocabulary, std::shared_ptr<const FhirTerminology> terminology);
  ~FhirReader();
  FhirReader(FhirReader&&) noexcept;
  FhirReader& operator=(FhirReader&&) noexcept;

  /// `record` is one Bundle (or a single resource), followed by `padding` readable bytes.
  bool read(std::string_view record, RecordPlace place, Case& out, Problems& problems);

  /// What each entry of a Bundle is about: for a caller that must choose what to fetch and shall not know the
  /// terminology. Values, dates, status and patient are not looked at. Empty, and problems, where it is no Bundle;
  /// resources of other types are about nothing.
  std::vector<Subject> subjects(std::string_view record, RecordPlace place, Problems& problems);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace her2::intake
