// An interval of real numbers: what is known of a number. A single point is an exact value, the whole line is
// "unknown".
//
// Arithmetic is sound: whatever numbers the operands turn out to be, the result of the same operation on doubles lies
// in the interval, to the last bit; and monotone: a narrower operand never gives a wider result, nor turns a certain
// comparison. Bounds are IEEE doubles, compared exactly and never rounded before a comparison (3.99 is below 4.0).
// Results of + - * / on points are the correctly rounded double, as a reader with a calculator expects; an end stays
// open unless rounding reaches it. No bound is ever NaN or -0. An infinite end is closed: it says that the interval has
// no bound on that side.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "her2/truth.h"

namespace her2 {

class Interval {
 public:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  /// The whole line: nothing is known.
  constexpr Interval() = default;
  /// Exactly this number, which must be finite.
  constexpr explicit Interval(double point) : Interval(point, false, point, false) {}
  /// From lo to hi; a finite end is left out of the interval where it is open. Requires that a double lies inside.
  constexpr Interval(double lo, bool loOpen, double hi, bool hiOpen)
      : lo_(lo + 0.0), hi_(hi + 0.0), loOpen_(loOpen && lo != -infinity), hiOpen_(hiOpen && hi != infinity) {}

  static constexpr Interval atLeast(double x) { return {x, false, infinity, false}; }
  static constexpr Interval above(double x) { return {x, true, infinity, false}; }
  static constexpr Interval atMost(double x) { return {-infinity, false, x, false}; }
  static constexpr Interval below(double x) { return {-infinity, false, x, true}; }
  static constexpr Interval closed(double lo, double hi) { return {lo, false, hi, false}; }

  /// Reads "2.0", ">= 2.0", "< 1.8", "[4.0..6.0)", "(1.8..2.2]"; nothing for any other text. Plain ASCII decimal, no
  /// thousands separator.
  static std::optional<Interval> parse(std::string_view text);

  constexpr double lo() const { return lo_; }
  constexpr double hi() const { return hi_; }
  constexpr bool loOpen() const { return loOpen_; }
  constexpr bool hiOpen() const { return hiOpen_; }

  /// The least and greatest doubles in the interval (an open end steps to its neighbour).
  double least() const;
  double greatest() const;

  /// True if no double lies inside: what no interval should be.
  bool isEmpty() const { return least() > greatest(); }
  constexpr bool isPoint() const { return lo_ == hi_; }
  constexpr bool isUnknown() const { return lo_ == -infinity && hi_ == infinity; }
  constexpr bool contains(double x) const { return (loOpen_ ? x > lo_ : x >= lo_) && (hiOpen_ ? x < hi_ : x <= hi_); }
  /// True if every number of `other` is in this interval.
  bool contains(const Interval& other) const;

  /// The numbers in both; nothing if there are none.
  std::optional<Interval> intersect(const Interval& other) const;
  /// The least interval that holds both.
  Interval hull(const Interval& other) const;

  /// "2.1", ">= 2", "< 1.8", "[4..6)", which parse() reads back, or "unknown".
  std::string text() const;

  friend constexpr bool operator==(const Interval&, const Interval&) = default;

 private:
  double lo_ = -infinity;
  double hi_ = infinity;
  bool loOpen_ = false;
  bool hiOpen_ = false;
};

Interval operator+(const Interval& a, const Interval& b);
Interval operator-(const Interval& a, const Interval& b);
Interval operator*(const Interval& a, const Interval& b);
/// Unknown if the divisor may be zero.
Interval operator/(const Interval& a, const Interval& b);
Interval operator-(const Interval& a);
Interval abs(const Interval& a);
Interval min(const Interval& a, const Interval& b);
Interval max(const Interval& a, const Interval& b);

/// The same with its ends as decimals of 15 digits. A quotient of two decimals that is itself a short decimal often is
/// not one in binary: 3.96 / 2.2 falls just short of 1.8, and this gives it back. An end stays open or closed.
Interval toDecimals(const Interval& a);

Truth less(const Interval& a, const Interval& b);
Truth lessEqual(const Interval& a, const Interval& b);
Truth equal(const Interval& a, const Interval& b);

}  // namespace her2
