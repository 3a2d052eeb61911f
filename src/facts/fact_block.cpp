#include "facts/fact_block.h"

#include <algorithm>

namespace her2::facts {

const FactLayout::Slot& FactLayout::add(FactId fact, const feel::FactCatalogue& facts, const Vocabulary& vocabulary) {
  if (slotOf_.size() < facts.size()) slotOf_.resize(facts.size(), -1);
  if (slotOf_[fact] >= 0) return slots_[static_cast<std::size_t>(slotOf_[fact])];
  const feel::Fact& described = facts[fact];
  Slot slot{fact, described.kind, 0, 0, {}};
  switch (described.kind) {
    case Kind::Truth:
      slot.at = words_;
      words_ += 2;
      break;
    case Kind::Code:
    case Kind::Codes: {
      const Domain& domain = vocabulary.domain(described.domain);
      slot.at = words_;
      slot.count = static_cast<std::uint32_t>(domain.codes().size());
      slot.all = domain.all();
      words_ += described.kind == Kind::Code ? slot.count : 2 * slot.count;
      break;
    }
    case Kind::Number:
    case Kind::Date:
    case Kind::Duration:
      slot.at = columns_++;
      break;
  }
  slotOf_[fact] = static_cast<int>(slots_.size());
  slots_.push_back(slot);
  return slots_.back();
}

const FactLayout::Slot* FactLayout::find(FactId fact) const {
  if (fact >= slotOf_.size() || slotOf_[fact] < 0) return nullptr;
  return &slots_[static_cast<std::size_t>(slotOf_[fact])];
}

FactBlock::FactBlock(const FactLayout& layout, std::uint32_t moreWords, std::uint32_t moreColumns)
    : layout_(&layout),
      words_(layout.words() + moreWords),
      initialWords_(layout.words()),
      columns_(layout.columns() + moreColumns) {
  for (const FactLayout::Slot& slot : layout.slots()) {
    if (slot.kind == Kind::Number || slot.kind == Kind::Date) continue;  // `at` is a column
    Word* at = initialWords_.data() + slot.at;
    if (slot.kind == Kind::Truth) at[1] = ~Word{0};
    if (slot.kind == Kind::Code) slot.all.forEach([&](unsigned code) { at[code] = ~Word{0}; });
    if (slot.kind == Kind::Codes) {
      for (std::uint32_t code = 0; code < slot.count; ++code) at[2 * code + 1] = ~Word{0};
    }
  }
  reset();
}

void FactBlock::reset() {
  std::copy(initialWords_.begin(), initialWords_.end(), words_.begin());
  for (std::uint32_t column = 0; column < layout_->columns(); ++column) {
    columns_[column].lo.fill(-Interval::infinity);
    columns_[column].hi.fill(Interval::infinity);
  }
}

void FactBlock::setTruth(const FactLayout::Slot& slot, unsigned lane, Truth value) {
  const Word bit = Word{1} << lane;
  Word* at = words_.data() + slot.at;
  at[0] = value == Truth::True ? at[0] | bit : at[0] & ~bit;
  at[1] = value == Truth::False ? at[1] & ~bit : at[1] | bit;
}

void FactBlock::setCode(const FactLayout::Slot& slot, unsigned lane, CodeSet possible) {
  const Word bit = Word{1} << lane;
  Word* at = words_.data() + slot.at;
  for (std::uint32_t code = 0; code < slot.count; ++code) at[code] &= ~bit;
  possible.forEach([&](unsigned code) { at[code] |= bit; });
}

void FactBlock::setCodes(const FactLayout::Slot& slot, unsigned lane, CodeSet present, CodeSet possible) {
  const Word bit = Word{1} << lane;
  Word* at = words_.data() + slot.at;
  const auto put = [&](Word& word, bool set) { word = set ? word | bit : word & ~bit; };
  for (unsigned code = 0; code < slot.count; ++code, at += 2) {
    put(at[0], present.contains(code));
    put(at[1], present.contains(code) || possible.contains(code));
  }
}

void FactBlock::setNumber(const FactLayout::Slot& slot, unsigned lane, const Interval& value) {
  columns_[slot.at].lo[lane] = value.least();
  columns_[slot.at].hi[lane] = value.greatest();
}

}  // namespace her2::facts
