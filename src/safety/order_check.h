// "About to give this drug to this patient": go, wait, or stop, from what a review found. The question an EHR asks when
// an order is signed.
//
// Stop: a certain contraindication, or a rule that stops the drug for good. Wait: something must be known, measured,
// recovered, looked up or decided first. Go: nothing stands in the way; cautions are listed. Nothing that is not on
// record counts as normal, and a line that was not read at its source makes one wait, never go or stop.
#pragma once

#include <string>
#include <vector>

#include "her2/case.h"
#include "her2/safety.h"

namespace her2::safety {

/// Gravest last.
enum class Verdict : std::uint8_t { Go, Wait, Stop };

std::string_view verdictName(Verdict verdict);

/// One line behind the verdict. `verdict` is what it says alone; Go is a caution.
struct OrderReason : SafetyLine {
  Verdict verdict = Verdict::Go;
  std::string kind;  ///< "precaution", "baseline", "hold", "interaction", "urgent", "monitoring", "not-covered"
};

struct OrderCheck {
  std::vector<std::string> drugs;
  Verdict verdict = Verdict::Go;  ///< gravest of the regions
  struct Region {
    std::string region;
    Verdict verdict = Verdict::Go;
  };
  std::vector<Region> regions;
  std::vector<OrderReason> reasons;  ///< gravest first
  std::string lowerDose;             ///< Go only at this dose, one level below the one before; empty: as it was
};

/// The record with the drugs planned, but for those that are being given already.
Case withOrder(Case record, const std::vector<DrugId>& drugs, Date asOf, const Vocabulary& vocabulary);

/// From the review of a record with the order in it. `covered`: drugs with safety rules here.
OrderCheck checkOrder(const Safety& safety, const std::vector<std::string>& drugs,
                      const std::vector<std::string>& regions, const std::vector<std::string>& covered);

}  // namespace her2::safety
