// FEEL text to trees: precedence and forms, and where and why text is refused.
#include "feel/syntax.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace her2::feel {
namespace {

using Form = Syntax::Form;

/// The tree as Lisp would write it.
std::string text(const Syntax& s) {
  static constexpr const char* names[] = {
      "number", "string", "boolean", "null", "date", "duration", "name",    "or",  "and",  "not",
      "=",      "!=",     "<",       "<=",   ">",    ">=",       "between", "in",  "neg",  "+",
      "-",      "*",      "/",       "if",   "call", "is",       "range",   "is=", "isnot"};
  if (s.form == Form::Number) return fmt::format("{}", s.number);
  if (s.form == Form::String) return "'" + s.text + "'";
  if (s.form == Form::Name || s.form == Form::Boolean) return s.text;
  if (s.form == Form::Null) return "null";
  std::string all = std::string("(") + names[static_cast<std::size_t>(s.form)];
  if (!s.text.empty()) all += ":" + s.text;
  for (const Syntax& arg : s.args) all += " " + text(arg);
  return all + ")";
}

std::string tree(std::string_view source) {
  const auto parsed = parseExpression(source);
  if (const auto* error = std::get_if<SyntaxError>(&parsed))
    return fmt::format("{}: {}", error->column, error->message);
  return text(std::get<Syntax>(parsed));
}

TEST(Syntax, FollowsThePrecedenceOfFeel) {
  const struct {
    const char* source;
    const char* tree;
  } table[] = {
      {"a or b and c", "(or a (and b c))"},
      {"a and b or c", "(or (and a b) c)"},
      {"(a or b) and c", "(and (or a b) c)"},
      {"a or b or c", "(or (or a b) c)"},
      {"a = 1 and b < 2", "(and (= a 1) (< b 2))"},
      {"1 + 2 * 3", "(+ 1 (* 2 3))"},
      {"(1 + 2) * 3", "(* (+ 1 2) 3)"},
      {"8 - 2 - 1", "(- (- 8 2) 1)"},
      {"8 / 2 / 2", "(/ (/ 8 2) 2)"},
      {"- a * b", "(* (neg a) b)"},
      {"a - -1", "(- a (neg 1))"},
      {"x < 1 + 2", "(< x (+ 1 2))"},
      {"x + 1 >= y", "(>= (+ x 1) y)"},
      {"not(a) and b", "(and (not:not a) b)"},
      {"if a then 1 else 2", "(if a 1 2)"},
      {"if a then b else c or d", "(if a b (or c d))"},
      {"if a then 1 else if b then 2 else 3", "(if a 1 (if b 2 3))"},
      {"abs(a - 2.0) <= 0.1", "(<= (call:abs (- a 2)) 0.1)"},
      {"min(a, b, 3)", "(call:min a b 3)"},
      {"list contains(l, \"x\")", "(call:list contains l 'x')"},
      {"date(\"2026-01-31\")", "(call:date '2026-01-31')"},
      {"@\"2026-01-31\"", "(date:2026-01-31)"},
      {"@\"P6M\"", "(duration:P6M)"},
      {"null", "null"},
      {"true = false", "(= true false)"},
  };
  for (const auto& row : table) EXPECT_EQ(tree(row.source), row.tree) << row.source;
}

TEST(Syntax, ReadsRangesAndUnaryTests) {
  const struct {
    const char* source;
    const char* tree;
  } table[] = {
      {"x in [4..6)", "(in x (range:[) 4 6))"},
      {"x in (1.8..2.2]", "(in x (range:(] 1.8 2.2))"},
      {"x in (1.8..2.2)", "(in x (range:() 1.8 2.2))"},
      {"x in ((1.8..2.2], > 5)", "(in x (range:(] 1.8 2.2) (is:> 5))"},
      {"x in (>= 2, < 1)", "(in x (is:>= 2) (is:< 1))"},
      {"x in >= 2", "(in x (is:>= 2))"},
      {"x in (\"a\", \"b\")", "(in x (is= 'a') (is= 'b'))"},
      {"x in \"a\"", "(in x (is= 'a'))"},
      {"x in not(1, 2)", "(in x (isnot (is= 1) (is= 2)))"},
      {"x in (1 + 2..5)", "(in x (range:() (+ 1 2) 5))"},
      {"x between 1 and 3 and y", "(and (between x 1 3) y)"},
      {"x between a + 1 and b", "(between x (+ a 1) b)"},
      {"x in [1..2] and y", "(and (in x (range:[] 1 2)) y)"},
  };
  for (const auto& row : table) EXPECT_EQ(tree(row.source), row.tree) << row.source;
}

TEST(Syntax, RefusesWithColumn) {
  const struct {
    const char* source;
    const char* error;
  } table[] = {
      {"", "1: an expression is expected at the end"},
      {"a and", "6: an expression is expected at the end"},
      {"a or or b", "9: unexpected `b`"},
      {"(a", "3: `)` expected at the end"},
      {"a)", "2: unexpected `)`"},
      {"a b", "3: unexpected `b`"},
      {"1 < 2 < 3", "7: unexpected `<`"},
      {"a = ", "5: an expression is expected at the end"},
      {"a # b", "3: `#` is not part of an expression"},
      {"x = \"open", "5: `\"open` is not part of an expression"},
      {"if a then 1", "12: `else` expected at the end"},
      {"if a 1", "6: `then` expected before `1`"},
      {"x in [1, 2]", "8: `..` expected before `,`"},
      {"x in [1..2", "11: a range ends with `]` or `)`"},
      {"x in (1, 2", "11: `)` expected at the end"},
      {"x between 1 or 2", "13: `and` expected before `or`"},
      {"abs(1, )", "8: an expression is expected before `)`"},
      {"@P6M", "2: `@` is followed by a date or a duration in quotes"},
      {"a * / b", "5: an expression is expected before `/`"},
  };
  for (const auto& row : table) {
    EXPECT_EQ(tree(row.source), row.error) << row.source;
  }
}

TEST(Syntax, TooDeepIsAnErrorNotACrash) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')'); };
  EXPECT_EQ(tree(nested(100)), "a");
  EXPECT_EQ(tree(nested(5000)), "201: nested too deep");
  EXPECT_EQ(tree(std::string(5000, '-') + "a"), "201: nested too deep");
}

TEST(Syntax, TooLongIsAnErrorNotACrash) {
  std::string chain = "1";
  while (chain.size() < 2000000) chain += "+1";
  EXPECT_EQ(tree(chain), "20000: an expression has at most 20000 characters");
  EXPECT_TRUE(std::holds_alternative<Syntax>(parseExpression(chain.substr(0, 19999))));
}

}  // namespace
}  // namespace her2::feel
