// Everything in the knowledge that can be looked up, whatever kind of block it is: what `her2 kb show`, `kb search`,
// `kb diff` and the generated site go through. A new kind of block is found here without being named.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kb/model.h"

namespace her2::kb {

/// One block of a file.
struct Entry {
  std::string kind;  ///< as the file has it: "table", "fact", "indication", "observation" …
  std::string id;    ///< "breast.ish-group"; "tucatinib/breast-…" for what stands in a drug's file; "" without a name
  std::string title;  ///< its title, else what it says of itself
  Period period;      ///< in force; an indication: from its first approval
  Block block;

  /// "status/breast-ish.toml:19"
  std::string place() const;
  /// The id, or the place of what has no name. Not unique: a table has one entry for each of its versions.
  const std::string key() const { return id.empty() ? place() : id; }
};

/// All blocks, files in the order of their names.
std::vector<Entry> entriesOf(const Knowledge& knowledge);

/// The block that holds a line of a file, "status/breast-ish.toml:19", with or without "knowledge/" before it and a
/// column behind it; null if there is none.
const Entry* entryAt(const std::vector<Entry>& entries, std::string_view place);
/// The line in such a text; 0 if it is none.
std::uint32_t lineOf(std::string_view place);

/// Calls f(id) for every source cited anywhere in the block, once for each mention.
void forEachCitation(const Knowledge& knowledge, const Node& block, const std::function<void(const Source&)>& f);

/// A leaf as text: a string as it is, numbers as FEEL has them, dates as 2018-05-30; "" for arrays and tables.
std::string leafText(const Node& node);

}  // namespace her2::kb
