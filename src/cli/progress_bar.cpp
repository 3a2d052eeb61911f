#include "cli/progress_bar.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace her2::cli {

ProgressBar::ProgressBar(std::size_t total, bool wanted, const char* what)
    : total_(total), shown_(wanted && isatty(STDERR_FILENO) != 0), what_(what) {}

void ProgressBar::update(std::size_t bytes, std::size_t count) {
  const auto now = Clock::now();
  if (!shown_ || now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const double rate = static_cast<double>(count) / seconds;
  if (total_ == 0) {
    fmt::print(stderr, "\r\x1b[K{} {}, {:.0f}/s", count, what_, rate);
    return;
  }
  const double share = std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total_));
  const int filled = static_cast<int>(share * 30);
  const double left = share > 0 ? seconds / share - seconds : 0;
  fmt::print(stderr, "\r\x1b[K[{:=<{}}{: <{}}] {:3.0f} %  {} {}, {:.0f}/s, {:.0f} s left", "", filled, "", 30 - filled,
             share * 100, count, what_, rate, left);
}

void ProgressBar::finish() {
  if (drawn_) fmt::print(stderr, "\r\x1b[K");
}

}  // namespace her2::cli
