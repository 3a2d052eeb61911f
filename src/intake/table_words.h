// What the words of a column mean, as a mapping file says it: each word sets leaves, is refused for a stated reason, or
// means "not recorded".
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "intake/table_leaf.h"
#include "kb/block_reader.h"

namespace her2::intake::table {

/// What is put into a leaf; lists of names go into findings, medications and variants.
using Value =
    std::variant<Interval, DateRange, CodeSet, Truth, std::string, std::vector<DrugId>, std::vector<std::string>>;

struct Assignment {
  Leaf leaf;
  Value value;
};

struct Word {
  std::optional<Value> is;       ///< for the leaves of the column
  std::vector<Assignment> sets;  ///< for other leaves
  std::string warning;           ///< why it is refused, or what is doubtful about it
  bool missing = false;          ///< "not recorded"
};

/// The words of one column, in any case and spacing.
class Words {
 public:
  /// The first meaning given to a word stays; false if it had one.
  bool add(std::string_view text, const Word& word);
  /// `text` is folded.
  const Word* find(std::string_view text) const;
  /// Some of the words that set something, for a message.
  std::string examples() const;

 private:
  NameMap<Word> words_;
  std::vector<std::string> order_;
};

/// What values in mapping files are compiled with.
struct ValueContext {
  const Vocabulary& vocabulary;
  Shape& shape;
  std::string number;  ///< stands for `#` in paths and names of a repeated column; empty where it is not repeated

  std::string expand(std::string_view text) const;
  /// A problem where there is no such leaf.
  std::optional<Leaf> leaf(kb::BlockReader& block, const kb::Node& at, std::string_view path) const;
  /// A value written in TOML for a leaf of this kind: "2+", ["0", "1+"], "[10..20)", true, "2004" …
  std::optional<Value> value(kb::BlockReader& block, const kb::Node& node, const Leaf& leaf) const;
};

enum class Repeated { Problem, Ignored };

/// Reads `words = [ { say = "…", is = …, set = { … }, warn = "…" }, … ]`. `target` is the column's leaf; null where it
/// has none. `repeated`: what a word is that has a meaning already.
void readWords(kb::BlockReader& block, const kb::Node& node, const Leaf* target, const ValueContext& context,
               Repeated repeated, Problems& problems, Words& words);

}  // namespace her2::intake::table
