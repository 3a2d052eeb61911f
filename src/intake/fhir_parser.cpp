#include "intake/fhir_parser.h"

#include <fmt/format.h>

#include "intake/fhir_names.h"
#include "intake/fhir_syntax.h"

namespace her2::intake::fhir {
namespace {

Problem faultProblem(JsonFault fault, const JsonWalk& walk, RecordPlace place, std::string_view record, int deepest) {
  switch (fault) {
    case JsonFault::Encoding:
      return encodingProblem(place, record);
    case JsonFault::String:
      return brokenStringProblem(place, record);
    case JsonFault::Depth:
      return {Severity::Error,
              "json-depth",
              placeOf(place, record, syntaxErrorOffset(record, deepest)),
              fmt::format("objects and lists are nested more than {} deep", deepest),
              {}};
    case JsonFault::Number:
      return {Severity::Error, "json-number", placeOf(place, record, walk.numberAt()),
              "the number is too large to be read", "no number of a record is that large: correct it"};
    case JsonFault::Size:
      return recordProblem(place, "json-too-large", "no memory to read a record of this size");
    default:
      return syntaxProblem(place, record, syntaxErrorOffset(record, deepest));
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
  problems.push_back(faultProblem(fault, walk_, place, record_, deepest_));
  return std::nullopt;
}

bool JsonParser::end(std::size_t before, Problems& problems) {
  const JsonFault fault = walk_.end();
  if (fault == JsonFault::None) return true;
  problems.resize(before);
  problems.push_back(faultProblem(fault, walk_, place_, record_, deepest_));
  return false;
}

}  // namespace her2::intake::fhir
