// Expressions -> instructions. Equal expressions are computed once (most criteria ask about the same few facts).
#pragma once

#include <map>
#include <string>

#include "engine/program.h"

namespace her2::engine {

/// Gives out storage behind the facts and collects instructions.
class Emitter {
 public:
  Emitter(const kb::Knowledge& knowledge, FactLayout& layout) : knowledge_(knowledge), layout_(layout) {}

  /// Where the finished value of a fact stands; kind Duration: nowhere yet.
  struct Value {
    Kind kind = Kind::Duration;
    ValueRef at = 0;
    std::uint32_t count = 0;
    bool input = false;  ///< `at` counts within the facts, not behind them
  };

  TruthRef truth(const feel::Expression& e);
  TruthRef both(TruthRef a, TruthRef b) { return shared({.op = Op::And, .a = a, .b = b}); }
  TruthRef someOf(TruthRef a, TruthRef b) { return shared({.op = Op::Or, .a = a, .b = b}); }
  TruthRef constant(Truth value);
  TruthRef cell(const feel::Cell& cell, const feel::Expression& input);

  /// Storage that no instruction has written yet.
  std::uint32_t takeWords(std::uint32_t count);
  std::uint32_t takeColumn() { return columns_++; }
  void emit(const Instruction& instruction) { instructions_.push_back(instruction); }

  void setValue(FactId fact, Value value);
  /// The value of a fact; a fact that nothing has filled becomes an input.
  Value value(FactId fact);
  bool hasValue(FactId fact) const { return fact < values_.size() && values_[fact].kind != Kind::Duration; }

  std::vector<Instruction> takeInstructions() { return std::move(instructions_); }
  const std::vector<Value>& values() const { return values_; }
  std::uint32_t words() const { return words_; }
  std::uint32_t columns() const { return columns_; }

  /// References behind the facts carry this bit until the layout is complete; resolve() replaces it by the number of
  /// fact words or columns.
  static constexpr std::uint32_t behind = 0x80000000U;

 private:
  struct CodeValue {
    ValueRef at = 0;
    DomainId domain = 0;
  };

  TruthRef shared(Instruction instruction);
  TruthRef compareNumbers(Op op, const feel::Expression& e);
  CodeValue code(const feel::Expression& e);
  ValueRef number(const feel::Expression& e);
  TruthRef inCodes(CodeValue value, CodeSet codes);
  TruthRef listContains(FactId fact, CodeSet codes);

  const kb::Knowledge& knowledge_;
  FactLayout& layout_;
  std::vector<Instruction> instructions_;
  std::vector<Value> values_;
  std::map<std::string, std::uint32_t> known_;
  std::uint32_t words_ = 0;
  std::uint32_t columns_ = 0;
};

}  // namespace her2::engine
