// A tree of knowledge text with the file and line of every part: what a TOML file says, free of the TOML library. The
// embedded knowledge is the same tree, packed (pack.h), so that files and the built-in knowledge take one way through
// the loader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "her2/date.h"
#include "her2/problem.h"

namespace her2::kb {

/// Where a node stands. `file` is shared by all nodes of a document.
struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Member;

struct Node {
  using Array = std::vector<Node>;
  using Table = std::vector<Member>;  // in the order of the file
  using Value = std::variant<std::string, std::int64_t, double, bool, Date, Array, Table>;

  Value value;
  Place place;

  bool isString() const { return std::holds_alternative<std::string>(value); }
  bool isArray() const { return std::holds_alternative<Array>(value); }
  bool isTable() const { return std::holds_alternative<Table>(value); }
  bool isDate() const { return std::holds_alternative<Date>(value); }
  bool isBool() const { return std::holds_alternative<bool>(value); }
  bool isNumber() const { return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value); }

  /// Each requires the kind.
  const std::string& string() const { return std::get<std::string>(value); }
  const Array& array() const { return std::get<Array>(value); }
  const Table& table() const { return std::get<Table>(value); }
  Date date() const { return std::get<Date>(value); }
  bool boolean() const { return std::get<bool>(value); }
  double number() const;

  /// The member of that name, or null. Requires a table.
  const Node* find(std::string_view key) const;

  /// The same text, wherever it stands.
  friend bool operator==(const Node& a, const Node& b);
};

/// One `key = value` of a table.
struct Member {
  std::string key;
  Node value;

  friend bool operator==(const Member&, const Member&) = default;
};

/// One file of knowledge.
struct Document {
  std::string file;  ///< path relative to the knowledge folder
  Node root;         ///< a table
  std::string where(const Place& place) const;
  Problem problem(const Place& place, std::string message, std::string remedy = {}) const;
  /// The drug whose file it is, by a block [drug] or by name; empty where it is of none.
  std::string drug() const;
};

/// A block such as one [[table]]: the node and the document it stands in.
struct Block {
  const Document* document = nullptr;
  const Node* node = nullptr;
};

}  // namespace her2::kb
