#include "intake/fhir_parser.h"

#include <fmt/format.h>

#include "intake/fhir_names.h"
#include "intake/fhir_syntax.h"

namespace her2::intake::fhir {
namespace {

Problem grammarProblem(RecordPlace place, std::string_view record, int deepest) {
  const SyntaxError error = firstSyntaxError(record, deepest);
  switch (error.kind) {
    case SyntaxError::Kind::Depth:
      return {Severity::Error,
              "json-depth",
              placeOf(place, record, error.offset),
              fmt::format("objects and lists are nested more than {} deep", deepest),
              {}};
    case SyntaxError::Kind::Number:
      return {Severity::Error, "json-number", placeOf(place, record, error.offset),
              "the number is too large to be read", "no number of a record is that large: correct it"};
    default:
      return syntaxProblem(place, record, error.offset);
  }
}

Problem faultProblem(JsonFault fault, RecordPlace place, std::string_view record, int deepest) {
  switch (fault) {
    case JsonFault::Encoding:
      return encodingProblem(place, record);
    case JsonFault::String:
      return brokenStringProblem(place, record);
    case JsonFault::Size:
      return recordProblem(place, "json-too-large", "no memory to read a record of this size");
    default:
      return grammarProblem(place, record, deepest);
  }
}

}  // namespace

Problem recordProblem(RecordPlace place, std::string code, std::string message, std::string remedy) {
  return {Severity::Error, std::move(code), placeIn(place, {}), std::move(message), std::move(remedy)};
}

// They come first in most, so the rest is not looked at.
Name nameOf(Json resource, std::uint32_t entry) {
  Name name;
  name.entry = entry;
  bool type = false;
  bool id = false;
  resource.untilMember([&](std::string_view member, Json value) {
    const std::uint64_t t = tag(member);
    if (t == tag("resourceType")) {
      name.type = value.text();
      type = true;
    } else if (t == tag("id")) {
      name.id = value.text();
      id = true;
    }
    return type && id;
  });
  return name;
}

std::optional<Json> JsonParser::begin(std::string_view record, RecordPlace place, Problems& problems) {
  record_ = withoutByteOrderMark(record);
  place_ = place;
  if (record_.empty() || record_.front() != '{' || record_.size() > maxRecordBytes) {
    if (auto problem = textProblem(place, record_)) {
      problems.push_back(*std::move(problem));
      return std::nullopt;
    }
  }
  const JsonFault fault = walk_.begin(record_);
  if (fault == JsonFault::None) return walk_.root();
  problems.push_back(faultProblem(fault, place, record_, deepest_));
  return std::nullopt;
}

bool JsonParser::end(std::size_t before, Problems& problems) {
  const JsonFault fault = walk_.end();
  if (fault == JsonFault::None) return true;
  problems.resize(before);
  problems.push_back(faultProblem(fault, place_, record_, deepest_));
  return false;
}

}  // namespace her2::intake::fhir
