#include "dmn/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dmn/feel_text.h"
#include "dmn/names.h"

namespace her2::dmn {
namespace {

using Sources = std::vector<std::string>;

void addNew(std::vector<FactId>& to, FactId fact) {
  if (std::find(to.begin(), to.end(), fact) == to.end()) to.push_back(fact);
}

void addNew(Sources& to, const Sources& from) {
  for (const std::string& source : from) {
    if (std::find(to.begin(), to.end(), source) == to.end()) to.push_back(source);
  }
}

std::string placeText(const kb::Block& block, const kb::Place& place) {
  return fmt::format("knowledge/{}:{}", block.document->file, place.line);
}

bool fills(const kb::Table& table, FactId fact) {
  return std::find(table.outputs.begin(), table.outputs.end(), fact) != table.outputs.end();
}

/// The FEEL of all answers to a fact: null where something that counts is not known or no table speaks, else every
/// answer of the tables that apply, each once.
class Gathering {
 public:
  Gathering(const kb::Knowledge& knowledge, FactId fact) : knowledge_(knowledge), fact_(fact) {}

  void add(const kb::Table& table) {
    const std::string name = tableName(table);
    const std::string guard = table.when ? guardName(table) : "";
    const std::string only = table.when ? guard + " and " : "";
    for (const FactId fact : factsOf(table, true, false)) addNew(guardFacts_, fact);
    if (const auto inputs = factsOf(table, false, true); !inputs.empty())
      silent_.push_back(only + someMissing(knowledge_, inputs));
    const bool one = table.outputs.size() == 1;
    const std::string answer = one ? name : name + "." + identifier(knowledge_.facts[fact_].name);
    if (table.hit == kb::HitPolicy::Collect) {  // no row is an answer: nothing is in the list
      answers_.push_back(
          fmt::format("if {}{} = null then [] else {}", table.when ? "not(" + guard + ") or " : "", name, answer));
    } else {
      silent_.push_back(fmt::format("{}{} = null", only, name));
      answers_.push_back(table.when ? fmt::format("if {} then {} else []", guard, answer) : answer);
    }
    if (table.when)
      guards_.push_back(guard);
    else
      always_ = true;
  }

  std::string text() const {
    std::vector<std::string> silent;
    if (!guardFacts_.empty()) silent.push_back(someMissing(knowledge_, guardFacts_));
    silent.insert(silent.end(), silent_.begin(), silent_.end());
    if (!guards_.empty()) silent.push_back(fmt::format("list contains([{}], null)", fmt::join(guards_, ", ")));
    if (!always_) silent.push_back(fmt::format("not({})", fmt::join(guards_, " or ")));
    std::string answers = fmt::format("distinct values(flatten([\n  {}]))", fmt::join(answers_, ",\n  "));
    if (silent.empty()) return answers;
    return fmt::format("if {}\nthen null\nelse {}", fmt::join(silent, "\n  or "), answers);
  }

 private:
  const kb::Knowledge& knowledge_;
  FactId fact_;
  std::vector<FactId> guardFacts_;
  std::vector<std::string> silent_;
  std::vector<std::string> guards_;
  std::vector<std::string> answers_;
  bool always_ = false;
};

class Modeller {
 public:
  Modeller(const std::shared_ptr<const kb::Knowledge>& knowledge, Date day)
      : knowledge_(*knowledge), parts_(inForce(knowledge, day)) {}

  std::vector<Model> run() {
    std::vector<Model> result;
    for (const InForce::Group& group : parts_.groups) result.push_back(groupModel(group));
    if (!parts_.definitions.empty()) result.push_back(definitionModel());
    for (const kb::DrugEntry& drug : knowledge_.drugs) {
      Model model{drug.id, fmt::format("Indications of {}", drug.title), {}};
      for (const InForce::Listed& listed : parts_.indications) {
        if (listed.indication->drug == drug.id) addIndication(model, listed);
      }
      if (!model.decisions.empty()) result.push_back(std::move(model));
    }
    return result;
  }

  Problems problems;

 private:
  std::string feelText(const std::string& text, const kb::Block& block, const kb::Place& place) {
    auto result = expressionText(knowledge_, text);
    if (const auto* error = std::get_if<feel::SyntaxError>(&result)) {
      problems.push_back(
          block.document->problem(place, fmt::format("`{}` cannot be exported: {}", text, error->message)));
      return {};
    }
    return std::get<std::string>(std::move(result));
  }

