// Interval: text forms, arithmetic worked out by hand, and every law on every pair (or triple) of intervals of a small
// grid.
#include "her2/interval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "interval_grid.h"

namespace her2 {

void PrintTo(const Interval& interval, std::ostream* out) { *out << interval.text(); }
void PrintTo(Truth truth, std::ostream* out) { *out << "FTU"[static_cast<int>(truth)]; }

namespace {

constexpr double infinity = Interval::infinity;
const std::vector<double> numbers = grid::numbers();
constexpr double greatestDouble = std::numeric_limits<double>::max();

Interval of(const std::string& text) {
  if (text == "unknown") return {};
  const auto interval = Interval::parse(text);
  EXPECT_TRUE(interval) << text;
  return interval.value_or(Interval());
}

// --- text ----------------------------------------------------------------------------------------------------------

TEST(IntervalParse, Accepts) {
  const struct {
    const char* text;
    Interval expected;
  } table[] = {
      {"2", Interval(2)},
      {"2.0", Interval(2)},
      {"-1.5", Interval(-1.5)},
      {".5", Interval(0.5)},
      {" 3.99 ", Interval(3.99)},
      {">= 2.0", {2, false, infinity, false}},
      {">=2", {2, false, infinity, false}},
      {"> 2", {2, true, infinity, false}},
      {"<= 1.8", {-infinity, false, 1.8, false}},
      {"<1.8", {-infinity, false, 1.8, true}},
      {"[4.0..6.0)", {4, false, 6, true}},
      {"(1.8..2.2]", {1.8, true, 2.2, false}},
      {"[ 4 .. 6 ]", {4, false, 6, false}},
      {"(-3..-1)", {-3, true, -1, true}},
      {"[2..2]", Interval(2)},
  };
  for (const auto& row : table) EXPECT_EQ(Interval::parse(row.text), row.expected) << row.text;
}

TEST(IntervalParse, Refuses) {
  const std::string digits(400, '9');
  for (const std::string& text : {std::string(),
                                  std::string(" "),
                                  std::string("two"),
                                  std::string("2,5"),
                                  std::string("1,000"),
                                  std::string("1e3"),
                                  std::string("+2"),
                                  std::string("--2"),
                                  std::string("2-3"),
                                  std::string("1.2.3"),
                                  std::string("."),
                                  std::string("-"),
                                  std::string("nan"),
                                  std::string("inf"),
                                  std::string("-inf"),
                                  std::string("0x10"),
                                  std::string(">="),
                                  std::string("=> 2"),
                                  std::string(">> 2"),
                                  std::string("= 2"),
                                  std::string("> 2 3"),
                                  std::string("2 >"),
                                  std::string("[4.0..6.0"),
                                  std::string("4.0..6.0"),
                                  std::string("[6..4]"),
                                  std::string("[4..4)"),
                                  std::string("(4..4]"),
                                  std::string("(4..4)"),
                                  std::string("[..]"),
                                  std::string("[4..]"),
                                  std::string("[..6]"),
                                  std::string("[4]"),
                                  std::string("[]"),
                                  std::string("["),
                                  std::string("[4,6]"),
                                  std::string("[0...6)"),
                                  std::string("[1..2..3]"),
                                  std::string("2%"),
                                  std::string("\xc2\xb2"),
                                  digits,
                                  ">= " + digits}) {
    EXPECT_FALSE(Interval::parse(text)) << text;
  }
}

TEST(IntervalText, IsTheShortestFormThatReadsBack) {
  const struct {
    Interval interval;
    const char* expected;
  } table[] = {
      {Interval(2.1), "2.1"},
      {Interval(2), "2"},
      {Interval(-0.0), "0"},
      {-Interval(0), "0"},
      {Interval(1e21), "1000000000000000000000"},
      {Interval(1e-7), "0.0000001"},
      {Interval::atLeast(2), ">= 2"},
      {Interval::above(2.25), "> 2.25"},
      {Interval::atMost(-1), "<= -1"},
      {Interval::below(1.8), "< 1.8"},
      {{4, false, 6, true}, "[4..6)"},
      {{1.8, true, 2.2, false}, "(1.8..2.2]"},
      {Interval(), "unknown"},
  };
  for (const auto& row : table) {
    EXPECT_EQ(row.interval.text(), row.expected);
    EXPECT_EQ(of(row.expected), row.interval);
  }
}

TEST(IntervalText, ReadsBackOnTheWholeGrid) {
  for (const Interval& a : grid::intervals()) EXPECT_EQ(of(a.text()), a);
}

// --- arithmetic by hand ----------------------------------------------------------------------------------------------

using Operation = std::function<Interval(const Interval&, const Interval&)>;

struct NamedOperation {
  const char* name;
  Operation abstract;
  std::function<double(double, double)> concrete;
};

const NamedOperation operations[] = {
    {"+", [](auto& a, auto& b) { return a + b; }, [](double x, double y) { return x + y; }},
    {"-", [](auto& a, auto& b) { return a - b; }, [](double x, double y) { return x - y; }},
    {"*", [](auto& a, auto& b) { return a * b; }, [](double x, double y) { return x * y; }},
    {"/", [](auto& a, auto& b) { return a / b; }, [](double x, double y) { return x / y; }},
    {"min", [](auto& a, auto& b) { return min(a, b); }, [](double x, double y) { return std::min(x, y); }},
    {"max", [](auto& a, auto& b) { return max(a, b); }, [](double x, double y) { return std::max(x, y); }},
    {"neg", [](auto& a, auto&) { return -a; }, [](double x, double) { return -x; }},
    {"abs", [](auto& a, auto&) { return abs(a); }, [](double x, double) { return std::abs(x); }},
    {"hull", [](auto& a, auto& b) { return a.hull(b); }, [](double x, double) { return x; }},
};

const NamedOperation& operation(const std::string& name) {
  return *std::find_if(std::begin(operations), std::end(operations),
                       [&](const auto& each) { return name == each.name; });
}

TEST(IntervalArithmetic, ByHand) {
  const struct {
    const char* a;
    const char* name;
    const char* b;
    const char* expected;
  } table[] = {
      {"2.5", "+", "1.5", "4"},
      {"[1..2]", "+", "(2..4]", "(3..6]"},
      {">= 1", "+", "< 5", "unknown"},
      {"> 2", "+", "1", "> 3"},
      {"[1..2)", "-", "(3..4]", "[-3..-1)"},
      {">= 5", "-", "<= 2", ">= 3"},
      {"[2..3]", "*", "(4..5)", "(8..15)"},
      {"[-2..3]", "*", "[-1..4]", "[-8..12]"},
      {"[-2..3)", "*", "(-1..4]", "[-8..12)"},
      {"[0..1]", "*", "(1..2)", "[0..2)"},
      {"(0..1]", "*", "(1..2)", "(0..2)"},
      {"(0..1]", "*", ">= 1", "> 0"},
      {"0", "*", "unknown", "0"},
      {"[0..1]", "*", ">= 1", ">= 0"},
      {"[6..8)", "/", "[2..4)", "(1.5..4)"},
      {"42", "/", "20", "2.1"},
      {"> 4", "/", "2", "> 2"},
      {">= 4", "/", "2", ">= 2"},
      {"< -4", "/", "2", "< -2"},
      {"[0..1]", "/", "(1..2)", "[0..1)"},
      {"[0..1]", "/", "[1..2)", "[0..1]"},
      {"0", "/", "(1..2)", "0"},
      {"[1..2]", "/", ">= 1", "[0..2]"},
      {"[0..2]", "/", ">= 1", "[0..2]"},
      {">= 1", "/", ">= 1", ">= 0"},
      {"unknown", "/", ">= 1", "unknown"},
      {"6", "/", "(0..3]", ">= 2"},
      {"6", "/", "[-3..0)", "<= -2"},
      {"[-6..6]", "/", "(0..3]", "unknown"},
      {"0", "/", "> 0", "0"},
      {"6", "/", "> 0", ">= 0"},
      {"6", "/", "[0..3]", "unknown"},
      {"6", "/", "[-1..1]", "unknown"},
      {"6", "/", "0", "unknown"},
      {"0", "/", "0", "unknown"},
      {"6", "/", "unknown", "unknown"},
      {"[-3..2)", "abs", "0", "[0..3]"},
      {"(-3..3]", "abs", "0", "[0..3]"},
      {"(-3..0)", "abs", "0", "(0..3)"},
      {"< -1", "abs", "0", "> 1"},
      {"unknown", "abs", "0", ">= 0"},
      {"[1..2)", "neg", "0", "(-2..-1]"},
      {"[1..3]", "min", "[2..4]", "[1..3]"},
      {"(1..3]", "min", "[1..3)", "[1..3)"},
      {"> 2", "min", "5", "(2..5]"},
      {"[1..3]", "max", "[2..4]", "[2..4]"},
      {"(1..3]", "max", "[1..3)", "(1..3]"},
      {"< 2", "max", "1", "[1..2)"},
      {"[1..2)", "hull", "(3..4]", "[1..4]"},
      {"(1..2)", "hull", "[1..2]", "[1..2]"},
      {"> 1", "hull", "0", ">= 0"},
  };
  for (const auto& row : table) {
    EXPECT_EQ(operation(row.name).abstract(of(row.a), of(row.b)), of(row.expected))
        << row.a << ' ' << row.name << ' ' << row.b;
  }
}

// The double next to 1 is 1 + 2^-52; added to 2 it rounds to 3, as the doubles next to 3 are 2^-51 away. The least
// product of two positive doubles rounds to 0.
TEST(IntervalArithmetic, AnOpenEndThatRoundingReachesIsClosed) {
  ASSERT_EQ(std::nextafter(1.0, 2.0) + 2, 3);
  EXPECT_EQ(of("> 1") + of("2"), of(">= 3"));
  EXPECT_EQ(of("< -1") - of("2"), of("<= -3"));
  EXPECT_EQ(of("(0..1]") * of("(0..1)"), of("[0..1)"));
}

TEST(IntervalArithmetic, OverflowIsUnboundedNeverNotANumber) {
  const Interval great(greatestDouble);
  const Interval product = great * great;
  EXPECT_EQ(product, Interval::above(greatestDouble));
  EXPECT_EQ(product - product, Interval());
  EXPECT_EQ(-product + great, Interval::below(0));
  EXPECT_EQ(great / Interval(std::numeric_limits<double>::denorm_min()), product);
  EXPECT_EQ(great + great, product);
}

// --- comparison by hand ----------------------------------------------------------------------------------------------

TEST(IntervalDecimals, AreWhatACalculatorShows) {
  EXPECT_NE(3.96 / 2.2, 1.8) << "or there is nothing to be put right";
  EXPECT_EQ(toDecimals(Interval(3.96) / Interval(2.2)), Interval(1.8));
  EXPECT_EQ(toDecimals(Interval(6.15) / Interval(3)), Interval(2.05));
  EXPECT_EQ(toDecimals(Interval(2)), Interval(2));
  EXPECT_EQ(toDecimals(Interval(-3.96 / 2.2)), Interval(-1.8));
  EXPECT_EQ(toDecimals(Interval(1.9999999)), Interval(1.9999999)) << "what differs within 15 digits differs still";
  EXPECT_EQ(toDecimals(Interval()), Interval());
  EXPECT_EQ(toDecimals(Interval(3.96 / 2.2, true, 4, true)), Interval(1.8, true, 4, true));
  EXPECT_EQ(toDecimals(Interval(3.96 / 2.2, false, 1.8, true)), Interval(1.8)) << "ends that meet";
}

TEST(IntervalCompare, AtTheBoundary) {
  const struct {
    const char* a;
    const char* b;
    char less;
    char lessEqual;
    char equal;
  } table[] = {
      {"3.99", "4", 'T', 'T', 'F'},        {"4", "4", 'F', 'T', 'T'},
      {"4.01", "4", 'F', 'F', 'F'},        {"0", "0", 'F', 'T', 'T'},
      {"< 4", "4", 'T', 'T', 'F'},         {"<= 4", "4", 'U', 'T', 'U'},
      {">= 4", "4", 'F', 'U', 'U'},        {"> 4", "4", 'F', 'F', 'F'},
      {"4", "> 4", 'T', 'T', 'F'},         {"4", ">= 4", 'U', 'T', 'U'},
      {"4", "< 4", 'F', 'F', 'F'},         {"4", "<= 4", 'F', 'U', 'U'},
      {"[2..4)", "[4..6)", 'T', 'T', 'F'}, {"[2..4]", "[4..6)", 'U', 'T', 'U'},
      {"[2..4]", "(4..6)", 'T', 'T', 'F'}, {"[4..6)", "[2..4]", 'F', 'U', 'U'},
      {"(4..6)", "[2..4]", 'F', 'F', 'F'}, {"[2..6]", "[2..6]", 'U', 'U', 'U'},
      {"unknown", "4", 'U', 'U', 'U'},     {"unknown", "unknown", 'U', 'U', 'U'},
  };
  const auto letter = [](Truth truth) { return "FTU"[static_cast<int>(truth)]; };
  for (const auto& row : table) {
    EXPECT_EQ(letter(less(of(row.a), of(row.b))), row.less) << row.a << " < " << row.b;
    EXPECT_EQ(letter(lessEqual(of(row.a), of(row.b))), row.lessEqual) << row.a << " <= " << row.b;
    EXPECT_EQ(letter(equal(of(row.a), of(row.b))), row.equal) << row.a << " = " << row.b;
  }
}

TEST(IntervalEnds, LeastAndGreatestStepOffAnOpenEnd) {
  EXPECT_EQ(of("[2..3]").least(), 2);
  EXPECT_EQ(of("(2..3]").least(), std::nextafter(2.0, 3.0));
  EXPECT_EQ(of("[2..3]").greatest(), 3);
  EXPECT_EQ(of("[2..3)").greatest(), std::nextafter(3.0, 2.0));
  EXPECT_EQ(Interval().least(), -infinity);
  EXPECT_EQ(Interval().greatest(), infinity);
}

TEST(IntervalEnds, NoDoubleBetweenTwoOpenNeighboursIsNothing) {
  const double next = std::nextafter(1.0, 2.0);
  EXPECT_TRUE(Interval(1, true, next, true).isEmpty());
  EXPECT_FALSE(Interval(1, false, next, true).isEmpty());
  EXPECT_FALSE(Interval::below(next).intersect(Interval::above(1)));
  EXPECT_EQ(equal(Interval::below(next), Interval::above(1)), Truth::False);
  EXPECT_FALSE(Interval::parse("(1..1.0000000000000002)"));
}

TEST(IntervalEnds, AnInfiniteEndIsAlwaysClosed) {
  EXPECT_EQ((Interval(-infinity, true, infinity, true)), Interval());
  EXPECT_TRUE(Interval().contains(Interval(2, true, infinity, true)));
}

// --- the whole grid --------------------------------------------------------------------------------------------------

/// No NaN, ends in order and not crossing, infinite ends closed and on their own side, no negative zero.
bool wellFormed(const Interval& a) {
  if (std::isnan(a.lo()) || std::isnan(a.hi()) || a.lo() > a.hi()) return false;
  if (a.lo() == infinity || a.hi() == -infinity) return false;
  if (a.isPoint() && (a.loOpen() || a.hiOpen())) return false;
  if ((std::isinf(a.lo()) && a.loOpen()) || (std::isinf(a.hi()) && a.hiOpen())) return false;
  return !(a.lo() == 0 && std::signbit(a.lo())) && !(a.hi() == 0 && std::signbit(a.hi()));
}

Interval closure(const Interval& a) { return Interval::closed(a.lo(), a.hi()); }

class IntervalGrid : public testing::Test {
 protected:
  const std::vector<Interval> all = grid::intervals();

