#include "api/omop.h"

#include "intake/omop_mapping.h"

namespace her2::api {

Result<std::string> omopMapping(const Desk& desk) { return intake::omopMapping(desk.knowledge()->documents); }

Result<std::vector<intake::Subject>> subjects(const Desk& desk, std::string_view bundle) {
  const kb::Knowledge& knowledge = *desk.knowledge();
  auto terminology = intake::FhirTerminology::compile(knowledge.documents, knowledge.vocabulary);
  if (!terminology) return terminology.problems();
  intake::FhirReader reader(knowledge.vocabulary, *std::move(terminology));
  const intake::Padded padded(bundle);
  Problems problems;
  auto result = reader.subjects(padded.text(), {"concepts", 0}, problems);
  if (hasErrors(problems)) return problems;
  return result;
}

std::string_view nameOf(const intake::Subject& subject) {
  switch (subject.kind) {
    case intake::Subject::Kind::None:
      break;
    case intake::Subject::Kind::SpeaksOfHer2:
      return "speaks-of-her2";
    case intake::Subject::Kind::Test:
      return subject.ofSpecimen ? "specimen-test" : "test";
    case intake::Subject::Kind::Cancer:
      return "cancer";
    case intake::Subject::Kind::Tumour:
      return "tumour";
    case intake::Subject::Kind::Metastasis:
      return "metastasis";
    case intake::Subject::Kind::Finding:
      return "finding";
    case intake::Subject::Kind::Procedure:
      return "procedure";
    case intake::Subject::Kind::Drug:
      return "drug";
  }
  return {};
}

}  // namespace her2::api
