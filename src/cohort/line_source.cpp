#include "cohort/line_source.h"

#include <algorithm>
#include <cstring>

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
  const std::size_t got = std::fread(buffer.data() + before, 1, upTo - before, file_);
  buffer.resize(before + got);
  bytesRead_ += got;
  if (got < upTo - before) {
    end_ = true;
    failed_ = std::ferror(file_) != 0;
  }
  return got > 0;
}

bool LineSource::next(Chunk& chunk) {
  chunk.bytes.swap(rest_);
  rest_.clear();
  chunk.tooLong = false;
  chunk.firstLine = line_;
  std::size_t want = size_;
  std::size_t lineEnd = std::string::npos;
  while (true) {
    fill(chunk.bytes, want);
    lineEnd = chunk.bytes.rfind('\n');
    if (lineEnd != std::string::npos || end_) break;
    if (chunk.bytes.size() >= longestLine) {
      skipLine(chunk);
      return true;
    }
    want = std::min(longestLine, want * 4);
  }
  chunk.size = lineEnd == std::string::npos || end_ ? chunk.bytes.size() : lineEnd + 1;
  if (chunk.size == 0) return false;
  rest_.assign(chunk.bytes, chunk.size, std::string::npos);
  line_ += countLines(std::string_view(chunk.bytes).substr(0, chunk.size));
  chunk.bytes.resize(chunk.size);
  chunk.bytes.append(intake::padding, ' ');
  return true;
}

// Reads on, keeping nothing, until the line ends.
void LineSource::skipLine(Chunk& chunk) {
  chunk.tooLong = true;
  chunk.size = 0;
  std::size_t newline = std::string::npos;
  do {
    chunk.bytes.clear();
    if (!fill(chunk.bytes, size_)) break;
    newline = chunk.bytes.find('\n');
  } while (newline == std::string::npos);
  if (newline != std::string::npos) rest_.assign(chunk.bytes, newline + 1, std::string::npos);
  ++line_;
}

}  // namespace her2::cohort
