// Thresholds of safety: where a number turns one answer into another, examples must stand below it, on it and above it,
// so that `<` written for `<=` cannot pass. A row of a therapy table, a condition of a safety rule and the definition
// of a fact are held to it, unless they rest on nothing that was read: such a line never instructs.
//
// Below and above mean next to it: no other threshold of the same number lies between. An example counts for a row if
// it can tell what the cell does (Thresholds::tells), and for a condition only if this is not the same on all three.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "check/check.h"
#include "check/given.h"
#include "check/partition.h"
#include "engine/compiler.h"

namespace her2::check {
namespace {

using engine::Program;
using feel::Expression;
using feel::Kind;
using feel::Op;

/// Below, on and above a cut; nothing where no value can be.
using Sides = std::array<std::optional<Interval>, 3>;
constexpr std::array<std::string_view, 3> sideNames = {"below", "on", "above"};

Sides sidesOf(double cut, const std::set<double>& cuts, const Interval& range) {
  const auto at = cuts.find(cut);
  const double before = at == cuts.begin() ? -Interval::infinity : *std::prev(at);
  const double after = std::next(at) == cuts.end() ? Interval::infinity : *std::next(at);
  return {Interval(before, false, cut, true).intersect(range), Interval(cut),
          Interval(cut, true, after, false).intersect(range)};
}

/// The sides on which `shown` is false, in words.
template <class Shown>
std::string lackingOf(const Sides& sides, Shown&& shown) {
  std::vector<std::string_view> names;
  for (std::size_t side = 0; side < sides.size(); ++side) {
    if (sides[side] && !shown(side)) names.push_back(sideNames[side]);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

Expression liesIn(const Expression& value, const Interval& interval) {
  Expression test;
  test.op = Op::InInterval;
  test.interval = interval;
  test.args = {value};
  return test;
}

/// One test a side; where no value can be, the cut itself.
std::vector<Expression> testsOf(const Expression& value, double cut, const Sides& sides) {
  std::vector<Expression> tests;
  for (const auto& side : sides) tests.push_back(liesIn(value, side.value_or(Interval(cut))));
  return tests;
}

/// A number that a condition compares with constants, and these.
struct Compared {
  const Expression* value = nullptr;
  std::set<double> cuts;
};

class Thresholds {
 public:
  Thresholds(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems)
      : knowledge_(knowledge), problems_(problems), given_(*knowledge, ignored_) {}

  std::size_t run() {
    for (const kb::Table& table : knowledge_->tables) {
      if (table.scope == feel::Scope::Therapy) this->table(table);
    }
    const kb::SafetyKnowledge& safety = knowledge_->safety;
    rules(safety.baselines);
    rules(safety.warnings);
    rules(safety.interactions);
    rules(safety.monitors);
    rules(safety.holds);
    rules(safety.partners);
    rules(safety.symptoms);
    rules(safety.afterLastDose);
    rules(safety.advice);
    for (const kb::Derivation& each : knowledge_->derivations) {
      if (each.define) condition(each.block, each.block.node->find("name")->string(), *each.define);
    }
    return count_;
  }

 private:
  bool wasRead(const std::vector<std::string>& sources) const {
    return knowledge_->bestGrade(sources) != kb::Grade::Unverified;
  }

  void fault(const kb::Block& at, const kb::Place& place, std::string message) {
    problems_.push_back(at.document->problem(place, std::move(message),
                                             "write one from the source; what stands on the threshold itself matters"));
  }

  /// Facts of an example set in a block; false where its values are at fault, which is reported where examples are run.
  bool set(const kb::Block& at, const kb::Node& example, const Program& program, facts::FactBlock& block) {
    const kb::Node* given = example.isTable() ? example.find("given") : nullptr;
    if (given == nullptr || !given_.set(at, *given, program, block)) return false;
    program.run(block);
    return true;
  }

  static const std::vector<kb::Node>& examplesOf(const kb::Block& block) {
    static const std::vector<kb::Node> none;
    const kb::Node* examples = block.node->find("examples");
    return examples != nullptr && examples->isArray() ? examples->array() : none;
  }

  /// Calls f(truths of the conditions, example) for every example.
  template <class F>
  void evaluate(const kb::Block& at, const std::vector<Expression>& conditions, F&& f) {
    std::vector<const Expression*> pointers;
    pointers.reserve(conditions.size());
    for (const Expression& each : conditions) pointers.push_back(&each);
    for (const kb::Node& example : examplesOf(at)) {
      std::set<feel::FactId> names;
      given_.addNames(example, names);
      const auto program = engine::compileConditions(knowledge_, pointers, names);
      facts::FactBlock block = program->makeBlock();
      if (!set(at, example, *program, block)) continue;
      std::vector<Truth> truths;
      for (const engine::TruthRef each : program->conditions()) truths.push_back(Program::truthAt(block, each, 0));
      f(std::span<const Truth>(truths), example);
    }
  }

  // --- tables

  void table(const kb::Table& table) {
    for (std::size_t input = 0; input < table.inputs.size(); ++input) {
      const Expression& value = table.inputs[input].value;
      if (value.kind != Kind::Number) continue;
      const Interval range = rangeOf(*knowledge_, value);
      std::set<double> cuts;
      for (const kb::Row& row : table.rows) addCuts(row.cells[input].intervals, range, cuts);
      for (const double cut : cuts) tableCut(table, input, cut, sidesOf(cut, cuts, range));
    }
  }

  void tableCut(const kb::Table& table, std::size_t input, double cut, const Sides& sides) {
    const Interval range = rangeOf(*knowledge_, table.inputs[input].value);
    std::vector<std::size_t> rows;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      std::set<double> own;
      addCuts(table.rows[r].cells[input].intervals, range, own);
      const auto& sources = table.rows[r].sources.empty() ? table.sources : table.rows[r].sources;
      if (own.contains(cut) && wasRead(sources)) rows.push_back(r);
    }
    if (rows.empty()) return;
    ++count_;
    std::array<std::set<std::size_t>, 3> shown;
    evaluate(table.block, testsOf(table.inputs[input].value, cut, sides),
             [&](std::span<const Truth> truths, const kb::Node& example) {
               for (const std::size_t r : rows) {
                 if (!tells(table, r, input, example)) continue;
                 for (std::size_t side = 0; side < sides.size(); ++side) {
                   if (truths[side] == Truth::True) shown[side].insert(r);
                 }
               }
             });
    for (const std::size_t r : rows) {
      const std::string lacking = lackingOf(sides, [&](std::size_t side) { return shown[side].contains(r); });
      if (!lacking.empty())
        fault(table.block, table.rows[r].place,
              fmt::format("row {} of `{}` has no example {} {} of `{}`", r + 1, table.id, lacking, cut,
                          table.inputs[input].text));
    }
  }

  /// Can the example tell what the row's cell for the input does? Not where another cell fails, nor where the row and
  /// one of the same outcome both speak.
  bool tells(const kb::Table& table, std::size_t r, std::size_t input, const kb::Node& example) {
    std::set<feel::FactId> names;
    given_.addNames(example, names);
    const auto program = engine::compileTable(knowledge_, table, names);
    facts::FactBlock block = program->makeBlock();
    if (!set(table.block, example, *program, block)) return false;
    const auto holds = [&](engine::TruthRef ref) { return Program::truthAt(block, ref, 0); };
    const engine::CompiledTable& compiled = program->tables()[0];
    const std::vector<engine::TruthRef>& cells = compiled.rows[r].cells;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i != input && cells[i] != engine::CompiledRow::noCell && holds(cells[i]) == Truth::False) return false;
    }
    if (table.hit != kb::HitPolicy::Priority || holds(cells[input]) == Truth::False) return true;
    for (std::size_t other = 0; other < table.rows.size(); ++other) {
      const bool same = other != r && table.rows[other].outputs[0].codes == table.rows[r].outputs[0].codes;
      if (same && holds(compiled.rows[other].matches) != Truth::False) return false;
    }
    return true;
  }

