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
  std::string bundle;         ///< all that was prefetched, as one Bundle
  bool informed = false;      ///< something besides the Patient was sent, or was looked for and there is none (null)
  bool otherPatient = false;  ///< the Patient that was sent is not the one of the context
  std::vector<std::string> keys{};        ///< of the prefetch that were answered, be it with nothing
  std::vector<std::string> refused{};     ///< … that hold an OperationOutcome: the EHR could not look
  std::vector<std::string> paged{};       ///< … that hold the first page of a search only
  std::vector<std::string> drafts{};      ///< resources of context.draftOrders, as they stand
  std::vector<std::string> selections{};  ///< of order-select: references to the drafts it is about
};

/// Problems where the body is no call of a hook. Prefetched keys may be
/// missing or null, and may hold resources, Bundles or OperationOutcomes.
Result<HookCall> readHookCall(const std::string& body);

}  // namespace her2::service
