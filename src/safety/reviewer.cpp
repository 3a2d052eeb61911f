#include "safety/reviewer.h"

#include <fmt/format.h>

#include "safety/review.h"

namespace her2 {

void Safety::clear() { *this = Safety(); }

}  // namespace her2

namespace her2::safety {
namespace {

class Resolver {
 public:
  explicit Resolver(const kb::Knowledge& knowledge) : knowledge_(knowledge) {}

  feel::FactId fact(std::string_view name) {
    const auto found = knowledge_.facts.find(name);
    if (!found) missing("fact", name);
    return found.value_or(0);
  }

  CodeSet code(std::string_view domain, std::string_view code) {
    const auto id = knowledge_.vocabulary.findDomain(domain);
    const auto found = id ? knowledge_.vocabulary.domain(*id).find(code) : std::nullopt;
    if (!found) missing("code", fmt::format("{} of {}", code, domain));
    return found ? CodeSet::of(*found) : CodeSet();
  }

  unsigned one(std::string_view domain, std::string_view name) {
    const CodeSet found = code(domain, name);
    return found.isSingle() ? found.single() : 0;
  }

  /// The code itself, after a check that it exists.
  std::string named(std::string_view domain, std::string_view name) {
    code(domain, name);
    return std::string(name);
  }

  Problems problems;

 private:
  void missing(std::string_view what, std::string_view name) {
    problems.push_back({Severity::Error, "knowledge", "facts.toml",
                        fmt::format("the {} {} is missing, and the safety rules need it", what, name), ""});
  }
  const kb::Knowledge& knowledge_;
};

Result<Names> resolve(const kb::Knowledge& knowledge) {
  Resolver r(knowledge);
  Names names;
  names.state = r.fact("therapy.state");
  names.reductions = r.fact("therapy.dose-reductions");
  names.ongoing = r.code("therapy-state", "ongoing");
  names.ended = r.code("therapy-state", "ended");
  names.goOn = r.one("safety-action", "go-on");
  names.stop = r.one("safety-action", "stop");
  names.holdCode = r.named("safety-action", "hold");
  names.stopCode = r.named("safety-action", "stop");
  names.reduce = r.named("safety-action", "reduce");
  names.resumeReduced = r.named("safety-action", "resume-reduced");
  for (const kb::Region& region : knowledge.regions) names.regions.push_back(r.one("region", region.id));
  const auto domain = knowledge.vocabulary.findDomain("her2-drug");
  if (domain) {
    for (const Code& code : knowledge.vocabulary.domain(*domain).codes()) {
      const auto drug = knowledge.vocabulary.findDrug(code.code);
      if (!drug)
        r.problems.push_back({Severity::Error, "knowledge", "codes",
                              fmt::format("her2-drug `{}` is no drug", code.code), "name the id of a [drug]"});
      names.drugs.push_back(drug.value_or(0));
    }
  }
  if (!r.problems.empty()) return r.problems;
  return names;
}

/// Every rule that has a condition, with its place in the program.
template <class List>
void addConditions(const List& list, std::vector<const feel::Expression*>& conditions,
                   std::unordered_map<const kb::SafetyRule*, std::size_t>& index, Date asOf) {
  for (const auto& rule : list) {
    if (!rule.when || !rule.period.holds(asOf)) continue;
    index.emplace(&rule, conditions.size());
    conditions.push_back(&*rule.when);
  }
}

}  // namespace

Result<std::shared_ptr<const Reviewer>> Reviewer::create(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                         std::shared_ptr<const facts::Deriver> deriver,
                                                         Settings settings) {
  auto result = std::make_shared<Reviewer>();
  result->settings_ = settings;
  Rules& rules = result->rules_;
  rules.knowledge = knowledge;
  rules.deriver = std::move(deriver);
  rules.courses = facts::CourseCodes::of(knowledge->vocabulary);
  const kb::SafetyKnowledge& safety = knowledge->safety;
  if (safety.checks.empty()) return std::shared_ptr<const Reviewer>(std::move(result));
  auto names = resolve(*knowledge);
  if (!names) return names.problems();
  rules.names = *std::move(names);
  std::vector<const feel::Expression*> conditions;
  const auto add = [&](const auto& list) { addConditions(list, conditions, rules.conditions, settings.asOf); };
  add(safety.baselines);
  add(safety.warnings);
  add(safety.interactions);
  add(safety.monitors);
  add(safety.holds);
  add(safety.partners);
  add(safety.symptoms);
  add(safety.afterLastDose);
  add(safety.riskFactors);
  add(safety.advice);
  auto program = engine::compileTherapy(knowledge, settings.asOf, conditions);
  if (!program) return program.problems();
  rules.program = *program;
  return std::shared_ptr<const Reviewer>(std::move(result));
}

void Reviewer::review(const Patient& patient, std::span<const DrugId> considered, facts::FactBlock& block, Safety& out,
                      const LaneVisitor& visit) const {
  out.clear();
  out.assessed = true;
  out.goals = patient.record.preferences;
  Review review(rules_, settings_, patient, block);
  review.run(considered);
  findUrgent(review, out);
  findPrecautions(review, out);
  findBaseline(review, out);
  findHolds(review, out);
  findMonitoring(review, out);
  findInteractions(review, out);
  findContraception(review, out);
  findRisks(review, out);
  findAdvice(review, out);
  judge(review, out);
  out.assumptions = review.assumptions();
  findUncovered(review, out);
  for (const Lane& lane : review.lanes()) {
    if (!visit) break;
    visit(review.program(), block, lane.index, review.context(lane),
          lane.isPatient() ? "safety of the patient"
                           : fmt::format("safety of {} ({})", review.drugName(lane), review.regionName(lane)));
  }
}

}  // namespace her2::safety
