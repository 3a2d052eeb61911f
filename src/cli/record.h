// One case from a file, for the verbs that ask about one.
#pragma once

#include <string>
#include <variant>

#include "cli/session.h"

namespace her2::cli {

struct ReadRecord {
  Case record;
  Problems problems;  ///< warnings of the reader
  std::string inputHash;
};

/// Case JSON or a FHIR bundle; the exit code where it cannot be read, after the problems have been printed.
std::variant<ReadRecord, Exit> readRecord(const Arguments& arguments, const kb::Knowledge& knowledge);

}  // namespace her2::cli
