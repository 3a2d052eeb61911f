#include "present/plain.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace her2::present {

std::string shortened(std::string_view text, std::size_t letters) {
  if (characters(text) <= letters) return std::string(text);
  std::string result;
  std::size_t count = 0;
  for (const char c : text) {
    count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
    if (count == letters) break;
    result += c;
  }
  return result + "…";
}

std::vector<std::string> linesOf(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream stream(wrapped(text, "", " ", width));
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string grid(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], characters(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    out += "  ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += row[i];
      if (i + 1 < row.size()) out.append(widths[i] - characters(row[i]) + 2, ' ');
    }
    while (out.back() == ' ') out.pop_back();
    out += '\n';
  }
  return out;
}

std::string wrapped(std::string_view text, std::string_view first, std::string_view indent, std::size_t width) {
  std::string out;
  std::string line(first);
  std::size_t length = characters(line);
  bool empty = true;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!empty && length + 1 + characters(word) > width) {
      out.append(line).append("\n");
      line = indent;
      length = characters(indent);
      empty = true;
    }
    line.append(empty ? "" : " ").append(word);
    length += characters(word) + (empty ? 0 : 1);
    empty = false;
  }
  return out.append(line).append("\n");
}

std::string periodText(const kb::Period& period) {
  if (!period.from && !period.until) return "always";
  return fmt::format("{}{}", period.from ? "from " + period.from->text() : "",
                     period.until ? fmt::format("{}until {}", period.from ? " " : "", period.until->text()) : "");
}

std::string sourceLine(const kb::Knowledge& knowledge, const std::string& id) {
  const kb::Source* source = knowledge.findSource(id);
  if (source == nullptr) return fmt::format("[{}]", id);
  return fmt::format("[{}] {}{} ({}){}{}", id, source->title, source->date ? ", " + source->date->text() : "",
                     kb::gradeName(source->grade), source->url.empty() ? "" : " ", source->url);
}

std::string inlineText(const kb::Node& node) {
  std::string text;
  if (node.isArray()) {
    for (const kb::Node& element : node.array()) text += (text.empty() ? "" : ", ") + inlineText(element);
    return text;
  }
  if (!node.isTable()) return kb::leafText(node);
  for (const auto& [key, member] : node.table())
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", key, inlineText(member));
  return text;
}

std::string placeText(const kb::Block& block) {
  return fmt::format("knowledge/{}:{}", block.document->file, block.node->place.line);
}

std::string blockText(const kb::Node& block, std::string_view indent) {
  std::string out;
  for (const auto& [key, member] : block.table()) {
    const bool empty = member.isArray() && member.array().empty();
    if (empty || key == "id" || key == "title") continue;
    const bool rows = member.isArray() && std::any_of(member.array().begin(), member.array().end(),
                                                      [](const kb::Node& n) { return n.isTable() || n.isArray(); });
    const std::string deeper = std::string(indent) + "  ";
    if (rows) {
      out += fmt::format("{}{}:\n", indent, key);
      for (const kb::Node& element : member.array()) out += wrapped(inlineText(element), deeper + "- ", deeper + "  ");
    } else if (member.isTable()) {
      out += fmt::format("{}{}:\n{}", indent, key, blockText(member, deeper));
    } else {
      out += wrapped(inlineText(member), fmt::format("{}{}: ", indent, key), deeper);
    }
  }
  return out;
}

}  // namespace her2::present
