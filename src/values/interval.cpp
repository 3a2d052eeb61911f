#include "her2/interval.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace her2 {
namespace {

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<double> number(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.find_first_not_of("0123456789.-") != std::string_view::npos) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The shortest decimal that reads back as the same number, without an exponent.
std::string decimal(double x) {
  char digits[512];  // the longest, -2^-1074, takes 330 or so
  return std::string(digits, std::to_chars(std::begin(digits), std::end(digits), x, std::chars_format::fixed).ptr);
}

/// The nearest number of 15 significant digits. Keeps the order of numbers.
double shortDecimal(double x) {
  if (!std::isfinite(x)) return x;
  char digits[32];
  const char* end = std::to_chars(std::begin(digits), std::end(digits), x, std::chars_format::scientific, 14).ptr;
  double result = x;
  std::from_chars(digits, end, result);
  return result;
}

/// One end of an interval; orders bounds so that min/max pick the end and whether it is open.
struct End {
  double x;
  bool open;
};

End lowerOf(End a, End b) {  // the lower of two lower ends
  if (a.x != b.x) return a.x < b.x ? a : b;
  return {a.x, a.open && b.open};
}

End upperOf(End a, End b) {
  if (a.x != b.x) return a.x > b.x ? a : b;
  return {a.x, a.open && b.open};
}

/// A sum or product too great for a double is above (or below) all doubles, not an infinite number.
Interval bounded(End lo, End hi) {
  constexpr double greatest = std::numeric_limits<double>::max();
  if (lo.x == Interval::infinity) lo = {greatest, true};
  if (hi.x == -Interval::infinity) hi = {-greatest, true};
  return {lo.x, lo.open, hi.x, hi.open};
}

struct Range {
  double lo;
  double hi;
};

Range rangeOf(std::initializer_list<double> corners) { return {std::min(corners), std::max(corners)}; }

/// The result of an operation that takes its least and greatest values at the ends of its operands. `operation` gives
/// that range for closed ranges a and b; rounding keeps the order of numbers, so an end is open if the doubles next to
/// the operands' open ends do not reach it.
template <class F>
Interval combine(const Interval& a, const Interval& b, F&& operation) {
  const Range outer = operation(Range{a.lo(), a.hi()}, Range{b.lo(), b.hi()});
  if (!a.loOpen() && !a.hiOpen() && !b.loOpen() && !b.hiOpen()) return bounded({outer.lo, false}, {outer.hi, false});
  const Range inner = operation(Range{a.least(), a.greatest()}, Range{b.least(), b.greatest()});
  return bounded({outer.lo, inner.lo > outer.lo}, {outer.hi, inner.hi < outer.hi});
}

/// Zero times a bound that is infinite is zero: the bound says "however great", not "infinite".
double times(double x, double y) { return x == 0 || y == 0 ? 0 : x * y; }

/// Zero over an open zero is zero; infinity over infinity lies between zero and the other corners.
double over(double x, double y) { return x == 0 || std::isinf(y) ? 0 : x / y; }

End loEnd(const Interval& a) { return {a.lo(), a.loOpen()}; }
End hiEnd(const Interval& a) { return {a.hi(), a.hiOpen()}; }

}  // namespace

std::optional<Interval> Interval::parse(std::string_view text) {
  text = trim(text);
  if (text.empty()) return std::nullopt;
  if (text.front() == '[' || text.front() == '(') {
    const auto dots = text.find("..");
    if (dots == std::string_view::npos || text.substr(dots).starts_with("...") ||
        (text.back() != ']' && text.back() != ')'))
      return std::nullopt;
    const auto lo = number(text.substr(1, dots - 1));
    const auto hi = number(text.substr(dots + 2, text.size() - dots - 3));
    if (!lo || !hi) return std::nullopt;
    const Interval interval(*lo, text.front() == '(', *hi, text.back() == ')');
    if (interval.isEmpty()) return std::nullopt;
    return interval;
  }
  for (const auto& [op, make] : {std::pair{std::string_view(">="), &Interval::atLeast},
                                 {"<=", &Interval::atMost},
                                 {">", &Interval::above},
                                 {"<", &Interval::below}}) {
    if (!text.starts_with(op)) continue;
    const auto x = number(text.substr(op.size()));
    if (!x) return std::nullopt;
    return make(*x);
  }
  const auto x = number(text);
  if (!x) return std::nullopt;
  return Interval(*x);
}

