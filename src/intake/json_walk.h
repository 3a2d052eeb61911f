// JSON read in one pass forward. simdjson's first stage finds where strings, words and signs begin (and that the text
// is UTF-8 and its strings are closed); a walk then follows the grammar through them and hands out each member as it
// comes by. No document is built: texts are views of the record, but for those written with escapes. What nobody asks
// for is held to the grammar all the same, so that a damaged record is refused and never read in part.
// docs/benchmarks.md says what this is worth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace her2::intake {

class JsonWalk;

/// A value of the text that is being walked. It and the texts it gives are good until the next begin(), as long as the
/// text is there.
class Json {
 public:
  Json() = default;

  bool isObject() const { return starts('{'); }
  bool isArray() const { return starts('['); }
  bool isString() const { return starts('"'); }
  /// Empty where it is no string.
  std::string_view text() const;
  /// Nothing where it is none.
  std::optional<double> number() const;
  std::optional<bool> truth() const;
  /// The value of the first member of that name; nothing if it is no object or has none.
  std::optional<Json> member(std::string_view name) const;
  /// Calls each(name, value) for every member until it returns true; nothing if it is no object.
  template <class F>
  void untilMember(F&& each) const;
  /// Calls each(name, value) for every member; nothing if it is no object.
  template <class F>
  void forEachMember(F&& each) const;
  /// Calls each(value) for every element; nothing if it is no list.
  template <class F>
  void forEachElement(F&& each) const;
  /// True if both say the same: the same strings and numbers, however they are written, in the same order.
  bool sameAs(Json other) const;

 private:
  friend class JsonWalk;
  Json(JsonWalk& walk, std::uint32_t token) : walk_(&walk), token_(token) {}
  bool starts(char sign) const;

  JsonWalk* walk_ = nullptr;
  std::uint32_t token_ = 0;
};

/// Encoding: no UTF-8. String: one that is not closed, or holds a control character. Grammar: anything else that is no
/// JSON, nested too deep, or a number beyond the range of double; fhir_syntax.h says which, and where. Size: no memory.
enum class JsonFault : std::uint8_t { None, Encoding, String, Grammar, Size };

/// One text after the other. A text counts as read only when end() finds no fault in it: until then what came out of it
/// may be the beginning of something broken.
class JsonWalk {
 public:
  static constexpr int mostLevels = 64;
  /// `deepest`: how deep objects and lists may be nested, at most `mostLevels`.
  explicit JsonWalk(int deepest);
  ~JsonWalk();
  JsonWalk(const JsonWalk&) = delete;
  JsonWalk& operator=(const JsonWalk&) = delete;

  /// `text` is followed by `padding` readable bytes.
  JsonFault begin(std::string_view text);
  /// Says nothing after a begin() that found a fault.
  Json root() { return {*this, 0}; }
  /// Looks at what has not been looked at yet.
  JsonFault end();

 private:
  friend class Json;
  struct Stage;

  /// Tokens that follow the last one and begin where the text ends, so that no step of the walk need ask whether there
  /// is another.
  static constexpr std::size_t behindLast = 3;
  static constexpr std::uint32_t noTokens[behindLast] = {};

  /// The sign a token begins with; none of JSON's behind the last.
  char sign(std::uint32_t token) const { return text_[tokens_[token]]; }
  std::string_view word(std::uint32_t token) const;
  bool isName(std::uint32_t token) const { return sign(token) == '"' && sign(token + 1) == ':'; }

  std::string_view string(std::uint32_t token) {
    const char* const begin = text_ + tokens_[token] + 1;
    const char* end = text_ + tokens_[token + 1] - 1;
    while (*end != '"') --end;  // white space before the next sign
    if (begin >= plain_ && end <= escape_) return {begin, static_cast<std::size_t>(end - begin)};
    return unescaped(begin, end);
  }
  std::string_view unescaped(const char* begin, const char* end);
  void passEscapes(const char* until);
  const char* afterEscape(const char* backslash);

  /// The token behind a value.
  std::uint32_t behind(std::uint32_t token) {
    const char first = sign(token);
    if (first == '"') return token + 1;
    if (first != '{' && first != '[') return isWord(token) ? token + 1 : broken();
    return ends_[token] != 0 ? ends_[token] : skip(token);
  }
  std::uint32_t skip(std::uint32_t token);
  static constexpr char closing(bool object) { return object ? '}' : ']'; }
  bool isWord(std::uint32_t token) const;
  bool sameTokens(std::uint32_t a, std::uint32_t b);
  /// Into a list or object; false where that is too deep.
  bool goDown() {
    if (depth_ == deepest_) {
      broken();
      return false;
    }
    ++depth_;
    return true;
  }
  void goUp() { --depth_; }
  /// Behind the last token, where every step of the walk ends.
  std::uint32_t broken() {
    fault_ = JsonFault::Grammar;
    return count_;
  }
  /// Through the list or object that begins at the token: step(first token of a part) gives the token behind it. Notes
  /// where the last one is, so that it is not gone through again.
  template <class F>
  void goThrough(std::uint32_t token, bool object, F&& step) {
    if (!goDown()) return;
    std::uint32_t next = token;  // before the first part stands the opening sign, before the others a comma
    if (sign(token + 1) == closing(object)) {
      ++next;
    } else {
      do {
        next = step(next + 1);
      } while (sign(next) == ',');
      if (sign(next) != closing(object)) broken();
    }
    goUp();
    if (fault_ == JsonFault::None) ends_[token] = next + 1;
  }

  const char* text_ = "";
  const std::uint32_t* tokens_ = noTokens;  ///< where they begin; behind the last, a few that begin where the text ends
  std::uint32_t count_ = 0;                 ///< without those
  std::vector<std::uint32_t> ends_;         ///< of the list or object that begins at a token; 0: not known
  /// From `plain_` to `escape_` there is no backslash; those before are known to be well written.
  const char* plain_ = text_;
  const char* escape_ = text_;
  int depth_ = 0;
  int deepest_;
  JsonFault fault_ = JsonFault::None;
  std::unique_ptr<Stage> stage_;
};

inline bool Json::starts(char sign) const { return walk_ != nullptr && walk_->sign(token_) == sign; }

inline std::string_view Json::text() const {
  if (walk_ == nullptr || walk_->sign(token_) != '"') return {};
  return walk_->string(token_);
}

template <class F>
void Json::forEachMember(F&& each) const {
  if (walk_ == nullptr || walk_->sign(token_) != '{') return;
  JsonWalk& walk = *walk_;
  walk.goThrough(token_, true, [&](std::uint32_t name) {
    if (!walk.isName(name)) return walk.broken();
    each(walk.string(name), Json(walk, name + 2));
    return walk.behind(name + 2);
  });
}

template <class F>
void Json::untilMember(F&& each) const {
  if (walk_ == nullptr || walk_->sign(token_) != '{') return;
  JsonWalk& walk = *walk_;
  if (!walk.goDown()) return;
  for (std::uint32_t next = token_ + 1; walk.isName(next); ++next) {
    if (each(walk.string(next), Json(walk, next + 2))) break;
    next = walk.behind(next + 2);
    if (walk.sign(next) != ',') break;
  }
  walk.goUp();
}

template <class F>
void Json::forEachElement(F&& each) const {
  if (walk_ == nullptr || walk_->sign(token_) != '[') return;
  JsonWalk& walk = *walk_;
  walk.goThrough(token_, false, [&](std::uint32_t value) {
    each(Json(walk, value));
    return walk.behind(value);
  });
}

}  // namespace her2::intake
