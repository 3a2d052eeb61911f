#include "dmn/cases.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "assess/parts.h"
#include "dmn/case_lines.h"
#include "dmn/in_force.h"
#include "dmn/names.h"
#include "engine/compiler.h"

namespace her2::dmn {
namespace {

using engine::Program;
using facts::FactBlock;
using feel::Expression;

constexpr std::size_t remembered = 64;  // ways to make a condition true
constexpr std::size_t atRandom = 8;     // cases of a decision for one that is aimed
constexpr std::size_t mostSteps = 400;  // of a search for them

}  // namespace

class CaseWriter::Maker {
 public:
  Maker(std::shared_ptr<const kb::Knowledge> knowledge, const CaseOptions& options)
      : knowledge_(std::move(knowledge)), options_(options), lines_(*knowledge_) {}

  std::string run(Date day) {
    day_ = day;
    lines_.text.clear();
    const InForce parts = inForce(knowledge_, day_);
    for (const InForce::Group& group : parts.groups) {
      for (const kb::Table* table : group.tables) {
        if (table->when) condition(guardName(*table), *table->when);
        this->table(*table);
      }
      for (const FactId fact : group.facts) answers(group, fact);
    }
    for (const FactId fact : parts.definitions)
      condition(definitionName(knowledge_->facts[fact]), *knowledge_->derivations[fact].define);
    for (const InForce::Listed& listed : parts.indications) indication(listed);
    summary.cases = lines_.count;
    return lines_.text;
  }

  CaseSummary summary;

 private:
  Value pickOf(const std::vector<check::Piece>& kind, FactId fact) {
    return pick(kind[random_.below(kind.size())], knowledge_->facts[fact].kind, random_);
  }

  Value anyOf(const Choices::Fact& fact) {
    Value value = pickOf(fact.kinds[random_.below(fact.kinds.size())], fact.id);
    if (random_.below(2) == 0) value.list = CodeSet(random_.next()) & fact.asked;
    return value;
  }

  Given anything(const Choices& choices) {
    Given given;
    for (const Choices::Fact& fact : choices.facts) given[fact.id] = anyOf(fact);
    if (!choices.pairs.empty() && random_.below(2) == 0)
      bringTogether(choices.pairs[random_.below(choices.pairs.size())], given);
    return given;
  }

  /// Puts the second number where a comparison with the first may turn, in few digits.
  void bringTogether(const Choices::Pair& pair, Given& given) {
    const double one = given[pair.one].number;
    const std::array<double, 3> turns = {one + pair.constant, one - pair.constant, one * (1 + pair.constant)};
    const double other = std::round(turns[random_.below(turns.size())] * 1000) / 1000;
    if (knowledge_->facts[pair.other].range.contains(other)) given[pair.other].number = other;
  }

  /// Every combination of kinds where they are few, and says so; else a sample in which each kind has its turn. Then
  /// some at random.
  std::vector<Given> combinations(const Choices& choices, bool& whole) {
    std::vector<Given> result;
    whole = choices.combinations(options_.most) <= options_.most;
    if (whole) {
      everything(choices, result);
    } else {
      for (const Choices::Fact& fact : choices.facts) {
        for (const auto& kind : fact.kinds) {
          result.push_back(anything(choices));
          result.back()[fact.id] = pickOf(kind, fact.id);
        }
      }
      while (result.size() < options_.most) result.push_back(anything(choices));
    }
    for (std::size_t i = 0; i < atRandom * options_.each; ++i) result.push_back(anything(choices));
    return result;
  }

  void everything(const Choices& choices, std::vector<Given>& to) {
    std::vector<std::size_t> at(choices.facts.size(), 0);
    while (true) {
      Given given;
      for (std::size_t f = 0; f < at.size(); ++f) {
        const Choices::Fact& fact = choices.facts[f];
        given[fact.id] = pickOf(fact.kinds[at[f]], fact.id);
      }
      to.push_back(std::move(given));
      std::size_t f = 0;
      while (f < at.size() && ++at[f] == choices.facts[f].kinds.size()) at[f++] = 0;
      if (f == at.size()) return;
    }
  }

  static std::set<FactId> idsOf(const Choices& choices) {
    std::set<FactId> result;
    for (const Choices::Fact& fact : choices.facts) result.insert(fact.id);
    return result;
  }

  /// A guard, definition or criterion. Ways to make it true are remembered, for what gathers it.
  void condition(const std::string& name, const Expression& expression) {
    if (ways_.contains(&expression)) return;
    std::vector<Given>& ways = ways_[&expression];
    const Choices choices = choicesOf(*knowledge_, std::vector<const Expression*>{&expression});
    kb::Indication alone;
    alone.criteria.push_back({{}, {}, expression, {}, {}});
    Batch batch(*knowledge_, engine::compileIndication(knowledge_, alone, idsOf(choices)));
    bool whole = false;
    batch.run(combinations(choices, whole), [&](const Given& given, const FactBlock& block, unsigned lane) {
      const Truth holds = Program::truthAt(block, batch.program().indications()[0].criteria[0], lane);
      if (holds == Truth::True) remember(ways, given, remembered);
      lines_.add(name, given, {}, [&] { lines_.truth(holds); });
    });
    ++summary.decisions;
    summary.whole += whole ? 1 : 0;
  }

