#include "check/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "assess/suppose.h"
#include "check/groups.h"

namespace her2::check {
namespace {

bool collide(const kb::Period& a, const kb::Period& b) {
  const bool aFirst = !a.until || !b.from || *b.from < *a.until;
  const bool bFirst = !b.until || !a.from || *a.from < *b.until;
  return aFirst && bFirst;
}

void checkVersions(const kb::Knowledge& knowledge, Problems& problems) {
  std::map<std::string, std::vector<const kb::Table*>> byId;
  for (const kb::Table& table : knowledge.tables) byId[table.id].push_back(&table);
  for (const auto& [id, versions] : byId) {
    for (std::size_t i = 0; i < versions.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (!collide(versions[i]->period, versions[j]->period)) continue;
        problems.push_back(versions[i]->block.document->problem(
            versions[i]->block.node->place,
            fmt::format("table `{}` is in force at the same time as its version at {}", id,
                        versions[j]->block.document->where(versions[j]->block.node->place)),
            "end the older one with `until`"));
      }
    }
  }
}

/// Whose facts a table of the scope may ask for.
bool sees(feel::Scope table, feel::Scope fact) {
  const bool ofOnePatient = table == feel::Scope::Specimen || table == feel::Scope::Therapy;
  return table == fact || (ofOnePatient && fact == feel::Scope::Patient);
}

// A patient table sees no single specimen, a table of trials no patient.
void checkScopes(const kb::Knowledge& knowledge, Problems& problems) {
  static constexpr std::array<std::string_view, 4> owners = {"one specimen", "the patient", "one drug",
                                                             "a trial's results"};
  for (const kb::Table& table : knowledge.tables) {
    const auto refuse = [&](feel::FactId fact) {
      const feel::Scope scope = knowledge.facts[fact].scope;
      if (sees(table.scope, scope)) return;
      problems.push_back(table.block.document->problem(
          table.block.node->place,
          fmt::format("{} table `{}` asks about `{}`, a fact of {}", feel::scopeName(table.scope), table.id,
                      knowledge.facts[fact].name, owners[static_cast<std::size_t>(scope)])));
    };
    for (const kb::Input& input : table.inputs) feel::forEachFact(input.value, refuse);
    if (table.when) feel::forEachFact(*table.when, refuse);
  }
}

void checkTexts(const kb::Knowledge& knowledge, Problems& problems) {
  for (const kb::Block& block : knowledge.documents.blocks("codes")) {
    for (const kb::Node& value : block.node->find("values")->array()) {
      const kb::Node* text = value.find("text");
      if (text == nullptr || knowledge.findText(text->string()) != nullptr) continue;
      problems.push_back(
          block.document->problem(text->place, fmt::format("code `{}` names the text `{}`, which does not exist",
                                                           value.find("code")->string(), text->string())));
    }
  }
}

void checkIndications(const kb::Knowledge& knowledge, Problems& problems) {
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<const kb::Indication*>> byRegion;
  for (const kb::Indication& indication : knowledge.indications) {
    std::map<std::string, Date> latest;
    std::set<std::string> agencies;
    for (const kb::Approval& approval : indication.approvals) {
      agencies.insert(approval.agency);
      auto [at, isFirst] = latest.emplace(approval.agency, approval.date);
      if (!isFirst && approval.date < at->second) {
        problems.push_back(indication.block.document->problem(
            approval.place, fmt::format("approvals of `{}` are not in order of their dates", indication.id)));
      }
      at->second = approval.date;
    }
    for (const std::string& agency : agencies)
      byRegion[{indication.drug, indication.id, agency}].push_back(&indication);
  }
  for (const auto& [key, same] : byRegion) {
    if (same.size() < 2) continue;
    // Several wordings under one id: each must end before the next begins.
    const std::string& agency = std::get<2>(key);
    std::vector<std::pair<kb::Period, const kb::Indication*>> periods;
    for (const kb::Indication* indication : same) {
      kb::Period period;
      for (const kb::Approval& approval : indication->approvals) {
        if (approval.agency == agency && (!period.from || approval.date < *period.from)) period.from = approval.date;
      }
      if (const auto until = indication->until.find(agency); until != indication->until.end())
        period.until = until->second;
      for (const auto& [other, earlier] : periods) {
        if (!collide(period, other)) continue;
        problems.push_back(indication->block.document->problem(
            indication->block.node->place,
            fmt::format("`{}` has two wordings at the same time for {}", indication->id, agency),
            "end the older one with until = { … }"));
      }
      periods.emplace_back(period, indication);
    }
  }
}

// Every outcome of what can be obtained is tried on an empty case: its places and values must exist.
void checkObtainables(const assess::Assessor& assessor, Problems& problems) {
  const kb::Knowledge& knowledge = assessor.knowledge();
  Case record;
  record.id = "check";
  record.tumours.emplace_back();
  record.specimens.emplace_back();
  assess::Supposer supposer(assessor, record, {});
  for (const kb::Obtainable& obtainable : knowledge.obtainables) {
    for (const kb::TestOutcome& outcome : obtainable.outcomes) {
      std::vector<intake::CaseEdit> changes;
      for (const auto& [path, value] : outcome.set) changes.push_back({path, assess::onDay(value, assessor)});
      const auto supposed = supposer.suppose(changes);
      if (supposed) continue;
      const Problem& first = supposed.problems().front();
      problems.push_back(obtainable.block.document->problem(
          outcome.place,
          fmt::format("an outcome of `{}` cannot be tried: {}: {}", obtainable.id, first.where, first.message),
          first.remedy));
    }
  }
}

}  // namespace

Problems checkKnowledge(const std::shared_ptr<const kb::Knowledge>& knowledge, Summary& summary) {
  Problems problems;
  summary.tables = knowledge->tables.size();
  summary.indications = knowledge->indications.size();
  summary.sources = knowledge->sources.size();
  checkVersions(*knowledge, problems);
  checkScopes(*knowledge, problems);
  checkTexts(*knowledge, problems);
  checkPatientTexts(*knowledge, problems);
  workOutGroups(knowledge, knowledge->release.date, {}, problems);
  checkIndications(*knowledge, problems);
  checkIntakes(*knowledge, summary, problems);
  for (const kb::Table& table : knowledge->tables) {
    summary.rows += table.rows.size();
    summary.gridCells += checkGrid(*knowledge, table, problems);
  }
  // Compiling for today and for the day of every rule set finds circles and derivations that do not exist.
  const auto assessor = assess::Assessor::create(knowledge, {knowledge->release.date, false});
  if (!assessor) problems.insert(problems.end(), assessor.problems().begin(), assessor.problems().end());
  if (assessor) checkObtainables(**assessor, problems);
  summary.examples = checkExamples(knowledge, problems);
  summary.thresholds = checkThresholds(knowledge, problems);
  summary.products = knowledge->products.size();
  summary.doses = checkDoses(*knowledge, problems);
  summary.changes = checkTimeline(knowledge, problems);
  summary.unverified = checkGrades(knowledge, problems);
  summary.trials = knowledge->trials.size();
  summary.trialResults = checkTrials(*knowledge, problems);
  summary.scorecards = knowledge->scorecards.size();
  checkScorecards(knowledge, problems);
  summary.recommendations = knowledge->recommendations.size();
  summary.examples += checkRecommendations(knowledge, problems);
  return problems;
}

}  // namespace her2::check
