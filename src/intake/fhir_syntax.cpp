#include "intake/fhir_syntax.h"

#include <algorithm>

#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

constexpr auto npos = std::string_view::npos;

bool isHexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// A plain scan by the grammar of RFC 8259. Each function leaves `at` behind what it took, or on the first error and
/// returns false.
class Scan {
 public:
  Scan(std::string_view text, int deepest) : text_(text), deepest_(deepest) {}

  SyntaxError firstError() {
    const bool good = value(0);
    if (good) space();
    if (good && at_ == text_.size()) return {};
    return {kind_, at_};
  }

 private:
  char front() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  bool take(char c) {
    if (front() != c) return false;
    ++at_;
    return true;
  }

  bool value(int depth) {
    space();
    switch (front()) {
      case '{':
        return members('}', depth, true);
      case '[':
        return members(']', depth, false);
      case '"':
        return string();
      default:
        return scalar();
    }
  }

  bool members(char end, int depth, bool named) {
    if (depth == deepest_) return fail(SyntaxError::Kind::Depth);
    ++at_;
    space();
    if (take(end)) return true;
    while (true) {
      space();
      if (named && !(front() == '"' && string() && colon())) return false;
      if (!value(depth + 1)) return false;
      space();
      if (take(end)) return true;
      if (!take(',')) return false;
    }
  }

  bool colon() {
    space();
    return take(':');
  }

  bool string() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && !escape()) return false;
      ++at_;
    }
    if (take('"')) return true;
    at_ = begin;
    return false;
  }

  /// Surrogates come in pairs.
  bool escape() {
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (kind != 'u') {
      const bool known = kind != '\0' && std::string_view("\"\\/bfnrt").find(kind) != npos;
      if (known) ++at_;
      return known;
    }
    if (!fourDigits(at_ + 2) || isSurrogate(at_ + 2, "cdefCDEF")) return false;
    const bool high = isSurrogate(at_ + 2, "89abAB");
    const bool pair =
        high && text_.substr(at_ + 6).starts_with("\\u") && fourDigits(at_ + 8) && isSurrogate(at_ + 8, "cdefCDEF");
    if (high && !pair) return false;
    at_ += high ? 11 : 5;
    return true;
  }

  /// Of four digits: the first is D, and the second one of these.
  bool isSurrogate(std::size_t at, std::string_view second) const {
    return (text_[at] == 'd' || text_[at] == 'D') && second.find(text_[at + 1]) != npos;
  }

  bool fourDigits(std::size_t at) const {
    const std::string_view digits = at <= text_.size() ? text_.substr(at, 4) : std::string_view();
    return digits.size() == 4 && std::all_of(digits.begin(), digits.end(), isHexadecimal);
  }

  bool scalar() {
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n,:[]{}\"", at_), text_.size());
    const std::string_view word = text_.substr(at_, end - at_);
    if (word != "true" && word != "false" && word != "null" && !isJsonNumber(word)) return false;
    if (isJsonNumber(word) && !isHeldByDouble(word)) return fail(SyntaxError::Kind::Number);
    at_ = end;
    return true;
  }

  bool fail(SyntaxError::Kind kind) {
    kind_ = kind;
    return false;
  }

  std::string_view text_;
  int deepest_;
  std::size_t at_ = 0;
  SyntaxError::Kind kind_ = SyntaxError::Kind::Grammar;
};

}  // namespace

SyntaxError firstSyntaxError(std::string_view text, int deepest) { return Scan(text, deepest).firstError(); }

}  // namespace her2::intake::fhir
