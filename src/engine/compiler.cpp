#include "engine/compiler.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/coverage.h"
#include "engine/expression_compiler.h"

namespace her2::engine {

using feel::Expression;
using feel::Scope;

// Orders the tables by what they need, emits them, and puts every reference in its final place.
class Compiler {
 public:
  explicit Compiler(std::shared_ptr<const kb::Knowledge> knowledge)
      : knowledge_(std::move(knowledge)), program_(std::make_shared<Program>()), emit_(*knowledge_, program_->layout_) {
    program_->knowledge_ = knowledge_;
    states_.resize(knowledge_->facts.size());
  }

  static bool fills(const kb::Table& table, FactId fact) {
    return std::find(table.outputs.begin(), table.outputs.end(), fact) != table.outputs.end();
  }

  void useTable(const kb::Table& table) { tables_.push_back({&table, false}); }

  /// A table that runs only where something needs what it fills.
  void offerTable(const kb::Table& table) { tables_.push_back({&table, false, true}); }

  /// Takes every guard as true, as the examples of a table do.
  void ignoreGuards() { guards_ = false; }

  /// Facts that are read from the block even though a definition exists.
  void give(const std::set<FactId>& facts) { given_ = facts; }

  /// Works out this fact only: every other is read from the block.
  void only(FactId fact) {
    only_ = fact;
    need(fact);
  }

  void run() {
    for (const Pending& pending : tables_) {
      if (pending.onlyIfNeeded) continue;
      for (const FactId fact : pending.table->outputs) need(fact);
    }
  }

  void condition(const Expression& expression) {
    needAll(expression);
    program_->conditions_.push_back(emit_.truth(expression));
  }

  void indication(const kb::Indication& indication) {
    CompiledIndication result;
    result.indication = &indication;
    result.all = emit_.constant(Truth::True);
    for (const kb::Criterion& criterion : indication.criteria) {
      needAll(criterion.is);
      result.criteria.push_back(emit_.truth(criterion.is));
      result.all = emit_.both(result.all, result.criteria.back());
    }
    program_->indications_.push_back(std::move(result));
  }

  Problems problems;

  std::shared_ptr<const Program> finish() {
    program_->instructions_ = emit_.takeInstructions();
    program_->words_ = emit_.words();
    program_->columns_ = emit_.columns();
    places();
    resolve();
    return program_;
  }

 private:
  enum class State : std::uint8_t { Untouched, Open, Done };
  struct Pending {
    const kb::Table* table;
    bool emitted = false;
    bool onlyIfNeeded = false;
  };

  void needAll(const Expression& expression) {
    feel::forEachFact(expression, [this](FactId fact) { need(fact); });
  }

  // Everything a fact depends on is emitted before it.
  void need(FactId fact) {
    State& state = states_[fact];
    if (state == State::Done) return;
    if (state == State::Open) {
      if (problems.empty()) circle(fact);
      return;
    }
    state = State::Open;
    open_.push_back(fact);
    const kb::Derivation& derivation = knowledge_->derivations[fact];
    const bool derivedByTable =
        std::any_of(tables_.begin(), tables_.end(), [&](const Pending& p) { return fills(*p.table, fact); });
    const bool taken = only_ && fact != *only_;  // as it stands, from the block
    if (!taken && derivedByTable) {
      deriveByTables(fact);
    } else if (!taken && derivation.define && !given_.contains(fact)) {
      needAll(*derivation.define);
      emit_.setValue(fact, {Kind::Truth, emit_.truth(*derivation.define), 0, false});
    } else {
      emit_.value(fact);
    }
    open_.pop_back();
    state = State::Done;
  }

  void circle(FactId fact) {
    std::string path;
    for (auto it = std::find(open_.begin(), open_.end(), fact); it != open_.end(); ++it)
      path += knowledge_->facts[*it].name + " -> ";
    const kb::Block& block = knowledge_->derivations[fact].block;
    problems.push_back(block.document->problem(block.node->place,
                                               fmt::format("circle: {}{}", path, knowledge_->facts[fact].name),
                                               "a table must not need, even by way of others, what it fills"));
  }

