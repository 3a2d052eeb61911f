#include "dmn/in_force.h"

#include <algorithm>
#include <map>
#include <set>

#include "dmn/names.h"
#include "engine/compiler.h"
#include "kb/changes.h"

namespace her2::dmn {
namespace {

void addNew(std::vector<FactId>& to, FactId fact) {
  if (std::find(to.begin(), to.end(), fact) == to.end()) to.push_back(fact);
}

bool shareFact(const kb::Table& table, const InForce::Group& group) {
  return std::any_of(table.outputs.begin(), table.outputs.end(), [&](FactId fact) {
    return std::find(group.facts.begin(), group.facts.end(), fact) != group.facts.end();
  });
}

/// Puts the table with all groups that fill one of its facts; they become one.
void addTable(std::vector<InForce::Group>& groups, const kb::Table& table) {
  InForce::Group joined;
  std::vector<InForce::Group> apart;
  for (InForce::Group& group : groups) {
    if (!shareFact(table, group)) {
      apart.push_back(std::move(group));
      continue;
    }
    joined.tables.insert(joined.tables.end(), group.tables.begin(), group.tables.end());
    for (const FactId fact : group.facts) addNew(joined.facts, fact);
  }
  joined.tables.push_back(&table);
  for (const FactId fact : table.outputs) addNew(joined.facts, fact);
  apart.push_back(std::move(joined));
  groups = std::move(apart);
}

/// Everything of a day that may differ from that of another: tables, and wordings in a region.
using Parts = std::set<std::pair<const void*, const void*>>;

Parts partsOf(const kb::Knowledge& knowledge, Date day) {
  Parts result;
  for (const kb::Table& table : knowledge.tables) {
    if (table.period.holds(day)) result.insert({&table, nullptr});
  }
  for (const kb::Indication& indication : knowledge.indications) {
    for (const kb::Region& region : knowledge.regions) {
      if (!kb::approvalsOn(indication, region, day).empty()) result.insert({&indication, &region});
    }
  }
  return result;
}

/// Days on which something begins.
std::set<Date> beginnings(const kb::Knowledge& knowledge) {
  std::set<Date> result;
  for (const kb::Table& table : knowledge.tables) {
    if (table.period.from) result.insert(*table.period.from);
  }
  for (const kb::Indication& indication : knowledge.indications) {
    for (const kb::Approval& approval : indication.approvals) result.insert(approval.date);
  }
  return result;
}

}  // namespace

std::vector<FactId> factsOf(const std::vector<const feel::Expression*>& expressions) {
  std::vector<FactId> result;
  for (const feel::Expression* expression : expressions)
    feel::forEachFact(*expression, [&](FactId fact) { addNew(result, fact); });
  return result;
}

std::vector<FactId> factsOf(const kb::Table& table, bool guard, bool inputs) {
  std::vector<const feel::Expression*> expressions;
  if (guard && table.when) expressions.push_back(&*table.when);
  if (inputs) {
    for (const kb::Input& input : table.inputs) expressions.push_back(&input.value);
  }
  return factsOf(expressions);
}

InForce inForce(const std::shared_ptr<const kb::Knowledge>& knowledge, Date day) {
  InForce result;
  for (const kb::Table& table : knowledge->tables) {
    if (table.period.holds(day)) addTable(result.groups, table);
  }
  const auto facts = static_cast<FactId>(knowledge->facts.size());
  for (FactId fact = 0; fact < facts; ++fact) {
    if (knowledge->derivations[fact].define) result.definitions.push_back(fact);
  }
  std::map<std::string, int> seen;
  for (const kb::Indication& indication : knowledge->indications) {
    const auto alone = engine::compileIndication(knowledge, indication, {});
    InForce::Listed listed{&indication, indicationName(indication, false),
                           assess::listIndications(*alone, *knowledge, day)};
    if (listed.regions.empty()) continue;
    for (assess::Listing& listing : listed.regions) listing.compiled = nullptr;
    ++seen[listed.name];
    result.indications.push_back(std::move(listed));
  }
  for (InForce::Listed& listed : result.indications) {
    if (seen[listed.name] > 1) listed.name = indicationName(*listed.indication, true);
  }
  return result;
}

std::vector<Date> daysOfEveryVersion(const kb::Knowledge& knowledge) {
  std::map<Date, Parts> days;
  for (const Date day : beginnings(knowledge)) days[day] = partsOf(knowledge, day);
  const Date latest = days.empty() ? knowledge.release.date : std::max(knowledge.release.date, days.rbegin()->first);
  days[latest] = partsOf(knowledge, latest);
  std::vector<Date> chosen = {latest};
  Parts seen = days[latest];
  while (true) {
    Date best;
    std::size_t most = 0;
    for (const auto& [day, parts] : days) {
      const auto fresh = static_cast<std::size_t>(
          std::count_if(parts.begin(), parts.end(), [&](const auto& part) { return !seen.contains(part); }));
      if (fresh <= most) continue;
      most = fresh;
      best = day;
    }
    if (most == 0) break;
    chosen.push_back(best);
    seen.insert(days[best].begin(), days[best].end());
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace her2::dmn
