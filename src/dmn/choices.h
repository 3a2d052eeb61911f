// Known values for the facts of a decision: of every kind that its rules can tell apart, and at random within a kind.
#pragma once

#include <cstdint>
#include <vector>

#include "check/partition.h"
#include "kb/model.h"

namespace her2::dmn {

using feel::FactId;

/// A small generator with the same numbers everywhere (SplitMix64).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// 0 to n - 1. Requires n > 0.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  /// From 0 to below 1.
  double part() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

/// What a fact is known to be. Which member counts depends on its kind.
struct Value {
  bool truth = false;
  unsigned code = 0;
  CodeSet list;
  double number = 0;  ///< Number; Date: day serial
};

/// Kinds of value of one fact; each is a set of pieces that the rules treat alike.
using Kinds = std::vector<std::vector<check::Piece>>;

/// The facts of a decision and their kinds of value.
struct Choices {
  struct Fact {
    FactId id = 0;
    Kinds kinds;
    CodeSet asked;  ///< of a list: the codes that some rule asks about
  };
  /// Two numbers that a comparison sets against each other, and a constant beside them.
  struct Pair {
    FactId one = 0;
    FactId other = 0;
    double constant = 0;
  };
  std::vector<Fact> facts;
  std::vector<Pair> pairs;
  /// How many combinations of kinds there are; at most `most` + 1.
  std::size_t combinations(std::size_t most) const;
};

/// What a row tests of a fact alone makes the parts of its partition one kind each; of facts that expressions mix,
/// every piece is a kind of its own.
Choices choicesOf(const kb::Knowledge& knowledge, const kb::Table& table);
Choices choicesOf(const kb::Knowledge& knowledge, const std::vector<const feel::Expression*>& expressions);
/// Of all that any of the tables asks, guards included: every piece is a kind.
Choices choicesOf(const kb::Knowledge& knowledge, const std::vector<const kb::Table*>& tables);

/// A value of the piece. Numbers are often its ends, or have few digits.
Value pick(const check::Piece& piece, feel::Kind kind, Random& random);

}  // namespace her2::dmn
