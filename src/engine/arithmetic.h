// Interval arithmetic over 64 lanes, bounds included. Open ends have become the neighbouring double before, so results
// are sound to the last bit of a rounded operation; see include/her2/interval.h for the scalar form.
#pragma once

#include "facts/fact_block.h"

namespace her2::engine {

using facts::Column;
using facts::Word;

void negate(const Column& a, Column& out);
void add(const Column& a, const Column& b, Column& out);
void subtract(const Column& a, const Column& b, Column& out);
void multiply(const Column& a, const Column& b, Column& out);
/// Unknown where the divisor may be zero.
void divide(const Column& a, const Column& b, Column& out);
void absolute(const Column& a, Column& out);
void minimum(const Column& a, const Column& b, Column& out);
void maximum(const Column& a, const Column& b, Column& out);
/// Day serials moved by calendar months.
void plusMonths(const Column& a, int months, Column& out);
/// `yes` where the condition surely holds, `no` where it surely does not, both where it is unknown.
void chooseNumber(Word t, Word p, const Column& yes, const Column& no, Column& out);

enum class Comparison : std::uint8_t { Less, LessEqual, Equal };
void compareColumns(const Column& a, const Column& b, Comparison comparison, Word& t, Word& p);

}  // namespace her2::engine
