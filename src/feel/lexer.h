// Tokens of the FEEL subset.
#pragma once

#include <string>
#include <string_view>

namespace her2::feel {

struct Token {
  enum class Kind : std::uint8_t { End, Number, String, Name, Symbol, Bad };
  Kind kind = Kind::End;
  std::string_view text;  ///< as written; a string without its quotes
  std::size_t column = 1;
  double number = 0;

  bool is(std::string_view symbol) const { return (kind == Kind::Symbol || kind == Kind::Name) && text == symbol; }
};

/// Hands out one token after the other. A name is letters and digits joined by dots and hyphens:
/// `prior.chemotherapy-metastatic`.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}
  Token next();

 private:
  Token make(Token::Kind kind, std::size_t begin, std::size_t end) const;
  Token number();
  Token string();
  Token name();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace her2::feel
