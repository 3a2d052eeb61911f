// Facts of up to 64 cases side by side, laid out for the engine: one bit a case in words, one double a case in columns.
//
//   truth   2 words   t: certainly true · p: possibly true                      unknown: t 0, p 1
//   code    K words   bit set: this code is still possible                      unknown: every code of the domain
//   codes   2K words  for each code t and p as for a truth                      unknown: t 0, p 1
//   number  2 columns least and greatest possible value, both included          unknown: -inf, +inf      (dates: day
//   serials)
//
// The engine keeps its own results behind the facts in the same storage.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "feel/fact_catalogue.h"
#include "her2/code_set.h"
#include "her2/interval.h"

namespace her2::facts {

using feel::FactId;
using feel::Kind;

inline constexpr unsigned lanes = 64;
using Word = std::uint64_t;

struct alignas(64) Column {
  std::array<double, lanes> lo;
  std::array<double, lanes> hi;
};

/// Which facts a program reads, and where they stand in a block.
class FactLayout {
 public:
  struct Slot {
    FactId fact = 0;
    Kind kind = Kind::Truth;
    std::uint32_t at = 0;     ///< first word, or column
    std::uint32_t count = 0;  ///< codes of the domain (Code, Codes)
    CodeSet all;              ///< concrete codes (Code)
  };

  /// Adds the fact if it is not there yet; returns its slot.
  const Slot& add(FactId fact, const feel::FactCatalogue& facts, const Vocabulary& vocabulary);
  /// Null if the program does not read the fact.
  const Slot* find(FactId fact) const;
  const std::vector<Slot>& slots() const { return slots_; }
  std::uint32_t words() const { return words_; }
  std::uint32_t columns() const { return columns_; }

 private:
  std::vector<Slot> slots_;
  std::vector<int> slotOf_;
  std::uint32_t words_ = 0;
  std::uint32_t columns_ = 0;
};

class FactBlock {
 public:
  /// Room for the facts of the layout, and `moreWords` and `moreColumns` behind them.
  FactBlock(const FactLayout& layout, std::uint32_t moreWords, std::uint32_t moreColumns);

  /// Makes every fact of every lane unknown.
  void reset();

  void setTruth(const FactLayout::Slot& slot, unsigned lane, Truth value);
  void setCode(const FactLayout::Slot& slot, unsigned lane, CodeSet possible);
  /// The list holds `present`, and nothing that is not `possible`.
  void setCodes(const FactLayout::Slot& slot, unsigned lane, CodeSet present, CodeSet possible);
  /// The list holds exactly these.
  void setCodes(const FactLayout::Slot& slot, unsigned lane, CodeSet present) {
    setCodes(slot, lane, present, present);
  }
  void setNumber(const FactLayout::Slot& slot, unsigned lane, const Interval& value);

  const FactLayout& layout() const { return *layout_; }
  Word* words() { return words_.data(); }
  const Word* words() const { return words_.data(); }
  Column* columns() { return columns_.data(); }
  const Column* columns() const { return columns_.data(); }

 private:
  const FactLayout* layout_;
  std::vector<Word> words_;
  std::vector<Word> initialWords_;
  std::vector<Column> columns_;
};

}  // namespace her2::facts
