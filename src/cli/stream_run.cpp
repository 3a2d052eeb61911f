#include "cli/stream_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

#include "present/presenter.h"

namespace her2::cli {
namespace {

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

}  // namespace

void StreamRun::CloseFile::operator()(std::FILE* file) const {
  if (file != stdin && file != stdout) std::fclose(file);
}

StreamRun::StreamRun(const Arguments& arguments, const Session& session) : arguments_(arguments), session_(session) {}

StreamRun::File StreamRun::openFile(const std::string& name, const char* mode, std::FILE* standard) {
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

/// Files that would overwrite what is read or written beside them.
bool StreamRun::overwrites() const {
  const auto refuse = [](const std::string& file, const char* why) {
    fmt::print(stderr, "her2: {}: {}\n", file, why);
    return true;
  };
  if (sameFile(arguments_.output, arguments_.file))
    return refuse(arguments_.output, "is the input; give the output another name");
  if (sameFile(arguments_.errors, arguments_.file))
    return refuse(arguments_.errors, "is the input; give the errors another name");
  if (sameFile(arguments_.errors, arguments_.output))
    return refuse(arguments_.errors, "is the output; give the errors another name");
  return false;
}

std::optional<int> StreamRun::open() {
  if (overwrites()) return static_cast<int>(Exit::Usage);
  input_ = openFile(arguments_.file, "rb", stdin);
  if (input_ == nullptr) return static_cast<int>(Exit::Unreadable);
  streaming_.input = input_.get();
  streaming_.first = firstBytes(input_.get());
  streaming_.file = inputName(arguments_);
  auto format =
      cohort::detectFormat(streaming_.first, streaming_.file, session_.assessor->knowledge(), arguments_.mapping);
  if (!format) {
    printProblems(format.problems());
    return static_cast<int>(Exit::Unreadable);
  }
  streaming_.format = *format;
  output_ = openFile(arguments_.output, "wb", stdout);
  errors_ = openFile(arguments_.errors, "wb", stdout);
  if (output_ == nullptr || errors_ == nullptr) return static_cast<int>(Exit::Unreadable);
  streaming_.threads = arguments_.threads != 0 ? arguments_.threads : std::max(1U, std::thread::hardware_concurrency());
  streaming_.write = [this](std::string_view bytes) { return writeAll(output_.get(), bytes); };
  streaming_.report = [this](const Problem& problem, std::string_view record) { report(problem, record); };
  bar_ = std::make_unique<ProgressBar>(arguments_.file == "-" ? 0 : sizeOf(arguments_.file), !arguments_.quiet);
  streaming_.progress = [this](std::size_t bytes, const cohort::Counts& counts) { bar_->update(bytes, counts.in); };
  return std::nullopt;
}

void StreamRun::report(const Problem& problem, std::string_view record) {
  if (!arguments_.errors.empty()) {
    std::string line;
    present::appendProblemLine(problem, record, line);
    errorsWritten_ = writeAll(errors_.get(), line) && errorsWritten_;
  } else if (problem.severity == Severity::Error) {
    fmt::print(stderr, "{}\n", problem.text());
  }
}

void StreamRun::write(std::string_view bytes) { outputWritten_ = writeAll(output_.get(), bytes) && outputWritten_; }

void StreamRun::printCounts(const cohort::Counts& n, std::string_view used, const std::string& more) const {
  fmt::print(stderr, "{} records in = {} {} + {} errors; {} warnings", n.in, n.assessed, used, n.errors,
             n.warnings + n.duplicates);
  if (n.duplicates > 0) fmt::print(stderr, ", {} of them duplicate ids", n.duplicates);
  fmt::print(stderr, "\n{}", more);
  const present::Presenter presenter{session_.assessor->knowledge(), session_.assessor->settings().asOf,
                                     session_.regions, false, session_.today};
  const std::string review = present::reviewWarning(presenter.overdue());
  if (!review.empty()) fmt::print(stderr, "her2: old knowledge: {}\n", review);
  if (n.warnings + n.duplicates > 0 && arguments_.errors.empty())
    fmt::print(stderr, "(warnings are written with --errors FILE)\n");
}

int StreamRun::unwritten(const std::string& name) {
  fmt::print(stderr, "her2: {}: could not be written: {}\n", name.empty() || name == "-" ? "standard output" : name,
             std::strerror(errno));
  return static_cast<int>(Exit::Unreadable);
}

int StreamRun::finish(const cohort::Outcome& outcome, std::string_view used, const std::string& more) {
  bar_->finish();
  outputWritten_ = std::fflush(output_.get()) == 0 && outputWritten_;
  errorsWritten_ = std::fflush(errors_.get()) == 0 && errorsWritten_;
  const cohort::Counts& n = outcome.counts;
  if (!arguments_.quiet) printCounts(n, used, more);
  if (outcome.writeFailed || !outputWritten_) return unwritten(arguments_.output);
  if (!errorsWritten_) return unwritten(arguments_.errors);
  if (outcome.readFailed) {
    fmt::print(stderr, "her2: {}: could not be read to its end\n", inputName(arguments_));
    return static_cast<int>(Exit::Unreadable);
  }
  if (n.in == 0) {
    fmt::print(stderr, "her2: {}: {}\n", inputName(arguments_),
               streaming_.format.kind == cohort::InputKind::Table ? "the table has a header and no rows"
                                                                  : "the file holds no record");
    return static_cast<int>(Exit::Unreadable);
  }
  return static_cast<int>(n.errors > 0 ? Exit::SomeErrors : Exit::Done);
}

}  // namespace her2::cli
