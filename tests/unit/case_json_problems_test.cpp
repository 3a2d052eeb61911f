// What is wrong with a case JSON and how it is said: what loses the record, what only costs a value, and where.
#include <gtest/gtest.h>

#include "case_json_fixture.h"
#include "intake/json_text.h"

namespace her2 {
namespace {

using intake::maxRecordBytes;

struct Lost {
  std::string json;
  const char* code;
  const char* where;
};

TEST(CaseJsonProblems, TextsThatAreNoRecord) {
  for (const Lost& each : std::initializer_list<Lost>{
           {"", "json-empty", "case.json"},
           {" \r\n\t", "json-empty", "case.json"},
           {"\xEF\xBB\xBF", "json-empty", "case.json"},
           {"hello", "json-not-object", "case.json:1:1"},
           {"null", "json-not-object", "case.json:1:1"},
           {"42", "json-not-object", "case.json:1:1"},
           {"  \"a\"", "json-not-object", "case.json:1:3"},
           {"[]", "json-not-object", "case.json:1:1"},
           {R"([{"id": "a"}])", "json-not-object", "case.json:1:1"},
           {"{", "json-syntax", "case.json:1:1"},
           {R"({"id")", "json-syntax", "case.json:1:5"},
           {R"({"id": )", "json-syntax", "case.json:1:6"},
           {R"({"id": "a)", "json-syntax", "case.json:1:8"},
           {R"({"id": "a")", "json-syntax", "case.json:1:10"},
           {R"({"id": "a", "sex": "fem)", "json-syntax", "case.json:1:20"},
           {R"({"id": "a",})", "json-syntax", "case.json:1:12"},
           {R"({"id" "a"})", "json-syntax", "case.json:1:7"},
           {R"({"id": "a" "sex": "male"})", "json-syntax", "case.json:1:12"},
           {R"({id: "a"})", "json-syntax", "case.json:1:2"},
           {R"({'id': "a"})", "json-syntax", "case.json:1:2"},
           {"{\"id\": \"a\",\n \"sex\": mal}", "json-syntax", "case.json:2:9"},
           {"{\"id\": \"a\",\r\n \"pregnant\": tru}", "json-syntax", "case.json:2:14"},
           {R"({"id": "a", "x": [1 2]})", "json-syntax", "case.json:1:21"},
           {R"({"id": "a", "x": [1, ]})", "json-syntax", "case.json:1:22"},
           {R"({"id": "a", "x": [1}})", "json-syntax", "case.json:1:20"},
           {R"({"id": "a", "treatments": [{"intent": "x", "line": -1, "drugs": nope}]})", "json-syntax",
            "case.json:1:65"},
           {R"({"id": "a", "x": 01})", "json-syntax", "case.json:1:18"},
           {R"({"id": "a", "birthDate": 1.})", "json-syntax", "case.json:1:26"},
           {R"({"id": "a", "birthDate": +1})", "json-syntax", "case.json:1:26"},
           {R"({"id": "a", "birthDate": NaN})", "json-syntax", "case.json:1:26"},
           {R"({"id": "a", "x": nul})", "json-syntax", "case.json:1:18"},
           {R"({"id": "a\q"})", "json-syntax", "case.json:1:8"},
           {R"({"id": "a\ud800"})", "json-syntax", "case.json:1:8"},
           {R"({"id": "ä", "x": ?})", "json-syntax", "case.json:1:18"},
           {"{\"id\": \"a\nb\"}", "json-syntax", "case.json:1:10"},
           {R"({"id": "a"} {"id": "b"})", "json-syntax", "case.json:1:13"},
           {R"({"id": "a"}})", "json-syntax", "case.json:1:12"},
           {R"({"id": "a"} x)", "json-syntax", "case.json:1:13"},
           {"{\"id\": \"a\xC3\"}", "json-encoding", "case.json:1:10"},
           {"{\"id\": \"\xFF\"}", "json-encoding", "case.json:1:9"},
           {"{\"id\": \"\xED\xA0\x80\"}", "json-encoding", "case.json:1:9"},
           {"{\"id\": \"a\"}\n\xC0\xAF", "json-encoding", "case.json:2:1"},
           {"{\"id\": \"M\xFCller\"}", "json-encoding", "case.json:1:10"},
           {"{}", "id-missing", "case.json"},
           {R"({"id": ""})", "id-missing", "case.json"},
           {R"({"id": "  "})", "id-missing", "case.json"},
           {R"({"id": null})", "id-missing", "case.json"},
           {R"({"id": 17})", "value-invalid", "case.json: id"},
           {R"({"id": "a", "treatments": "none"})", "value-invalid", "case.json: treatments"},
           {R"({"id": "a", "treatments": {"drugs": ["docetaxel"]}})", "value-invalid", "case.json: treatments"},
           {R"({"id": "a", "treatments": ["docetaxel"]})", "value-invalid", "case.json: treatments[0]"},
           {R"({"id": "a", "specimens": [{}, 5]})", "value-invalid", "case.json: specimens[1]"},
           {R"({"id": "a", "medications": [{"name": "x"}]})", "value-invalid", "case.json: medications[0]"},
           {R"({"id": "a", "tumours": true})", "value-invalid", "case.json: tumours"},
           {R"({"id": "a", "id": "b"})", "json-duplicate-member", "case.json: id"},
           {R"({"id": "a", "treatments": [], "treatments": [{}]})", "json-duplicate-member", "case.json: treatments"},
       }) {
    const Reading r = readCase(each.json);
    EXPECT_FALSE(r.good) << each.json;
    ASSERT_FALSE(r.problems.empty()) << each.json;
    EXPECT_EQ(r.problems[0].code, each.code) << each.json << "\n" << r.report();
    EXPECT_EQ(r.problems[0].where, each.where) << each.json << "\n" << r.report();
    EXPECT_EQ(r.problems[0].severity, Severity::Error) << each.json;
    EXPECT_EQ(r.problems.size(), 1U) << "what was read before a syntax error is not worth a word\n" << r.report();
  }
}

TEST(CaseJsonProblems, DeepNestingAndLongRecords) {
  const std::string deep(10'000'000, '[');
  EXPECT_EQ(readCase(deep).problems.at(0).code, "json-not-object");
  const Reading open = readCase(R"({"id": "a", "x": )" + deep + "}");
  EXPECT_FALSE(open.good);
  const Reading closed = readCase(R"({"id": "a", "x": )" + deep + std::string(deep.size(), ']') + "}");
  EXPECT_FALSE(closed.good);
  EXPECT_EQ(closed.problems.at(0).code, "json-depth");
  EXPECT_EQ(closed.problems.size(), 1U);
  const auto nested = [](std::size_t levels) {
    return R"({"id": "a", "x": )" + std::string(levels, '[') + std::string(levels, ']') + "}";
  };
  EXPECT_TRUE(readCase(nested(60)).good);
  EXPECT_FALSE(readCase(nested(65)).good);
  EXPECT_EQ(readCase(R"({"id": "a", "sex": )" + deep + std::string(deep.size(), ']') + "}").problems.at(0).code,
            "json-depth");

  const Reading large = readCase(std::string(maxRecordBytes + 1, ' '));
  EXPECT_FALSE(large.good);
  EXPECT_EQ(large.problems.at(0).code, "json-too-large");
  EXPECT_TRUE(readCase(R"({"id": "a")" + std::string(5'000'000, ' ') + "}").good);
}

TEST(CaseJsonProblems, ListsAndProblemsHaveAnEnd) {
  std::string entries = "{}";
  for (int i = 0; i < 20'000; ++i) entries += ",{}";
  const Reading many = readCase(R"({"id": "a", "specimens": [)" + entries + "]}");
  EXPECT_FALSE(many.good);
  EXPECT_EQ(many.problems.at(0).code, "list-too-long");
  EXPECT_EQ(many.problems.at(0).where, "case.json: specimens[20000]");
  EXPECT_EQ(many.record.specimens.size(), 20'000U);

  std::string members;
  for (int i = 0; i < 1000; ++i) members += ", \"x" + std::to_string(i) + "\": 1";
  const Reading noisy = readCase(R"({"id": "a")" + members + "}");
  EXPECT_TRUE(noisy.good);
  EXPECT_EQ(noisy.problems.size(), 101U);
  EXPECT_EQ(noisy.problems.back().code, "problems-many");
  const Reading noisyAndLost = readCase(R"({"id": "a")" + members + R"(, "treatments": 5})");
  EXPECT_FALSE(noisyAndLost.good);
  EXPECT_TRUE(hasErrors(noisyAndLost.problems)) << "the error is listed behind however many warnings";
}

TEST(CaseJsonProblems, ByteOrderMarkAndLineEnds) {
  const Reading r = readCase("\xEF\xBB\xBF{\r\n\t\"id\": \"a\",\r\n\t\"sex\": \"male\"\r\n}\r\n");
  EXPECT_TRUE(r.good);
  EXPECT_EQ(r.report(), "");
  EXPECT_EQ(words(r.record.sex, "sex"), "male");
}

TEST(CaseJsonProblems, PlacesNameFileLineAndPath) {
  const std::string json = R"({"id": "a", "specimens": [{"ihc": {"score": 2}}]})";
  EXPECT_EQ(readCase(json, {"cases.ndjson", 17}).problems.at(0).where, "cases.ndjson:17: specimens[0].ihc.score");
  EXPECT_EQ(readCase(json, {"cases.json", 0}).problems.at(0).where, "cases.json: specimens[0].ihc.score");
  EXPECT_EQ(readCase(json, {"", 0}).problems.at(0).where, "specimens[0].ihc.score");
  EXPECT_EQ(readCase(json).problems.at(0).message,
            "found the number `2`, expected a score such as \"2+\" or a list of scores");
  EXPECT_EQ(readCase("{\"id\" 1}", {"cases.ndjson", 17}).problems.at(0).where, "cases.ndjson:17:7");
  EXPECT_EQ(readCase("{\n\"id\" 1}", {"cases.ndjson", 17}).problems.at(0).where, "cases.ndjson:18:6");
  EXPECT_EQ(readCase("{}", {"cases.ndjson", 17}).problems.at(0).where, "cases.ndjson:17");
}

struct Doubtful {
  const char* json;
  const char* code;
  const char* where;
  const char* remedy;
};

TEST(CaseJsonProblems, WarningsKeepTheRecord) {
  for (const Doubtful& each : std::initializer_list<Doubtful>{
           {R"("tumors": [])", "member-unknown", "tumors", "did you mean `tumours`?"},
           {R"("zzz": {"a": [1, "b", null, {"c": false}]})", "member-unknown", "zzz", ""},
           {R"("tumours": [{"er": {"precent": 5}}])", "member-unknown", "tumours[0].er.precent",
            "did you mean `percent`?"},
           {R"("specimens": [{"ihc": {"socre": "2+"}}])", "member-unknown", "specimens[0].ihc.socre",
            "did you mean `score`?"},
           {R"("specimens": [{"ihc": "2+"}])", "value-invalid", "specimens[0].ihc", ""},
           {R"("tumours": [{"er": "positive"}])", "value-invalid", "tumours[0].er", ""},
           {R"("treatments": [{"drugs": ["trastuzumap"]}])", "drug-unknown", "treatments[0].drugs",
            "did you mean `trastuzumab`?"},
           {R"("treatments": [{}])", "value-missing", "treatments[0]", ""},
           {R"("conditions": [{"grade": 2}])", "value-missing", "conditions[0]", ""},
           {R"("conditions": [{"kind": "x", "grade": 6}])", "value-out-of-range", "conditions[0].grade", ""},
           {R"("adverseEvents": [{"kind": "x", "drug": "aspirine"}])", "drug-unknown", "adverseEvents[0].drug",
            "write the INN in lower case"},
           {R"("medications": [""])", "value-invalid", "medications[0]", ""},
           {R"("specimens": [{"id": "s"}, {"id": "t"}, {"id": "s"}])", "id-duplicate", "specimens[2].id",
            "give each an id of its own"},
           {R"("tumours": [{"id": "t"}, {"id": "t"}])", "id-duplicate", "tumours[1].id", "give each an id of its own"},
           {R"("specimens": [{"tumour": "left"}], "tumours": [{"id": "right"}])", "reference-unknown",
            "specimens[0].tumour", ""},
           {R"("treatments": [{"procedure": "surgery", "start": "2020", "date": "2021"}])", "value-conflict",
            "treatments[0].date", "give `start` for drugs, `date` for a procedure"},
           {R"("sex": "male", "sex": "male")", "json-duplicate-member", "sex", "keep one"},
       }) {
    const Reading r = readCase(R"({"id": "a", )" + std::string(each.json) + "}", {});
    EXPECT_TRUE(r.good) << each.json;
    ASSERT_FALSE(r.problems.empty()) << each.json;
    EXPECT_EQ(r.problems[0].severity, Severity::Warning) << each.json;
    EXPECT_EQ(r.problems[0].code, each.code) << each.json;
    EXPECT_EQ(r.problems[0].where, each.where) << each.json;
    EXPECT_EQ(r.problems[0].remedy, each.remedy) << each.json;
    for (const Problem& problem : r.problems) {
      EXPECT_NE(problem.message.back(), '.') << problem.message;
      EXPECT_TRUE(problem.message[0] < 'A' || problem.message[0] > 'Z') << problem.message;
    }
  }
}

TEST(CaseJsonProblems, WhatWarningsLeave) {
  const Reading ids =
      readCase(R"({"id": "a", "specimens": [{"id": "s", "site": "primary"}, {"id": "s", "site": "metastasis"}]})");
  ASSERT_EQ(ids.record.specimens.size(), 2U);
  EXPECT_EQ(words(ids.record.specimens[1].site, "specimen-site"), "metastasis");

  const Reading drugs =
      readCase(R"({"id": "a", "treatments": [{"drugs": ["unheard", "docetaxel", 7, "docetaxel"], "line": 2}]})");
  EXPECT_EQ(drugs.problems.size(), 2U) << drugs.report();
  ASSERT_EQ(drugs.record.treatments.size(), 1U);
  EXPECT_EQ(drugs.record.treatments[0].drugs.size(), 1U);
  EXPECT_TRUE(drugs.record.treatments[0].unknownDrug);
  EXPECT_EQ(words(drugs.record.treatments[0].line), "2");

  for (const auto& [members, unknownDrug, problems] : std::initializer_list<std::tuple<const char*, bool, std::size_t>>{
           {R"("drugs": ["docetaxel"])", false, 0},
           {R"("drugs": ["docetaxel", "unknown"])", true, 0},
           {R"("drugs": ["HERCEPTIN"])", false, 0},
           {R"("drugs": 5)", true, 1},
           {R"("drugs": ["docetaxel"], "drugs": ["tucatinib"])", true, 1},
           {R"("intent": "adjuvant")", true, 1},
           {R"("procedure": "surgery")", false, 0},
           {R"("drugs": [], "procedure": "surgery")", false, 0}}) {
    const Reading r = readCase(R"({"id": "a", "treatments": [{)" + std::string(members) + "}]}");
    ASSERT_EQ(r.record.treatments.size(), 1U) << members;
    EXPECT_EQ(r.record.treatments[0].unknownDrug, unknownDrug) << members;
    EXPECT_EQ(r.problems.size(), problems) << members << r.report();
  }

  const Reading ihc = readSpecimen(R"("ihc": "2+", "ish": 2.1, "site": "primary")");
  EXPECT_TRUE(ihc.specimen().ihc.present && ihc.specimen().ish.present) << "unreadable is not the same as not done";
  EXPECT_EQ(words(ihc.specimen().site, "specimen-site"), "primary");

  const Reading site = readTumour(R"("site": "sigmoid colon", "kind": "colorectal")");
  EXPECT_EQ(site.report(), "");
}

TEST(CaseJsonProblems, RepeatedMembers) {
  const Reading same =
      readTumour(R"("er": {"percent": 5, "status": "positive"}, "er": { "percent":5,"status" : "positive" })");
  EXPECT_EQ(same.problems.size(), 1U);
  EXPECT_EQ(words(same.tumour().er.percent), "5");
  const Reading leaf = readTumour(R"("sizeMm": 20, "sizeMm": 30, "grade": 2, "sizeMm": 20)");
  EXPECT_FALSE(leaf.tumour().sizeMm.recorded());
  EXPECT_EQ(words(leaf.tumour().grade), "2");
  const Reading spaces = readTumour(R"("id": "a b", "id": "ab")");
  EXPECT_FALSE(spaces.tumour().id.recorded());
  const Reading score = readSpecimen(R"("ihc": {"score": "0+", "score": "3+"})");
  EXPECT_FALSE(score.specimen().ihc.score.recorded() || score.specimen().ihc.membraneStaining.recorded());
  const Reading ihc =
      readSpecimen(R"("ihc": {"score": "0"}, "ihc": {"score": "3+"}, "ish": {"ratio": 1}, "ish": {"ratio": 3})");
  EXPECT_TRUE(ihc.specimen().ihc.present && ihc.specimen().ish.present);
  EXPECT_FALSE(ihc.specimen().ihc.score.recorded() || ihc.specimen().ish.ratio.recorded());
  const Reading staining = readSpecimen(R"("ihc": {"staining": [], "staining": [{}]})");
  EXPECT_FALSE(staining.specimen().ihc.stainingRecorded);
  for (const Reading* each : {&same, &leaf, &spaces, &score, &ihc, &staining}) {
    EXPECT_TRUE(each->good);
    EXPECT_EQ(each->problems.at(0).code, "json-duplicate-member");
  }
}

struct Ish {
  const char* json;
  const char* dual;    ///< copies of `ish`
  const char* single;  ///< copies of `ishSingle`
  bool conflict = false;
};

TEST(CaseJsonProblems, OneOrTwoIshTests) {
  for (const Ish& each : std::initializer_list<Ish>{
           {R"({"her2Copies": 1})", "1", "unknown"},
           {R"({"probe": "single", "her2Copies": 1})", "1", "unknown"},
           {R"([{"probe": "single", "her2Copies": 1}])", "1", "unknown"},
           {R"([])", "unknown", "unknown"},
           {R"([{"probe": "dual", "her2Copies": 1}, {"probe": "single", "her2Copies": 2}])", "1", "2"},
           {R"([{"probe": "single", "her2Copies": 2}, {"probe": "dual", "her2Copies": 1}])", "1", "2"},
           {R"([{"her2Copies": 2}, {"ratio": 2.1, "her2Copies": 1}])", "1", "2"},
           {R"([{"cep17Copies": 2, "her2Copies": 1}, {"her2Copies": 2}])", "1", "2"},
           {R"([{"her2Copies": 1}, {"probe": "single", "her2Copies": 2}])", "1", "2"},
           {R"([null, {"her2Copies": 1}])", "1", "unknown"},
           {R"([{"her2Copies": 1}, {"her2Copies": 2}])", "unknown", "unknown", true},
           {R"([{"ratio": 1, "her2Copies": 1}, {"ratio": 2, "her2Copies": 2}])", "unknown", "unknown", true},
           {R"([{"probe": "dual"}, {"probe": "single"}, {"probe": "single"}])", "unknown", "unknown", true},
       }) {
    const Reading r = readSpecimen(std::string(R"("ish": )") + each.json);
    EXPECT_TRUE(r.good) << each.json;
    EXPECT_EQ(words(r.specimen().ish.her2Copies), each.dual) << each.json;
    EXPECT_EQ(words(r.specimen().ishSingle.her2Copies), each.single) << each.json;
    EXPECT_EQ(r.specimen().ish.present, std::string_view(each.json) != "[]") << each.json;
    EXPECT_EQ(r.specimen().ishSingle.present, std::string_view(each.single) != "unknown") << each.json;
    EXPECT_EQ(r.report().starts_with("value-conflict"), each.conflict) << each.json << r.report();
    EXPECT_EQ(r.problems.empty(), !each.conflict) << each.json << r.report();
  }
}

TEST(CaseJsonProblems, MessagesShowLittleOfTheRecord) {
  const Reading longText = readTumour(R"("kind": ")" + std::string(500, 'x') + "\"");
  EXPECT_NE(longText.problems.at(0).message.find("`" + std::string(40, 'x') + "…`"), std::string::npos);
  const Reading control = readTumour(R"("kind": "a\u001b[31mb")");
  EXPECT_EQ(control.problems.at(0).message.find('\x1b'), std::string::npos);
  const Reading name = readCase(R"({"id": "a", "\u001b[2J": 1})");
  EXPECT_EQ(name.problems.at(0).where, "case.json: ?[2J");
}

}  // namespace
}  // namespace her2