  /// f(a, b) on every pair; stops at the first failed expectation.
  template <class F>
  void forEachPair(F f) const {
    for (const Interval& a : all) {
      for (const Interval& b : all) {
        f(a, b);
        if (HasFailure()) return;
      }
    }
  }
};

TEST_F(IntervalGrid, ArithmeticIsSoundAndWellFormed) {
  forEachPair([](const Interval& a, const Interval& b) {
    for (const NamedOperation& op : operations) {
      const Interval result = op.abstract(a, b);
      ASSERT_TRUE(wellFormed(result)) << a.text() << ' ' << op.name << ' ' << b.text() << " gives " << result.text();
      for (double x : numbers) {
        if (!a.contains(x)) continue;
        for (double y : numbers) {
          if (!b.contains(y)) continue;
          const double concrete = op.concrete(x, y);
          if (std::isfinite(concrete) && !result.contains(concrete)) {
            FAIL() << a.text() << ' ' << op.name << ' ' << b.text() << " gives " << result.text() << " without " << x
                   << ' ' << op.name << ' ' << y << " = " << concrete;
          }
        }
      }
    }
  });
}

TEST_F(IntervalGrid, ArithmeticIsTight) {
  std::vector<double> withInfinities = numbers;
  withInfinities.insert(withInfinities.end(), {-infinity, infinity});
  forEachPair([&](const Interval& a, const Interval& b) {
    for (const NamedOperation& op : operations) {
      if (op.name == std::string("/") && b.contains(0)) continue;
      if (op.name == std::string("hull")) continue;
      const Interval result = op.abstract(a, b);
      // Openness moves no end, except where it keeps a divisor off zero.
      if (op.name != std::string("/") || closure(b).contains(0) == b.contains(0)) {
        ASSERT_EQ(closure(result), closure(op.abstract(closure(a), closure(b))))
            << a.text() << ' ' << op.name << ' ' << b.text();
      }
      // A closed finite end is reached, if only by dividing without bound.
      bool reachesLo = std::isinf(result.lo()) || result.loOpen();
      bool reachesHi = std::isinf(result.hi()) || result.hiOpen();
      for (double x : withInfinities) {
        for (double y : withInfinities) {
          if (!a.contains(x) || !b.contains(y)) continue;
          reachesLo = reachesLo || op.concrete(x, y) == result.lo();
          reachesHi = reachesHi || op.concrete(x, y) == result.hi();
        }
      }
      ASSERT_TRUE(reachesLo && reachesHi)
          << a.text() << ' ' << op.name << ' ' << b.text() << " gives " << result.text();
    }
  });
}

TEST_F(IntervalGrid, ArithmeticIsMonotone) {
  forEachPair([this](const Interval& before, const Interval& learnt) {
    if (!before.contains(learnt)) return;
    for (const Interval& other : all) {
      for (const NamedOperation& op : operations) {
        ASSERT_TRUE(op.abstract(before, other).contains(op.abstract(learnt, other)))
            << op.name << ": " << before.text() << " learnt to be " << learnt.text() << ", with " << other.text();
        ASSERT_TRUE(op.abstract(other, before).contains(op.abstract(other, learnt)))
            << op.name << ": " << before.text() << " learnt to be " << learnt.text() << ", after " << other.text();
      }
    }
  });
}

struct NamedComparison {
  const char* name;
  Truth (*abstract)(const Interval&, const Interval&);
  bool (*concrete)(double, double);
};

const NamedComparison comparisons[] = {
    {"<", less, [](double x, double y) { return x < y; }},
    {"<=", lessEqual, [](double x, double y) { return x <= y; }},
    {"=", equal, [](double x, double y) { return x == y; }},
};

TEST_F(IntervalGrid, ComparisonIsExact) {
  forEachPair([](const Interval& a, const Interval& b) {
    for (const NamedComparison& comparison : comparisons) {
      bool canHold = false;
      bool canFail = false;
      for (double x : numbers) {
        for (double y : numbers) {
          if (!a.contains(x) || !b.contains(y)) continue;
          (comparison.concrete(x, y) ? canHold : canFail) = true;
        }
      }
      const Truth expected = canHold && canFail ? Truth::Unknown : truth(canHold);
      ASSERT_EQ(comparison.abstract(a, b), expected) << a.text() << ' ' << comparison.name << ' ' << b.text();
    }
  });
}

TEST_F(IntervalGrid, ComparisonIsMonotone) {
  forEachPair([this](const Interval& before, const Interval& learnt) {
    if (!before.contains(learnt)) return;
    for (const Interval& other : all) {
      for (const NamedComparison& comparison : comparisons) {
        const Truth was = comparison.abstract(before, other);
        const Truth came = comparison.abstract(other, before);
        ASSERT_TRUE(was == Truth::Unknown || comparison.abstract(learnt, other) == was);
        ASSERT_TRUE(came == Truth::Unknown || comparison.abstract(other, learnt) == came);
      }
    }
  });
}

TEST_F(IntervalGrid, SetOperationsAreThoseOfTheirNumbers) {
  forEachPair([](const Interval& a, const Interval& b) {
    const auto both = a.intersect(b);
    const Interval hull = a.hull(b);
    bool anyInBoth = false;
    bool allOfBInA = true;
    for (double x : numbers) {
      ASSERT_EQ(both && both->contains(x), a.contains(x) && b.contains(x))
          << a.text() << " and " << b.text() << " at " << x;
      ASSERT_TRUE(hull.contains(x) || (!a.contains(x) && !b.contains(x)))
          << a.text() << " or " << b.text() << " at " << x;
      anyInBoth = anyInBoth || (a.contains(x) && b.contains(x));
      allOfBInA = allOfBInA && (a.contains(x) || !b.contains(x));
    }
    ASSERT_EQ(both.has_value(), anyInBoth) << a.text() << " and " << b.text();
    ASSERT_EQ(a.contains(b), allOfBInA) << a.text() << " holds " << b.text();
    ASSERT_TRUE(!both || wellFormed(*both));
  });
}

TEST_F(IntervalGrid, HullIsTheLeastThatHoldsBoth) {
  forEachPair([this](const Interval& a, const Interval& b) {
    const Interval hull = a.hull(b);
    for (const Interval& other : all) {
      if (other.contains(a) && other.contains(b)) {
        ASSERT_TRUE(other.contains(hull)) << a.text() << " or " << b.text();
      }
    }
  });
}

}  // namespace
}  // namespace her2
