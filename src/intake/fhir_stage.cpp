// Stage groups: what observations and diagnoses state, and what is left where they contradict each other.
#include <fmt/format.h>

#include "intake/fhir_assembly.h"

namespace her2::intake::fhir {

void Assembly::readStages(const Condition& condition, std::size_t tumour) {
  std::size_t number = 0;
  for (const Stage& stage : r_->stagesOf(condition.stages)) {
    element_.assign("stage[").append(fmt::format_int(number++).c_str()).append("].summary");
    const Reading& reading = reader_.value(*r_, terms_.stageRole, stage.summary);
    if (reading.state == Reading::State::Contradictory || reading.state == Reading::State::Mismatch) {
      warn("codings-conflict", condition.name, element_,
           "the codes and words of the stage contradict each other; none is used");
    }
    if (!reading.understood()) continue;  // other staging systems are none of ours
    for (const Saying& saying : reading.sayings()) {
      if (saying.leaf != terms_.stageLeaf) continue;
      StageStatement statement;
      statement.stage = saying.codes;
      statement.tumour = tumour;
      statement.ofDiagnosis = true;
      appendPath(statement.path, condition.name, element_);
      for (const std::string_view reference : r_->referencesOf(stage.assessments)) {
        statement.assessment = r_->resolve("Observation", reference, condition.name);
      }
      stages_.push_back(std::move(statement));
    }
  }
}

void Assembly::settleStages() {
  std::vector<const StageStatement*> chosen(out_->tumours.size(), nullptr);
  for (const StageStatement& each : stages_) {
    if (!each.ofDiagnosis) settleObserved(each, chosen[each.tumour]);
  }
  for (const StageStatement& each : stages_) {
    if (each.ofDiagnosis) settleDiagnosed(each, chosen[each.tumour]);
  }
  for (std::size_t i = 0; i < out_->tumours.size(); ++i) deriveSetting(i);
}

/// The pathologist's before the clinic's, later ones before earlier ones; on one day all count.
void Assembly::settleObserved(const StageStatement& each, const StageStatement*& best) {
  CodeLeaf& leaf = out_->tumours[each.tumour].stage;
  const Precedence what =
      best == nullptr ? Precedence::Replace : precedence({true, best->basis, best->date}, each.basis, each.date);
  if (what == Precedence::Replace) {
    best = &each;
    leaf = {each.stage, out_->addOrigin(each.path)};
  } else if (what == Precedence::Combine) {
    const bool agree = leaf.value.intersects(each.stage);
    if (!agree) contradiction(each, best->stage, best->path);
    leaf.value = agree ? leaf.value & each.stage : leaf.value | each.stage;
  }
}

/// A diagnosis is compared with the observation it refers to, or with what the observations come to.
void Assembly::settleDiagnosed(const StageStatement& each, const StageStatement* chosen) {
  CodeLeaf& leaf = out_->tumours[each.tumour].stage;
  if (!leaf.recorded()) {
    leaf = {each.stage, out_->addOrigin(each.path)};
    return;
  }
  const StageStatement* other = chosen;
  for (const StageStatement& candidate : stages_) {
    if (each.assessment != NameIndex::none && candidate.observation == each.assessment) other = &candidate;
  }
  const CodeSet compared = other == nullptr ? leaf.value : other->stage;
  if (!compared.intersects(each.stage)) {
    contradiction(each, compared, other == nullptr ? std::string(out_->where(leaf.origin)) : other->path);
    leaf.value |= each.stage | compared;
  } else if (leaf.value.intersects(each.stage)) {
    leaf.value = leaf.value & each.stage;
  }
}

void Assembly::contradiction(const StageStatement& a, CodeSet other, const std::string& where) {
  problems_->push_back({Severity::Warning, "stage-contradiction", placeIn(place_, a.path),
                        fmt::format("the stage is {} here and {} in {}; both stay possible",
                                    codesText("stage", a.stage), codesText("stage", other), where),
                        "correct the one that is wrong"});
}

/// Distant metastasis, where the record says so beyond doubt.
void Assembly::deriveSetting(std::size_t tumour) {
  for (const Answer::Set& sign : terms_.grouping.metastaticWhen) {
    const CodeLeaf& leaf = std::get<table::Get<CodeLeaf>>(leafOf(sign.leaf).access)(*out_, tumour);
    if (leaf.recorded() && sign.codes && sign.codes->contains(leaf.value))
      setMetastatic(out_->tumours[tumour], leaf.origin);
  }
}

void Assembly::setMetastatic(Tumour& tumour, Origin origin) {
  if (!tumour.setting.recorded()) tumour.setting = {terms_.grouping.metastatic, origin};
}

}  // namespace her2::intake::fhir
