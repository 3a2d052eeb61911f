// her2 synth: invented patients.
#include <fmt/format.h>

#include "cli/session.h"
#include "synth/write.h"

namespace her2::cli {
namespace {

constexpr std::size_t flushAt = std::size_t{1} << 20;

bool flush(std::string& out) {
  const bool good = std::fwrite(out.data(), 1, out.size(), stdout) == out.size();
  out.clear();
  return good;
}

}  // namespace

int synth(const Arguments& arguments) {
  const auto knowledge = loadKnowledge(arguments);
  if (knowledge == nullptr) return static_cast<int>(Exit::KnowledgeInvalid);
  const auto model = synth::Model::read(knowledge->documents);
  if (!model) {
    printProblems(model.problems());
    return static_cast<int>(Exit::KnowledgeInvalid);
  }
  // Without a day the cohort is as of the day of the knowledge: the same command gives the same bytes on any day.
  const auto day = arguments.asOf ? Date::parse(*arguments.asOf) : std::optional(knowledge->release.date);
  if (!day) {
    fmt::print(stderr, "her2: --as-of {}: not a day; write 2026-05-17\n", *arguments.asOf);
    return static_cast<int>(Exit::Usage);
  }
  std::string out;
  if (arguments.format == "csv") out = synth::tableHeader();
  for (std::uint64_t i = arguments.first; i < arguments.first + arguments.count; ++i) {
    const synth::SyntheticPatient patient = synth::makePatient(**model, arguments.seed, i, *day);
    if (arguments.format == "csv") {
      synth::appendTableRow(patient, out);
    } else if (arguments.format == "fhir") {
      synth::appendBundle(**model, patient, out);
    } else {
      synth::appendCaseJson(patient, out);
    }
    if (out.size() >= flushAt && !flush(out)) return static_cast<int>(printOut({}));
  }
  return static_cast<int>(printOut(out));
}

}  // namespace her2::cli
