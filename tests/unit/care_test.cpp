// Safety of patients as their records stand: what one measurement and a row of them come to, units and dates that are
// partly known, how old a check may be, how long after the last dose something is owed, and which medicines do not go
// together. What is expected is what labels and guidelines say; each is named.
#include "care_fixture.h"

namespace her2 {
namespace {

using namespace care;

using Words = std::vector<std::string>;

const std::string tdxd = list("treatments", {course("trastuzumab-deruxtecan", "2026-01-10", "metastatic")});

/// "hold", "hold or stop", or "nothing", for one topic of one drug in one region; " ?" where it is not certain.
std::string holdOf(const Assessed& a, std::string_view topic, std::string_view drug, std::string_view region = "US") {
  for (const HoldEntry& each : a.result.safety.holds) {
    const auto has = [](const Words& names, std::string_view name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (each.topic == topic && has(each.drugs, drug) && has(each.regions, region))
      return fmt::format("{}{}", fmt::join(each.actions, " or "), each.certain ? "" : " ?");
  }
  return "nothing";
}

std::string lvefUnderTdxd(const Words& measurements, std::string_view day = "2026-06-01",
                          const std::string& treatments = tdxd) {
  return holdOf(assessed(woman({treatments, list("measurements", measurements)}), day), "lvef",
                "trastuzumab-deruxtecan");
}

// Enhertu, section 2.3: LVEF 40 to 45 % and a fall of 10 to 20 points interrupts.
TEST(Measurement, IsReadInItsUnit) {
  const std::string before = lvef("2026-01-05", 62);
  EXPECT_EQ(lvefUnderTdxd({before, lvef("2026-05-20", 44)}), "hold");
  EXPECT_EQ(lvefUnderTdxd({before, measured("lvef", "2026-05-20", 0.44, "1")}), "hold") << "0.44 of 1 is 44 %";
  EXPECT_EQ(lvefUnderTdxd({measured("lvef", "2026-01-05", 0.62, "1"), lvef("2026-05-20", 44)}), "hold");
  EXPECT_EQ(lvefUnderTdxd({before, R"({"kind":"lvef","date":"2026-05-20","value":44})"}), "hold")
      << "without a unit it is the unit of the fact";
  EXPECT_EQ(lvefUnderTdxd({before, measured("lvef", "2026-05-20", 55, "mL")}).find("hold ") == 0, false);
  EXPECT_NE(lvefUnderTdxd({before, measured("lvef", "2026-05-20", 55, "mL")}), "nothing") << "no volume is a fraction";
}

TEST(Measurement, LeavesOpenWhatTheRecordLeavesOpen) {
  EXPECT_EQ(lvefUnderTdxd({lvef("2026-05-20", 42)}), "recheck or hold ?") << "no value from before the first dose";
  EXPECT_EQ(lvefUnderTdxd({lvef("2026-05-20", 39)}), "hold") << "below 40 whatever it was before";
  EXPECT_EQ(
      lvefUnderTdxd({lvef("2026-01-05", 62), R"({"kind":"lvef","date":"2026-05-20","value":"[40..44]","unit":"%"})"}),
      "hold")
      << "40 is a fall of more than 20 points to be confirmed, 44 is not: both interrupt";
}

TEST(Measurement, OfTheDayOfTheFirstDoseIsFromBefore) {
  EXPECT_EQ(lvefUnderTdxd({lvef("2026-01-10", 62), lvef("2026-05-20", 44)}), "hold");
  const std::string dayAfter = lvefUnderTdxd({lvef("2026-01-11", 62), lvef("2026-05-20", 44)});
  EXPECT_EQ(dayAfter.back(), '?') << "under treatment, so there is none from before: " << dayAfter;
}

TEST(Measurement, OfALaterDayIsNotUsed) {
  const Words both = {lvef("2026-01-05", 62), lvef("2026-05-20", 44)};
  EXPECT_EQ(lvefUnderTdxd(both, "2026-05-19"), "nothing");
  EXPECT_EQ(lvefUnderTdxd(both, "2026-05-20"), "hold");
}

TEST(Measurement, OfOneDayWithTwoValuesIsAnyOfThem) {
  const std::string answer = lvefUnderTdxd({lvef("2026-01-05", 62), lvef("2026-05-20", 44), lvef("2026-05-20", 60)});
  EXPECT_NE(answer, "hold") << "which is later is not on record";
  EXPECT_NE(answer.find("hold"), std::string::npos) << answer;
  EXPECT_NE(answer.find('?'), std::string::npos) << answer;
}

TEST(Measurement, OfAMonthMayBeEarlierOrLater) {
  const std::string april = list("treatments", {course("trastuzumab-deruxtecan", "2026-04-15", "metastatic")});
  const std::string answer = lvefUnderTdxd(
      {lvef("2026-01-05", 62), R"({"kind":"lvef","date":"2026-04","value":44,"unit":"%"})"}, "2026-06-01", april);
  EXPECT_NE(answer.find("hold"), std::string::npos) << "may be under treatment: " << answer;
}

// Enhertu, section 2.3: back within 10 points resumes, not within 10 points stops; below 40 confirmed stops.
TEST(Episode, FollowsTheRowOfMeasurements) {
  const auto row = [](const std::vector<std::pair<std::string, double>>& values, std::string_view treatment = tdxd) {
    Words all = {lvef("2026-01-05", 62)};
    for (const auto& [day, value] : values) all.push_back(lvef(day, value));
    return lvefUnderTdxd(all, "2026-06-01", std::string(treatment));
  };
  EXPECT_EQ(row({{"2026-04-01", 60}}), "nothing") << "going on is no entry";
  EXPECT_EQ(row({{"2026-04-01", 44}, {"2026-04-20", 53}}), "resume") << "a fall of 9 points";
  EXPECT_EQ(row({{"2026-04-01", 44}, {"2026-04-20", 52}}), "stop") << "a fall of 10 points";
  EXPECT_EQ(row({{"2026-04-01", 39}, {"2026-04-20", 38}}), "stop") << "confirmed";
  EXPECT_EQ(row({{"2026-04-20", 38}, {"2026-04-01", 39}}), "stop") << "whatever the order of the record";
  EXPECT_EQ(row({{"2026-04-01", 44}, {"2026-04-20", 60}, {"2026-05-11", 61}}), "nothing") << "twice recovered: over";
  EXPECT_EQ(row({{"2026-03-01", 44}, {"2026-03-20", 60}, {"2026-04-11", 61}, {"2026-05-20", 44}}), "hold")
      << "a new fall is a new episode";
  const std::string resumed =
      list("treatments", {course("trastuzumab-deruxtecan", "2026-01-10", "metastatic",
                                 R"("interruptions":[{"start":"2026-03-02","end":"2026-03-25","reason":"lvef"}])")});
  EXPECT_EQ(row({{"2026-03-01", 44}, {"2026-03-20", 60}, {"2026-05-20", 58}}, resumed), "nothing");
  EXPECT_EQ(row({{"2026-03-01", 44}, {"2026-03-20", 60}, {"2026-05-20", 44}}, resumed), "hold")
      << "first of a new episode";
}

// Herceptin US section 2.3 and EU 4.4: low for more than 8 weeks stops in the US; the EU asks to consider stopping.
TEST(Episode, DiffersWhereRegionsDo) {
  const std::string herceptin = list("treatments", {course("trastuzumab", "2026-01-10", "metastatic")});
  const auto answer = [&](std::string_view second, std::string_view region) {
    return holdOf(assessed(woman({herceptin, list("measurements",
                                                  {lvef("2026-01-05", 62), lvef("2026-03-01", 45), lvef(second, 44)})}),
                           "2026-06-01"),
                  "lvef", "trastuzumab", region);
  };
  EXPECT_EQ(answer("2026-04-26", "US"), "hold") << "56 days";
  EXPECT_EQ(answer("2026-04-27", "US"), "stop") << "57 days";
  EXPECT_EQ(answer("2026-04-26", "EU"), "hold or stop ?");
}

// Ziihera, section 2.4: stops where the LVEF has not come back within 15 points; it counts no interruptions.
TEST(Episode, OfZanidatamabStopsByItsOwnLabel) {
  const std::string often = list(
      "treatments",
      {course(
          "zanidatamab", "2025-01-10", "metastatic",
          R"("interruptions":[{"start":"2025-02-01","end":"2025-03-01","reason":"lvef"},{"start":"2025-04-01","end":"2025-05-01","reason":"lvef"},{"start":"2025-06-01","end":"2025-07-01","reason":"lvef"},{"start":"2025-08-01","end":"2025-09-01","reason":"lvef"}])")});
  const auto answer = [&](const Words& values) {
    return holdOf(assessed(woman({often, list("measurements", values)}), "2026-06-01"), "lvef", "zanidatamab");
  };
  EXPECT_EQ(answer({lvef("2025-01-05", 62), lvef("2026-05-20", 45)}), "hold");
  EXPECT_EQ(answer({lvef("2025-01-05", 62), lvef("2026-03-01", 45), lvef("2026-05-20", 45)}), "stop");
}

// A course that ended is not held; one that begins anew starts from its own baseline.
TEST(Episode, EndsWithItsCourse) {
  const Words low = {lvef("2026-01-05", 62), lvef("2026-03-01", 44)};
  const std::string ended =
      list("treatments", {course("trastuzumab-deruxtecan", "2026-01-10", "metastatic", R"("end":"2026-03-05")")});
  EXPECT_EQ(lvefUnderTdxd(low, "2026-06-01", ended), "nothing");
  const std::string early =
      list("treatments", {course("trastuzumab-emtansine", "2022-01-10", "adjuvant", R"("end":"2022-12-01")"),
                          course("trastuzumab-emtansine", "2026-01-10", "metastatic")});
  const Assessed again = assessed(
      woman({early, list("measurements", {lvef("2022-01-05", 65), lvef("2026-01-05", 50), lvef("2026-03-01", 45)})}),
      "2026-06-01");
  EXPECT_EQ(holdOf(again, "lvef", "trastuzumab-emtansine"), "recheck")
      << "a fall of 5 points from the value of this course";
}

// Herceptin, section 2.2: slower after a mild or moderate infusion reaction, stopped after a severe one. What Perjeta
// and Ziihera say was not read.
TEST(InfusionReaction, StopsWhereItWasSevere) {
  const auto answer = [](std::string_view drug, std::string_view kind, int grade) {
    return holdOf(assessed(woman({list("treatments", {course(drug, "2026-01-10", "metastatic")}),
                                  list("adverseEvents", {event(kind, grade, "2026-05-20")})}),
                           "2026-06-01"),
                  "infusion-reaction", drug);
  };
  EXPECT_EQ(answer("trastuzumab", "infusion-reaction", 2), "support");
  EXPECT_EQ(answer("trastuzumab", "infusion-reaction", 3), "stop");
  EXPECT_EQ(answer("trastuzumab", "anaphylaxis", 4), "stop");
  EXPECT_EQ(answer("pertuzumab", "infusion-reaction", 3), "verify-in-label ?");
  EXPECT_EQ(answer("zanidatamab", "infusion-reaction", 1), "verify-in-label ?");
}

// Margenza, section 2.2: within 4 weeks before the first dose.
TEST(Baseline, IsKnownWhileItIsNotTooOld) {
  const auto state = [](const Words& measurements) {
    const Assessed a =
        assessed(woman({list("treatments", {plan("margetuximab")}), list("measurements", measurements)}), "2026-06-01");
    for (const BaselineCheck& each : a.result.safety.baseline) {
      if (each.check == "lvef" && each.drugs == Words{"margetuximab"}) return each.state;
    }
    return CheckState::Missing;
  };
  EXPECT_EQ(state({}), CheckState::Missing);
  EXPECT_EQ(state({lvef("2026-05-05", 60)}), CheckState::Known) << "27 days";
  EXPECT_EQ(state({lvef("2026-05-04", 60)}), CheckState::Known) << "28 days";
  EXPECT_EQ(state({lvef("2026-05-03", 60)}), CheckState::TooOld) << "29 days";
  EXPECT_EQ(state({R"({"kind":"lvef","date":"2026-05","value":60,"unit":"%"})"}), CheckState::TooOld)
      << "may be of the first of May";
  EXPECT_EQ(state({R"({"kind":"lvef","value":60,"unit":"%"})"}), CheckState::Undated);
  EXPECT_EQ(state({lvef("2026-06-02", 60)}), CheckState::Missing) << "of tomorrow";
  EXPECT_EQ(state({R"({"kind":"lvef","date":"2026-05-20","unit":"%"})"}), CheckState::Missing) << "no value";
}

// Months of contraception after the last dose, by label: Herceptin, Phesgo and Enhertu 7 (men 4), Perjeta in the EU 6,
// Ziihera 4, Bizengri 2, Nerlynx 1, Tukysa one week. Counted in months of the calendar; owed on the last day itself.
TEST(Contraception, LastsTheMonthsOfTheLabel) {
  struct Row {
    const char* drug;
    const char* sex;
    const char* region;
    const char* lastDose;
    const char* until;
  };
  const Row rows[] = {
      {"trastuzumab", "female", "US", "2026-01-31", "2026-08-31"},
      {"phesgo", "female", "EU", "2026-01-31", "2026-08-31"},
      {"trastuzumab-emtansine", "female", "US", "2026-02-15", "2026-09-15"},
      {"trastuzumab-deruxtecan", "female", "EU", "2026-02-28", "2026-09-28"},
      {"trastuzumab-deruxtecan", "male", "EU", "2025-10-31", "2026-02-28"},
      {"pertuzumab", "female", "EU", "2025-08-31", "2026-02-28"},
      {"pertuzumab", "male", "EU", "2027-08-31", "2028-02-29"},
      {"zanidatamab", "female", "US", "2026-05-31", "2026-09-30"},
      {"zenocutuzumab", "female", "US", "2025-12-31", "2026-02-28"},
      {"neratinib", "female", "EU", "2026-01-31", "2026-02-28"},
      {"tucatinib", "male", "US", "2026-02-25", "2026-03-04"},
  };
  for (const Row& row : rows) {
    const std::string members = list(
        "treatments",
        {course(row.drug, "2025-01-10", "metastatic", fmt::format(R"("lastDose":"{0}","end":"{0}")", row.lastDose))});
    const std::string json = row.sex == std::string_view("male") ? man({members}) : woman({members});
    const Date last = *Date::parse(row.until);
    const Vocabulary& vocabulary = testKnowledge()->vocabulary;
    const std::string drug = vocabulary.drug(*vocabulary.findDrug(row.drug)).id;
    const auto owed = [&](Date day) -> std::string {
      const Assessed a = assessed(json, day.text());
      for (const ContraceptionEntry& each : a.result.safety.contraception) {
        const bool own = std::find(each.drugs.begin(), each.drugs.end(), drug) != each.drugs.end();
        if (own && !each.lactation &&
            std::find(each.regions.begin(), each.regions.end(), row.region) != each.regions.end())
          return each.until ? each.until->text() : "some day";
      }
      return "no more";
    };
    EXPECT_EQ(owed(last.plusDays(-1)), row.until) << row.drug << " " << row.sex;
    EXPECT_EQ(owed(last), row.until) << row.drug << " " << row.sex << ": the last day counts";
    EXPECT_EQ(owed(last.plusDays(1)), "no more") << row.drug << " " << row.sex;
  }
}

// Tables of interactions of the labels: lapatinib and neratinib (US, EU), tucatinib, trastuzumab emtansine.
TEST(Interaction, IsFoundForThePairAndNoOther) {
  struct Row {
    const char* drug;
    const char* medicine;
    const char* region;
    std::optional<InteractionGrade> grade;
  };
  using enum InteractionGrade;
  const Row rows[] = {
      {"lapatinib", "ketoconazole", "US", Avoid},
      {"lapatinib", "grapefruit juice", "EU", Avoid},
      {"lapatinib", "rifampin", "US", Avoid},
      {"lapatinib", "omeprazole", "US", std::nullopt},
      {"neratinib", "omeprazole", "US", Avoid},
      {"neratinib", "famotidine", "US", Adjust},
      {"neratinib", "calcium carbonate", "EU", Adjust},
      {"neratinib", "ketoconazole", "US", Avoid},
      {"neratinib", "ketoconazole", "EU", Adjust},
      {"neratinib", "rifampicin", "EU", Avoid},
      {"neratinib", "diltiazem", "EU", Adjust},
      {"neratinib", "metformin", "US", std::nullopt},
      {"tucatinib", "gemfibrozil", "US", Avoid},
      {"tucatinib", "clopidogrel", "EU", Monitor},
      {"tucatinib", "rifampicin", "US", Avoid},
      {"tucatinib", "ketoconazole", "US", std::nullopt},
      {"tucatinib", "digoxin", "US", Adjust},
      {"trastuzumab-emtansine", "warfarin", "US", Monitor},
      {"trastuzumab-deruxtecan", "ketoconazole", "US", std::nullopt},
      {"trastuzumab", "warfarin", "EU", std::nullopt},
  };
  for (const Row& row : rows) {
    const Assessed a =
        assessed(woman({list("treatments", {plan(row.drug)}), fmt::format(R"("medications":["{}"])", row.medicine)}));
    std::optional<InteractionGrade> found;
    for (const InteractionEntry& each : a.result.safety.interactions) {
      const bool here = std::find(each.regions.begin(), each.regions.end(), row.region) != each.regions.end() &&
                        std::find(each.drugs.begin(), each.drugs.end(), row.drug) != each.drugs.end();
      if (here) found = std::max(found.value_or(NotKnown), each.grade);
    }
    EXPECT_EQ(found, row.grade) << row.drug << " with " << row.medicine << " in the " << row.region;
  }
}

TEST(Interaction, OfAMedicineThatNobodyKnowsIsNotPassedOver) {
  const Assessed a = assessed(woman({list("treatments", {plan("neratinib")}), R"("medications":["zzyzx drops"])"}));
  ASSERT_FALSE(a.result.safety.interactions.empty());
  EXPECT_EQ(a.result.safety.interactions.front().grade, InteractionGrade::NotKnown);
  EXPECT_FALSE(a.result.safety.interactions.front().certain);
}

// HFA-ICOS by a whole record: classes of the ESC guideline of 2022; items that are not known leave a range.
TEST(CardiacRisk, IsTheClassOfTheProforma) {
  const auto classes = [](std::string_view birth, const std::string& conditions, const Words& measurements) {
    const std::string json = fmt::format(
        R"({{"id":"p","sex":"female","smoking":"never","birthDate":"{}","tumours":[{{"kind":"breast","setting":"metastatic"}}],)"
        R"("treatments":[{{"drugs":["trastuzumab"],"planned":true}}],"conditions":[{}],"medications":[],{}}})",
        birth, conditions, list("measurements", measurements));
    const Assessed a = assessed(json, "2026-06-01");
    for (const RiskEntry& each : a.result.safety.risks) {
      if (each.scale == "cardiac") return fmt::format("{}", fmt::join(each.classes, " or "));
    }
    return std::string("none");
  };
  const auto marker = [](std::string_view kind, double times) {
    return fmt::format(R"({{"kind":"{}","date":"2026-05-20","value":{},"unit":"ng/L","referenceHigh":10}})", kind,
                       times * 10);
  };
  const Words normal = {lvef("2026-05-20", 60), marker("troponin", 1), marker("nt-probnp", 1),
                        measured("egfr", "2026-05-20", 90, "mL/min/{1.73_m2}"),
                        measured("bmi", "2026-05-20", 24, "kg/m2")};
  const auto with = [&](double ejection, double troponin = 1) {
    Words all = normal;
    all[0] = lvef("2026-05-20", ejection);
    all[1] = marker("troponin", troponin);
    return all;
  };
  const std::string absent = R"({"kind":"obesity","absent":true})";
  EXPECT_EQ(classes("1976-01-01", absent, normal), "low") << "no item";
  EXPECT_EQ(classes("1976-01-01", absent + R"(,{"kind":"hypertension"})", normal), "low") << "one point";
  EXPECT_EQ(classes("1976-01-01", absent + R"(,{"kind":"hypertension"},{"kind":"diabetes"})", normal), "moderate")
      << "two points";
  EXPECT_EQ(classes("1976-01-01", absent, with(54)), "moderate") << "LVEF 54: two points";
  EXPECT_EQ(classes("1976-01-01", absent, with(55)), "low");
  EXPECT_EQ(classes("1976-01-01", absent, with(50)), "moderate");
  EXPECT_EQ(classes("1976-01-01", absent, with(49)), "high");
  EXPECT_EQ(classes("1976-01-01", absent, with(60, 1.1)), "moderate") << "raised troponin: two points";
  EXPECT_EQ(classes("1961-06-01", absent, normal), "moderate") << "65 on the day";
  EXPECT_EQ(classes("1961-06-02", absent, normal), "low") << "64";
  EXPECT_EQ(classes("1946-06-01", absent, normal), "high") << "80 on the day";
  EXPECT_EQ(classes("1946-06-02", absent, normal), "moderate") << "79";
  EXPECT_EQ(classes("1961-06-01", absent + R"(,{"kind":"atrial-fibrillation"})", normal), "moderate") << "four points";
  EXPECT_EQ(classes("1961-06-01", absent + R"(,{"kind":"atrial-fibrillation"},{"kind":"hypertension"})", normal),
            "high")
      << "five points";
  EXPECT_EQ(classes("1976-01-01", absent + R"(,{"kind":"heart-failure"})", normal), "very-high");
  EXPECT_EQ(classes("1976-01-01", absent,
                    {lvef("2026-05-20", 60), measured("egfr", "2026-05-20", 90, "mL/min/{1.73_m2}"),
                     measured("bmi", "2026-05-20", 24, "kg/m2")}),
            "low or moderate")
      << "troponin and natriuretic peptide not known";
}

}  // namespace
}  // namespace her2
