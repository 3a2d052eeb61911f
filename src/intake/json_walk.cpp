#include "intake/json_walk.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory_resource>

#include "intake/json_text.h"
#include "intake/reader.h"

namespace her2::intake {
namespace {

bool isLiteral(std::string_view text) { return text == "true" || text == "false" || text == "null"; }

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

static_assert(padding >= simdjson::SIMDJSON_PADDING);

bool isSign(char c) { return std::string_view("{}[],:\"").find(c) != std::string_view::npos; }

bool isShortEscape(char kind) {
  switch (kind) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return true;
    default:
      return false;
  }
}

/// The four digits of \uXXXX, or nothing.
std::optional<std::uint32_t> fourDigits(const char* from) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(from, from + 4, value, 16);
  if (error != std::errc() || end != from + 4) return std::nullopt;
  return value;
}

bool isHighSurrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool isLowSurrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

/// The stage of simdjson that finds the tokens, and room for strings that were written with escapes.
struct JsonWalk::Stage {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
  std::array<std::byte, 4096> first;
  std::pmr::monotonic_buffer_resource strings{first.data(), first.size()};
  std::optional<Padded> copy;
};

JsonWalk::JsonWalk(int deepest) : deepest_(std::min(deepest, mostLevels)), stage_(std::make_unique<Stage>()) {}
JsonWalk::~JsonWalk() = default;

JsonFault JsonWalk::begin(std::string_view text) {
  text_ = plain_ = escape_ = "";
  tokens_ = noTokens;
  count_ = 0;
  ends_.clear();
  // What stands where the text ends is looked at as if it were a token: it must not look like one.
  if (isSign(text.data()[text.size()])) text = stage_->copy.emplace(text).text();
  constexpr std::size_t firstCapacity = std::size_t{1} << 16;
  auto& parser = stage_->parser;
  stage_->strings.release();
  depth_ = 0;
  fault_ = JsonFault::None;
  if (!parser || parser->capacity() < text.size()) {
    const std::size_t capacity = std::max(firstCapacity, text.size());
    const auto error = parser ? parser->set_capacity(capacity)
                              : simdjson::get_active_implementation()->create_dom_parser_implementation(
                                    capacity, static_cast<std::size_t>(deepest_), parser);
    if (error != simdjson::SUCCESS) return fault_ = JsonFault::Size;
  }
  switch (
      parser->stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), simdjson::stage1_mode::regular)) {
    case simdjson::SUCCESS:
      break;
    case simdjson::UTF8_ERROR:
      return fault_ = JsonFault::Encoding;
    case simdjson::UNCLOSED_STRING:
    case simdjson::UNESCAPED_CHARS:
      return fault_ = JsonFault::String;
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return fault_ = JsonFault::Size;
    default:
      return fault_ = JsonFault::Grammar;
  }
  text_ = text.data();
  count_ = parser->n_structural_indexes;
  std::fill_n(parser->structural_indexes.get() + count_, behindLast, static_cast<std::uint32_t>(text.size()));
  tokens_ = parser->structural_indexes.get();
  ends_.assign(count_, 0);
  plain_ = escape_ = text_;
  return fault_;
}

JsonFault JsonWalk::end() {
  if (fault_ != JsonFault::None) return fault_;
  if (behind(0) != count_) broken();
  passEscapes(text_ + tokens_[count_]);
  return fault_;
}

/// A token without the white space that follows it.
std::string_view JsonWalk::word(std::uint32_t token) const {
  const std::uint32_t begin = tokens_[token];
  std::string_view text(text_ + begin, tokens_[token + 1] - begin);
  while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
  return text;
}

bool JsonWalk::isWord(std::uint32_t token) const {
  const std::string_view text = word(token);
  return isJsonNumber(text) ? isHeldByDouble(text) : isLiteral(text);
}

