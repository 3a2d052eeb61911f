// Writes a case as case JSON (schemas/case.schema.json): one line, members in the order of the format, only what is
// recorded. The same case gives the same bytes, and reading them gives the same case, origins aside.
#pragma once

#include <string>

#include "her2/case.h"
#include "her2/vocabulary.h"

namespace her2::intake {

/// `vocabulary` must be the one the case was read with.
std::string caseJson(const Case& record, const Vocabulary& vocabulary);
/// The same behind what `out` holds, for streams. Without a line end.
void appendCaseJson(const Case& record, const Vocabulary& vocabulary, std::string& out);

}  // namespace her2::intake
