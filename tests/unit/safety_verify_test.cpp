// What nobody read in a label never instructs: every rule and row of safety that rests on `unverified` sources only is
// met by a patient below, and each line it writes says "verify in the label", in text and in JSON, and is not certain.
// A rule that is added without such a patient fails the test.
#include <algorithm>

#include "care_fixture.h"
#include "present/safety_text.h"

namespace her2 {
namespace {

using namespace care;

struct Met {
  std::string day;
  std::string json;
};

std::vector<Met> patients() {
  const std::string now = "2026-06-01";
  const auto under = [](std::string_view drug, std::string_view intent = "metastatic", std::string_view more = {}) {
    return list("treatments", {course(drug, "2026-01-10", intent, more)});
  };
  const auto events = [](const std::vector<std::string>& all) { return list("adverseEvents", all); };
  const auto values = [](const std::vector<std::string>& all) { return list("measurements", all); };
  std::vector<Met> all;
  const auto add = [&](const std::string& json) { all.push_back({now, json}); };

  // Before the first dose, with medicines that matter and a liver that fails.
  const std::vector<std::string> plans = {plan("lapatinib"),
                                          plan("sevabertinib"),
                                          plan("zenocutuzumab"),
                                          plan("zongertinib"),
                                          plan("pertuzumab"),
                                          plan("margetuximab"),
                                          plan("neratinib"),
                                          plan("trastuzumab"),
                                          plan("trastuzumab-emtansine"),
                                          plan("trastuzumab-deruxtecan")};
  const std::string medicines = R"("medications":["ketoconazole","rifampicin","digoxin","repaglinide"])";
  add(woman({list("treatments", plans), medicines, values({lvef("2026-05-20", 45)}),
             R"("conditions":[{"kind":"child-pugh-c"},{"kind":"child-pugh-b"},{"kind":"dyspnoea-at-rest"}])"}));
  add(man({list("treatments", plans)}));

  // An anthracycline soon after an antibody; checks after the last dose.
  const std::string anthracycline = R"({"drugs":["doxorubicin"],"planned":true})";
  add(woman({list("treatments",
                  {course("trastuzumab", "2025-06-01", "metastatic", R"("end":"2026-03-01")"), anthracycline})}));
  add(woman({list("treatments",
                  {course("margetuximab", "2025-06-01", "metastatic", R"("end":"2026-05-01")"), anthracycline})}));
  add(woman({list("treatments", {course("phesgo", "2025-01-01", "adjuvant", R"("end":"2025-12-10")")})}));

  // Calendars that were not read.
  for (const char* drug : {"neratinib", "sevabertinib", "lapatinib"}) add(woman({under(drug)}));

  // Blood.
  const auto blood = [](std::string_view kind, std::string_view day, double value) {
    return measured(kind, day, value, "10*9/L");
  };
  const std::string tdxd = under("trastuzumab-deruxtecan");
  add(woman({tdxd, values({blood("neutrophils", "2026-05-20", 0.4), blood("platelets", "2026-05-20", 20)})}));
  add(woman({tdxd, values({blood("neutrophils", "2026-05-20", 0.4), blood("neutrophils", "2026-05-28", 1.4)})}));
  add(woman({tdxd, events({event("febrile-neutropenia", 3, "2026-05-20")})}));
  add(woman({under("trastuzumab-deruxtecan", "metastatic", R"("lastDose":"2026-05-10")"),
             events({event("febrile-neutropenia", 3, "2026-05-20", R"("end":"2026-05-25","resolved":true)")})}));

  // Diarrhoea.
  const std::string neratinib = under("neratinib", "adjuvant", R"("lastDose":"2026-05-10")");
  for (const auto& [grade, since] :
       {std::pair(2, "2026-05-30"), {2, "2026-05-20"}, {3, "2026-05-31"}, {3, "2026-05-20"}})
    add(woman({neratinib, R"("conditions":[])", events({event("diarrhoea", grade, since)})}));
  add(woman({neratinib, events({event("diarrhoea", 3, "2026-05-20", R"("end":"2026-05-24","resolved":true)")})}));
  add(woman({neratinib, events({event("diarrhoea", 3, "2026-05-12", R"("end":"2026-05-24","resolved":true)")})}));
  for (const char* drug : {"zongertinib", "sevabertinib"})
    add(woman(
        {under(drug), events({event("diarrhoea", 2, "2026-05-20"), event("interstitial-lung-disease", 1, "2026-05-20"),
                              event("hepatotoxicity", 2, "2026-05-20")})}));

  // Liver and lung.
  const std::string zongertinib = under("zongertinib");
  const auto tests = [&](std::string_view day, double alt, double ast, double bilirubin) {
    return std::vector{liver("alt", day, alt), liver("ast", day, ast), liver("bilirubin", day, bilirubin)};
  };
  add(woman({zongertinib, values(tests("2026-05-20", 4, 1, 1.5))}));
  add(woman({zongertinib, values(tests("2026-05-20", 1, 4, 1.5))}));
  add(woman({zongertinib, values(tests("2026-05-20", 1, 1, 4))}));
  std::vector<std::string> recovered = tests("2026-05-10", 6, 1, 0.8);
  for (std::string& each : tests("2026-05-25", 1, 1, 0.8)) recovered.push_back(std::move(each));
  add(woman({zongertinib, values(recovered)}));
  add(woman({under("lapatinib"), events({event("pneumonitis", 3, "2026-05-20")})}));

  // Heart.
  const std::string before = lvef("2026-01-05", 62);
  add(woman({zongertinib, values({before, lvef("2026-05-20", 46)})}));
  add(woman({under("zenocutuzumab"), values({before, lvef("2026-05-20", 46)}),
             events({event("infusion-reaction", 2, "2026-05-20"), event("pneumonitis", 1, "2026-05-20")})}));
  add(woman({under("zenocutuzumab"), values({before, lvef("2026-05-20", 51)})}));
  add(woman({under("lapatinib"), values({before, lvef("2026-05-20", 50)})}));
  add(woman({under("lapatinib"), values({lvef("2026-01-05", 68), lvef("2026-05-20", 57)})}));
  const auto early = [&](double baseline, const std::vector<std::pair<const char*, double>>& days) {
    std::vector<std::string> rows = {lvef("2026-01-05", baseline)};
    for (const auto& [day, value] : days) rows.push_back(lvef(day, value));
    add(woman({under("trastuzumab-emtansine", "adjuvant"), values(rows)}));
  };
  early(50, {{"2026-05-20", 46}});
  early(62, {{"2026-05-01", 44}, {"2026-05-20", 43}});
  early(62, {{"2026-05-01", 47}, {"2026-05-20", 58}});
  early(57, {{"2026-05-01", 46}, {"2026-05-20", 49}});
  early(62, {{"2026-05-01", 47}, {"2026-05-20", 48}});
  early(62, {{"2026-05-01", 44}, {"2026-05-20", 58}});
  return all;
}

/// What is found unverified, by id of a rule and by note of a row.
struct Unread {
  std::set<std::string> rules;
  std::set<std::string> notes;
};

bool restsOnNothing(const std::vector<std::string>& sources) {
  return testKnowledge()->bestGrade(sources) == kb::Grade::Unverified;
}

Unread unread() {
  Unread result;
  const kb::SafetyKnowledge& safety = testKnowledge()->safety;
  const auto rules = [&](const auto& list) {
    for (const kb::SafetyRule& rule : list) {
      if (restsOnNothing(rule.sources)) result.rules.insert(rule.id);
    }
  };
  rules(safety.baselines);
  rules(safety.warnings);
  rules(safety.interactions);
  rules(safety.monitors);
  rules(safety.symptoms);
  rules(safety.afterLastDose);
  rules(safety.advice);
  for (const kb::Table& table : testKnowledge()->tables) {
    if (table.scope != feel::Scope::Therapy) continue;
    for (const kb::Row& row : table.rows) {
      if (!row.note.empty() && restsOnNothing(row.sources.empty() ? table.sources : row.sources))
        result.notes.insert(row.note);
    }
  }
  return result;
}

const char* const lists[] = {"monitoring",  "holds",    "interactions",  "urgent",
                             "precautions", "baseline", "contraception", "team"};

/// What is urgent, and what a treatment under way asks for.
const std::set<std::string_view> alwaysShown = {"monitoring", "holds", "urgent", "team"};

bool saysVerify(const rapidjson::Value& line) {
  if (line["verify"].GetBool()) return true;
  for (const auto& each : line["missing"].GetArray()) {
    if (std::string_view(each.GetString()) == "verify-in-label") return true;
  }
  return false;
}

/// Does the block of the page that holds these words (a heading and the lines indented below it) say it?
bool pageSaysVerify(const std::string& page, const std::string& say) {
  const std::string line = "\n     " + say + "\n";
  for (auto at = page.find(line); at != std::string::npos; at = page.find(line, at + 1)) {
    auto end = at + line.size();
    while (page.compare(end, 5, "     ") == 0) end = page.find('\n', end) + 1;
    const std::string block = page.substr(page.rfind('\n', at - 1), end - page.rfind('\n', at - 1));
    if (block.find("verify in the label") != std::string::npos || block.find("verify-in-label") != std::string::npos)
      return true;
  }
  return false;
}

/// The page passes over lines about drugs that are no option and were not given.
bool ofConcern(const rapidjson::Value& line, const std::set<std::string>& drugs) {
  const auto named = line["drugs"].GetArray();
  return named.Empty() ||
         std::any_of(named.begin(), named.end(), [&](const auto& drug) { return drugs.contains(drug.GetString()); });
}

TEST(Unread, EveryRuleAndRowThatNobodyReadSaysVerifyInTheLabelAndNeverInstructs) {
  const Unread all = unread();
  EXPECT_GE(all.rules.size(), 30U);
  EXPECT_GE(all.notes.size(), 20U);
  Unread seen;
  for (const Met& met : patients()) {
    const Assessed a = assessed(met.json, met.day);
    const present::Presenter presenter = presenterOf(met.day);
    const auto json = parsed(present::assessmentJson(presenter, a.record, a.result, "xxh3:0", true));
    const std::string page = present::assessmentText(presenter, a.record, a.result);
    const std::set<std::string> drugs = present::drugsOfConcern(presenter, a.result);
    for (const char* name : lists) {
      for (const auto& line : json["safety"][name].GetArray()) {
        const std::string say = line["say"].GetString();
        std::set<std::string> notes;
        for (const std::string& note : all.notes) {
          if (std::string_view(name) == "holds" && say.find(note) != std::string::npos) notes.insert(note);
        }
        const std::string rule = line["rule"].GetString();
        if (!all.rules.contains(rule) && notes.empty()) continue;
        // The same words may stand in a row that was read.
        if (!all.rules.contains(rule) && !saysVerify(line) && line["certain"].GetBool()) continue;
        seen.rules.insert(rule);
        seen.notes.insert(notes.begin(), notes.end());
        EXPECT_FALSE(line["certain"].GetBool()) << name << ": " << say << "\n" << met.json;
        EXPECT_TRUE(saysVerify(line)) << name << ": " << say << "\n" << met.json;
        const bool shown =
            (std::string_view(name) != "baseline" || std::string_view(line["state"].GetString()) != "known") &&
            (alwaysShown.contains(name) || ofConcern(line, drugs));
        EXPECT_TRUE(!shown || pageSaysVerify(page, say)) << name << ": " << say << "\n" << page;
      }
    }
  }
  for (const std::string& rule : all.rules) EXPECT_TRUE(seen.rules.contains(rule)) << "no patient meets " << rule;
  for (const std::string& note : all.notes)
    EXPECT_TRUE(seen.notes.contains(note)) << "no patient meets the row: " << note;
}

// A row without words says nothing: it must ask for nothing either.
TEST(Unread, ARowWithoutWordsAsksForNothing) {
  for (const kb::Table& table : testKnowledge()->tables) {
    if (table.scope != feel::Scope::Therapy) continue;
    for (const kb::Row& row : table.rows) {
      if (!row.note.empty() || !restsOnNothing(row.sources.empty() ? table.sources : row.sources)) continue;
      const std::string said = row.cellTexts[table.inputs.size()];
      EXPECT_TRUE(said == "go-on" || said == "fine") << table.id << ": " << said;
    }
  }
}

}  // namespace
}  // namespace her2
