// The laws of CodeSet as what is known of a code: sound and monotone when codes are ruled out, and an algebra of sets.
#include <ostream>
#include <set>

#include "her2/code_set.h"
#include "law.h"

namespace her2 {

void showValue(CodeSet set, std::ostream& out) {
  out << '{';
  set.forEach([&](unsigned code) { out << ' ' << code; });
  out << " }";
}

namespace {

rc::Gen<CodeSet> codes() {
  const auto code = rc::gen::map(rc::gen::inRange(0U, CodeSet::capacity), [](unsigned c) { return CodeSet::of(c); });
  const auto few = rc::gen::map(rc::gen::container<std::set<unsigned>>(rc::gen::inRange(0U, CodeSet::capacity)),
                                [](const std::set<unsigned>& members) {
                                  CodeSet set;
                                  for (unsigned member : members) set |= CodeSet::of(member);
                                  return set;
                                });
  const auto any = rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) { return CodeSet(bits); });
  const auto first =
      rc::gen::map(rc::gen::inRange(0U, CodeSet::capacity + 1), [](unsigned count) { return CodeSet::first(count); });
  return rc::gen::oneOf(code, few, any, first);
}

TEST(CodeSetLaw, MembersAreThoseOfTheOperands) {
  law("union, intersection, difference", [] {
    const CodeSet a = *codes();
    const CodeSet b = *codes();
    const unsigned code = *rc::gen::inRange(0U, CodeSet::capacity);
    RC_ASSERT((a | b).contains(code) == (a.contains(code) || b.contains(code)));
    RC_ASSERT((a & b).contains(code) == (a.contains(code) && b.contains(code)));
    RC_ASSERT((a - b).contains(code) == (a.contains(code) && !b.contains(code)));
    RC_ASSERT((a & b).empty() == !a.intersects(b));
    RC_ASSERT((a - b).empty() == b.contains(a));
    RC_ASSERT((a | b).size() + (a & b).size() == a.size() + b.size());
  });
}

TEST(CodeSetLaw, MonotoneWhenCodesAreRuledOut) {
  law("a smaller operand gives no larger result, and no certain answer turns", [] {
    const CodeSet before = *codes();
    const CodeSet learnt = before & *codes();
    const CodeSet other = *codes();
    RC_ASSERT((before | other).contains(learnt | other));
    RC_ASSERT((before & other).contains(learnt & other));
    RC_ASSERT((before - other).contains(learnt - other));
    RC_PRE(!learnt.empty());
    if (other.contains(before)) RC_ASSERT(other.contains(learnt));        // certainly among them: still
    if (!other.intersects(before)) RC_ASSERT(!other.intersects(learnt));  // certainly not: still
    if (before.isSingle()) RC_ASSERT(learnt == before);
  });
}

TEST(CodeSetLaw, ForEachVisitsEachMemberOnceInOrder) {
  law("forEach", [] {
    const CodeSet set = *codes();
    CodeSet seen;
    int last = -1;
    set.forEach([&](unsigned code) {
      RC_ASSERT(static_cast<int>(code) > last);
      last = static_cast<int>(code);
      seen |= CodeSet::of(code);
    });
    RC_ASSERT(seen == set);
    RC_ASSERT(set.isSingle() == (set.size() == 1));
    if (set.isSingle()) RC_ASSERT(CodeSet::of(set.single()) == set);
  });
}

}  // namespace
}  // namespace her2
