#include "intake/fhir_syntax.h"

#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

constexpr auto npos = std::string_view::npos;

bool isHexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// A plain scan by the grammar of RFC 8259. Each function leaves `at` behind what it took, or on the first error and
/// returns false.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  std::size_t firstError() {
    if (!value(0)) return at_;
    space();
    return at_;
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
    if (depth > maxNesting) return false;
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

  bool escape() {
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (std::string_view("\"\\/bfnrt").find(kind) != npos && kind != '\0') {
      ++at_;
      return true;
    }
    if (kind != 'u' || at_ + 5 >= text_.size()) return false;
    for (std::size_t i = 2; i < 6; ++i) {
      if (!isHexadecimal(text_[at_ + i])) return false;
    }
    at_ += 5;
    return true;
  }

  bool scalar() {
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n,:[]{}\"", at_), text_.size());
    const std::string_view word = text_.substr(at_, end - at_);
    if (word != "true" && word != "false" && word != "null" && !isJsonNumber(word)) return false;
    at_ = end;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t syntaxErrorOffset(std::string_view text) { return Scan(text).firstError(); }

}  // namespace her2::intake::fhir
