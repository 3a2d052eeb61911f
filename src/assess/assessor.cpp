#include "assess/assessor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "assess/next_tests.h"
#include "assess/ranking.h"
#include "assess/trace.h"
#include "benefit/predict.h"

namespace her2 {

void Assessment::clear() {
  caseId.clear();
  tumourKind = {};
  tumour = 0;
  status.result = {};
  status.her2Class = {};
  status.ruleSet = {};
  status.mutation = {};
  status.alterations = {};
  status.flags.clear();
  status.specimens.clear();
  safety.clear();
  options.clear();
  trials.clear();
  guidelines.clear();
  benefit.predictions.clear();
  nextTests.clear();
  assumptions.clear();
  warnings.clear();
  trace.clear();
}

}  // namespace her2

namespace her2::assess {
namespace {

/// The kinds of tumour a rule set is for. Its guard is a test of tumour.kind, or absent.
CodeSet kindsOf(const kb::RuleSet& ruleSet, const kb::Knowledge& knowledge, const Names& names) {
  const Domain& kinds = knowledge.vocabulary.domain(knowledge.facts[names.tumourKind].domain);
  if (!ruleSet.when || ruleSet.when->op != feel::Op::InCodes) return kinds.all();
  return ruleSet.when->codes;
}

Result<std::vector<RuleSetDay>> ruleSetDays(const std::shared_ptr<const kb::Knowledge>& knowledge, const Names& names) {
  std::vector<RuleSetDay> days;
  const Domain& ruleSets = knowledge->vocabulary.domain(knowledge->facts[names.ruleSet].domain);
  for (const kb::RuleSet& ruleSet : knowledge->ruleSets) {
    const auto code = ruleSets.find(ruleSet.id);
    if (!code)
      return ruleSet.block.document->problem(ruleSet.block.node->place,
                                             fmt::format("rule set `{}` is not in the codes `rule-set`", ruleSet.id));
    const Date day = ruleSet.period.from    ? *ruleSet.period.from
                     : ruleSet.period.until ? ruleSet.period.until->plusDays(-1)
                                            : knowledge->release.date;
    auto program = engine::compile(knowledge, feel::Scope::Specimen, day);
    if (!program) return program.problems();
    days.push_back({&ruleSet, CodeSet::of(*code), kindsOf(ruleSet, *knowledge, names), *program});
  }
  return days;
}

/// The conditions of what can be obtained, in the order in which next_tests.cpp asks for them: of each obtainable its
/// own, then those of the frequencies of its outcomes.
std::vector<const feel::Expression*> conditionsOfObtainables(const kb::Knowledge& knowledge) {
  std::vector<const feel::Expression*> all;
  for (const kb::Obtainable& each : knowledge.obtainables) {
    if (each.when) all.push_back(&*each.when);
    for (const kb::TestOutcome& outcome : each.outcomes) {
      for (const kb::Frequency& often : outcome.often) {
        if (often.when) all.push_back(&*often.when);
      }
    }
  }
  return all;
}

/// Tested, without an answer, and no test is owed: which facts stand between the answers?
bool isOpen(const SpecimenStatus& status) {
  return status.tested && status.owed.empty() && (!status.result.isSingle() || !status.her2Class.isSingle());
}

}  // namespace

Result<std::shared_ptr<const Assessor>> Assessor::create(std::shared_ptr<const kb::Knowledge> knowledge,
                                                         Settings settings) {
  auto result = std::make_shared<Assessor>();
  auto names = Names::resolve(*knowledge);
  if (!names) return names.problems();
  auto deriver = facts::Deriver::bind(knowledge);
  if (!deriver) return deriver.problems();
  auto specimens = engine::compile(knowledge, feel::Scope::Specimen, settings.asOf);
  if (!specimens) return specimens.problems();
  auto patients = engine::compile(knowledge, feel::Scope::Patient, settings.asOf);
  if (!patients) return patients.problems();
  auto safety = safety::Reviewer::create(knowledge, *deriver, {settings.asOf, settings.openWorld});
  if (!safety) return safety.problems();
  auto days = ruleSetDays(knowledge, *names);
  if (!days) return days.problems();
  auto evidence = EvidenceReader::create(knowledge, settings.asOf);
  if (!evidence) return evidence.problems();
  result->knowledge_ = std::move(knowledge);
  result->settings_ = settings;
  result->deriver_ = *deriver;
  result->specimenProgram_ = *specimens;
  result->patientProgram_ = *patients;
  result->listings_ = listIndications(**patients, *result->knowledge_, settings.asOf);
  result->safety_ = *safety;
  result->names_ = *names;
  result->deciding_ = decidingTables(*result->specimenProgram_, *result->knowledge_, result->names_);
  result->days_ = *std::move(days);
  result->evidence_ = *std::move(evidence);
  for (std::size_t id = 0; id < result->knowledge_->derivations.size(); ++id) {
    const auto fact = static_cast<FactId>(id);
    const std::string& path = result->knowledge_->derivations[id].path;
    if (!path.empty() && result->knowledge_->facts[fact].scope == feel::Scope::Patient)
      result->patientPaths_[path] = fact;
  }
  result->conditions_ = engine::compileConditions(result->knowledge_, conditionsOfObtainables(*result->knowledge_), {});
  return std::shared_ptr<const Assessor>(std::move(result));
}

void Assessor::assess(std::span<const Case> cases, Workspace& workspace, std::span<Assessment> out, Detail detail,
                      std::span<const FactSettings> given, const Case* care) const {
  std::array<Subject, facts::lanes> all{};
  const std::span<Subject> subjects = std::span(all).first(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::vector<Option> options = std::move(out[i].options);  // readOptions fills them again, in the same memory
    out[i].clear();
    out[i].options = std::move(options);
    out[i].caseId = cases[i].id;
    subjects[i] = {&cases[i], assessedTumour(cases[i], names_), {}, false, care};
    if (!given.empty()) subjects[i].given = given[i];
    if (const Tumour* tumour = subjects[i].tumour; tumour != nullptr) {
      out[i].tumourKind = tumour->kind.value;
      out[i].tumour = static_cast<std::uint32_t>(tumour - cases[i].tumours.data());
    }
  }
  readSpecimens(subjects, workspace, out);

  FactBlock& block = workspace.patients;
  block.reset();
  for (unsigned lane = 0; lane < cases.size(); ++lane) {
    const Subject& subject = subjects[lane];
    Status& status = out[lane].status;
    combine(*subject.record, subject.tumour, names_, settings_.recordDay(), status);
    if (deriver_->fill(contextOf(subject, nullptr), block, lane)) subjects[lane].refused = true;
    putStatus(status, *knowledge_, names_, block, lane);
    for (const FactSetting& each : subject.given) {
      if (const auto* slot = block.layout().find(each.fact)) facts::Deriver::put(*slot, each.value, block, lane);
    }
    for (const RuleSetDay& day : days_) {
      const bool kind = !out[lane].tumourKind.empty() && day.kinds.contains(out[lane].tumourKind);
      if (kind && day.ruleSet->period.holds(settings_.asOf)) status.ruleSet |= day.code;
    }
  }
  patientProgram_->run(block);
  const bool openOnly = detail <= Detail::Worklist;
  if (openOnly) readOpenOptions(listings_, block, out.first(cases.size()));
  for (unsigned lane = 0; lane < cases.size(); ++lane) {
    readTumour(block, lane, out[lane].status);
    if (!openOnly) readOptions(listings_, block, lane, out[lane].tumourKind, OptionDetail::Reasons, out[lane].options);
    if (detail == Detail::Answer) continue;
    warnOfRecord(subjects[lane], out[lane]);
    if (detail == Detail::Card) card(subjects[lane], workspace, lane, out[lane]);
    if (detail == Detail::Benefit) {
      nameMissing(subjects[lane], out[lane]);
      benefit(subjects[lane], workspace, lane, detail, out[lane]);
    }
    if (detail > Detail::Benefit) this->detail(subjects[lane], workspace, lane, detail, out[lane]);
  }
}

std::optional<FactId> Assessor::patientFactOf(std::string_view path) const {
  const auto named = knowledge_->facts.find(path);
  if (named && knowledge_->facts[*named].scope == feel::Scope::Patient) return named;
  const auto found = patientPaths_.find(path);
  return found == patientPaths_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Truth> Assessor::conditionsOf(const Case& record, const Assessment& assessment,
                                          std::span<const FactSetting> given) const {
  const Tumour* tumour = record.tumours.empty() ? nullptr : &record.tumours[assessment.tumour];
  FactBlock block = conditions_->makeBlock();
  deriver_->fill(contextOf({&record, tumour, given}, nullptr), block, 0);
  putStatus(assessment.status, *knowledge_, names_, block, 0);
  for (const FactSetting& each : given) {
    if (const auto* slot = block.layout().find(each.fact)) facts::Deriver::put(*slot, each.value, block, 0);
  }
  conditions_->run(block);
  std::vector<Truth> result;
  for (const engine::TruthRef ref : conditions_->conditions()) result.push_back(Program::truthAt(block, ref, 0));
  return result;
}

// Specimens of all cases side by side, 64 at a time. Where none counts, the tables say what a specimen without any test
// says.
void Assessor::readSpecimens(std::span<Subject> subjects, Workspace& workspace, std::span<Assessment> out) const {
  constexpr std::size_t nothing = ~std::size_t{0};
  struct At {
    std::size_t record;
    std::size_t specimen;
  };
  std::array<At, facts::lanes> at{};
  unsigned used = 0;
  FactBlock& block = workspace.specimens;
  block.reset();
  const auto flush = [&] {
    specimenProgram_->run(block);
    for (unsigned lane = 0; lane < used; ++lane) {
      Status& whole = out[at[lane].record].status;
      if (at[lane].specimen == nothing) {
        const SpecimenStatus status = readStatus(*specimenProgram_, block, names_, lane);
        whole.result = status.result;
        whole.her2Class = status.her2Class;
        continue;
      }
      SpecimenStatus& status = whole.specimens.emplace_back(readStatus(*specimenProgram_, block, names_, lane));
      status.specimen = static_cast<std::uint32_t>(at[lane].specimen);
      status.tested = isTested(subjects[at[lane].record].record->specimens[at[lane].specimen]);
    }
    block.reset();
    used = 0;
  };
  const auto read = [&](std::size_t record, std::size_t number, const Specimen& specimen) {
    if (deriver_->fill(contextOf(subjects[record], &specimen), block, used)) subjects[record].refused = true;
    at[used++] = {record, number};
    if (used == facts::lanes) flush();
  };
  const Specimen none;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::vector<Specimen>& specimens = subjects[i].record->specimens;
    bool any = false;
    for (std::size_t s = 0; s < specimens.size(); ++s) {
      any = any || counts(specimens[s], subjects[i].tumour, settings_.recordDay());
      read(i, s, specimens[s]);
    }
    if (!any) read(i, nothing, none);
  }
  if (used != 0) flush();
}

// What is concluded on the tumour beside the specimens.
void Assessor::readTumour(const FactBlock& patients, unsigned lane, Status& status) const {
  const Domain& mutations = knowledge_->vocabulary.domain(knowledge_->facts[names_.mutation].domain);
  const CodeSet mutation = patientProgram_->codeOf(patients, names_.mutation, lane);
  if (mutation != mutations.all()) status.mutation = mutation;
  status.alterations = patientProgram_->certainOf(patients, names_.alterations, lane);
  const Domain& flags = knowledge_->vocabulary.domain(knowledge_->facts[names_.patientFlags].domain);
  patientProgram_->certainOf(patients, names_.patientFlags, lane).forEach([&](unsigned code) {
    status.flags.push_back(flags[code].code);
  });
}

// Each specimen again, by the rules of the day it was reported.
void Assessor::readDays(const Subject& subject, Assessment& out) const {
  const Case& record = *subject.record;
  for (SpecimenStatus& status : out.status.specimens) {
    const Specimen& specimen = record.specimens[status.specimen];
    const facts::Context context = contextOf(subject, &specimen);
    const CodeSet ruleSets = deriver_->derive(names_.ruleSet, context).codes;
    if (!status.tested || ruleSets.empty() || out.tumourKind.empty()) continue;
    StatusOfItsDay day;
    day.stated = specimen.reported.ruleSet.recorded();
    for (const RuleSetDay& each : days_) {
      if (!each.kinds.contains(out.tumourKind) || !ruleSets.intersects(each.code)) continue;
      FactBlock block = each.program->makeBlock();
      deriver_->fill(context, block, 0);
      each.program->run(block);
      const SpecimenStatus read = readStatus(*each.program, block, names_, 0);
      day.ruleSet |= each.code;
      day.result |= read.result;
      day.her2Class |= read.her2Class;
    }
    if (!day.ruleSet.empty()) status.ofItsDay = day;
  }
}

// Each specimen once more with its block kept: what would settle it, which rules rest on nothing read, and why it came
// out so.
void Assessor::detailSpecimens(const Subject& subject, Detail detail, Assessment& out) const {
  const Case& record = *subject.record;
  Explainer explainer(*knowledge_, *deriver_, record, out);
  FactBlock block = specimenProgram_->makeBlock();
  for (SpecimenStatus& status : out.status.specimens) {
    const Specimen& specimen = record.specimens[status.specimen];
    const facts::Context context = contextOf(subject, &specimen);
    block.reset();
    deriver_->fill(context, block, 0);
    specimenProgram_->run(block);
    if (isOpen(status)) status.missing = openFacts(*specimenProgram_, block, 0, *knowledge_, deciding_);
    explainer.unverifiedRules(*specimenProgram_, deciding_, block, 0);
    if (detail == Detail::Trace) {
      const std::string name = specimen.id.recorded() ? specimen.id.value : std::string("without id");
      explainer.traceTables(*specimenProgram_, deciding_, block, 0, context,
                            fmt::format("specimen {} ({})", name, status.specimen + 1));
    }
  }
}

// Trials and recommendations, on the facts of this one case.
void Assessor::readEvidence(const Subject& subject, Assessment& out) const {
  FactBlock block = evidence_->program().makeBlock();
  deriver_->fill(contextOf(subject, nullptr), block, 0);
  putStatus(out.status, *knowledge_, names_, block, 0);
  evidence_->program().run(block);
  evidence_->read(block, 0, names_, out);
}

/// The safety of every drug of the record and of every option; an option takes the gravest of its regimen.
void Assessor::reviewSafety(const Subject& subject, Workspace& workspace, Detail detail, Assessment& out) const {
  if (!workspace.therapies) return;
  std::vector<DrugId> considered;
  for (const Option& option : out.options) {
    for (const std::string& name : knowledge_->indications[option.indication].regimen) {
      if (const auto drug = knowledge_->vocabulary.findDrug(name)) considered.push_back(*drug);
    }
  }
  Explainer explainer(*knowledge_, *deriver_, *subject.record, out);
  safety::LaneVisitor trace;
  if (detail == Detail::Trace) {
    trace = [&](const Program& program, const FactBlock& block, unsigned lane, const facts::Context& context,
                std::string title) {
      explainer.traceTables(program, std::vector<bool>(program.tables().size()), block, lane, context,
                            std::move(title));
    };
  }
  safety_->review({*subject.record, subject.tumour, subject.given}, considered, *workspace.therapies, out.safety,
                  trace);
  warnOfCare(subject, out);
  for (Option& option : out.options) addSafety(knowledge_->indications[option.indication], out.safety, option);
}

// What separates the answers of a specimen, without the other work of detailSpecimens().
void Assessor::nameMissing(const Subject& subject, Assessment& out) const {
  for (SpecimenStatus& status : out.status.specimens) {
    if (!isOpen(status)) continue;
    FactBlock block = specimenProgram_->makeBlock();
    deriver_->fill(contextOf(subject, &subject.record->specimens[status.specimen]), block, 0);
    specimenProgram_->run(block);
    status.missing = openFacts(*specimenProgram_, block, 0, *knowledge_, deciding_);
  }
}

// What the options wait for and what would decide, with the warnings of a report, and without all that is told of the
// options one by one.
void Assessor::card(const Subject& subject, const Workspace& workspace, unsigned lane, Assessment& out) const {
  detailSpecimens(subject, Detail::Card, out);
  explainMissing(*patientProgram_, workspace.patients, lane, *knowledge_, names_, out);
  warnOfCare(subject, out);
  findNextTests(*this, *subject.record, subject.given, out);
}

// What the options wait for, what stands behind them, what safety says, and the order that follows.
void Assessor::benefit(const Subject& subject, Workspace& workspace, unsigned lane, Detail detail,
                       Assessment& out) const {
  const FactBlock& patients = workspace.patients;
  explainMissing(*patientProgram_, patients, lane, *knowledge_, names_, out);
  readEvidence(subject, out);
  reviewSafety(subject, workspace, detail, out);
  rankOptions(*knowledge_, settings_.asOf, out);
  const facts::Context context = contextOf(subject, nullptr);
  benefit::predictAll({*knowledge_, *patientProgram_, patients, lane, *deriver_, context, out.tumourKind,
                       names_.patientResult, out.status.result},
                      out.benefit);
}

void Assessor::detail(const Subject& subject, Workspace& workspace, unsigned lane, Detail detail,
                      Assessment& out) const {
  const Case& record = *subject.record;
  const FactBlock& patients = workspace.patients;
  readDays(subject, out);
  detailSpecimens(subject, detail, out);
  benefit(subject, workspace, lane, detail, out);
  const facts::Context context = contextOf(subject, nullptr);
  Explainer explainer(*knowledge_, *deriver_, record, out);
  explainer.assumptions(*specimenProgram_, *patientProgram_, patients, lane, context);
  findNextTests(*this, record, subject.given, out);
  if (detail != Detail::Trace) return;
  explainer.traceOptions(*patientProgram_, patients, lane, context);
  explainer.traceRanking();
}

}  // namespace her2::assess
