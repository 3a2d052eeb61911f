#include "kb/toml_reader.h"

#define TOML_HEADER_ONLY 0
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <algorithm>

namespace her2::kb {
namespace {

Place placeOf(const toml::node& node) { return {node.source().begin.line, node.source().begin.column}; }

Node convert(const toml::node& node);

Node::Value convertValue(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* whole = node.as_integer()) return whole->get();
  if (const auto* real = node.as_floating_point()) return real->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* day = node.as_date()) {
    // The TOML parser has already refused days that do not exist.
    return Date::of(day->get().year, day->get().month, day->get().day).value_or(Date());
  }
  if (const auto* array = node.as_array()) {
    Node::Array result;
    result.reserve(array->size());
    for (const toml::node& element : *array) result.push_back(convert(element));
    return result;
  }
  if (const auto* table = node.as_table()) {
    Node::Table result;
    for (const auto& [key, member] : *table) result.push_back({std::string(key.str()), convert(member)});
    // toml++ 3.3 keeps keys sorted; the order of the file is the order of the places.
    std::stable_sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
      return std::pair(a.value.place.line, a.value.place.column) < std::pair(b.value.place.line, b.value.place.column);
    });
    return result;
  }
  return std::string("unsupported TOML value (times of day are not used here)");
}

Node convert(const toml::node& node) { return {convertValue(node), placeOf(node)}; }

}  // namespace

Result<Document> readToml(std::string_view text, std::string file) {
  try {
    const toml::table table = toml::parse(text, file);
    return Document{std::move(file), Node{convertValue(table), {1, 1}}};
  } catch (const toml::parse_error& error) {
    const auto begin = error.source().begin;
    Document document{std::move(file), {}};
    return document.problem({begin.line, begin.column}, std::string("not valid TOML: ").append(error.description()));
  }
}

}  // namespace her2::kb
