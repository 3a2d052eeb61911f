// Compiled knowledge: the tables, definitions and indications in force on a day, as instructions over blocks of 64
// cases.
//
// Every truth of the program is a pair of words (t: certainly true, p: possibly true), every code a word for each code
// of its domain (still possible). So a test of a code is a few OR operations for 64 cases, whatever is unknown about
// them. All intermediate truths stay in the block after a run: a trace reads them, it does not evaluate again.
//
// Promise: for any way the unknown facts of a case turn out, the concrete answer is among those the block holds
// (sound); learning a fact never adds an answer (monotone). One program may run on many blocks from many threads; a
// block belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "facts/fact_block.h"
#include "kb/model.h"

namespace her2::engine {

using facts::Column;
using facts::FactBlock;
using facts::FactId;
using facts::FactLayout;
using facts::Kind;
using facts::Word;

/// Index of the word t of a truth; p stands behind it.
using TruthRef = std::uint32_t;
/// First of the words of a code or list, or the column of a number.
using ValueRef = std::uint32_t;

enum class Op : std::uint8_t {
  ConstantTruth,
  InRange,
  InCodes,
  EqualCodes,
  Less,
  LessEqual,
  EqualNumbers,
  EqualTruths,
  And,
  Or,
  Not,
  IfTruth,
  ConstantNumber,
  Negate,
  Add,
  Subtract,
  Multiply,
  Divide,
  Abs,
  Min,
  Max,
  PlusMonths,
  IfNumber,
  ConstantCode,
  IfCode,
  RunTable,
  FinishFact,
};

struct Instruction {
  Op op = Op::ConstantTruth;
  std::uint32_t out = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::uint32_t count = 0;  ///< codes of the domain
  Word mask = 0;            ///< InCodes: codes that may be in; ConstantCode: the codes
  Word must = 0;            ///< InCodes: codes that surely are in
  double lo = 0;            ///< InRange, ConstantNumber
  double hi = 0;
};

struct CompiledRow {
  std::vector<TruthRef> cells;  ///< one an input; noCell for "-"
  TruthRef matches = 0;         ///< all cells hold, before the hit policy
  TruthRef fires = 0;           ///< after the hit policy and the guard
  static constexpr TruthRef noCell = ~TruthRef{0};
};

struct CompiledTable {
  const kb::Table* table = nullptr;
  TruthRef guard = CompiledRow::noCell;
  std::vector<CompiledRow> rows;
  std::vector<std::uint32_t> outputs;  ///< index into Program::derived
};

/// A fact that tables fill: where its parts are gathered, and where the finished value stands.
struct DerivedFact {
  FactId fact = 0;
  Kind kind = Kind::Truth;
  std::uint32_t count = 0;
  CodeSet all;
  ValueRef result = 0;                    ///< as in facts::FactBlock for this kind
  TruthRef guarded = 0;                   ///< some table's guard holds, certainly or possibly
  TruthRef covered = 0;                   ///< some guard certainly holds, though it may not be known which
  std::optional<FactLayout::Slot> input;  ///< what the record says, where no guard holds
};

struct CompiledIndication {
  const kb::Indication* indication = nullptr;
  std::vector<TruthRef> criteria;
  TruthRef all = 0;
};

class Program {
 public:
  /// A block with room for the facts and all results.
  FactBlock makeBlock() const { return {layout_, words_, columns_}; }
  /// Runs over all 64 lanes. The facts must be set; results stand in the block until the next reset.
  void run(FactBlock& block) const;

  const FactLayout& layout() const { return layout_; }
  const std::vector<CompiledTable>& tables() const { return tables_; }
  const std::vector<CompiledIndication>& indications() const { return indications_; }
  /// Conditions that were asked for beside the tables, in the order in which they were given.
  const std::vector<TruthRef>& conditions() const { return conditions_; }
  const std::vector<DerivedFact>& derived() const { return derived_; }

  /// Where the value of a fact stands after a run: derived, or as the record gave it. False if the program does not
  /// know it.
  bool has(FactId fact) const { return place(fact) != nullptr; }
  Truth truthOf(const FactBlock& block, FactId fact, unsigned lane) const;
  CodeSet codeOf(const FactBlock& block, FactId fact, unsigned lane) const;
  /// Of a list: the codes that certainly hold, and those that possibly do.
  CodeSet certainOf(const FactBlock& block, FactId fact, unsigned lane) const;
  CodeSet possibleOf(const FactBlock& block, FactId fact, unsigned lane) const;
  Interval numberOf(const FactBlock& block, FactId fact, unsigned lane) const;
  static Truth truthAt(const FactBlock& block, TruthRef ref, unsigned lane);
  /// A bit for each lane in which it is not False.
  static Word mayBeTrue(const FactBlock& block, TruthRef ref) { return block.words()[ref + 1]; }

 private:
  friend class Compiler;
  struct Place {
    Kind kind;
    std::uint32_t count;
    ValueRef at;
  };
  const Place* place(FactId fact) const;
  CodeSet listOf(const FactBlock& block, FactId fact, unsigned lane, unsigned which) const;
  void runTable(const CompiledTable& table, FactBlock& block) const;
  void gather(const DerivedFact& fact, const CompiledTable& table, std::size_t output, Word silent,
              FactBlock& block) const;
  static void leaveOpen(const DerivedFact& fact, Word where, FactBlock& block);
  void finish(const DerivedFact& fact, FactBlock& block) const;

  std::shared_ptr<const kb::Knowledge> knowledge_;  // keeps what the pointers point to
  FactLayout layout_;
  std::uint32_t words_ = 0;  // behind the facts
  std::uint32_t columns_ = 0;
  std::vector<Instruction> instructions_;
  std::vector<CompiledTable> tables_;
  std::vector<DerivedFact> derived_;
  std::vector<CompiledIndication> indications_;
  std::vector<TruthRef> conditions_;
  std::vector<Place> places_;  // by FactId; kind Duration: none
};

}  // namespace her2::engine
