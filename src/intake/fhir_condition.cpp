// Diagnoses: tumours, metastases and other conditions.
#include <fmt/format.h>

#include <algorithm>

#include "intake/fhir_assembly.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

std::string_view firstCode(const Resources& r, const Concept& c) {
  const auto codings = r.of(c);
  return codings.empty() ? c.text : codings.front().code;
}

/// Takes in what another coding of the same diagnosis says. False if the two contradict each other.
bool mergeMeaning(Meaning& into, const Meaning& other) {
  if (into.isTumour() && other.isTumour()) {
    if (into.tumour.empty() || other.tumour.empty()) {
      into.tumour |= other.tumour;
    } else if (!into.tumour.intersects(other.tumour)) {
      return false;
    } else {
      into.tumour = into.tumour & other.tumour;
    }
  } else if (into.isTumour() ? other.metastatic || !other.finding.empty()
                             : other.isTumour() && (into.metastatic || !into.finding.empty())) {
    return false;
  } else if (other.isTumour()) {
    into.tumour = other.tumour;
  }
  if (into.metastatic && other.metastatic && !into.metastasis.empty() && !other.metastasis.empty() &&
      !into.metastasis.intersects(other.metastasis))
    return false;
  into.cancer |= other.cancer;
  into.inSitu |= other.inSitu;
  into.metastatic |= other.metastatic;
  into.nodes |= other.nodes;
  into.metastasis |= other.metastasis;
  into.excludes |= other.excludes;
  into.reported |= other.reported;
  if (into.histology.empty()) into.histology = other.histology;
  if (into.side == Side::None) into.side = other.side;
  if (into.finding.empty()) into.finding = other.finding;
  if (into.cause.empty()) into.cause = other.cause;
  if (into.symptom.empty()) into.symptom = other.symptom;
  if (into.sets.empty()) into.sets = other.sets;
  return true;
}

CodeSet narrowed(CodeSet kind, CodeSet excluded) {
  const CodeSet rest = kind - excluded;
  return rest.empty() ? kind : rest;
}

}  // namespace

void Assembly::readConditions() {
  const std::size_t count = r_->conditions.size();
  conditionKinds_.assign(count, ConditionKind::Other);
  conditionTumours_.assign(count, 0);
  std::vector<std::pair<std::uint32_t, Meaning>> others;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Condition& condition = r_->conditions[i];
    if (!isOurs(condition.subject, condition.name)) continue;
    auto meaning = meaningOf(condition.name, "code", condition.code);
    if (!meaning || !isConfirmed(condition)) continue;
    addSites(condition, *meaning);
    if (meaning->isTumour() && !meaning->metastatic) {
      readDiagnosis(i, *meaning);
    } else {
      others.emplace_back(i, *std::move(meaning));
    }
  }
  for (const auto& [i, meaning] : others) {
    if (meaning.metastatic || meaning.nodes) {
      conditionKinds_[i] = ConditionKind::Metastasis;
      readMetastasis(r_->conditions[i], meaning);
    } else {
      readFinding(r_->conditions[i], meaning);
    }
    if (!meaning.reported.empty()) addReported(r_->conditions[i], meaning.reported);
  }
}

std::optional<Meaning> Assembly::meaningOf(const Name& name, std::string_view element, const Concept& code) {
  const ConceptReader::Found& found = reader_.find(*r_, ConceptReader::Kind::Diagnosis, code);
  if (found.speaksOfHer2)
    warn(
        "diagnosis-not-known", name, element,
        fmt::format("{} speaks of HER2, but is no diagnosis of the knowledge and is not read", shown(r_->textOf(code))),
        "add its code to the terminology");
  if (found.values.empty()) return std::nullopt;
  Meaning meaning = terms_.meanings[found.values.front()];
  for (std::size_t i = 1; i < found.values.size(); ++i) {
    if (mergeMeaning(meaning, terms_.meanings[found.values[i]])) continue;
    warn("codings-conflict", name, element,
         fmt::format("the codings of {} name different diagnoses; none is used", shown(firstCode(*r_, code))));
    return std::nullopt;
  }
  if (found.byText) warn("read-by-text", name, element, "no code is known here, the diagnosis was read by its words");
  if (found.mixedSystem)
    warn("wrong-system", name, element,
         fmt::format("the code {} belongs to another code system", shown(firstCode(*r_, code))));
  return meaning;
}

