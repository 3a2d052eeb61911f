// Pictures and the page for the tumour board: well-formed, complete, escaped, the same bytes for the same case. What
// they look like is not tested here.
#include "present/plots.h"

#include <algorithm>
#include <pugixml.hpp>
#include <thread>

#include "assess_fixture.h"
#include "present/board_page.h"
#include "present/cohort_summary.h"
#include "present/drawing.h"

namespace her2::present {
namespace {

Presenter presenter(std::string_view day = "2026-11-23") {
  std::vector<std::uint16_t> regions;
  for (std::size_t i = 0; i < testKnowledge()->regions.size(); ++i) regions.push_back(static_cast<std::uint16_t>(i));
  return {*testKnowledge(), *Date::parse(day), regions, false, *Date::parse(day)};
}

std::string example(const std::string& name) {
  std::ifstream stream(HER2_SOURCE_DIR "/examples/cases/" + name + ".json", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Assessed exampleCase(const std::string& name) { return assessed(example(name)); }

const std::vector<std::string>& exampleNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const auto& entry : std::filesystem::directory_iterator(HER2_SOURCE_DIR "/examples/cases")) {
      if (entry.path().extension() == ".json") result.push_back(entry.path().stem().string());
    }
    std::sort(result.begin(), result.end());
    return result;
  }();
  return names;
}

std::string replaceAll(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

pugi::xml_document parsed(const std::string& text) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(text.data(), text.size(), pugi::parse_full);
  EXPECT_TRUE(result) << result.description() << " at " << result.offset << ":\n"
                      << text.substr(static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset - 80, 0)), 160);
  return document;
}

/// Marks and bars: nothing else is filled but the paper, a rectangle.
constexpr const char* filledShapes = "//*[local-name()='polyline'][@fill-rule]";

std::size_t countOf(const pugi::xml_document& document, const char* path) { return document.select_nodes(path).size(); }

std::string pictureTexts(const pugi::xml_document& document) {
  std::string all;
  for (const pugi::xpath_node& node : document.select_nodes("//*[local-name()='text']//text()"))
    all += std::string(node.node().value()) + "\n";
  return all;
}

std::string forestOf(const Assessed& a, bool brief = false) {
  const Presenter p = presenter();
  return forestPlot(p, a.result, effectsOf(p, a.result, brief), "");
}

std::string pageOf(const Assessed& a) { return boardPage(presenter(), a.record, a.result, "xxh3:0"); }

/// DESTINY-Breast04 and -06 stand behind the options of this patient. Their results in knowledge/trials/breast-low.toml
/// that are of all patients, HER2-low, hormone-receptor-positive, IHC 2+ or after a CDK4/6 inhibitor, and have a
/// ratio: 9.
TEST(ForestPlot, EveryRatioHasAMarkAndItsNumbers) {
  const Assessed a = exampleCase("breast-low-metastatic");
  const Effects effects = effectsOf(presenter(), a.result, false);
  EXPECT_EQ(effects.ratios.size(), 9U);
  EXPECT_EQ(effects.responses.size(), 1U);
  const pugi::xml_document svg = parsed(forestOf(a));
  EXPECT_EQ(countOf(svg, filledShapes), effects.ratios.size() + effects.responses.size());
  const std::string texts = pictureTexts(svg);
  for (const char* value : {"HR 0.51 (0.40 to 0.64)", "HR 0.69 (0.55 to 0.86)", "HR 0.62 (0.51 to 0.74)"})
    EXPECT_NE(texts.find(value), std::string::npos) << value << " in\n" << texts;
}

