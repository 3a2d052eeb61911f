// The laws of Interval on arbitrary doubles, huge, tiny and next to each other: sound, monotone, well formed, and read
// back from text.
#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <vector>

#include "her2/interval.h"
#include "law.h"

namespace her2 {

void showValue(const Interval& interval, std::ostream& out) { out << interval.text(); }

namespace {

constexpr double infinity = Interval::infinity;
constexpr double greatest = std::numeric_limits<double>::max();

/// Numbers as records hold them, small dyadic ones, ends of the double range, and neighbours of all these.
rc::Gen<double> number() {
  using rc::gen::element;
  using rc::gen::inRange;
  using rc::gen::map;
  const auto plain = rc::gen::oneOf(
      map(inRange(-100, 101), [](int n) { return n / 10.0; }), map(inRange(-16, 17), [](int n) { return n / 4.0; }),
      map(inRange(-100000, 100001), [](int n) { return n / 100.0; }),
      element(0.0, 1.0, -1.0, greatest, -greatest, std::numeric_limits<double>::denorm_min(), 1e-200, -1e200),
      map(rc::gen::arbitrary<double>(), [](double x) { return std::isfinite(x) ? x : 0.0; }));
  return rc::gen::oneOf(plain, map(plain, [](double x) { return x == greatest ? x : std::nextafter(x, infinity); }),
                        map(plain, [](double x) { return x == -greatest ? x : std::nextafter(x, -infinity); }));
}

Interval between(double a, double b, bool loOpen, bool hiOpen) {
  const double lo = std::min(a, b);
  const double hi = std::max(a, b);
  const Interval result(lo, loOpen, hi, hiOpen);
  return result.isEmpty() ? Interval::closed(lo, hi) : result;
}

rc::Gen<Interval> interval() {
  const auto flag = rc::gen::arbitrary<bool>();
  return rc::gen::weightedOneOf<Interval>({
      {1, rc::gen::just(Interval())},
      {2, rc::gen::construct<Interval>(number())},
      {2, rc::gen::apply([](double x, bool open) { return Interval(x, open && x != greatest, infinity, false); },
                         number(), flag)},
      {2, rc::gen::apply([](double x, bool open) { return Interval(-infinity, false, x, open && x != -greatest); },
                         number(), flag)},
      {6, rc::gen::apply(between, number(), number(), flag, flag)},
  });
}

/// A finite number inside: near an end, or anywhere.
rc::Gen<double> inside(const Interval& a) {
  const double lo = std::max(a.least(), -greatest);
  const double hi = std::min(a.greatest(), greatest);
  const auto held = [a, lo](double x) { return std::isfinite(x) && a.contains(x) ? x : lo; };
  return rc::gen::oneOf(rc::gen::element(lo, hi, held(0), held(std::nextafter(lo, infinity)),
                                         held(std::nextafter(hi, -infinity)), held(lo / 2 + hi / 2)),
                        rc::gen::map(number(), held),
                        rc::gen::map(number(), [held, lo](double x) { return held(lo + std::abs(x)); }),
                        rc::gen::map(number(), [held, hi](double x) { return held(hi - std::abs(x)); }));
}

/// An interval within `a`, sometimes one number.
rc::Gen<Interval> within(const Interval& a) {
  return rc::gen::oneOf(
      rc::gen::construct<Interval>(inside(a)),
      rc::gen::apply(between, inside(a), inside(a), rc::gen::arbitrary<bool>(), rc::gen::arbitrary<bool>()),
      rc::gen::map(interval(), [a](const Interval& b) { return a.intersect(b).value_or(a); }));
}

bool wellFormed(const Interval& a) {
  if (a.isEmpty() || !(a.lo() <= a.hi()) || a.lo() == infinity || a.hi() == -infinity) return false;
  if ((a.isPoint() && (a.loOpen() || a.hiOpen())) || (std::isinf(a.lo()) && a.loOpen()) ||
      (std::isinf(a.hi()) && a.hiOpen()))
    return false;
  return !(a.lo() == 0 && std::signbit(a.lo())) && !(a.hi() == 0 && std::signbit(a.hi()));
}

struct Operation {
  const char* name;
  Interval (*abstract)(const Interval&, const Interval&);
  double (*concrete)(double, double);
};

const std::vector<Operation> operations = {
    {"+", [](const Interval& a, const Interval& b) { return a + b; }, [](double x, double y) { return x + y; }},
    {"-", [](const Interval& a, const Interval& b) { return a - b; }, [](double x, double y) { return x - y; }},
    {"*", [](const Interval& a, const Interval& b) { return a * b; }, [](double x, double y) { return x * y; }},
    {"/", [](const Interval& a, const Interval& b) { return a / b; }, [](double x, double y) { return x / y; }},
    {"min", [](const Interval& a, const Interval& b) { return min(a, b); },
     [](double x, double y) { return std::min(x, y); }},
    {"max", [](const Interval& a, const Interval& b) { return max(a, b); },
     [](double x, double y) { return std::max(x, y); }},
    {"negative", [](const Interval& a, const Interval&) { return -a; }, [](double x, double) { return -x; }},
    {"abs", [](const Interval& a, const Interval&) { return abs(a); }, [](double x, double) { return std::abs(x); }},
    {"hull", [](const Interval& a, const Interval& b) { return a.hull(b); }, [](double, double y) { return y; }},
};

struct Comparison {
  const char* name;
  Truth (*abstract)(const Interval&, const Interval&);
  bool (*concrete)(double, double);
};

const std::vector<Comparison> comparisons = {
    {"<", less, [](double x, double y) { return x < y; }},
    {"<=", lessEqual, [](double x, double y) { return x <= y; }},
    {"=", equal, [](double x, double y) { return x == y; }},
};

TEST(IntervalLaw, ArithmeticIsSound) {
  for (const Operation& op : operations) {
    law(std::string(op.name) + " holds every concrete result", [&op] {
      const Interval a = *interval();
      const Interval b = *interval();
      const double x = *inside(a);
      const double y = *inside(b);
      RC_ASSERT(a.contains(x) && b.contains(y));
      const double concrete = op.concrete(x, y);
      const Interval result = op.abstract(a, b);
      RC_ASSERT(wellFormed(result));
      if (!std::isnan(concrete)) RC_ASSERT(result.contains(concrete));
    });
  }
}

TEST(IntervalLaw, ArithmeticOnPointsIsThatOfDoubles) {
  for (const Operation& op : operations) {
    if (op.name == std::string("hull")) continue;
    law(std::string(op.name) + " of points is a point", [&op] {
      const double x = *number();
      const double y = *number();
      const double concrete = op.concrete(x, y);
      RC_PRE(std::isfinite(concrete));
      RC_ASSERT(op.abstract(Interval(x), Interval(y)) == Interval(concrete));
    });
  }
}

TEST(IntervalLaw, ArithmeticIsMonotone) {
  for (const Operation& op : operations) {
    law(std::string(op.name) + " of narrower operands is no wider", [&op] {
      const Interval a = *interval();
      const Interval b = *interval();
      const Interval learntA = *within(a);
      const Interval learntB = *within(b);
      RC_ASSERT(a.contains(learntA) && b.contains(learntB));
      RC_ASSERT(op.abstract(a, b).contains(op.abstract(learntA, learntB)));
    });
  }
}

TEST(IntervalLaw, ComparisonIsSoundAndMonotone) {
  for (const Comparison& comparison : comparisons) {
    law(std::string(comparison.name) + " covers every concrete comparison and stays certain", [&comparison] {
      const Interval a = *interval();
      const Interval b = *rc::gen::oneOf(interval(), within(a));
      const Truth known = comparison.abstract(a, b);
      RC_ASSERT(covers(known, comparison.concrete(*inside(a), *inside(b))));
      const Truth learnt = comparison.abstract(*within(a), *within(b));
      RC_ASSERT(known == Truth::Unknown || learnt == known);
    });
  }
}

TEST(IntervalLaw, ComparisonsAgreeWithEachOther) {
  law("a < b is not b <= a", [] {
    const Interval a = *interval();
    const Interval b = *rc::gen::oneOf(interval(), within(a));
    RC_ASSERT(less(a, b) == !lessEqual(b, a));
    RC_ASSERT(equal(a, b) == equal(b, a));
    if (less(a, b) == Truth::True) RC_ASSERT(equal(a, b) == Truth::False);
    if (equal(a, b) == Truth::True) RC_ASSERT(lessEqual(a, b) == Truth::True);
  });
}

TEST(IntervalLaw, SetOperationsAreThoseOfTheirNumbers) {
  law("intersect, hull and contains", [] {
    const Interval a = *interval();
    const Interval b = *rc::gen::oneOf(interval(), within(a));
    const double x = *rc::gen::oneOf(number(), inside(a), inside(b));
    const auto both = a.intersect(b);
    RC_ASSERT((both && both->contains(x)) == (a.contains(x) && b.contains(x)));
    RC_ASSERT(both == b.intersect(a));
    const Interval hull = a.hull(b);
    RC_ASSERT(hull == b.hull(a));
    RC_ASSERT(hull.contains(a) && hull.contains(b));
    if (a.contains(b) && b.contains(x)) RC_ASSERT(a.contains(x));
    if (both) RC_ASSERT(wellFormed(*both) && a.contains(*both) && b.contains(*both));
    if (both && a.contains(b)) RC_ASSERT(*both == b);
  });
}

TEST(IntervalLaw, TextReadsBack) {
  law("parse(text) is the same interval", [] {
    const Interval a = *interval();
    RC_PRE(!a.isUnknown());
    const auto back = Interval::parse(a.text());
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == a);
  });
}

TEST(IntervalLaw, AnyTextIsReadOrRefused) {
  law("what parse accepts is well formed", [] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::element('0', '1', '9', '.', '-', '[', ']', '(', ')', '<', '>', '=', ' ', 'e'));
    const auto read = Interval::parse(text);
    if (read) RC_ASSERT(wellFormed(*read) && Interval::parse(read->text()) == *read);
  });
}

}  // namespace
}  // namespace her2
