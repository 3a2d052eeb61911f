// Screens a cohort: a stream of records in, a worklist and located errors out, in the order of the input whatever the
// number of threads. Memory does not grow with the cohort. records in = assessments out + errors, always.
#pragma once

#include <cstdio>
#include <functional>

#include "cohort/record_reader.h"
#include "present/presenter.h"

namespace her2::cohort {

enum class OutputFormat : std::uint8_t { Csv, Ndjson };

struct Counts {
  std::size_t in = 0;
  std::size_t assessed = 0;
  std::size_t errors = 0;      ///< records that could not be assessed
  std::size_t warnings = 0;    ///< warnings on records that could, and on the header of a table
  std::size_t duplicates = 0;  ///< records whose id had come before
};

struct Screening {
  std::FILE* input = nullptr;
  std::string first;  ///< bytes already read from it, to tell the format
  std::string file;   ///< its name, for locations
  InputFormat format;
  std::shared_ptr<const assess::Assessor> assessor;
  std::vector<std::uint16_t> regions;
  Date today{};  ///< the reader's day, see present::Presenter
  OutputFormat output = OutputFormat::Csv;
  unsigned threads = 1;
  /// Gets the output in order, piece by piece. False stops the run (the disk is full).
  std::function<bool(std::string_view)> write;
  /// Gets every problem in order, with the id of its record where that is known.
  std::function<void(const Problem&, std::string_view)> report;
  /// Called now and then with the bytes read and the counts so far; may be empty.
  std::function<void(std::size_t, const Counts&)> progress;
};

/// Ids are compared for duplicates among this many records; beyond it only new ones are missed.
inline constexpr std::size_t mostIdsRemembered = 1'000'000;

struct Outcome {
  Counts counts;
  bool readFailed = false;
  bool writeFailed = false;
};

Outcome screen(const Screening& screening);

}  // namespace her2::cohort
