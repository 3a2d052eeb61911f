// A stream of records through threads: read, located errors out, and whatever is made of 64 cases at a time, in the
// order of the input whatever the number of threads. Memory does not grow with the stream. records in = records used +
// errors, always.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "cohort/chunk_source.h"
#include "cohort/record_reader.h"
#include "facts/fact_block.h"

namespace her2::cohort {

struct Counts {
  std::size_t in = 0;
  std::size_t assessed = 0;
  std::size_t errors = 0;      ///< records that could not be assessed
  std::size_t warnings = 0;    ///< warnings on records that could, and on the header of a table
  std::size_t duplicates = 0;  ///< records whose id had come before
};

/// One of the parts a cohort is cut into, by the hash of the patient's id: together they are the whole.
struct Shard {
  std::uint64_t index = 0;  ///< from 0
  std::uint64_t count = 1;
  bool holds(std::uint64_t hash) const { return hash % count == index; }
};

/// What is read, and where output and problems go.
struct Streaming {
  ChunkSource* source = nullptr;  ///< records, one a line
  std::string file;               ///< its name, for locations
  /// Records are lines of the input: locations name them, and ids may come twice. Otherwise they were put together.
  bool lines = true;
  Shard shard;  ///< records of other shards are read and left out; they are not counted
  InputFormat format;
  unsigned threads = 1;
  /// Gets the output in order, piece by piece. False stops the run (the disk is full).
  std::function<bool(std::string_view)> write;
  /// Gets every problem in order, with the id of its record where that is known.
  std::function<void(const Problem&, std::string_view)> report;
  /// Called now and then with the bytes read and the counts so far; may be empty.
  std::function<void(std::size_t, const Counts&)> progress;
  /// Called when everything of a part of the source has been written, with the counts so far; may be empty. False stops
  /// the run.
  std::function<bool(std::size_t, const Counts&)> complete;
  bool continued = false;  ///< what comes first (a header) has been written by a run before
  Counts before;           ///< of the runs before
};

/// Up to facts::lanes records that could be read.
struct Batch {
  std::span<const Case> cases;
  std::span<const std::string> hashes;  ///< of the bytes of each record, where the job asks for them
  std::span<const Problems> warnings;   ///< of its reading, likewise
  std::span<const std::size_t> lines;   ///< on which each begins
};

/// Makes output of a batch, and puts what is to be said of each case beside it. One thread calls it.
using Consume = std::function<void(const Batch&, std::string& out, std::span<Problems> said)>;

struct Job {
  const kb::Knowledge& knowledge;
  std::string header;                 ///< written first
  bool notes = false;                 ///< answers in full: fill hashes and warnings, and take smaller chunks
  std::function<Consume()> consumer;  ///< called once in each thread
};

/// Ids are compared for duplicates among this many records; beyond it only new ones are missed.
inline constexpr std::size_t mostIdsRemembered = 1'000'000;

struct Outcome {
  Counts counts;
  std::optional<Problem> readFailure;
  bool writeFailed = false;
};

Outcome stream(const Streaming& streaming, const Job& job);

}  // namespace her2::cohort
