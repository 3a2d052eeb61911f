// Hands out a stream in chunks that end at a line end. Memory is the chunk; a line longer than the limit is refused. If
// the stream fails, the line that was being read is not handed out.
#pragma once

#include <string>

#include "cohort/byte_source.h"
#include "cohort/chunk_source.h"

namespace her2::cohort {

class LineSource : public ChunkSource {
 public:
  static constexpr std::size_t chunkSize = std::size_t{1} << 20;  ///< unless told otherwise
  static constexpr std::size_t longestLine = std::size_t{64} << 20;

  /// `first` are bytes that were read from it before; `name` is for locations.
  LineSource(ByteSource& bytes, std::string first, std::string name)
      : bytes_(bytes), name_(std::move(name)), rest_(std::move(first)) {}

  bool next(Chunk& chunk) override;

 private:
  std::size_t fill(std::string& buffer, std::size_t filled, std::size_t upTo);
  void skipLine(Chunk& chunk);
  std::size_t cut(std::string_view bytes) const;

  ByteSource& bytes_;
  std::string name_;
  std::string rest_;  // read, not handed out yet
  std::size_t line_ = 1;
  bool end_ = false;
};

}  // namespace her2::cohort
