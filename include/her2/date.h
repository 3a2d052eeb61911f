// Calendar days and partly known dates. "2026" and "2026-05" are ranges of days, "2026-05-17" is one.
// Gregorian calendar, no time zones: of an instant only its written day is kept.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace her2 {

/// A day, counted from 1970-01-01.
class Date {
 public:
  constexpr Date() = default;
  constexpr explicit Date(std::int32_t serial) : serial_(serial) {}
  /// Nothing if there is no such day (2023-02-29) or its year is not within 1..9999.
  static std::optional<Date> of(int year, unsigned month, unsigned day);
  /// Reads "2026-05-17" and nothing else.
  static std::optional<Date> parse(std::string_view text);

  constexpr std::int32_t serial() const { return serial_; }
  int year() const;
  std::string text() const;
  /// The same day so many months later (or earlier); the last day of the month where that day does not exist.
  Date plusMonths(int months) const;
  constexpr Date plusDays(int days) const { return Date(serial_ + days); }

  friend constexpr auto operator<=>(Date, Date) = default;

 private:
  std::int32_t serial_ = 0;
};

/// Whole calendar months from `from` to `to`, with the days left over as a fraction of the month begun: 2024-01-15 to
/// 2024-07-15 is 6. Negative if `to` is earlier.
double monthsBetween(Date from, Date to);

/// A partly known date: some day from first to last, both included.
struct DateRange {
  Date first;
  Date last;

  constexpr DateRange() = default;
  constexpr explicit DateRange(Date day) : first(day), last(day) {}
  constexpr DateRange(Date from, Date to) : first(from), last(to) {}

  /// Reads "2026", "2026-05", "2026-05-17" and instants such as "2018-04-01T00:00:00Z". Nothing for any other text or a
  /// day that is none.
  static std::optional<DateRange> parse(std::string_view text);

  constexpr bool isDay() const { return first == last; }
  /// "2026", "2026-05", "2026-05-17", or "2026-05-17..2026-06-02".
  std::string text() const;

  friend constexpr bool operator==(const DateRange&, const DateRange&) = default;
};

}  // namespace her2
