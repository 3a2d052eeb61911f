// her2 check and her2 calendar as an EHR or a person calls them: verdict, reasons, exit code, files.
#include <rapidjson/document.h>

#include "program.h"

namespace her2::system {
namespace {

class Care : public ProgramTest {
 protected:
  /// A woman of 60 after the menopause with HER2-positive metastatic breast cancer, everything asked for on record, on
  /// the day before she starts trastuzumab deruxtecan; `more` are further measurements, `other` further members.
  std::string ready(
      std::string_view more = "",
      std::string_view other = R"("conditions":[{"kind":"interstitial-lung-disease","absent":true}])") const {
    return file(
        "case.json",
        fmt::format(
            R"({{"id":"p1","sex":"female","birthDate":"1966-05-02","menopause":"post","pregnant":false,)"
            R"("tumours":[{{"kind":"breast","setting":"metastatic"}}],"medications":[],"symptoms":[],"adverseEvents":[],{},)"
            R"("measurements":[{{"kind":"lvef","value":62,"unit":"%","date":"2026-05-20"}},)"
            R"({{"kind":"neutrophils","value":3.1,"unit":"10*9/L","date":"2026-05-30"}},{{"kind":"platelets","value":210,"unit":"10*9/L","date":"2026-05-30"}},)"
            R"({{"kind":"haemoglobin","value":12.4,"unit":"g/dL","date":"2026-05-30"}},{{"kind":"chest-ct","value":1,"date":"2026-05-21"}},)"
            R"({{"kind":"spo2","value":98,"unit":"%","date":"2026-05-30"}},{{"kind":"weight","value":70,"unit":"kg","date":"2026-05-30"}},)"
            R"({{"kind":"egfr","value":90,"unit":"mL/min/{{1.73_m2}}","date":"2026-05-30"}},{{"kind":"bmi","value":24,"unit":"kg/m2","date":"2026-05-30"}},)"
            R"({{"kind":"troponin","value":4,"unit":"ng/L","referenceHigh":14,"date":"2026-05-30"}},{{"kind":"nt-probnp","value":40,"unit":"ng/L","referenceHigh":125,"date":"2026-05-30"}}{}]}})",
            other, more));
  }