bool Assembly::isConfirmed(const Condition& condition) {
  const std::string_view status = firstCode(*r_, condition.verification);
  if (status == "entered-in-error" || status == "refuted") {
    warn("status-ignored", condition.name, "verificationStatus",
         fmt::format("the diagnosis is {} and is not read", status));
    return false;
  }
  if (status == "unconfirmed" || status == "provisional" || status == "differential") {
    warn("status-unconfirmed", condition.name, "verificationStatus",
         fmt::format("the diagnosis is {} and is not read", status), "confirm or refute it in the record");
    return false;
  }
  return true;
}

/// Where the code leaves the organ or the side open, the body site may say it.
void Assembly::addSites(const Condition& condition, Meaning& meaning) {
  for (const Concept& each : r_->conceptsOf(condition.sites)) {
    const int at = siteOf(each);
    if (at < 0) continue;
    const BodySite& site = terms_.sites[static_cast<std::size_t>(at)];
    if (meaning.side == Side::None) meaning.side = site.side;
    if (meaning.metastatic) {
      if (meaning.metastasis.empty()) meaning.metastasis = site.metastasis;
      meaning.nodes |= site.nodes && meaning.metastasis.empty();
    } else if (meaning.cancer && meaning.tumour.empty()) {
      meaning.tumour = site.tumour;
    }
  }
}

/// The tumour a diagnosis is about: one already there of the same kind and side, or a new one.
std::size_t Assembly::tumourFor(const Condition& condition, const Meaning& meaning) {
  for (std::size_t i = 0; i < out_->tumours.size(); ++i) {
    const CodeSet kind = out_->tumours[i].kind.value;
    const bool sameKind = kind.empty() || meaning.tumour.empty() || kind.intersects(meaning.tumour);
    const bool sameSide = sides_[i] == Side::None || meaning.side == Side::None || sides_[i] == meaning.side;
    if (sameKind && sameSide) return i;
  }
  Tumour& tumour = out_->tumours.emplace_back();
  tumour.id = {std::string(condition.name.id), origin(condition.name, {})};
  sides_.push_back(meaning.side);
  inSitu_.push_back(meaning.inSitu);
  return out_->tumours.size() - 1;
}

void Assembly::readDiagnosis(std::uint32_t index, const Meaning& meaning) {
  const Condition& condition = r_->conditions[index];
  const std::size_t at = tumourFor(condition, meaning);
  conditionKinds_[index] = ConditionKind::Tumour;
  conditionTumours_[index] = at;
  Tumour& tumour = out_->tumours[at];
  if (sides_[at] == Side::None) sides_[at] = meaning.side;
  if (!meaning.tumour.empty() && (tumour.kind.value.empty() || tumour.kind.value.size() > meaning.tumour.size())) {
    tumour.kind = {meaning.tumour, origin(condition.name, "code")};
  }
  if (inSitu_[at] && !meaning.inSitu) {  // an invasive part was found: it is what counts
    inSitu_[at] = false;
    tumour.histology = {};
  }
  if (meaning.inSitu == inSitu_[at]) addHistology(tumour, condition, meaning.histology, meaning.excludes, "code");
  if (condition.histology.present()) {
    if (const auto histology =
            meaningOf(condition.name, "extension(histology-morphology-behavior)", condition.histology)) {
      if (histology->inSitu && !meaning.inSitu && tumour.histology.value.empty()) inSitu_[at] = true;
      addHistology(tumour, condition, histology->histology, histology->excludes,
                   "extension(histology-morphology-behavior)");
    }
  }
  const std::pair<std::string_view, std::string_view> dates[] = {
      {condition.asserted, "extension(condition-assertedDate)"},
      {condition.onset, condition.onsetElement},
      {condition.recorded, "recordedDate"}};
  for (const auto& [text, element] : dates) {
    const auto date = dateOf(text, condition.name, element);
    if (!date) continue;
    if (!tumour.diagnosed.value || date->last < tumour.diagnosed.value->first)
      tumour.diagnosed = {date, origin(condition.name, element)};
    break;
  }
  readStages(condition, at);
  if (!meaning.reported.empty()) addReported(condition, meaning.reported);
}

