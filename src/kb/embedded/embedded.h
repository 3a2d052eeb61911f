// The knowledge compiled into the program.
#pragma once

#include "kb/document_set.h"

namespace her2::kb {

DocumentSet embeddedKnowledge();

}  // namespace her2::kb
