#include "intake/table_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace her2::intake::table {
namespace {

constexpr std::string_view spaces = " \t\r\n\v\f";

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// A plain number, or one with a decimal comma. "1,234" may be a thousand or a little more than one: not read.
std::optional<double> plain(std::string_view text, bool decimalComma) {
  text = trimmed(text);
  std::array<char, 64> buffer;
  if (text.empty() || text.size() > buffer.size()) return std::nullopt;
  std::copy(text.begin(), text.end(), buffer.begin());
  const auto comma = text.find(',');
  if (comma != std::string_view::npos) {
    if (!decimalComma || text.size() - comma == 4 || text.find('.') != std::string_view::npos) return std::nullopt;
    buffer[comma] = '.';
  }
  const auto number = Interval::parse({buffer.data(), text.size()});
  if (!number || !number->isPoint() || buffer[0] == '[') return std::nullopt;
  return number->lo();
}

struct Comparison {
  std::string_view sign;
  Interval (*make)(double);
};

constexpr Comparison comparisons[] = {
    {">=", &Interval::atLeast},
    {"<=", &Interval::atMost},
    {"\xE2\x89\xA5", &Interval::atLeast},
    {"\xE2\x89\xA4", &Interval::atMost},
    {"> =", &Interval::atLeast},
    {"< =", &Interval::atMost},
    {">", &Interval::above},
    {"<", &Interval::below},
};

/// "10-19", "10–19", "4 to 6": a dash that is not a sign, or the word, between two numbers.
std::optional<Interval> span(std::string_view text, bool decimalComma) {
  for (const std::string_view between : {"..", "\xE2\x80\x93", " to ", "-"}) {
    const auto at = text.find(between, 1);
    if (at == std::string_view::npos) continue;
    const auto lo = plain(text.substr(0, at), decimalComma);
    const auto hi = plain(text.substr(at + between.size()), decimalComma);
    if (!lo || !hi || *lo > *hi) return std::nullopt;
    return Interval::closed(*lo, *hi);
  }
  return std::nullopt;
}

std::optional<Interval> bare(std::string_view text, bool decimalComma) {
  if (text.empty()) return std::nullopt;
  if (text.front() == '[' || text.front() == '(') return Interval::parse(text);
  for (const Comparison& comparison : comparisons) {
    if (!text.starts_with(comparison.sign)) continue;
    const auto number = plain(text.substr(comparison.sign.size()), decimalComma);
    if (!number) return std::nullopt;
    return comparison.make(*number);
  }
  if (const auto number = plain(text, decimalComma)) return Interval(*number);
  return span(text, decimalComma);
}

std::optional<DateRange> dateOf(std::string_view year, std::string_view month, std::string_view day) {
  const auto padded = [](std::string_view two) { return two.size() == 1 ? fmt::format("0{}", two) : std::string(two); };
  if (month.empty()) return DateRange::parse(year);
  if (day.empty()) return DateRange::parse(fmt::format("{}-{}", year, padded(month)));
  return DateRange::parse(fmt::format("{}-{}-{}", year, padded(month), padded(day)));
}

std::optional<DateRange> partsOfDate(std::string_view text, bool dayFirst) {
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
  while (true) {
    const auto at = text.find_first_of("./-");
    if (count == parts.size()) return std::nullopt;
    parts[count++] = text.substr(0, at);
    if (parts[count - 1].empty() || !std::all_of(parts[count - 1].begin(), parts[count - 1].end(), isDigit)) {
      return std::nullopt;
    }
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + 1);
  }
  if (parts[count - 1].size() != 4) return std::nullopt;
  if (count == 1) return dateOf(parts[0], {}, {});
  if (count == 2) return dateOf(parts[1], parts[0], {});
  return dayFirst ? dateOf(parts[2], parts[1], parts[0]) : dateOf(parts[2], parts[0], parts[1]);
}

/// Five centuries: nothing in a medical record lies farther from anything else.
constexpr double mostDays = 200000;

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

void fold(std::string_view text, std::string& out) {
  out.clear();
  for (char c : trimmed(text)) {
    if (spaces.find(c) != std::string_view::npos) {
      if (out.back() != ' ') out.push_back(' ');
    } else {
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
}

std::string folded(std::string_view text) {
  std::string result;
  fold(text, result);
  return result;
}

std::optional<Interval> readNumber(std::string_view text, const NumberSyntax& syntax) {
  const std::string cell = folded(text);
  std::string_view rest = cell;
  double times = syntax.times;
  for (const NumberSyntax::Unit& unit : syntax.units) {
    if (rest.size() <= unit.suffix.size() || !rest.ends_with(unit.suffix)) continue;
    rest = trimmed(rest.substr(0, rest.size() - unit.suffix.size()));
    times = unit.times;
    break;
  }
  const auto number = bare(rest, syntax.decimalComma);
  if (!number || times == 1) return number;
  return *number * Interval(times);
}

bool isWrittenWhole(std::string_view text) {
  text = trimmed(text);
  return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

std::optional<DateStyle> dateStyle(std::string_view name) {
  if (name == "iso") return DateStyle::Iso;
  if (name == "day-first") return DateStyle::DayFirst;
  if (name == "month-first") return DateStyle::MonthFirst;
  if (name == "compact") return DateStyle::Compact;
  return std::nullopt;
}

std::optional<DateRange> readDate(std::string_view text, DateStyle style) {
  text = trimmed(text);
  switch (style) {
    case DateStyle::Iso:
      return DateRange::parse(text);
    case DateStyle::DayFirst:
    case DateStyle::MonthFirst:
      return partsOfDate(text, style == DateStyle::DayFirst);
    case DateStyle::Compact:
      if (!std::all_of(text.begin(), text.end(), isDigit)) return std::nullopt;
      if (text.size() == 4) return dateOf(text, {}, {});
      if (text.size() == 6) return dateOf(text.substr(0, 4), text.substr(4), {});
      if (text.size() == 8) return dateOf(text.substr(0, 4), text.substr(4, 2), text.substr(6));
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<DateRange> bornAtAge(const DateRange& on, const Interval& age) {
  if (age.lo() < 0 || age.hi() * 366 > mostDays) return std::nullopt;
  const auto months = [](double years) { return static_cast<int>(std::floor(years)) * 12; };
  return DateRange(on.first.plusMonths(-months(age.greatest()) - 12).plusDays(1),
                   on.last.plusMonths(-months(age.least())));
}

std::optional<DateRange> daysAfter(const DateRange& from, const Interval& days) {
  if (days.lo() < -mostDays || days.hi() > mostDays) return std::nullopt;
  return DateRange(from.first.plusDays(static_cast<int>(std::ceil(days.least()))),
                   from.last.plusDays(static_cast<int>(std::floor(days.greatest()))));
}

}  // namespace her2::intake::table
