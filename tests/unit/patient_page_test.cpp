// The patient's words: complete, plain, and on the page where they belong.
#include "present/patient_page.h"

#include <algorithm>
#include <cctype>

#include "assess_fixture.h"
#include "check/check.h"
#include "kb/patient_texts.h"
#include "kb/toml_reader.h"

namespace her2::present {
namespace {

using kb::PatientPart;
using kb::PatientText;

// Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59. Seven years of school are an age of
// about 12. Syllables are groups of vowels, a silent e at the end not counted; names of medicines, which no text can
// make shorter, count as two.
constexpr double mostYearsOfSchool = 7.0;

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '\'' || c == '-' || c == '+') {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

const std::set<std::string>& namesOfMedicines() {
  static const std::set<std::string> names = [] {
    std::set<std::string> result;
    for (const kb::DrugEntry& drug : testKnowledge()->drugs) {
      for (const std::string& word : wordsOf(drug.title)) result.insert(word);
      for (const std::string& brand : drug.brands) {
        for (const std::string& word : wordsOf(brand)) result.insert(word);
      }
    }
    return result;
  }();
  return names;
}

std::size_t syllablesOf(const std::string& word) {
  if (namesOfMedicines().contains(word) && word.size() > 4) return 2;
  const auto vowel = [](char c) { return std::string_view("aeiouy").find(c) != std::string_view::npos; };
  std::size_t groups = 0;
  for (std::size_t i = 0; i < word.size(); ++i) groups += vowel(word[i]) && (i == 0 || !vowel(word[i - 1])) ? 1 : 0;
  const bool ends = word.size() > 2 && word.back() == 'e' && !vowel(word[word.size() - 2]);
  const bool sounded = ends && word[word.size() - 2] == 'l' && !vowel(word[word.size() - 3]);  // "table"
  if (ends && !sounded && groups > 1) --groups;
  return std::max<std::size_t>(groups, 1);
}

std::size_t sentencesOf(std::string_view text) {
  std::size_t sentences = 0;
  bool word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool end = std::string_view(".?!:").find(text[i]) != std::string_view::npos &&
                     (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n');
    if (end && word) ++sentences;
    word = !end && (word || std::isalpha(static_cast<unsigned char>(text[i])) != 0);
  }
  return sentences + (word ? 1 : 0);
}

double yearsOfSchool(std::string_view text) {
  const auto words = wordsOf(text);
  std::size_t syllables = 0;
  for (const std::string& word : words) syllables += syllablesOf(word);
  const auto n = static_cast<double>(words.size());
  return 0.39 * n / static_cast<double>(sentencesOf(text)) + 11.8 * static_cast<double>(syllables) / n - 15.59;
}

std::string allOf(const PatientText& text) {
  std::string all;
  for (const auto* list : {&text.say, &text.ask, &text.report, &text.urgent}) {
    for (const std::string& each : *list) all += each + " ";
  }
  return all;
}

// Values from the definition of the formula: words, sentences and syllables of these were counted by hand.
TEST(ReadingAge, IsTheFormulaOfFleschAndKincaid) {
  EXPECT_EQ(wordsOf("It is 3+, or HER2-low.").size(), 5U);
  EXPECT_EQ(sentencesOf("You faint. Your heart beats 2.5 times? Call: now"), 4U);
  for (const auto& [word, syllables] : std::initializer_list<std::pair<const char*, std::size_t>>{
           {"heart", 1}, {"protein", 2}, {"medicine", 3}, {"table", 2}, {"the", 1}, {"come", 1}, {"antibody", 4}})
    EXPECT_EQ(syllablesOf(word), syllables) << word;
  // 6 words, 1 sentence, 6 syllables.
  EXPECT_NEAR(yearsOfSchool("The cat sat on the mat."), 0.39 * 6 + 11.8 - 15.59, 1e-9);
  EXPECT_GT(
      yearsOfSchool("Trastuzumabwithoutmercy necessitates echocardiographic surveillance of ventricular ejection."),
      mostYearsOfSchool);
}

TEST(ReadingAge, OfEveryTextIsAboutTwelve) {
  ASSERT_FALSE(testKnowledge()->patientTexts.empty());
  for (const PatientText& text : testKnowledge()->patientTexts)
    EXPECT_LE(yearsOfSchool(allOf(text)), mostYearsOfSchool) << text.id << ": " << allOf(text);
}

std::string pageOf(const Assessed& a, std::string_view day = "2026-11-23",
                   std::vector<std::uint16_t> regions = {0, 1}) {
  return patientPage({*testKnowledge(), *Date::parse(day), std::move(regions), false, *Date::parse("2026-11-25")},
                     a.record, a.result);
}

std::string pageOf(std::string_view json, std::string_view day = "2026-11-23") {
  return pageOf(assessed(json, day), day);
}

bool holds(const std::string& text, std::string_view part) {
  // Lines are broken at spaces: compared without regard to that.
  const auto flat = [](std::string_view t) {
    std::string result;
    for (const char c : t) {
      if (c != ' ' && c != '\n') result += c;
    }
    return result;
  };
  return flat(text).find(flat(part)) != std::string::npos;
}

const char* const low =
    R"({"id":"p1","tumours":[{"kind":"breast","setting":"metastatic","er":{"status":"negative"}}],)"
    R"("specimens":[{"id":"s1","date":"2021-03-02","ihc":{"score":"1+"}}],)"
    R"("treatments":[{"drugs":["capecitabine"],"intent":"metastatic","line":1,"start":"2021-04","end":"2021-12"}]})";

TEST(PatientPage, ItselfReadsLikeItsTexts) {
  const std::string page = pageOf(low);
  const std::string body = page.substr(0, page.find("WHERE THIS COMES FROM"));
  EXPECT_LE(yearsOfSchool(body), mostYearsOfSchool);
}

TEST(PatientPage, BeginsWithWhenToGetHelp) {
  const std::string page = pageOf(low);
  const auto help = page.find("GET HELP AT ONCE");
  EXPECT_LT(help, page.find("YOUR RESULT\n"));
  EXPECT_TRUE(holds(page, "911 (United States) or 112 (European Union)"));
  EXPECT_TRUE(holds(pageOf(assessed(low), "2026-11-23", {1}), "the emergency number, 112 (European Union), if"));
  EXPECT_TRUE(holds(page, "You find it hard to breathe"));
  EXPECT_TRUE(holds(page, "new cough")) << "an antibody-drug conjugate may be offered";
}

// Danger signs of a medicine stand where the patient has it or may be offered it.
TEST(PatientPage, NamesDangerSignsOfTheMedicinesInQuestion) {
  const char* const early =
      R"({"id":"p","tumours":[{"kind":"breast","setting":"early"}],)"
      R"("specimens":[{"id":"s1","date":"2024-03-02","ihc":{"score":"0","membraneStaining":false}}]})";
  const std::string page = pageOf(early);
  EXPECT_TRUE(holds(page, "You find it hard to breathe")) << "for anyone";
  EXPECT_FALSE(holds(page, "Call your cancer team the same day"));
  EXPECT_TRUE(holds(page, "no HER2 medicine is approved for you right now"));
}

TEST(PatientPage, PointsOutASignThatTheRecordNames) {
  const char* const coughs = R"({"id":"p","tumours":[{"kind":"breast","setting":"metastatic"}],)"
                             R"("symptoms":[{"kind":"cough","since":"2026-11-01"},{"kind":"fever","resolved":true}]})";
  const std::string page = pageOf(coughs);
  EXPECT_TRUE(holds(page, "Your record names a sign: cough.")) << page.substr(0, 800);
  EXPECT_FALSE(holds(page, "a sign: fever")) << "it is over";
}

TEST(PatientPage, SignsOfTheDayComeFirstTheGravestOnTop) {
  const char* const sick = R"({"id":"p","tumours":[{"kind":"breast","setting":"metastatic"}],
      "treatments":[{"drugs":["trastuzumab-deruxtecan"],"intent":"metastatic","start":"2026-08-01"}],
      "symptoms":[{"kind":"cough","since":"2026-11-01"},{"kind":"chest-pain","since":"2026-11-22"},
                  {"kind":"fever","since":"2026-10-01","end":"2026-10-05"},{"kind":"jaundice","since":"2026-12-24"}]})";
  const std::string page = pageOf(sick);
  const auto pain = page.find("a sign: chest pain. If you have it now, call the emergency");
  const auto cough = page.find("a sign: cough.");
  ASSERT_NE(pain, std::string::npos) << page.substr(0, 1500);
  EXPECT_LT(pain, cough);
  EXPECT_LT(cough, page.find("YOUR RESULT"));
  EXPECT_TRUE(holds(page, "Chest pain is an emergency."));
  EXPECT_TRUE(holds(page, "serious lung problem from this"));
  EXPECT_FALSE(holds(page, "a sign: fever")) << "it is over";
  EXPECT_FALSE(holds(page, "a sign: jaundice")) << "it is of a later day";
}

