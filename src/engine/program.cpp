#include "engine/program.h"

#include <algorithm>

#include "engine/arithmetic.h"
#include "engine/kernels.h"

namespace her2::engine {
namespace {

using facts::lanes;

struct Pair {
  Word t;
  Word p;
};

Pair read(const Word* words, TruthRef ref) { return {words[ref], words[ref + 1]}; }

void write(Word* words, TruthRef ref, Pair value) {
  words[ref] = value.t;
  words[ref + 1] = value.p;
}

Pair inCodes(const Word* planes, const Instruction& i) {
  Word may = 0;
  Word outside = 0;
  for (std::uint32_t code = 0; code < i.count; ++code) {
    if ((i.mask >> code & 1) != 0) may |= planes[code];
    if ((i.must >> code & 1) == 0) outside |= planes[code];
  }
  return {may & ~outside, may};
}

// Certainly equal: both are one and the same concrete code. Possibly: they share a code, or one is abstract.
Pair equalCodes(const Word* a, const Word* b, const Instruction& i) {
  Word shared = 0;
  Word open = 0;
  Word seenA = 0;
  Word seenB = 0;
  for (std::uint32_t code = 0; code < i.count; ++code) {
    const bool abstract = (i.mask >> code & 1) == 0;
    if (abstract) open |= a[code] | b[code];
    shared |= a[code] & b[code];
    open |= (seenA & a[code]) | (seenB & b[code]);
    seenA |= a[code];
    seenB |= b[code];
  }
  Word abstractAny = 0;
  for (std::uint32_t code = 0; code < i.count; ++code) {
    if ((i.mask >> code & 1) == 0) abstractAny |= a[code] | b[code];
  }
  return {shared & ~open, shared | abstractAny};
}

Pair choose(Pair condition, Pair yes, Pair no) {
  const Word t = (condition.t & yes.t) | (~condition.p & no.t) | (yes.t & no.t);
  const Word p = (condition.p & yes.p) | (~condition.t & no.p);
  return {t, p};
}

Pair equalTruths(Pair a, Pair b) {
  const Word t = (a.t & b.t) | (~a.p & ~b.p);
  const Word differ = (a.t & ~b.p) | (~a.p & b.t);
  return {t, ~differ};
}

void runTruth(const Instruction& i, Word* words, const Column* columns, const Kernels& kernel) {
  switch (i.op) {
    case Op::ConstantTruth:
      write(words, i.out, {i.a != 0 ? ~Word{0} : 0, i.b != 0 ? ~Word{0} : 0});
      break;
    case Op::InRange:
      kernel.inRange(columns[i.a], i.lo, i.hi, words[i.out], words[i.out + 1]);
      break;
    case Op::InCodes:
      write(words, i.out, inCodes(words + i.a, i));
      break;
    case Op::EqualCodes:
      write(words, i.out, equalCodes(words + i.a, words + i.b, i));
      break;
    case Op::Less:
      compareColumns(columns[i.a], columns[i.b], Comparison::Less, words[i.out], words[i.out + 1]);
      break;
    case Op::LessEqual:
      compareColumns(columns[i.a], columns[i.b], Comparison::LessEqual, words[i.out], words[i.out + 1]);
      break;
    case Op::EqualNumbers:
      compareColumns(columns[i.a], columns[i.b], Comparison::Equal, words[i.out], words[i.out + 1]);
      break;
    case Op::EqualTruths:
      write(words, i.out, equalTruths(read(words, i.a), read(words, i.b)));
      break;
    case Op::And:
      write(words, i.out, {words[i.a] & words[i.b], words[i.a + 1] & words[i.b + 1]});
      break;
    case Op::Or:
      write(words, i.out, {words[i.a] | words[i.b], words[i.a + 1] | words[i.b + 1]});
      break;
    case Op::Not:
      write(words, i.out, {~words[i.a + 1], ~words[i.a]});
      break;
    case Op::IfTruth:
      write(words, i.out, choose(read(words, i.a), read(words, i.b), read(words, i.c)));
      break;
    default:
      break;
  }
}

/// The codes whose word has the bit of that lane; the words stand `apart` from each other.
CodeSet codesAt(const Word* words, std::uint32_t count, std::size_t apart, unsigned lane) {
  Word bits = 0;
  for (std::uint32_t code = 0; code < count; ++code) bits |= (words[apart * code] >> lane & 1) << code;
  return CodeSet(bits);
}

void runCode(const Instruction& i, Word* words) {
  for (std::uint32_t code = 0; code < i.count; ++code) {
    words[i.out + code] = i.op == Op::ConstantCode
                              ? ((i.mask >> code & 1) != 0 ? ~Word{0} : 0)
                              : (words[i.a + 1] & words[i.b + code]) | (~words[i.a] & words[i.c + code]);
  }
}

void runNumber(const Instruction& i, const Word* words, Column* columns) {
  Column& out = columns[i.out];
  switch (i.op) {
    case Op::ConstantNumber:
      out.lo.fill(i.lo);
      out.hi.fill(i.lo);
      break;
    case Op::Negate:
      negate(columns[i.a], out);
      break;
    case Op::Add:
      add(columns[i.a], columns[i.b], out);
      break;
    case Op::Subtract:
      subtract(columns[i.a], columns[i.b], out);
      break;
    case Op::Multiply:
      multiply(columns[i.a], columns[i.b], out);
      break;
    case Op::Divide:
      divide(columns[i.a], columns[i.b], out);
      break;
    case Op::Abs:
      absolute(columns[i.a], out);
      break;
    case Op::Min:
      minimum(columns[i.a], columns[i.b], out);
      break;
    case Op::Max:
      maximum(columns[i.a], columns[i.b], out);
      break;
    case Op::PlusMonths:
      plusMonths(columns[i.a], static_cast<int>(i.lo), out);
      break;
    case Op::IfNumber:
      chooseNumber(words[i.a], words[i.a + 1], columns[i.b], columns[i.c], out);
      break;
    default:
      break;
  }
}

}  // namespace

void Program::run(FactBlock& block) const {
  Word* words = block.words();
  Column* columns = block.columns();
  const Kernels& kernel = kernels();
  // What tables gather starts from nothing.
  for (const DerivedFact& fact : derived_) {
    const std::uint32_t size = fact.kind == Kind::Truth   ? 2
                               : fact.kind == Kind::Code  ? fact.count
                               : fact.kind == Kind::Codes ? 2 * fact.count
                                                          : 0;
    std::fill_n(words + fact.result, size, Word{0});
    write(words, fact.guarded, {0, 0});
    if (size == 0) {
      columns[fact.result].lo.fill(Interval::infinity);
      columns[fact.result].hi.fill(-Interval::infinity);
    }
  }
  for (const Instruction& i : instructions_) {
    if (i.op == Op::RunTable) {
      runTable(tables_[i.a], block);
    } else if (i.op == Op::FinishFact) {
      finish(derived_[i.a], block);
    } else if (i.op >= Op::ConstantCode) {
      runCode(i, words);
    } else if (i.op >= Op::ConstantNumber) {
      runNumber(i, words, columns);
    } else {
      runTruth(i, words, columns, kernel);
    }
  }
}

// Which rows fire, by the hit policy. A row that only may match leaves room for later ones; one that surely matches
// closes it.
void Program::runTable(const CompiledTable& table, FactBlock& block) const {
  Word* words = block.words();
  const Pair guard = table.guard == CompiledRow::noCell ? Pair{~Word{0}, ~Word{0}} : read(words, table.guard);
  Word someSurely = 0;  // an earlier row surely matches
  Word someMaybe = 0;   // an earlier row may match
  for (const CompiledRow& row : table.rows) {
    Pair fires = read(words, row.matches);
    if (table.table->hit == kb::HitPolicy::First) {
      const Pair matches = fires;
      fires = {matches.t & ~someMaybe, matches.p & ~someSurely};
      someSurely |= matches.t;
      someMaybe |= matches.p;
    }
    write(words, row.fires, {fires.t & guard.t, fires.p & guard.p});
  }
  if (table.table->hit == kb::HitPolicy::Priority) {
    // The same with the order of the outputs in place of the order of the rows.
    for (const unsigned code : table.table->priority) {
      Word surely = 0;
      Word maybe = 0;
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        if (!table.table->rows[r].outputs[0].codes.contains(code)) continue;
        const CompiledRow& row = table.rows[r];
        surely |= words[row.matches];
        maybe |= words[row.matches + 1];
        write(words, row.fires, {words[row.fires] & ~someMaybe, words[row.fires + 1] & ~someSurely});
      }
      someSurely |= surely;
      someMaybe |= maybe;
    }
  }
  // A table with gaps may have no answer where no row surely matches.
  Word silent = table.table->gapsAllowed ? guard.p : 0;
  for (const CompiledRow& row : table.rows) silent &= ~words[row.matches];
  for (std::size_t output = 0; output < table.outputs.size(); ++output) {
    const DerivedFact& fact = derived_[table.outputs[output]];
    gather(fact, table, output, silent, block);
    words[fact.guarded] |= guard.t;
    words[fact.guarded + 1] |= guard.p;
  }
}