  void remember(std::vector<Given>& ways, const Given& given, std::size_t most) {
    if (ways.size() < most) {
      ways.push_back(given);
    } else {
      ways[random_.below(most)] = given;
    }
  }

  void table(const kb::Table& table) {
    if (!tables_.insert(&table).second) return;
    const Choices choices = choicesOf(*knowledge_, table);
    Batch batch(*knowledge_, engine::compileTable(knowledge_, table, idsOf(choices)));
    bool whole = false;
    batch.run(combinations(choices, whole), [&](const Given& given, const FactBlock& block, unsigned lane) {
      tableCase(table, batch.program(), given, block, lane);
    });
    for (const kb::Row& row : table.rows) {
      if (reached_[&row].size() < options_.each) search(table, row, choices, batch);
      ++summary.rows;
      summary.unreached += reached_[&row].empty() ? 1 : 0;
    }
    ++summary.decisions;
    summary.whole += whole ? 1 : 0;
  }

  void tableCase(const kb::Table& table, const Program& program, const Given& given, const FactBlock& block,
                 unsigned lane) {
    std::vector<std::size_t> rows;
    if (!fired(program.tables()[0], block, lane, rows)) return;
    for (const std::size_t row : rows) remember(reached_[&table.rows[row]], given, options_.each);
    lines_.add(tableName(table), given, rows, [&] {
      if (rows.empty() && table.hit != kb::HitPolicy::Collect) {
        lines_.null();
      } else {
        lines_.answers(program, block, lane, table.outputs);
      }
    });
  }

  /// The rows that fire; false where that is not certain (a division by zero).
  static bool fired(const engine::CompiledTable& table, const FactBlock& block, unsigned lane,
                    std::vector<std::size_t>& rows) {
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const Truth fires = Program::truthAt(block, table.rows[r].fires, lane);
      if (fires == Truth::Unknown) return false;
      if (fires == Truth::True) rows.push_back(r);
    }
    return true;
  }

  /// Where a walk begins: anywhere; one of them where nothing is the case, for a long "none of these" is not met at
  /// random.
  Given start(const Choices& choices, unsigned lane) {
    Given given = anything(choices);
    if (lane == 0) {
      for (auto& [fact, value] : given) value.truth = false;
    }
    return given;
  }

  /// Walks at random until the row fires: changes what one of its cells that fails asks about.
  void search(const kb::Table& table, const kb::Row& row, const Choices& choices, Batch& batch) {
    const engine::CompiledRow& compiled =
        batch.program().tables()[0].rows[static_cast<std::size_t>(&row - table.rows.data())];
    std::vector<Given> walkers;
    for (unsigned lane = 0; lane < facts::lanes; ++lane) walkers.push_back(start(choices, lane));
    for (std::size_t step = 0; step < mostSteps && reached_[&row].size() < options_.each; ++step) {
      batch.run(walkers, [&](const Given& given, const FactBlock& block, unsigned lane) {
        if (Program::truthAt(block, compiled.fires, lane) == Truth::True) {
          if (reached_[&row].size() < options_.each) tableCase(table, batch.program(), given, block, lane);
          walkers[lane] = start(choices, lane);
        } else {
          change(failing(compiled, block, lane), table, choices, walkers[lane]);
        }
      });
    }
  }

