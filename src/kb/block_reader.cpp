#include "kb/block_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace her2::kb {

void BlockReader::problem(const Node& at, std::string message, std::string remedy) {
  problems_.push_back(document().problem(at.place, std::move(message), std::move(remedy)));
}

const Node* BlockReader::required(std::string_view key) {
  const Node* member = optional(key);
  if (member == nullptr) problem(fmt::format("`{}` is missing", key));
  return member;
}

std::string BlockReader::string(std::string_view key) {
  return required(key) == nullptr ? std::string() : stringOr(key);
}

std::string BlockReader::stringOr(std::string_view key, std::string_view fallback) {
  const Node* member = optional(key);
  if (member == nullptr) return std::string(fallback);
  if (member->isString()) return member->string();
  problem(*member, fmt::format("`{}` must be a string", key));
  return {};
}

std::vector<std::string> BlockReader::strings(std::string_view key) {
  const Node* member = optional(key);
  return member == nullptr ? std::vector<std::string>() : stringsOf(*member);
}

std::vector<std::string> BlockReader::stringsOf(const Node& node) {
  std::vector<std::string> result;
  if (node.isString()) return {node.string()};
  if (!node.isArray()) {
    problem(node, "must be a string or an array of strings");
    return result;
  }
  for (const Node& element : node.array()) {
    if (element.isString()) {
      result.push_back(element.string());
    } else {
      problem(element, "must be a string");
    }
  }
  return result;
}

std::optional<Date> BlockReader::date(std::string_view key) {
  const Node* member = optional(key);
  if (member == nullptr) return std::nullopt;
  if (member->isDate()) return member->date();
  problem(*member, fmt::format("`{}` must be a date such as 2018-05-30, without quotes", key));
  return std::nullopt;
}

std::optional<bool> BlockReader::boolean(std::string_view key) {
  const Node* member = optional(key);
  if (member == nullptr) return std::nullopt;
  if (member->isBool()) return member->boolean();
  problem(*member, fmt::format("`{}` must be true or false", key));
  return std::nullopt;
}

std::optional<double> BlockReader::number(std::string_view key) {
  const Node* member = optional(key);
  if (member == nullptr) return std::nullopt;
  if (member->isNumber()) return member->number();
  problem(*member, fmt::format("`{}` must be a number", key));
  return std::nullopt;
}

void BlockReader::allow(std::initializer_list<std::string_view> keys) {
  for (const auto& [key, member] : node().table()) {
    if (key == reviewBy) continue;  // any block may have one
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      problem(member, fmt::format("unknown member `{}`", key), fmt::format("known here: {}", fmt::join(keys, ", ")));
    }
  }
}

}  // namespace her2::kb