TEST(PatientPage, SaysWhatTheStatusMeantOnTheDay) {
  EXPECT_TRUE(holds(pageOf(low, "2022-08-04"), "None has been approved yet."));
  EXPECT_FALSE(holds(pageOf(low, "2022-08-04"), "trastuzumab deruxtecan"));
  const std::string later = pageOf(low, "2022-08-05");
  EXPECT_TRUE(holds(later, "It can help some people whose breast cancer has spread."));
  EXPECT_TRUE(holds(later, "trastuzumab deruxtecan (Enhertu)"));
  EXPECT_TRUE(holds(later, "Approved in: United States."));
  EXPECT_TRUE(holds(pageOf(low, "2023-01-23"), "Approved in: United States, European Union."));
}

TEST(PatientPage, NeverSaysNegativeWhereNothingIsKnown) {
  for (const char* json :
       {R"({"id":"p"})", R"({"id":"p","tumours":[{"kind":"breast"}]})",
        R"({"id":"p","tumours":[{"kind":"breast"}],"specimens":[{"id":"s","date":"2024-01-01"}]})"}) {
    const std::string page = pageOf(json);
    const std::string result =
        page.substr(page.find("YOUR RESULT\n"), page.find("MEDICINES TO ASK ABOUT") - page.find("YOUR RESULT\n"));
    EXPECT_TRUE(holds(result, "That does not mean that you have no HER2.")) << result;
    EXPECT_FALSE(holds(result, "HER2-negative")) << result;
  }
}

