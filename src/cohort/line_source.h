// Hands out a stream in chunks that end at a line end. Memory is the chunk; a line longer than the limit is handed out
// as an empty chunk with a mark.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace her2::cohort {

class LineSource {
 public:
  static constexpr std::size_t chunkSize = std::size_t{1} << 20;
  static constexpr std::size_t longestLine = std::size_t{64} << 20;

  /// Does not own the file. `first` are bytes that were read from it before; a chunk is `size` bytes, or one line.
  LineSource(std::FILE* file, std::string first, std::size_t size = chunkSize)
      : file_(file), rest_(std::move(first)), size_(size) {}

  struct Chunk {
    std::string bytes;     ///< whole lines, and intake::padding more
    std::size_t size = 0;  ///< of the lines
    std::size_t firstLine = 1;
    bool tooLong = false;  ///< the line at firstLine was longer than longestLine and was skipped
  };

  /// False at the end. Reuses the chunk's memory.
  bool next(Chunk& chunk);
  std::size_t bytesRead() const { return bytesRead_; }
  /// True after an error of the file system: what was handed out is not all there is.
  bool failed() const { return failed_; }

 private:
  bool fill(std::string& buffer, std::size_t upTo);
  void skipLine(Chunk& chunk);

  std::FILE* file_;
  std::string rest_;  // read, not handed out yet
  std::size_t size_;
  std::size_t line_ = 1;
  std::size_t bytesRead_ = 0;
  bool end_ = false;
  bool failed_ = false;
};

}  // namespace her2::cohort
