#include "feel/syntax.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "feel/lexer.h"

namespace her2::feel {
namespace {

using Form = Syntax::Form;

constexpr int deepest = 200;
constexpr std::size_t longest = 20000;  // so that a tree cannot outgrow the stack

// Recursive descent, one function a level of precedence:
//   or > and > comparison, between, in > + - > * / > unary - > primary
// After the first error every function returns at once; the error is kept.
class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) { advance(); }

  Parsed<Syntax> whole() {
    Syntax result = expression();
    if (!error_ && token_.kind != Token::Kind::End) fail(fmt::format("unexpected `{}`", token_.text));
    if (error_) return *error_;
    return result;
  }

 private:
  void advance() {
    token_ = lexer_.next();
    if (token_.kind == Token::Kind::Bad) fail(fmt::format("`{}` is not part of an expression", token_.text));
  }

  void fail(std::string message) {
    if (!error_) error_ = SyntaxError{token_.column, std::move(message)};
  }

  bool accept(std::string_view symbol) {
    if (error_ || !token_.is(symbol)) return false;
    advance();
    return true;
  }

  void expect(std::string_view symbol) {
    if (!accept(symbol)) {
      fail(token_.kind == Token::Kind::End ? fmt::format("`{}` expected at the end", symbol)
                                           : fmt::format("`{}` expected before `{}`", symbol, token_.text));
    }
  }

  Syntax node(Form form) const {
    Syntax result;
    result.form = form;
    result.column = token_.column;
    return result;
  }

  static Syntax join(Form form, Syntax left, Syntax right) {
    Syntax result;
    result.form = form;
    result.column = left.column;
    result.args.push_back(std::move(left));
    result.args.push_back(std::move(right));
    return result;
  }

  Syntax expression() {
    if (++depth_ > deepest) fail("nested too deep");
    Syntax result = error_ ? Syntax() : token_.is("if") ? conditional() : disjunction();
    --depth_;
    return result;
  }

  Syntax conditional() {
    Syntax result = node(Form::If);
    advance();
    result.args.push_back(expression());
    expect("then");
    result.args.push_back(expression());
    expect("else");
    result.args.push_back(expression());
    return result;
  }

  Syntax disjunction() {
    Syntax left = conjunction();
    while (accept("or")) left = join(Form::Or, std::move(left), conjunction());
    return left;
  }

  Syntax conjunction() {
    Syntax left = comparison();
    while (accept("and")) left = join(Form::And, std::move(left), comparison());
    return left;
  }

  Syntax comparison() {
    Syntax left = sum();
    static constexpr std::pair<std::string_view, Form> operators[] = {
        {"=", Form::Equal}, {"!=", Form::NotEqual},     {"<=", Form::LessEqual},
        {"<", Form::Less},  {">=", Form::GreaterEqual}, {">", Form::Greater}};
    for (const auto& [symbol, form] : operators) {
      if (accept(symbol)) return join(form, std::move(left), sum());
    }
    if (accept("between")) {
      Syntax result = join(Form::Between, std::move(left), sum());
      expect("and");
      result.args.push_back(sum());
      return result;
    }
    if (accept("in")) return membership(std::move(left));
    return left;
  }

  // `x in [4..6)`, `x in (>= 2, < 1)`, `x in ("a", "b")`, `x in "a"`
  Syntax membership(Syntax value) {
    Syntax result = node(Form::In);
    result.column = value.column;
    result.args.push_back(std::move(value));
    if (token_.is("(")) {
      advance();
      Syntax first = test();
      if (first.form == Form::TestValue && accept("..")) {  // the bracket was an open range, "(1.8..2.2]"
        result.args.push_back(range("(", std::move(first.args[0])));
        return result;
      }
      result.args.push_back(std::move(first));
      while (accept(",")) result.args.push_back(test());
      expect(")");
      return result;
    }
    result.args.push_back(test());
    return result;
  }

  Syntax test() {
    if (++depth_ > deepest) fail("nested too deep");
    Syntax result = error_ ? Syntax() : anyTest();
    --depth_;
    return result;
  }

