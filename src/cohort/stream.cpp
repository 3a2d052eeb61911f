#include "cohort/stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_set>

#include "cohort/input_hash.h"
#include "cohort/line_source.h"
#include "intake/json_text.h"

namespace her2::cohort {
namespace {

struct Reported {
  std::size_t line = 0;
  Problem problem;
  std::string record;
};

/// An answer in full is up to a hundred times its record, and a chunk of them waits for its turn to be written.
constexpr std::size_t fullAnswerChunk = std::size_t{1} << 16;

void sortByLine(std::vector<Reported>& problems) {
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Reported& a, const Reported& b) { return a.line < b.line; });
}

/// What one chunk came to.
struct ChunkResult {
  std::string output;
  std::vector<Reported> problems;
  std::vector<std::pair<std::uint64_t, std::size_t>> ids;  // hash of the id, line
  Counts counts;

  void clear() {
    output.clear();
    problems.clear();
    ids.clear();
    counts = {};
  }
};

/// One thread's tools: reads the lines of a chunk, and hands on up to 64 records at a time.
class Worker {
 public:
  Worker(const Streaming& s, const Job& job)
      : s_(s),
        job_(job),
        reader_(s.format, job.knowledge),
        consume_(job.consumer()),
        cases_(facts::lanes),
        lines_(facts::lanes),
        hashes_(facts::lanes),
        warnings_(facts::lanes),
        said_(facts::lanes) {}

  void run(const LineSource::Chunk& chunk, ChunkResult& result) {
    result.clear();
    if (chunk.tooLong) {
      ++result.counts.in;
      ++result.counts.errors;
      result.problems.push_back(
          {chunk.firstLine,
           {Severity::Error, "too-large", fmt::format("{}:{}", s_.file, chunk.firstLine),
            fmt::format("the line is longer than {} MiB", LineSource::longestLine >> 20), "split the record"},
           {}});
      return;
    }
    std::size_t line = chunk.firstLine;
    for (std::size_t at = 0; at < chunk.size; ++line) {
      const void* found = std::memchr(chunk.bytes.data() + at, '\n', chunk.size - at);
      const std::size_t end = found == nullptr
                                  ? chunk.size
                                  : static_cast<std::size_t>(static_cast<const char*>(found) - chunk.bytes.data());
      record(std::string_view(chunk.bytes).substr(at, end - at), line, result);
      at = end + 1;
    }
    flush(result);
    sortByLine(result.problems);
  }

 private:
  void record(std::string_view text, std::size_t line, ChunkResult& result) {
    if (line == 1) text = intake::withoutByteOrderMark(text);
    // Tabs at the end of a row are cells.
    const std::string_view blanks = s_.format.kind == InputKind::Table ? " \r" : " \t\r";
    text = text.substr(0, text.find_last_not_of(blanks) + 1);
    if (text.empty() || line <= s_.format.headerLines) return;
    ++result.counts.in;
    Case& record = cases_[used_];
    if (!reader_.read(text, {s_.file, line}, record, problems_)) {
      ++result.counts.errors;
    } else {
      result.ids.emplace_back(fastHash(record.id), line);
      lines_[used_] = line;
      if (job_.notes) {
        hashes_[used_] = inputHash(text);
        warnings_[used_] = problems_;
      }
      ++used_;
    }
    for (Problem& problem : problems_) {
      if (problem.severity == Severity::Warning) ++result.counts.warnings;
      result.problems.push_back({line, std::move(problem), record.id});
    }
    if (used_ == facts::lanes) flush(result);
  }

  void flush(ChunkResult& result) {
    if (used_ == 0) return;
    const auto firstOf = [&](auto& list) { return std::span(list).first(used_); };
    for (Problems& each : firstOf(said_)) each.clear();
    consume_({firstOf(cases_), firstOf(hashes_), firstOf(warnings_), firstOf(lines_)}, result.output, firstOf(said_));
    for (std::size_t i = 0; i < used_; ++i) report(said_[i], lines_[i], cases_[i].id, result);
    result.counts.assessed += used_;
    used_ = 0;
  }

