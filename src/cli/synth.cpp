// her2 synth: invented patients.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/session.h"
#include "cli/stream_output.h"
#include "synth/write.h"

namespace her2::cli {
namespace {

constexpr std::size_t flushAt = std::size_t{1} << 20;

bool writeOut(std::string& text, std::FILE* file) {
  const bool good = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  text.clear();
  return good;
}

struct Cohort {
  std::shared_ptr<const synth::Model> model;
  Date day;
  const Arguments& arguments;

  template <class F>
  bool forEach(F&& each) const {
    for (std::uint64_t i = arguments.first; i < arguments.first + arguments.count; ++i) {
      if (!each(synth::makePatient(*model, arguments.seed, i, day))) return false;
    }
    return true;
  }
};

Exit writeLines(const Cohort& cohort) {
  const std::string& format = cohort.arguments.format;
  std::string out;
  if (format == "csv") out = synth::tableHeader();
  const bool good = cohort.forEach([&](const synth::SyntheticPatient& patient) {
    if (format == "csv") {
      synth::appendTableRow(patient, out);
    } else if (format == "fhir") {
      synth::appendBundle(*cohort.model, patient, out);
    } else {
      synth::appendCaseJson(patient, out);
    }
    return out.size() < flushAt || writeOut(out, stdout);
  });
  return printOut(good ? out : std::string());
}

Exit cannotWrite(const std::string& name) {
  fmt::print(stderr, "her2: {}: {}\n", name, std::strerror(errno));
  return Exit::Unreadable;
}

/// "Patient.ndjson" and so on, in a folder that must not hold an export already.
Exit writeExport(const Cohort& cohort) {
  const std::string& folder = cohort.arguments.output;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || !std::filesystem::is_empty(folder, error)) {
    fmt::print(stderr, "her2: {}: {}\n", folder, error ? error.message() : "is not empty");
    return Exit::Unreadable;
  }
  synth::ResourceLines lines;
  std::map<std::string, File> files;
  const auto flush = [&](const std::string& type, std::string& text) {
    File& file = files[type];
    if (file == nullptr) file = openFile(folder + "/" + type + ".ndjson", "wb", nullptr);
    return file != nullptr && writeOut(text, file.get());
  };
  bool good = cohort.forEach([&](const synth::SyntheticPatient& patient) {
    synth::appendResources(*cohort.model, patient, lines);
    return std::all_of(lines.begin(), lines.end(),
                       [&](auto& each) { return each.second.size() < flushAt || flush(each.first, each.second); });
  });
  for (auto& [type, text] : lines) good = good && flush(type, text) && std::fflush(files[type].get()) == 0;
  return good ? Exit::Done : cannotWrite(folder);
}

}  // namespace

int synth(const Arguments& arguments) {
  const bool bulk = arguments.format == "bulk";
  if (bulk == arguments.output.empty()) {
    fmt::print(stderr, "her2: {}\n", bulk ? "--format bulk needs a folder: -o DIR" : "-o is for --format bulk");
    return static_cast<int>(Exit::Usage);
  }
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
  const Cohort cohort{*model, *day, arguments};
  return static_cast<int>(bulk ? writeExport(cohort) : writeLines(cohort));
}

}  // namespace her2::cli
