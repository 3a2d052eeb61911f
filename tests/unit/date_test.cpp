// Date and DateRange: the Gregorian calendar and the ISO 8601 / FHIR forms, worked out by hand; month arithmetic on
// every day of windows around leap and century years.
#include "her2/date.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace her2 {

void PrintTo(Date date, std::ostream* out) { *out << date.text(); }
void PrintTo(const DateRange& range, std::ostream* out) { *out << range.text(); }

namespace {

Date day(const char* text) {
  const auto date = Date::parse(text);
  EXPECT_TRUE(date) << text;
  return date.value_or(Date());
}

TEST(Date, CountsFrom1970) {
  EXPECT_EQ(day("1970-01-01").serial(), 0);
  EXPECT_EQ(day("1969-12-31").serial(), -1);
  EXPECT_EQ(day("2000-03-01").serial(), 11017);  // 30 years, of which 7 leap, and 31 + 29 days
  EXPECT_EQ(day("2000-03-01").year(), 2000);
  EXPECT_EQ(day("0001-01-01").serial(), -719162);  // 1969 years: 1969 * 365 + 492 - 19 + 4 days
}

TEST(Date, LeapYears) {
  for (int year : {4, 1600, 2000, 2004, 2024, 2400}) EXPECT_TRUE(Date::of(year, 2, 29)) << year;
  for (int year : {1, 1700, 1900, 2001, 2023, 2100}) EXPECT_FALSE(Date::of(year, 2, 29)) << year;
}

TEST(Date, EveryMonthEnds) {
  const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (unsigned month = 1; month <= 12; ++month) {
    EXPECT_TRUE(Date::of(2023, month, lengths[month - 1])) << month;
    EXPECT_FALSE(Date::of(2023, month, lengths[month - 1] + 1)) << month;
    EXPECT_FALSE(Date::of(2023, month, 0)) << month;
  }
}

TEST(Date, NoSuchDayIsNothing) {
  EXPECT_FALSE(Date::of(2023, 0, 1));
  EXPECT_FALSE(Date::of(2023, 13, 1));
  EXPECT_FALSE(Date::of(2023, 256 + 5, 1));
  EXPECT_FALSE(Date::of(2023, 5, 256 + 1));
  EXPECT_FALSE(Date::of(65536 + 2023, 5, 1));
  EXPECT_FALSE(Date::of(10000, 1, 1));
  EXPECT_FALSE(Date::of(0, 1, 1));
  EXPECT_FALSE(Date::of(-5, 1, 1));
}

TEST(Date, TextReadsBackForEveryDayOfFourCenturies) {
  int days = 0;
  for (Date date = day("1800-01-01"); date < day("2200-01-01"); date = date.plusDays(1), ++days) {
    ASSERT_EQ(Date::parse(date.text()), date);
  }
  EXPECT_EQ(days, 146097);  // 400 years: 400 * 365 + 97
}

TEST(Date, PlusMonths) {
  const struct {
    const char* from;
    int months;
    const char* expected;
  } table[] = {
      {"2024-01-15", 6, "2024-07-15"},  {"2024-01-31", 1, "2024-02-29"},   {"2023-01-31", 1, "2023-02-28"},
      {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-29"},  {"2024-03-31", -1, "2024-02-29"},
      {"2024-01-15", -1, "2023-12-15"}, {"2024-12-31", 2, "2025-02-28"},   {"2024-08-31", 1, "2024-09-30"},
      {"2024-05-17", 0, "2024-05-17"},  {"2024-05-17", -24, "2022-05-17"}, {"1900-01-31", 1, "1900-02-28"},
      {"2026-11-30", 3, "2027-02-28"},
  };
  for (const auto& row : table)
    EXPECT_EQ(day(row.from).plusMonths(row.months), day(row.expected)) << row.from << " + " << row.months;
}

TEST(MonthsBetween, ByHand) {
  const struct {
    const char* from;
    const char* to;
    double expected;
  } table[] = {
      {"2024-01-15", "2024-07-15", 6},
      {"2024-01-15", "2024-01-15", 0},
      {"2024-01-15", "2024-07-14", 5 + 29.0 / 30},  // 15 June to 15 July is 30 days
      {"2024-01-31", "2024-02-29", 1},
      {"2024-01-31", "2024-03-01", 1 + 1.0 / 31},  // 29 February to 31 March is 31 days
      {"2023-01-31", "2023-02-28", 1},
      {"2023-12-31", "2024-12-31", 12},
      {"2024-02-29", "2025-02-28", 12},
      {"2024-07-15", "2024-01-15", -6},
      {"2020-01-01", "2024-01-01", 48},
      {"2024-02-01", "2024-02-15", 14.0 / 29},
      {"2023-02-01", "2023-02-15", 14.0 / 28},
  };
  for (const auto& row : table)
    EXPECT_DOUBLE_EQ(monthsBetween(day(row.from), day(row.to)), row.expected) << row.from << " to " << row.to;
}

class MonthsOnEveryDay : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(MonthsOnEveryDay, LaterIsNeverLess) {
  const Date begin = day(GetParam().first);
  const Date end = day(GetParam().second);
  for (Date from = begin; from < end; from = from.plusDays(1)) {
    for (Date to = begin; to < end; to = to.plusDays(1)) {
      const double months = monthsBetween(from, to);
      ASSERT_LE(months, monthsBetween(from, to.plusDays(1))) << from.text() << " to " << to.text();
      ASSERT_GE(months, monthsBetween(from.plusDays(1), to)) << from.text() << " to " << to.text();
      ASSERT_EQ(months, -monthsBetween(to, from)) << from.text() << " to " << to.text();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AroundFebruary, MonthsOnEveryDay,
                         testing::Values(std::pair("2023-11-15", "2025-03-15"),    // a leap year and a common one
                                         std::pair("1899-12-01", "1900-04-15")));  // a century that is none

TEST(MonthsBetween, WholeMonthsLaterIsWhole) {
  for (Date from = day("2023-01-01"); from < day("2025-01-01"); from = from.plusDays(1)) {
    for (int months = 0; months <= 60; ++months)
      ASSERT_EQ(monthsBetween(from, from.plusMonths(months)), months) << from.text();
  }
}

TEST(DateParse, OnlyAWholeDay) {
  EXPECT_EQ(Date::parse("2026-05-17"), Date::of(2026, 5, 17));
  for (const char* text :
       {"", "2026", "2026-05", "2026-05-17T00:00:00Z", "2026-5-17", "2026-05-17 ", " 2026-05-17", "20260517"}) {
    EXPECT_FALSE(Date::parse(text)) << text;
  }
}

TEST(DateRangeParse, Accepts) {
  const struct {
    const char* text;
    const char* first;
    const char* last;
  } table[] = {
      {"2026", "2026-01-01", "2026-12-31"},
      {"0001", "0001-01-01", "0001-12-31"},
      {"9999", "9999-01-01", "9999-12-31"},
      {"2026-05", "2026-05-01", "2026-05-31"},
      {"2024-02", "2024-02-01", "2024-02-29"},
      {"2023-02", "2023-02-01", "2023-02-28"},
      {"2026-12", "2026-12-01", "2026-12-31"},
      {"9999-12", "9999-12-01", "9999-12-31"},
      {"2026-05-17", "2026-05-17", "2026-05-17"},
      {"2018-04-01T00:00:00Z", "2018-04-01", "2018-04-01"},
      {"2018-04-01T23:59:59.999+14:00", "2018-04-01", "2018-04-01"},
      {"2018-04-01T23:30:00-05:00", "2018-04-01", "2018-04-01"},  // its written day
      {"2018-04-01T12:30", "2018-04-01", "2018-04-01"},
      {"2018-04-01T12:30:60Z", "2018-04-01", "2018-04-01"},  // a leap second
  };
  for (const auto& row : table)
    EXPECT_EQ(DateRange::parse(row.text), DateRange(day(row.first), day(row.last))) << row.text;
}

TEST(DateRangeParse, Refuses) {
  for (const char* text : {"",
                           "20",
                           "202",
                           "0000",
                           "20265",
                           "-2026",
                           "+2026",
                           "2026-",
                           "2026-5",
                           "2026-00",
                           "2026-13",
                           "2026-05-",
                           "2026-05-1",
                           "2026-05-00",
                           "2026-05-32",
                           "2023-02-29",
                           "2026/05/17",
                           "17.05.2026",
                           "2026-05/17",
                           "202605",
                           "20260517",
                           "2026-05-177",
                           " 2026",
                           "2026 ",
                           "May 2026",
                           "2026-05-17T",
                           "2026-05-17T1",
                           "2026-05-17T1200",
                           "2026-05-17T24:00:00",
                           "2026-05-17T12:60",
                           "2026-05-17T12:30:61",
                           "2026-05-17T12:30:",
                           "2026-05-17T12:30:00.",
                           "2026-05-17T12:30Z+",
                           "2026-05-17T12:30ZZZ",
                           "2026-05-17T12:30:00+1",
                           "2026-05-17T12:30:00+01:",
                           "2026-05-17T12:30:00+25:00",
                           "2026-05-17Tnoon",
                           "2026-05-17 12:30",
                           "2026-05..2026-06",
                           "\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6"}) {
    EXPECT_FALSE(DateRange::parse(text)) << text;
  }
}

TEST(DateRangeText, IsTheShortestForm) {
  EXPECT_EQ(DateRange(day("2026-01-01"), day("2026-12-31")).text(), "2026");
  EXPECT_EQ(DateRange(day("2024-02-01"), day("2024-02-29")).text(), "2024-02");
  EXPECT_EQ(DateRange(day("2024-02-01"), day("2024-02-28")).text(), "2024-02-01..2024-02-28");
  EXPECT_EQ(DateRange(day("2026-01-01"), day("2027-12-31")).text(), "2026-01-01..2027-12-31");
  EXPECT_EQ(DateRange(day("2026-05-17")).text(), "2026-05-17");
  EXPECT_EQ(DateRange(day("2026-05-17"), day("2026-06-02")).text(), "2026-05-17..2026-06-02");
}

TEST(DateRangeText, ReadsBackForEveryYearAndMonth) {
  for (int year = 1; year <= 9999; ++year) {
    const std::string name = day("0001-01-01").plusMonths(12 * (year - 1)).text().substr(0, 4);
    ASSERT_EQ(DateRange::parse(name)->text(), name);
    for (unsigned month = 1; month <= 12; ++month) {
      const std::string inYear = name + (month < 10 ? "-0" : "-") + std::to_string(month);
      ASSERT_EQ(DateRange::parse(inYear)->text(), inYear);
    }
  }
}

}  // namespace
}  // namespace her2
