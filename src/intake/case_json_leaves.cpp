#include "intake/case_json_leaves.h"

#include <fmt/format.h>

#include <cmath>

namespace her2::intake {
namespace {

constexpr std::string_view expectedDate = "a date such as 2026, \"2026-05\" or \"2026-05-17\"";
constexpr std::string_view expectedNumber =
    "a number, a comparison such as \">= 2.0\" or a range such as \"[4.0..6.0)\"";
constexpr std::string_view expectedCode = "a code or a list of codes";

/// "2026-05-17", or "2026-05..2026-07": some day from the first of the one to the last of the other.
std::optional<DateRange> readDate(std::string_view text) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) return DateRange::parse(text);
  const auto from = DateRange::parse(text.substr(0, dots));
  const auto to = DateRange::parse(text.substr(dots + 2));
  if (!from || !to || to->last < from->first) return std::nullopt;
  return DateRange(from->first, to->last);
}

bool readDouble(CaseReading& reading, JsonValue value, double& number) {
  if (value.get_double().get(number) == simdjson::SUCCESS) {
    number += 0.0;  // -0 is 0
    return true;
  }
  const std::string_view token = value.raw_json_token();
  if (!isJsonNumber(token.substr(0, token.find_last_not_of(" \t\r\n") + 1))) return reading.fail(token.data());
  reading.warn("value-out-of-range", "the number is too large to be read", {});
  return false;
}

/// Letters and digits in lower case: "FoundationOne CDx" and "foundationone-cdx" are the same.
std::string folded(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) result.push_back(c);
  }
  return result;
}

std::vector<std::string_view> codesOf(const Domain& domain) {
  std::vector<std::string_view> codes;
  for (const Code& each : domain.codes()) codes.push_back(each.code);
  return codes;
}

std::optional<unsigned> findProduct(std::string_view text, const Domain& domain) {
  if (const auto exact = domain.find(text)) return exact;
  const std::string name = folded(text);
  for (unsigned i = 0; i < domain.codes().size(); ++i) {
    const Code& each = domain[i];
    if (name == folded(each.title)) return i;
    if (each.code != "other" && name.find(folded(each.code)) != std::string::npos) return i;
  }
  return std::nullopt;
}

}  // namespace

bool readString(CaseReading& reading, JsonValue value, std::string_view& text, std::string_view expected) {
  if (typeOf(value) != JsonType::string) {
    reading.refuse(value, expected);
    return false;
  }
  if (value.get_string().get(text)) return reading.fail(value.raw_json_token().data());
  return true;
}

void readLeaf(CaseReading& reading, JsonValue value, std::string& text) {
  std::string_view read;
  if (readString(reading, value, read)) text = read;
}

void readLeaf(CaseReading& reading, JsonValue value, TextLeaf& leaf) {
  readLeaf(reading, value, leaf.value);
  if (leaf.recorded()) leaf.origin = reading.origin();
}

void readLeaf(CaseReading& reading, JsonValue value, bool& flag) {
  if (typeOf(value) != JsonType::boolean) return reading.refuse(value, "true or false");
  if (value.get_bool().get(flag)) reading.fail(value.raw_json_token().data());
}

void readLeaf(CaseReading& reading, JsonValue value, TruthLeaf& leaf) {
  if (typeOf(value) != JsonType::boolean) return reading.refuse(value, "true or false");
  bool flag = false;
  readLeaf(reading, value, flag);
  if (!reading.failed()) leaf = {truth(flag), reading.origin()};
}

void readLeaf(CaseReading& reading, JsonValue value, DateLeaf& leaf) {
  std::optional<DateRange> date;
  if (typeOf(value) == JsonType::number) {
    double year = 0;
    if (!readDouble(reading, value, year)) return;
    if (year == std::floor(year) && year >= 1 && year <= 9999) {
      const int y = static_cast<int>(year);
      date = DateRange(*Date::of(y, 1, 1), *Date::of(y, 12, 31));
    } else {
      return reading.refuse(fmt::format("{}", year), expectedDate);
    }
  } else {
    std::string_view text;
    if (!readString(reading, value, text, expectedDate)) return;
    date = readDate(text);
    if (!date) return reading.refuse(text, expectedDate);
  }
  leaf = {date, reading.origin()};
}

