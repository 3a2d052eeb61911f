// A summary of a cohort, from a stream: see present/cohort_summary.h.
#pragma once

#include "cohort/stream.h"
#include "present/cohort_summary.h"

namespace her2::cohort {

/// Adds every case of the stream to `into`, whose presenter must be that of the assessor's day. The same cohort gives
/// the same summary, whatever the number of threads.
Outcome summarise(const Streaming& streaming, const assess::Assessor& assessor, present::CohortSummary& into);

}  // namespace her2::cohort
