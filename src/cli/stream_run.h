// What every verb over a stream of records shares: the files, the progress, the problems, the counts at the end.
#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/arguments.h"
#include "cli/progress_bar.h"
#include "cli/session.h"
#include "cohort/stream.h"

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
  void write(std::string_view bytes);
  /// Closes, prints "N records in = N <used> + N errors", and says how the run ended. `more` is printed behind the counts.
  int finish(const cohort::Outcome& outcome, std::string_view used, const std::string& more = {});

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const;
  };
  using File = std::unique_ptr<std::FILE, CloseFile>;

  static File openFile(const std::string& name, const char* mode, std::FILE* standard);
  bool overwrites() const;
  void report(const Problem& problem, std::string_view record);
  void printCounts(const cohort::Counts& counts, std::string_view used, const std::string& more) const;
  static int unwritten(const std::string& name);

  const Arguments& arguments_;
  const Session& session_;
  File input_;
  File output_;
  File errors_;
  bool outputWritten_ = true;
  bool errorsWritten_ = true;
  std::unique_ptr<ProgressBar> bar_;
  cohort::Streaming streaming_;
};

}  // namespace her2::cli
