#include "her2/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace her2 {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day civil(Date date) { return year_month_day(sys_days(std::chrono::days(date.serial()))); }

Date fromCivil(year_month_day ymd) { return Date(static_cast<std::int32_t>(sys_days(ymd).time_since_epoch().count())); }

/// Digits text[at, at+count) as a number, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return -1;
  int value = 0;
  for (char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Two digits up to `greatest` at the front of `rest`, which are taken off.
bool takeTwo(std::string_view& rest, int greatest) {
  const int value = digits(rest, 0, 2);
  if (value < 0 || value > greatest) return false;
  rest.remove_prefix(2);
  return true;
}

bool take(std::string_view& rest, char c) {
  if (!rest.starts_with(c)) return false;
  rest.remove_prefix(1);
  return true;
}

/// "Z", "+01:00", "-0500", "+01" or nothing.
bool isZone(std::string_view rest) {
  if (rest.empty() || rest == "Z") return true;
  if (!take(rest, '+') && !take(rest, '-')) return false;
  if (!takeTwo(rest, 23)) return false;
  if (rest.empty()) return true;
  take(rest, ':');
  return takeTwo(rest, 59) && rest.empty();
}

/// "T00:00", "T00:00:00Z", "T12:30:00.123+01:00". Not "T24:00", which is of another day than the one written.
bool isClock(std::string_view rest) {
  if (!take(rest, 'T') || !takeTwo(rest, 23) || !take(rest, ':') || !takeTwo(rest, 59)) return false;
  if (take(rest, ':')) {
    if (!takeTwo(rest, 60)) return false;
    if (take(rest, '.')) {
      const auto fraction = std::min(rest.find_first_not_of("0123456789"), rest.size());
      if (fraction == 0) return false;
      rest.remove_prefix(fraction);
    }
  }
  return isZone(rest);
}

}  // namespace

std::optional<Date> Date::of(int y, unsigned m, unsigned d) {
  if (y < 1 || y > 9999 || m > 12 || d > 31) return std::nullopt;  // std::chrono would take these modulo a power of two
  const year_month_day ymd{std::chrono::year(y), month(m), day(d)};
  if (!ymd.ok()) return std::nullopt;
  return fromCivil(ymd);
}

std::optional<Date> Date::parse(std::string_view text) {
  const auto range = DateRange::parse(text);
  if (text.size() != 10 || !range) return std::nullopt;
  return range->first;
}

int Date::year() const { return static_cast<int>(civil(*this).year()); }

std::string Date::text() const {
  const year_month_day ymd = civil(*this);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

Date Date::plusMonths(int months) const {
  year_month_day ymd = civil(*this) + std::chrono::months(months);
  if (!ymd.ok()) ymd = ymd.year() / ymd.month() / std::chrono::last;
  return fromCivil(ymd);
}

double monthsBetween(Date from, Date to) {
  if (to < from) return -monthsBetween(to, from);
  const year_month_day a = civil(from);
  const year_month_day b = civil(to);
  int whole = (static_cast<int>(b.year()) - static_cast<int>(a.year())) * 12 +
              static_cast<int>(static_cast<unsigned>(b.month())) - static_cast<int>(static_cast<unsigned>(a.month()));
  while (from.plusMonths(whole) > to) --whole;
  const Date anniversary = from.plusMonths(whole);
  const double rest = to.serial() - anniversary.serial();
  return whole + rest / (from.plusMonths(whole + 1).serial() - anniversary.serial());
}

std::optional<DateRange> DateRange::parse(std::string_view text) {
  const int y = digits(text, 0, 4);
  if (y < 1) return std::nullopt;
  if (text.size() == 4) return DateRange(*Date::of(y, 1, 1), *Date::of(y, 12, 31));
  const int m = digits(text, 5, 2);
  if (text[4] != '-' || m < 1 || m > 12) return std::nullopt;
  const Date first = *Date::of(y, static_cast<unsigned>(m), 1);
  if (text.size() == 7) return DateRange(first, first.plusMonths(1).plusDays(-1));
  const int d = digits(text, 8, 2);
  if (text[7] != '-' || d < 1) return std::nullopt;
  if (text.size() > 10 && !isClock(text.substr(10))) return std::nullopt;
  const auto exact = Date::of(y, static_cast<unsigned>(m), static_cast<unsigned>(d));
  if (!exact) return std::nullopt;
  return DateRange(*exact);
}

std::string DateRange::text() const {
  if (isDay()) return first.text();
  const year_month_day a = civil(first);
  const year_month_day b = civil(last);
  const bool fromFirst = a.day() == day(1);
  if (fromFirst && a.month() == month(1) && b == a.year() / 12 / 31) return first.text().substr(0, 4);
  if (fromFirst && last == first.plusMonths(1).plusDays(-1)) return first.text().substr(0, 7);
  return first.text() + ".." + last.text();
}

}  // namespace her2