TEST(PatientPage, ListsEveryAnswerStillPossible) {
  const std::string page = pageOf(R"({"id":"p","tumours":[{"kind":"breast"}],)"
                                  R"("specimens":[{"id":"s1","date":"2024-03-02","ihc":{"score":"2+"}}]})");
  EXPECT_TRUE(holds(page, "Your result is not final yet"));
  EXPECT_TRUE(holds(page, "* HER2-positive"));
  EXPECT_TRUE(holds(page, "* HER2-low"));
  EXPECT_TRUE(holds(page, "TESTS STILL OWED - a HER2 gene test"));
}

TEST(PatientPage, CitesASourceForAllItSays) {
  const std::string page = pageOf(low);
  const std::string list = page.substr(page.find("WHERE THIS COMES FROM"));
  std::size_t cited = 0;
  while (holds(list, fmt::format("[{}] ", cited + 1))) ++cited;
  EXPECT_GT(cited, 5U);
  EXPECT_FALSE(holds(page, fmt::format("[{}]", cited + 1))) << "a number without a source";
  EXPECT_TRUE(holds(page, "This is information, not advice."));
}

TEST(PatientPage, SaysWhenItMayBeOutOfDate) {
  const Assessed a = assessed(low);
  const Presenter late{*testKnowledge(), *Date::parse("2026-11-23"), {0}, false, Date(1'000'000)};
  EXPECT_TRUE(holds(patientPage(late, a.record, a.result), "! This page may be out of date: release"));
  EXPECT_FALSE(holds(pageOf(a), "out of date"));
}

