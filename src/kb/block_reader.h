// Reads the members of one knowledge block, collecting located problems: missing, of the wrong type, or unknown to the
// format.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "kb/node.h"

namespace her2::kb {

/// The member that says by which day a block has to be looked at again.
inline constexpr std::string_view reviewBy = "review-by";

class BlockReader {
 public:
  BlockReader(Block block, Problems& problems) : block_(block), problems_(problems) {}

  /// The member, or null. A missing required member is a problem.
  const Node* optional(std::string_view key) const { return block_.node->find(key); }
  const Node* required(std::string_view key);

  /// Empty (and a problem) where missing or not a string.
  std::string string(std::string_view key);
  /// Empty where missing; a problem where not a string.
  std::string stringOr(std::string_view key, std::string_view fallback = {});
  /// A string or an array of strings; empty where missing.
  std::vector<std::string> strings(std::string_view key);
  std::vector<std::string> stringsOf(const Node& node);
  std::optional<Date> date(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<double> number(std::string_view key);

  /// A problem for every member whose name is not in the list.
  void allow(std::initializer_list<std::string_view> keys);

  void problem(const Node& at, std::string message, std::string remedy = {});
  void problem(std::string message, std::string remedy = {}) {
    problem(*block_.node, std::move(message), std::move(remedy));
  }
  /// At that member, where it is there.
  void problemOf(std::string_view key, std::string message, std::string remedy = {}) {
    const Node* member = optional(key);
    problem(member == nullptr ? node() : *member, std::move(message), std::move(remedy));
  }
  const Document& document() const { return *block_.document; }
  const Node& node() const { return *block_.node; }

 private:
  Block block_;
  Problems& problems_;
};

}  // namespace her2::kb
