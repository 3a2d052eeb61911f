#include "cli/stream_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <thread>

#include "present/presenter.h"

namespace her2::cli {
namespace {

namespace fs = std::filesystem;

std::size_t sizeOf(const std::string& name) {
  std::error_code error;
  const auto size = fs::file_size(name, error);
  return error ? 0 : static_cast<std::size_t>(size);
}

std::string firstBytes(cohort::ByteSource& bytes) {
  std::string first(std::size_t{1} << 16, '\0');
  first.resize(bytes.read(first.data(), first.size()));
  return first;
}

bool sameFile(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return false;
  std::error_code error;
  if (fs::exists(a, error) && !fs::is_regular_file(a, error)) return false;  // such as /dev/null
  return fs::equivalent(a, b, error) || fs::weakly_canonical(a, error) == fs::weakly_canonical(b, error);
}

bool liesIn(const std::string& file, const std::string& folder) {
  std::error_code error;
  return !file.empty() && fs::is_directory(folder, error) &&
         fs::weakly_canonical(fs::absolute(file), error).parent_path() == fs::weakly_canonical(folder, error);
}

bool refuse(std::string_view what, std::string_view why) {
  fmt::print(stderr, "her2: {}: {}\n", what, why);
  return true;
}

bool readNumber(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

StreamRun::StreamRun(const Arguments& arguments, const Session& session) : arguments_(arguments), session_(session) {
  std::error_code error;
  folder_ = fs::is_directory(arguments.file, error);
}

/// Options of the other kind of input.
bool StreamRun::misused() const {
  if (folder_ && !arguments_.mapping.empty()) return refuse("--mapping", "is for tables");
  if (!folder_ && !arguments_.resume.empty()) return refuse("--resume", "is for the folder of a bulk export");
  if (!folder_ && !arguments_.temp.empty()) return refuse("--temp", "is for the folder of a bulk export");
  if (!arguments_.resume.empty() && (arguments_.output.empty() || arguments_.output == "-"))
    return refuse("--resume", "needs -o FILE: what was written must be found again");
  return false;
}

/// Files that would overwrite what is read or written beside them.
bool StreamRun::overwrites() const {
  if (sameFile(arguments_.output, arguments_.file))
    return refuse(arguments_.output, "is the input; give the output another name");
  if (sameFile(arguments_.errors, arguments_.file))
    return refuse(arguments_.errors, "is the input; give the errors another name");
  if (sameFile(arguments_.errors, arguments_.output))
    return refuse(arguments_.errors, "is the output; give the errors another name");
  for (const std::string& file : {arguments_.output, arguments_.errors, arguments_.resume}) {
    if (liesIn(file, arguments_.file)) return refuse(file, "lies in the folder that is read; write to another one");
  }
  return false;
}

bool StreamRun::readShard() {
  const std::string_view text = arguments_.shard;
  if (text.empty()) return true;
  const std::size_t slash = std::min(text.find('/'), text.size());
  cohort::Shard& shard = streaming_.shard;
  if (slash < text.size() && readNumber(text.substr(0, slash), shard.index) &&
      readNumber(text.substr(slash + 1), shard.count) && shard.index >= 1 && shard.index <= shard.count) {
    --shard.index;
    return true;
  }
  return !refuse(fmt::format("--shard {}", text), "not a part such as 2/7, the second of seven");
}

std::optional<int> StreamRun::open() {
  if (misused() || !readShard() || overwrites()) return static_cast<int>(Exit::Usage);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is told by its write
  streaming_.file = inputName(arguments_);
  streaming_.threads = arguments_.threads != 0 ? arguments_.threads : std::max(1U, std::thread::hardware_concurrency());
  streaming_.write = [this](std::string_view bytes) { return output_.write(bytes); };
  streaming_.report = [this](const Problem& problem, std::string_view record) { output_.report(problem, record); };
  if (folder_) {
    export_.emplace(arguments_, session_, output_);
    if (const auto exit = export_->open(streaming_)) return exit;
  } else if (const auto exit = openRecords()) {
    return exit;
  }
  const std::size_t size = folder_ ? export_->size() : arguments_.file == "-" ? 0 : sizeOf(arguments_.file);
  bar_ = std::make_unique<ProgressBar>(size, !arguments_.quiet, "records");
  streaming_.progress = [this](std::size_t bytes, const cohort::Counts& counts) { bar_->update(bytes, counts.in); };
  return std::nullopt;
}

std::optional<int> StreamRun::openRecords() {
  input_ = openFile(arguments_.file, "rb", stdin);
  if (input_ == nullptr) return static_cast<int>(Exit::Unreadable);
  bytes_.emplace(input_.get());
  const std::string first = firstBytes(*bytes_);
  auto format = cohort::detectFormat(first, streaming_.file, session_.assessor->knowledge(), arguments_.mapping);
  if (!format) {
    printProblems(format.problems());
    return static_cast<int>(Exit::Unreadable);
  }
  streaming_.format = *format;
  lines_.emplace(*bytes_, first, streaming_.file);
  streaming_.source = &*lines_;
  if (!output_.open(arguments_)) return static_cast<int>(Exit::Unreadable);
  return std::nullopt;
}

void StreamRun::printCounts(const cohort::Counts& n, std::string_view used, const std::string& more) const {
  if (export_) fmt::print(stderr, "{}", export_->counts());
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

int StreamRun::exitOf(const cohort::Outcome& outcome) {
  if (!output_.close(outcome.writeFailed)) return static_cast<int>(Exit::Unreadable);
  if (outcome.readFailure) {
    printProblems({*outcome.readFailure});
    return static_cast<int>(Exit::Unreadable);
  }
  if (outcome.counts.in == 0 && arguments_.shard.empty()) {
    const bool table = streaming_.format.kind == cohort::InputKind::Table;
    refuse(inputName(arguments_), export_ ? "the export holds no patient"
                                  : table ? "the table has a header and no rows"
                                          : "the file holds no record");
    return static_cast<int>(Exit::Unreadable);
  }
  return static_cast<int>(outcome.counts.errors > 0 ? Exit::SomeErrors : Exit::Done);
}

int StreamRun::finish(const cohort::Outcome& outcome, std::string_view used, const std::string& more) {
  bar_->finish();
  if (!arguments_.quiet) printCounts(outcome.counts, used, more);
  const int exit = exitOf(outcome);
  return export_ ? export_->end(exit) : exit;
}

}  // namespace her2::cli