// What `kb check` refuses: the minimal knowledge with a complete set of texts, and one fault at a time.
constexpr const char* complete = R"(
[[patient-text]]
id = "statuses"
part = "status"
class = ["positive", "low", "null", "not-low-known", "not-tested"]
result = ["negative", "indeterminate"]
title = "Your result"
say = "This is your result."
source = "rules"

[[patient-text]]
id = "medicine"
part = "option"
drugs = ["trastuzumab"]
title = "trastuzumab"
say = "This is a drug."
source = "rules"

[[patient-text]]
id = "use"
part = "use"
options = ["trastuzumab/breast-metastatic"]
title = "cancer"
say = "It is for cancer."
source = "rules"
)";

std::vector<std::string> faultsOf(std::string text, std::string_view from = {}, std::string_view to = {}) {
  if (const auto at = text.find(from); !from.empty() && at != std::string::npos) text.replace(at, from.size(), to);
  const auto minimal = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/tests/fixtures/minimal");
  std::vector<kb::Document> documents = minimal->documents();
  documents.push_back(*kb::readToml(text, "patient.toml"));
  const auto knowledge = kb::Knowledge::load(kb::DocumentSet(std::move(documents)));
  if (!knowledge) return {knowledge.problems().front().text()};
  Problems problems;
  check::checkPatientTexts(**knowledge, problems);
  std::vector<std::string> faults;
  for (const Problem& problem : problems) faults.push_back(problem.message);
  return faults;
}

TEST(PatientTexts, AreCheckedForHolesAndDoubles) {
  using Faults = std::vector<std::string>;
  EXPECT_EQ(faultsOf(complete), Faults());
  EXPECT_EQ(faultsOf(complete, "\"low\", ", ""), Faults({"patients find no words for the class `low` on 2026-01-01"}));
  EXPECT_EQ(faultsOf(complete, "result = [\"negative\", ", "result = ["),
            Faults({"patients find no words for the result `negative`"}));
  EXPECT_EQ(faultsOf(complete, "part = \"option\"", "part = \"option\"\nfrom = 2000-01-01"),
            Faults({"patients find no words for the medicine of `trastuzumab/breast-metastatic` on 1998-09-25"}));
  EXPECT_EQ(faultsOf(complete, "part = \"status\"", "part = \"status\"\nuntil = 2026-01-02").size(), 5U)
      << "a class each, on the day from which no text is in force";
  const std::string twice = std::string(complete) + R"(
[[patient-text]]
id = "second"
part = "status"
class = ["low"]
title = "Low"
say = "Words."
source = "rules"
)";
  EXPECT_EQ(faultsOf(twice), Faults({"`second` and `statuses` are both for one class at the same time"}));
  EXPECT_EQ(faultsOf(twice, "id = \"second\"\npart = \"status\"\nclass = [\"low\"]",
                     "id = \"second\"\npart = \"use\"\noptions = [\"trastuzumab/wart\"]"),
            Faults({"`second` names `trastuzumab/wart`, which does not exist"}));
  EXPECT_EQ(faultsOf(twice, "id = \"second\"\npart = \"status\"\nclass = [\"low\"]",
                     "id = \"second\"\npart = \"check\"\nchecks = [\"horoscope\"]"),
            Faults({"`second` names `horoscope`, which does not exist"}));
}

}  // namespace
}  // namespace her2::present
