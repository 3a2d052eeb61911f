#include "check/groups.h"

#include <algorithm>
#include <set>

#include "check/given.h"
#include "engine/compiler.h"
#include "kb/block_reader.h"
#include "kb/changes.h"

namespace her2::check {
namespace {

class Groups {
 public:
  Groups(const std::shared_ptr<const kb::Knowledge>& knowledge, Date day, Problems& problems)
      : knowledge_(knowledge), day_(day), given_(*knowledge, problems) {}

  GroupAnswer answer(const kb::Group& group, const std::vector<std::uint16_t>& regions) {
    GroupAnswer result;
    result.group = &group;
    results(group, result);
    for (const kb::Indication& indication : knowledge_->indications) {
      if (!group.tumours.empty() && !indication.tumours.intersects(group.tumours)) continue;
      if (!asks(group, indication) || !fits(group, indication)) continue;
      for (const std::uint16_t region : regions) {
        auto approvals = kb::approvalsOn(indication, knowledge_->regions[region], day_);
        if (!approvals.empty()) result.options.push_back({&indication, region, std::move(approvals)});
      }
    }
    return result;
  }

 private:
  void results(const kb::Group& group, GroupAnswer& result) const {
    const auto her2Class = knowledge_->facts.find("status.class");
    Problems ignored;  // reported when the group was loaded
    const std::vector<std::string> wanted = kb::BlockReader(group.block, ignored).strings("results");
    for (const kb::Table& table : knowledge_->tables) {
      if (!table.period.holds(day_) || std::find(wanted.begin(), wanted.end(), table.id) == wanted.end()) continue;
      const auto output = std::find(table.outputs.begin(), table.outputs.end(), *her2Class);
      if (output == table.outputs.end()) continue;
      const auto column = static_cast<std::size_t>(output - table.outputs.begin());
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const CodeSet codes = table.rows[r].outputs[column].codes;
        if (!codes.empty() && group.classes.contains(codes)) result.results.push_back({&table, r});
      }
    }
  }

  /// Some criterion asks about what makes the group.
  bool asks(const kb::Group& group, const kb::Indication& indication) const {
    bool found = false;
    for (const kb::Criterion& criterion : indication.criteria) {
      feel::forEachFact(criterion.is, [&](feel::FactId fact) {
        const std::string& name = knowledge_->facts[fact].name;
        found = found || std::find(group.asks.begin(), group.asks.end(), name) != group.asks.end();
      });
    }
    return found;
  }

  bool fits(const kb::Group& group, const kb::Indication& indication) {
    if (group.members == nullptr || !group.members->isArray()) return false;
    return std::any_of(group.members->array().begin(), group.members->array().end(),
                       [&](const kb::Node& member) { return fits(group, indication, member); });
  }

  bool fits(const kb::Group& group, const kb::Indication& indication, const kb::Node& member) {
    std::set<feel::FactId> names;
    for (const auto& [name, value] : member.table()) {
      if (const auto fact = knowledge_->facts.find(name)) names.insert(*fact);
    }
    const auto program = engine::compileIndication(knowledge_, indication, names);
    facts::FactBlock block = program->makeBlock();
    if (!given_.set(group.block, member, *program, block)) return false;
    program->run(block);
    return engine::Program::truthAt(block, program->indications()[0].all, 0) != Truth::False;
  }

  std::shared_ptr<const kb::Knowledge> knowledge_;
  Date day_;
  Given given_;
};

}  // namespace

std::vector<GroupAnswer> workOutGroups(const std::shared_ptr<const kb::Knowledge>& knowledge, Date day,
                                       const std::vector<std::uint16_t>& regions, Problems& problems) {
  Groups groups(knowledge, day, problems);
  std::vector<GroupAnswer> answers;
  for (const kb::Group& group : knowledge->groups) answers.push_back(groups.answer(group, regions));
  return answers;
}

}  // namespace her2::check