  std::uint32_t declare(FactId fact) {
    const auto found = derivedIndex_.find(fact);
    if (found != derivedIndex_.end()) return found->second;
    const feel::Fact& described = knowledge_->facts[fact];
    DerivedFact derived;
    derived.fact = fact;
    derived.kind = described.kind;
    if (described.kind == Kind::Code || described.kind == Kind::Codes) {
      const Domain& domain = knowledge_->vocabulary.domain(described.domain);
      derived.count = static_cast<std::uint32_t>(domain.codes().size());
      derived.all = domain.all();
    }
    switch (described.kind) {
      case Kind::Truth:
        derived.result = emit_.takeWords(2);
        break;
      case Kind::Code:
        derived.result = emit_.takeWords(derived.count);
        break;
      case Kind::Codes:
        derived.result = emit_.takeWords(2 * derived.count);
        break;
      default:
        derived.result = emit_.takeColumn() | Emitter::behind;
        break;
    }
    derived.guarded = emit_.takeWords(2);
    const kb::Derivation& how = knowledge_->derivations[fact];
    if (!how.path.empty() || !how.name.empty())
      derived.input = program_->layout_.add(fact, knowledge_->facts, knowledge_->vocabulary);
    const auto index = static_cast<std::uint32_t>(program_->derived_.size());
    program_->derived_.push_back(derived);
    derivedIndex_[fact] = index;
    return index;
  }

  void deriveByTables(FactId fact) {
    const std::uint32_t index = declare(fact);
    for (Pending& pending : tables_) {
      if (pending.emitted || !fills(*pending.table, fact)) continue;
      for (const kb::Input& input : pending.table->inputs) needAll(input.value);
      if (pending.table->when && guards_) needAll(*pending.table->when);
      if (!problems.empty()) return;
      pending.emitted = true;
      emitTable(*pending.table);
    }
    program_->derived_[index].covered = covered(fact);
    emit_.emit({.op = Op::FinishFact, .a = index});
    const DerivedFact& derived = program_->derived_[index];
    emit_.setValue(fact, {derived.kind, derived.result, derived.count, false});
  }

  /// Some table that fills the fact surely answers.
  TruthRef covered(FactId fact) {
    std::vector<const Expression*> guards;
    for (const Pending& pending : tables_) {
      if (!fills(*pending.table, fact)) continue;
      if (!pending.table->when || !guards_) return emit_.constant(Truth::True);
      guards.push_back(&*pending.table->when);
    }
    const Coverage found = coverage(guards, knowledge_->vocabulary);
    TruthRef result = emit_.constant(truth(found.always));
    for (const Coverage::Where& where : found.where) {
      Expression in;
      in.op = feel::Op::InCodes;
      in.codes = where.codes;
      in.args.push_back(where.fact);
      result = emit_.someOf(result, emit_.truth(in));
    }
    return result;
  }

  void emitTable(const kb::Table& table) {
    CompiledTable compiled;
    compiled.table = &table;
    if (table.when && guards_) compiled.guard = emit_.truth(*table.when);
    for (const kb::Row& row : table.rows) {
      CompiledRow result;
      result.matches = emit_.constant(Truth::True);
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        result.cells.push_back(row.cells[i].any ? CompiledRow::noCell
                                                : emit_.cell(row.cells[i], table.inputs[i].value));
        if (!row.cells[i].any) result.matches = emit_.both(result.matches, result.cells.back());
      }
      result.fires = emit_.takeWords(2);
      compiled.rows.push_back(std::move(result));
    }
    for (const FactId fact : table.outputs) compiled.outputs.push_back(declare(fact));
    emit_.emit({.op = Op::RunTable, .a = static_cast<std::uint32_t>(program_->tables_.size())});
    program_->tables_.push_back(std::move(compiled));
  }

  void places() {
    program_->places_.resize(knowledge_->facts.size(), {Kind::Duration, 0, 0});
    for (std::size_t fact = 0; fact < emit_.values().size(); ++fact) {
      const Emitter::Value& value = emit_.values()[fact];
      if (value.kind != Kind::Duration) program_->places_[fact] = {value.kind, value.count, value.at};
    }
  }

  // The layout is complete now: what was "behind the facts" gets its number.
  void resolve() {
    const std::uint32_t words = program_->layout_.words();
    const std::uint32_t columns = program_->layout_.columns();
    const auto word = [&](std::uint32_t& ref) {
      if (ref != CompiledRow::noCell && (ref & Emitter::behind) != 0) ref = (ref & ~Emitter::behind) + words;
    };
    const auto column = [&](std::uint32_t& ref) {
      if ((ref & Emitter::behind) != 0) ref = (ref & ~Emitter::behind) + columns;
    };
    for (Instruction& i : program_->instructions_) {
      if (i.op == Op::RunTable || i.op == Op::FinishFact) continue;
      const bool columnOut = i.op >= Op::ConstantNumber && i.op <= Op::IfNumber;
      const bool columnIn =
          columnOut || i.op == Op::InRange || i.op == Op::Less || i.op == Op::LessEqual || i.op == Op::EqualNumbers;
      columnOut ? column(i.out) : word(i.out);
      columnIn&& i.op != Op::IfNumber ? column(i.a) : word(i.a);
      columnIn ? column(i.b) : word(i.b);
      columnIn ? column(i.c) : word(i.c);
    }
    for (CompiledTable& table : program_->tables_) {
      word(table.guard);
      for (CompiledRow& row : table.rows) {
        for (TruthRef& cell : row.cells) word(cell);
        word(row.matches);
        word(row.fires);
      }
    }
    const auto isColumn = [](Kind kind) { return kind == Kind::Number || kind == Kind::Date; };
    for (DerivedFact& derived : program_->derived_) {
      isColumn(derived.kind) ? column(derived.result) : word(derived.result);
      word(derived.guarded);
      word(derived.covered);
    }
    for (CompiledIndication& indication : program_->indications_) {
      for (TruthRef& criterion : indication.criteria) word(criterion);
      word(indication.all);
    }
    for (TruthRef& condition : program_->conditions_) word(condition);
    for (Program::Place& place : program_->places_) isColumn(place.kind) ? column(place.at) : word(place.at);
  }

