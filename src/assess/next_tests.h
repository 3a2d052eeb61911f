// Which test next: for everything the knowledge says can be obtained and this case leaves open, each outcome is put
// into the case, the case is assessed again, and what changed is reported. No list says what a test is good for; the
// rules do. Outcomes are assessed side by side, up to 64 at a time.
//
// Promise: an outcome's answer is the answer `--what-if` gives with the changes in NextOutcome::set. Tests of which no
// outcome changes an option, the HER2 result or the class are left out.
#pragma once

#include "assess/assessor.h"

namespace her2::assess {

/// Fills assessment.nextTests. The assessment must otherwise be complete; `given` are facts taken as set in it.
void findNextTests(const Assessor& assessor, const Case& record, std::span<const FactSetting> given,
                   Assessment& assessment);

}  // namespace her2::assess
