#include "cohort/line_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "intake/reader.h"

namespace her2::cohort {
namespace {

/// From one end of a line to the next: lines are long, and memchr passes over them at the speed of memory. A last line
/// without a line end ends with the text.
void findLineEnds(std::string_view text, std::vector<std::size_t>& ends) {
  for (std::size_t at = 0; at < text.size(); at = ends.back() + 1)
    ends.push_back(std::min(text.find('\n', at), text.size()));
}

/// Room for so many bytes and the padding behind them. What the room held before is not wiped: that would cost as much
/// as reading.
void makeRoom(std::string& bytes, std::size_t size) {
  if (bytes.size() < size + intake::padding) bytes.resize(size + intake::padding);
}

}  // namespace

/// Reads on behind the first `filled` bytes; gives how many there are then.
std::size_t LineSource::fill(std::string& buffer, std::size_t filled, std::size_t upTo) {
  if (end_ || filled >= upTo) return filled;
  makeRoom(buffer, upTo);
  const std::size_t got = bytes_.read(buffer.data() + filled, upTo - filled);
  end_ = got < upTo - filled;
  return filled + got;
}

/// How much of the bytes is whole lines. The last line may have no line end, unless the stream broke off in it.
std::size_t LineSource::cut(std::string_view bytes) const {
  if (end_ && bytes_.failure().empty()) return bytes.size();
  const std::size_t lineEnd = bytes.rfind('\n');
  return lineEnd == std::string_view::npos ? 0 : lineEnd + 1;
}

bool LineSource::next(Chunk& chunk) {
  chunk.refused.clear();
  chunk.lineEnds.clear();
  chunk.firstLine = line_;
  std::size_t filled = rest_.size();
  makeRoom(chunk.bytes, filled);
  rest_.copy(chunk.bytes.data(), filled);
  rest_.clear();
  std::string_view bytes;
  for (std::size_t want = atOnce_;; want = std::min(longestLine, want * 4)) {
    filled = fill(chunk.bytes, filled, want);
    bytes = std::string_view(chunk.bytes).substr(0, filled);
    chunk.position = bytes_.position();
    if (end_ || bytes.rfind('\n') != std::string_view::npos) break;
    if (filled >= longestLine) {
      skipLine(chunk);
      return true;
    }
  }
  chunk.size = cut(bytes);
  findLineEnds(bytes.substr(0, chunk.size), chunk.lineEnds);
  line_ += chunk.lineEnds.size();
  if (end_ && !bytes_.failure().empty() && !failure_) {
    failure_ = Problem{Severity::Error, "input-broken", fmt::format("{}:{}", name_, line_), bytes_.failure(),
                       "this line and what follows were not read; get the input anew"};
  }
  if (chunk.size == 0) return false;
  if (!failure_) rest_.assign(bytes.substr(chunk.size));
  return true;
}

// Reads on, keeping nothing, until the line ends.
void LineSource::skipLine(Chunk& chunk) {
  chunk.size = 0;
  chunk.refused.push_back({Severity::Error, "too-large", fmt::format("{}:{}", name_, line_),
                           fmt::format("the line is longer than {} MiB", longestLine >> 20), "split the record"});
  ++line_;
  while (!end_) {
    const std::string_view bytes = std::string_view(chunk.bytes).substr(0, fill(chunk.bytes, 0, atOnce_));
    const std::size_t newline = bytes.find('\n');
    if (newline == std::string_view::npos) continue;
    rest_.assign(bytes.substr(newline + 1));
    return;
  }
}

}  // namespace her2::cohort
