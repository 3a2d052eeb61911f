// The folder of a FHIR bulk export as the input of a stream: joined by patient on disk, and where asked for, with a
// folder that remembers how far the run is.
#pragma once

#include <optional>
#include <string>

#include "cli/session.h"
#include "cli/stream_output.h"
#include "cohort/record_source.h"
#include "cohort/run_state.h"

namespace her2::cli {

class ExportInput {
 public:
  ExportInput(const Arguments& arguments, const Session& session, StreamOutput& output)
      : arguments_(arguments), session_(session), output_(output) {}

  /// Opens the output, reads the whole export, and completes `streaming`: its source, and where to go on. An exit code,
  /// after a complaint, where that fails.
  std::optional<int> open(cohort::Streaming& streaming);
  /// Bytes that the source goes through.
  std::uint64_t size() const { return records_->size(); }
  /// "N resources in = …", a line.
  std::string counts() const;
  /// Errors among the resources count as well; what was kept of the run goes unless it is to be gone on with.
  int end(int exit);

 private:
  std::optional<int> openState();
  cohort::Parts::Keep keep() const;
  bool openOutput();
  std::optional<int> join(const cohort::Streaming& streaming);
  int noRoom(int error) const;
  bool commit(std::size_t part, const cohort::Counts& counts);

  const Arguments& arguments_;
  const Session& session_;
  StreamOutput& output_;
  cohort::Export export_;
  std::optional<cohort::RunState> state_;
  bool joined_ = false;  // by a run before
  std::string temporary_;
  std::optional<cohort::Parts> parts_;
  std::optional<cohort::RecordSource> records_;
  cohort::ResourceCounts resources_;
};

}  // namespace her2::cli