double Interval::least() const { return loOpen_ ? std::nextafter(lo_, infinity) : lo_; }
double Interval::greatest() const { return hiOpen_ ? std::nextafter(hi_, -infinity) : hi_; }

bool Interval::contains(const Interval& other) const { return hull(other) == *this; }

std::optional<Interval> Interval::intersect(const Interval& other) const {
  const End lo =
      lo_ != other.lo_ ? (lo_ > other.lo_ ? loEnd(*this) : loEnd(other)) : End{lo_, loOpen_ || other.loOpen_};
  const End hi =
      hi_ != other.hi_ ? (hi_ < other.hi_ ? hiEnd(*this) : hiEnd(other)) : End{hi_, hiOpen_ || other.hiOpen_};
  const Interval both(lo.x, lo.open, hi.x, hi.open);
  if (both.isEmpty()) return std::nullopt;
  return both;
}

Interval Interval::hull(const Interval& other) const {
  const End lo = lowerOf(loEnd(*this), loEnd(other));
  const End hi = upperOf(hiEnd(*this), hiEnd(other));
  return {lo.x, lo.open, hi.x, hi.open};
}

std::string Interval::text() const {
  if (isUnknown()) return "unknown";
  if (isPoint()) return decimal(lo_);
  if (hi_ == infinity) return (loOpen_ ? "> " : ">= ") + decimal(lo_);
  if (lo_ == -infinity) return (hiOpen_ ? "< " : "<= ") + decimal(hi_);
  return fmt::format("{}{}..{}{}", loOpen_ ? '(' : '[', decimal(lo_), decimal(hi_), hiOpen_ ? ')' : ']');
}

Interval operator+(const Interval& a, const Interval& b) {
  return combine(a, b, [](Range x, Range y) { return Range{x.lo + y.lo, x.hi + y.hi}; });
}

Interval operator-(const Interval& a) { return {-a.hi(), a.hiOpen(), -a.lo(), a.loOpen()}; }

Interval operator-(const Interval& a, const Interval& b) { return a + -b; }

Interval operator*(const Interval& a, const Interval& b) {
  return combine(a, b, [](Range x, Range y) {
    return rangeOf({times(x.lo, y.lo), times(x.lo, y.hi), times(x.hi, y.lo), times(x.hi, y.hi)});
  });
}

Interval operator/(const Interval& a, const Interval& b) {
  if (b.contains(0)) return {};
  return combine(a, b, [](Range x, Range y) {
    if (y.hi == 0) y.hi = -0.0;  // an open end at zero carries the sign of its side
    return rangeOf({over(x.lo, y.lo), over(x.lo, y.hi), over(x.hi, y.lo), over(x.hi, y.hi)});
  });
}

Interval abs(const Interval& a) {
  if (a.lo() >= 0) return a;
  if (a.hi() <= 0) return -a;
  const End hi = upperOf({-a.lo(), a.loOpen()}, hiEnd(a));
  return {0, false, hi.x, hi.open};
}

Interval min(const Interval& a, const Interval& b) {
  const End lo = lowerOf(loEnd(a), loEnd(b));
  const End hi = a.hi() != b.hi() ? (a.hi() < b.hi() ? hiEnd(a) : hiEnd(b)) : End{a.hi(), a.hiOpen() || b.hiOpen()};
  return {lo.x, lo.open, hi.x, hi.open};
}

Interval max(const Interval& a, const Interval& b) { return -min(-a, -b); }

Interval toDecimals(const Interval& a) {
  const double lo = shortDecimal(a.lo());
  const double hi = shortDecimal(a.hi());
  if (lo == hi) return {lo, false, hi, false};
  return {lo, a.loOpen(), hi, a.hiOpen()};
}

Truth less(const Interval& a, const Interval& b) {
  if (a.greatest() < b.least()) return Truth::True;
  return a.least() >= b.greatest() ? Truth::False : Truth::Unknown;
}

Truth lessEqual(const Interval& a, const Interval& b) { return !less(b, a); }

Truth equal(const Interval& a, const Interval& b) {
  if (a.isPoint() && a == b) return Truth::True;
  return a.intersect(b) ? Truth::Unknown : Truth::False;
}

}  // namespace her2
