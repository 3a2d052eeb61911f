#include "engine/arithmetic.h"

#include <algorithm>
#include <cmath>

#include "her2/date.h"

namespace her2::engine {
namespace {

using facts::lanes;

/// The scalar operation, lane by lane, on closed bounds.
template <class F>
void each(const Column& a, const Column& b, Column& out, F&& operation) {
  for (unsigned i = 0; i < lanes; ++i) {
    const Interval result = operation(Interval::closed(a.lo[i], a.hi[i]), Interval::closed(b.lo[i], b.hi[i]));
    out.lo[i] = result.lo();
    out.hi[i] = result.hi();
  }
}

double movedByMonths(double day, int months) {
  if (std::isinf(day)) return day;
  return Date(static_cast<std::int32_t>(day)).plusMonths(months).serial();
}

}  // namespace

void negate(const Column& a, Column& out) {
  for (unsigned i = 0; i < lanes; ++i) {
    out.lo[i] = -a.hi[i];
    out.hi[i] = -a.lo[i];
  }
}

void add(const Column& a, const Column& b, Column& out) {
  for (unsigned i = 0; i < lanes; ++i) {
    out.lo[i] = a.lo[i] + b.lo[i];
    out.hi[i] = a.hi[i] + b.hi[i];
  }
}

void subtract(const Column& a, const Column& b, Column& out) {
  for (unsigned i = 0; i < lanes; ++i) {
    out.lo[i] = a.lo[i] - b.hi[i];
    out.hi[i] = a.hi[i] - b.lo[i];
  }
}

void multiply(const Column& a, const Column& b, Column& out) {
  each(a, b, out, [](const Interval& x, const Interval& y) { return x * y; });
}

void divide(const Column& a, const Column& b, Column& out) {
  each(a, b, out, [](const Interval& x, const Interval& y) { return x / y; });
}

void absolute(const Column& a, Column& out) {
  each(a, a, out, [](const Interval& x, const Interval&) { return abs(x); });
}

void minimum(const Column& a, const Column& b, Column& out) {
  for (unsigned i = 0; i < lanes; ++i) {
    out.lo[i] = std::min(a.lo[i], b.lo[i]);
    out.hi[i] = std::min(a.hi[i], b.hi[i]);
  }
}

void maximum(const Column& a, const Column& b, Column& out) {
  for (unsigned i = 0; i < lanes; ++i) {
    out.lo[i] = std::max(a.lo[i], b.lo[i]);
    out.hi[i] = std::max(a.hi[i], b.hi[i]);
  }
}

void plusMonths(const Column& a, int months, Column& out) {
  for (unsigned i = 0; i < lanes; ++i) {
    out.lo[i] = movedByMonths(a.lo[i], months);
    out.hi[i] = movedByMonths(a.hi[i], months);
  }
}

void chooseNumber(Word t, Word p, const Column& yes, const Column& no, Column& out) {
  for (unsigned i = 0; i < lanes; ++i) {
    const bool surely = (t >> i & 1) != 0;
    const bool maybe = (p >> i & 1) != 0;
    out.lo[i] = surely ? yes.lo[i] : maybe ? std::min(yes.lo[i], no.lo[i]) : no.lo[i];
    out.hi[i] = surely ? yes.hi[i] : maybe ? std::max(yes.hi[i], no.hi[i]) : no.hi[i];
  }
}

void compareColumns(const Column& a, const Column& b, Comparison comparison, Word& t, Word& p) {
  Word certain = 0;
  Word possible = 0;
  for (unsigned i = 0; i < lanes; ++i) {
    bool surely = false;
    bool maybe = false;
    switch (comparison) {
      case Comparison::Less:
        surely = a.hi[i] < b.lo[i];
        maybe = a.lo[i] < b.hi[i];
        break;
      case Comparison::LessEqual:
        surely = a.hi[i] <= b.lo[i];
        maybe = a.lo[i] <= b.hi[i];
        break;
      case Comparison::Equal:
        surely = a.lo[i] == a.hi[i] && b.lo[i] == b.hi[i] && a.lo[i] == b.lo[i];
        maybe = a.lo[i] <= b.hi[i] && b.lo[i] <= a.hi[i];
        break;
    }
    certain |= static_cast<Word>(surely) << i;
    possible |= static_cast<Word>(maybe) << i;
  }
  t = certain;
  p = possible;
}

}  // namespace her2::engine