  Model groupModel(const InForce::Group& group) {
    const feel::Fact& first = knowledge_.facts[group.facts[0]];
    Model model{first.name, first.title, {}};
    for (const kb::Table* table : group.tables) {
      if (table->when) model.decisions.push_back(guard(*table));
      model.decisions.push_back(tableDecision(*table));
    }
    for (const FactId fact : group.facts) model.decisions.push_back(answers(group, fact));
    return model;
  }

  Decision guard(const kb::Table& table) {
    Decision result;
    result.name = guardName(table);
    result.question = fmt::format("Does this table apply: {}?", table.title);
    result.description = placeText(table.block, table.block.node->place);
    result.facts = factsOf(table, true, false);
    result.expression = feelText(table.whenText, table.block, table.block.node->place);
    return result;
  }

  Decision tableDecision(const kb::Table& table) {
    Decision result;
    result.name = tableName(table);
    result.question = table.title;
    result.description =
        fmt::format("{}; in force from {}{}. For known inputs only.", placeText(table.block, table.block.node->place),
                    table.period.from ? table.period.from->text() : "ever",
                    table.period.until ? " until " + table.period.until->text() : "");
    result.facts = factsOf(table, false, true);
    result.sources = table.sources;
    for (const kb::Row& row : table.rows) {
      addNew(result.sources, row.sources);
      checkRow(table, row);
    }
    result.gives = Gives::Rows;
    result.table = &table;
    for (const kb::Input& input : table.inputs) {
      if (input.value.kind == feel::Kind::Duration) notExported(table, input.text, "is a duration");
      result.inputs.push_back(feelText(input.text, table.block, table.block.node->place));
    }
    return result;
  }

  void checkRow(const kb::Table& table, const kb::Row& row) {
    for (std::size_t i = 0; i < table.outputs.size(); ++i) {
      const feel::Fact& fact = knowledge_.facts[table.outputs[i]];
      if (!answerText(knowledge_, fact, row.outputs[i], Shape::Value))
        notExported(table, fact.name, "is answered by an interval");
    }
  }

  void notExported(const kb::Table& table, const std::string& what, std::string_view why) {
    problems.push_back(table.block.document->problem(
        table.block.node->place, fmt::format("`{}` in `{}` cannot be exported: it {}", what, table.id, why)));
  }

  Decision answers(const InForce::Group& group, FactId fact) {
    Decision result;
    result.name = answersName(knowledge_.facts[fact]);
    result.question = fmt::format("{}: which answers are possible?", knowledge_.facts[fact].title);
    result.description =
        "Every answer of the tables that apply: one is certain, more are what the rules themselves leave open. null: "
        "no table speaks, or something it needs is not known.";
    result.gives = Gives::Answers;
    result.fact = fact;
    Gathering gathering(knowledge_, fact);
    for (const kb::Table* table : group.tables) {
      if (!fills(*table, fact)) continue;
      gathering.add(*table);
      for (const FactId each : factsOf(*table, true, true)) addNew(result.facts, each);
      if (table->when) result.decisions.push_back(guardName(*table));
      result.decisions.push_back(tableName(*table));
    }
    result.expression = gathering.text();
    return result;
  }

  Model definitionModel() {
    Model model{"definitions", "Facts that follow from other facts", {}};
    for (const FactId fact : parts_.definitions) {
      const kb::Derivation& how = knowledge_.derivations[fact];
      Decision decision;
      decision.name = definitionName(knowledge_.facts[fact]);
      decision.question = knowledge_.facts[fact].title;
      decision.description = placeText(how.block, how.block.node->place) + ". For known inputs only.";
      decision.facts = factsOf({&*how.define});
      decision.expression = feelText(how.defineText, how.block, how.block.node->place);
      model.decisions.push_back(std::move(decision));
    }
    return model;
  }

  void addIndication(Model& model, const InForce::Listed& listed) {
    for (std::size_t i = 0; i < listed.indication->criteria.size(); ++i)
      model.decisions.push_back(criterion(listed, i));
    for (const assess::Listing& listing : listed.regions) model.decisions.push_back(state(listed, listing));
  }

