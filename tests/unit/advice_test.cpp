// Goals and people: who should decide, and when a trial is thought of, where the facts call for it and nowhere else.
#include "assess_fixture.h"

namespace her2 {
namespace {

/// Rules of the advice given, in order.
std::set<std::string> adviceFor(const std::string& members) {
  const Assessed a = assessed(
      R"({"id": "p", "birthDate": "1960-01-01", "sex": "female", "menopause": "post", )" + members + "}", "2026-06-15");
  std::set<std::string> rules;
  for (const AdviceEntry& each : a.result.safety.advice) rules.insert(each.rule);
  return rules;
}

std::string tumour(const std::string& kind, const std::string& more) {
  return R"("tumours": [{"kind": ")" + kind + R"(", "setting": "metastatic", )" + more + "}]";
}

TEST(Advice, ATrialIsThoughtOfForUnusualAlterations) {
  const std::string mutated = R"("variants": [{"gene": "ERBB2", "protein": "p.L755S"}])";
  const std::string fused = R"("variants": [{"gene": "NRG1", "type": "fusion"}])";
  EXPECT_TRUE(adviceFor(tumour("breast", mutated)).contains("trial-unusual-alteration"));
  EXPECT_FALSE(adviceFor(tumour("nsclc", mutated)).contains("trial-unusual-alteration"));
  EXPECT_FALSE(adviceFor(tumour("breast", R"("grade": 2)")).contains("trial-unusual-alteration"));
  EXPECT_TRUE(adviceFor(tumour("breast", fused)).contains("trial-nrg1-fusion"));
  for (const char* labelled : {"nsclc", "pancreatic", "biliary"})
    EXPECT_FALSE(adviceFor(tumour(labelled, fused)).contains("trial-nrg1-fusion")) << labelled;
}

TEST(Advice, TheTeamIsWhoTheFactsCallFor) {
  const std::string breast = tumour("breast", R"("grade": 2)");
  const std::string given =
      R"(, "treatments": [{"drugs": ["trastuzumab-deruxtecan"], "intent": "metastatic", "start": "2026-01-20"}])";
  EXPECT_TRUE(adviceFor(breast + R"(, "conditions": [{"kind": "heart-failure"}])").contains("team-cardio-oncology"));
  EXPECT_TRUE(adviceFor(breast + given + R"(, "symptoms": [{"kind": "cough", "since": "2026-06-10"}])")
                  .contains("team-pulmonology"));
  EXPECT_FALSE(adviceFor(breast + given + R"(, "symptoms": [])").contains("team-pulmonology"));
  EXPECT_TRUE(
      adviceFor(breast + given + R"(, "measurements": [{"kind": "lvef", "value": 60, "unit": "%", "date": "2026-01-10"},
      {"kind": "lvef", "value": 38, "unit": "%", "date": "2026-06-10"}])")
          .contains("team-cardiology-lvef"));
  EXPECT_TRUE(adviceFor(R"("pregnant": true, )" + breast).contains("team-pregnancy"));
  EXPECT_TRUE(adviceFor(tumour("breast", R"("brainMetastases": "untreated")")).contains("team-brain"));
  EXPECT_TRUE(adviceFor(R"("tumours": [{"kind": "breast", "setting": "early"}])").contains("team-surgery"));
  EXPECT_TRUE(adviceFor(breast + R"(, "measurements": [{"kind": "ecog", "value": 3, "date": "2026-06-10"}])")
                  .contains("team-goals"));
  EXPECT_FALSE(adviceFor(breast + R"(, "measurements": [{"kind": "ecog", "value": 2, "date": "2026-06-10"}])")
                   .contains("team-goals"));
}

TEST(Advice, TheGoalsOfThePatientStandAsTheyWereStated) {
  const Assessed a = assessed(R"({"id": "p", "preferences": "at home as long as possible"})");
  EXPECT_EQ(a.result.safety.goals, "at home as long as possible");
}

}  // namespace
}  // namespace her2
