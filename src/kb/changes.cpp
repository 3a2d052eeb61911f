#include "kb/changes.h"

#include <algorithm>
#include <array>
#include <map>

namespace her2::kb {
namespace {

std::vector<std::string> columnsOf(const Table& table) {
  std::vector<std::string> columns;
  for (const Input& input : table.inputs) columns.push_back(input.text);
  columns.emplace_back("=>");
  for (const FactId output : table.outputs) columns.push_back(std::to_string(output));
  return columns;
}

/// The longest common run of rows stays, the rest is removed or added (the usual dynamic programme; tables are small).
std::vector<RowChange> rowChanges(const Table& before, const Table& after) {
  const std::size_t n = before.rows.size();
  const std::size_t m = after.rows.size();
  const auto same = [&](std::size_t i, std::size_t j) { return before.rows[i].cellTexts == after.rows[j].cellTexts; };
  std::vector<std::vector<std::size_t>> common(n + 1, std::vector<std::size_t>(m + 1, 0));
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t j = m; j-- > 0;)
      common[i][j] = same(i, j) ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
  }
  std::vector<RowChange> changes;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < n || j < m) {
    if (i < n && j < m && same(i, j)) {
      ++i;
      ++j;
    } else if (i < n && (j == m || common[i + 1][j] >= common[i][j + 1])) {
      changes.push_back({true, i++});
    } else {
      changes.push_back({false, j++});
    }
  }
  return changes;
}

class Comparison {
 public:
  Comparison(const Knowledge& knowledge, Date from, Date to) : knowledge_(knowledge), from_(from), to_(to) {}

  void ruleSets() {
    for (const RuleSet& each : knowledge_.ruleSets) {
      if (changed(each.period)) changes.ruleSets.push_back({&each, each.period.holds(to_)});
    }
  }

  void tables() {
    std::vector<std::string> order;
    std::map<std::string, TableChange> byId;
    for (const Table& table : knowledge_.tables) {
      if (!changed(table.period)) continue;
      if (!byId.contains(table.id)) order.push_back(table.id);
      (table.period.holds(from_) ? byId[table.id].before : byId[table.id].after) = &table;
    }
    for (const std::string& id : order) {
      TableChange change = byId[id];
      if (change.before != nullptr && change.after != nullptr) {
        change.sameColumns = columnsOf(*change.before) == columnsOf(*change.after);
        if (change.sameColumns) change.rows = rowChanges(*change.before, *change.after);
      }
      changes.tables.push_back(std::move(change));
    }
  }

  void options(std::uint16_t region) {
    std::vector<std::string> order;
    std::map<std::string, OptionChange> byId;
    const Region& where = knowledge_.regions[region];
    for (const Indication& each : knowledge_.indications) {
      const std::string id = each.drug + "/" + each.id;
      const bool before = !approvalsOn(each, where, from_).empty();
      const bool after = !approvalsOn(each, where, to_).empty();
      if (!before && !after) continue;
      if (!byId.contains(id)) order.push_back(id);
      OptionChange& change = byId[id];
      change.region = region;
      if (before) change.before = &each;
      if (after) change.after = &each;
    }
    for (const std::string& id : order) follow(byId, byId[id]);
    for (const std::string& id : order) {
      OptionChange& change = byId[id];
      if (change.before == nullptr && change.after == nullptr) continue;
      if (change.after != nullptr) {
        for (const std::uint16_t approval : approvalsOn(*change.after, where, to_)) {
          if (change.after->approvals[approval].date > from_) change.approvals.push_back(approval);
        }
      }
      if (change.before != change.after || !change.approvals.empty()) changes.options.push_back(std::move(change));
    }
  }

  // Kinds that are compared above, or that have no period of their own.
  void blocks() {
    static constexpr std::array<std::string_view, 5> elsewhere = {"rule-set", "table", "indication", "source",
                                                                  "release"};
    for (const Entry& entry : entriesOf(knowledge_)) {
      if (std::find(elsewhere.begin(), elsewhere.end(), entry.kind) != elsewhere.end()) continue;
      if (changed(entry.period)) changes.blocks.push_back({entry, entry.period.holds(to_)});
    }
  }

  Changes changes;

 private:
  bool changed(const Period& period) const { return period.holds(from_) != period.holds(to_); }

  /// A wording that went and names the one that followed is one change with it.
  static void follow(std::map<std::string, OptionChange>& byId, OptionChange& gone) {
    if (gone.before == nullptr || gone.after != nullptr || gone.before->replacedBy.empty()) return;
    const auto next = byId.find(gone.before->drug + "/" + gone.before->replacedBy);
    if (next == byId.end() || next->second.before != nullptr || next->second.after == nullptr) return;
    gone.after = next->second.after;
    next->second.after = nullptr;
  }

  const Knowledge& knowledge_;
  Date from_;
  Date to_;
};

}  // namespace

std::vector<std::uint16_t> approvalsOn(const Indication& indication, const Region& region, Date day) {
  std::vector<std::uint16_t> result;
  const auto until = indication.until.find(region.agency);
  if (until != indication.until.end() && until->second <= day) return result;
  for (std::size_t i = 0; i < indication.approvals.size(); ++i) {
    if (indication.approvals[i].agency == region.agency && indication.approvals[i].date <= day)
      result.push_back(static_cast<std::uint16_t>(i));
  }
  std::stable_sort(result.begin(), result.end(),
                   [&](auto a, auto b) { return indication.approvals[a].date < indication.approvals[b].date; });
  if (!result.empty() && indication.approvals[result.back()].kind == "withdrawn") result.clear();
  return result;
}

Changes changesBetween(const Knowledge& knowledge, Date from, Date to, const std::vector<std::uint16_t>& regions) {
  Comparison comparison(knowledge, from, to);
  comparison.ruleSets();
  comparison.tables();
  for (const std::uint16_t region : regions) comparison.options(region);
  comparison.blocks();
  return std::move(comparison.changes);
}

}  // namespace her2::kb
