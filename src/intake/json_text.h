// What the JSON readers share below the parser: limits of a record, places in its text, and words for messages. Knows
// no JSON library.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "her2/problem.h"
#include "intake/reader.h"

namespace her2::intake {

/// Longest record that is read; a longer one is refused before it is parsed.
inline constexpr std::size_t maxRecordBytes = std::size_t{64} << 20;
/// Deepest nesting of objects and lists that is read.
inline constexpr int maxNesting = 64;

/// The text without the byte order mark some editors put before it.
std::string_view withoutByteOrderMark(std::string_view text);

/// What keeps a text from being parsed at all: it is empty or too long.
std::optional<Problem> textProblem(RecordPlace place, std::string_view text);
/// Where a text that is not UTF-8 stops being it. Requires a text that is not empty.
Problem encodingProblem(RecordPlace place, std::string_view text);
/// A syntax error at that offset of the text.
Problem syntaxProblem(RecordPlace place, std::string_view text, std::size_t offset);
/// A syntax error inside a string, where the parser says only that there is one: a bare control character, or a string
/// that never ends.
Problem brokenStringProblem(RecordPlace place, std::string_view text);

/// "cases.ndjson:17: specimens[0].ihc.score": a place inside the record.
std::string placeOf(RecordPlace place, std::string_view path);
/// "cases.json:12:3": a place in the text; columns count characters, from 1.
std::string placeOf(RecordPlace place, std::string_view text, std::size_t offset);

/// A piece of a record for a message: in backticks, cut where long, control characters replaced.
std::string shown(std::string_view text);
/// The same, up to so many bytes.
std::string shown(std::string_view text, std::size_t most);

/// True if the text is a number as JSON writes numbers, whatever its size.
bool isJsonNumber(std::string_view text);
/// The number; nothing if the text is none, or one beyond the range of double.
std::optional<double> jsonNumber(std::string_view text);
/// False for a JSON number beyond the range of double.
bool isHeldByDouble(std::string_view number);
/// True if the values that begin at the two places are written alike, white space aside. Requires valid JSON.
bool sameJsonText(const char* a, const char* b);

/// The name that was probably meant, or nothing: letters of another case, or at most two slips of the key.
std::string_view nearestName(std::string_view name, std::span<const std::string_view> names);

}  // namespace her2::intake
