#include "feel/type_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "feel/duration.h"
#include "her2/date.h"

namespace her2::feel {
namespace {

using Form = Syntax::Form;

constexpr std::size_t mostParts = 100000;  // of a typed expression: `in` and `between` repeat their left side

std::string_view kindName(Kind kind) {
  switch (kind) {
    case Kind::Number:
      return "a number";
    case Kind::Date:
      return "a date";
    case Kind::Truth:
      return "true or false";
    case Kind::Code:
      return "a code";
    case Kind::Codes:
      return "a list of codes";
    case Kind::Duration:
      return "a duration";
  }
  return "";
}

bool isMeasured(Kind kind) { return kind == Kind::Number || kind == Kind::Date || kind == Kind::Duration; }

Expression make(Op op, Kind kind, std::vector<Expression> args = {}) {
  Expression result;
  result.op = op;
  result.kind = kind;
  result.args = std::move(args);
  return result;
}

std::vector<Expression> list(Expression a) {
  std::vector<Expression> result;
  result.push_back(std::move(a));
  return result;
}

std::vector<Expression> list(Expression a, Expression b) {
  std::vector<Expression> result = list(std::move(a));
  result.push_back(std::move(b));
  return result;
}

Interval where(std::string_view op, double x) {
  if (op == "<") return Interval::below(x);
  if (op == "<=") return Interval::atMost(x);
  if (op == ">") return Interval::above(x);
  if (op == ">=") return Interval::atLeast(x);
  return Interval(x);
}

std::string_view mirrored(std::string_view op) {
  if (op == "<") return ">";
  if (op == "<=") return ">=";
  if (op == ">") return "<";
  if (op == ">=") return "<=";
  return op;
}

class Checker {
 public:
  Checker(const FactCatalogue& facts, const Vocabulary& vocabulary) : facts_(facts), vocabulary_(vocabulary) {}

  Expression check(const Syntax& s, std::optional<DomainId> expected = {}) {
    if (error_) return {};
    if (++parts_ > mostParts) return fail(s, "too many parts");
    switch (s.form) {
      case Form::Number:
        return number(s.number, Kind::Number);
      case Form::Boolean:
        return truthLiteral(s.text == "true" ? Truth::True : Truth::False);
      case Form::Null:
        return truthLiteral(Truth::Unknown);
      case Form::String:
        return code(s, expected);
      case Form::DateText:
        return date(s, s.text);
      case Form::DurationText:
        return duration(s, s.text);
      case Form::Name:
        return fact(s);
      case Form::Or:
        return make(Op::Or, Kind::Truth, list(truth(s.args[0]), truth(s.args[1])));
      case Form::And:
        return make(Op::And, Kind::Truth, list(truth(s.args[0]), truth(s.args[1])));
      case Form::Not:
        return negation(s);
      case Form::Equal:
        return comparison(s, "=");
      case Form::NotEqual:
        return make(Op::Not, Kind::Truth, list(comparison(s, "=")));
      case Form::Less:
        return comparison(s, "<");
      case Form::LessEqual:
        return comparison(s, "<=");
      case Form::Greater:
        return comparison(s, ">");
      case Form::GreaterEqual:
        return comparison(s, ">=");
      case Form::Between:
        return make(Op::And, Kind::Truth,
                    list(compare(s, check(s.args[0]), ">=", check(s.args[1])),
                         compare(s, check(s.args[0]), "<=", check(s.args[2]))));
      case Form::In:
        return membership(s);
      case Form::Negate:
        return negate(s);
      case Form::Add:
      case Form::Subtract:
        return sum(s);
      case Form::Multiply:
        return arithmetic(s, Op::Multiply);
      case Form::Divide:
        return arithmetic(s, Op::Divide);
      case Form::If:
        return conditional(s, expected);
      case Form::Call:
        return call(s);
      default:
        return fail(s, "a test stands where a value is expected");
    }
  }

  Expression truth(const Syntax& s) {
    Expression result = check(s);
    if (!error_ && result.kind != Kind::Truth)
      return fail(s, fmt::format("{} stands where a condition is expected", kindName(result.kind)));
    return result;
  }

  const std::optional<SyntaxError>& error() const { return error_; }

 private:
  Expression fail(const Syntax& s, std::string message) {
    if (!error_) error_ = SyntaxError{s.column, std::move(message)};
    return {};
  }

