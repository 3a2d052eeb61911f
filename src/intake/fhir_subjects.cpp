// What resources are about, by the terminology alone: asked before a record is put together, to fetch what will be
// read.
#include <utility>

#include "intake/fhir_assembly.h"

namespace her2::intake::fhir {
namespace {

Subject subjectOf(const Meaning& meaning, std::string kinds) {
  using Kind = Subject::Kind;
  if (meaning.metastatic || meaning.nodes) return {Kind::Metastasis, "metastasis"};
  if (!meaning.tumour.empty()) return {Kind::Tumour, std::move(kinds)};
  if (meaning.cancer) return {Kind::Cancer, "cancer"};
  if (!meaning.finding.empty()) return {Kind::Finding, meaning.finding};
  return {Kind::Finding, meaning.symptom.empty() ? "history" : meaning.symptom};
}

}  // namespace

std::vector<Subject> Assembly::subjects(const Resources& resources, RecordPlace place, Problems& problems) {
  r_ = &resources;
  place_ = place;
  problems_ = &problems;
  std::vector<Subject> result;
  const auto put = [&](const Name& name, Subject subject) {
    if (result.size() <= name.entry) result.resize(name.entry + 1);
    result[name.entry] = std::move(subject);
  };
  const auto unread = [](bool speaksOfHer2) {
    return speaksOfHer2 ? Subject{Subject::Kind::SpeaksOfHer2, {}} : Subject{};
  };
  for (const Observation& o : resources.observations) {
    const RoleReading& role = reader_.role(resources, o.code);
    put(o.name, role.state == RoleReading::State::None ? unread(role.speaksOfHer2)
                                                       : Subject{Subject::Kind::Test, terms_.roles[role.role].title,
                                                                 isOfSpecimen(terms_.roles[role.role])});
  }
  for (const Condition& c : resources.conditions) {
    const ConceptReader::Found& found = reader_.find(resources, ConceptReader::Kind::Diagnosis, c.code);
    if (found.values.empty()) {
      put(c.name, unread(found.speaksOfHer2));
    } else {
      const Meaning& meaning = terms_.meanings[found.values.front()];
      put(c.name, subjectOf(meaning, codesText("tumour-kind", meaning.tumour)));
    }
  }
  for (const ProcedureResource& p : resources.procedures) {
    const ProcedureMeaning* meaning = procedureOf(p);
    if (meaning == nullptr) {
      put(p.name, {});
    } else {
      put(p.name,
          {Subject::Kind::Procedure, meaning->drug ? vocabulary_.drug(*meaning->drug).title : meaning->procedure});
    }
  }
  for (const MedicationUse& m : resources.medications) {
    std::string name;
    Subject subject = unread(reader_.speaksOfHer2(resources, m.drug));
    for (const DrugId drug : drugsOf(m, name)) {
      const std::string before = subject.kind == Subject::Kind::Drug ? subject.title + ", " : std::string();
      subject = {Subject::Kind::Drug, before + vocabulary_.drug(drug).title};
    }
    put(m.name, std::move(subject));
  }
  return result;
}

}  // namespace her2::intake::fhir
