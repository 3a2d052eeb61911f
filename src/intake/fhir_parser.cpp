#include "intake/fhir_parser.h"

#include <fmt/format.h>

#include "intake/fhir_names.h"
#include "intake/fhir_syntax.h"

namespace her2::intake::fhir {
namespace {

Problem parseProblem(simdjson::error_code error, RecordPlace place, std::string_view record, int deepest) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return encodingProblem(place, record);
    case simdjson::UNCLOSED_STRING:
    case simdjson::UNESCAPED_CHARS:
      return brokenStringProblem(place, record);
    case simdjson::DEPTH_ERROR:
      return recordProblem(place, "json-depth", fmt::format("objects and lists are nested more than {} deep", deepest));
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return recordProblem(place, "json-too-large", "no memory to read a record of this size");
    default:
      return syntaxProblem(place, record, syntaxErrorOffset(record));
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
  JsonObject members;
  if (resource.get(members) != simdjson::SUCCESS) return name;
  bool type = false;
  bool id = false;
  for (const auto member : members) {
    const std::uint64_t t = tag(member.key);
    if (t == tag("resourceType")) {
      name.type = textOf(member.value);
      type = true;
    } else if (t == tag("id")) {
      name.id = textOf(member.value);
      id = true;
    }
    if (type && id) break;
  }
  return name;
}

std::optional<Json> JsonParser::parse(std::string_view record, RecordPlace place, Problems& problems) {
  record = withoutByteOrderMark(record);
  if (record.empty() || record.front() != '{' || record.size() > maxRecordBytes) {
    if (auto problem = textProblem(place, record)) {
      problems.push_back(*std::move(problem));
      return std::nullopt;
    }
  }
  constexpr std::size_t firstCapacity = std::size_t{1} << 16;
  if (!ready_ && parser_.allocate(firstCapacity, static_cast<std::size_t>(deepest_)) != simdjson::SUCCESS) {
    problems.push_back(recordProblem(place, "json-too-large", "no memory for the parser"));
    return std::nullopt;
  }
  ready_ = true;
  Json root;
  const auto error =
      parser_.parse(reinterpret_cast<const std::uint8_t*>(record.data()), record.size(), false).get(root);
  if (error == simdjson::SUCCESS) return root;
  problems.push_back(parseProblem(error, place, record, deepest_));
  return std::nullopt;
}

}  // namespace her2::intake::fhir
