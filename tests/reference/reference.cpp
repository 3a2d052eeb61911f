#include "reference/reference.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace her2::reference {
namespace {

using feel::Expression;
using feel::Kind;
using feel::Op;

/// The concrete result of an expression: one value, or "not known" after null or a division by zero.
class Evaluator {
 public:
  Evaluator(const World& world, const Vocabulary& vocabulary) : world_(world), vocabulary_(vocabulary) {}

  Truth truthOf(const Expression& e) const {
    switch (e.op) {
      case Op::TruthLiteral:
        return e.truth;
      case Op::FactValue:
        return truth(world_.at(e.fact).truth);
      case Op::InInterval:
        return with(number(e.args[0]), [&](double x) { return e.interval.contains(x); });
      case Op::InCodes:
        return with(code(e.args[0]), [&](unsigned x) { return concrete(domain(e.args[0]), e.codes).contains(x); });
      case Op::ListContains:
        return truth(world_.at(e.args[0].fact).list.intersects(e.codes));
      case Op::Less:
        return both(e, [](double x, double y) { return x < y; });
      case Op::LessEqual:
        return both(e, [](double x, double y) { return x <= y; });
      case Op::EqualNumbers:
        return both(e, [](double x, double y) { return x == y; });
      case Op::EqualCodes:
        return equalCodes(e);
      case Op::EqualTruths:
        return same(truthOf(e.args[0]), truthOf(e.args[1]));
      case Op::And:
        return truthOf(e.args[0]) && truthOf(e.args[1]);
      case Op::Or:
        return truthOf(e.args[0]) || truthOf(e.args[1]);
      case Op::Not:
        return !truthOf(e.args[0]);
      case Op::If:
        return chooseTruth(e);
      default:
        return Truth::Unknown;
    }
  }

  std::optional<double> number(const Expression& e) const {
    if (e.op == Op::NumberLiteral) return e.number;
    if (e.op == Op::FactValue) return world_.at(e.fact).number;
    if (e.op == Op::If) {
      const Truth condition = truthOf(e.args[0]);
      return condition == Truth::Unknown ? std::nullopt : number(e.args[condition == Truth::True ? 1 : 2]);
    }
    const auto a = number(e.args[0]);
    const auto b = e.args.size() > 1 ? number(e.args[1]) : 0;
    if (!a || !b) return std::nullopt;
    switch (e.op) {
      case Op::Negate:
        return -*a;
      case Op::Add:
        return *a + *b;
      case Op::Subtract:
        return *a - *b;
      case Op::Multiply:
        return *a * *b;
      case Op::Divide:
        return *b == 0 ? std::nullopt : std::optional(*a / *b);
      case Op::Abs:
        return std::abs(*a);
      case Op::Min:
        return std::min(*a, *b);
      case Op::Max:
        return std::max(*a, *b);
      case Op::PlusMonths:
        return Date(static_cast<std::int32_t>(*a)).plusMonths(static_cast<int>(e.number)).serial();
      default:
        return std::nullopt;
    }
  }

  std::optional<unsigned> code(const Expression& e) const {
    if (e.op == Op::FactValue) return world_.at(e.fact).code;
    if (e.op == Op::CodeLiteral && e.codes.isSingle() && domain(e).all().contains(e.codes)) return e.codes.single();
    if (e.op != Op::If) return std::nullopt;  // an abstract literal
    const Truth condition = truthOf(e.args[0]);
    return condition == Truth::Unknown ? std::nullopt : code(e.args[condition == Truth::True ? 1 : 2]);
  }

  Truth cell(const feel::Cell& cell, const Expression& input) const {
    if (cell.any) return Truth::True;
    switch (input.kind) {
      case Kind::Truth:
        return same(truthOf(input), truth(cell.truth));
      case Kind::Code: {
        const Truth in = with(code(input), [&](unsigned x) { return concrete(domain(input), cell.codes).contains(x); });
        return cell.negated ? !in : in;
      }
      case Kind::Codes:
        return truth(world_.at(input.fact).list.intersects(cell.codes) != cell.negated);
      default:
        return with(number(input), [&](double x) {
          return std::any_of(cell.intervals.begin(), cell.intervals.end(),
                             [&](const Interval& i) { return i.contains(x); });
        });
    }
  }