  static Expression number(double value, Kind kind) {
    Expression result = make(Op::NumberLiteral, kind);
    result.number = value;
    return result;
  }

  static Expression truthLiteral(Truth value) {
    Expression result = make(Op::TruthLiteral, Kind::Truth);
    result.truth = value;
    return result;
  }

  Expression code(const Syntax& s, std::optional<DomainId> expected) {
    if (!expected)
      return fail(s, fmt::format("cannot tell which list of codes \"{}\" belongs to: compare it with a fact", s.text));
    const Domain& domain = vocabulary_.domain(*expected);
    const auto found = domain.find(s.text);
    if (!found) return fail(s, fmt::format("\"{}\" is not a code of {}", s.text, domain.name()));
    Expression result = make(Op::CodeLiteral, Kind::Code);
    result.domain = *expected;
    result.codes = CodeSet::of(*found);
    return result;
  }

  Expression date(const Syntax& s, std::string_view text) {
    const auto day = Date::parse(text);
    if (!day) return fail(s, fmt::format("\"{}\" is not a date such as 2026-01-31", text));
    return number(day->serial(), Kind::Date);
  }

  Expression duration(const Syntax& s, std::string_view text) {
    const auto value = Duration::parse(text);
    if (!value) return fail(s, fmt::format("\"{}\" is not a duration such as P6M or P28D", text));
    Expression result = number(value->amount, Kind::Duration);
    result.truth = truthOf(value->months);
    return result;
  }
  static Truth truthOf(bool value) { return value ? Truth::True : Truth::False; }
  static bool inMonths(const Expression& duration) { return duration.truth == Truth::True; }

  Expression fact(const Syntax& s) {
    const auto id = facts_.find(s.text);
    if (!id) return fail(s, fmt::format("unknown fact `{}`", s.text));
    Expression result = make(Op::FactValue, facts_[*id].kind);
    result.fact = *id;
    result.domain = facts_[*id].domain;
    return result;
  }

  Expression negation(const Syntax& s) {
    if (s.args.size() != 1) return fail(s, "not(…) takes one condition");
    return make(Op::Not, Kind::Truth, list(truth(s.args[0])));
  }

  // A string takes its domain from the other side, so the side that is no string is checked first.
  Expression comparison(const Syntax& s, std::string_view op) {
    const bool stringFirst = s.args[0].form == Form::String;
    Expression known = check(s.args[stringFirst ? 1 : 0]);
    if (error_) return {};
    std::optional<DomainId> domain;
    if (known.kind == Kind::Code) domain = known.domain;
    if (known.kind == Kind::Codes) return fail(s, "a list is not compared: use list contains(list, code)");
    Expression other = check(s.args[stringFirst ? 0 : 1], domain);
    return stringFirst ? compare(s, std::move(other), op, std::move(known))
                       : compare(s, std::move(known), op, std::move(other));
  }

  Expression compare(const Syntax& s, Expression a, std::string_view op, Expression b) {
    if (error_) return {};
    if (a.kind != b.kind) return fail(s, fmt::format("{} is compared with {}", kindName(a.kind), kindName(b.kind)));
    if (op == "=" && a.kind == Kind::Truth) return make(Op::EqualTruths, Kind::Truth, list(std::move(a), std::move(b)));
    if (a.kind == Kind::Code) return compareCodes(s, std::move(a), op, std::move(b));
    if (a.kind == Kind::Duration && inMonths(a) != inMonths(b))
      return fail(s, "a duration in months is compared with one in days");
    if (!isMeasured(a.kind)) return fail(s, fmt::format("{} has no order", kindName(a.kind)));
    if (b.op == Op::NumberLiteral) return inInterval(std::move(a), where(op, b.number));
    if (a.op == Op::NumberLiteral) return inInterval(std::move(b), where(mirrored(op), a.number));
    if (op == "=") return make(Op::EqualNumbers, Kind::Truth, list(std::move(a), std::move(b)));
    if (op == "<" || op == "<=") {
      return make(op == "<" ? Op::Less : Op::LessEqual, Kind::Truth, list(std::move(a), std::move(b)));
    }
    return make(op == ">" ? Op::Less : Op::LessEqual, Kind::Truth, list(std::move(b), std::move(a)));
  }