  Decision criterion(const InForce::Listed& listed, std::size_t index) {
    const kb::Criterion& criterion = listed.indication->criteria[index];
    Decision result;
    result.name = criterionName(listed.name, index + 1);
    result.question = criterion.say;
    result.description = placeText(listed.indication->block, criterion.place) + ". For known inputs only.";
    result.facts = factsOf({&criterion.is});
    result.sources = criterion.sources;
    result.expression = feelText(criterion.text, listed.indication->block, criterion.place);
    return result;
  }

  // As in an assessment: what rests on unverified sources alone decides neither way.
  Decision state(const InForce::Listed& listed, const assess::Listing& listing) {
    const kb::Indication& indication = *listed.indication;
    Decision result;
    result.name = stateName(listed.name, knowledge_.regions[listing.region]);
    result.question = fmt::format("{} ({})", indication.population, knowledge_.regions[listing.region].id);
    result.description = stateText(indication, listing);
    result.gives = Gives::State;
    result.sources = indication.sources;
    for (const std::uint16_t approval : listing.approvals)
      addNew(result.sources, {indication.approvals[approval].source});
    const bool weak = listing.weakWording || !listing.weakCriteria.empty();
    std::vector<std::string> fails;
    std::vector<std::string> holds;
    for (std::size_t i = 0; i < indication.criteria.size(); ++i) {
      const kb::Criterion& criterion = indication.criteria[i];
      const std::string name = criterionName(listed.name, i + 1);
      for (const FactId fact : factsOf({&criterion.is})) addNew(result.facts, fact);
      result.decisions.push_back(name);
      if (listing.weakCriteria.empty() || !listing.weakCriteria[i]) fails.push_back(name + " = false");
      holds.push_back(name + " = true");
    }
    if (!result.facts.empty())
      result.expression = fmt::format("if {}\nthen null\nelse ", someMissing(knowledge_, result.facts));
    if (!fails.empty())
      result.expression += fmt::format("if {}\nthen \"not-indicated\"\nelse ", fmt::join(fails, " or "));
    if (!weak) result.expression += fmt::format("if {}\nthen \"indicated\"\nelse ", fmt::join(holds, " and "));
    result.expression += "\"possible\"";
    return result;
  }

  std::string stateText(const kb::Indication& indication, const assess::Listing& listing) const {
    std::string text =
        fmt::format("{}; regimen {}; basis {}.", placeText(indication.block, indication.block.node->place),
                    fmt::join(indication.regimen, " + "), indication.basis);
    for (const std::uint16_t at : listing.approvals) {
      const kb::Approval& approval = indication.approvals[at];
      text += fmt::format(" {} {} {} ({}).", approval.agency, approval.date.text(), approval.kind, approval.source);
    }
    if (listing.weakWording || !listing.weakCriteria.empty())
      text += " Rests on unverified sources, so it is possible at most: verify in the label.";
    return text + " null: something it needs is not known.";
  }

  const kb::Knowledge& knowledge_;
  InForce parts_;
};

}  // namespace

Result<std::vector<Model>> models(const std::shared_ptr<const kb::Knowledge>& knowledge, Date day) {
  Modeller modeller(knowledge, day);
  std::vector<Model> result = modeller.run();
  std::set<std::string> names;
  for (const feel::Fact& fact : knowledge->facts.facts()) names.insert(identifier(fact.name));
  if (names.size() < knowledge->facts.size())
    modeller.problems.push_back({Severity::Error, "dmn-name", "facts", "two facts have one name in DMN", "rename one"});
  for (const Model& model : result) {
    for (const Decision& decision : model.decisions) {
      if (!names.insert(decision.name).second)
        modeller.problems.push_back({Severity::Error, "dmn-name", model.id,
                                     fmt::format("two things are called {} in DMN", decision.name),
                                     "rename one of them"});
    }
  }
  if (!modeller.problems.empty()) return modeller.problems;
  return result;
}

Model joined(std::vector<Model> models) {
  Model result{"her2", "HER2 status and indications", {}};
  for (Model& model : models) {
    std::move(model.decisions.begin(), model.decisions.end(), std::back_inserter(result.decisions));
  }
  return result;
}

}  // namespace her2::dmn
