#include "dmn/choices.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "dmn/in_force.h"

namespace her2::dmn {
namespace {

using check::Piece;
using feel::Expression;
using feel::Kind;
using feel::Op;

constexpr unsigned mostAsked = 4;  // codes of a list of which every subset is tried
constexpr double wide = 1000;      // how far a number or a day may lie from an end where the other is missing

/// Where the rules cut the values of a fact.
struct Cuts {
  std::set<double> numbers;
  CodeSet asked;  ///< of a list
};
using AllCuts = std::map<FactId, Cuts>;

void addEnds(const Interval& interval, std::set<double>& to) {
  for (const double end : {interval.lo(), interval.hi()}) {
    if (std::isfinite(end)) to.insert(end);
  }
}

void addConstants(const Expression& e, std::set<double>& to) {
  if (e.op == Op::NumberLiteral) to.insert(e.number);
  if (e.op == Op::InInterval) addEnds(e.interval, to);
  for (const Expression& arg : e.args) addConstants(arg, to);
}

// The constants of a comparison cut every fact that is compared.
void addCuts(const Expression& e, AllCuts& cuts) {
  if (e.op == Op::ListContains) cuts[e.args[0].fact].asked |= e.codes;
  const bool compares = e.op == Op::InInterval || e.op == Op::Less || e.op == Op::LessEqual || e.op == Op::EqualNumbers;
  if (compares) {
    std::set<double> constants;
    addConstants(e, constants);
    feel::forEachFact(e, [&](FactId fact) { cuts[fact].numbers.insert(constants.begin(), constants.end()); });
  }
  for (const Expression& arg : e.args) addCuts(arg, cuts);
}

void addCuts(const kb::Table& table, AllCuts& cuts) {
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    const Expression& value = table.inputs[i].value;
    addCuts(value, cuts);
    if (value.op != Op::FactValue) continue;
    for (const kb::Row& row : table.rows) {
      for (const Interval& interval : row.cells[i].intervals) addEnds(interval, cuts[value.fact].numbers);
      if (value.kind == Kind::Codes) cuts[value.fact].asked |= row.cells[i].codes;
    }
  }
}

Piece ofNumber(const Interval& interval) {
  Piece piece;
  piece.number = interval;
  return piece;
}

Piece ofList(CodeSet list) {
  Piece piece;
  piece.list = list;
  return piece;
}

class Pieces {
 public:
  Pieces(const kb::Knowledge& knowledge, const feel::Fact& fact, const Cuts& cuts) {
    switch (fact.kind) {
      case Kind::Truth:
        add({});
        add({.number = {}, .code = 0, .list = {}, .truth = true});
        break;
      case Kind::Code:
        knowledge.vocabulary.domain(fact.domain).all().forEach([&](unsigned code) {
          add({.number = {}, .code = code, .list = {}, .truth = false});
        });
        break;
      case Kind::Codes:
        lists(cuts.asked);
        break;
      default:
        numbers(cuts.numbers, fact.range, fact.kind == Kind::Date);
    }
  }

  Kinds kinds;

 private:
  void add(const Piece& piece) { kinds.push_back({piece}); }

  void lists(CodeSet asked) {
    if (asked.size() <= mostAsked) {
      CodeSet subset;
      do {
        add(ofList(subset));
        subset = CodeSet((subset.bits() - asked.bits()) & asked.bits());
      } while (!subset.empty());
      return;
    }
    add(ofList({}));
    add(ofList(asked));
    asked.forEach([&](unsigned code) {
      add(ofList(CodeSet::of(code)));
      add(ofList(asked - CodeSet::of(code)));
    });
  }

