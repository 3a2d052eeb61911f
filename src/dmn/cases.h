// Conformance cases: known inputs for every decision that is exported, and what this program's engine makes of them.
// Another engine that runs the DMN files is right where it says the same.
#pragma once

#include <memory>
#include <string>

#include "kb/model.h"

namespace her2::dmn {

struct CaseOptions {
  std::size_t most = 20000;  ///< combinations of kinds of value tried for one decision; where there are more, a sample
  std::size_t each =
      12;  ///< cases aimed at each row and each criterion, and for each decision 8 times as many at random
};

struct CaseSummary {
  std::size_t cases = 0;
  std::size_t decisions = 0;
  std::size_t whole = 0;      ///< decisions of which every combination was tried
  std::size_t rows = 0;       ///< rows of tables
  std::size_t unreached = 0;  ///< of them, rows that fire in no case
};

class CaseWriter {
 public:
  CaseWriter(std::shared_ptr<const kb::Knowledge> knowledge, const CaseOptions& options);
  ~CaseWriter();
  CaseWriter(const CaseWriter&) = delete;
  CaseWriter& operator=(const CaseWriter&) = delete;

  /// One JSON object a line: {"decision", "given": {input: value}, "gives", "rows"}. docs/dmn.md says what they hold.
  /// Tables, guards, definitions and criteria that were written for an earlier day are left out.
  std::string write(Date day);
  /// Of all days.
  const CaseSummary& summary() const;

 private:
  class Maker;
  std::unique_ptr<Maker> maker_;
};

}  // namespace her2::dmn