  Ran check(const std::string& file, const std::string& drug, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"check",   file,         "--drug",  drug,
                                          "--as-of", "2026-06-01", "--today", "2026-06-01"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return her2(arguments);
  }
};

TEST_F(Care, CheckSaysGoWhenEverythingAskedForIsOnRecord) {
  const Ran ran = check(ready(), "enhertu");
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.out.rfind("GO - trastuzumab-deruxtecan for case p1, as of 2026-06-01", 0), 0U) << ran.out;
}

TEST_F(Care, CheckWaitsForWhatIsNotOnRecord) {
  const Ran ran = check(file("bare.json", R"({"id":"p1","tumours":[{"kind":"breast"}]})"), "enhertu");
  EXPECT_EQ(ran.exit, 10) << ran.out;
  EXPECT_EQ(ran.out.rfind("WAIT - ", 0), 0U) << ran.out;
  EXPECT_PRED2(holds, ran.out, "left ventricular ejection fraction");
  EXPECT_PRED2(holds, ran.out, "not on record");
}

TEST_F(Care, CheckStopsWhereTheDrugMustNotBeGiven) {
  const Ran pregnant = check(
      file("pregnant.json", R"({"id":"p1","sex":"female","pregnant":true,"tumours":[{"kind":"breast"}]})"), "enhertu");
  EXPECT_EQ(pregnant.exit, 20) << pregnant.out;
  EXPECT_EQ(pregnant.out.rfind("STOP - ", 0), 0U) << pregnant.out;
  EXPECT_PRED2(holds, pregnant.out, "pregnant");
}

TEST_F(Care, CheckNamesEveryRegionAndTheGravestIsTheExit) {
  // Severe hepatic impairment: contraindicated for neratinib in the EU, a lower dose in the US.
  const std::string record = file(
      "liver.json",
      R"({"id":"p1","sex":"female","menopause":"post","birthDate":"1950-01-01","pregnant":false,"tumours":[{"kind":"breast"}],)"
      R"("conditions":[{"kind":"child-pugh-c"}],"medications":["loperamide"],)"
      R"("measurements":[{"kind":"alt","value":1,"unit":"U/L","referenceHigh":1,"date":"2026-05-30"},{"kind":"ast","value":1,"unit":"U/L","referenceHigh":1,"date":"2026-05-30"},{"kind":"bilirubin","value":1,"unit":"mg/dL","referenceHigh":1,"date":"2026-05-30"}]})");
  const Ran both = check(record, "nerlynx");
  EXPECT_EQ(both.exit, 20) << both.out;
  EXPECT_PRED2(holds, both.out, "EU: stop");
  EXPECT_EQ(check(record, "nerlynx", {"--region", "EU"}).exit, 20);
  EXPECT_LT(check(record, "nerlynx", {"--region", "US"}).exit, 20);
}

TEST_F(Care, CheckInJsonSaysTheSameAndExitsTheSame) {
  const Ran ran = check(ready(), "enhertu", {"--format", "json"});
  EXPECT_EQ(ran.exit, 0);
  rapidjson::Document document;
  document.Parse(ran.out.c_str());
  ASSERT_FALSE(document.HasParseError()) << ran.out;
  EXPECT_STREQ(document["verdict"].GetString(), "go");
  EXPECT_STREQ(document["regions"]["US"].GetString(), "go");
  for (const auto& reason : document["reasons"].GetArray()) {
    EXPECT_STREQ(reason["verdict"].GetString(), "go");
    EXPECT_GT(reason["say"].GetStringLength(), 0U);
  }
}

// What was not read at its source makes one wait: it neither stops nor lets go.
TEST_F(Care, CheckWaitsForALineThatNobodyRead) {
  const Ran ran =
      check(ready("", R"("conditions":[{"kind":"interstitial-lung-disease","absent":true},{"kind":"child-pugh-c"}])"),
            "enhertu");
  EXPECT_EQ(ran.exit, 10) << ran.out;
  EXPECT_PRED2(holds, ran.out, "verify in the label");
}

TEST_F(Care, CheckRefusesWhatItCannotAnswer) {
  EXPECT_EQ(check(ready(), "enhurtu").exit, 2) << "no such drug";
  EXPECT_EQ(her2({"check", ready()}).exit, 2) << "no drug";
  EXPECT_EQ(check("absent.json", "enhertu").exit, 3);
  EXPECT_EQ(check(file("broken.json", "{"), "enhertu").exit, 3);
  const Ran other = check(ready(), "docetaxel");
  EXPECT_EQ(other.exit, 10) << "there are no rules for it, so nobody may say go";
  EXPECT_PRED2(holds, other.out, "no safety rules for this drug");
}

TEST_F(Care, CalendarComesInEveryFormat) {
  const auto calendar = [&](const std::string& format) {
    return her2({"calendar", ready(), "--drug", "enhertu", "--start", "2026-06-02", "--as-of", "2026-06-01", "--today",
                 "2026-06-01", "--until", "2026-12-31", "--format", format});
  };
  for (const char* format : {"text", "json", "ics", "fhir"}) {
    const Ran ran = calendar(format);
    EXPECT_EQ(ran.exit, 0) << format << ran.err;
    EXPECT_EQ(ran.out, calendar(format).out) << "the same input gives the same bytes";
    EXPECT_EQ(ran.err, "");
  }
  EXPECT_PRED2(holds, calendar("text").out, "2026-06-23  blood count");
  EXPECT_PRED2(holds, calendar("ics").out, "DTSTAMP:20260601T000000Z\r\nDTSTART;VALUE=DATE:20260623\r\n");
  for (const char* format : {"json", "fhir"}) {
    rapidjson::Document document;
    document.Parse(calendar(format).out.c_str());
    EXPECT_FALSE(document.HasParseError()) << format;
  }
}

TEST_F(Care, CalendarRefusesADayThatIsNone) {
  for (const char* option : {"--start", "--end", "--until"}) {
    const Ran ran = her2({"calendar", ready(), "--drug", "enhertu", option, "2026-02-30"});
    EXPECT_EQ(ran.exit, 2) << option;
    EXPECT_PRED2(holds, ran.err, "2026-02-30");
  }
  EXPECT_EQ(her2({"calendar", ready()}).exit, 2) << "the record holds no drug";
}

// HER2-low: lapatinib needs a HER2-positive tumour (its label), and its ECG is no business of this patient.
TEST_F(Care, ThePageSpeaksOfDrugsThatConcernThePatient) {
  const Ran ran =
      her2({"assess", HER2_SOURCE_DIR "/examples/cases/breast-low-metastatic.json", "--as-of", "2026-11-23"});
  ASSERT_EQ(ran.exit, 0) << ran.err;
  const std::size_t begin = ran.out.find("BEFORE THE FIRST DOSE");
  ASSERT_NE(begin, std::string::npos);
  const std::string checks = ran.out.substr(begin, ran.out.find("SURVIVAL AFTER SURGERY") - begin);
  EXPECT_PRED2(holds, checks, "chest CT [trastuzumab-deruxtecan]");
  EXPECT_FALSE(holds(checks, "[lapatinib]")) << checks;
  EXPECT_PRED2(holds, checks, "lines of safety about drugs that are no option here");
}

}  // namespace
}  // namespace her2::system
