#include "cohort/stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <memory_resource>
#include <unordered_set>

#include "cohort/input_hash.h"
#include "cohort/ordered_chunks.h"
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

  void run(const Chunk& chunk, ChunkResult& result) {
    result.clear();
    for (const Problem& refused : chunk.refused) {
      ++result.counts.in;
      ++result.counts.errors;
      result.problems.push_back({chunk.firstLine, refused, {}});
    }
    std::size_t line = chunk.firstLine;
    std::size_t at = 0;
    for (const std::size_t end : chunk.lineEnds) {
      record(std::string_view(chunk.bytes).substr(at, end - at), line++, result);
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
    Case& record = cases_[used_];
    const std::size_t placeLine = s_.lines ? line : 0;
    const bool good = reader_.read(text, {s_.file, placeLine}, record, problems_);
    if (s_.lines && !s_.shard.holds(fastHash(good ? std::string_view(record.id) : text))) return;
    ++result.counts.in;
    if (!good) {
      ++result.counts.errors;
    } else {
      result.ids.emplace_back(fastHash(record.id), line);
      lines_[used_] = placeLine;
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
      if (where.starts_with(s_.file)) continue;
      where = line == 0 ? fmt::format("{} {}", s_.file, where) : fmt::format("{}:{} {}", s_.file, line, where);
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

/// Writes and counts what the workers make of the chunks, in order.
class Stream {
 public:
  Stream(const Streaming& s, const Job& job) : s_(s), job_(job) { outcome_.counts = s.before; }

  Outcome run() {
    if (!s_.continued) begin();
    if (outcome_.writeFailed) return outcome_;
    const auto makeWork = [this]() -> OrderedChunks<ChunkResult>::Work {
      return [worker = std::make_shared<Worker>(s_, job_)](const Chunk& chunk, ChunkResult& result) {
        worker->run(chunk, result);
      };
    };
    const auto giveOne = [this](const Chunk& chunk, ChunkResult& result) { return give(chunk, result); };
    if (job_.notes) s_.source->handOut(fullAnswerChunk);
    OrderedChunks<ChunkResult>(*s_.source, makeWork, giveOne).run(s_.threads);
    outcome_.readFailure = s_.source->failure();
    return outcome_;
  }

 private:
  void begin() {
    if (!job_.header.empty() && !s_.write(job_.header)) outcome_.writeFailed = true;
    for (const Problem& warning : s_.format.warnings) s_.report(warning, {});
    outcome_.counts.warnings += s_.format.warnings.size();
  }

  bool give(const Chunk& chunk, ChunkResult& result) {
    if (s_.lines) duplicates(result);
    for (const Reported& each : result.problems) s_.report(each.problem, each.record);
    outcome_.counts.in += result.counts.in;
    outcome_.counts.assessed += result.counts.assessed;
    outcome_.counts.errors += result.counts.errors;
    outcome_.counts.warnings += result.counts.warnings;
    outcome_.writeFailed = !s_.write(result.output);
    if (!outcome_.writeFailed && chunk.completes && s_.complete)
      outcome_.writeFailed = !s_.complete(*chunk.completes, outcome_.counts);
    if (s_.progress) s_.progress(chunk.position, outcome_.counts);
    return !outcome_.writeFailed;
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
  std::pmr::monotonic_buffer_resource memory_;  // no id is ever taken out
  std::pmr::unordered_set<std::uint64_t> ids_{&memory_};
  Outcome outcome_;
};

}  // namespace

Outcome stream(const Streaming& streaming, const Job& job) { return Stream(streaming, job).run(); }

}  // namespace her2::cohort
