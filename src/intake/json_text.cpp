#include "intake/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace her2::intake {
namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t shownBytes = 40;
constexpr auto npos = std::string_view::npos;

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Bytes of the UTF-8 character at the front of the text, 0 if there is none (Unicode 15, table 3-7).
std::size_t characterLength(std::string_view text) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  const auto within = [&](std::size_t at, unsigned lo, unsigned hi) { return byte(at) >= lo && byte(at) <= hi; };
  const auto tail = [&](std::size_t at) { return within(at, 0x80, 0xBF); };
  const unsigned lead = byte(0);
  if (text.empty()) return 0;
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    return within(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    return within(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

/// The size of the text if there is none.
std::size_t firstInvalidUtf8(std::string_view text) {
  std::size_t at = 0;
  for (std::size_t length = 1; length != 0; at += length) length = characterLength(text.substr(at));
  return at;
}

std::string fileAndLine(RecordPlace place, std::size_t line) {
  if (line == 0) return std::string(place.file);
  return fmt::format("{}{}{}", place.file, place.file.empty() ? "" : ":", line);
}

Problem textError(std::string code, std::string where, std::string message, std::string remedy = {}) {
  return {Severity::Error, std::move(code), std::move(where), std::move(message), std::move(remedy)};
}

/// Where the value that begins at `at` ends.
const char* endOfValue(const char* at) {
  const char* const begin = at;
  bool inString = false;
  for (int depth = 0;; ++at) {
    if (inString) {
      if (*at == '\\')
        ++at;
      else if (*at == '"')
        inString = false;
      if (!inString && depth == 0) return at + 1;
      continue;
    }
    switch (*at) {
      case '"':
        inString = true;
        break;
      case '[':
      case '{':
        ++depth;
        break;
      case ']':
      case '}':
        if (depth == 0) return at;  // the scalar before ended with the object or list around it
        if (--depth == 0) return at + 1;
        break;
      case ',':
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        if (depth == 0 && at != begin) return at;
        break;
      default:
        break;
    }
  }
}

/// The value without the white space between its tokens.
std::string compact(const char* value) {
  std::string result;
  bool inString = false;
  for (const char *at = value, *end = endOfValue(value); at != end; ++at) {
    if (!inString && isSpace(*at)) continue;
    result.push_back(*at);
    if (inString && *at == '\\')
      result.push_back(*++at);
    else if (*at == '"')
      inString = !inString;
  }
  return result;
}

/// Letters inserted, left out, exchanged or swapped with their neighbour (Damerau and Levenshtein), letters compared in
/// lower case.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string_view withoutByteOrderMark(std::string_view text) {
  return text.starts_with(byteOrderMark) ? text.substr(byteOrderMark.size()) : text;
}

std::optional<Problem> textProblem(RecordPlace place, std::string_view text) {
  const std::string where = fileAndLine(place, place.line);
  if (text.size() > maxRecordBytes) {
    return textError("json-too-large", where,
                     fmt::format("the record has {} bytes, at most {} are read", text.size(), maxRecordBytes));
  }
  if (std::all_of(text.begin(), text.end(), isSpace)) {
    return textError("json-empty", where, "the text is empty, expected a JSON object");
  }
  return std::nullopt;
}

Problem encodingProblem(RecordPlace place, std::string_view text) {
  const std::size_t at = std::min(firstInvalidUtf8(text), text.size() - 1);
  return textError("json-encoding", placeOf(place, text, at),
                   fmt::format("byte 0x{:02X} at offset {} is not UTF-8", static_cast<unsigned char>(text[at]), at),
                   "save the file as UTF-8");
}

Problem syntaxProblem(RecordPlace place, std::string_view text, std::size_t offset) {
  while (offset < text.size() && isSpace(text[offset])) ++offset;
  const std::string where = placeOf(place, text, std::min(offset, text.size()));
  if (offset >= text.size()) return textError("json-syntax", where, "the text ends before the record is complete");
  std::size_t end = offset + 1;
  while (end < text.size() && !isSpace(text[end]) && std::string_view(",:[]{}\"").find(text[end]) == npos) ++end;
  return textError("json-syntax", where,
                   fmt::format("{} is not valid JSON here", shown(text.substr(offset, end - offset))));
}

Problem brokenStringProblem(RecordPlace place, std::string_view text) {
  std::size_t opened = npos;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (opened == npos) {
      if (c == '"') opened = at;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return textError(
          "json-syntax", placeOf(place, text, at),
          fmt::format("control character 0x{:02X} inside text", static_cast<unsigned char>(c)),
          c == '\n' || c == '\r' ? "close the text before the end of the line, or write \\n" : "escape it");
    } else if (c == '\\') {
      ++at;
    } else if (c == '"') {
      opened = npos;
    }
  }
  return textError("json-syntax", placeOf(place, text, opened == npos ? text.size() : opened),
                   "the text that begins here never ends");
}

std::string placeOf(RecordPlace place, std::string_view path) {
  const std::string front = fileAndLine(place, place.line);
  if (front.empty() || path.empty()) return front + std::string(path);
  return front + ": " + std::string(path);
}

std::string placeOf(RecordPlace place, std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto newlines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::string_view line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  const auto column = 1 + std::count_if(line.begin(), line.end(), [](char c) { return !isContinuation(c); });
  return fmt::format("{}:{}", fileAndLine(place, (place.line == 0 ? 1 : place.line) + newlines), column);
}

std::string shown(std::string_view text) { return shown(text, shownBytes); }

std::string shown(std::string_view text, std::size_t most) {
  std::size_t size = std::min(text.size(), most);
  while (size < text.size() && size > 0 && isContinuation(text[size])) --size;
  std::string result = "`";
  for (char c : text.substr(0, size)) result.push_back(isControl(c) || c == '`' ? '?' : c);
  return result + (size < text.size() ? "…`" : "`");
}

bool isJsonNumber(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - begin;
  };
  const auto skip = [&](char one, char other) {
    const bool found = at < text.size() && (text[at] == one || text[at] == other);
    if (found) ++at;
    return found;
  };
  skip('-', '-');
  const std::size_t first = at;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (skip('.', '.') && digits() == 0) return false;
  if (skip('e', 'E')) {
    skip('+', '-');
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::optional<double> jsonNumber(std::string_view text) {
  if (!isJsonNumber(text)) return std::nullopt;
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc()) return value;
  value = std::strtod(std::string(text).c_str(), nullptr);  // tells too large from too small, which is zero
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

bool isHeldByDouble(std::string_view number) {
  constexpr std::size_t few = 300;  // digits of a whole number that any double can hold
  const bool plain = std::none_of(number.begin(), number.end(), [](char c) { return c == 'e' || c == 'E'; });
  return (plain && number.size() <= few) || jsonNumber(number).has_value();
}

bool sameJsonText(const char* a, const char* b) { return compact(a) == compact(b); }

std::string_view nearestName(std::string_view name, std::span<const std::string_view> names) {
  if (name.empty() || name.size() > 64) return {};
  std::string_view nearest;
  std::size_t least = name.size() <= 4 ? 2 : 3;  // one slip in a short name, two in a longer one
  for (std::string_view each : names) {
    const std::size_t d = distance(name, each);
    if (d < least && d < each.size()) {
      least = d;
      nearest = each;
    }
  }
  return nearest;
}

}  // namespace her2::intake