// Makes every value of the fact possible. A list stays as it is: where nothing answers, it is empty.
void Program::leaveOpen(const DerivedFact& fact, Word where, FactBlock& block) {
  Word* out = block.words() + fact.result;
  switch (fact.kind) {
    case Kind::Truth:
      out[0] |= where;
      out[1] |= where;
      break;
    case Kind::Code:
      fact.all.forEach([&](unsigned code) { out[code] |= where; });
      break;
    case Kind::Codes:
      break;
    default: {
      Column& column = block.columns()[fact.result];
      for (unsigned lane = 0; lane < lanes; ++lane) {
        if ((where >> lane & 1) == 0) continue;
        column.lo[lane] = -Interval::infinity;
        column.hi[lane] = Interval::infinity;
      }
    }
  }
}

void Program::gather(const DerivedFact& fact, const CompiledTable& table, std::size_t output, Word silent,
                     FactBlock& block) const {
  Word* words = block.words();
  const bool collects = table.table->hit == kb::HitPolicy::Collect;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const Pair fires = read(words, table.rows[r].fires);
    if (fires.p == 0) continue;
    const kb::OutputCell& cell = table.table->rows[r].outputs[output];
    switch (fact.kind) {
      case Kind::Truth:
        words[fact.result + (cell.truth ? 0 : 1)] |= fires.p;
        break;  // may be true · may be false
      case Kind::Code:
        cell.codes.forEach([&](unsigned code) { words[fact.result + code] |= fires.p; });
        break;
      case Kind::Codes:
        cell.codes.forEach([&](unsigned code) {
          words[fact.result + 2 * code + 1] |= fires.p;
          if (collects) words[fact.result + 2 * code] |= fires.t;
        });
        break;
      default: {
        Column& column = block.columns()[fact.result];
        for (unsigned lane = 0; lane < lanes; ++lane) {
          if ((fires.p >> lane & 1) == 0) continue;
          column.lo[lane] = std::min(column.lo[lane], cell.number.least());
          column.hi[lane] = std::max(column.hi[lane], cell.number.greatest());
        }
      }
    }
  }
  leaveOpen(fact, silent, block);
  if (fact.kind != Kind::Codes || collects) return;
  // One row answers: an element surely holds where every row that may fire has it, and the guard surely holds.
  const Word guard = (table.guard == CompiledRow::noCell ? ~Word{0} : words[table.guard]) & ~silent;
  for (unsigned code = 0; code < fact.count; ++code) {
    Word with = 0;
    Word without = 0;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      (table.table->rows[r].outputs[output].codes.contains(code) ? with : without) |= words[table.rows[r].fires + 1];
    }
    words[fact.result + 2 * code] |= with & ~without & guard;
  }
}

