// A line on a terminal that says how far a long run is: share, rate, time left. Says nothing where standard error is no
// terminal.
#pragma once

#include <chrono>
#include <cstddef>

namespace her2::cli {

class ProgressBar {
 public:
  /// `total` bytes; 0: not known, then only counts and rate are shown.
  ProgressBar(std::size_t total, bool wanted);
  void update(std::size_t bytes, std::size_t records);
  /// Clears the line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::size_t total_;
  bool shown_;
  bool drawn_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_ = begin_;
};

}  // namespace her2::cli
