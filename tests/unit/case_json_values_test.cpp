// Every way to write a value in case JSON, and what each is read as.
#include <gtest/gtest.h>

#include "case_json_fixture.h"

namespace her2 {
namespace {

/// One value as written, what it is read as ("unknown" or "": not recorded), and the code of the one problem, if any.
struct Value {
  const char* json;
  const char* read;
  const char* problem = "";
};

std::string onlyProblem(const Reading& r) {
  if (r.problems.size() > 1) return r.report();
  return r.problems.empty() ? "" : r.problems[0].code;
}

TEST(CaseJsonValues, Numbers) {
  for (const Value& each : std::initializer_list<Value>{
           {"24", "24"},
           {"0", "0"},
           {"-0.0", "0"},
           {"1e2", "100"},
           {"0.1", "0.1"},
           {"3.99", "3.99"},
           {R"("2.0")", "2"},
           {R"(">= 2.0")", ">= 2"},
           {R"("< 1.8")", "< 1.8"},
           {"\"[4.0..6.0)\"", "[4..6)"},
           {R"("(1.8..2.2]")", "(1.8..2.2]"},
           {R"("<= 0")", "<= 0"},
           {"null", "unknown"},
           {R"("[6..4]")", "unknown", "value-invalid"},
           {R"("")", "unknown", "value-invalid"},
           {R"("many")", "unknown", "value-invalid"},
           {R"("24 h")", "unknown", "value-invalid"},
           {R"("1,5")", "unknown", "value-invalid"},
           {"true", "unknown", "value-invalid"},
           {"[24]", "unknown", "value-invalid"},
           {R"({"value": 24})", "unknown", "value-invalid"},
           {"-1", "unknown", "value-out-of-range"},
           {R"("< 0")", "unknown", "value-out-of-range"},
           {R"("[-3..-1]")", "unknown", "value-out-of-range"},
           {"1e999", "unknown", "value-out-of-range"},
           {"123456789012345678901234567890", "123456789012345677877719597056"},
       }) {
    const Reading r = readSpecimen(R"("fixationHours": )" + std::string(each.json));
    EXPECT_TRUE(r.good) << each.json;
    EXPECT_EQ(words(r.specimen().fixationHours), each.read) << each.json;
    EXPECT_EQ(onlyProblem(r), each.problem) << each.json;
  }
}

TEST(CaseJsonValues, WhatANumberCanBeAtAll) {
  struct Limit {
    const char* member;
    const char* refused;
    const char* kept;
  };
  for (const Limit& each : std::initializer_list<Limit>{
           {"ki67Percent", "101", "100"},
           {"ki67Percent", "-1", "0"},
           {"pdl1Cps", "120", "1"},
           {"grade", "5", "3"},
           {"grade", "0", "1"},
           {"grade", "2.5", R"("[2..3]")"},
           {"positiveNodes", "-2", "0"},
           {"positiveNodes", "1.5", R"(">= 1")"},
           {"sizeMm", "-0.1", "0.1"},
           {"ki67Percent", R"("> 100")", R"("> 20")"},
       }) {
    const std::string member = std::string("\"") + each.member + "\": ";
    const Reading refused = readTumour(member + each.refused);
    EXPECT_EQ(onlyProblem(refused), "value-out-of-range") << each.member << " " << each.refused;
    EXPECT_EQ(refused.problems.at(0).where, std::string("case.json: tumours[0].") + each.member);
    EXPECT_EQ(readTumour(member + each.kept).report(), "") << each.member << " " << each.kept;
  }
  EXPECT_EQ(onlyProblem(readSpecimen(R"("ish": {"cells": -20})")), "value-out-of-range");
  EXPECT_EQ(onlyProblem(readSpecimen(R"("ish": {"ratio": -0.5})")), "value-out-of-range");
  EXPECT_EQ(onlyProblem(readSpecimen(R"("ish": {"recount": {"cells": 20.5}})")), "value-out-of-range");
  EXPECT_EQ(readSpecimen(R"("ish": {"cep17Copies": 64})").report(), "")
      << "whether a count is credible is not decided here";
}

TEST(CaseJsonValues, MeasurementsOfKnownKinds) {
  for (const auto& [kind, value, problem] : std::initializer_list<std::tuple<const char*, const char*, const char*>>{
           {"lvef", "62", ""},
           {"lvef", "162", "value-out-of-range"},
           {"lvef", "\">= 50\"", ""},
           {"ecog", "1", ""},
           {"ecog", "6", "value-out-of-range"},
           {"ecog", "0.5", "value-out-of-range"},
           {"spo2", "101", "value-out-of-range"},
           {"platelets", "-1", "value-out-of-range"},
           {"strain", "-18.5", ""},
       }) {
    for (const bool kindFirst : {true, false}) {
      const std::string k = std::string(R"("kind": ")") + kind + "\"";
      const std::string v = std::string(R"("value": )") + value;
      const Reading r = readCase(R"({"id": "a", "measurements": [{)" + (kindFirst ? k + "," + v : v + "," + k) + "}]}");
      EXPECT_EQ(onlyProblem(r), problem) << kind << " " << value;
      EXPECT_EQ(r.record.measurements.at(0).value.recorded(), *problem == '\0') << kind << " " << value;
    }
  }
  EXPECT_EQ(onlyProblem(readCase(R"({"id": "a", "measurements": [{"value": 62}]})")), "value-missing");
}

TEST(CaseJsonValues, Dates) {
  for (const Value& each : std::initializer_list<Value>{
           {"2026", "2026"},
           {R"("2026")", "2026"},
           {R"("2026-05")", "2026-05"},
           {R"("2026-05-17")", "2026-05-17"},
           {R"("2026-05-17T23:59:00-11:00")", "2026-05-17"},
           {R"("2024-02-29")", "2024-02-29"},
           {R"("2026-05-10..2026-06-02")", "2026-05-10..2026-06-02"},
           {R"("2026-05..2026-06")", "2026-05-01..2026-06-30"},
           {R"("2026-05..2026-05")", "2026-05"},
           {"null", "unknown"},
           {R"("2099-01-01")", "2099-01-01"},
           {R"("2023-02-29")", "unknown", "value-invalid"},
           {R"("2026-13")", "unknown", "value-invalid"},
           {R"("17.05.2026")", "unknown", "value-invalid"},
           {R"("2026-5")", "unknown", "value-invalid"},
           {R"("2026-06..2026-05")", "unknown", "value-invalid"},
           {R"("")", "unknown", "value-invalid"},
           {"0", "unknown", "value-invalid"},
           {"2026.5", "unknown", "value-invalid"},
           {"20260517", "unknown", "value-invalid"},
           {"-5", "unknown", "value-invalid"},
           {"true", "unknown", "value-invalid"},
           {"[2026, 2027]", "unknown", "value-invalid"},
           {"1e999", "unknown", "value-out-of-range"},
       }) {
    const Reading r = readSpecimen(R"("date": )" + std::string(each.json));
    EXPECT_EQ(words(r.specimen().date), each.read) << each.json;
    EXPECT_EQ(onlyProblem(r), each.problem) << each.json;
  }
}

TEST(CaseJsonValues, Codes) {
  for (const Value& each : std::initializer_list<Value>{
           {R"("breast")", "breast"},
           {R"(["gastric", "gej"])", "gastric gej"},
           {R"(["gej", "gastric", "gej"])", "gastric gej"},
           {"null", ""},
           {R"("lung")", "", "code-unknown"},
           {R"("Breast")", "", "code-unknown"},
           {R"(["gastric", "lung"])", "", "code-unknown"},
           {"[]", "", "value-invalid"},
           {"7", "", "value-invalid"},
           {R"(["gastric", null])", "", "value-invalid"},
           {R"([["gastric"]])", "", "value-invalid"},
       }) {
    const Reading r = readTumour(R"("kind": )" + std::string(each.json));
    EXPECT_EQ(words(r.tumour().kind, "tumour-kind"), each.read) << each.json;
    EXPECT_EQ(onlyProblem(r), each.problem) << each.json;
  }
  const Reading brian = readTumour(R"("metastases": ["liver", "brian"])");
  EXPECT_FALSE(brian.tumour().metastases.recorded) << "a list with an unknown site must not say that the brain is free";
  EXPECT_EQ(
      brian.report(),
      "code-unknown | warning: case.json: tumours[0].metastases: found `brian`, expected a code of metastasis-site "
      "(did you mean `brain`? codes: lung, liver, bone, brain, leptomeninges, lymph-node, pleura, peritoneum, skin, "
      "adrenal, ovary, other)\n");
  EXPECT_EQ(words(readTumour(R"("metastases": "liver")").tumour().metastases.value, "metastasis-site"), "liver");
}

TEST(CaseJsonValues, Truths) {
  for (const Value& each : std::initializer_list<Value>{{"true", "true"},
                                                        {"false", "false"},
                                                        {"null", "unknown"},
                                                        {R"("yes")", "unknown", "value-invalid"},
                                                        {"1", "unknown", "value-invalid"}}) {
    const Reading r = readTumour(R"("operable": )" + std::string(each.json));
    EXPECT_EQ(words(r.tumour().operable), each.read) << each.json;
    EXPECT_EQ(onlyProblem(r), each.problem) << each.json;
  }
}

struct Score {
  const char* json;
  const char* score;
  const char* staining;
  const char* problem = "";
};

TEST(CaseJsonValues, IhcScores) {
  for (const Score& each : std::initializer_list<Score>{
           {R"("score": "0")", "0", "unknown"},
           {R"("score": "0+")", "0", "true"},
           {R"("score": "3+")", "3+", "unknown"},
           {R"("score": ["0", "1+"])", "0 1+", "unknown"},
           {R"("score": ["0+", "1+"])", "0 1+", "true"},
           {R"("score": ["1+", "0+"])", "0 1+", "true"},
           {R"("score": ["0+", "0"])", "0", "unknown"},
           {R"("score": ["0+", "indeterminate"])", "indeterminate 0", "unknown"},
           {R"("score": "0", "membraneStaining": true)", "0", "true"},
           {R"("score": "0+", "membraneStaining": true)", "0", "true"},
           {R"("score": "0+", "membraneStaining": false)", "0", "unknown", "value-conflict"},
           {R"("membraneStaining": false, "score": "0+")", "0", "unknown", "value-conflict"},
           {R"("score": "not-done")", "not-done", "unknown"},
           {R"("score": "2")", "", "unknown", "code-unknown"},
           {R"("score": ["0+", "x"])", "", "unknown", "code-unknown"},
           {R"("score": 2)", "", "unknown", "value-invalid"},
       }) {
    const Reading r = readSpecimen(std::string(R"("ihc": {)") + each.json + "}");
    EXPECT_EQ(words(r.specimen().ihc.score, "ihc-score"), each.score) << each.json;
    EXPECT_EQ(words(r.specimen().ihc.membraneStaining), each.staining) << each.json;
    EXPECT_EQ(onlyProblem(r), each.problem) << each.json;
  }
}

TEST(CaseJsonValues, Products) {
  for (const Value& each : std::initializer_list<Value>{{R"("4B5")", "4B5"},
                                                        {R"("4b5")", "4B5"},
                                                        {R"("PATHWAY 4B5")", "4B5"},
                                                        {R"-("PATHWAY anti-HER-2/neu (4B5)")-", "4B5"},
                                                        {R"("HercepTest")", "herceptest"},
                                                        {R"-("HERCEPTEST (Dako)")-", "herceptest"},
                                                        {R"("other")", "other"},
                                                        {R"("another antibody")", "other"},
                                                        {R"(["4B5", "HercepTest"])", "4B5 herceptest"},
                                                        {R"("SP3")", "other", "code-unknown"},
                                                        {R"("")", "", "value-invalid"},
                                                        {"5", "", "value-invalid"}}) {
    const Reading r = readSpecimen(R"("ihc": {"antibody": )" + std::string(each.json) + "}");
    EXPECT_EQ(words(r.specimen().ihc.antibody, "antibody"), each.read) << each.json;
    EXPECT_EQ(onlyProblem(r), each.problem) << each.json;
  }
}

TEST(CaseJsonValues, TnmCategories) {
  struct Tnm {
    const char* json;
    const char* t;
    const char* ypT;
    const char* problem = "";
  };
  for (const Tnm& each : std::initializer_list<Tnm>{
           {R"("t": "cT2")", "T2", ""},
           {R"("t": "T2")", "T2", ""},
           {R"("t": "pT1mi")", "T1", ""},
           {R"("t": "pT1a")", "T1", ""},
           {R"("t": "T1c2")", "T1", ""},
           {R"("t": "cT4d")", "T4d", ""},
           {R"("t": "T4b")", "T4", ""},
           {R"("t": "T4")", "T4", ""},
           {R"("t": "Tis")", "Tis", ""},
           {R"-("t": "pTis(DCIS)")-", "Tis", ""},
           {R"-("t": "pT2(m)")-", "T2", ""},
           {R"("t": "CT3")", "T3", ""},
           {R"("t": " pT 2 ")", "T2", ""},
           {R"("t": "T0")", "T0", ""},
           {R"("t": "TX")", "", ""},
           {R"("t": ["T1", "T2"])", "T1 T2", ""},
           {R"("t": ["T1", "TX"])", "", ""},
           {R"("t": "ypT1c")", "", "T1"},
           {R"("ypT": "ypT0/is")", "", "T0 Tis"},
           {R"("ypT": "T1")", "", "T1"},
           {R"("t": "cT3", "ypT": "ypT1")", "T3", "T1"},
           {R"("t": "ypT1", "ypT": "T1b")", "", "T1"},
           {R"("t": "ypT1", "ypT": "T2")", "", "", "value-conflict"},
           {R"("ypT": "T2", "t": "ypT1")", "", "", "value-conflict"},
           {R"("t": ["ypT1", "T2"])", "", "", "value-conflict"},
           {R"("t": "ycT2")", "", "", "value-invalid"},
           {R"("t": "T5")", "", "", "code-unknown"},
           {R"("t": "2")", "", "", "code-unknown"},
           {R"("t": "N1")", "", "", "code-unknown"},
           {R"("t": "T2 N1 M0")", "", "", "code-unknown"},
           {R"("t": "T2e")", "", "", "code-unknown"},
           {R"("t": "T2(m")", "", "", "code-unknown"},
           {R"("t": 2)", "", "", "value-invalid"},
       }) {
    const Reading r = readTumour(each.json);
    EXPECT_EQ(words(r.tumour().t, "t-category"), each.t) << each.json;
    EXPECT_EQ(words(r.tumour().ypT, "t-category"), each.ypT) << each.json;
    EXPECT_EQ(onlyProblem(r), each.problem) << each.json;
  }
  for (const auto& [text, n, ypN] :
       std::initializer_list<std::tuple<const char*, const char*, const char*>>{{"cN1", "N1", ""},
                                                                                {"N2a", "N2", ""},
                                                                                {"pN1mi", "N1", ""},
                                                                                {"pN1mi(sn)", "N1", ""},
                                                                                {"pN0(i+)", "N0", ""},
                                                                                {"pN0(i-)(sn)", "N0", ""},
                                                                                {"N3c", "N3", ""},
                                                                                {"cN+", "N1 N2 N3", ""},
                                                                                {"NX", "", ""},
                                                                                {"ypN0", "", "N0"},
                                                                                {"ypN1a", "", "N1"}}) {
    const Reading r = readTumour(std::string(R"("n": ")") + text + "\"");
    EXPECT_EQ(words(r.tumour().n, "n-category"), n) << text;
    EXPECT_EQ(words(r.tumour().ypN, "n-category"), ypN) << text;
    EXPECT_EQ(r.report(), "") << text;
  }
  for (const auto& [text, m] : std::initializer_list<std::pair<const char*, const char*>>{
           {"M0", "M0"}, {"cM1", "M1"}, {"cM0(i+)", "M0"}, {"pM1b", "M1"}, {"M1c2", "M1"}, {"MX", ""}}) {
    const Reading r = readTumour(std::string(R"("m": ")") + text + "\"");
    EXPECT_EQ(words(r.tumour().m, "m-category"), m) << text;
    EXPECT_EQ(r.report(), "") << text;
  }
}

TEST(CaseJsonValues, Stages) {
  for (const Value& each : std::initializer_list<Value>{{R"("IIB")", "IIB"},
                                                        {R"("Stage IIB")", "IIB"},
                                                        {R"("stage iiia")", "IIIA"},
                                                        {R"("IIIC1")", "IIIC"},
                                                        {R"("IA3")", "IA"},
                                                        {R"("IVA")", "IV"},
                                                        {R"("0")", "0"},
                                                        {R"("pIIA")", "IIA"},
                                                        {R"("I")", "IA IB"},
                                                        {R"("II")", "IIA IIB"},
                                                        {R"("III")", "IIIA IIIB IIIC"},
                                                        {R"(["IIA", "III"])", "IIA IIIA IIIB IIIC"},
                                                        {R"("Stage X")", ""},
                                                        {R"("IC")", "", "code-unknown"},
                                                        {R"("IIC")", "", "code-unknown"},
                                                        {R"("3A")", "", "code-unknown"},
                                                        {R"("V")", "", "code-unknown"},
                                                        {R"("II1")", "", "code-unknown"},
                                                        {R"("")", "", "code-unknown"},
                                                        {"2", "", "value-invalid"}}) {
    const Reading r = readTumour(R"("stage": )" + std::string(each.json));
    EXPECT_EQ(words(r.tumour().stage, "stage"), each.read) << each.json;
    EXPECT_EQ(onlyProblem(r), each.problem) << each.json;
  }
}

}  // namespace
}  // namespace her2
