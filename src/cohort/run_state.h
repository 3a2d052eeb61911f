// A folder that remembers how far a long run has come, so that one that was killed goes on where it was: the parts of
// the join, and a journal that says which of them have been written to the output, up to which byte. A line of the
// journal is written only when all it speaks of is on the disk.
#pragma once

#include <memory>
#include <string>

#include "cohort/bulk_export.h"

namespace her2::cohort {

class RunState {
 public:
  /// What was on the disk when a line of the journal was written.
  struct Point {
    std::size_t parts = 0;       ///< whose patients have been written
    std::uint64_t output = 0;    ///< bytes of the output
    std::uint64_t problems = 0;  ///< bytes of the file of errors and warnings
    Counts counts;
  };
  /// The first pass, once it is over.
  struct Joined {
    unsigned bits = 0;
    ResourceCounts resources;
  };

  /// Opens or makes the folder, for its owner alone, and keeps other runs out. `run` describes all that the answer
  /// depends on: a journal of another run is refused.
  static Result<RunState> open(const std::string& folder, const std::string& run);
  RunState(RunState&&) noexcept;
  ~RunState();

  const std::string& folder() const { return folder_; }
  const std::optional<Joined>& joined() const { return joined_; }  ///< nothing: the first pass must be made
  const Point& last() const { return last_; }

  /// False: could not be written, errno says why.
  bool record(const Joined& joined, const Point& point);
  bool record(const Point& point);
  /// The run is over: the folder and what lies in it go.
  void remove();

 private:
  RunState() = default;
  bool write(const std::string& line);
  std::string journal() const { return folder_ + "/journal"; }
  std::optional<std::size_t> readJournal(const std::string& text, const std::string& run);
  bool beginAt(std::size_t good, const std::string& run);

  std::string folder_;
  int journal_ = -1;
  std::optional<Joined> joined_;
  Point last_;
};

}  // namespace her2::cohort
