// What can be obtained about a patient, and what may come of it: tests, readings, questions (`[[obtainable]]`), and the
// order in which they are proposed (`[next-test]`). What each outcome would do to a case is not written here: the case
// is assessed again with it (assess/next_tests.h). docs/next-test.md describes the blocks.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "feel/expression.h"
#include "kb/node.h"

namespace her2::kb {

/// How often an outcome was seen, where a source says so.
struct Frequency {
  double percent = 0;
  std::optional<Interval> interval;  ///< 95 % confidence, in per cent
  std::string of;                    ///< among whom
  std::string source;
  std::string whenText;
  std::optional<feel::Expression> when;  ///< told only where this holds
};

/// One way a test may turn out: changes to the case, as "path", "JSON value" (intake/case_edit.h). In a value
/// `"{as-of}"` stands for the day of the assessment.
struct TestOutcome {
  std::string say;
  std::vector<std::pair<std::string, std::string>> set;
  std::vector<Frequency> often;
  Place place;
};

struct Obtainable {
  std::string id;
  std::string title;
  int effort = 0;                     ///< 0 look it up … 4 a procedure
  std::vector<std::string> covers;    ///< facts and steps of the work-up it supplies: where one is open, so is this
  std::vector<std::string> measures;  ///< measurements it supplies: where none is recorded, it is open
  std::string whenText;
  std::optional<feel::Expression> when;  ///< asked only where this may hold; alone, where it certainly does
  std::vector<std::string> sources;
  std::vector<TestOutcome> outcomes;
  Block block;
};

/// By what tests are put in order, the most telling first.
enum class NextTestKey : std::uint8_t {
  MayBecomeIndicated,  ///< options that some outcome makes indicated: more first
  MayBeExcluded,       ///< options now indicated or possible that some outcome excludes: more first
  Decided,             ///< options now open that every outcome decides: more first
  Status,              ///< HER2 result or class that some outcome settles or changes: such first
  Effort,              ///< less first
};

struct NextTestOrder {
  std::vector<NextTestKey> keys;
  std::string say;
  std::vector<std::string> sources;
};

}  // namespace her2::kb
