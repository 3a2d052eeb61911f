// Screens a cohort: a stream of records in, a worklist and located errors out (see cohort/stream.h).
#pragma once

#include "cohort/stream.h"
#include "present/presenter.h"

namespace her2::cohort {

enum class OutputFormat : std::uint8_t { Csv, Ndjson };

struct Screening : Streaming {
  std::shared_ptr<const assess::Assessor> assessor;
  std::vector<std::uint16_t> regions;
  Date today{};  ///< the reader's day, see present::Presenter
  OutputFormat output = OutputFormat::Csv;
  bool benefit = false;  ///< Csv: with the columns of present/benefit_columns.h
};

Outcome screen(const Screening& screening);

}  // namespace her2::cohort
