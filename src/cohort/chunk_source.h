// Pieces of an input, handed out one after another to the threads that work on them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "her2/problem.h"

namespace her2::cohort {

struct Chunk {
  std::string bytes;                  ///< whole lines, and at least intake::padding more
  std::size_t size = 0;               ///< of the lines
  std::vector<std::size_t> lineEnds;  ///< where each ends: its line end, or the end of a last line without one
  std::size_t firstLine = 1;          ///< number of the first one
  std::size_t file = 0;               ///< which of several files they come from
  std::size_t position = 0;           ///< bytes of the input read so far, to tell how far a run is
  Problems refused;                   ///< records that stand here and cannot be handed out, an error each
  /// With this chunk that part of the input is complete (parts of a join).
  std::optional<std::size_t> completes;
};

class ChunkSource {
 public:
  virtual ~ChunkSource() = default;
  /// False at the end. Reuses the chunk's memory.
  virtual bool next(Chunk& chunk) = 0;
  /// How much to hand out at once: so many bytes, or one record that is longer.
  void handOut(std::size_t bytes) { atOnce_ = bytes; }
  /// What kept it from reading on: what was handed out is not all there is.
  const std::optional<Problem>& failure() const { return failure_; }

 protected:
  std::size_t atOnce_ = std::size_t{1} << 20;
  std::optional<Problem> failure_;
};

}  // namespace her2::cohort