void readNumber(CaseReading& reading, JsonValue value, NumberLeaf& leaf, const NumberLimits& limits) {
  Interval number;
  if (typeOf(value) == JsonType::number) {
    double point = 0;
    if (!readDouble(reading, value, point)) return;
    number = Interval(point);
  } else {
    std::string_view text;
    if (!readString(reading, value, text, expectedNumber)) return;
    const auto parsed = Interval::parse(text);
    if (!parsed) return reading.refuse(text, expectedNumber);
    number = *parsed;
  }
  leaf = {number, {}};
  holdToLimits(reading, leaf, limits);
  if (leaf.recorded()) leaf.origin = reading.origin();
}

void holdToLimits(CaseReading& reading, NumberLeaf& leaf, const NumberLimits& limits) {
  if (!leaf.recorded()) return;
  const Interval possible = Interval::closed(limits.least, limits.greatest);
  const bool fraction = limits.whole && leaf.value.isPoint() && leaf.value.lo() != std::floor(leaf.value.lo());
  if (!fraction && leaf.value.intersect(possible)) return;
  const std::string found =
      fmt::format("found {}, expected {}", leaf.value.text(), limits.whole ? "a whole number" : "a number");
  if (limits.greatest == Interval::infinity) {
    reading.warn("value-out-of-range", fmt::format("{} of at least {}", found, limits.least));
  } else {
    reading.warn("value-out-of-range", fmt::format("{} from {} to {}", found, limits.least, limits.greatest));
  }
  leaf = {};
}

void unknownCode(CaseReading& reading, std::string_view text, const Domain* domain) {
  if (domain == nullptr) {
    return reading.warn("code-unknown", fmt::format("found {}, but the knowledge has no codes here", shown(text)));
  }
  const std::vector<std::string_view> codes = codesOf(*domain);
  const std::string_view meant = nearestName(text, codes);
  std::string remedy = meant.empty() ? std::string() : fmt::format("did you mean `{}`? ", meant);
  reading.warn("code-unknown", fmt::format("found {}, expected a code of {}", shown(text), domain->name()),
               remedy + fmt::format("codes: {}", fmt::join(codes, ", ")));
}

void readCode(CaseReading& reading, JsonValue value, CodeLeaf& leaf, const Domain* domain) {
  CodeSet codes;
  bool known = true;
  const bool good = readTexts(reading, value, expectedCode, false, [&](std::string_view text) {
    const auto code = domain != nullptr ? domain->find(text) : std::nullopt;
    if (code) codes |= (*domain)[*code].means;
    if (!code) known = (unknownCode(reading, text, domain), false);
  });
  if (good && known) leaf = {codes, reading.origin()};
}

void readCodes(CaseReading& reading, JsonValue value, CodesLeaf& leaf, const Domain* domain) {
  CodeSet codes;
  bool known = true;
  const bool good = readTexts(reading, value, expectedCode, true, [&](std::string_view text) {
    const auto code = domain != nullptr ? domain->find(text) : std::nullopt;
    if (code) codes |= CodeSet::of(*code);
    if (!code) known = (unknownCode(reading, text, domain), false);
  });
  if (good && known) leaf = {codes, reading.origin(), true};
}

void readProduct(CaseReading& reading, JsonValue value, CodeLeaf& leaf, const Domain* domain) {
  const auto other = domain != nullptr ? domain->find("other") : std::nullopt;
  if (!other) return readCode(reading, value, leaf, domain);
  CodeSet codes;
  bool named = true;
  const bool good = readTexts(reading, value, "a name or a list of names", false, [&](std::string_view text) {
    if (text.empty()) return named = false, reading.refuse(text, "the name of a product");
    const auto product = findProduct(text, *domain);
    codes |= CodeSet::of(product.value_or(*other));
    if (product) return;
    reading.warn("code-unknown",
                 fmt::format("found {}, which is none of {}; read as `other`", shown(text), domain->name()),
                 fmt::format("codes: {}", fmt::join(codesOf(*domain), ", ")));
  });
  if (good && named) leaf = {codes, reading.origin()};
}

}  // namespace her2::intake
