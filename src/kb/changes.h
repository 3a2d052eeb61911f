// What changes in the knowledge between two days: rule sets and versions of tables that begin or end, options that
// come, go or are worded anew in a region, and any other block that has a period.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kb/catalogue.h"

namespace her2::kb {

/// Approvals of the region's agency up to the day, oldest first, as positions in `indication.approvals`; empty where
/// the wording did not hold on the day or the last of them withdrew it.
std::vector<std::uint16_t> approvalsOn(const Indication& indication, const Region& region, Date day);

/// A row that stands only in the older version (removed) or only in the newer one.
struct RowChange {
  bool removed = false;
  std::size_t row = 0;  ///< position in the version it stands in
};

/// One of the two may be null: a table that begins or ends.
struct TableChange {
  const Table* before = nullptr;
  const Table* after = nullptr;
  bool sameColumns = true;      ///< inputs and outputs are the same; else all rows are new
  std::vector<RowChange> rows;  ///< in order of the rows, removed ones before those that stand in their place
};

struct RuleSetChange {
  const RuleSet* ruleSet = nullptr;
  bool begins = false;
};

/// An option in a region. One of the two may be null: it comes or goes. Both, and different: worded anew. The same: it
/// has a further approval.
struct OptionChange {
  std::uint16_t region = 0;
  const Indication* before = nullptr;
  const Indication* after = nullptr;
  std::vector<std::uint16_t> approvals;  ///< of `after`, those dated after the first day
};

/// A block of any other kind that begins or ends.
struct BlockChange {
  Entry entry;
  bool begins = false;
};

struct Changes {
  std::vector<RuleSetChange> ruleSets;
  std::vector<TableChange> tables;
  std::vector<OptionChange> options;
  std::vector<BlockChange> blocks;
  bool empty() const { return ruleSets.empty() && tables.empty() && options.empty() && blocks.empty(); }
};

/// What is different on `to` from what was on `from`, in the regions (positions in `knowledge.regions`).
Changes changesBetween(const Knowledge& knowledge, Date from, Date to, const std::vector<std::uint16_t>& regions);

}  // namespace her2::kb
