#include "cli/stream_output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "present/presenter.h"

namespace her2::cli {
namespace {

bool writeAll(std::FILE* file, std::string_view bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
}

/// Goes on behind the first `size` bytes of a file.
bool cutTo(std::FILE* file, std::uint64_t size, const std::string& name) {
  const auto end = static_cast<off_t>(size);
  if (fseeko(file, 0, SEEK_END) != 0 || ftello(file) < end) {
    fmt::print(stderr, "her2: {}: is shorter than the run before left it; remove the --resume folder and start anew\n",
               name);
    return false;
  }
  if (ftruncate(fileno(file), end) == 0 && fseeko(file, end, SEEK_SET) == 0) return true;
  fmt::print(stderr, "her2: {}: {}\n", name, std::strerror(errno));
  return false;
}

bool unwritten(const std::string& name, int error) {
  fmt::print(stderr, "her2: {}: could not be written: {}\n", name.empty() || name == "-" ? "standard output" : name,
             std::strerror(error));
  return false;
}

std::optional<std::uint64_t> sizeOnDisk(std::FILE* file) {
  if (std::fflush(file) != 0 || fdatasync(fileno(file)) != 0) return std::nullopt;
  const off_t size = ftello(file);
  return size < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(size));
}

}  // namespace

File openFile(const std::string& name, const char* mode, std::FILE* standard) {
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

bool StreamOutput::open(const Arguments& arguments, const std::optional<Sizes>& before) {
  arguments_ = &arguments;
  const char* mode = before ? "r+b" : "wb";
  output_ = openFile(arguments.output, mode, stdout);
  if (output_ == nullptr) return false;
  errors_ = openFile(arguments.errors, mode, stdout);
  if (errors_ == nullptr) return false;
  return !before || (cutTo(output_.get(), before->output, arguments.output) &&
                     (arguments.errors.empty() || cutTo(errors_.get(), before->errors, arguments.errors)));
}

bool StreamOutput::write(std::string_view bytes) {
  if (!writeAll(output_.get(), bytes) && outputError_ == 0) outputError_ = errno;
  return outputError_ == 0;
}

void StreamOutput::report(const Problem& problem, std::string_view record) {
  if (!arguments_->errors.empty()) {
    std::string line;
    present::appendProblemLine(problem, record, line);
    if (!writeAll(errors_.get(), line) && errorsError_ == 0) errorsError_ = errno;
  } else if (problem.severity == Severity::Error) {
    fmt::print(stderr, "{}\n", problem.text());
  }
}

std::optional<StreamOutput::Sizes> StreamOutput::commit() {
  const auto output = sizeOnDisk(output_.get());
  const auto errors = arguments_->errors.empty() ? std::optional<std::uint64_t>(0) : sizeOnDisk(errors_.get());
  if (!output || !errors || errorsError_ != 0) {
    if (outputError_ == 0) outputError_ = errno;
    return std::nullopt;
  }
  return Sizes{*output, *errors};
}

bool StreamOutput::close(bool writeFailed) {
  if (std::fflush(output_.get()) != 0 && outputError_ == 0) outputError_ = errno;
  if (writeFailed || outputError_ != 0) return unwritten(arguments_->output, outputError_);
  if (std::fflush(errors_.get()) != 0 && errorsError_ == 0) errorsError_ = errno;
  return errorsError_ == 0 || unwritten(arguments_->errors, errorsError_);
}

}  // namespace her2::cli
