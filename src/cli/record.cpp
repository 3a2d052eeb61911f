#include "cli/record.h"

#include <fmt/format.h>

#include "cohort/input_hash.h"
#include "cohort/record_reader.h"

namespace her2::cli {

std::variant<ReadRecord, Exit> readRecord(const Arguments& arguments, const kb::Knowledge& knowledge) {
  const auto bytes = readWhole(arguments.file);
  if (!bytes) return Exit::Unreadable;
  const std::string_view text = std::string_view(*bytes).substr(0, bytes->size() - intake::padding);
  const std::string name = inputName(arguments);
  const auto format = cohort::detectFormat(text, name, knowledge, {});
  if (!format || format->kind == cohort::InputKind::Table) {
    if (!format) printProblems(format.problems());
    if (format) fmt::print(stderr, "her2: {}: is a table; use her2 screen\n", name);
    return Exit::Unreadable;
  }
  ReadRecord result;
  cohort::RecordReader reader(*format, knowledge);
  if (!reader.read(text, {name, 0}, result.record, result.problems)) {
    printProblems(result.problems);
    return Exit::Unreadable;
  }
  result.inputHash = cohort::inputHash(text);
  return result;
}

}  // namespace her2::cli
