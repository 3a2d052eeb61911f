// PREDICT Breast: the numbers of the authors' own code (tests/golden/predict), and what a record gives it.
#include "benefit/predict.h"

#include <cmath>
#include <sstream>

#include "assess_fixture.h"

namespace her2 {
namespace {

using benefit::PredictKnown;

const kb::PredictModel& modelOf(const std::string& version) {
  for (const kb::PredictModel& model : testKnowledge()->predictModels) {
    if (model.version == version) return model;
  }
  throw std::runtime_error("no version " + version);
}

using Row = std::map<std::string, std::string>;

std::vector<Row> authorsRows() {
  std::ifstream stream(HER2_SOURCE_DIR "/tests/golden/predict/authors.csv");
  const auto cells = [](const std::string& line) {
    std::vector<std::string> result;
    std::istringstream text(line + ",");
    for (std::string cell; std::getline(text, cell, ',');) result.push_back(cell);
    return result;
  };
  std::string line;
  std::getline(stream, line);
  const auto names = cells(line);
  std::vector<Row> rows;
  while (std::getline(stream, line)) {
    const auto values = cells(line);
    Row row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = values.at(i);
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Inputs by name, as the authors code them; those not named are as for a postmenopausal woman who never smoked.
std::vector<PredictKnown> inputsOf(const kb::PredictModel& model, const std::map<std::string, double>& given) {
  std::vector<PredictKnown> result;
  for (const kb::PredictInput& input : model.inputs) {
    const auto found = given.find(input.name);
    const double value = found != given.end() ? found->second : input.name == "menopause" ? 1 : input.fixed.value_or(0);
    result.push_back(PredictKnown::of({value}));
  }
  return result;
}

std::map<std::string, double> authorsInputs(const Row& row) {
  std::map<std::string, double> result;
  for (const char* name : {"age", "size", "grade", "nodes", "er", "her2", "ki67", "pr", "smoker"})
    result[name] = std::stod(row.at(name));
  result["screen"] = row.at("screen") == "2" ? 0.204 : std::stod(row.at("screen"));
  result["heart-dose"] = std::stod(row.at("heartGy"));
  if (row.at("grade") == "9") result["grade"] = 2.13;
  return result;
}

std::uint16_t treatmentOf(const kb::PredictModel& model, const std::string& id) {
  for (std::size_t i = 0; i < model.treatments.size(); ++i) {
    if (model.treatments[i].id == id) return static_cast<std::uint16_t>(i);
  }
  throw std::runtime_error("no treatment " + id);
}

/// The model with one plan only: these treatments, those without an id left out.
kb::PredictModel withPlan(kb::PredictModel model, const std::vector<std::string>& treatments) {
  kb::PredictPlan plan{"test", "test", {}, {}};
  for (const std::string& id : treatments) plan.steps.push_back(treatmentOf(model, id));
  model.plans = {plan};
  return model;
}

double survivalAfter(const Prediction& p, const kb::PredictModel& model, const std::string& id, std::size_t horizon) {
  for (const PredictedStep& step : p.plans.at(0).steps) {
    if (model.treatments[step.treatment].id == id) return step.survival.at(horizon).lo();
  }
  throw std::runtime_error("no step " + id);
}

TEST(Predict, GivesTheNumbersOfTheAuthorsCode) {
  const auto rows = authorsRows();
  ASSERT_GE(rows.size(), 180U);
  std::size_t compared = 0;
  for (const Row& row : rows) {
    const bool three = row.at("version") != "2.2";
    std::vector<std::pair<std::string, std::string>> steps;  // column, treatment
    if (three) steps.emplace_back("radiotherapy", "radiotherapy");
    if (row.at("er") == "1") steps.emplace_back("endocrine5", "endocrine-5");
    if (row.at("generation") != "0") steps.emplace_back("chemotherapy", "chemotherapy-" + row.at("generation"));
    if (row.at("her2") == "1") steps.emplace_back("trastuzumab", "trastuzumab");
    steps.emplace_back("bisphosphonate", "bisphosphonate");
    std::vector<std::string> treatments;
    for (const auto& [column, id] : steps) treatments.push_back(id);
    const kb::PredictModel model = withPlan(modelOf(row.at("version")), treatments);
    const std::size_t horizon = static_cast<std::size_t>(std::stoi(row.at("years")) / 5 - 1);
    Prediction p;
    benefit::compute(model, inputsOf(model, authorsInputs(row)), p);
    const auto near = [&](double value, const std::string& column) {
      ++compared;
      EXPECT_NEAR(value, std::stod(row.at(column)), 1e-8)
          << row.at("version") << " age " << row.at("age") << " size " << row.at("size") << " er " << row.at("er")
          << " after " << row.at("years") << " years: " << column;
    };
    near(p.surgeryOnly.at(horizon).lo(), "surgery");
    for (const auto& [column, id] : steps) near(survivalAfter(p, model, id, horizon), column);
    if (row.at("er") != "1") continue;
    std::vector<std::string> longer = {"endocrine-10"};
    if (three) longer.insert(longer.begin(), "radiotherapy");
    const kb::PredictModel ten = withPlan(modelOf(row.at("version")), longer);
    benefit::compute(ten, inputsOf(ten, authorsInputs(row)), p);
    near(survivalAfter(p, ten, "endocrine-10", horizon), "endocrine10");
  }
  EXPECT_GT(compared, 900U);
}

TEST(Predict, AGainIsTheDifferenceToTheStepBefore) {
  for (const kb::PredictModel& model : testKnowledge()->predictModels) {
    Prediction p;
    benefit::compute(
        model, inputsOf(model, {{"age", 57}, {"size", 29}, {"nodes", 5}, {"grade", 1}, {"er", 1}, {"her2", 1}}), p);
    ASSERT_FALSE(p.plans.empty());
    for (const PredictedPlan& plan : p.plans) {
      std::vector<Interval> before = p.surgeryOnly;
      for (const PredictedStep& step : plan.steps) {
        for (std::size_t h = 0; h < before.size(); ++h)
          EXPECT_NEAR(step.gain[h].lo(), step.survival[h].lo() - before[h].lo(), 1e-9) << model.id;
        before = step.survival;
      }
    }
  }
}

// --- what a record gives it

std::string early(const std::string& tumour, const std::string& more = "") {
  return R"({"id":"p","birthDate":"1969-04-02","sex":"female","menopause":"post","smoking":"never",)" + more +
         R"("tumours":[{"kind":"breast","histology":"ductal","setting":"early",)" + tumour +
         R"(}],"specimens":[{"id":"s","date":"2026-09-28","ihc":{"score":"3+"}}]})";
}

constexpr const char* whole =
    R"("diagnosed":"2026-09-01","sizeMm":29,"grade":1,"positiveNodes":5,"er":{"status":"positive"},)"
    R"("pr":{"status":"positive"},"ki67Percent":25,"detection":"symptoms")";

const Prediction& predictionOf(const Assessed& a, std::size_t model = 0) {
  return a.result.benefit.predictions.at(model);
}

TEST(Predict, AWholeRecordGivesPoints) {
  const Assessed a = assessed(early(whole));
  ASSERT_EQ(a.result.benefit.predictions.size(), 3U);
  for (const Prediction& p : a.result.benefit.predictions) {
    ASSERT_TRUE(p.answered());
    EXPECT_TRUE(p.open.empty());
    for (const Interval& each : p.surgeryOnly) EXPECT_TRUE(each.isPoint());
  }
  // The first row of authors.csv, 2.2, whose other inputs are the same.
  EXPECT_NEAR(predictionOf(a).surgeryOnly[1].lo(), 64.2411473141, 1e-8);
}

TEST(Predict, EveryHer2PositiveAnswerCarriesTheAlttoCaveat) {
  for (const Prediction& p : assessed(early(whole)).result.benefit.predictions)
    EXPECT_EQ(p.caveats.at(0), "predict.altto");
  std::string negative = early(whole);
  negative.replace(negative.find("3+"), 2, "0");
  for (const Prediction& p : assessed(negative).result.benefit.predictions) {
    ASSERT_TRUE(p.answered());
    EXPECT_TRUE(p.caveats.empty());
    for (const PredictedStep& step : p.plans.at(0).steps)
      EXPECT_NE(testKnowledge()->predictModels[p.model].treatments[step.treatment].id, "trastuzumab");
  }
}

TEST(Predict, AnUndecidedHer2ResultLeavesTheGainOfTrastuzumabOpenDownToNone) {
  std::string undecided = early(whole);
  undecided.replace(undecided.find("3+"), 2, "2+");
  const Assessed a = assessed(undecided);
  for (const Prediction& p : a.result.benefit.predictions) {
    ASSERT_TRUE(p.answered());
    EXPECT_EQ(p.open, std::vector<std::string>{"her2.result"});
    EXPECT_EQ(p.caveats.at(0), "predict.altto");
    bool seen = false;
    for (const PredictedStep& step : p.plans.at(0).steps) {
      if (testKnowledge()->predictModels[p.model].treatments[step.treatment].id != "trastuzumab") continue;
      seen = true;
      EXPECT_EQ(step.gain[1].lo(), 0);
      EXPECT_GT(step.gain[1].hi(), 0.5);
    }
    EXPECT_TRUE(seen);
  }
}

TEST(Predict, UnknownGradeKi67ReceptorAndDetectionAreTheAuthorsAverages) {
  const Assessed a = assessed(early(
      R"("diagnosed":"2014-05-01","sizeMm":15,"positiveNodes":0,"er":{"status":"positive"})"));  // age 45, as row l
  for (const Prediction& p : a.result.benefit.predictions) {
    ASSERT_TRUE(p.answered());
    std::set<std::string> averaged;
    for (const PredictInputValue& input : p.inputs) {
      if (input.averaged) averaged.insert(input.fact);
    }
    std::set<std::string> expected = {"tumour.grade", "tumour.ki67", "tumour.detection"};
    if (p.model != 0) expected.insert("tumour.pr");
    EXPECT_EQ(averaged, expected);
  }
  for (const Row& row : authorsRows()) {
    if (row.at("age") != "45" || row.at("er") != "1" || row.at("years") != "10") continue;
    for (const Prediction& p : a.result.benefit.predictions) {
      if (testKnowledge()->predictModels[p.model].version != row.at("version")) continue;
      EXPECT_NEAR(p.surgeryOnly[1].lo(), std::stod(row.at("surgery")), 1e-8) << row.at("version");
    }
  }
}

std::string change(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Predict, AnswersWithinItsLimitsAndNotOutside) {
  struct Limit {
    const char* from;
    const char* to;
    const char* refusal;  ///< empty: answered
  };
  for (const Limit& each : std::initializer_list<Limit>{
           {R"("diagnosed":"2026-09-01")", R"("diagnosed":"1994-04-02")", ""},  // the 25th birthday
           {R"("diagnosed":"2026-09-01")", R"("diagnosed":"1994-04-01")", "Age at diagnosis 24, outside [25..85]"},
           {R"("birthDate":"1969-04-02")", R"("birthDate":"1940-09-02")", ""},  // 85, the day before the 86th
           {R"("birthDate":"1969-04-02")", R"("birthDate":"1940-09-01")", "Age at diagnosis 86, outside [25..85]"},
           {R"("sizeMm":29)", R"("sizeMm":0)", ""},
           {R"("sizeMm":29)", R"("sizeMm":500)", ""},
           {R"("sizeMm":29)", R"("sizeMm":500.5)", "Size of the invasive tumour 500.5, outside [0..500]"},
           {R"("positiveNodes":5)", R"("positiveNodes":0)", ""},
           {R"("positiveNodes":5)", R"("positiveNodes":12)", ""},
           {R"("positiveNodes":5)", R"("positiveNodes":100)", ""},
           {R"("positiveNodes":5)", R"("positiveNodes":101)", "Positive lymph nodes 101, outside [0..100]"},
           {R"("grade":1)", R"("grade":4)", "Histological grade 4, outside [1..3]"},
           {R"("sex":"female")", R"("sex":"male")", "made for women only"},
           {R"("setting":"early")", R"("setting":"metastatic")", "made for early breast cancer only"},
           {R"("histology":"ductal")", R"("histology":"in-situ")", "made for invasive cancer only"},
           {R"("detection")", R"("ypT":"ypT1","detection")",
            "made for surgery first, not for surgery after neoadjuvant treatment"}}) {
    const Assessed a = assessed(change(early(whole), each.from, each.to));
    for (const Prediction& p : a.result.benefit.predictions) {
      EXPECT_EQ(p.answered(), *each.refusal == '\0') << each.to;
      EXPECT_EQ(p.refused, *each.refusal == '\0' ? std::vector<std::string>{} : std::vector<std::string>{each.refusal})
          << each.to;
    }
  }
}

TEST(Predict, NamesWhatItLacks) {
  struct Lack {
    const char* from;
    const char* to;
    const char* fact;
  };
  for (const Lack& each :
       std::initializer_list<Lack>{{R"("sizeMm":29,)", "", "tumour.size"},
                                   {R"("sizeMm":29)", R"("sizeMm":"> 20")", "tumour.size"},  // it may be above 500
                                   {R"("positiveNodes":5)", R"("n":"N1")", "tumour.positive-nodes"},
                                   {R"("er":{"status":"positive"},)", "", "tumour.er"},
                                   {R"("diagnosed":"2026-09-01",)", "", "tumour.age-at-diagnosis"},
                                   {R"("sex":"female",)", "", "person.sex"},
                                   {R"("setting":"early",)", "", "tumour.setting"}}) {
    const Assessed a = assessed(change(early(whole), each.from, each.to));
    for (const Prediction& p : a.result.benefit.predictions) {
      EXPECT_FALSE(p.answered()) << each.to;
      EXPECT_EQ(p.missing, std::vector<std::string>{each.fact}) << each.from;
    }
  }
}

TEST(Predict, IsSilentAboutOtherTumours) {
  const Assessed a = assessed(change(early(whole), R"("kind":"breast")", R"("kind":"gastric")"));
  EXPECT_TRUE(a.result.benefit.predictions.empty());
}

TEST(Predict, ABirthYearGivesAnInterval) {
  const Assessed a = assessed(change(early(whole), "1969-04-02", "1969"));
  for (const Prediction& p : a.result.benefit.predictions) {
    ASSERT_TRUE(p.answered());
    EXPECT_EQ(p.open, std::vector<std::string>{"tumour.age-at-diagnosis"});
    EXPECT_LT(p.surgeryOnly[1].lo(), p.surgeryOnly[1].hi());
    EXPECT_LT(p.surgeryOnly[1].hi() - p.surgeryOnly[1].lo(), 1.5);  // one year of age, not a lifetime
  }
}

}  // namespace
}  // namespace her2
