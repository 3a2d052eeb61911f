#include "cohort/line_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "intake/reader.h"

namespace her2::cohort {
namespace {

/// From one end of a line to the next: lines are long, and memchr passes over them at the speed of memory.
std::size_t countLines(std::string_view text) {
  std::size_t lines = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1)) ++lines;
  return lines;
}

}  // namespace

bool LineSource::fill(std::string& buffer, std::size_t upTo) {
  if (end_ || buffer.size() >= upTo) return false;
  const std::size_t before = buffer.size();
  buffer.resize(upTo);
  const std::size_t got = bytes_.read(buffer.data() + before, upTo - before);
  buffer.resize(before + got);
  end_ = got < upTo - before;
  return got > 0;
}

/// How much of the bytes is whole lines. The last line may have no line end, unless the stream broke off in it.
std::size_t LineSource::cut(const std::string& bytes) const {
  if (end_ && bytes_.failure().empty()) return bytes.size();
  const std::size_t lineEnd = bytes.rfind('\n');
  return lineEnd == std::string::npos ? 0 : lineEnd + 1;
}

bool LineSource::next(Chunk& chunk) {
  chunk.bytes.swap(rest_);
  rest_.clear();
  chunk.refused.clear();
  chunk.firstLine = line_;
  std::size_t want = atOnce_;
  while (true) {
    fill(chunk.bytes, want);
    chunk.position = bytes_.position();
    if (end_ || chunk.bytes.rfind('\n') != std::string::npos) break;
    if (chunk.bytes.size() >= longestLine) {
      skipLine(chunk);
      return true;
    }
    want = std::min(longestLine, want * 4);
  }
  chunk.size = cut(chunk.bytes);
  line_ += countLines(std::string_view(chunk.bytes).substr(0, chunk.size));
  if (end_ && !bytes_.failure().empty() && !failure_) {
    failure_ = Problem{Severity::Error, "input-broken", fmt::format("{}:{}", name_, line_), bytes_.failure(),
                       "this line and what follows were not read; get the input anew"};
  }
  if (chunk.size == 0) return false;
  if (!failure_) rest_.assign(chunk.bytes, chunk.size, std::string::npos);
  chunk.bytes.resize(chunk.size);
  chunk.bytes.append(intake::padding, ' ');
  return true;
}

// Reads on, keeping nothing, until the line ends.
void LineSource::skipLine(Chunk& chunk) {
  chunk.size = 0;
  chunk.refused.push_back({Severity::Error, "too-large", fmt::format("{}:{}", name_, line_),
                           fmt::format("the line is longer than {} MiB", longestLine >> 20), "split the record"});
  std::size_t newline = std::string::npos;
  do {
    chunk.bytes.clear();
    if (!fill(chunk.bytes, atOnce_)) break;
    newline = chunk.bytes.find('\n');
  } while (newline == std::string::npos);
  if (newline != std::string::npos) rest_.assign(chunk.bytes, newline + 1, std::string::npos);
  ++line_;
}

}  // namespace her2::cohort