  // --- conditions

  template <class Rules>
  void rules(const Rules& rules) {
    for (const kb::SafetyRule& rule : rules) {
      if (rule.when && wasRead(rule.sources)) condition(rule.block, rule.id, *rule.when);
    }
  }

  void condition(const kb::Block& at, const std::string& name, const Expression& condition) {
    std::vector<Compared> compared;
    collect(condition, compared);
    for (const Compared& each : compared) {
      const Interval range = rangeOf(*knowledge_, *each.value);
      for (const double cut : each.cuts)
        conditionCut(at, name, condition, *each.value, cut, sidesOf(cut, each.cuts, range));
    }
  }

  void conditionCut(const kb::Block& at, const std::string& name, const Expression& condition, const Expression& value,
                    double cut, const Sides& sides) {
    ++count_;
    std::vector<Expression> tests = testsOf(value, cut, sides);
    tests.push_back(condition);
    std::array<bool, 3> shown{};
    std::set<Truth> outcomes;
    evaluate(at, tests, [&](std::span<const Truth> truths, const kb::Node&) {
      for (std::size_t side = 0; side < sides.size(); ++side) {
        if (truths[side] != Truth::True) continue;
        shown[side] = true;
        outcomes.insert(truths.back());
      }
    });
    const std::string of =
        value.op == Op::FactValue ? fmt::format("`{}`", knowledge_->facts[value.fact].name) : "a sum";
    const std::string lacking = lackingOf(sides, [&](std::size_t side) { return shown[side]; });
    if (!lacking.empty())
      fault(at, at.node->place, fmt::format("`{}` has no example {} {} of {}", name, lacking, cut, of));
    else if (outcomes.size() == 1)
      fault(at, at.node->place, fmt::format("no example of `{}` shows what {} of {} decides", name, cut, of));
  }

  /// Numbers compared with constants. Facts defined by others have thresholds of their own, with their own examples.
  void collect(const Expression& expression, std::vector<Compared>& out) const {
    const auto isNumber = [](const Expression& e) { return e.op == Op::NumberLiteral; };
    if (expression.op == Op::InInterval && expression.args[0].kind == Kind::Number) {
      addCuts({expression.interval}, rangeOf(*knowledge_, expression.args[0]),
              comparedOf(expression.args[0], out).cuts);
    } else if (expression.op == Op::Less || expression.op == Op::LessEqual || expression.op == Op::EqualNumbers) {
      for (const std::size_t side : {0U, 1U}) {
        const Expression& value = expression.args[side];
        const Expression& other = expression.args[1 - side];
        if (!isNumber(value) && isNumber(other) && value.kind == Kind::Number)
          addCuts({Interval(other.number)}, rangeOf(*knowledge_, value), comparedOf(value, out).cuts);
      }
    }
    for (const Expression& arg : expression.args) collect(arg, out);
  }

  static Compared& comparedOf(const Expression& value, std::vector<Compared>& out) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const Compared& each) {
      return value.op == Op::FactValue && each.value->op == Op::FactValue && each.value->fact == value.fact;
    });
    if (same != out.end()) return *same;
    return out.emplace_back(Compared{&value, {}});
  }

  std::shared_ptr<const kb::Knowledge> knowledge_;
  Problems& problems_;
  Problems ignored_;
  Given given_;
  std::size_t count_ = 0;
};

}  // namespace

std::size_t checkThresholds(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems) {
  return Thresholds(knowledge, problems).run();
}

}  // namespace her2::check