 private:
  const Domain& domain(const Expression& e) const { return vocabulary_.domain(e.domain); }

  template <class T, class F>
  static Truth with(const std::optional<T>& value, F&& test) {
    return value ? truth(test(*value)) : Truth::Unknown;
  }

  template <class F>
  Truth both(const Expression& e, F&& test) const {
    const auto a = number(e.args[0]);
    const auto b = number(e.args[1]);
    return a && b ? truth(test(*a, *b)) : Truth::Unknown;
  }

  Truth equalCodes(const Expression& e) const {
    const auto a = code(e.args[0]);
    const auto b = code(e.args[1]);
    return a && b ? truth(*a == *b) : Truth::Unknown;
  }

  static Truth same(Truth a, Truth b) {
    if (a == Truth::Unknown || b == Truth::Unknown) return Truth::Unknown;
    return truth(a == b);
  }

  Truth chooseTruth(const Expression& e) const {
    const Truth condition = truthOf(e.args[0]);
    const Truth yes = truthOf(e.args[1]);
    const Truth no = truthOf(e.args[2]);
    if (condition == Truth::Unknown) return either(yes, no);
    return condition == Truth::True ? yes : no;
  }

  const World& world_;
  const Vocabulary& vocabulary_;
};

/// The rows that answer, by the hit policy, where each row surely matches or surely does not.
std::vector<const kb::Row*> chosen(const kb::Table& table, const std::vector<bool>& matches) {
  std::vector<const kb::Row*> all;
  for (std::size_t r = 0; r < matches.size(); ++r) {
    if (matches[r]) all.push_back(&table.rows[r]);
  }
  if (table.hit == kb::HitPolicy::First && all.size() > 1) all.resize(1);
  if (table.hit != kb::HitPolicy::Priority) return all;
  for (const unsigned code : table.priority) {
    std::vector<const kb::Row*> best;
    std::copy_if(all.begin(), all.end(), std::back_inserter(best),
                 [&](const kb::Row* row) { return row->outputs[0].codes.contains(code); });
    if (!best.empty()) return best;
  }
  return all;
}

Answers anything(const Domain* domain) {
  Answers result;
  if (domain != nullptr) result.codes = domain->all();
  result.lists.insert(0);
  result.mayBeTrue = result.mayBeFalse = true;
  result.numbers.emplace_back();
  return result;
}

Answers ofRows(const std::vector<const kb::Row*>& rows, const kb::Table& table, std::size_t output,
               const Domain* domain) {
  Answers result;
  CodeSet gathered;
  for (const kb::Row* row : rows) {
    const kb::OutputCell& cell = row->outputs[output];
    if (domain != nullptr) result.codes |= concrete(*domain, cell.codes);
    gathered |= cell.codes;
    if (table.hit != kb::HitPolicy::Collect) result.lists.insert(cell.codes.bits());
    (cell.truth ? result.mayBeTrue : result.mayBeFalse) = true;
    result.numbers.push_back(cell.number);
  }
  if (table.hit == kb::HitPolicy::Collect) result.lists.insert(gathered.bits());
  return result;
}

/// Every way the rows that are not known in this world (null, division by zero) may come out.
Answers ofMatches(const kb::Table& table, std::size_t output, const std::vector<Truth>& matches, const Domain* domain) {
  std::vector<std::size_t> open;
  std::vector<bool> fixed;
  for (std::size_t r = 0; r < matches.size(); ++r) {
    if (matches[r] == Truth::Unknown) open.push_back(r);
    fixed.push_back(matches[r] == Truth::True);
  }
  Answers result;
  for (std::size_t way = 0; way < std::size_t{1} << open.size(); ++way) {
    for (std::size_t i = 0; i < open.size(); ++i) fixed[open[i]] = (way >> i & 1) != 0;
    const auto rows = chosen(table, fixed);
    result.add(rows.empty() ? anything(domain) : ofRows(rows, table, output, domain));
  }
  return result;
}

Answers ofRecord(const Known& record, const Domain* domain) {
  Answers result = anything(domain);
  if (domain != nullptr && !record.codes.empty()) result.codes = concrete(*domain, record.codes);
  if (record.listed) result.lists = {record.list.bits()};
  if (!record.listed && domain != nullptr) {
    for (const Code& code : domain->codes()) result.lists.insert(code.means.bits());
  }
  result.mayBeTrue = record.truth != Truth::False;
  result.mayBeFalse = record.truth != Truth::True;
  result.numbers = {record.number};
  return result;
}

template <class F>
void forEachPart(const kb::Table& table, F&& f) {
  for (const kb::Input& input : table.inputs) f(input.value);
  if (table.when) f(*table.when);
}

void addAsked(const Expression& e, FactId fact, CodeSet& to) {
  if (e.op == Op::ListContains && e.args[0].fact == fact) to |= e.codes;
  for (const Expression& arg : e.args) addAsked(arg, fact, to);
}

}  // namespace