TEST(ForestPlot, EveryExampleIsWellFormedHasAMarkAnEffectAndIsDescribed) {
  for (const std::string& name : exampleNames()) {
    SCOPED_TRACE(name);
    const Assessed a = exampleCase(name);
    const Presenter p = presenter();
    for (const bool brief : {false, true}) {
      const Effects effects = effectsOf(p, a.result, brief);
      const std::string picture = forestPlot(p, a.result, effects, "");
      ASSERT_EQ(picture.empty(), effects.ratios.empty() && effects.responses.empty());
      if (picture.empty()) continue;
      const pugi::xml_document svg = parsed(picture);
      EXPECT_EQ(countOf(svg, filledShapes), effects.ratios.size() + effects.responses.size());
      const pugi::xml_node root = svg.child("svg");
      EXPECT_STREQ(root.attribute("role").value(), "img");
      EXPECT_EQ(
          std::string(root.attribute("aria-labelledby").value()),
          std::string(root.child("title").attribute("id").value()) + " " + root.child("desc").attribute("id").value());
      const std::string said = root.child("desc").text().get();
      for (const Effect& effect : effects.ratios) EXPECT_NE(said.find(effect.trial->title), std::string::npos);
      EXPECT_EQ(picture.find("clip"), std::string::npos) << "names of clips would clash on a page";
    }
  }
}

// No randomised trial stands behind the options of this patient: no axis of ratios may be drawn.
TEST(ForestPlot, ResponseRatesOfSingleArmsAreNotOnTheAxisOfRatios) {
  const Assessed a = exampleCase("colorectal-ras-wild-type");
  const std::string texts = pictureTexts(parsed(forestOf(a)));
  EXPECT_EQ(texts.find("favours"), std::string::npos) << texts;
  EXPECT_NE(texts.find("per cent of patients"), std::string::npos) << texts;
  EXPECT_NE(texts.find("38.1 (27.7 to 49.3)"), std::string::npos) << texts;
}

// FeDeriCa's ratio is one of serum concentrations (1.22): larger is not worse.
TEST(ForestPlot, ARatioThatIsNotOfAnUnwantedEventIsNotDrawn) {
  const Assessed a = exampleCase("breast-positive-early");
  for (const Effect& effect : effectsOf(presenter(), a.result, false).ratios)
    EXPECT_LT(effect.result->ratio->value, 1.2);
  EXPECT_EQ(pictureTexts(parsed(forestOf(a))).find("1.22"), std::string::npos);
}

TEST(ForestPlot, ARatioWithoutAnIntervalIsHollowAndSaysSo) {
  const Assessed a = exampleCase("breast-positive-early");
  const pugi::xml_document svg = parsed(forestOf(a));
  const auto effects = effectsOf(presenter(), a.result, false);
  const auto without = static_cast<std::size_t>(std::count_if(
      effects.ratios.begin(), effects.ratios.end(), [](const Effect& e) { return !e.result->ratio->low.has_value(); }));
  const auto rates = static_cast<std::size_t>(std::count_if(effects.responses.begin(), effects.responses.end(),
                                                            [](const Effect& e) { return !e.result->rates[0]->low; }));
  EXPECT_GT(without, 0U);
  EXPECT_EQ(countOf(svg, "//*[@fill-rule][@fill='#FFFFFF']"), without + rates);
  EXPECT_NE(pictureTexts(svg).find("HR 0.48, no interval"), std::string::npos);
}

TEST(ForestPlot, BriefKeepsTheLastAnalysisAndCountsTheOthers) {
  const Assessed a = exampleCase("breast-positive-early");
  const Effects all = effectsOf(presenter(), a.result, false);
  const Effects brief = effectsOf(presenter(), a.result, true);
  EXPECT_GT(brief.earlier, 0U);
  EXPECT_EQ(all.ratios.size() + all.responses.size() + all.others,
            brief.ratios.size() + brief.responses.size() + brief.others + brief.earlier);
}

TEST(ForestPlot, NoOpenOptionNoPicture) { EXPECT_EQ(forestOf(exampleCase("breast-two-ish-tests")), ""); }

TEST(SurvivalPlot, EveryStepHasABarAtEveryHorizonAndTheCaveatOfAltto) {
  const Assessed a = exampleCase("breast-positive-early");
  const std::string picture = survivalPlot(presenter(), a.result, true, "");
  const pugi::xml_document svg = parsed(picture);
  std::size_t bars = 0;
  for (const Prediction& each : a.result.benefit.predictions)
    bars += (1 + each.plans.front().steps.size()) * each.surgeryOnly.size();
  EXPECT_EQ(countOf(svg, filledShapes), bars);
  const std::string texts = pictureTexts(svg);
  for (const char* said : {"ALTTO", "88.0 %", "surgery only", "+ trastuzumab", "15 years"})
    EXPECT_NE(texts.find(said), std::string::npos) << said << " in\n" << texts;
  EXPECT_NE(std::string(svg.child("svg").child("desc").text().get()).find("ALTTO"), std::string::npos);
}