  Expression compareCodes(const Syntax& s, Expression a, std::string_view op, Expression b) {
    if (op != "=") return fail(s, "codes have no order: use = or in");
    if (a.domain != b.domain) {
      return fail(s, fmt::format("codes of {} and {} are compared", vocabulary_.domain(a.domain).name(),
                                 vocabulary_.domain(b.domain).name()));
    }
    if (a.op == Op::CodeLiteral) std::swap(a, b);
    if (b.op == Op::CodeLiteral) return inCodes(std::move(a), b.codes);
    return make(Op::EqualCodes, Kind::Truth, list(std::move(a), std::move(b)));
  }

  static Expression inInterval(Expression value, const Interval& interval) {
    Expression result = make(Op::InInterval, Kind::Truth, list(std::move(value)));
    result.interval = interval;
    return result;
  }

  static Expression inCodes(Expression value, CodeSet codes) {
    Expression result = make(Op::InCodes, Kind::Truth, list(std::move(value)));
    result.codes = codes;
    return result;
  }

  Expression membership(const Syntax& s) {
    const std::size_t before = parts_;
    const Expression value = check(s.args[0]);
    if (error_) return {};
    const std::size_t repeated = parts_ - before;
    std::optional<Expression> result;
    for (std::size_t i = 1; i < s.args.size(); ++i) {
      parts_ += repeated;
      Expression next = test(value, s.args[i]);
      if (error_) return {};
      if (parts_ > mostParts) return fail(s, "too many parts");
      if (result && result->op == Op::InCodes && next.op == Op::InCodes) {
        result->codes |= next.codes;
      } else {
        result = result ? make(Op::Or, Kind::Truth, list(*std::move(result), std::move(next))) : std::move(next);
      }
    }
    return *std::move(result);
  }

  Expression test(const Expression& value, const Syntax& s) {
    std::optional<DomainId> domain;
    if (value.kind == Kind::Code) domain = value.domain;
    switch (s.form) {
      case Form::TestValue:
        return compare(s, value, "=", check(s.args[0], domain));
      case Form::TestCompare: {
        if (s.text == "!=") return make(Op::Not, Kind::Truth, list(compare(s, value, "=", check(s.args[0], domain))));
        return compare(s, value, s.text, check(s.args[0], domain));
      }
      case Form::TestRange: {
        Expression low = compare(s, value, s.text[0] == '[' ? ">=" : ">", check(s.args[0]));
        Expression high = compare(s, value, s.text[1] == ']' ? "<=" : "<", check(s.args[1]));
        if (!error_ && low.op == Op::InInterval && high.op == Op::InInterval) {
          const auto both = low.interval.intersect(high.interval);
          if (!both) return fail(s, "the range is empty");
          return inInterval(value, *both);
        }
        return make(Op::And, Kind::Truth, list(std::move(low), std::move(high)));
      }
      case Form::TestNot: {
        Expression any = truthLiteral(Truth::False);
        for (const Syntax& arg : s.args) any = make(Op::Or, Kind::Truth, list(std::move(any), test(value, arg)));
        return make(Op::Not, Kind::Truth, list(std::move(any)));
      }
      default:
        return fail(s, "a test is expected");
    }
  }

  Expression negate(const Syntax& s) {
    Expression value = check(s.args[0]);
    if (error_) return {};
    if (value.kind != Kind::Number) return fail(s, fmt::format("{} has no negative", kindName(value.kind)));
    if (value.op == Op::NumberLiteral) return number(-value.number, Kind::Number);
    return make(Op::Negate, Kind::Number, list(std::move(value)));
  }

  Expression sum(const Syntax& s) {
    Expression a = check(s.args[0]);
    Expression b = check(s.args[1]);
    if (error_) return {};
    const bool plus = s.form == Form::Add;
    if (a.kind == Kind::Date && b.kind == Kind::Duration) {
      if (!inMonths(b)) return make(plus ? Op::Add : Op::Subtract, Kind::Date, list(std::move(a), std::move(b)));
      Expression result = make(Op::PlusMonths, Kind::Date, list(std::move(a)));
      result.number = plus ? b.number : -b.number;
      return result;
    }
    if (a.kind == Kind::Date && b.kind == Kind::Date && !plus) {
      Expression result = make(Op::Subtract, Kind::Duration, list(std::move(a), std::move(b)));
      result.truth = Truth::False;  // in days
      return result;
    }
    return arithmetic(s, plus ? Op::Add : Op::Subtract, std::move(a), std::move(b));
  }

