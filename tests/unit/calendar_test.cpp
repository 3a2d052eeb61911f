// The calendar of a therapy: dates by the rules of the labels, counted by hand; and the same calendar as iCalendar,
// read back with libical, and as a FHIR CarePlan.
#include "present/calendar.h"

#include <libical/ical.h>

#include "care_fixture.h"

namespace her2::present {
namespace {

using namespace care;

struct Made {
  Case record;
  safety::Calendar calendar;
  std::string day;
};

Made calendarOf(const std::string& json, std::string_view drug, std::string_view day, std::string_view until,
                std::string_view start = {}, std::string_view end = {}) {
  Made made{caseOf(json), {}, std::string(day)};
  const auto assessor = assessorOf(day);
  const safety::Reviewer& reviewer = assessor->safetyReviewer();
  facts::FactBlock block = reviewer.makeBlock();
  const auto date = [](std::string_view text) { return text.empty() ? std::nullopt : Date::parse(text); };
  made.calendar = safety::makeCalendar(
      reviewer, {made.record, assessor->tumourOf(made.record)},
      {*testKnowledge()->vocabulary.findDrug(drug), date(start), date(end), *Date::parse(until)}, block);
  return made;
}

/// Days on which a check is due, as the calendar has them; `mark` adds what state it is in.
std::vector<std::string> daysOf(const Made& made, std::string_view check, bool after = false) {
  std::vector<std::string> days;
  for (const Visit& visit : made.calendar.visits) {
    if (visit.check == check && visit.after == after) days.push_back(visit.due->text());
  }
  return days;
}

const Visit* visitOf(const Made& made, std::string_view check, std::string_view day) {
  for (const Visit& visit : made.calendar.visits) {
    if (visit.check == check && visit.due->text() == day) return &visit;
  }
  return nullptr;
}

using Days = std::vector<std::string>;

const std::string nobody = woman({R"("conditions":[])"});

// Trastuzumab: LVEF before the first dose and every 3 months; the end of a short month is the last day there is.
TEST(Calendar, CountsMonthsFromTheFirstDoseToTheEndOfShortMonths) {
  const Made made = calendarOf(nobody, "trastuzumab", "2026-01-20", "2027-02-28", "2026-01-31");
  Days quarterly;
  for (const std::string& day : daysOf(made, "lvef")) {
    const Visit& visit = *visitOf(made, "lvef", day);
    if (visit.every == "P3M" || day == "2026-01-31") quarterly.push_back(day);
  }
  EXPECT_EQ(quarterly, (Days{"2026-01-31", "2026-04-30", "2026-07-31", "2026-10-31", "2027-01-31"}));
  const Visit& first = *visitOf(made, "lvef", "2026-04-30");
  EXPECT_EQ(first.window->first.text(), "2026-04-16") << "two weeks early";
  EXPECT_EQ(first.window->last.text(), "2026-05-14") << "or late";
}

TEST(Calendar, CountsTheLeapDay) {
  const Made made = calendarOf(nobody, "trastuzumab", "2027-11-01", "2028-12-31", "2027-11-29");
  const Days days = daysOf(made, "lvef");
  EXPECT_NE(std::find(days.begin(), days.end(), "2028-02-29"), days.end());
  const Made emtansine = calendarOf(nobody, "trastuzumab-emtansine", "2028-02-01", "2028-03-31", "2028-02-08");
  EXPECT_NE(visitOf(emtansine, "platelets", "2028-02-29"), nullptr) << "21 days on";
  EXPECT_NE(visitOf(emtansine, "platelets", "2028-03-21"), nullptr);
}

// Zongertinib: liver tests every 2 weeks for 12 weeks, then every month.
TEST(Calendar, ChangesTheIntervalWhereTheLabelDoes) {
  const Made made = calendarOf(nobody, "zongertinib", "2026-01-01", "2026-07-31", "2026-01-01");
  EXPECT_EQ(daysOf(made, "liver-tests"), (Days{"2026-01-01", "2026-01-15", "2026-01-29", "2026-02-12", "2026-02-26",
                                               "2026-03-12", "2026-03-26", "2026-05-01", "2026-06-01", "2026-07-01"}));
}

// Adjuvant trastuzumab that ended on 2026-01-31: every 6 months for 2 years, and nothing later.
TEST(Calendar, GoesOnAfterTheLastDoseUntilTheRightDay) {
  const std::string json =
      woman({list("treatments", {course("trastuzumab", "2025-02-01", "adjuvant", R"("end":"2026-01-31")")})});
  const Made made = calendarOf(json, "trastuzumab", "2026-02-10", "2030-01-01");
  EXPECT_EQ(made.calendar.end, Date::parse("2026-01-31"));
  Days sixMonthly;
  for (const std::string& day : daysOf(made, "lvef", true)) sixMonthly.push_back(day);
  EXPECT_EQ(sixMonthly, (Days{"2026-07-31", "2027-01-31", "2027-07-31", "2028-01-31"}));
  EXPECT_TRUE(daysOf(made, "lvef").empty() || daysOf(made, "lvef").back() <= "2026-01-31")
      << "none during after the end";
  const Visit* contraception = visitOf(made, "contraception", "2026-08-31");
  ASSERT_NE(contraception, nullptr) << "7 months";
  EXPECT_EQ(contraception->state, VisitState::Later);
  // For metastatic disease no check is owed after the last dose.
  const std::string metastatic =
      woman({list("treatments", {course("trastuzumab", "2025-02-01", "metastatic", R"("end":"2026-01-31")")})});
  EXPECT_TRUE(daysOf(calendarOf(metastatic, "trastuzumab", "2026-02-10", "2030-01-01"), "lvef", true).empty());
}

// T-DXd since 2026-01-10: chest CT every 9 weeks, 3 weeks early or late.
TEST(Calendar, NamesWhatIsOverdueAndWhatWasMadeInItsWindow) {
  const std::string since = list("treatments", {course("trastuzumab-deruxtecan", "2026-01-10", "metastatic")});
  const auto state = [&](const std::vector<std::string>& scans, std::string_view today) {
    const Made made =
        calendarOf(woman({since, list("measurements", scans)}), "trastuzumab-deruxtecan", today, "2026-12-31");
    const Visit* visit = visitOf(made, "chest-imaging", "2026-03-14");
    return visit == nullptr ? VisitState::Undated : visit->state;
  };
  const auto scan = [](std::string_view day) { return measured("chest-ct", day, 1, "1"); };
  EXPECT_EQ(state({}, "2026-02-20"), VisitState::Later);
  EXPECT_EQ(state({}, "2026-02-21"), VisitState::Due);
  EXPECT_EQ(state({}, "2026-04-04"), VisitState::Due);
  EXPECT_EQ(state({}, "2026-04-05"), VisitState::Overdue);
  EXPECT_EQ(state({scan("2026-02-20")}, "2026-04-05"), VisitState::Overdue) << "a day before the window";
  EXPECT_EQ(state({scan("2026-02-21")}, "2026-04-05"), VisitState::Done);
  EXPECT_EQ(state({scan("2026-04-04")}, "2026-04-05"), VisitState::Done);
  EXPECT_EQ(state({scan("2026-04-05")}, "2026-04-05"), VisitState::Overdue) << "too late for this visit";
  const Made made = calendarOf(woman({since}), "trastuzumab-deruxtecan", "2026-06-01", "2026-12-31");
  EXPECT_NE(calendarText(presenterOf("2026-06-01"), made.record, made.calendar).find("chest CT - OVERDUE"),
            std::string::npos);
}

TEST(Calendar, SaysWhatIsMissingWithoutAFirstDose) {
  const Made made = calendarOf(nobody, "trastuzumab", "2026-01-20", "2027-01-20");
  EXPECT_TRUE(made.calendar.visits.empty());
  ASSERT_EQ(made.calendar.missing.size(), 1U);
  EXPECT_NE(made.calendar.missing.front().find("first dose"), std::string::npos);
}

// --- iCalendar

TEST(ICalendar, EscapesWhatHasAMeaningInAText) {
  EXPECT_EQ(escapedText("a,b;c\\d\ne\r\nf"), R"(a\,b\;c\\d\ne\nf)");
  EXPECT_EQ(escapedText("ALT > 3 : \"x\""), "ALT > 3 : \"x\"");
}

TEST(ICalendar, FoldsLinesAt75BytesWithoutCuttingALetter) {
  EXPECT_EQ(foldedLine("SUMMARY", std::string(67, 'x')), "SUMMARY:" + std::string(67, 'x') + "\r\n");
  EXPECT_EQ(foldedLine("SUMMARY", std::string(68, 'x')), "SUMMARY:" + std::string(67, 'x') + "\r\n x\r\n");
  for (std::size_t before = 0; before < 8; ++before) {
    std::string text(before, 'x');
    for (int i = 0; i < 60; ++i) text += "≥µ";
    const std::string folded = foldedLine("DESCRIPTION", text);
    std::string unfolded;
    std::size_t at = 0;
    while (at < folded.size()) {
      const auto end = folded.find("\r\n", at);
      ASSERT_NE(end, std::string::npos);
      EXPECT_LE(end - at, 75U);
      const std::string piece = folded.substr(at, end - at);
      ASSERT_FALSE(piece.empty());
      if (at > 0) {
        EXPECT_EQ(piece.front(), ' ');
      }
      const auto lead = static_cast<unsigned char>(piece[at > 0 ? 1 : 0]);
      EXPECT_NE(lead & 0xC0U, 0x80U) << "a piece begins inside a letter";
      unfolded += at > 0 ? piece.substr(1) : piece;
      at = end + 2;
    }
    EXPECT_EQ(unfolded, "DESCRIPTION:" + text);
  }
}

Made busyCalendar() {
  return calendarOf(
      woman(
          {list("treatments", {course("trastuzumab-deruxtecan", "2026-01-10", "metastatic", R"("end":"2026-10-01")")}),
           list("measurements", {lvef("2026-01-05", 62), lvef("2026-05-20", 43)})}),
      "trastuzumab-deruxtecan", "2026-10-15", "2027-10-15");
}

TEST(ICalendar, IsReadBackWithEveryVisit) {
  const Made made = busyCalendar();
  const std::string ics = calendarIcs(presenterOf(made.day), made.record, made.calendar);
  EXPECT_EQ(ics, calendarIcs(presenterOf(made.day), made.record, made.calendar));
  for (std::size_t at = ics.find('\n'); at != std::string::npos; at = ics.find('\n', at + 1))
    ASSERT_EQ(ics[at - 1], '\r') << "every line ends with CRLF";

  icalcomponent* read = icalparser_parse_string(ics.c_str());
  ASSERT_NE(read, nullptr);
  icalrestriction_check(read);
  EXPECT_EQ(icalcomponent_count_errors(read), 0) << icalcomponent_as_ical_string(read);
  std::set<std::string> ids;
  std::size_t n = 0;
  for (icalcomponent* event = icalcomponent_get_first_component(read, ICAL_VEVENT_COMPONENT); event != nullptr;
       event = icalcomponent_get_next_component(read, ICAL_VEVENT_COMPONENT)) {
    ASSERT_LT(n, made.calendar.visits.size());
    const Visit& visit = made.calendar.visits[n++];
    const auto day = [](const icaltimetype& t) { return fmt::format("{:04}-{:02}-{:02}", t.year, t.month, t.day); };
    EXPECT_TRUE(ids.insert(icalcomponent_get_uid(event)).second) << "UIDs are told apart";
    EXPECT_EQ(day(icalcomponent_get_dtstamp(event)), made.day) << "the as-of day, not a clock";
    const icaltimetype start = icalcomponent_get_dtstart(event);
    EXPECT_TRUE(start.is_date);
    EXPECT_EQ(day(start), visit.due->text());
    EXPECT_EQ(day(icalcomponent_get_dtend(event)), visit.due->plusDays(1).text()) << "the end is not part of it";
    const std::string overdue = visit.state == VisitState::Overdue ? "OVERDUE: " : "";
    EXPECT_EQ(icalcomponent_get_summary(event), overdue + visit.title);
    EXPECT_EQ(std::string(icalcomponent_get_description(event)).rfind(visit.say, 0), 0U) << "what it is for, unescaped";
  }
  EXPECT_EQ(n, made.calendar.visits.size());
  EXPECT_GT(n, 15U);
  icalcomponent_free(read);
}

// --- FHIR

void noEmptyValue(const rapidjson::Value& value, const std::string& path) {
  if (value.IsString()) {
    EXPECT_GT(value.GetStringLength(), 0U) << path;
  } else if (value.IsArray()) {
    EXPECT_GT(value.Size(), 0U) << path;
    for (const auto& each : value.GetArray()) noEmptyValue(each, path + "[]");
  } else if (value.IsObject()) {
    EXPECT_GT(value.MemberCount(), 0U) << path;
    for (const auto& member : value.GetObject()) noEmptyValue(member.value, path + "." + member.name.GetString());
  }
}

// R4, CarePlan: codes of status, intent, activity.detail.kind and activity.detail.status are those of its value sets.
TEST(CarePlan, HasTheShapeOfTheResource) {
  const Made made = busyCalendar();
  const auto plan = parsed(calendarFhir(presenterOf(made.day), made.record, made.calendar));
  noEmptyValue(plan, "CarePlan");
  EXPECT_STREQ(plan["resourceType"].GetString(), "CarePlan");
  EXPECT_STREQ(plan["status"].GetString(), "draft");
  EXPECT_STREQ(plan["intent"].GetString(), "proposal");
  EXPECT_STREQ(plan["subject"]["identifier"]["value"].GetString(), "p1");
  EXPECT_STREQ(plan["period"]["start"].GetString(), "2026-01-10");
  EXPECT_STREQ(plan["period"]["end"].GetString(), "2026-10-01");
  ASSERT_EQ(plan["activity"].Size(), made.calendar.visits.size());
  const std::set<std::string> states = {"not-started", "completed"};
  bool coded = false;
  for (rapidjson::SizeType i = 0; i < plan["activity"].Size(); ++i) {
    const auto& detail = plan["activity"][i]["detail"];
    const Visit& visit = made.calendar.visits[i];
    EXPECT_STREQ(detail["kind"].GetString(), "ServiceRequest");
    EXPECT_TRUE(states.contains(detail["status"].GetString())) << detail["status"].GetString();
    EXPECT_EQ(detail["status"].GetString() == std::string("completed"), visit.state == VisitState::Done);
    EXPECT_EQ(detail["code"]["text"].GetString(), visit.title);
    EXPECT_LE(std::string(detail["scheduledPeriod"]["start"].GetString()),
              detail["scheduledPeriod"]["end"].GetString());
    EXPECT_TRUE(Date::parse(detail["scheduledPeriod"]["start"].GetString()).has_value());
    if (!detail["code"].HasMember("coding")) continue;
    coded = true;
    EXPECT_STREQ(detail["code"]["coding"][0]["system"].GetString(), "http://loinc.org");
  }
  EXPECT_TRUE(coded);
  const Made empty = calendarOf(nobody, "trastuzumab", "2026-01-20", "2027-01-20");
  noEmptyValue(parsed(calendarFhir(presenterOf(empty.day), empty.record, empty.calendar)), "CarePlan");
}

TEST(CalendarJson, NamesEveryVisitWithItsRule) {
  const Made made = busyCalendar();
  const auto json = parsed(calendarJson(presenterOf(made.day), made.record, made.calendar));
  ASSERT_EQ(json["visits"].Size(), made.calendar.visits.size());
  for (const auto& visit : json["visits"].GetArray()) {
    EXPECT_TRUE(Date::parse(visit["due"].GetString()).has_value());
    EXPECT_GT(visit["rule"].GetStringLength(), 0U);
    EXPECT_GT(visit["sources"].Size(), 0U);
  }
}

}  // namespace
}  // namespace her2::present
