#include "engine/expression_compiler.h"

#include <cstring>

namespace her2::engine {
namespace {

using feel::Expression;

template <class T>
void append(std::string& key, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  key.append(bytes, sizeof(T));
}

/// Everything of an instruction but where it writes: equal keys compute the same.
std::string keyOf(const Instruction& i) {
  std::string key;
  append(key, i.op);
  for (const std::uint32_t part : {i.a, i.b, i.c, i.count}) append(key, part);
  append(key, i.mask);
  append(key, i.must);
  append(key, i.lo);
  append(key, i.hi);
  return key;
}

Op arithmeticOp(feel::Op op) {
  switch (op) {
    case feel::Op::Negate:
      return Op::Negate;
    case feel::Op::Add:
      return Op::Add;
    case feel::Op::Subtract:
      return Op::Subtract;
    case feel::Op::Multiply:
      return Op::Multiply;
    case feel::Op::Divide:
      return Op::Divide;
    case feel::Op::Abs:
      return Op::Abs;
    case feel::Op::Min:
      return Op::Min;
    case feel::Op::Max:
      return Op::Max;
    default:
      return Op::PlusMonths;
  }
}

}  // namespace

std::uint32_t Emitter::takeWords(std::uint32_t count) {
  const std::uint32_t at = words_ | behind;
  words_ += count;
  return at;
}

void Emitter::setValue(FactId fact, Value value) {
  if (values_.size() <= fact) values_.resize(fact + std::size_t{1});
  values_[fact] = value;
}

Emitter::Value Emitter::value(FactId fact) {
  if (!hasValue(fact)) {
    const auto& slot = layout_.add(fact, knowledge_.facts, knowledge_.vocabulary);
    setValue(fact, {slot.kind, slot.at, slot.count, true});
  }
  return values_[fact];
}

// An instruction that writes one truth (or one column, see number()) and has not been emitted before.
TruthRef Emitter::shared(Instruction instruction) {
  const auto [found, isNew] = known_.emplace(keyOf(instruction), 0);
  if (isNew) {
    const bool numeric = instruction.op >= Op::ConstantNumber && instruction.op <= Op::IfNumber;
    instruction.out = numeric ? takeColumn() | behind : takeWords(2);
    found->second = instruction.out;
    emit(instruction);
  }
  return found->second;
}

TruthRef Emitter::constant(Truth value) {
  return shared({.op = Op::ConstantTruth, .a = value == Truth::True ? 1U : 0U, .b = value == Truth::False ? 0U : 1U});
}

TruthRef Emitter::truth(const Expression& e) {
  switch (e.op) {
    case feel::Op::TruthLiteral:
      return constant(e.truth);
    case feel::Op::FactValue:
      return value(e.fact).at;
    case feel::Op::InInterval:
      return shared({.op = Op::InRange, .a = number(e.args[0]), .lo = e.interval.least(), .hi = e.interval.greatest()});
    case feel::Op::InCodes:
      return inCodes(code(e.args[0]), e.codes);
    case feel::Op::ListContains:
      return listContains(e.args[0].fact, e.codes);
    case feel::Op::Less:
      return compareNumbers(Op::Less, e);
    case feel::Op::LessEqual:
      return compareNumbers(Op::LessEqual, e);
    case feel::Op::EqualNumbers:
      return compareNumbers(Op::EqualNumbers, e);
    case feel::Op::EqualCodes: {
      const CodeValue a = code(e.args[0]);
      const CodeValue b = code(e.args[1]);
      const Domain& domain = knowledge_.vocabulary.domain(a.domain);
      return shared({.op = Op::EqualCodes,
                     .a = a.at,
                     .b = b.at,
                     .count = static_cast<std::uint32_t>(domain.codes().size()),
                     .mask = domain.all().bits()});
    }
    case feel::Op::EqualTruths:
      return shared({.op = Op::EqualTruths, .a = truth(e.args[0]), .b = truth(e.args[1])});
    case feel::Op::And:
      return both(truth(e.args[0]), truth(e.args[1]));
    case feel::Op::Or:
      return shared({.op = Op::Or, .a = truth(e.args[0]), .b = truth(e.args[1])});
    case feel::Op::Not:
      return shared({.op = Op::Not, .a = truth(e.args[0])});
    case feel::Op::If:
      return shared({.op = Op::IfTruth, .a = truth(e.args[0]), .b = truth(e.args[1]), .c = truth(e.args[2])});
    default:
      return constant(Truth::Unknown);  // not a truth: the type check lets none through
  }
}

TruthRef Emitter::compareNumbers(Op op, const Expression& e) {
  const ValueRef a = number(e.args[0]);
  const ValueRef b = number(e.args[1]);
  return shared({.op = op, .a = a, .b = b});
}

ValueRef Emitter::number(const Expression& e) {
  switch (e.op) {
    case feel::Op::NumberLiteral:
      return shared({.op = Op::ConstantNumber, .lo = e.number});
    case feel::Op::FactValue:
      return value(e.fact).at;
    case feel::Op::If: {
      const TruthRef condition = truth(e.args[0]);
      const ValueRef yes = number(e.args[1]);
      return shared({.op = Op::IfNumber, .a = condition, .b = yes, .c = number(e.args[2])});
    }
    default: {
      Instruction i{.op = arithmeticOp(e.op), .a = number(e.args[0])};
      if (e.args.size() > 1) i.b = number(e.args[1]);
      if (e.op == feel::Op::PlusMonths) i.lo = e.number;
      return shared(i);
    }
  }
}

Emitter::CodeValue Emitter::code(const Expression& e) {
  if (e.op == feel::Op::FactValue) return {value(e.fact).at, e.domain};
  const auto count = static_cast<std::uint32_t>(knowledge_.vocabulary.domain(e.domain).codes().size());
  Instruction i{.op = Op::ConstantCode, .count = count, .mask = e.codes.bits()};
  if (e.op == feel::Op::If) {
    i = {.op = Op::IfCode, .a = truth(e.args[0]), .b = code(e.args[1]).at, .c = code(e.args[2]).at, .count = count};
  }
  i.out = takeWords(count);
  emit(i);
  return {i.out, e.domain};
}

// An abstract code stands for any of the codes it means: it surely is one of the set if all of them are, it may be if
// some are. In the set it stands for all of them: a case of stage IIA is of stage II.
TruthRef Emitter::inCodes(CodeValue value, CodeSet named) {
  const Domain& domain = knowledge_.vocabulary.domain(value.domain);
  CodeSet codes = named;
  named.forEach([&](unsigned code) { codes |= domain[code].means; });
  CodeSet may;
  CodeSet must;
  for (unsigned code = 0; code < domain.codes().size(); ++code) {
    const CodeSet means = domain[code].means;
    if (codes.contains(code) || codes.contains(means)) must |= CodeSet::of(code);
    if (codes.contains(code) || codes.intersects(means)) may |= CodeSet::of(code);
  }
  return shared({.op = Op::InCodes,
                 .a = value.at,
                 .count = static_cast<std::uint32_t>(domain.codes().size()),
                 .mask = may.bits(),
                 .must = must.bits()});
}

TruthRef Emitter::listContains(FactId fact, CodeSet codes) {
  const ValueRef at = value(fact).at;
  TruthRef result = 0;
  bool first = true;
  codes.forEach([&](unsigned code) {
    const TruthRef one = at + 2 * code;
    result = first ? one : shared({.op = Op::Or, .a = result, .b = one});
    first = false;
  });
  return first ? constant(Truth::False) : result;
}

TruthRef Emitter::cell(const feel::Cell& cell, const Expression& input) {
  switch (input.kind) {
    case Kind::Number:
    case Kind::Date:
    case Kind::Duration: {
      const ValueRef at = number(input);
      TruthRef result = constant(Truth::False);
      bool first = true;
      for (const Interval& interval : cell.intervals) {
        const TruthRef one = shared({.op = Op::InRange, .a = at, .lo = interval.least(), .hi = interval.greatest()});
        result = first ? one : shared({.op = Op::Or, .a = result, .b = one});
        first = false;
      }
      return result;
    }
    case Kind::Code: {
      const TruthRef in = inCodes(code(input), cell.codes);
      return cell.negated ? shared({.op = Op::Not, .a = in}) : in;
    }
    case Kind::Codes: {
      const TruthRef in = listContains(input.fact, cell.codes);
      return cell.negated ? shared({.op = Op::Not, .a = in}) : in;
    }
    case Kind::Truth: {
      const TruthRef in = truth(input);
      return cell.truth ? in : shared({.op = Op::Not, .a = in});
    }
  }
  return constant(Truth::Unknown);
}

}  // namespace her2::engine