/// Iterative: most of a record goes by here.
std::uint32_t JsonWalk::skip(const std::uint32_t token) {
  static_assert(mostLevels <= 64);
  std::uint64_t objects = 0;  // a bit for each level, the innermost last: whether it is an object
  int levels = 0;
  std::uint32_t next = token;
  while (true) {
    if ((objects & 1) != 0) {
      if (!isName(next)) return broken();
      next += 2;
    }
    const char first = sign(next);
    if (first == '{' || first == '[') {
      if (depth_ + levels == deepest_) return broken();
      ++levels;
      objects = objects << 1 | static_cast<std::uint64_t>(first == '{');
      ++next;
      if (sign(next) != closing(first == '{')) continue;
    } else if (first == '"' || isWord(next)) {
      ++next;
    } else {
      return broken();
    }
    while (sign(next) == closing((objects & 1) != 0)) {
      ++next;
      objects >>= 1;
      if (--levels == 0) return ends_[token] = next;
    }
    if (sign(next) != ',') return broken();
    ++next;
  }
}

/// The place behind an escape, or null if it is none. Surrogates come in pairs.
const char* JsonWalk::afterEscape(const char* backslash) {
  if (backslash[1] != 'u') return isShortEscape(backslash[1]) ? backslash + 2 : nullptr;
  const auto unit = fourDigits(backslash + 2);
  if (!unit || isLowSurrogate(*unit)) return nullptr;
  const char* const next = backslash + 6;
  if (!isHighSurrogate(*unit)) return next;
  if (next[0] != '\\' || next[1] != 'u') return nullptr;
  const auto second = fourDigits(next + 2);
  return second && isLowSurrogate(*second) ? next + 6 : nullptr;
}

/// Holds the escapes before `until` to the grammar and finds the next.
void JsonWalk::passEscapes(const char* until) {
  const char* const end = text_ + tokens_[count_];
  while (escape_ < until) {
    if (escape_ >= plain_ && *escape_ == '\\') {
      const char* const next = afterEscape(escape_);
      if (next == nullptr) {
        broken();
        plain_ = escape_ = end;
        return;
      }
      plain_ = next;
    }
    const void* const found =
        plain_ < end ? std::memchr(plain_, '\\', static_cast<std::size_t>(end - plain_)) : nullptr;
    escape_ = found == nullptr ? end : static_cast<const char*>(found);
  }
}

std::string_view JsonWalk::unescaped(const char* begin, const char* end) {
  if (begin > escape_) passEscapes(begin);
  if (begin >= plain_ && end <= escape_) return {begin, static_cast<std::size_t>(end - begin)};
  const auto size = static_cast<std::size_t>(end - begin);
  if (std::memchr(begin, '\\', size) == nullptr) return {begin, size};
  auto* const room = static_cast<std::uint8_t*>(stage_->strings.allocate(size + 1 + simdjson::SIMDJSON_PADDING, 1));
  const std::uint8_t* const last = stage_->parser->parse_string(reinterpret_cast<const std::uint8_t*>(begin), room);
  if (last == nullptr) {
    broken();
    return {};
  }
  return {reinterpret_cast<const char*>(room), static_cast<std::size_t>(last - room)};
}

std::optional<double> Json::number() const { return walk_ == nullptr ? std::nullopt : jsonNumber(walk_->word(token_)); }

std::optional<bool> Json::truth() const {
  if (walk_ == nullptr) return std::nullopt;
  const std::string_view text = walk_->word(token_);
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::optional<Json> Json::member(std::string_view name) const {
  std::optional<Json> result;
  untilMember([&](std::string_view each, Json value) {
    if (each == name) result = value;
    return result.has_value();
  });
  return result;
}

bool JsonWalk::sameTokens(std::uint32_t a, std::uint32_t b) {
  if (sign(a) == '"' && sign(b) == '"') return string(a) == string(b);
  if (isSign(sign(a)) || isSign(sign(b))) return sign(a) == sign(b);
  const auto number = jsonNumber(word(a));
  return word(a) == word(b) || (number && number == jsonNumber(word(b)));
}

// Token by token, to the first difference: both are known to be values by then, so the signs tell the levels.
bool Json::sameAs(Json other) const {
  if (walk_ == nullptr || walk_ != other.walk_) return false;
  const std::uint32_t size = walk_->behind(token_) - token_;
  if (walk_->behind(other.token_) - other.token_ != size || walk_->fault_ != JsonFault::None) return false;
  std::uint32_t at = 0;
  while (at < size && walk_->sameTokens(token_ + at, other.token_ + at)) ++at;
  return at == size;
}

}  // namespace her2::intake