// HER2 not tested: the gain of trastuzumab runs from 0, and the bar shows where the answer may lie.
TEST(SurvivalPlot, AnOpenAnswerIsARangeWithALightEnd) {
  const Assessed a = exampleCase("breast-equivocal-no-ish");
  const std::string picture = survivalPlot(presenter(), a.result, false, "");
  if (picture.empty()) GTEST_SKIP() << "PREDICT does not answer for this case";
  EXPECT_GT(countOf(parsed(picture), "//*[@fill-rule][@fill='#A9C4E4']"), 0U);
}

TEST(SurvivalPlot, WhereNoVersionAnswersThereIsNoPicture) {
  EXPECT_EQ(survivalPlot(presenter(), exampleCase("breast-low-metastatic").result, true, ""), "");
}

Summary tenCases() {
  Summary summary;
  summary.cases = 10;
  summary.errors = 2;
  summary.way = {{"first", "have <an> indication", "have & lack", 10, 10, {}},
                 {"second", "are tested", "not tested", 10, 7, {{"a", "no IHC", 2}, {"b", "no ISH", 3}}},
                 {"third", "have an option", "no option", 7, 0, {}}};
  summary.tumours = {
      {{"breast", "breast cancer", 10}, {{"low", "HER2-low", 4}, {"positive+low", "HER2-positive or HER2-low", 6}}}};
  return summary;
}

// Of three gates one loses nobody, two lose 3 and 7; nobody passes the last. Bars: all, first, lost 3, second, lost 7.
TEST(FlowPlot, CountsWhatPassesAndWhatIsLostAndWhy) {
  const std::string picture = flowPlot(tenCases(), "");
  const pugi::xml_document svg = parsed(picture);
  EXPECT_EQ(countOf(svg, filledShapes), 5U);
  const std::string texts = pictureTexts(svg);
  for (const char* said : {"all cases\n", "have <an> indication\n", "10 (100.0 %)", "−3", "7 (70.0 %)",
                           "2 no IHC; 3 no ISH", "−7", "0 (0.0 %)", "2 records could not be read"})
    EXPECT_NE(texts.find(said), std::string::npos) << said << " in\n" << texts;
  EXPECT_EQ(picture, flowPlot(tenCases(), ""));
}

TEST(ClassPlot, AnOpenClassIsABarOfItsOwn) {
  const pugi::xml_document svg = parsed(classPlot(tenCases(), ""));
  EXPECT_EQ(countOf(svg, filledShapes), 2U);
  EXPECT_NE(pictureTexts(svg).find("HER2-positive or HER2-low"), std::string::npos);
  EXPECT_NE(pictureTexts(svg).find("6 (60.0 %)"), std::string::npos);
}

TEST(Pictures, ACohortOfNobodyHasAPictureToo) { parsed(flowPlot(Summary{}, "")); }

TEST(Pictures, AreTheSameBytesEachTime) {
  const Assessed a = exampleCase("breast-positive-early");
  EXPECT_EQ(forestOf(a), forestOf(a));
  EXPECT_EQ(survivalPlot(presenter(), a.result, true, "x"), survivalPlot(presenter(), a.result, true, "x"));
  EXPECT_EQ(pageOf(a), pageOf(a));
}