  /// What is said of a record; the places begin at the record.
  void report(const Problems& warnings, std::size_t line, const std::string& record, ChunkResult& result) {
    for (const Problem& warning : warnings) {
      ++result.counts.warnings;
      result.problems.push_back({line, warning, record});
      std::string& where = result.problems.back().problem.where;
      if (!where.starts_with(s_.file)) where = fmt::format("{}:{} {}", s_.file, line, where);
    }
  }

  const Streaming& s_;
  const Job& job_;
  RecordReader reader_;
  Consume consume_;
  std::vector<Case> cases_;
  std::vector<std::size_t> lines_;
  std::vector<std::string> hashes_;
  std::vector<Problems> warnings_;
  std::vector<Problems> said_;
  Problems problems_;
  std::size_t used_ = 0;
};

/// Takes chunks from the source in turn and gives results out in the same order: the thread whose chunk is next writes,
/// the others wait.
class Stream {
 public:
  Stream(const Streaming& s, const Job& job)
      : s_(s), job_(job), source_(s.input, s.first, job.notes ? fullAnswerChunk : LineSource::chunkSize) {}

  Outcome run() {
    if (!job_.header.empty() && !s_.write(job_.header)) outcome_.writeFailed = true;
    for (const Problem& warning : s_.format.warnings) s_.report(warning, {});
    outcome_.counts.warnings = s_.format.warnings.size();
    std::vector<std::jthread> threads;
    startThreads(threads);
    work();
    threads.clear();
    outcome_.readFailed = source_.failed();
    return outcome_;
  }

 private:
  // Where the system gives no more threads, those there are do the work.
  void startThreads(std::vector<std::jthread>& threads) {
    try {
      while (threads.size() + 1 < s_.threads) threads.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
    }
  }

  void work() {
    Worker worker(s_, job_);
    LineSource::Chunk chunk;
    ChunkResult result;
    std::size_t number = 0;
    while (take(chunk, number)) {
      worker.run(chunk, result);
      give(number, result);
    }
  }

  bool take(LineSource::Chunk& chunk, std::size_t& number) {
    const std::lock_guard lock(input_);
    if (stopped_ || !source_.next(chunk)) return false;
    number = taken_++;
    bytesRead_ = source_.bytesRead();
    return true;
  }

  void give(std::size_t number, ChunkResult& result) {
    std::unique_lock lock(output_);
    turn_.wait(lock, [&] { return given_ == number; });
    duplicates(result);
    for (const Reported& each : result.problems) s_.report(each.problem, each.record);
    outcome_.counts.in += result.counts.in;
    outcome_.counts.assessed += result.counts.assessed;
    outcome_.counts.errors += result.counts.errors;
    outcome_.counts.warnings += result.counts.warnings;
    if (!outcome_.writeFailed && !s_.write(result.output)) {
      outcome_.writeFailed = true;
      const std::lock_guard stop(input_);
      stopped_ = true;
    }
    if (s_.progress) {
      std::size_t bytes = 0;
      {
        const std::lock_guard read(input_);
        bytes = bytesRead_;
      }
      s_.progress(bytes, outcome_.counts);
    }
    ++given_;
    turn_.notify_all();
  }

  void duplicates(ChunkResult& result) {
    const std::size_t before = result.problems.size();
    for (const auto& [hash, line] : result.ids) {
      const bool isNew = ids_.size() < mostIdsRemembered ? ids_.insert(hash).second : !ids_.contains(hash);
      if (isNew) continue;
      ++outcome_.counts.duplicates;
      result.problems.push_back({line,
                                 {Severity::Warning, "duplicate-id", fmt::format("{}:{}", s_.file, line),
                                  "this id has come before in the file", "one case, one record; both are assessed"},
                                 {}});
    }
    if (result.problems.size() != before) sortByLine(result.problems);
  }

  const Streaming& s_;
  const Job& job_;
  std::mutex input_;   // guards source_, taken_, stopped_, bytesRead_
  std::mutex output_;  // guards the rest
  std::condition_variable turn_;
  LineSource source_;
  std::size_t taken_ = 0;
  std::size_t bytesRead_ = 0;
  bool stopped_ = false;
  std::size_t given_ = 0;
  std::unordered_set<std::uint64_t> ids_;
  Outcome outcome_;
};

}  // namespace

Outcome stream(const Streaming& streaming, const Job& job) { return Stream(streaming, job).run(); }

}  // namespace her2::cohort
