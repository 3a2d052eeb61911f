#include "intake/fhir_assembly.h"
#include "intake/fhir_json.h"

namespace her2::intake {

struct FhirReader::Impl {
  Impl(const Vocabulary& vocabulary, std::shared_ptr<const FhirTerminology> shared)
      : terminology(std::move(shared)), assembly(vocabulary, terminology->maps()) {}

  std::shared_ptr<const FhirTerminology> terminology;
  fhir::JsonRecord json;
  fhir::Assembly assembly;
};

FhirReader::FhirReader(const Vocabulary& vocabulary, std::shared_ptr<const FhirTerminology> terminology)
    : impl_(std::make_unique<Impl>(vocabulary, std::move(terminology))) {}
FhirReader::~FhirReader() = default;
FhirReader::FhirReader(FhirReader&&) noexcept = default;
FhirReader& FhirReader::operator=(FhirReader&&) noexcept = default;

bool FhirReader::read(std::string_view record, RecordPlace place, Case& out, Problems& problems) {
  out.clear();
  problems.clear();
  return impl_->json.parse(record, place, problems) &&
         impl_->assembly.run(impl_->json.resources(), place, out, problems);
}

std::vector<Subject> FhirReader::subjects(std::string_view record, RecordPlace place, Problems& problems) {
  problems.clear();
  if (!impl_->json.parse(record, place, problems)) return {};
  return impl_->assembly.subjects(impl_->json.resources(), place, problems);
}

}  // namespace her2::intake
