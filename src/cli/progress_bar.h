// A line on a terminal that says how far a long run is: share, rate, time left. Says nothing where standard error is no
// terminal.
#pragma once

#include <chrono>
#include <cstddef>

namespace her2::cli {

class ProgressBar {
 public:
  /// `total` bytes; 0: not known, then only counts and rate are shown. `what` is counted: "records".
  ProgressBar(std::size_t total, bool wanted, const char* what);
  void update(std::size_t bytes, std::size_t count);
  /// Clears the line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::size_t total_;
  bool shown_;
  const char* what_;
  bool drawn_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_ = begin_;
};

}  // namespace her2::cli