void Answers::add(const Answers& other) {
  codes |= other.codes;
  lists.insert(other.lists.begin(), other.lists.end());
  mayBeTrue |= other.mayBeTrue;
  mayBeFalse |= other.mayBeFalse;
  numbers.insert(numbers.end(), other.numbers.begin(), other.numbers.end());
}

CodeSet Answers::certain() const {
  CodeSet result = CodeSet::first(CodeSet::capacity);
  for (const std::uint64_t bits : lists) result = result & CodeSet(bits);
  return result;
}

CodeSet Answers::possible() const {
  CodeSet result;
  for (const std::uint64_t bits : lists) result |= CodeSet(bits);
  return result;
}

Truth holds(const Expression& condition, const World& world, const Vocabulary& vocabulary) {
  return Evaluator(world, vocabulary).truthOf(condition);
}

Answers answers(const Question& question, const World& world, const Known& record) {
  const Vocabulary& vocabulary = question.knowledge.vocabulary;
  const feel::Fact& fact = question.knowledge.facts[question.fact];
  const bool coded = fact.kind == Kind::Code || fact.kind == Kind::Codes;
  const Domain* domain = coded ? &vocabulary.domain(fact.domain) : nullptr;
  const Evaluator evaluator(world, vocabulary);
  Answers result;
  bool answered = false;
  for (const kb::Table* table : question.tables) {
    const auto output = std::find(table->outputs.begin(), table->outputs.end(), question.fact) - table->outputs.begin();
    const Truth guard = question.guarded && table->when ? evaluator.truthOf(*table->when) : Truth::True;
    if (guard == Truth::False) continue;
    answered |= guard == Truth::True;
    std::vector<Truth> matches;
    for (const kb::Row& row : table->rows) {
      Truth all = Truth::True;
      for (std::size_t i = 0; i < row.cells.size(); ++i)
        all = all && evaluator.cell(row.cells[i], table->inputs[i].value);
      matches.push_back(all);
    }
    result.add(ofMatches(*table, static_cast<std::size_t>(output), matches, domain));
  }
  if (!answered) result.add(ofRecord(record, domain));
  return result;
}

std::set<FactId> factsOf(const Expression& expression) {
  std::set<FactId> result;
  feel::forEachFact(expression, [&](FactId fact) { result.insert(fact); });
  return result;
}

std::set<FactId> factsOf(const kb::Table& table) {
  std::set<FactId> result;
  forEachPart(table, [&](const Expression& e) { result.merge(factsOf(e)); });
  return result;
}

void addThresholds(const Expression& e, std::set<double>& to) {
  if (e.op == Op::NumberLiteral) to.insert(e.number);
  if (e.op == Op::InInterval) {
    to.insert(e.interval.lo());
    to.insert(e.interval.hi());
  }
  for (const Expression& arg : e.args) addThresholds(arg, to);
}

