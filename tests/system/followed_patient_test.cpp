// A patient on trastuzumab deruxtecan with cough and a fall of the LVEF, followed over six months of records: one case
// file, read as of each day. Expected is what the label says for that day's record:
//  - any suspicion of interstitial lung disease interrupts; grade 1 interrupts until it has resolved, then the same
//    dose within 28 days of its onset and one level lower after more; grade 2 and above stops for good;
//  - LVEF above 45 with a fall of 20 points or less goes on; 40 to 45 with a fall of 10 to 20 points interrupts, to be
//    measured again within 3 weeks, and resumes at the same dose when back within 10 points;
//  - levels 5.4, 4.4, 3.2 mg/kg; a blood count before every dose.
#include <rapidjson/document.h>

#include <sstream>

#include "program.h"

namespace her2::system {
namespace {

constexpr const char* record = HER2_SOURCE_DIR "/examples/followed/deruxtecan-cough-and-lvef.json";

struct Day {
  const char* asOf;
  int exit;                        ///< 0 go, 10 wait, 20 stop
  std::vector<const char*> says;   ///< of the order check
  std::vector<const char*> never;  ///< must not be said
};

const std::vector<Day> days = {
    // All checks on record, nothing stands in the way.
    {"2026-01-19", 0, {"GO"}, {"WAIT FOR", "STOP\n"}},
    // Second dose: a blood count of the day before.
    {"2026-02-09", 0, {"GO"}, {"WAIT FOR", "left ventricular"}},
    // A cough of two days: suspicion is enough.
    {"2026-03-03",
     10,
     {"suspected interstitial lung disease: interrupt until", "image the chest the same day"},
     {"STOP\n"}},
    // The CT of that day found none: the suspicion no longer holds, though she still coughs.
    {"2026-03-05", 0, {"GO", "looked for since and not found"}, {"WAIT FOR", "STOP\n"}},
    // The cough is over; LVEF 47, a fall of 15 points: above 45 it goes on.
    {"2026-03-23", 0, {"GO"}, {"WAIT FOR", "left ventricular", "interstitial"}},
    // LVEF 44, a fall of 18 points: interrupt, measure within 3 weeks of 13 April.
    {"2026-04-14",
     10,
     {"LVEF 40 to 45 with a fall of 10 to 20 points: interrupt", "measure again by 2026-05-04"},
     {"STOP\n"}},
    // LVEF 54, a fall of 8 points: back within 10, resume at the same dose.
    {"2026-05-05", 0, {"GO", "resume at the same dose"}, {"WAIT FOR", "dose level lower"}},
    // Changes in the chest CT without symptoms: grade 1, interrupt. The LVEF has had its answer.
    {"2026-05-20", 10, {"grade 1: interrupt until it has resolved completely"}, {"resume", "STOP\n"}},
    // Resolved on day 34: one level lower, 4.4 mg/kg.
    {"2026-06-23",
     0,
     {"GO, ONE DOSE LEVEL LOWER: 4.4 mg/kg", "resume one dose level lower"},
     {"WAIT FOR", "at the same dose"}},
    // Cough, breathless, grade 2: stop for good.
    {"2026-07-15", 20, {"STOP", "grade 2 or more: stop for good", "cough: "}, {}},
};

class FollowedPatient : public ProgramTest {};

TEST_F(FollowedPatient, EachDayHasTheAnswerOfTheLabel) {
  for (const Day& day : days) {
    for (const char* region : {"US", "EU"}) {
      const Ran ran =
          her2({"check", record, "--drug", "enhertu", "--as-of", day.asOf, "--today", day.asOf, "--region", region});
      // What is dated later is named as not used, below the answer.
      const std::string answer = ran.out.substr(0, ran.out.find("ABOUT THE RECORD"));
      EXPECT_EQ(ran.exit, day.exit) << day.asOf << "\n" << answer << ran.err;
      for (const char* words : day.says) EXPECT_TRUE(holds(answer, words)) << day.asOf << words << "\n" << answer;
      for (const char* words : day.never) EXPECT_FALSE(holds(answer, words)) << day.asOf << words << "\n" << answer;
    }
  }
}

TEST_F(FollowedPatient, ThePageShowsWhatTheProgramSays) {
  // Blocks of docs/followed-patient.md: a command behind "$ her2 ", then lines of its output.
  std::vector<std::string> command;
  std::string out;
  int compared = 0;
  for (const std::string& line : linesOf(contents(HER2_SOURCE_DIR "/docs/followed-patient.md"))) {
    if (line.starts_with("$ her2 ")) {
      command.clear();
      std::istringstream words(line.substr(7));
      for (std::string word; words >> word;)
        command.push_back(word.starts_with("examples/") ? HER2_SOURCE_DIR "/" + word : word);
      out = her2(command).out;
    } else if (line.starts_with("```")) {
      command.clear();
    } else if (!command.empty() && !line.empty()) {
      EXPECT_TRUE(holds(out, line + "\n")) << line << "\n" << out;
      ++compared;
    }
  }
  EXPECT_GT(compared, 15);
}

/// The hold entry of a topic in an assessment; null where there is none.
const rapidjson::Value* holdOf(const rapidjson::Document& json, std::string_view topic) {
  for (const auto& each : json["safety"]["holds"].GetArray()) {
    if (each["topic"].GetString() == topic) return &each;
  }
  return nullptr;
}

TEST_F(FollowedPatient, TheAssessmentOfEachDaySaysActionRecheckAndDose) {
  const auto assess = [&](const char* asOf) {
    const Ran ran = her2({"assess", record, "--as-of", asOf, "--today", asOf, "--region", "US", "--format", "json"});
    rapidjson::Document json;
    json.Parse(ran.out.c_str());
    EXPECT_FALSE(json.HasParseError()) << ran.err;
    return json;
  };
  const auto fallen = assess("2026-04-14");
  const rapidjson::Value* lvef = holdOf(fallen, "lvef");
  ASSERT_NE(lvef, nullptr);
  EXPECT_STREQ((*lvef)["actions"][0].GetString(), "hold");
  EXPECT_STREQ((*lvef)["recheckBy"].GetString(), "2026-05-04");
  const auto lower = assess("2026-06-23");
  const rapidjson::Value* lung = holdOf(lower, "ild");
  ASSERT_NE(lung, nullptr);
  EXPECT_STREQ((*lung)["actions"][0].GetString(), "resume-reduced");
  EXPECT_EQ((*lung)["doseReductions"].GetInt(), 0);
  EXPECT_EQ(holdOf(lower, "lvef"), nullptr);
  const auto stopped = assess("2026-07-15");
  ASSERT_NE(holdOf(stopped, "ild"), nullptr);
  EXPECT_STREQ((*holdOf(stopped, "ild"))["actions"][0].GetString(), "stop");
  EXPECT_EQ((*holdOf(stopped, "ild"))["doseReductions"].GetInt(), 1);
  EXPECT_STREQ(stopped["safety"]["urgent"][0]["urgency"].GetString(), "same-day");
  EXPECT_TRUE(stopped["safety"]["goals"].IsString());
}

TEST_F(FollowedPatient, ThePatientPageBeginsWithTheCoughOfTheDay) {
  const auto page = [&](const char* asOf) {
    return her2({"assess", record, "--as-of", asOf, "--today", asOf, "--region", "US", "--format", "patient"}).out;
  };
  const std::string sick = page("2026-07-15");
  const std::size_t cough = sick.find("cough");
  ASSERT_NE(cough, std::string::npos);
  EXPECT_LT(cough, sick.find("YOUR RESULT"));
  EXPECT_TRUE(holds(sick.substr(0, sick.find("YOUR RESULT")), "Your record names a sign: cough")) << sick;
  const std::string well = page("2026-05-05");
  EXPECT_FALSE(holds(well, "Your record names a sign")) << well;
}

}  // namespace
}  // namespace her2::system