void Assembly::addHistology(Tumour& tumour, const Condition& condition, CodeSet histology, CodeSet excludes,
                            std::string_view element) {
  if (!excludes.empty() && !tumour.kind.value.empty()) tumour.kind.value = narrowed(tumour.kind.value, excludes);
  if (histology.empty()) return;
  if (tumour.histology.value.empty()) {
    tumour.histology = {histology, origin(condition.name, element)};
  } else if (!tumour.histology.value.intersects(histology)) {
    warn("conflicting-values", condition.name, element,
         fmt::format("the histology is {} here and {} in {}; both stay possible", codesText("histology", histology),
                     codesText("histology", tumour.histology.value), out_->where(tumour.histology.origin)));
    tumour.histology.value |= histology;
  }
}

void Assembly::addReported(const Condition& condition, CodeSet reported) {
  const Reading& reading = reader_.value(*r_, terms_.reportedRole, condition.code);
  if (reading.state == Reading::State::Mismatch || reading.state == Reading::State::Contradictory) {
    return warn("code-display-mismatch", condition.name, "code",
                fmt::format("the code {} and its display give different HER2 statuses; neither is used",
                            shown(firstCode(*r_, condition.code))));
  }
  reported_.push_back({&condition, reported});
}

void Assembly::addMetastasis(Tumour& tumour, CodeSet site, Origin origin) {
  tumour.metastases.value |= site;
  if (tumour.metastases.origin.size == 0) tumour.metastases.origin = origin;
  tumour.metastases.recorded = true;
}

void Assembly::readMetastasis(const Condition& condition, const Meaning& meaning) {
  if (!meaning.metastatic || (meaning.nodes && meaning.metastasis.empty())) {
    return warn("nodes-not-distant", condition.name, "code",
                "whether these lymph nodes are regional or distant is not said; not read as distant metastasis",
                "record the M category or the site");
  }
  if (out_->tumours.empty()) {
    out_->tumours.emplace_back();
    sides_.push_back(Side::None);
    inSitu_.push_back(false);
  }
  // With several tumours, which one it came from is seldom said: the metastasis then belongs to each, as none may be
  // taken for localised.
  for (Tumour& tumour : out_->tumours) {
    const Origin where = origin(condition.name, "code");
    setMetastatic(tumour, where);
    if (!meaning.metastasis.empty()) addMetastasis(tumour, meaning.metastasis, where);
  }
}

void Assembly::readFinding(const Condition& condition, const Meaning& meaning) {
  applySets(meaning.sets, condition.name, "code");
  if (meaning.finding.empty() && meaning.symptom.empty()) return;
  const bool symptom = meaning.finding.empty();
  std::vector<Finding>& list = symptom ? out_->symptoms : out_->conditions;
  const std::string& kind = symptom ? meaning.symptom : meaning.finding;
  const std::string_view status = firstCode(*r_, condition.clinicalStatus);
  const bool ended = condition.abated || status == "inactive" || status == "resolved" || status == "remission";
  const bool active = status == "active" || status == "recurrence" || status == "relapse";
  Finding finding;
  finding.kind = kind;
  finding.cause = meaning.cause;
  finding.origin = origin(condition.name, "code");
  finding.resolved = {ended ? Truth::True : active ? Truth::False : Truth::Unknown, finding.origin};
  const bool onset = !condition.onset.empty();
  finding.date.value = dateOf(onset ? condition.onset : condition.recorded, condition.name,
                              onset ? condition.onsetElement : "recordedDate");
  if (finding.date.value) finding.date.origin = origin(condition.name, onset ? condition.onsetElement : "recordedDate");
  const auto same = std::find_if(list.begin(), list.end(), [&](const Finding& f) {
    return f.kind == finding.kind && f.cause == finding.cause && f.resolved.value == finding.resolved.value;
  });
  if (same == list.end()) {
    list.push_back(std::move(finding));
  } else if (finding.date.value && (!same->date.value || finding.date.value->first < same->date.value->first)) {
    same->date = finding.date;  // the same condition noted at several visits began with the first
  }
}

void Assembly::applySets(const std::vector<Answer::Set>& sets, const Name& name, std::string_view element) {
  for (const Answer::Set& set : sets) {
    const table::Leaf& leaf = leafOf(set.leaf);
    if (leaf.part != table::Part::Person) continue;
    if (set.codes && leaf.kind() == table::LeafKind::Code)
      std::get<table::Get<CodeLeaf>>(leaf.access)(*out_, 0) = {*set.codes, origin(name, element)};
    if (set.truth != Truth::Unknown && leaf.kind() == table::LeafKind::Truth)
      std::get<table::Get<TruthLeaf>>(leaf.access)(*out_, 0) = {set.truth, origin(name, element)};
  }
}

}  // namespace her2::intake::fhir
