// Random small bodies of knowledge as TOML text: a few facts of every kind, one or two tables that fill one output,
// random cells, expressions, guards and hit policies. What is generated is well typed; tables may have gaps and
// overlaps, which the engine must survive as well.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "kb/model.h"
#include "kb/toml_reader.h"
#include "law.h"

namespace her2::random {

inline const char* const base = R"(
[release]
version = "1"
date = 2026-01-01

[[source]]
id = "s"
title = "S"
grade = "convention"

[[codes]]
name = "letter"
title = "Letter"
values = [
  { code = "a", title = "A" },
  { code = "b", title = "B" },
  { code = "ab", title = "A or B", means = ["a", "b"] },
  { code = "c", title = "C" },
]

[[codes]]
name = "part"
title = "Part"
values = [ { code = "x", title = "X" }, { code = "y", title = "Y" }, { code = "z", title = "Z" } ]
)";

inline int upTo(int last) { return *rc::gen::inRange(0, last + 1); }
inline bool coin() { return upTo(1) == 1; }
inline std::string oneOf(const std::vector<std::string>& all) {
  return all[static_cast<std::size_t>(upTo(static_cast<int>(all.size()) - 1))];
}
inline std::string numeral() { return fmt::format("{}", upTo(20) / 2.0); }
inline std::string day() { return fmt::format("date(\"2020-0{}-1{}\")", upTo(2) + 1, upTo(8)); }

std::string truth(int depth, bool nulls);

/// Never divides by zero: n1 and n2 lie in [0..10].
inline std::string number(int depth) {
  if (depth <= 0) return oneOf({"n1", "n2", numeral()});
  const std::string a = number(depth - 1);
  switch (upTo(7)) {
    case 0:
      return fmt::format("({} + {})", a, number(depth - 1));
    case 1:
      return fmt::format("({} - {})", a, number(depth - 1));
    case 2:
      return fmt::format("({} * {})", a, number(depth - 1));
    case 3:
      return fmt::format("({} / (n2 + 1))", a);
    case 4:
      return fmt::format("abs({} - {})", a, number(depth - 1));
    case 5:
      return fmt::format("{}({}, {})", oneOf({"min", "max"}), a, number(depth - 1));
    case 6:
      return fmt::format("(if {} then {} else {})", truth(depth - 1, false), a, number(depth - 1));
    default:
      return fmt::format("-{}", a);
  }
}

/// `literals`: a quoted code may stand in it, which needs a fact to be compared with.
inline std::string letter(int depth, bool literals) {
  if (depth <= 0 || coin()) return oneOf({"c1", "c2"});
  const std::string other = literals ? oneOf({"\"a\"", "\"b\"", "\"c\""}) : oneOf({"c1", "c2"});
  return fmt::format("(if {} then {} else {})", truth(depth - 1, false), letter(depth - 1, literals), other);
}

inline std::string letters() { return oneOf({"\"a\"", "\"b\", \"c\"", "\"ab\"", "\"c\"", "\"a\", \"b\", \"c\""}); }

inline std::string numberTest() {
  const int low = upTo(16);
  const std::string range =
      fmt::format("{}{}..{}{}", oneOf({"[", "("}), low / 2.0, (low + 1 + upTo(6)) / 2.0, oneOf({"]", ")"}));
  return oneOf({"< " + numeral(), "<= " + numeral(), "> " + numeral(), ">= " + numeral(), range});
}

inline std::string leaf(int depth) {
  switch (upTo(9)) {
    case 0:
      return oneOf({"t1", "t2", "true", "false"});
    case 1:
      return fmt::format("{} {} {}", number(depth), oneOf({"<", "<=", ">", ">=", "=", "!="}), number(depth - 1));
    case 2:
      return fmt::format("{} in ({}, {})", number(depth), numberTest(), numberTest());
    case 3:
      return fmt::format("{} between {} and {}", number(depth), numeral(), numeral());
    case 4:
      return fmt::format("{} {} {}", letter(0, false), oneOf({"=", "!="}), letter(depth, true));
    case 5:
      return fmt::format("{} in ({})", letter(depth, false), letters());
    case 6:
      return fmt::format("list contains(l1, \"{}\")", oneOf({"x", "y", "z"}));
    case 7:
      return fmt::format("d1 {} {}", oneOf({"<", ">=", "="}), oneOf({"d2", day()}));
    case 8:
      return fmt::format("d1 {} @\"{}\" <= d2", oneOf({"+", "-"}), oneOf({"P1M", "P14D"}));
    default:
      return fmt::format("d2 - d1 {} @\"P{}D\"", oneOf({"<", ">"}), upTo(40));
  }
}

inline std::string truth(int depth, bool nulls) {
  if (depth <= 0) return nulls && upTo(9) == 0 ? "null" : leaf(0);
  switch (upTo(5)) {
    case 0:
      return fmt::format("({} and {})", truth(depth - 1, nulls), truth(depth - 1, nulls));
    case 1:
      return fmt::format("({} or {})", truth(depth - 1, nulls), truth(depth - 1, nulls));
    case 2:
      return fmt::format("not({})", truth(depth - 1, nulls));
    case 3:
      return fmt::format("(if {} then {} else {})", truth(depth - 1, nulls), truth(depth - 1, nulls),
                         truth(depth - 1, nulls));
    case 4:
      return fmt::format("(({}) = ({}))", truth(depth - 1, nulls), truth(depth - 1, nulls));
    default:
      return leaf(depth);
  }
}

struct Input {
  char kind;  ///< n t c l d
  std::string text;
};

