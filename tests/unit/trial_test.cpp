// Gains and numbers needed to treat: stated or by subtraction, and none where the source supports none.
#include "kb/trial.h"

#include <gtest/gtest.h>

#include <limits>

namespace her2::kb {
namespace {

constexpr double notReached = std::numeric_limits<double>::infinity();

Estimate of(double value, Grade grade = Grade::Primary) { return {value, {}, {}, grade, grade}; }

TrialResult medians(double arm, double versus) {
  TrialResult result;
  result.unit = "mo";
  result.medians = {of(arm), of(versus)};
  return result;
}

TEST(Gain, IsTheDifferenceOfTheArmsAndSaysSo) {
  const auto gain = gainOf(medians(23.4, 16.8));
  ASSERT_TRUE(gain);
  EXPECT_NEAR(gain->value, 6.6, 1e-9);
  EXPECT_EQ(gain->unit, "mo");
  EXPECT_TRUE(gain->derived);
  EXPECT_FALSE(gain->low);
}

TEST(Gain, IsNoneWhereAMedianWasNotReached) { EXPECT_FALSE(gainOf(medians(notReached, 38.0))); }

TEST(Gain, IsNoneWhereOneArmIsMissing) {
  TrialResult result = medians(10, 5);
  result.medians[1].reset();
  EXPECT_FALSE(gainOf(result));
}

TEST(Gain, AsStatedGoesBeforeTheDifference) {
  TrialResult result;
  result.at = 96;
  result.rates = {of(86.9), of(79.4)};
  result.gain = Estimate{7.4, 4.9, 10.0, Grade::Primary, Grade::Primary};
  const auto gain = gainOf(result);
  ASSERT_TRUE(gain);
  EXPECT_EQ(gain->value, 7.4);
  EXPECT_EQ(gain->unit, "%");
  EXPECT_EQ(gain->at, 96);
  EXPECT_FALSE(gain->derived);
}

TEST(Gain, IsGradedAsItsWeakestNumber) {
  TrialResult result = medians(10, 5);
  result.medians[1]->grade = Grade::Unverified;
  EXPECT_EQ(gainOf(result)->grade, Grade::Unverified);
}

/// B-31 and N9831: overall survival at 8 years better by 7.4 points (4.9 to 10.0).
TrialResult survival() {
  TrialResult result;
  result.at = 96;
  result.rates = {of(86.9), of(79.4)};
  result.gain = Estimate{7.4, 4.9, 10.0, Grade::Primary, Grade::Primary};
  return result;
}

TEST(NumberNeeded, IsTheGainTurnedOver) {
  const auto needed = numberNeeded(Trial{}, survival());
  ASSERT_TRUE(needed);
  EXPECT_NEAR(needed->value, 13.51, 0.01);
  EXPECT_NEAR(needed->low, 10.0, 0.01);
  EXPECT_NEAR(needed->high, 20.41, 0.01);
  EXPECT_EQ(needed->at, 96);
}

TEST(NumberNeeded, IsNoneWithoutAnIntervalThatLeavesOutZero) {
  TrialResult result = survival();
  result.gain->low = -0.5;
  EXPECT_FALSE(numberNeeded(Trial{}, result));
  result.gain->low.reset();
  EXPECT_FALSE(numberNeeded(Trial{}, result));
  result.gain.reset();
  EXPECT_FALSE(numberNeeded(Trial{}, result)) << "a difference by subtraction has no interval";
}

TEST(NumberNeeded, IsNoneWithoutAHorizonOrWithoutChance) {
  TrialResult result = survival();
  Trial observational;
  observational.design = Design::Observational;
  EXPECT_FALSE(numberNeeded(observational, result));
  result.at.reset();
  EXPECT_FALSE(numberNeeded(Trial{}, result));
}

}  // namespace
}  // namespace her2::kb
