// What every intake does: one record in, one Case out, or a located problem. A reader keeps its buffers between records
// and belongs to one thread.
#pragma once

#include <string>
#include <string_view>

#include "her2/case.h"
#include "her2/problem.h"

namespace her2::intake {

/// Bytes that must be readable (whatever they hold) behind a text given to a JSON reader.
inline constexpr std::size_t padding = 64;

/// A copy of a text that is followed by them.
class Padded {
 public:
  explicit Padded(std::string_view text) : size_(text.size()) {
    bytes_.reserve(size_ + padding);
    bytes_.append(text).append(padding, ' ');
  }
  std::string_view text() const { return std::string_view(bytes_).substr(0, size_); }

 private:
  std::size_t size_;
  std::string bytes_;
};

/// Where a record stands, for the locations in problems and origins: "cohort.ndjson:17" (line 0: no line is named).
struct RecordPlace {
  std::string_view file;
  std::size_t line = 0;
};

// Every reader has
//   bool read(std::string_view record, RecordPlace, Case& out, Problems& problems)
// which clears `out` and `problems` and fills them. False: the record cannot be assessed, and at least one problem is
// an error. Warnings may stand beside true: a value was refused or doubtful, the rest is in `out`.

}  // namespace her2::intake