  Expression arithmetic(const Syntax& s, Op op) { return arithmetic(s, op, check(s.args[0]), check(s.args[1])); }

  Expression arithmetic(const Syntax& s, Op op, Expression a, Expression b) {
    if (error_) return {};
    if (a.kind != Kind::Number || b.kind != Kind::Number) {
      return fail(s, fmt::format("arithmetic on {} and {}", kindName(a.kind), kindName(b.kind)));
    }
    return make(op, Kind::Number, list(std::move(a), std::move(b)));
  }

  Expression conditional(const Syntax& s, std::optional<DomainId> expected) {
    Expression condition = truth(s.args[0]);
    Expression yes = check(s.args[1], expected);
    Expression no = check(s.args[2], expected);
    if (error_) return {};
    if (yes.kind != no.kind || (yes.kind == Kind::Code && yes.domain != no.domain) || yes.kind == Kind::Codes ||
        yes.kind == Kind::Duration) {
      return fail(s, "both branches of an `if` must be of one type, and neither a list nor a duration");
    }
    const Kind kind = yes.kind;
    Expression result = make(Op::If, kind, list(std::move(condition), std::move(yes)));
    result.domain = no.domain;
    result.args.push_back(std::move(no));
    return result;
  }

  Expression call(const Syntax& s) {
    if (s.text == "date" || s.text == "duration") {
      if (s.args.size() != 1 || s.args[0].form != Form::String)
        return fail(s, fmt::format("{}(\"…\") takes one text", s.text));
      return s.text == "date" ? date(s, s.args[0].text) : duration(s, s.args[0].text);
    }
    if (s.text == "list contains") return contains(s);
    if (s.text == "abs" && s.args.size() == 1) {
      Expression value = check(s.args[0]);
      if (!error_ && value.kind != Kind::Number) return fail(s, "abs(…) takes a number");
      return make(Op::Abs, Kind::Number, list(std::move(value)));
    }
    if ((s.text == "min" || s.text == "max") && !s.args.empty()) {
      Expression result = check(s.args[0]);
      for (std::size_t i = 1; i < s.args.size(); ++i) {
        result = arithmetic(s, s.text == "min" ? Op::Min : Op::Max, std::move(result), check(s.args[i]));
      }
      if (!error_ && result.kind != Kind::Number) return fail(s, fmt::format("{}(…) takes numbers", s.text));
      return result;
    }
    return fail(s, fmt::format("unknown function `{}` with {} argument(s)", s.text, s.args.size()));
  }

  Expression contains(const Syntax& s) {
    if (s.args.size() != 2) return fail(s, "list contains(list, code) takes two arguments");
    Expression value = check(s.args[0]);
    if (!error_ && (value.kind != Kind::Codes || value.op != Op::FactValue))
      return fail(s, "list contains(…) needs a fact that is a list");
    const Expression element = check(s.args[1], value.domain);
    if (!error_ && element.op != Op::CodeLiteral) return fail(s, "list contains(…) needs a code in quotes");
    Expression result = make(Op::ListContains, Kind::Truth, list(std::move(value)));
    result.codes = element.codes;
    return result;
  }

  const FactCatalogue& facts_;
  const Vocabulary& vocabulary_;
  std::optional<SyntaxError> error_;
  std::size_t parts_ = 0;
};

}  // namespace

Parsed<Expression> compileExpression(std::string_view text, const FactCatalogue& facts, const Vocabulary& vocabulary) {
  const auto syntax = parseExpression(text);
  if (const auto* error = std::get_if<SyntaxError>(&syntax)) return *error;
  Checker checker(facts, vocabulary);
  Expression result = checker.check(std::get<Syntax>(syntax));
  if (checker.error()) return *checker.error();
  return result;
}

Parsed<Expression> compileCondition(std::string_view text, const FactCatalogue& facts, const Vocabulary& vocabulary) {
  auto result = compileExpression(text, facts, vocabulary);
  if (const auto* expression = std::get_if<Expression>(&result);
      expression != nullptr && expression->kind != Kind::Truth) {
    return SyntaxError{1, fmt::format("{} stands where a condition is expected", kindName(expression->kind))};
  }
  return result;
}

}  // namespace her2::feel
