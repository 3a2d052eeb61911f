// Three-valued logic: the whole tables, as printed in DMN 1.5 (10.3.2.15, `null` read as "not known").
#include "her2/truth.h"

#include <gtest/gtest.h>

#include <array>

namespace her2 {
namespace {

constexpr Truth no = Truth::False;
constexpr Truth open = Truth::Unknown;
constexpr Truth yes = Truth::True;
constexpr std::array all{no, open, yes};

TEST(Truth, And) {
  constexpr Truth expected[3][3] = {{no, no, no}, {no, open, open}, {no, open, yes}};
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) EXPECT_EQ(all[a] && all[b], expected[a][b]) << a << " and " << b;
  }
}

TEST(Truth, Or) {
  constexpr Truth expected[3][3] = {{no, open, yes}, {open, open, yes}, {yes, yes, yes}};
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) EXPECT_EQ(all[a] || all[b], expected[a][b]) << a << " or " << b;
  }
}

TEST(Truth, Not) {
  EXPECT_EQ(!no, yes);
  EXPECT_EQ(!open, open);
  EXPECT_EQ(!yes, no);
}

TEST(Truth, Either) {
  for (Truth a : all) {
    for (Truth b : all) EXPECT_EQ(either(a, b), a == b ? a : open);
  }
}

TEST(Truth, CoversWhatItLeavesOpen) {
  EXPECT_TRUE(covers(yes, true));
  EXPECT_FALSE(covers(yes, false));
  EXPECT_TRUE(covers(no, false));
  EXPECT_FALSE(covers(no, true));
  EXPECT_TRUE(covers(open, true));
  EXPECT_TRUE(covers(open, false));
}

TEST(Truth, SoundForEveryConcreteOperand) {
  for (Truth a : all) {
    for (bool x : {false, true}) {
      if (!covers(a, x)) continue;
      EXPECT_TRUE(covers(!a, !x));
      for (Truth b : all) {
        for (bool y : {false, true}) {
          if (!covers(b, y)) continue;
          EXPECT_TRUE(covers(a && b, x && y));
          EXPECT_TRUE(covers(a || b, x || y));
          EXPECT_TRUE(covers(either(a, b), x));
          EXPECT_TRUE(covers(either(a, b), y));
        }
      }
    }
  }
}

/// `learnt` leaves open no more than `before`.
bool refines(Truth learnt, Truth before) { return before == open || learnt == before; }

TEST(Truth, MonotoneWhenAnOperandIsLearnt) {
  for (Truth before : all) {
    for (Truth learnt : all) {
      if (!refines(learnt, before)) continue;
      EXPECT_TRUE(refines(!learnt, !before));
      for (Truth other : all) {
        EXPECT_TRUE(refines(learnt && other, before && other));
        EXPECT_TRUE(refines(other && learnt, other && before));
        EXPECT_TRUE(refines(learnt || other, before || other));
        EXPECT_TRUE(refines(other || learnt, other || before));
        EXPECT_TRUE(refines(either(learnt, other), either(before, other)));
      }
    }
  }
}

TEST(Truth, DeMorgan) {
  for (Truth a : all) {
    for (Truth b : all) EXPECT_EQ(!(a && b), !a || !b);
  }
}

}  // namespace
}  // namespace her2