std::set<double> thresholds(const kb::Table& table) {
  std::set<double> result;
  forEachPart(table, [&](const Expression& e) { addThresholds(e, result); });
  for (const kb::Row& row : table.rows) {
    for (const feel::Cell& cell : row.cells) {
      for (const Interval& interval : cell.intervals) result.insert({interval.lo(), interval.hi()});
    }
  }
  return result;
}

CodeSet askedOf(const kb::Table& table, FactId fact) {
  CodeSet result;
  forEachPart(table, [&](const Expression& e) { addAsked(e, fact, result); });
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    const Expression& input = table.inputs[i].value;
    if (input.op != Op::FactValue || input.fact != fact || input.kind != Kind::Codes) continue;
    for (const kb::Row& row : table.rows) result |= row.cells[i].codes;
  }
  return result;
}

namespace {

/// At every cut, between neighbours, and beyond the outer ones; days are whole.
std::set<double> points(const Interval& known, std::set<double> cuts, bool days) {
  std::erase_if(cuts, [](double x) { return std::isinf(x); });
  for (const double end : {known.least(), known.greatest()}) {
    if (!std::isinf(end)) cuts.insert(end);
  }
  if (cuts.empty()) cuts.insert(0);
  std::set<double> result = cuts;
  for (auto at = cuts.begin(); std::next(at) != cuts.end(); ++at) result.insert((*at + *std::next(at)) / 2);
  result.insert({*cuts.begin() - 1, *cuts.rbegin() + 1});
  std::set<double> inside;
  for (const double x : result) {
    const double point = days ? std::round(x) : x;
    if (known.contains(point)) inside.insert(point + 0.0);
  }
  return inside;
}

Value ofNumber(double x) {
  Value value;
  value.number = x;
  return value;
}

}  // namespace

std::vector<Value> valuesOf(const kb::Knowledge& knowledge, FactId fact, const Known& known,
                            const std::set<double>& cuts, CodeSet asked) {
  const feel::Fact& described = knowledge.facts[fact];
  std::vector<Value> result;
  switch (described.kind) {
    case Kind::Truth:
      if (known.truth != Truth::True) result.push_back({});
      if (known.truth != Truth::False) result.push_back({.truth = true, .code = 0, .list = {}, .number = 0});
      break;
    case Kind::Code: {
      const Domain& domain = knowledge.vocabulary.domain(described.domain);
      const CodeSet codes = known.codes.empty() ? domain.all() : concrete(domain, known.codes);
      codes.forEach([&](unsigned code) { result.push_back({.truth = false, .code = code, .list = {}, .number = 0}); });
      break;
    }
    case Kind::Codes: {
      CodeSet subset;
      do {
        result.push_back({.truth = false, .code = 0, .list = known.listed ? known.list : subset, .number = 0});
        subset = CodeSet((subset.bits() - asked.bits()) & asked.bits());
      } while (!known.listed && !subset.empty());
      break;
    }
    default:
      if (const auto possible = known.number.intersect(described.range)) {
        for (const double x : points(*possible, cuts, described.kind == Kind::Date)) result.push_back(ofNumber(x));
      }
  }
  return result;
}

std::vector<World> worlds(const std::map<FactId, std::vector<Value>>& values, std::size_t most) {
  std::vector<World> result(1);
  for (const auto& [fact, choices] : values) {
    if (result.size() * choices.size() > most) return {};
    std::vector<World> next;
    for (const World& world : result) {
      for (const Value& value : choices) {
        next.push_back(world);
        next.back()[fact] = value;
      }
    }
    result = std::move(next);
  }
  return result;
}

CodeSet concrete(const Domain& domain, CodeSet codes) {
  CodeSet result;
  codes.forEach([&](unsigned code) { result |= domain[code].means; });
  return result;
}

}  // namespace her2::reference
