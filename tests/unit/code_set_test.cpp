// CodeSet against the obvious model, a list of 64 flags: every small set, and sets at the ends of the word.
#include "her2/code_set.h"

#include <gtest/gtest.h>

#include <vector>

namespace her2 {
namespace {

TEST(CodeSet, Basics) {
  EXPECT_TRUE(CodeSet().empty());
  EXPECT_EQ(CodeSet().size(), 0U);
  EXPECT_FALSE(CodeSet().isSingle());
  for (unsigned code : {0U, 1U, 31U, 32U, 63U}) {
    const CodeSet set = CodeSet::of(code);
    EXPECT_TRUE(set.isSingle());
    EXPECT_EQ(set.single(), code);
    EXPECT_EQ(set.size(), 1U);
    EXPECT_TRUE(set.contains(code));
    EXPECT_FALSE(set.contains((code + 1) % CodeSet::capacity));
  }
}

TEST(CodeSet, FirstOfADomain) {
  EXPECT_TRUE(CodeSet::first(0).empty());
  EXPECT_EQ(CodeSet::first(1), CodeSet::of(0));
  for (unsigned count = 0; count <= CodeSet::capacity; ++count) {
    const CodeSet set = CodeSet::first(count);
    EXPECT_EQ(set.size(), count);
    for (unsigned code = 0; code < CodeSet::capacity; ++code) EXPECT_EQ(set.contains(code), code < count);
  }
}

TEST(CodeSet, ForEachGoesInOrder) {
  std::vector<unsigned> seen;
  (CodeSet::of(63) | CodeSet::of(0) | CodeSet::of(17)).forEach([&](unsigned code) { seen.push_back(code); });
  EXPECT_EQ(seen, (std::vector<unsigned>{0, 17, 63}));
}

TEST(CodeSet, OperationsAreThoseOfSetsOnAllSmallSets) {
  // Four codes spread over the word: 16 sets, all pairs.
  const unsigned codes[] = {0, 5, 32, 63};
  std::vector<CodeSet> all;
  for (unsigned mask = 0; mask < 16; ++mask) {
    CodeSet set;
    for (unsigned i = 0; i < 4; ++i) {
      if ((mask >> i & 1) != 0) set |= CodeSet::of(codes[i]);
    }
    all.push_back(set);
  }
  for (CodeSet a : all) {
    for (CodeSet b : all) {
      bool subset = true;
      bool common = false;
      for (unsigned code = 0; code < CodeSet::capacity; ++code) {
        const bool inA = a.contains(code);
        const bool inB = b.contains(code);
        EXPECT_EQ((a | b).contains(code), inA || inB);
        EXPECT_EQ((a & b).contains(code), inA && inB);
        EXPECT_EQ((a - b).contains(code), inA && !inB);
        subset = subset && (inA || !inB);
        common = common || (inA && inB);
      }
      EXPECT_EQ(a.contains(b), subset);
      EXPECT_EQ(a.intersects(b), common);
      EXPECT_EQ(a == b, subset && b.contains(a));
    }
  }
}

}  // namespace
}  // namespace her2
