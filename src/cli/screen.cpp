// her2 screen: a cohort.
#include "cohort/screen.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>

#include "cli/progress_bar.h"
#include "cli/session.h"

namespace her2::cli {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin && file != stdout) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

File open(const std::string& name, const char* mode, std::FILE* standard) {
  if (name.empty() || name == "-") return File(standard);
  std::error_code error;
  if (std::filesystem::is_directory(name, error)) {
    fmt::print(stderr, "her2: {}: is a directory; give a file\n", name);
    return nullptr;
  }
  File file(std::fopen(name.c_str(), mode));
  if (file == nullptr) fmt::print(stderr, "her2: {}: {}\n", name, std::strerror(errno));
  return file;
}

std::size_t sizeOf(const std::string& name) {
  std::error_code error;
  const auto size = std::filesystem::file_size(name, error);
  return error ? 0 : static_cast<std::size_t>(size);
}

std::string firstBytes(std::FILE* file) {
  std::string first(std::size_t{1} << 16, '\0');
  first.resize(std::fread(first.data(), 1, first.size(), file));
  return first;
}

bool writeAll(std::FILE* file, std::string_view bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
}

bool sameFile(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return false;
  std::error_code error;
  if (std::filesystem::exists(a, error) && !std::filesystem::is_regular_file(a, error))
    return false;  // such as /dev/null
  return std::filesystem::equivalent(a, b, error) ||
         std::filesystem::weakly_canonical(a, error) == std::filesystem::weakly_canonical(b, error);
}

/// Files that would overwrite what is read or written beside them.
bool overwrites(const Arguments& arguments) {
  const auto refuse = [](const std::string& file, const char* why) {
    fmt::print(stderr, "her2: {}: {}\n", file, why);
    return true;
  };
  if (sameFile(arguments.output, arguments.file))
    return refuse(arguments.output, "is the input; give the output another name");
  if (sameFile(arguments.errors, arguments.file))
    return refuse(arguments.errors, "is the input; give the errors another name");
  if (sameFile(arguments.errors, arguments.output))
    return refuse(arguments.errors, "is the output; give the errors another name");
  return false;
}

int unwritten(const std::string& name) {
  fmt::print(stderr, "her2: {}: could not be written: {}\n", name.empty() || name == "-" ? "standard output" : name,
             std::strerror(errno));
  return static_cast<int>(Exit::Unreadable);
}

/// What could be written of the worklist and of the errors.
struct Written {
  bool output = true;
  bool errors = true;
};

int finish(const cohort::Outcome& outcome, const Arguments& arguments, bool table, Written written,
           const std::string& review) {
  const cohort::Counts& n = outcome.counts;
  if (!arguments.quiet) {
    fmt::print(stderr, "{} records in = {} assessed + {} errors; {} warnings", n.in, n.assessed, n.errors,
               n.warnings + n.duplicates);
    if (n.duplicates > 0) fmt::print(stderr, ", {} of them duplicate ids", n.duplicates);
    fmt::print(stderr, "\n");
    if (!review.empty()) fmt::print(stderr, "her2: old knowledge: {}\n", review);
    if (n.warnings + n.duplicates > 0 && arguments.errors.empty())
      fmt::print(stderr, "(warnings are written with --errors FILE)\n");
  }
  if (outcome.writeFailed || !written.output) return unwritten(arguments.output);
  if (!written.errors) return unwritten(arguments.errors);
  if (outcome.readFailed) {
    fmt::print(stderr, "her2: {}: could not be read to its end\n", inputName(arguments));
    return static_cast<int>(Exit::Unreadable);
  }
  if (n.in == 0) {
    fmt::print(stderr, "her2: {}: {}\n", inputName(arguments),
               table ? "the table has a header and no rows" : "the file holds no record");
    return static_cast<int>(Exit::Unreadable);
  }
  return static_cast<int>(n.errors > 0 ? Exit::SomeErrors : Exit::Done);
}

}  // namespace

int screen(const Arguments& arguments) {
  const auto opened = openSession(arguments);
  if (const auto* exit = std::get_if<Exit>(&opened)) return static_cast<int>(*exit);
  const auto& session = std::get<Session>(opened);
  if (overwrites(arguments)) return static_cast<int>(Exit::Usage);
  const File input = open(arguments.file, "rb", stdin);
  if (input == nullptr) return static_cast<int>(Exit::Unreadable);
  cohort::Screening screening;
  screening.input = input.get();
  screening.first = firstBytes(input.get());
  screening.file = inputName(arguments);
  auto format = cohort::detectFormat(screening.first, screening.file, session.assessor->knowledge(), arguments.mapping);
  if (!format) {
    printProblems(format.problems());
    return static_cast<int>(Exit::Unreadable);
  }
  const File output = open(arguments.output, "wb", stdout);
  const File errors = open(arguments.errors, "wb", stdout);
  if (output == nullptr || errors == nullptr) return static_cast<int>(Exit::Unreadable);

  screening.format = *format;
  screening.assessor = session.assessor;
  screening.regions = session.regions;
  screening.today = session.today;
  screening.output = arguments.format == "ndjson" ? cohort::OutputFormat::Ndjson : cohort::OutputFormat::Csv;
  screening.threads = arguments.threads != 0 ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
  screening.write = [&](std::string_view bytes) { return writeAll(output.get(), bytes); };
  Written written;
  screening.report = [&](const Problem& problem, std::string_view record) {
    if (!arguments.errors.empty()) {
      std::string line;
      present::appendProblemLine(problem, record, line);
      written.errors = writeAll(errors.get(), line) && written.errors;
    } else if (problem.severity == Severity::Error) {
      fmt::print(stderr, "{}\n", problem.text());
    }
  };
  ProgressBar bar(arguments.file == "-" ? 0 : sizeOf(arguments.file), !arguments.quiet);
  screening.progress = [&](std::size_t bytes, const cohort::Counts& counts) { bar.update(bytes, counts.in); };
  const cohort::Outcome outcome = cohort::screen(screening);
  bar.finish();
  written.output = std::fflush(output.get()) == 0;
  written.errors = std::fflush(errors.get()) == 0 && written.errors;
  const present::Presenter presenter{session.assessor->knowledge(), session.assessor->settings().asOf, session.regions,
                                     false, session.today};
  return finish(outcome, arguments, screening.format.kind == cohort::InputKind::Table, written,
                present::reviewWarning(presenter.overdue()));
}

}  // namespace her2::cli
