#include "intake/fhir_text.h"

#include <algorithm>

#include "intake/table_value.h"

namespace her2::intake::fhir {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWordCharacter(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// What a character of several bytes is written as, and how many bytes it has; nothing for one that stays.
std::optional<std::pair<std::string_view, std::size_t>> plain(std::string_view text) {
  if (text.starts_with("\u2265")) return std::pair(std::string_view(">="), 3);
  if (text.starts_with("\u2264")) return std::pair(std::string_view("<="), 3);
  if (text.starts_with("\u2013") || text.starts_with("\u2212")) return std::pair(std::string_view("-"), 3);
  if (text.starts_with("\u00A0")) return std::pair(std::string_view(" "), 2);
  return std::nullopt;
}

/// Closes "2 +" up: a plus or percent sign belongs to the number before it.
void appendSuffix(std::string& out, char sign) {
  const auto last = out.find_last_not_of(' ');
  if (last != std::string::npos &&
      (isDigit(out[last]) || (sign == '+' && (out[last] == '+' || last + 1 == out.size())))) {
    out.resize(last + 1);
  }
  out.push_back(sign);
}

void append(std::string& out, char c, char next) {
  const char before = out.empty() ? ' ' : out.back();
  if (isWordCharacter(c)) {
    out.push_back(lower(c));
  } else if (c == '+' || c == '%') {
    appendSuffix(out, c);
  } else if (c == '<' || c == '>' || c == '=') {
    if (before != ' ' && before != '<' && before != '>') out.push_back(' ');
    out.push_back(c);
  } else if ((c == '-' || c == '.') && isDigit(before) && isDigit(next)) {
    out.push_back(c);
  } else if (before != ' ' && before != '<' && before != '>' && before != '=') {
    out.push_back(' ');
  }
}

}  // namespace

void foldText(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size();) {
    if (const auto replaced = plain(text.substr(at))) {
      at += replaced->second;
      for (char c : replaced->first) append(out, c, at < text.size() ? text[at] : ' ');
    } else {
      append(out, text[at], at + 1 < text.size() ? text[at + 1] : ' ');
      ++at;
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
}

std::string foldedText(std::string_view text) {
  std::string result;
  foldText(text, result);
  return result;
}

void splitWords(std::string_view folded, std::vector<std::string_view>& words) {
  words.clear();
  while (!folded.empty()) {
    const auto space = folded.find(' ');
    words.push_back(folded.substr(0, space));
    if (space == std::string_view::npos) return;
    folded.remove_prefix(space + 1);
  }
}

bool beginsWord(std::string_view folded, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    const bool whole = word.ends_with(' ');
    if (whole) word.remove_suffix(1);
    for (auto at = folded.find(word); at != std::string_view::npos; at = folded.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if ((at == 0 || folded[at - 1] == ' ') && (!whole || end == folded.size() || folded[end] == ' ')) return true;
    }
    return false;
  });
}

bool isAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::optional<WrittenQuantity> readQuantity(std::string_view text) {
  text = table::trimmed(text);
  std::size_t end = 0;
  while (end < text.size()) {
    if (text.substr(end).starts_with("\u2265") || text.substr(end).starts_with("\u2264")) {
      end += 3;
    } else if (std::string_view("0123456789.<>=- ").find(text[end]) != std::string_view::npos) {
      ++end;
    } else {
      break;
    }
  }
  const auto number = table::readNumber(table::trimmed(text.substr(0, end)), {});
  if (!number) return std::nullopt;
  return WrittenQuantity{*number, table::trimmed(text.substr(end))};
}

}  // namespace her2::intake::fhir
