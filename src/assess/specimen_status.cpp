#include <algorithm>

#include "assess/parts.h"

namespace her2::assess {
namespace {

/// May this specimen be the latest? Not if some other usable one is certainly later.
bool mayBeLatest(const Case& record, const std::vector<const SpecimenStatus*>& usable,
                 const SpecimenStatus& candidate) {
  const DateLeaf& own = dateOf(record.specimens[candidate.specimen]);
  if (!own.recorded()) return true;
  return std::none_of(usable.begin(), usable.end(), [&](const SpecimenStatus* other) {
    const DateLeaf& date = dateOf(record.specimens[other->specimen]);
    return date.recorded() && date.value->first > own.value->last;
  });
}

/// Of the assessed tumour, or of no named one.
bool belongs(const Specimen& specimen, const Tumour* tumour) {
  return !specimen.tumour.recorded() || tumour == nullptr || !tumour->id.recorded() ||
         specimen.tumour.value == tumour->id.value;
}

template <class F>
bool certainAndDifferent(const std::vector<const SpecimenStatus*>& usable, F&& part) {
  CodeSet seen;
  for (const SpecimenStatus* status : usable) {
    if (part(*status).isSingle()) seen |= part(*status);
  }
  return seen.size() > 1;
}

}  // namespace

const Tumour* assessedTumour(const Case& record, const Names& names) {
  const auto rank = [&](const Tumour& tumour) {
    const int advanced = tumour.setting.value == names.metastatic ? 1 : 0;
    return std::pair(advanced,
                     tumour.diagnosed.recorded() ? tumour.diagnosed.value->first.serial() : Date(-100000).serial());
  };
  const auto best = std::max_element(record.tumours.begin(), record.tumours.end(),
                                     [&](const Tumour& a, const Tumour& b) { return rank(a) < rank(b); });
  return best == record.tumours.end() ? nullptr : &*best;
}

bool isTested(const Specimen& specimen) {
  return specimen.ihc.present || specimen.ish.present || specimen.ishSingle.present || specimen.reported.present ||
         specimen.ngs.present;
}

bool isLater(const Specimen& specimen, Date asOf) {
  return dateOf(specimen).recorded() && dateOf(specimen).value->first > asOf;
}

bool counts(const Specimen& specimen, const Tumour* tumour, Date asOf) {
  return isTested(specimen) && !isLater(specimen, asOf) && belongs(specimen, tumour) &&
         specimen.invasive.value != Truth::False;
}

SpecimenStatus readStatus(const Program& program, const FactBlock& block, const Names& names, unsigned lane) {
  SpecimenStatus status;
  status.result = program.codeOf(block, names.result, lane);
  status.her2Class = program.codeOf(block, names.her2Class, lane);
  status.ihcScoring = program.codeOf(block, names.ihcScoring, lane);
  status.ihcScore = program.codeOf(block, names.ihcScore, lane);
  status.ishGroup = program.codeOf(block, names.ishGroup, lane);
  status.ishPositive = program.truthOf(block, names.ishPositive, lane);
  status.owed = program.certainOf(block, names.owed, lane);
  status.comments = program.certainOf(block, names.comments, lane);
  status.flags = program.certainOf(block, names.flags, lane);
  status.retest = program.certainOf(block, names.retest, lane);
  status.criteria = program.certainOf(block, names.criteria, lane);
  status.criteriaMaybe = program.possibleOf(block, names.criteria, lane);
  return status;
}

void combine(const Case& record, const Tumour* tumour, const Names& names, Date asOf, Status& status) {
  std::vector<const SpecimenStatus*> tested;
  std::vector<const SpecimenStatus*> usable;
  for (SpecimenStatus& each : status.specimens) {
    each.decides = false;
    each.later = isLater(record.specimens[each.specimen], asOf);
    if (!counts(record.specimens[each.specimen], tumour, asOf)) continue;
    tested.push_back(&each);
    if (each.result != names.indeterminate)
      usable.push_back(&each);  // a test that failed does not hide an older one that worked
  }
  const auto& deciding = usable.empty() ? tested : usable;
  if (!deciding.empty()) status.result = status.her2Class = {};
  for (SpecimenStatus& each : status.specimens) {
    const bool candidate = std::find(deciding.begin(), deciding.end(), &each) != deciding.end();
    if (!candidate || !mayBeLatest(record, deciding, each)) continue;
    each.decides = true;
    status.result |= each.result;
    status.her2Class |= each.her2Class;
  }
  status.flags.clear();
  if (certainAndDifferent(usable, [](const SpecimenStatus& s) { return s.result; })) {
    status.flags.emplace_back("discordant-specimens");
  } else if (certainAndDifferent(usable, [](const SpecimenStatus& s) { return s.her2Class; })) {
    status.flags.emplace_back("discordant-classes");
  }
}

void putStatus(const Status& status, const kb::Knowledge& knowledge, const Names& names, FactBlock& block,
               unsigned lane) {
  const auto put = [&](FactId fact, CodeSet codes) {
    if (const auto* slot = block.layout().find(fact); slot != nullptr && !codes.empty())
      block.setCode(*slot, lane, codes);
  };
  put(names.patientResult, status.result);
  put(names.patientClass, status.her2Class);
  CodeSet ihc;
  CodeSet systems;
  std::optional<Truth> ish;
  std::optional<CodeSet> met;
  CodeSet maybeMet;
  for (const SpecimenStatus& each : status.specimens) {
    if (!each.decides) continue;
    ihc |= each.ihcScore;
    systems |= each.ihcScoring;
    ish = ish ? either(*ish, each.ishPositive) : each.ishPositive;
    met = met ? *met & each.criteria : each.criteria;
    maybeMet |= each.criteriaMaybe;
  }
  // An IHC that was not done could still be done: its score is not known.
  const Domain& scores = knowledge.vocabulary.domain(knowledge.facts[names.patientIhc].domain);
  put(names.patientIhc, ihc.intersects(names.ihcNotDone) ? scores.all() - names.ihcNotDone : ihc);
  put(names.patientScoring, systems);
  if (const auto* slot = block.layout().find(names.patientIsh); slot != nullptr && ish)
    block.setTruth(*slot, lane, *ish);
  if (const auto* slot = block.layout().find(names.patientCriteria); slot != nullptr && met)
    block.setCodes(*slot, lane, *met, maybeMet);
}

}  // namespace her2::assess
