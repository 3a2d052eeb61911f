// The walk through a JSON text against simdjson's document of the same text: both take it or neither does, and what
// they find in it is the same, whatever part of it the walk is asked for. The scan that names the place of an error
// agrees.
#include <simdjson.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "intake/fhir_syntax.h"
#include "intake/json_text.h"
#include "intake/json_walk.h"

namespace {

using namespace her2::intake;
using Element = simdjson::dom::element;

void must(bool holds) {
  if (!holds) std::abort();
}

/// Compares what is asked for; which members are left out depends on the input.
class Compared {
 public:
  explicit Compared(std::uint32_t choice) : choice_(choice) {}

  void same(Json json, Element expected) {
    if (expected.is_object()) {
      object(json, expected);
    } else if (expected.is_array()) {
      array(json, expected);
    } else if (expected.is_string()) {
      must(json.isString() && json.text() == std::string_view(expected));
    } else if (expected.is_bool()) {
      must(json.truth() == bool(expected) && !json.number());
    } else if (expected.is_number()) {
      const auto number = json.number();
      const double wanted = expected.is_double()  ? double(expected)
                            : expected.is_int64() ? static_cast<double>(std::int64_t(expected))
                                                  : static_cast<double>(std::uint64_t(expected));
      must(number == wanted && json.text().empty());
    } else {
      must(!json.number() && !json.truth() && !json.isString());
    }
  }

 private:
  bool asked() {
    choice_ = choice_ * 1664525 + 1013904223;
    return (choice_ >> 28) != 0;
  }

  void object(Json json, Element expected) {
    must(json.isObject() && !json.isArray());
    auto next = simdjson::dom::object(expected).begin();
    std::size_t count = 0;
    json.forEachMember([&](std::string_view name, Json value) {
      must(name == next.key());
      if (asked()) same(value, next.value());
      ++next;
      ++count;
    });
    must(count == simdjson::dom::object(expected).size());
    if (count == 0 || !asked()) return;  // once more, one by its name
    const auto first = *simdjson::dom::object(expected).begin();
    const auto found = json.member(first.key);
    must(found.has_value());
    same(*found, first.value);
  }

  void array(Json json, Element expected) {
    must(json.isArray() && !json.isObject());
    auto next = simdjson::dom::array(expected).begin();
    std::size_t count = 0;
    json.forEachElement([&](Json value) {
      if (asked()) same(value, *next);
      ++next;
      ++count;
    });
    must(count == simdjson::dom::array(expected).size());
  }

  std::uint32_t choice_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static JsonWalk walk(maxNesting);
  static simdjson::dom::parser parser;
  std::string text(reinterpret_cast<const char*>(data), size);
  text.append(padding, size % 2 == 0 ? '{' : ' ');  // whatever stands behind it
  const std::string_view record = std::string_view(text).substr(0, size);
  Element document;
  const auto error = parser.parse(simdjson::padded_string(record)).get(document);
  const JsonFault begun = walk.begin(record);
  using Kind = fhir::SyntaxError::Kind;
  if (error != simdjson::SUCCESS) {
    const bool good = begun == JsonFault::None && walk.end() == JsonFault::None;
    must(!good || error == simdjson::NUMBER_ERROR);  // the walk takes whole numbers beyond 64 bits
    const bool scanned = begun == JsonFault::None || begun == JsonFault::Grammar;
    must(!scanned || good == (fhir::firstSyntaxError(record, maxNesting).kind == Kind::None));
    return 0;
  }
  must(begun == JsonFault::None);
  std::uint32_t choice = 0;
  std::memcpy(&choice, data, std::min(size, sizeof(choice)));
  Compared(choice).same(walk.root(), document);
  const JsonFault fault = walk.end();
  must(fhir::firstSyntaxError(record, maxNesting).kind == (fault == JsonFault::None ? Kind::None : Kind::Depth));
  must(fault != JsonFault::None || walk.root().sameAs(walk.root()));
  return 0;
}