  Syntax anyTest() {
    for (const std::string_view op : {"<=", "<", ">=", ">", "=", "!="}) {
      if (!token_.is(op)) continue;
      Syntax result = node(Form::TestCompare);
      result.text = op;
      advance();
      result.args.push_back(sum());
      return result;
    }
    if (token_.is("[") || token_.is("(")) {
      const std::string bracket(token_.text);
      advance();
      Syntax low = sum();
      expect("..");
      return range(bracket, std::move(low));
    }
    Syntax result = node(Form::TestValue);
    if (token_.is("not")) {
      result.form = Form::TestNot;
      advance();
      expect("(");
      do result.args.push_back(test());
      while (accept(","));
      expect(")");
      return result;
    }
    result.args.push_back(sum());
    return result;
  }

  Syntax range(std::string bracket, Syntax low) {
    Syntax result = node(Form::TestRange);
    result.column = low.column;
    result.args.push_back(std::move(low));
    result.args.push_back(sum());
    result.text = std::move(bracket);
    if (token_.is("]") || token_.is(")")) {
      result.text += token_.text;
      advance();
    } else {
      fail("a range ends with `]` or `)`");
    }
    return result;
  }

  Syntax sum() {
    Syntax left = product();
    while (!error_) {
      if (accept("+")) {
        left = join(Form::Add, std::move(left), product());
      } else if (accept("-")) {
        left = join(Form::Subtract, std::move(left), product());
      } else {
        break;
      }
    }
    return left;
  }

  Syntax product() {
    Syntax left = unary();
    while (!error_) {
      if (accept("*")) {
        left = join(Form::Multiply, std::move(left), unary());
      } else if (accept("/")) {
        left = join(Form::Divide, std::move(left), unary());
      } else {
        break;
      }
    }
    return left;
  }

  Syntax unary() {
    if (!token_.is("-")) return primary();
    Syntax result = node(Form::Negate);
    advance();
    if (++depth_ > deepest) fail("nested too deep");
    result.args.push_back(error_ ? Syntax() : unary());
    --depth_;
    return result;
  }

  Syntax primary() {
    if (error_) return {};
    Syntax result = node(Form::Number);
    switch (token_.kind) {
      case Token::Kind::Number:
        result.number = token_.number;
        advance();
        return result;
      case Token::Kind::String:
        result.form = Form::String;
        result.text = token_.text;
        advance();
        return result;
      case Token::Kind::Name:
        return named();
      case Token::Kind::Symbol:
        if (accept("(")) {
          result = expression();
          expect(")");
          return result;
        }
        if (accept("@")) return atLiteral(result.column);
        break;
      default:
        break;
    }
    fail(token_.kind == Token::Kind::End ? "an expression is expected at the end"
                                         : fmt::format("an expression is expected before `{}`", token_.text));
    return {};
  }

  // @"2026-01-31" is a date, @"P6M" a duration.
  Syntax atLiteral(std::size_t column) {
    Syntax result;
    result.column = column;
    result.text = token_.text;
    result.form = !token_.text.empty() && token_.text[0] == 'P' ? Form::DurationText : Form::DateText;
    if (token_.kind != Token::Kind::String) fail("`@` is followed by a date or a duration in quotes");
    advance();
    return result;
  }

  Syntax named() {
    Syntax result = node(Form::Name);
    result.text = token_.text;
    advance();
    if (result.text == "true" || result.text == "false") {
      result.form = Form::Boolean;
      return result;
    }
    if (result.text == "null") {
      result.form = Form::Null;
      return result;
    }
    if (result.text == "list" && token_.is("contains")) {
      result.text = "list contains";
      advance();
    }
    if (!token_.is("(")) return result;
    advance();
    result.form = result.text == "not" ? Form::Not : Form::Call;
    if (!token_.is(")")) {
      do result.args.push_back(expression());
      while (accept(","));
    }
    expect(")");
    return result;
  }

  Lexer lexer_;
  Token token_;
  std::optional<SyntaxError> error_;
  int depth_ = 0;
};

}  // namespace

Parsed<Syntax> parseExpression(std::string_view text) {
  if (text.size() > longest)
    return SyntaxError{longest, fmt::format("an expression has at most {} characters", longest)};
  return Parser(text).whole();
}

}  // namespace her2::feel
