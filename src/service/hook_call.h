// A call of CDS Hooks, taken apart: the resources sent along, and the drafts of orders.
#pragma once

#include <string>
#include <vector>

#include "her2/problem.h"

namespace her2::service {

struct HookCall {
  std::string hook;
  std::string hookInstance;
  std::string patientId;
  std::string bundle;     ///< all that was prefetched, as one Bundle
  bool informed = false;  ///< something besides the Patient was sent, or was looked for and there is none (null)
  std::vector<std::string> drafts;  ///< resources of context.draftOrders, as they stand
};

/// Problems where the body is no call of a hook. Prefetched keys may be missing or null, and may hold resources,
/// Bundles or OperationOutcomes.
Result<HookCall> readHookCall(const std::string& body);

}  // namespace her2::service
