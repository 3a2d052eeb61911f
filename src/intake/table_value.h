// How the text of a cell is read as a number or a date, and how words are compared. Knows syntax, no meaning.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "her2/date.h"
#include "her2/interval.h"

namespace her2::intake::table {

/// Lower-case ASCII, runs of white space as one space, none at the ends: the spelling under which words and column
/// names are compared.
void fold(std::string_view text, std::string& out);
std::string folded(std::string_view text);
std::string_view trimmed(std::string_view text);

struct NumberSyntax {
  struct Unit {
    std::string suffix;  ///< folded: "%", "mm"
    double times = 1;
  };
  std::vector<Unit> units;
  double times = 1;  ///< for a number without a unit
  bool decimalComma = false;
};

/// "2.1" · ">6.0" · "≥ 2" · "10-19" · "4 to 6" · "[4.0..6.0)", each with or without one of the units behind it.
std::optional<Interval> readNumber(std::string_view text, const NumberSyntax& syntax);

/// Written as a whole number: digits only, no decimal point ("30", not "30.0").
bool isWrittenWhole(std::string_view text);

enum class DateStyle : std::uint8_t { Iso, DayFirst, MonthFirst, Compact };

std::optional<DateStyle> dateStyle(std::string_view name);

/// Iso: "2004", "2004-05", "2004-05-17", instants. DayFirst: "17.05.2004", "17/5/2004", "05/2004", "2004". MonthFirst:
/// "05/17/2004" and so on. Compact: "20040517", "200405", "2004".
std::optional<DateRange> readDate(std::string_view text, DateStyle style);

/// The birth date of someone who was so many completed years old on some day of `on`; nothing where the age has no end.
std::optional<DateRange> bornAtAge(const DateRange& on, const Interval& age);
/// Some day of `from` and so many days; nothing where the number has no end.
std::optional<DateRange> daysAfter(const DateRange& from, const Interval& days);

}  // namespace her2::intake::table
