// Readers of single leaves. Each takes a value that is not null; what it cannot read it refuses with a warning, and the
// leaf stays not recorded.
#pragma once

#include <string>
#include <string_view>

#include "intake/case_json_reading.h"

namespace her2::intake {

/// What a number can be at all. Not clinical: a ratio of 50 is a number, a negative one is none.
struct NumberLimits {
  double least;
  double greatest;
  bool whole = false;
};
inline constexpr NumberLimits anyNumber{-Interval::infinity, Interval::infinity};
inline constexpr NumberLimits notNegative{0, Interval::infinity};
inline constexpr NumberLimits percentage{0, 100};
inline constexpr NumberLimits count{0, Interval::infinity, true};

/// False (and said so) if it is no text.
bool readString(CaseReading& reading, JsonValue value, std::string_view& text, std::string_view expected = "text");
void readLeaf(CaseReading& reading, JsonValue value, TextLeaf& leaf);
void readLeaf(CaseReading& reading, JsonValue value, std::string& text);
void readLeaf(CaseReading& reading, JsonValue value, TruthLeaf& leaf);
void readLeaf(CaseReading& reading, JsonValue value, bool& flag);
void readLeaf(CaseReading& reading, JsonValue value, DateLeaf& leaf);
void readNumber(CaseReading& reading, JsonValue value, NumberLeaf& leaf, const NumberLimits& limits);
/// Says so and forgets the number if it is outside.
void holdToLimits(CaseReading& reading, NumberLeaf& leaf, const NumberLimits& limits);
/// One code, or a list: any of these.
void readCode(CaseReading& reading, JsonValue value, CodeLeaf& leaf, const Domain* domain);
/// One code, or a list: all of these.
void readCodes(CaseReading& reading, JsonValue value, CodesLeaf& leaf, const Domain* domain);
/// The name of a product: its code, title or a text that holds the code, in any case; `other` where it is none of the
/// list.
void readProduct(CaseReading& reading, JsonValue value, CodeLeaf& leaf, const Domain* domain);
void unknownCode(CaseReading& reading, std::string_view text, const Domain* domain);

/// Calls each(text) for the text, or for every text of a list. False (and said so) if something in it is no text, or
/// the list is empty and may not be.
template <class F>
bool readTexts(CaseReading& reading, JsonValue value, std::string_view expected, bool mayBeEmpty, F&& each) {
  std::string_view text;
  if (typeOf(value) != JsonType::array) {
    if (!readString(reading, value, text, expected)) return false;
    each(text);
    return true;
  }
  simdjson::ondemand::array list;
  bool good = true;
  std::size_t size = 0;
  if (value.get_array().get(list)) return reading.fail();
  for (auto entry : list) {
    JsonValue element;
    if (entry.get(element) || !reading.isValue(element)) return reading.fail();
    ++size;
    if (readString(reading, element, text, expected)) {
      each(text);
    } else {
      good = false;
    }
    if (reading.failed()) return false;
  }
  if (size == 0 && !mayBeEmpty) reading.refuse("[]", expected);
  return good && (size != 0 || mayBeEmpty);
}

}  // namespace her2::intake