// PLplot keeps one state for the process.
TEST(Pictures, AreTheSameFromSeveralThreads) {
  const Assessed a = exampleCase("breast-low-metastatic");
  const std::string expected = forestOf(a);
  std::vector<std::string> made(4);
  std::vector<std::thread> threads;
  for (std::string& one : made) threads.emplace_back([&] { one = forestOf(a); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : made) EXPECT_EQ(one, expected);
}

TEST(Pictures, TextIsTextWhateverItHolds) {
  Drawing drawing(200, 50);
  drawing.text(10, 20, Anchor::Left, "#(10) <b> & \"x\" \x01 é ≥ 2");
  const std::string picture = drawing.svg("<script>&", "d\x02", "");
  const pugi::xml_document svg = parsed(picture);
  EXPECT_EQ(pictureTexts(svg), "#(10) <b> & \"x\"   é ≥ 2\n");
  EXPECT_STREQ(svg.child("svg").child("title").text().get(), "<script>&");
  EXPECT_EQ(picture.find("<script>"), std::string::npos);
}

TEST(BoardPage, EveryExampleIsWellFormedAndComplete) {
  for (const std::string& name : exampleNames()) {
    SCOPED_TRACE(name);
    const Assessed a = exampleCase(name);
    const std::string page = pageOf(a);
    const pugi::xml_document html = parsed(page);
    for (const char* heading : {"Options by label", "Safety", "What is missing, and which test would change the answer",
                                "Decision of the board"})
      EXPECT_EQ(countOf(html, fmt::format("//h2[.='{}']", heading).c_str()), 1U) << heading;
    EXPECT_EQ(countOf(html, "//script"), 0U);
    EXPECT_EQ(countOf(html, "//*[@style] | //*[starts-with(name(@*), 'on')]"), 0U);
    EXPECT_EQ(countOf(html, "//*[@src]"), 0U);
    std::set<std::string> ids;
    for (const pugi::xpath_node& node : html.select_nodes("//@id"))
      EXPECT_TRUE(ids.insert(node.attribute().value()).second) << node.attribute().value();
    EXPECT_NE(page.find(testKnowledge()->release.version), std::string::npos);
    EXPECT_EQ(page.find("{{"), std::string::npos);
    for (const Option& option : a.result.options) {
      if (option.state == OptionState::NotIndicated) continue;
      const kb::Indication& indication = testKnowledge()->indications[option.indication];
      EXPECT_NE(page.find(indication.population), std::string::npos) << indication.population;
      for (const std::uint16_t approval : option.approvals)
        EXPECT_NE(page.find(indication.approvals[approval].date.text()), std::string::npos) << indication.population;
    }
  }
}

TEST(BoardPage, NamesStatusOptionsApprovalsChecksAndWhatIsTakenFromSilence) {
  const std::string page = pageOf(exampleCase("breast-low-metastatic"));
  for (const char* said : {"HER2-negative; HER2-low", "trastuzumab deruxtecan", "FDA 2022-08-05", "DESTINY-Breast04",
                           "NICE, England: not recommended", "baseline-due", "chest CT", "Taken from silence",
                           "PREDICT Breast gives no number", "born 1964", "breast.class row 3"})
    EXPECT_NE(page.find(said), std::string::npos) << said;
}

TEST(BoardPage, AnOpenResultIsNeverOneAnswer) {
  const std::string page = pageOf(exampleCase("breast-equivocal-no-ish"));
  for (const char* said : {"HER2-positive or HER2-negative; HER2-positive or HER2-low", "possible", "ruled out"})
    EXPECT_NE(page.find(said), std::string::npos) << said;
}

TEST(BoardPage, WhatThePatientsRecordHoldsIsNeverMarkup) {
  const std::string hostile = "<script>alert(1)</script>&\\\"'{{{case}}}#1";
  const std::string text = replaceAll(example("breast-low-metastatic"), "synthetic-breast-low-metastatic", hostile);
  const Assessed a = assessed(replaceAll(text, "liver-2026", hostile));
  const std::string page = pageOf(a);
  const pugi::xml_document html = parsed(page);
  EXPECT_EQ(countOf(html, "//script"), 0U);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(std::string(html.child("html").child("head").child("title").text().get())
                .find("<script>alert(1)</script>&\"'{{{case}}}#1"),
            std::string::npos);
  EXPECT_NE(parsed(forestOf(a)).child("svg").child("title").text().get(), std::string());
}

// Sources are cited with their address; an address that is not one of the web's is text.
TEST(BoardPage, LinksLeadToTheWebOnly) {
  const pugi::xml_document html = parsed(pageOf(exampleCase("breast-positive-early")));
  EXPECT_GT(countOf(html, "//a"), 0U);
  EXPECT_EQ(countOf(html, "//a"), countOf(html, "//a[starts-with(@href, 'https://')]"));
}

}  // namespace
}  // namespace her2::present
