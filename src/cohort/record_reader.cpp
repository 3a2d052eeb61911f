#include "cohort/record_reader.h"

#include <fmt/format.h>

#include "intake/json_text.h"

namespace her2::cohort {
namespace {

using Readers = std::variant<intake::CaseJsonReader, intake::FhirReader, intake::TableReader>;

std::string_view line(std::string_view text, std::size_t number) {
  for (std::size_t i = 0; i < number; ++i) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

Result<InputFormat> tableFormat(std::string_view firstBytes, std::string_view file, const kb::Knowledge& knowledge,
                                std::string_view mappingId) {
  const std::string id = mappingId.empty() ? intake::TableMapping::detect(knowledge.documents, line(firstBytes, 0))
                                           : std::string(mappingId);
  if (id.empty()) {
    return Problem{
        Severity::Error, "layout-unknown", fmt::format("{}:1", file),
        "the columns fit no known table layout, and the text is not JSON",
        fmt::format("name one with --mapping: {}", fmt::join(intake::TableMapping::list(knowledge.documents), ", "))};
  }
  auto mapping = intake::TableMapping::compile(knowledge.documents, knowledge.vocabulary, id);
  if (!mapping) return mapping.problems();
  InputFormat format{InputKind::Table, {}, *mapping, {}, 0, {}};
  intake::TableReader reader(knowledge.vocabulary, *mapping);
  format.headerLines = reader.headerLines();
  std::size_t end = 0;
  for (std::size_t i = 0; i < format.headerLines; ++i) {
    end = firstBytes.find('\n', end);
    if (end == std::string_view::npos)
      return Problem{Severity::Error, "table-empty", std::string(file), "the table has a header and no rows", ""};
    ++end;
  }
  format.header = firstBytes.substr(0, end);
  if (!reader.header(format.header, {file, 1}, format.warnings)) return format.warnings;
  return format;
}

Readers makeReader(const InputFormat& format, const kb::Knowledge& knowledge) {
  if (format.kind == InputKind::Fhir) return intake::FhirReader(knowledge.vocabulary, format.terminology);
  if (format.kind == InputKind::CaseJson) return intake::CaseJsonReader(knowledge.vocabulary);
  intake::TableReader reader(knowledge.vocabulary, format.mapping);
  Problems problems;
  reader.header(format.header, {"", 1}, problems);  // detectFormat has taken this header before
  return reader;
}

}  // namespace

std::optional<InputKind> kindOf(std::string_view firstBytes) {
  firstBytes = intake::withoutByteOrderMark(firstBytes);
  const auto begin = firstBytes.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return std::nullopt;
  if (firstBytes[begin] != '{' && firstBytes[begin] != '[') return InputKind::Table;
  // A FHIR resource names its type in its first members; a case never does.
  return firstBytes.find("\"resourceType\"") == std::string_view::npos ? InputKind::CaseJson : InputKind::Fhir;
}

Result<InputFormat> detectFormat(std::string_view firstBytes, std::string_view file, const kb::Knowledge& knowledge,
                                 std::string_view mappingId) {
  firstBytes = intake::withoutByteOrderMark(firstBytes);
  const auto kind = kindOf(firstBytes);
  if (!kind) return Problem{Severity::Error, "empty", std::string(file), "the file holds no record", ""};
  if (kind == InputKind::Table) return tableFormat(firstBytes, file, knowledge, mappingId);
  if (kind == InputKind::CaseJson) return InputFormat{};
  auto terminology = intake::FhirTerminology::compile(knowledge.documents, knowledge.vocabulary);
  if (!terminology) return terminology.problems();
  return InputFormat{InputKind::Fhir, *terminology, {}, {}, 0, {}};
}

RecordReader::RecordReader(const InputFormat& format, const kb::Knowledge& knowledge)
    : reader_(makeReader(format, knowledge)) {}

bool RecordReader::read(std::string_view record, intake::RecordPlace place, Case& out, Problems& problems) {
  return std::visit([&](auto& reader) { return reader.read(record, place, out, problems); }, reader_);
}

}  // namespace her2::cohort
