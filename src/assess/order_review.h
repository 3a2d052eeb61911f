// An order against the record it is for: the record with the order in it, assessed, and the order check read from that.
// The one way for every front that asks "may this be given now?".
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assess/assessor.h"
#include "safety/order_check.h"

namespace her2::assess {

struct Order {
  std::vector<DrugId> drugs;          ///< to be given, and checked
  std::vector<DrugId> partners;       ///< cancer drugs given with them, not checked themselves
  std::vector<Medication> medicines;  ///< whatever else the order holds: they count for interactions
};

struct OrderReview {
  Case record;  ///< with the order in it
  Assessment assessment;
  safety::OrderCheck check;  ///< of all `drugs` together
};

/// Requires an assessor whose knowledge has safety rules. `regions`: positions in the knowledge's regions.
OrderReview reviewOrder(const Assessor& assessor, const Case& record, const Order& order,
                        std::span<const std::uint16_t> regions);

/// The check of some of the drugs of an order that has been reviewed.
safety::OrderCheck checkOf(const Assessor& assessor, const OrderReview& review, const std::vector<DrugId>& drugs,
                           std::span<const std::uint16_t> regions);

}  // namespace her2::assess
