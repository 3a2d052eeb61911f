// The type check: what is refused, with its column, and what an accepted expression has become. And the cells of
// tables.
#include "feel/type_check.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "feel/cell.h"
#include "her2/date.h"

namespace her2::feel {
namespace {

Vocabulary makeVocabulary() {
  Vocabulary vocabulary;
  vocabulary.addDomain(
      Domain("score", "Score",
             {{"0", "0", "", CodeSet::of(0)}, {"1+", "1+", "", CodeSet::of(1)}, {"3+", "3+", "", CodeSet::of(2)}}));
  vocabulary.addDomain(
      Domain("site", "Site", {{"brain", "Brain", "", CodeSet::of(0)}, {"liver", "Liver", "", CodeSet::of(1)}}));
  return vocabulary;
}

FactCatalogue makeFacts() {
  FactCatalogue facts;
  const auto add = [&](const char* name, Kind kind, DomainId domain = 0) {
    facts.add({name, name, "", "", Scope::Patient, kind, domain, {}, false});
  };
  add("ratio", Kind::Number);
  add("copies", Kind::Number);
  add("score", Kind::Code, 0);
  add("site", Kind::Code, 1);
  add("sites", Kind::Codes, 1);
  add("operable", Kind::Truth);
  add("day", Kind::Date);
  add("end", Kind::Date);
  return facts;
}

const Vocabulary vocabulary = makeVocabulary();
const FactCatalogue facts = makeFacts();

std::string refusal(std::string_view text) {
  const auto result = compileCondition(text, facts, vocabulary);
  const auto* error = std::get_if<SyntaxError>(&result);
  return error == nullptr ? "accepted" : fmt::format("{}: {}", error->column, error->message);
}

TEST(TypeCheck, AcceptsWhatIsWellTyped) {
  for (const char* text : {"ratio >= 2.0",
                           "2.0 <= ratio",
                           "ratio = copies",
                           "ratio in [4..6)",
                           "ratio in (< 1, > copies)",
                           "ratio between 1 and copies",
                           "score = \"3+\"",
                           "\"3+\" = score",
                           "score != \"0\"",
                           "score in (\"0\", \"1+\")",
                           "score in not(\"3+\")",
                           "list contains(sites, \"brain\")",
                           "operable",
                           "operable = true",
                           "operable = null",
                           "not(operable)",
                           "null",
                           "true",
                           "day >= date(\"2018-05-30\")",
                           "day = @\"2018-05-30\"",
                           "day + duration(\"P6M\") < end",
                           "day - @\"P28D\" < end",
                           "end - day <= @\"P28D\"",
                           "abs(ratio - 2.0) < 0.1",
                           "max(ratio, copies, 1) > -1",
                           "if operable then ratio > 1 else copies > 1",
                           "score = (if operable then \"0\" else \"3+\")",
                           "ratio * 2 / copies + 1 > 3"}) {
    EXPECT_EQ(refusal(text), "accepted") << text;
  }
}

TEST(TypeCheck, RefusesWithColumn) {
  const struct {
    const char* text;
    const char* error;
  } table[] = {
      {"raito >= 2", "1: unknown fact `raito`"},
      {"operable and raito >= 2", "14: unknown fact `raito`"},
      {"score = \"4+\"", "9: \"4+\" is not a code of score"},
      {"score in (\"0\", \"brain\")", "16: \"brain\" is not a code of score"},
      {"ratio = \"3+\"", "9: cannot tell which list of codes \"3+\" belongs to: compare it with a fact"},
      {"\"3+\" = \"3+\"", "8: cannot tell which list of codes \"3+\" belongs to: compare it with a fact"},
      {"ratio = score", "1: a number is compared with a code"},
      {"ratio = operable", "1: a number is compared with true or false"},
      {"ratio < day", "1: a number is compared with a date"},
      {"score = site", "1: codes of score and site are compared"},
      {"score < \"3+\"", "1: codes have no order: use = or in"},
      {"operable < true", "1: true or false has no order"},
      {"sites = \"brain\"", "1: a list is not compared: use list contains(list, code)"},
      {"ratio", "1: a number stands where a condition is expected"},
      {"operable and ratio", "14: a number stands where a condition is expected"},
      {"not(ratio)", "5: a number stands where a condition is expected"},
      {"not(operable, operable)", "1: not(…) takes one condition"},
      {"ratio + score > 1", "1: arithmetic on a number and a code"},
      {"ratio * day > 1", "1: arithmetic on a number and a date"},
      {"day + 6 > end", "1: arithmetic on a date and a number"},
      {"-operable", "1: true or false has no negative"},
      {"day > date(\"2018-02-30\")", "7: \"2018-02-30\" is not a date such as 2026-01-31"},
      {"day > date(ratio)", "7: date(\"…\") takes one text"},
      {"day + duration(\"6M\") > end", "7: \"6M\" is not a duration such as P6M or P28D"},
      {"end - day <= @\"P1M\"", "1: a duration in months is compared with one in days"},
      {"end - day <= 28", "1: a duration is compared with a number"},
      {"ratio in [6..4]", "11: the range is empty"},
      {"ratio in (4..4)", "11: the range is empty"},
      {"ratio in [4..day]", "11: a number is compared with a date"},
      {"list contains(score, \"3+\")", "1: list contains(…) needs a fact that is a list"},
      {"list contains(sites, \"lung\")", "22: \"lung\" is not a code of site"},
      {"list contains(sites)", "1: list contains(list, code) takes two arguments"},
      {"abs(day) > 1", "1: abs(…) takes a number"},
      {"max(operable)", "1: max(…) takes numbers"},
      {"floor(ratio) > 1", "1: unknown function `floor` with 1 argument(s)"},
      {"(if operable then 1 else day) > 1",
       "2: both branches of an `if` must be of one type, and neither a list nor a duration"},
      {"day + (if operable then @\"P6M\" else @\"P6D\") > end",
       "8: both branches of an `if` must be of one type, and neither a list nor a duration"},
      {"(if ratio then 1 else 2) > 1", "5: a number stands where a condition is expected"},
  };
  for (const auto& row : table) EXPECT_EQ(refusal(row.text), row.error) << row.text;
}

TEST(TypeCheck, WhatGrowsWithoutBoundIsRefused) {
  std::string in = "operable";
  std::string between = "1";
  for (int depth = 0; depth < 60; ++depth) {
    in = "(" + in + " in (true, true))";
    between = "(if " + between + " between 1 and 2 then 1 else 2)";
  }
  EXPECT_NE(refusal(in).find("too many parts"), std::string::npos) << refusal(in);
  EXPECT_NE(refusal(between + " > 1").find("too many parts"), std::string::npos) << refusal(between);
}

TEST(TypeCheck, ReducesToFewOperators) {
  const auto compiled = [](std::string_view text) {
    return std::get<Expression>(compileCondition(text, facts, vocabulary));
  };
  const Expression range = compiled("ratio in [4..6)");
  EXPECT_EQ(range.op, Op::InInterval);
  EXPECT_EQ(range.interval, Interval(4, false, 6, true));
  EXPECT_EQ(compiled("2.0 <= ratio").interval, Interval::atLeast(2));
  EXPECT_EQ(compiled("2.0 > ratio").interval, Interval::below(2));
  const Expression codes = compiled("score in (\"0\", \"3+\")");
  EXPECT_EQ(codes.op, Op::InCodes);
  EXPECT_EQ(codes.codes, CodeSet::of(0) | CodeSet::of(2));
  const Expression months = compiled("day + @\"P1Y\" <= end");
  EXPECT_EQ(months.args[0].op, Op::PlusMonths);
  EXPECT_EQ(months.args[0].number, 12);
  EXPECT_EQ(compiled("day < date(\"2018-05-30\")").interval, Interval::below(Date::of(2018, 5, 30)->serial()));
}

Parsed<Cell> cell(std::string_view text, Kind kind) {
  return parseCell(text, {kind, static_cast<DomainId>(kind == Kind::Codes ? 1 : 0)}, vocabulary);
}

TEST(Cell, ReadsNumbers) {
  const double inf = Interval::infinity;
  const struct {
    const char* text;
    std::vector<Interval> intervals;
  } table[] = {
      {">= 2.0", {Interval::atLeast(2)}},
      {"< 4", {Interval::below(4)}},
      {"[4.0..6.0)", {Interval(4, false, 6, true)}},
      {"(1.8..2.2]", {Interval(1.8, true, 2.2, false)}},
      {"(1.8..2.2)", {Interval(1.8, true, 2.2, true)}},
      {"2.0", {Interval(2)}},
      {"-1", {Interval(-1)}},
      {"< 1, > 5", {Interval::below(1), Interval::above(5)}},
      {"> 5, < 1", {Interval::below(1), Interval::above(5)}},
      {"not([4..6))", {Interval::below(4), Interval::atLeast(6)}},
      {"not((4..6])", {Interval::atMost(4), Interval::above(6)}},
      {"not(4)", {Interval::below(4), Interval::above(4)}},
      {"!= 4", {Interval::below(4), Interval::above(4)}},
      {"not(< 4)", {Interval::atLeast(4)}},
      {"not(< 4, >= 4)", {}},
      {"[1..3], [2..5)", {Interval(1, false, 5, true)}},
      {"[1..2), [2..3]", {Interval(1, false, 3, false)}},
      {"[1..2), (2..3]", {Interval(1, false, 2, true), Interval(2, true, 3, false)}},
      {"< 4, 4, > 4", {Interval(-inf, false, inf, false)}},
      {"1, 2, 1", {Interval(1), Interval(2)}},
  };
  for (const auto& row : table) {
    const auto read = cell(row.text, Kind::Number);
    ASSERT_TRUE(std::holds_alternative<Cell>(read)) << row.text << ": " << std::get<SyntaxError>(read).message;
    EXPECT_EQ(std::get<Cell>(read).intervals, row.intervals) << row.text;
  }
}

TEST(Cell, ReadsDatesCodesListsAndTruths) {
  const auto read = [](std::string_view text, Kind kind) { return std::get<Cell>(cell(text, kind)); };
  const double day = Date::of(2018, 5, 30)->serial();
  EXPECT_EQ(read(">= date(\"2018-05-30\")", Kind::Date).intervals, std::vector{Interval::atLeast(day)});
  EXPECT_EQ(read("< @\"2018-05-30\"", Kind::Date).intervals, std::vector{Interval::below(day)});
  EXPECT_EQ(read("3+", Kind::Code).codes, CodeSet::of(2));
  EXPECT_EQ(read(" 0 , 1+ ", Kind::Code).codes, CodeSet::of(0) | CodeSet::of(1));
  EXPECT_FALSE(read("0, 1+", Kind::Code).negated);
  EXPECT_EQ(read("not(0, 1+)", Kind::Code).codes, CodeSet::of(0) | CodeSet::of(1));
  EXPECT_TRUE(read("not(3+)", Kind::Code).negated);
  EXPECT_EQ(read("brain, liver", Kind::Codes).codes, CodeSet::of(0) | CodeSet::of(1));
  EXPECT_TRUE(read("not(brain)", Kind::Codes).negated);
  EXPECT_TRUE(read("true", Kind::Truth).truth);
  EXPECT_FALSE(read("false", Kind::Truth).truth);
  for (const Kind kind : {Kind::Number, Kind::Date, Kind::Code, Kind::Codes, Kind::Truth})
    EXPECT_TRUE(read(" - ", kind).any);
}

TEST(Cell, RefusesWithColumn) {
  const struct {
    Kind kind;
    const char* text;
    const char* error;
  } table[] = {
      {Kind::Number, "", "1: an expression is expected before `)`"},
      {Kind::Number, ">= high", "4: a number is expected"},
      {Kind::Number, ">= 2, < \"a\"", "9: a number is expected"},
      {Kind::Number, "[6..4]", "2: the range is empty"},
      {Kind::Number, "[4..6", "6: `)` expected at the end"},
      {Kind::Number, "1.8..2.2", "4: `)` expected before `..`"},
      {Kind::Number, "1.8..2.2]", "4: `)` expected before `..`"},
      {Kind::Number, "> 1) or 0 in (2", "1: a test such as >= 2.0 or [4..6) is expected"},
      {Kind::Number, "date(\"2018-05-30\")", "1: a number is expected"},
      {Kind::Date, ">= 2", "4: a date such as date(\"2018-05-30\") is expected"},
      {Kind::Date, ">= date(\"2018-13-01\")", "4: a date such as date(\"2018-05-30\") is expected"},
      {Kind::Code, "4+", "1: \"4+\" is not a code of score"},
      {Kind::Code, "0 1+", "1: \"0 1+\" is not a code of score"},
      {Kind::Code, "0,", "1: \"\" is not a code of score"},
      {Kind::Code, "not(0", "1: \"not(0\" is not a code of score"},
      {Kind::Codes, "lung", "1: \"lung\" is not a code of site"},
      {Kind::Truth, "yes", "1: `yes` is neither true, false nor -"},
      {Kind::Truth, "not(true)", "1: `not(true)` is neither true, false nor -"},
  };
  for (const auto& row : table) {
    const auto read = cell(row.text, row.kind);
    const auto* error = std::get_if<SyntaxError>(&read);
    ASSERT_NE(error, nullptr) << row.text;
    EXPECT_EQ(fmt::format("{}: {}", error->column, error->message), row.error) << row.text;
  }
}

TEST(Cell, TooLongIsAnErrorNotACrash) {
  std::string chain = "1";
  while (chain.size() < 2000000) chain += "+1";
  EXPECT_TRUE(std::holds_alternative<SyntaxError>(cell(chain, Kind::Number)));
}

}  // namespace
}  // namespace her2::feel