// Where no guard may be taken as holding, what the record says stays possible. Where nothing at all was said,
// everything is.
void Program::finish(const DerivedFact& fact, FactBlock& block) const {
  Word* words = block.words();
  const Word open = ~(words[fact.guarded] | words[fact.covered]);
  const bool input = fact.input.has_value();
  const Word* given = input && fact.kind != Kind::Number && fact.kind != Kind::Date ? words + fact.input->at : nullptr;
  Word* out = words + fact.result;
  if (!input) leaveOpen(fact, open, block);
  switch (fact.kind) {
    case Kind::Truth: {
      const Word mayBeTrue = out[0] | (given != nullptr ? given[1] & open : 0);
      const Word mayBeFalse = out[1] | (given != nullptr ? ~given[0] & open : 0);
      out[0] = mayBeTrue & ~mayBeFalse;
      out[1] = mayBeTrue | ~mayBeFalse;
      break;
    }
    case Kind::Code: {
      Word any = 0;
      for (std::uint32_t code = 0; code < fact.count; ++code) {
        if (given != nullptr) out[code] |= given[code] & open;
        any |= out[code];
      }
      fact.all.forEach([&](unsigned code) { out[code] |= ~any; });
      break;
    }
    case Kind::Codes: {
      // What the record lists is certain only where no table can overrule it.
      const Word kept = ~words[fact.guarded + 1];
      for (std::size_t code = 0; given != nullptr && code < fact.count; ++code) {
        out[2 * code] |= given[2 * code] & kept;
        out[2 * code + 1] |= given[2 * code + 1] & open;
      }
      break;
    }
    default: {
      Column& column = block.columns()[fact.result];
      for (unsigned lane = 0; lane < lanes; ++lane) {
        if (input && (open >> lane & 1) != 0) {
          column.lo[lane] = std::min(column.lo[lane], block.columns()[fact.input->at].lo[lane]);
          column.hi[lane] = std::max(column.hi[lane], block.columns()[fact.input->at].hi[lane]);
        }
        if (column.lo[lane] > column.hi[lane]) {
          column.lo[lane] = -Interval::infinity;
          column.hi[lane] = Interval::infinity;
        }
      }
    }
  }
}

