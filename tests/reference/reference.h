// A slow, obvious evaluator of expressions and decision tables: the oracle the engine is held to. It knows no masks and
// no instructions; it walks the typed tree of one case, row by row, as a person with the guideline in hand would.
//
// Concrete: in a World every fact has exactly one value. Partly known: every World that what is known leaves possible
// is tried, one after the other, and the answers are gathered. For numbers that is a finite choice: points at, between
// and around everything a table or expression compares with.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "kb/model.h"

namespace her2::reference {

using feel::FactId;

/// One value of a fact; which member counts depends on the kind of the fact. A code is a concrete one.
struct Value {
  bool truth = false;
  unsigned code = 0;
  CodeSet list;
  double number = 0;
};
using World = std::map<FactId, Value>;

/// What is known of a fact; as constructed, nothing.
struct Known {
  Truth truth = Truth::Unknown;
  CodeSet codes;        ///< Code: any of these, abstract codes allowed; empty: any of the domain
  bool listed = false;  ///< Codes: `list` is the list, else it may be any
  CodeSet list;
  Interval number;
};
using Case = std::map<FactId, Known>;

/// Every value an output may have.
struct Answers {
  CodeSet codes;                  ///< Code: concrete codes
  std::set<std::uint64_t> lists;  ///< Codes: each list as the bits of its codes
  bool mayBeTrue = false;         ///< Truth
  bool mayBeFalse = false;
  std::vector<Interval> numbers;  ///< Number: in one of these

  void add(const Answers& other);
  /// The codes that are in every list, and those in some list.
  CodeSet certain() const;
  CodeSet possible() const;
};

/// What the truth of a condition is in one world; unknown only where it mentions null or divides by zero.
Truth holds(const feel::Expression& condition, const World& world, const Vocabulary& vocabulary);

/// What is asked: a fact, of the tables that fill it, with their guards or (as examples are run) without.
struct Question {
  const kb::Knowledge& knowledge;
  FactId fact = 0;
  std::vector<const kb::Table*> tables;
  bool guarded = true;
};

/// What the tables give in one world. `record` is what the record says of the fact: it stays where no guard holds.
/// Where nothing answers, a list is empty and any other fact may be anything.
Answers answers(const Question& question, const World& world, const Known& record);

/// The facts that the table (with its guard) or expression asks about.
std::set<FactId> factsOf(const kb::Table& table);
std::set<FactId> factsOf(const feel::Expression& expression);

/// Numbers that matter to the table or expression: every number it compares with.
std::set<double> thresholds(const kb::Table& table);
void addThresholds(const feel::Expression& expression, std::set<double>& to);

/// The values that a partly known fact may take: all of them, but of numbers only points at, between and around the
/// thresholds that lie in what is known and in the range of the fact. A list that is not known is tried with every
/// subset of `asked`.
std::vector<Value> valuesOf(const kb::Knowledge& knowledge, FactId fact, const Known& known,
                            const std::set<double>& cuts, CodeSet asked);
/// Codes of a list that the table asks about.
CodeSet askedOf(const kb::Table& table, FactId fact);

/// Every world of the facts; at most `most`, else none.
std::vector<World> worlds(const std::map<FactId, std::vector<Value>>& values, std::size_t most);

/// An abstract code is each of the codes it means.
CodeSet concrete(const Domain& domain, CodeSet codes);

}  // namespace her2::reference