  void numbers(const std::set<double>& cuts, const Interval& range, bool days) {
    double before = -Interval::infinity;
    const auto gap = [&](double to) {
      const Interval all(before, before != -Interval::infinity, to, to != Interval::infinity);
      if (all.isEmpty()) return;
      const auto within = all.intersect(range);
      if (within && (!days || std::ceil(within->least()) <= std::floor(within->greatest()))) add(ofNumber(*within));
    };
    for (const double cut : cuts) {
      gap(cut);
      if (range.contains(cut)) add(ofNumber(Interval(cut)));
      before = cut;
    }
    gap(Interval::infinity);
  }
};

Choices::Fact choice(const kb::Knowledge& knowledge, FactId fact, const AllCuts& cuts) {
  const auto found = cuts.find(fact);
  const Cuts own = found == cuts.end() ? Cuts() : found->second;
  return {fact, Pieces(knowledge, knowledge.facts[fact], own).kinds, own.asked};
}

void addPairs(const Expression& e, std::vector<Choices::Pair>& pairs) {
  const bool compares = e.op == Op::InInterval || e.op == Op::Less || e.op == Op::LessEqual || e.op == Op::EqualNumbers;
  if (compares) {
    std::set<double> constants;
    addConstants(e, constants);
    constants.insert(0);
    const std::vector<FactId> facts = factsOf({&e});
    for (std::size_t i = 1; i < facts.size(); ++i) {
      for (const double constant : constants) pairs.push_back({facts[i - 1], facts[i], constant});
    }
  }
  for (const Expression& arg : e.args) addPairs(arg, pairs);
}

void addPairs(const kb::Table& table, std::vector<Choices::Pair>& pairs) {
  for (const kb::Input& input : table.inputs) addPairs(input.value, pairs);
}

/// The only input that asks about the fact, if that input is the fact itself.
std::optional<std::size_t> ownInput(const kb::Table& table, FactId fact) {
  std::optional<std::size_t> own;
  std::size_t mentions = 0;
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    const Expression& value = table.inputs[i].value;
    feel::forEachFact(value, [&](FactId each) { mentions += each == fact ? 1U : 0U; });
    if (value.op == Op::FactValue && value.fact == fact) own = i;
  }
  return mentions == 1 ? own : std::nullopt;
}

/// The parts of a partition, without codes that only stand for others.
Kinds partsOf(const kb::Knowledge& knowledge, const kb::Table& table, std::size_t input) {
  const Expression& value = table.inputs[input].value;
  Kinds result;
  for (const check::Part& part : check::partition(knowledge, table, input)) {
    std::vector<Piece> pieces = part.pieces;
    if (value.kind == Kind::Code) {
      const CodeSet known = knowledge.vocabulary.domain(value.domain).all();
      std::erase_if(pieces, [&](const Piece& piece) { return !known.contains(piece.code); });
    }
    if (!pieces.empty()) result.push_back(std::move(pieces));
  }
  return result;
}

}  // namespace

std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

std::size_t Choices::combinations(std::size_t most) const {
  std::size_t result = 1;
  for (const Fact& fact : facts) result = std::min(most + 1, result * fact.kinds.size());
  return result;
}

Choices choicesOf(const kb::Knowledge& knowledge, const kb::Table& table) {
  AllCuts cuts;
  addCuts(table, cuts);
  Choices result;
  for (const FactId fact : factsOf(table, false, true)) {
    result.facts.push_back(choice(knowledge, fact, cuts));
    if (const auto own = ownInput(table, fact)) result.facts.back().kinds = partsOf(knowledge, table, *own);
  }
  addPairs(table, result.pairs);
  return result;
}

Choices choicesOf(const kb::Knowledge& knowledge, const std::vector<const Expression*>& expressions) {
  AllCuts cuts;
  Choices result;
  for (const Expression* expression : expressions) {
    addCuts(*expression, cuts);
    addPairs(*expression, result.pairs);
  }
  for (const FactId fact : factsOf(expressions)) result.facts.push_back(choice(knowledge, fact, cuts));
  return result;
}

Choices choicesOf(const kb::Knowledge& knowledge, const std::vector<const kb::Table*>& tables) {
  AllCuts cuts;
  Choices result;
  std::vector<FactId> facts;
  for (const kb::Table* table : tables) {
    addCuts(*table, cuts);
    addPairs(*table, result.pairs);
    if (table->when) addCuts(*table->when, cuts);
    for (const FactId fact : factsOf(*table, true, true)) {
      if (std::find(facts.begin(), facts.end(), fact) == facts.end()) facts.push_back(fact);
    }
  }
  for (const FactId fact : facts) result.facts.push_back(choice(knowledge, fact, cuts));
  return result;
}

Value pick(const Piece& piece, Kind kind, Random& random) {
  Value value{piece.truth, piece.code, piece.list, piece.number.lo()};
  if ((kind != Kind::Number && kind != Kind::Date) || piece.number.isPoint()) return value;
  double lo = piece.number.least();
  double hi = piece.number.greatest();
  if (std::isinf(lo)) lo = std::isinf(hi) ? -wide : hi - wide;
  if (std::isinf(hi)) hi = lo + wide;
  const std::size_t way = random.below(4);
  if (kind == Kind::Date) {
    lo = std::ceil(lo);
    hi = std::floor(hi);
    value.number = way == 0 ? lo : way == 1 ? hi : std::floor(lo + (hi - lo + 1) * random.part());
    return value;
  }
  const double anywhere = lo + (hi - lo) * random.part();
  const double rounded = std::round(anywhere * 100) / 100;
  value.number = way == 0 ? lo : way == 1 ? hi : piece.number.contains(rounded) ? rounded : anywhere;
  return value;
}

}  // namespace her2::dmn
