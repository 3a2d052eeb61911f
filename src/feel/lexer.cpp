#include "feel/lexer.h"

#include <array>
#include <charconv>

namespace her2::feel {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isNamePart(char c) { return isLetter(c) || isDigit(c); }

}  // namespace

Token Lexer::make(Token::Kind kind, std::size_t begin, std::size_t end) const {
  return {kind, text_.substr(begin, end - begin), begin + 1, 0};
}

Token Lexer::next() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
    ++at_;
  if (at_ == text_.size()) return make(Token::Kind::End, at_, at_);
  const char c = text_[at_];
  if (isDigit(c)) return number();
  if (c == '"') return string();
  if (isLetter(c)) return name();
  static constexpr std::array<std::string_view, 17> symbols = {"..", "<=", ">=", "!=", "<", ">", "=", "(", ")",
                                                               "[",  "]",  ",",  "+",  "-", "*", "/", "@"};
  for (const std::string_view symbol : symbols) {
    if (!text_.substr(at_).starts_with(symbol)) continue;
    at_ += symbol.size();
    return make(Token::Kind::Symbol, at_ - symbol.size(), at_);
  }
  ++at_;
  return make(Token::Kind::Bad, at_ - 1, at_);
}

Token Lexer::number() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && isDigit(text_[at_])) ++at_;
  // "4.0" has a fraction, "4..6" is a range.
  if (at_ + 1 < text_.size() && text_[at_] == '.' && isDigit(text_[at_ + 1])) {
    ++at_;
    while (at_ < text_.size() && isDigit(text_[at_])) ++at_;
  }
  Token token = make(Token::Kind::Number, begin, at_);
  const auto read = std::from_chars(token.text.data(), token.text.data() + token.text.size(), token.number);
  if (read.ec != std::errc()) token.kind = Token::Kind::Bad;  // greater than any double
  return token;
}

Token Lexer::string() {
  const std::size_t begin = at_++;
  while (at_ < text_.size() && text_[at_] != '"') ++at_;
  if (at_ == text_.size()) return make(Token::Kind::Bad, begin, at_);
  ++at_;
  Token token = make(Token::Kind::String, begin, at_);
  token.text = token.text.substr(1, token.text.size() - 2);
  return token;
}

Token Lexer::name() {
  const std::size_t begin = at_;
  while (at_ < text_.size()) {
    const bool joins = (text_[at_] == '.' || text_[at_] == '-') && at_ + 1 < text_.size() && isNamePart(text_[at_ + 1]);
    if (!joins && !isNamePart(text_[at_])) break;
    ++at_;
  }
  return make(Token::Kind::Name, begin, at_);
}

}  // namespace her2::feel