  std::shared_ptr<const kb::Knowledge> knowledge_;
  std::shared_ptr<Program> program_;
  Emitter emit_;
  std::vector<Pending> tables_;
  std::vector<State> states_;
  std::vector<FactId> open_;
  std::set<FactId> given_;
  std::optional<FactId> only_;
  bool guards_ = true;
  std::map<FactId, std::uint32_t> derivedIndex_;
};

Result<std::shared_ptr<const Program>> compile(const std::shared_ptr<const kb::Knowledge>& knowledge, Scope scope,
                                               Date asOf) {
  Compiler compiler(knowledge);
  for (const kb::Table& table : knowledge->tables) {
    if (table.scope == scope && table.period.holds(asOf)) compiler.useTable(table);
  }
  compiler.run();
  if (scope == Scope::Patient) {
    for (const kb::Indication& indication : knowledge->indications) {
      const bool approved =
          std::any_of(indication.approvals.begin(), indication.approvals.end(), [&](const kb::Approval& a) {
            const auto until = indication.until.find(a.agency);
            return a.date <= asOf && (until == indication.until.end() || asOf < until->second);
          });
      if (approved || indication.basis != "label") compiler.indication(indication);
    }
  }
  if (!compiler.problems.empty()) return compiler.problems;
  return compiler.finish();
}

// Tables run only where a condition needs what they fill: nothing asks for all of them.
Result<std::shared_ptr<const Program>> compileConditions(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                         Date asOf, std::span<const Expression* const> conditions) {
  Compiler compiler(knowledge);
  for (const kb::Table& table : knowledge->tables) {
    if (table.scope == Scope::Patient && table.period.holds(asOf)) compiler.useTable(table);
  }
  for (const Expression* condition : conditions) compiler.condition(*condition);
  if (!compiler.problems.empty()) return compiler.problems;
  return compiler.finish();
}

Result<std::shared_ptr<const Program>> compileTherapy(const std::shared_ptr<const kb::Knowledge>& knowledge, Date asOf,
                                                      std::span<const Expression* const> conditions) {
  Compiler compiler(knowledge);
  for (const kb::Table& table : knowledge->tables) {
    if (!table.period.holds(asOf)) continue;
    if (table.scope == Scope::Therapy) compiler.useTable(table);
    if (table.scope == Scope::Patient) compiler.offerTable(table);
  }
  compiler.run();
  for (const Expression* condition : conditions) compiler.condition(*condition);
  if (!compiler.problems.empty()) return compiler.problems;
  return compiler.finish();
}

std::shared_ptr<const Program> compileConditions(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                 std::span<const Expression* const> conditions,
                                                 const std::set<FactId>& given) {
  Compiler compiler(knowledge);
  compiler.give(given);
  for (const Expression* condition : conditions) compiler.condition(*condition);
  return compiler.finish();
}

std::shared_ptr<const Program> compileCondition(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                const Expression& condition, const std::set<FactId>& given) {
  const Expression* one = &condition;
  return compileConditions(knowledge, std::span(&one, 1), given);
}

std::shared_ptr<const Program> compileTable(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                            const kb::Table& table, const std::set<FactId>& given) {
  Compiler compiler(knowledge);
  compiler.give(given);
  compiler.ignoreGuards();
  compiler.useTable(table);
  compiler.run();
  return compiler.finish();
}

std::shared_ptr<const Program> compileFact(const std::shared_ptr<const kb::Knowledge>& knowledge, FactId fact,
                                           Date asOf) {
  Compiler compiler(knowledge);
  for (const kb::Table& table : knowledge->tables) {
    if (compiler.fills(table, fact) && table.period.holds(asOf)) compiler.useTable(table);
  }
  compiler.only(fact);
  return compiler.finish();
}

std::shared_ptr<const Program> compileIndication(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                 const kb::Indication& indication, const std::set<FactId>& given) {
  Compiler compiler(knowledge);
  compiler.give(given);
  compiler.indication(indication);
  return compiler.finish();
}

}  // namespace her2::engine
