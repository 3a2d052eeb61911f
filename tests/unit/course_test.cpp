// The course of a drug as it stands on a day: which treatments belong to it, when it began, when the last dose was,
// does it go on, is it held. Records are incomplete: what they leave open stays open.
#include "facts/course.h"

#include "care_fixture.h"

namespace her2::facts {
namespace {

class Told {
 public:
  Told(const std::vector<std::string>& treatments, std::string_view day)
      : record_(caseOf(care::woman({care::list("treatments", treatments)}))), day_(*Date::parse(day)) {
    const Vocabulary& vocabulary = testKnowledge()->vocabulary;
    course_ = latestCourse(record_, *vocabulary.findDrug("trastuzumab"), day_, CourseCodes::of(vocabulary));
  }

  const Course* operator->() const { return &course_; }
  std::string start() const { return text(course_.start); }
  std::string lastDose() const { return text(course_.lastDose); }
  Truth held() const { return heldOn(course_, day_); }

 private:
  static std::string text(const std::optional<DateRange>& days) { return days ? days->text() : "not known"; }

  Case record_;
  Date day_;
  Course course_;
};

std::string given(std::string_view start, std::string_view intent, std::string_view more = {}) {
  return care::course("trastuzumab", start, intent, more);
}

TEST(Course, HasNotBegunBeforeTheFirstDose) {
  const Told other({care::course("lapatinib", "2026-01-10", "metastatic")}, "2026-06-01");
  EXPECT_FALSE(other->begun());
  EXPECT_FALSE(other->planned);
  EXPECT_EQ(other->ongoing, Truth::False);

  const Told planned({care::plan("trastuzumab")}, "2026-06-01");
  EXPECT_FALSE(planned->begun());
  EXPECT_TRUE(planned->planned);

  const Told dayBefore({given("2026-06-02", "metastatic")}, "2026-06-01");
  EXPECT_FALSE(dayBefore->begun()) << "a treatment of a later day is planned, not given";
  EXPECT_TRUE(dayBefore->planned);
  const Told sameDay({given("2026-06-02", "metastatic")}, "2026-06-02");
  EXPECT_TRUE(sameDay->begun());
}

TEST(Course, GoesOnUntilTheRecordSaysThatItEnded) {
  EXPECT_EQ(Told({given("2026-01-10", "metastatic")}, "2026-06-01")->ongoing, Truth::True);
  const std::string ended = given("2026-01-10", "metastatic", R"("end":"2026-05-31")");
  EXPECT_EQ(Told({ended}, "2026-05-30")->ongoing, Truth::True);
  EXPECT_EQ(Told({ended}, "2026-05-31")->ongoing, Truth::False);
  EXPECT_EQ(Told({ended}, "2026-06-01")->ongoing, Truth::False);
  EXPECT_EQ(Told({given("2026-01-10", "metastatic", R"("end":"2026-05")")}, "2026-05-15")->ongoing, Truth::Unknown)
      << "some day of May";
  EXPECT_EQ(Told({given("2026-01-10", "metastatic", R"("endReason":"toxicity")")}, "2026-06-01")->ongoing,
            Truth::False);
  EXPECT_EQ(Told({given("2026-01-10", "metastatic", R"("endReason":"ongoing")")}, "2026-06-01")->ongoing, Truth::True);
}

// Without an end on record, another line for metastatic disease leaves it open whether the drug is still given.
TEST(Course, IsLeftOpenByALaterLine) {
  const std::string later = care::course("capecitabine", "2026-04-01", "metastatic");
  EXPECT_EQ(Told({given("2026-01-10", "metastatic"), later}, "2026-03-31")->ongoing, Truth::True);
  EXPECT_EQ(Told({given("2026-01-10", "metastatic"), later}, "2026-04-01")->ongoing, Truth::Unknown);
  EXPECT_EQ(Told({given("2026-01-10", "adjuvant"), later}, "2026-04-01")->ongoing, Truth::True);
}

TEST(Course, JoinsPartsBeforeAndAfterSurgeryButNotThoseForMetastases) {
  const std::vector<std::string> parts = {given("2024-06-01", "metastatic"),
                                          given("2022-09-01", "adjuvant", R"("end":"2023-06-01")"),
                                          given("2022-02-01", "neoadjuvant", R"("end":"2022-07-01")")};
  const Told early(parts, "2023-12-31");
  ASSERT_EQ(early->parts.size(), 2U);
  EXPECT_EQ(early.start(), "2022-02-01") << "of the first part, whatever the order of the record";
  EXPECT_EQ(early.lastDose(), "2023-06-01");
  EXPECT_EQ(early->ongoing, Truth::False);
  EXPECT_TRUE(early->planned) << "the part of 2024 has not begun";

  const Told metastatic(parts, "2024-07-01");
  ASSERT_EQ(metastatic->parts.size(), 1U);
  EXPECT_EQ(metastatic.start(), "2024-06-01");
  EXPECT_EQ(metastatic->ongoing, Truth::True);
}

TEST(Course, TakesAPartWithoutAnIntentAsOfTheCourseAtHand) {
  const Told course(
      {R"({"drugs":["trastuzumab"],"start":"2025-11-01","end":"2025-12-01"})", given("2026-01-10", "metastatic")},
      "2026-06-01");
  EXPECT_EQ(course->parts.size(), 2U);
  EXPECT_EQ(course.start(), "2025-11-01");
}

TEST(Course, KeepsTheOrderOfTheRecordForPartsOfOneDay) {
  const Told course({given("2026-01-10", "metastatic", R"("end":"2026-03-01","lastDose":"2026-02-20")"),
                     given("2026-01-10", "metastatic", R"("end":"2026-05-01","lastDose":"2026-04-20")")},
                    "2026-06-01");
  ASSERT_EQ(course->parts.size(), 2U);
  EXPECT_EQ(course.lastDose(), "2026-04-20");
}

TEST(Course, StartsOnSomeDayOfAMonthThatIsPartlyKnown) {
  EXPECT_EQ(Told({given("2026-02", "metastatic")}, "2026-06-01").start(), "2026-02");
  const Told inside({given("2026-02", "metastatic")}, "2026-02-10");
  EXPECT_TRUE(inside->begun());
  EXPECT_EQ(inside->start->first, *Date::parse("2026-02-01"));
  EXPECT_EQ(inside->start->last, *Date::parse("2026-02-10")) << "not later than the day on which it is known";
  const Told undated({R"({"drugs":["trastuzumab"],"intent":"metastatic"})"}, "2026-06-01");
  EXPECT_TRUE(undated->begun()) << "given, nobody knows since when";
  EXPECT_EQ(undated.start(), "not known");
  EXPECT_EQ(undated.lastDose(), "not known");
}

TEST(Course, KnowsTheLastDoseAsFarAsTheRecordDoes) {
  const std::string dosed = given("2026-01-10", "metastatic", R"("lastDose":"2026-04-20","end":"2026-05-01")");
  EXPECT_EQ(Told({dosed}, "2026-06-01").lastDose(), "2026-04-20") << "the last dose, not the end";
  EXPECT_EQ(Told({given("2026-01-10", "metastatic", R"("end":"2026-05-01")")}, "2026-06-01").lastDose(), "2026-05-01");
  const Told open({given("2026-01-10", "metastatic")}, "2026-06-01");
  EXPECT_EQ(open->lastDose->first, *Date::parse("2026-01-10"));
  EXPECT_EQ(open->lastDose->last, *Date::parse("2026-06-01")) << "any day so far";
  const Told future({dosed}, "2026-03-01");
  EXPECT_EQ(future->lastDose->last, *Date::parse("2026-03-01")) << "a dose of a later day has not been given";
}

TEST(Course, IsHeldWhileAnInterruptionIsOpen) {
  const auto with = [](std::string_view interruptions) {
    return given("2026-01-10", "metastatic", fmt::format(R"("interruptions":[{}])", interruptions));
  };
  EXPECT_EQ(Told({given("2026-01-10", "metastatic")}, "2026-06-01").held(), Truth::Unknown)
      << "the record does not say";
  EXPECT_EQ(Told({with("")}, "2026-06-01").held(), Truth::False) << "never";
  const std::string closed = with(R"({"start":"2026-03-01","end":"2026-03-22"})");
  EXPECT_EQ(Told({closed}, "2026-02-28").held(), Truth::False);
  EXPECT_EQ(Told({closed}, "2026-03-01").held(), Truth::True);
  EXPECT_EQ(Told({closed}, "2026-03-21").held(), Truth::True);
  EXPECT_EQ(Told({closed}, "2026-03-22").held(), Truth::False) << "given again on the day on which it ends";
  EXPECT_EQ(Told({with(R"({"start":"2026-03-01"})")}, "2026-06-01").held(), Truth::True);
  EXPECT_EQ(Told({care::plan("trastuzumab")}, "2026-06-01").held(), Truth::False);
}

TEST(Course, CountsDaysAsARangeWhereADateIsPartlyKnown) {
  const auto days = [](std::string_view earlier, std::string_view later) {
    return daysBetween(*DateRange::parse(earlier), *DateRange::parse(later));
  };
  EXPECT_EQ(daysFrom(*DateRange::parse("2024-02"), *Date::parse("2024-03-01")), Interval::closed(1, 29));
  EXPECT_EQ(days("2026-03-01", "2026-03-29"), Interval(28));
  EXPECT_EQ(days("2026-03", "2026-04"), Interval::closed(1, 60));
}

}  // namespace
}  // namespace her2::facts
