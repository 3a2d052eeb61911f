// Several threads work on the chunks of one source; their results are given out in the order of the chunks, whatever
// the number of threads: the thread whose chunk is next gives, the others wait.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "cohort/chunk_source.h"

namespace her2::cohort {

template <class Result>
class OrderedChunks {
 public:
  /// Works on one chunk. One is made in each thread and keeps its tools between chunks.
  using Work = std::function<void(const Chunk&, Result&)>;
  using MakeWork = std::function<Work()>;
  /// Gets the results one at a time. False stops: no further chunk is taken.
  using Give = std::function<bool(const Chunk&, Result&)>;

  OrderedChunks(ChunkSource& source, MakeWork makeWork, Give give)
      : source_(source), makeWork_(std::move(makeWork)), give_(std::move(give)) {}

  void run(unsigned threads) {
    std::vector<std::jthread> others;
    start(others, threads);
    work();
  }

 private:
  // Where the system gives no more threads, those there are do the work.
  void start(std::vector<std::jthread>& others, unsigned threads) {
    try {
      while (others.size() + 1 < threads) others.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
    }
  }

  void work() {
    const Work doWork = makeWork_();
    Chunk chunk;
    Result result;
    std::size_t number = 0;
    while (take(chunk, number)) {
      doWork(chunk, result);
      give(number, chunk, result);
    }
  }

  bool take(Chunk& chunk, std::size_t& number) {
    const std::lock_guard lock(input_);
    if (stopped_ || !source_.next(chunk)) return false;
    number = taken_++;
    return true;
  }

  void give(std::size_t number, const Chunk& chunk, Result& result) {
    std::unique_lock lock(output_);
    turn_.wait(lock, [&] { return given_ == number; });
    if (!refused_ && !give_(chunk, result)) {
      refused_ = true;
      const std::lock_guard stop(input_);
      stopped_ = true;
    }
    ++given_;
    turn_.notify_all();
  }

  ChunkSource& source_;
  MakeWork makeWork_;
  Give give_;
  std::mutex input_;   // guards source_, taken_, stopped_
  std::mutex output_;  // guards the rest
  std::condition_variable turn_;
  std::size_t taken_ = 0;
  bool stopped_ = false;
  std::size_t given_ = 0;
  bool refused_ = false;
};

}  // namespace her2::cohort
