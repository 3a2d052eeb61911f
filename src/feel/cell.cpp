#include "feel/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "her2/date.h"

namespace her2::feel {
namespace {

using Form = Syntax::Form;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// Reads the tests of a number or date cell from the tree of `0 in (0, CELL)`: behind a first test, or a bare `4..6`
/// would pass for an open range.
class NumberCell {
 public:
  explicit NumberCell(Kind kind) : kind_(kind) {}

  std::vector<Interval> tests(const Syntax& in) {
    std::vector<Interval> result;
    for (std::size_t i = 2; i < in.args.size(); ++i) append(result, test(in.args[i]));
    return normalised(std::move(result));
  }

  std::optional<SyntaxError> error;

 private:
  static void append(std::vector<Interval>& to, const std::vector<Interval>& from) {
    to.insert(to.end(), from.begin(), from.end());
  }

  std::vector<Interval> test(const Syntax& s) {
    switch (s.form) {
      case Form::TestValue:
        return {Interval(constant(s.args[0]))};
      case Form::TestCompare:
        return compare(s.text, constant(s.args[0]));
      case Form::TestRange: {
        const Interval low =
            s.text[0] == '[' ? Interval::atLeast(constant(s.args[0])) : Interval::above(constant(s.args[0]));
        const Interval high =
            s.text[1] == ']' ? Interval::atMost(constant(s.args[1])) : Interval::below(constant(s.args[1]));
        const auto both = low.intersect(high);
        if (!both) return fail(s, "the range is empty");
        return {*both};
      }
      case Form::TestNot: {
        std::vector<Interval> inner;
        for (const Syntax& arg : s.args) append(inner, test(arg));
        return complement(normalised(std::move(inner)));
      }
      default:
        return fail(s, "a test such as >= 2.0 or [4..6) is expected");
    }
  }

  static std::vector<Interval> compare(std::string_view op, double x) {
    if (op == "<") return {Interval::below(x)};
    if (op == "<=") return {Interval::atMost(x)};
    if (op == ">") return {Interval::above(x)};
    if (op == ">=") return {Interval::atLeast(x)};
    if (op == "!=") return {Interval::below(x), Interval::above(x)};
    return {Interval(x)};
  }

  double constant(const Syntax& s) {
    if (kind_ == Kind::Date) {
      std::string_view text = s.text;
      if (s.form == Form::Call && s.text == "date" && s.args.size() == 1) text = s.args[0].text;
      if (const auto day = Date::parse(text)) return day->serial();
      fail(s, "a date such as date(\"2018-05-30\") is expected");
      return 0;
    }
    if (s.form == Form::Number) return s.number;
    if (s.form == Form::Negate && s.args[0].form == Form::Number) return -s.args[0].number;
    fail(s, "a number is expected");
    return 0;
  }

  std::vector<Interval> fail(const Syntax& s, std::string message) {
    if (!error) error = SyntaxError{s.column, std::move(message)};
    return {};
  }

  Kind kind_;
};

Parsed<Cell> numberCell(std::string_view text, Kind kind) {
  constexpr std::string_view frame = "0 in (0, ";
  const auto syntax = parseExpression(std::string(frame).append(text).append(")"));
  const auto shifted = [&](SyntaxError error) {
    error.column = std::min(error.column - std::min(error.column - 1, frame.size()), text.size() + 1);
    return error;
  };
  if (const auto* error = std::get_if<SyntaxError>(&syntax)) return shifted(*error);
  const auto& in = std::get<Syntax>(syntax);
  if (in.form != Form::In) return SyntaxError{1, "a test such as >= 2.0 or [4..6) is expected"};
  NumberCell reader(kind);
  Cell cell;
  cell.intervals = reader.tests(in);
  if (reader.error) return shifted(*reader.error);
  return cell;
}

Parsed<Cell> codeCell(std::string_view text, const Domain& domain) {
  Cell cell;
  std::string_view rest = trimmed(text);
  if (rest.starts_with("not(") && rest.ends_with(")")) {
    cell.negated = true;
    rest = rest.substr(4, rest.size() - 5);
  }
  while (true) {
    const auto comma = rest.find(',');
    const std::string_view name = trimmed(rest.substr(0, comma));
    const auto code = domain.find(name);
    if (!code) return SyntaxError{1, fmt::format("\"{}\" is not a code of {}", name, domain.name())};
    cell.codes |= CodeSet::of(*code);
    if (comma == std::string_view::npos) return cell;
    rest.remove_prefix(comma + 1);
  }
}

bool lowerFirst(const Interval& a, const Interval& b) {
  return a.lo() != b.lo() ? a.lo() < b.lo() : !a.loOpen() && b.loOpen();
}

/// True if nothing lies between the two; `a` starts first.
bool touches(const Interval& a, const Interval& b) {
  return b.lo() < a.hi() || (b.lo() == a.hi() && !(a.hiOpen() && b.loOpen()));
}

}  // namespace

std::vector<Interval> normalised(std::vector<Interval> intervals) {
  std::sort(intervals.begin(), intervals.end(), lowerFirst);
  std::vector<Interval> result;
  for (const Interval& next : intervals) {
    if (!result.empty() && touches(result.back(), next)) {
      result.back() = result.back().hull(next);
    } else {
      result.push_back(next);
    }
  }
  return result;
}

std::vector<Interval> complement(const std::vector<Interval>& intervals) {
  std::vector<Interval> result;
  double lo = -Interval::infinity;
  bool loOpen = false;
  for (const Interval& hole : intervals) {
    if (hole.lo() > lo || (hole.lo() == lo && hole.loOpen() && !loOpen))
      result.emplace_back(lo, loOpen, hole.lo(), !hole.loOpen());
    lo = hole.hi();
    loOpen = !hole.hiOpen();
  }
  if (lo < Interval::infinity) result.emplace_back(lo, loOpen, Interval::infinity, false);
  return result;
}

Parsed<Cell> parseCell(std::string_view text, CellType type, const Vocabulary& vocabulary) {
  if (trimmed(text) == "-") {
    Cell cell;
    cell.any = true;
    return cell;
  }
  switch (type.kind) {
    case Kind::Number:
    case Kind::Duration:
    case Kind::Date:
      return numberCell(text, type.kind);
    case Kind::Code:
    case Kind::Codes:
      return codeCell(text, vocabulary.domain(type.domain));
    case Kind::Truth: {
      Cell cell;
      cell.truth = trimmed(text) == "true";
      if (!cell.truth && trimmed(text) != "false")
        return SyntaxError{1, fmt::format("`{}` is neither true, false nor -", text)};
      return cell;
    }
  }
  return SyntaxError{1, "not a test"};
}

}  // namespace her2::feel
