// Puts values into a Case, each with the cell it came from. Where two cells fill the same leaf, what both allow holds;
// if they allow nothing in common, either is kept as possible and a warning says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "her2/problem.h"
#include "intake/reader.h"
#include "intake/table_words.h"

namespace her2::intake::table {

/// What a cell does to a leaf that a former cell of the row has filled with something else.
enum class WhenSet : std::uint8_t {
  Combine,  ///< both hold; where they contradict each other either may be right, with a warning
  Replace,  ///< this one is right
  Keep,     ///< the former one is right
};

class Filler {
 public:
  Filler(const Vocabulary& vocabulary, const Shape& shape) : vocabulary_(&vocabulary), shape_(&shape) {}

  /// Makes room in `out` for everything the mapping reaches.
  void begin(Case& out, Problems& problems, RecordPlace place);
  /// The cell that is read next.
  void atCell(std::string_view column);

  /// The record has something here, whatever is known of it.
  void touch(const Leaf& leaf);
  void set(const Leaf& leaf, const Value& value, WhenSet whenSet);
  /// Gives the finding set last in this leaf its grade.
  void gradeLast(const Leaf& leaf, const Interval& grade);
  /// The treatment had a further drug, and nobody knows which.
  void noteUnknownDrug(const Leaf& leaf) { out_->treatments[leaf.slot].unknownDrug = true; }
  void warn(std::string_view code, std::string message, std::string remedy = {});

  /// Fills `always` where the record has the tumour, specimen … at all, and takes out what it does not have.
  void finish(const std::vector<Assignment>& always);

  Case& out() { return *out_; }
  /// The column a leaf of this row came from.
  std::string_view columnOf(Origin origin) const { return out_->where(origin).substr(placeSize_ + 1); }

 private:
  bool touched(const Leaf& leaf) const {
    return leaf.part == Part::Person || touched_[static_cast<std::size_t>(leaf.part)][leaf.slot] != 0;
  }
  Origin origin();
  template <class L, class V>
  void put(L& leaf, const V& value, WhenSet whenSet);
  void append(std::vector<Finding>& findings, const std::vector<std::string>& kinds);
  void append(std::vector<Medication>& medications, const std::vector<std::string>& names);
  void append(Tumour& tumour, const std::string& gene, const std::vector<std::string>& proteins);

  const Vocabulary* vocabulary_;
  const Shape* shape_;
  Case* out_ = nullptr;
  Problems* problems_ = nullptr;
  std::string where_;
  std::size_t placeSize_ = 0;  ///< of "file:line:" in where_
  Origin origin_;              ///< of the cell at hand, once something came from it
  std::vector<char> touched_[partCount];
};

}  // namespace her2::intake::table
