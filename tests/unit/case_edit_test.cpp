// Changes to a case, spelt as case JSON: the grammar, what a change does, and what is refused with which words.
#include "intake/case_edit.h"

#include <gtest/gtest.h>

#include "case_json_fixture.h"
#include "intake/case_json_writer.h"

namespace her2 {
namespace {

using intake::CaseEdit;
using intake::CaseEditor;

constexpr const char* patient =
    R"({"id":"p","menopause":"post","tumours":[{"kind":"breast","er":{"status":"positive"}}],)"
    R"("specimens":[{"id":"a","ihc":{"score":"2+"}},{"id":"b","ihc":{"score":"0"},"ish":[{"probe":"dual","ratio":1.5},{"probe":"single","her2Copies":4.5}]}],)"
    R"("measurements":[{"kind":"ecog","value":1}]})";

/// The case with the changes, as case JSON; or the first problem.
std::string changed(const std::vector<std::string>& changes, intake::EditTargets targets = {{0}, 0}) {
  const Reading r = readCase(patient);
  EXPECT_EQ(r.report(), "");
  std::vector<CaseEdit> edits;
  for (const std::string& text : changes) {
    const auto edit = intake::parseCaseEdit(text);
    if (!edit) return edit.problems().front().text();
    edits.push_back(*edit);
  }
  CaseEditor editor(r.record, testVocabulary(), std::move(targets));
  const auto result = editor.edit(edits);
  return result ? intake::caseJson(*result, testVocabulary()) : result.problems().front().text();
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(CaseEdit, ReadsPathAndValue) {
  const auto edit = intake::parseCaseEdit("  specimens[0].ihc.score =  [\"0\", \"1+\"] ");
  ASSERT_TRUE(edit);
  EXPECT_EQ(edit->path, "specimens[0].ihc.score");
  EXPECT_EQ(edit->value, "[\"0\", \"1+\"]");
}

TEST(CaseEdit, RefusesWhatIsNoChange) {
  for (const auto& [text, says] :
       std::initializer_list<std::pair<const char*, const char*>>{{"specimen.ihc.score", "there is no `=`"},
                                                                  {"= 1", "a name is missing here"},
                                                                  {"specimen..score = 1", "a name is missing here"},
                                                                  {"specimen.ihc. = 1", "a name is missing here"},
                                                                  {"specimen ihc = 1", "a path goes on with"},
                                                                  {"specimens[x].ihc = 1", "an entry of a list is"},
                                                                  {"specimens[0.ihc = 1", "an entry of a list is"},
                                                                  {"specimens[-1].ihc = 1", "an entry of a list is"},
                                                                  {"specimen.ihc.score = 1+", "is no JSON value"},
                                                                  {"specimen.ihc.score = ", "is no JSON value"},
                                                                  {"specimen.ihc.score = \"1+", "is no JSON value"}}) {
    const auto edit = intake::parseCaseEdit(text);
    ASSERT_FALSE(edit) << text;
    EXPECT_NE(edit.problems().front().message.find(says), std::string::npos)
        << text << ": " << edit.problems().front().text();
  }
}

TEST(CaseEdit, ChangesLeavesMakesPartsAndAppends) {
  EXPECT_EQ(changed({R"(menopause = "pre")"}), with(patient, R"("menopause":"post")", R"("menopause":"pre")"));
  EXPECT_EQ(changed({R"(specimens[1].ihc.score = "3+")"}), with(patient, R"("score":"0")", R"("score":"3+")"));
  EXPECT_EQ(changed({R"(specimen.ish.ratio = ">= 2.0")"}),
            with(patient, R"({"score":"2+"})", R"({"score":"2+"},"ish":{"ratio":">= 2"})"));
  EXPECT_EQ(changed({R"(specimens[1].ish[0].ratio = 2.5)"}), with(patient, R"("ratio":1.5)", R"("ratio":2.5)"));
  EXPECT_EQ(changed({R"(tumour.er.status = null)"}), with(patient, R"(,"er":{"status":"positive"})", ""));
  const std::string lvef = with(patient, R"("value":1}])", R"("value":1},{"kind":"lvef","value":45}])");
  EXPECT_EQ(changed({R"(measurements[+] = {"kind": "lvef", "value": 45})"}), lvef);
  EXPECT_EQ(changed({R"(measurements[1].kind = "lvef")", R"(measurements[1].value = 45)"}), lvef);
}

TEST(CaseEdit, ALoneIshIsItsOwnFirstEntry) {
  EXPECT_EQ(changed({R"(specimen.ish.ratio = 1.1)", R"(specimen.ish[0].ratio = 2.5)"}),
            with(patient, R"({"score":"2+"})", R"({"score":"2+"},"ish":{"ratio":2.5})"));
}

TEST(CaseEdit, SpecimenMeansEachThatDecides) {
  EXPECT_EQ(changed({R"(specimen.ihc.score = "3+")"}, {{0, 1}, 0}),
            with(with(patient, R"("score":"2+")", R"("score":"3+")"), R"("score":"0")", R"("score":"3+")"));
  EXPECT_EQ(changed({R"(specimen.id = "c")", R"(specimen.ihc.score = "3+")"}, {{}, 0}),
            with(patient, R"(}],"measurements")", R"(},{"id":"c","ihc":{"score":"3+"}}],"measurements")"));
}

TEST(CaseEdit, NamesThePlaceAndWhatIsClose) {
  for (const auto& [change, says] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"(specimen.ihc.scor = "1+")",
            "specimens[0].ihc.scor: `scor` is no member here; it is not used (close: specimen.ihc.score)"},
           {R"(tumours[0].sizemm = 3)", "close: tumour.sizeMm"},
           {R"(specimen.score = "1+")", "close: specimen.ihc.score"},
           {R"(specimen.ihc.score = "4+")", "did you mean"},
           {R"(specimen.ihc.score = true)", "specimens[0].ihc.score"},
           {R"(tumour.er = "positive")", "tumours[0].er: found"},
           {R"(specimens[4].ihc.score = "1+")", "`specimens` has 2 entries: the next is [2] or [+]"},
           {R"(specimens.ihc.score = "1+")", "`specimens` is a list with 2 entries: say which, as in specimens[0].ihc"},
           {R"(specimens[1].ish.ratio = 2)", "is a list with 2 entries"},
           {R"(menopause.state = "pre")", "`menopause` is a value and has no members"},
           {R"(menopause[0] = "pre")", "`menopause` is no list"},
           {R"(tumour.grade = 7)", "tumours[0].grade"}}) {
    const std::string found = changed({change});
    EXPECT_NE(found.find(says), std::string::npos) << change << "\n  " << found;
    EXPECT_TRUE(found.starts_with("error: ")) << found;
  }
}

TEST(CaseEdit, WhatWasDoubtfulBeforeIsNoFaultOfTheChange) {
  const Reading r = readCase(R"({"id":"p","specimens":[{"id":"a","ihc":{}},{"id":"a"}]})");  // ids repeated
  CaseEditor editor(r.record, testVocabulary(), {{0}, 0});
  const std::vector<CaseEdit> edits = {{"specimen.ihc.score", "\"1+\""}};
  EXPECT_TRUE(editor.edit(edits));
}

TEST(CaseEdit, ReadsPlainValues) {
  EXPECT_EQ(intake::plainValue("\"a\"")->texts, std::vector<std::string>{"a"});
  EXPECT_EQ(intake::plainValue("2.5")->texts, std::vector<std::string>{"2.5"});
  EXPECT_EQ(intake::plainValue("true")->truth, true);
  EXPECT_TRUE(intake::plainValue("[\"a\", \"b\"]")->isList);
  EXPECT_FALSE(intake::plainValue("{}"));
  EXPECT_FALSE(intake::plainValue("[{}]"));
  EXPECT_FALSE(intake::plainValue("null"));
}

}  // namespace
}  // namespace her2
