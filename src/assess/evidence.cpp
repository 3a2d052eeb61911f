#include "assess/evidence.h"

#include <algorithm>
#include <set>

#include "assess/mcbs.h"

namespace her2::assess {
namespace {

std::vector<TrialScore> scoresOf(const kb::Trial& trial, const McbsCalculator& calculator) {
  std::vector<TrialScore> scores;
  for (std::size_t i = 0; i < trial.results.size(); ++i) {
    if (const auto score = calculator.score(trial, trial.results[i]))
      scores.push_back({static_cast<std::uint16_t>(i), CodeSet::of(score->form), score->preliminary,
                        score->grade == kb::Grade::Unverified});
  }
  return scores;
}

}  // namespace

Result<std::shared_ptr<const EvidenceReader>> EvidenceReader::create(std::shared_ptr<const kb::Knowledge> knowledge,
                                                                     Date asOf) {
  auto result = std::make_shared<EvidenceReader>();
  const auto calculator = McbsCalculator::create(knowledge, asOf);
  if (!calculator) return calculator.problems();
  std::vector<const feel::Expression*> all;
  for (const kb::Indication& indication : knowledge->indications) {
    for (const std::size_t at : indication.trials) {
      const auto [entry, isNew] = result->trials_.emplace(static_cast<std::uint32_t>(at), Conditions());
      if (!isNew) continue;
      const kb::Trial& trial = knowledge->trials[at];
      for (const kb::Gate& gate : trial.gates) entry->second.gates.push_back(result->add(gate.is, all));
      for (const kb::Subgroup& subgroup : trial.subgroups)
        entry->second.subgroups.push_back(result->add(subgroup.gate.is, all));
      entry->second.scores = scoresOf(trial, **calculator);
    }
  }
  for (std::size_t i = 0; i < knowledge->recommendations.size(); ++i) {
    const kb::Recommendation& each = knowledge->recommendations[i];
    if (!each.period.holds(asOf)) continue;
    Speaker speaker;
    speaker.recommendation = static_cast<std::uint32_t>(i);
    speaker.verify = knowledge->bestGrade(each.sources) == kb::Grade::Unverified;
    for (const kb::Gate& criterion : each.criteria) speaker.criteria.push_back(result->add(criterion.is, all));
    for (const kb::Indication& indication : knowledge->indications)
      speaker.indications.push_back(kb::speaksOf(each, indication.regimen, knowledge->vocabulary));
    result->speakers_.push_back(std::move(speaker));
  }
  auto program = engine::compileConditions(knowledge, asOf, all);
  if (!program) return program.problems();
  result->program_ = *program;
  result->knowledge_ = std::move(knowledge);
  return std::shared_ptr<const EvidenceReader>(std::move(result));
}

int EvidenceReader::add(const std::optional<feel::Expression>& condition,
                        std::vector<const feel::Expression*>& all) const {
  if (!condition) return -1;
  all.push_back(&*condition);
  return static_cast<int>(all.size()) - 1;
}

Truth EvidenceReader::truthOf(const FactBlock& block, unsigned lane, int condition) const {
  if (condition < 0) return Truth::Unknown;
  return Program::truthAt(block, program_->conditions()[static_cast<std::size_t>(condition)], lane);
}

TrialFit EvidenceReader::fitOf(std::uint32_t trial, const FactBlock& block, unsigned lane) const {
  TrialFit fit;
  fit.trial = trial;
  const Conditions& conditions = trials_.at(trial);
  fit.scores = conditions.scores;
  for (std::size_t i = 0; i < conditions.gates.size(); ++i) {
    const Truth holds = truthOf(block, lane, conditions.gates[i]);
    auto& list = holds == Truth::True ? fit.met : holds == Truth::False ? fit.unmet : fit.unknown;
    list.push_back(static_cast<std::uint16_t>(i));
  }
  for (std::size_t i = 0; i < conditions.subgroups.size(); ++i) {
    const Truth belongs = truthOf(block, lane, conditions.subgroups[i]);
    if (belongs == Truth::True) fit.in.push_back(static_cast<std::uint16_t>(i));
    if (belongs == Truth::Unknown) fit.maybeIn.push_back(static_cast<std::uint16_t>(i));
  }
  return fit;
}

void EvidenceReader::guideline(const Speaker& speaker, const FactBlock& block, unsigned lane, const Names& names,
                               Assessment& out) const {
  const kb::Recommendation& recommendation = knowledge_->recommendations[speaker.recommendation];
  if (!out.tumourKind.empty() && !recommendation.tumours.intersects(out.tumourKind)) return;
  GuidelineEntry entry;
  entry.recommendation = speaker.recommendation;
  entry.applies = !speaker.verify;
  entry.verify = speaker.verify;
  for (std::size_t i = 0; i < speaker.criteria.size(); ++i) {
    const Truth holds = truthOf(block, lane, speaker.criteria[i]);
    if (holds == Truth::False) return;
    if (holds == Truth::True) continue;
    entry.applies = false;
    const kb::Gate& criterion = recommendation.criteria[i];
    const std::size_t before = entry.missing.size();
    if (criterion.is)
      collectMissing(*program_, block, lane, *knowledge_, names, out.status, *criterion.is, entry.missing);
    if (entry.missing.size() == before) entry.missing.push_back(criterion.say);
  }
  for (std::size_t i = 0; i < out.options.size(); ++i) {
    const Option& option = out.options[i];
    const auto& regions = recommendation.regions;
    const bool shown = regions.empty() || std::find(regions.begin(), regions.end(), option.region) != regions.end();
    const bool open = option.state != OptionState::NotIndicated;
    if (open && shown && speaker.indications[option.indication]) entry.options.push_back(static_cast<std::uint32_t>(i));
  }
  const auto position = static_cast<std::uint16_t>(out.guidelines.size());
  for (const std::uint32_t option : entry.options) out.options[option].guidelines.push_back(position);
  out.guidelines.push_back(std::move(entry));
}

void EvidenceReader::read(const FactBlock& block, unsigned lane, const Names& names, Assessment& out) const {
  std::set<std::uint32_t> wanted;
  for (const Option& option : out.options) {
    if (option.state == OptionState::NotIndicated) continue;
    for (const std::size_t trial : knowledge_->indications[option.indication].trials)
      wanted.insert(static_cast<std::uint32_t>(trial));
  }
  for (const std::uint32_t trial : wanted) out.trials.push_back(fitOf(trial, block, lane));
  for (const Speaker& speaker : speakers_) guideline(speaker, block, lane, names, out);
}

}  // namespace her2::assess