inline Input input(bool plain, bool nulls) {
  switch (upTo(4)) {
    case 0:
      return {'n', plain ? oneOf({"n1", "n2"}) : number(1)};
    case 1:
      return {'t', plain ? oneOf({"t1", "t2"}) : truth(1, nulls)};
    case 2:
      return {'c', plain ? oneOf({"c1", "c2"}) : letter(1, false)};
    case 3:
      return {'l', "l1"};
    default:
      return {'d', oneOf({"d1", "d2"})};
  }
}

inline std::string cell(char kind) {
  if (upTo(3) == 0) return "-";
  switch (kind) {
    case 'n':
      return oneOf({numberTest(), numberTest() + ", " + numberTest(), "not(" + numberTest() + ")", numeral()});
    case 't':
      return oneOf({"true", "false"});
    case 'c':
      return oneOf({"a", "b, c", "not(a)", "ab", "not(ab)", "c", "not(b, c)"});
    case 'l':
      return oneOf({"x", "y, z", "not(x)", "not(x, y)", "z"});
    default:
      return oneOf({"< " + day(), ">= " + day(), day(), "not(" + day() + ")"});
  }
}

inline std::string output(const std::string& fact, bool single) {
  if (fact == "out.list") return oneOf({"\"-\"", "\"x\"", "[\"x\", \"y\"]", "[]", "[\"z\"]"});
  if (fact == "out.truth") return oneOf({"true", "false"});
  if (fact == "out.number") return oneOf({"1", "2.5", "'[3..4)'", "'>= 7'"});
  return single ? oneOf({"'a'", "'b'", "'c'"}) : oneOf({"'a'", "'b'", "'c'", "'ab'", "['a', 'c']"});
}

struct Shape {
  bool plain = false;  ///< inputs are facts, each asked once
  bool guards = true;
  bool nulls = true;  ///< conditions may hold the literal null
  std::string fact;   ///< the output
};

inline std::string table(const std::string& id, const std::string& fact, const std::string& hit,
                         const std::string& guard, const Shape& shape) {
  std::vector<Input> inputs;
  for (int i = upTo(2); i >= 0; --i) {
    const Input next = input(shape.plain, shape.nulls);
    bool again = false;
    for (const Input& other : inputs) again = again || other.text == next.text;
    if (!shape.plain || !again) inputs.push_back(next);
  }
  std::string text = fmt::format(
      "\n[[table]]\nid = '{}'\ntitle = 'T'\nscope = 'specimen'\nsource = 's'\nhit = '{}'\noutputs = ['{}']\ninputs = [",
      id, hit, fact);
  for (const Input& each : inputs) text += fmt::format("'''{}''', ", each.text);
  text += "]\n";
  if (!guard.empty()) text += fmt::format("when = '''{}'''\n", guard);
  if (hit == "priority") text += "priority = ['b', 'a', 'c']\n";
  text += "rules = [\n";
  const bool gaps = hit != "collect" && coin();
  const int last = upTo(4);
  for (int row = 0; row <= last; ++row) {
    text += "  [";
    const bool any = row == last && !gaps && hit != "collect";
    for (const Input& each : inputs) text += fmt::format("'''{}''', ", any ? "-" : cell(each.kind));
    text += output(fact, hit == "priority") + "],\n";
  }
  return text + (gaps ? "]\ngaps = 'allowed'\n" : "]\n");
}

inline std::string facts(bool recorded) {
  std::string text;
  const auto add = [&](std::string_view name, std::string_view type, std::string_view more) {
    text +=
        fmt::format("\n[[fact]]\nname = '{}'\ntitle = 'F'\nscope = 'specimen'\ntype = '{}'\n{}\n", name, type, more);
  };
  for (const char* name : {"n1", "n2"}) add(name, "number", "range = '[0..10]'");
  for (const char* name : {"t1", "t2"}) add(name, "truth", "");
  for (const char* name : {"c1", "c2"}) add(name, "code", "codes = 'letter'");
  for (const char* name : {"d1", "d2"}) add(name, "date", "");
  add("l1", "codes", "codes = 'part'");
  const std::string path = recorded ? "path = 'p'\n" : "";
  add("out.code", "code", path + "codes = 'letter'");
  add("out.list", "codes", path + "codes = 'part'");
  add("out.truth", "truth", path);
  add("out.number", "number", path + "range = '[0..10]'");
  return text;
}

/// TOML text of a body of knowledge that fills shape.fact.
inline std::string knowledgeText(const Shape& shape) {
  std::vector<std::string> policies = {"unique", "any", "first"};
  if (shape.fact == "out.code") policies.emplace_back("priority");
  if (shape.fact == "out.list") policies.emplace_back("collect");
  std::string text = base + facts(coin());
  const bool guarded = shape.guards && coin();
  const bool two = guarded && coin();
  const std::string guard = guarded ? truth(1, shape.nulls && !two) : "";
  text += table("one", shape.fact, oneOf(policies), guard, shape);
  // The second table is an alternative to the first: its guard excludes it.
  if (two) {
    const std::string other =
        coin() ? fmt::format("not({})", guard) : fmt::format("not({}) and {}", guard, truth(1, false));
    text += table("two", shape.fact, oneOf(policies), other, shape);
  }
  return text;
}

inline std::shared_ptr<const kb::Knowledge> load(const std::string& text) {
  auto document = kb::readToml(text, "random.toml");
  if (!document) throw std::runtime_error(document.problems().front().text() + "\n" + text);
  std::vector<kb::Document> documents;
  documents.push_back(*std::move(document));
  auto knowledge = kb::Knowledge::load(kb::DocumentSet(std::move(documents)));
  if (!knowledge) throw std::runtime_error(knowledge.problems().front().text() + "\n" + text);
  return *knowledge;
}

}  // namespace her2::random
