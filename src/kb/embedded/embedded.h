// The knowledge compiled into the program, and the folders laid over it or put in its place.
#pragma once

#include <string>
#include <vector>

#include "kb/document_set.h"

namespace her2::kb {

DocumentSet embeddedKnowledge();

/// What --knowledge DIR, given any number of times, names: the first folder is the body of knowledge, unless it is an
/// overlay; then that is the built-in one. All others are overlays, each laid over those before it (layers.h).
Result<DocumentSet> openKnowledge(const std::vector<std::string>& folders);

}  // namespace her2::kb