const Program::Place* Program::place(FactId fact) const {
  return fact < places_.size() && places_[fact].kind != Kind::Duration ? &places_[fact] : nullptr;
}

Truth Program::truthAt(const FactBlock& block, TruthRef ref, unsigned lane) {
  if ((block.words()[ref] >> lane & 1) != 0) return Truth::True;
  return (block.words()[ref + 1] >> lane & 1) != 0 ? Truth::Unknown : Truth::False;
}

Truth Program::truthOf(const FactBlock& block, FactId fact, unsigned lane) const {
  const Place* at = place(fact);
  return at == nullptr ? Truth::Unknown : truthAt(block, at->at, lane);
}

CodeSet Program::codeOf(const FactBlock& block, FactId fact, unsigned lane) const {
  const Place* at = place(fact);
  return at == nullptr ? CodeSet() : codesAt(block.words() + at->at, at->count, 1, lane);
}

CodeSet Program::listOf(const FactBlock& block, FactId fact, unsigned lane, unsigned which) const {
  const Place* at = place(fact);
  return at == nullptr ? CodeSet() : codesAt(block.words() + at->at + which, at->count, 2, lane);
}

CodeSet Program::certainOf(const FactBlock& block, FactId fact, unsigned lane) const {
  return listOf(block, fact, lane, 0);
}
CodeSet Program::possibleOf(const FactBlock& block, FactId fact, unsigned lane) const {
  return listOf(block, fact, lane, 1);
}

Interval Program::numberOf(const FactBlock& block, FactId fact, unsigned lane) const {
  const Place* at = place(fact);
  if (at == nullptr) return {};
  return Interval::closed(block.columns()[at->at].lo[lane], block.columns()[at->at].hi[lane]);
}

}  // namespace her2::engine
