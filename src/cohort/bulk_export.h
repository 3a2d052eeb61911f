// A folder as FHIR Bulk Data export makes it: NDJSON files by type of resource, plain, .gz or .zst, in any order. The
// first pass of the join: each resource goes to the part of its patient, by the hash of the patient's id, on disk;
// record_source.h then puts the records together part by part. Memory does not grow with the export.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "cohort/spill.h"
#include "cohort/stream.h"

namespace her2::cohort {

struct ExportFile {
  std::string name;          ///< with its folder
  std::uint64_t size = 0;    ///< as it lies there
  std::int64_t changed = 0;  ///< when, in the ticks of the file system's clock
};

struct Export {
  std::string folder;
  std::vector<ExportFile> files;        ///< by name
  std::vector<std::string> otherFiles;  ///< that are no NDJSON by their name, and are not read
  std::uint64_t size() const;
};

/// What the folder holds; a problem where that is no NDJSON file.
Result<Export> findExport(const std::string& folder);

/// Where the resources of an export lie between the passes: parts by the first bits of the hash, and the resources that
/// belong to no patient.
struct Parts {
  unsigned bits = 0;
  std::vector<SpillFile> files;
  std::vector<SpillFile> shared;  ///< one

  /// Opens the files: without names in `folder`, or, where they are to be found again, under names. A problem names the
  /// folder.
  enum class Keep : std::uint8_t { NoName, Create, Find };
  static Result<Parts> open(const std::string& folder, unsigned bits, Keep keep);
  /// Bits that make the parts of an export of that size fit into memory.
  static unsigned bitsFor(const Export& all);
  bool flush();
  bool sync();
};

/// A part larger than this is cut up further before it is read.
inline constexpr std::uint64_t largestPart = std::uint64_t{64} << 20;
/// Room for the resources that belong to no patient: they stay in memory.
inline constexpr std::uint64_t mostShared = std::uint64_t{256} << 20;

/// resources in = joined + shared + unread + elsewhere + errors, always.
struct ResourceCounts {
  std::size_t in = 0;
  std::size_t joined = 0;     ///< on their way into the record of a patient
  std::size_t shared = 0;     ///< of no patient, kept for those who refer to them
  std::size_t unread = 0;     ///< of a type that is not read, or not about a patient
  std::size_t elsewhere = 0;  ///< of patients of other shards
  std::size_t errors = 0;
  std::size_t warnings = 0;
};

struct Spreading {
  Export from;
  Shard shard;
  unsigned threads = 1;
  std::function<void(const Problem&)> report;              ///< every problem, in order of files and lines
  std::function<void(std::size_t, std::size_t)> progress;  ///< bytes and resources so far
  std::uint64_t mostShared = cohort::mostShared;           ///< bytes of resources that belong to no patient
};

struct SpreadOutcome {
  ResourceCounts counts;
  std::optional<Problem> readFailure;
  int writeError = 0;  ///< errno where a part could not be written
};

/// Reads the export into the parts.
SpreadOutcome spread(const Spreading& spreading, Parts& parts);

}  // namespace her2::cohort
