// FEEL text to a syntax tree: names and literals as written, no types yet. Columns count from 1 in the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "her2/problem.h"

namespace her2::feel {

struct Syntax {
  enum class Form : std::uint8_t {
    Number,
    String,
    Boolean,
    Null,
    DateText,
    DurationText,
    Name,
    Or,
    And,
    Not,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Between,  ///< value, low, high
    In,       ///< value, tests …
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    If,
    Call,  ///< Call: text is the function, args the arguments
    // unary tests, only below In
    TestCompare,  ///< text is the operator, one arg
    TestRange,    ///< low, high; text is the brackets, "[)" and so on
    TestValue,    ///< one arg: equality
    TestNot,      ///< tests …
  };

  Form form = Form::Null;
  std::string text;
  double number = 0;
  std::size_t column = 0;
  std::vector<Syntax> args;
};

/// Where parsing or checking stopped, and why.
struct SyntaxError {
  std::size_t column = 0;
  std::string message;
};

template <class T>
using Parsed = std::variant<T, SyntaxError>;

Parsed<Syntax> parseExpression(std::string_view text);

}  // namespace her2::feel
