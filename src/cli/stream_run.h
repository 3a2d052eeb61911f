// What every verb over a stream of records shares: the files, the progress, the problems, the counts at the end.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/arguments.h"
#include "cli/export_input.h"
#include "cli/progress_bar.h"
#include "cli/session.h"
#include "cli/stream_output.h"
#include "cohort/line_source.h"

namespace her2::cli {

class StreamRun {
 public:
  StreamRun(const Arguments& arguments, const Session& session);
  StreamRun(const StreamRun&) = delete;
  StreamRun& operator=(const StreamRun&) = delete;

  /// Opens the files and tells the format. An exit code, after a complaint, where that fails.
  std::optional<int> open();
  /// What to stream; complete after open().
  const cohort::Streaming& streaming() const { return streaming_; }
  /// Writes behind what the stream has written.
  void write(std::string_view bytes) { output_.write(bytes); }
  /// Closes, prints "N records in = N <used> + N errors", and says how the run ended. `more` is printed behind the
  /// counts.
  int finish(const cohort::Outcome& outcome, std::string_view used, const std::string& more = {});

 private:
  bool misused() const;
  bool overwrites() const;
  bool readShard();
  std::optional<int> openRecords();
  int exitOf(const cohort::Outcome& outcome);
  void printCounts(const cohort::Counts& counts, std::string_view used, const std::string& more) const;

  const Arguments& arguments_;
  const Session& session_;
  bool folder_ = false;
  StreamOutput output_;
  File input_;  // of records; or:
  std::optional<cohort::ByteSource> bytes_;
  std::optional<cohort::LineSource> lines_;
  std::optional<ExportInput> export_;
  std::unique_ptr<ProgressBar> bar_;
  cohort::Streaming streaming_;
};

}  // namespace her2::cli
