// Published scorecards of the ESMO Magnitude of Clinical Benefit Scale: what ESMO put in, the preliminary score, the
// adjustments, the final score. Loaded from knowledge/trials.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "her2/date.h"
#include "kb/node.h"

namespace her2::kb {

struct McbsAdjustment {
  std::string say;
  int step = 0;  ///< +1, -1; 0 where it was looked at and changed nothing
};

struct Scorecard {
  std::string id;
  std::size_t trial = 0;                ///< position in Knowledge::trials
  std::optional<std::size_t> subgroup;  ///< position in Trial::subgroups; nothing: all patients
  std::string version;                  ///< of the scale
  unsigned form = 0;                    ///< code of the domain `mcbs-form`
  unsigned evaluated = 0;               ///< code of the domain `endpoint`
  unsigned preliminary = 0;             ///< codes of the domain `mcbs-grade`
  unsigned final = 0;
  std::vector<McbsAdjustment> adjustments;
  std::optional<Date> from;   ///< issued or, where it replaced an earlier one, since when
  std::optional<Date> until;  ///< the day another took its place
  std::vector<std::string> sources;
  std::string note;
  Block block;  ///< `given`: the facts on the card
};

}  // namespace her2::kb