  /// An input whose cell does not hold; any one where all do, for then another row comes first.
  std::size_t failing(const engine::CompiledRow& row, const FactBlock& block, unsigned lane) {
    std::vector<std::size_t> inputs;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool asks = row.cells[i] != engine::CompiledRow::noCell;
      if (asks && Program::truthAt(block, row.cells[i], lane) != Truth::True) inputs.push_back(i);
    }
    return inputs.empty() ? random_.below(row.cells.size()) : inputs[random_.below(inputs.size())];
  }

  void change(std::size_t input, const kb::Table& table, const Choices& choices, Given& given) {
    const auto facts = factsOf({&table.inputs[input].value});
    const FactId id = facts[random_.below(facts.size())];
    for (const Choices::Fact& fact : choices.facts) {
      if (fact.id != id) continue;
      if (fact.asked.empty()) {
        given[id] = anyOf(fact);
      } else {  // one code in or out, for other cells may ask about the others
        std::vector<unsigned> codes;
        fact.asked.forEach([&](unsigned code) { codes.push_back(code); });
        given[id].list = CodeSet(given[id].list.bits() ^ CodeSet::of(codes[random_.below(codes.size())]).bits());
      }
    }
  }

  void answers(const InForce::Group& group, FactId fact) {
    std::vector<const kb::Table*> tables;
    for (const kb::Table* table : group.tables) {
      if (std::find(table->outputs.begin(), table->outputs.end(), fact) != table->outputs.end())
        tables.push_back(table);
    }
    const Choices choices = choicesOf(*knowledge_, tables);
    std::vector<Given> cases;
    for (std::size_t i = 0; i < atRandom * options_.each; ++i) cases.push_back(anything(choices));
    for (const kb::Table* table : tables) {
      for (const kb::Row& row : table->rows) {
        for (const Given& known : reached_[&row]) {
          Given given = anything(choices);
          for (const auto& [id, value] : known) given[id] = value;
          if (table->when) force(given, *table->when);
          cases.push_back(std::move(given));
        }
      }
    }
    Batch batch(*knowledge_, engine::compileFact(knowledge_, fact, day_));
    batch.run(cases, [&](const Given& given, const FactBlock& block, unsigned lane) {
      const std::optional<bool> speaks = someTableSpeaks(batch.program(), block, lane);
      if (!speaks) return;
      lines_.add(answersName(knowledge_->facts[fact]), given, {},
                 [&] { *speaks ? lines_.answers(batch.program(), block, lane, fact) : lines_.null(); });
    });
    ++summary.decisions;
  }

  /// Makes the condition true, if a way is known.
  void force(Given& given, const Expression& condition) {
    const std::vector<Given>& ways = ways_[&condition];
    if (ways.empty()) return;
    for (const auto& [fact, value] : ways[random_.below(ways.size())]) given[fact] = value;
  }

  /// Some table applies, and every table that applies has an answer. Nothing where that is not certain.
  static std::optional<bool> someTableSpeaks(const Program& program, const FactBlock& block, unsigned lane) {
    bool applies = false;
    bool silent = false;
    for (const engine::CompiledTable& table : program.tables()) {
      const bool guarded = table.guard != engine::CompiledRow::noCell;
      const Truth guard = guarded ? Program::truthAt(block, table.guard, lane) : Truth::True;
      std::vector<std::size_t> rows;
      if (guard == Truth::Unknown || !fired(table, block, lane, rows)) return std::nullopt;
      if (guard == Truth::False) continue;
      applies = true;
      silent |= rows.empty() && table.table->hit != kb::HitPolicy::Collect;
    }
    return applies && !silent;
  }

  void indication(const InForce::Listed& listed) {
    std::vector<const Expression*> expressions;
    for (std::size_t i = 0; i < listed.indication->criteria.size(); ++i) {
      const Expression& is = listed.indication->criteria[i].is;
      condition(criterionName(listed.name, i + 1), is);
      expressions.push_back(&is);
    }
    const Choices choices = choicesOf(*knowledge_, expressions);
    std::vector<Given> cases;
    for (std::size_t i = 0; i < atRandom * options_.each; ++i) cases.push_back(anything(choices));
    for (std::size_t i = 0; i < options_.each * (1 + expressions.size()); ++i) {
      Given given = anything(choices);
      const std::size_t spared = random_.below(expressions.size() + 1);  // all criteria are met, or all but one
      for (std::size_t e = 0; e < expressions.size(); ++e) {
        if (e != spared) force(given, *expressions[e]);
      }
      cases.push_back(std::move(given));
    }
    states(listed, choices, cases);
  }

  void states(const InForce::Listed& listed, const Choices& choices, const std::vector<Given>& cases) {
    Batch batch(*knowledge_, engine::compileIndication(knowledge_, *listed.indication, idsOf(choices)));
    const auto listings = assess::listIndications(batch.program(), *knowledge_, day_);
    std::vector<Option> options;
    batch.run(cases, [&](const Given& given, const FactBlock& block, unsigned lane) {
      assess::readOptions(listings, block, lane, {}, assess::OptionDetail::All, options);
      for (const Option& option : options) {
        lines_.add(stateName(listed.name, knowledge_->regions[option.region]), given, {},
                   [&] { lines_.string(stateText(option.state)); });
      }
    });
    summary.decisions += listed.regions.size();
  }

  static std::string_view stateText(OptionState state) {
    return state == OptionState::Indicated  ? "indicated"
           : state == OptionState::Possible ? "possible"
                                            : "not-indicated";
  }

  std::shared_ptr<const kb::Knowledge> knowledge_;
  CaseOptions options_;
  Date day_;
  Lines lines_;
  Random random_{1};
  std::set<const kb::Table*> tables_;                     // written
  std::map<const Expression*, std::vector<Given>> ways_;  // to make a condition true; it is written
  std::map<const kb::Row*, std::vector<Given>> reached_;  // cases in which the row fires
};

CaseWriter::CaseWriter(std::shared_ptr<const kb::Knowledge> knowledge, const CaseOptions& options)
    : maker_(std::make_unique<Maker>(std::move(knowledge), options)) {}

CaseWriter::~CaseWriter() = default;

std::string CaseWriter::write(Date day) { return maker_->run(day); }

const CaseSummary& CaseWriter::summary() const { return maker_->summary; }

}  // namespace her2::dmn
