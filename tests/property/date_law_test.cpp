// The laws of dates on every year there is: order, months, and the text forms.
#include <algorithm>
#include <ostream>
#include <string>

#include "her2/date.h"
#include "law.h"

namespace her2 {

void showValue(Date date, std::ostream& out) { out << date.text(); }
void showValue(const DateRange& range, std::ostream& out) { out << range.text(); }

namespace {

const Date earliest = *Date::of(1, 1, 1);
const Date latest = *Date::of(9999, 12, 31);

/// Any day, often at the end of a month or of a February.
rc::Gen<Date> day() {
  const auto any =
      rc::gen::map(rc::gen::inRange(earliest.serial(), latest.serial() + 1), [](int serial) { return Date(serial); });
  const auto near = rc::gen::map(rc::gen::inRange(-40000, 60000), [](int serial) { return Date(serial); });
  const auto monthEnd =
      rc::gen::map(rc::gen::inRange(1, 12 * 9998), [](int months) { return earliest.plusMonths(months).plusDays(-1); });
  return rc::gen::oneOf(any, near, monthEnd);
}

/// A day no more than some years from `date`.
rc::Gen<Date> dayNear(Date date) {
  return rc::gen::map(rc::gen::inRange(-2000, 2001),
                      [date](int days) { return std::clamp(date.plusDays(days), earliest, latest); });
}

TEST(DateLaw, TextReadsBackAndKeepsTheOrder) {
  law("parse(text) is the same day, and later days have later text", [] {
    const Date a = *day();
    const Date b = *rc::gen::oneOf(day(), dayNear(a));
    RC_ASSERT(Date::parse(a.text()) == a);
    RC_ASSERT((a < b) == (a.text() < b.text()));
    RC_ASSERT(std::stoi(a.text()) == a.year());
  });
}

TEST(DateLaw, MonthsLaterIsTheSameDayOrTheMonthsLast) {
  law("plusMonths", [] {
    const Date date = *day();
    const int months = *rc::gen::inRange(-600, 601);
    const Date moved = date.plusMonths(months);
    RC_PRE(moved >= earliest && moved <= latest);
    const std::string was = date.text();
    const std::string is = moved.text();
    const auto monthOf = [](const std::string& text) { return std::stoi(text) * 12 + std::stoi(text.substr(5, 2)); };
    RC_ASSERT(monthOf(is) == monthOf(was) + months);
    const int wasDay = std::stoi(was.substr(8));
    const int isDay = std::stoi(is.substr(8));
    RC_ASSERT(isDay == wasDay || (isDay < wasDay && moved.plusDays(1).text().ends_with("-01")));
  });
}

TEST(DateLaw, LaterStaysLaterWhenMoved) {
  law("plusMonths is monotone", [] {
    const Date a = *day();
    const Date b = *dayNear(a);
    const int months = *rc::gen::inRange(-600, 601);
    if (a <= b) RC_ASSERT(a.plusMonths(months) <= b.plusMonths(months));
    if (months >= 0) RC_ASSERT(a.plusMonths(months) >= a);
  });
}

TEST(DateLaw, MonthsBetweenIsMonotoneAndAntisymmetric) {
  law("monthsBetween", [] {
    const Date from = *day();
    const Date to = *rc::gen::oneOf(day(), dayNear(from));
    const Date later = *dayNear(to);
    RC_ASSERT(monthsBetween(from, to) == -monthsBetween(to, from));
    RC_ASSERT((monthsBetween(from, to) > 0) == (to > from));
    if (to <= later) {
      RC_ASSERT(monthsBetween(from, to) <= monthsBetween(from, later));
      RC_ASSERT(monthsBetween(to, from) >= monthsBetween(later, from));
    }
  });
}

TEST(DateLaw, WholeMonthsAreCountedByPlusMonths) {
  law("n months have passed on the day n months later, and not before", [] {
    const Date from = *day();
    const int months = *rc::gen::inRange(0, 601);
    const Date to = from.plusMonths(months);
    RC_PRE(to <= latest);
    RC_ASSERT(monthsBetween(from, to) == months);
    if (months > 0) RC_ASSERT(monthsBetween(from, to.plusDays(-1)) < months);
  });
}

TEST(DateRangeLaw, MonthsBetweenPartlyKnownDatesHoldsEveryConcreteOne) {
  law("the months between two ranges lie between those of their ends", [] {
    const Date a = *day();
    const Date b = *dayNear(a);
    const Date c = *rc::gen::oneOf(day(), dayNear(a));
    const Date d = *dayNear(c);
    const DateRange from(std::min(a, b), std::max(a, b));
    const DateRange to(std::min(c, d), std::max(c, d));
    const Date x = Date(*rc::gen::inRange(from.first.serial(), from.last.serial() + 1));
    const Date y = Date(*rc::gen::inRange(to.first.serial(), to.last.serial() + 1));
    RC_ASSERT(monthsBetween(from.last, to.first) <= monthsBetween(x, y));
    RC_ASSERT(monthsBetween(x, y) <= monthsBetween(from.first, to.last));
  });
}

TEST(DateRangeLaw, ALongerTextIsANarrowerRange) {
  law("year holds month holds day", [] {
    const Date date = *day();
    const std::string text = date.text();
    const DateRange year = *DateRange::parse(text.substr(0, 4));
    const DateRange month = *DateRange::parse(text.substr(0, 7));
    RC_ASSERT(year.first <= month.first && month.last <= year.last);
    RC_ASSERT(month.first <= date && date <= month.last);
    RC_ASSERT(DateRange::parse(text) == DateRange(date));
    RC_ASSERT(DateRange::parse(text + "T07:30:00+02:00") == DateRange(date));
    RC_ASSERT(month.text() == text.substr(0, 7));
    RC_ASSERT(year.text() == text.substr(0, 4));
  });
}

TEST(DateRangeLaw, AnyTextIsReadOrRefused) {
  law("what parse accepts begins with a date and is in order", [] {
    const auto start =
        *rc::gen::element<std::string>("", "2026", "2026-05", "2026-05-17", "2026-05-17T", "2026-05-17T12:30");
    const auto rest =
        *rc::gen::container<std::string>(rc::gen::element('0', '1', '2', '9', '-', ':', '.', '+', 'T', 'Z', ' '));
    const std::string text = start + rest;
    const auto range = DateRange::parse(text);
    if (!range) return;
    RC_ASSERT(range->first <= range->last);
    RC_ASSERT(text.starts_with(range->text()));
  });
}

}  // namespace
}  // namespace her2
