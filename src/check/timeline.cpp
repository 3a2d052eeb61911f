// Proves the dated changes of knowledge/timeline: for a patient with the given facts an option is, the day before and
// on the day, what the change says; a product is on the market from the day on. The options are read by the code that
// assesses patients.
#include <fmt/format.h>

#include <algorithm>

#include "assess/parts.h"
#include "check/check.h"
#include "check/given.h"
#include "engine/compiler.h"

namespace her2::check {
namespace {

std::string_view nameOf(OptionState state) {
  return state == OptionState::Indicated ? "indicated" : state == OptionState::Possible ? "possible" : "not-indicated";
}

class Timeline {
 public:
  Timeline(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems)
      : knowledge_(knowledge), problems_(problems), given_(*knowledge, problems) {}

  std::size_t run() {
    for (const kb::DatedChange& change : knowledge_->timeline) {
      const std::size_t before = problems_.size();
      const Date eve = change.date.plusDays(-1);
      const auto stateOn = [&](Date day) {
        return change.option.empty() ? productOn(change, day) : optionOn(change, day);
      };
      compare(change, "before", eve, change.before, stateOn(eve));
      if (problems_.size() == before) compare(change, "after", change.date, change.after, stateOn(change.date));
      approvalOf(change);
    }
    return knowledge_->timeline.size();
  }

 private:
  void compare(const kb::DatedChange& change, std::string_view what, Date day, const std::string& said,
               const std::string& found) {
    if (said == found || found.empty()) return;
    problem(change, what,
            fmt::format("{} of {} {} to be {} on {}, but it is {}", change.option + change.product, change.agency,
                        "is said", said, day.text(), found));
  }

  void problem(const kb::DatedChange& change, std::string_view member, std::string message) {
    const kb::Node* at = change.block.node->find(member);
    problems_.push_back(change.block.document->problem(at == nullptr ? change.block.node->place : at->place,
                                                       std::move(message), "find out which of the two is right"));
  }

  /// "absent", or the state of the wording that holds on the day; empty after a problem.
  std::string optionOn(const kb::DatedChange& change, Date day) {
    std::string state = "absent";
    for (const kb::Indication& indication : knowledge_->indications) {
      if (indication.drug + "/" + indication.id != change.option) continue;
      std::set<feel::FactId> names;
      given_.addNames(*change.block.node, names);
      const auto program = engine::compileIndication(knowledge_, indication, names);
      facts::FactBlock block = program->makeBlock();
      const kb::Node* facts = change.block.node->find("given");
      if (facts != nullptr && !given_.set(change.block, *facts, *program, block)) return {};
      program->run(block);
      std::vector<Option> options;
      assess::readOptions(assess::listIndications(*program, *knowledge_, day), block, 0, {}, assess::OptionDetail::All,
                          options);
      for (const Option& option : options) {
        if (knowledge_->regions[option.region].agency == change.agency) state = nameOf(option.state);
      }
    }
    return state;
  }

  std::string productOn(const kb::DatedChange& change, Date day) const {
    bool present = false;
    for (const kb::Product& product : knowledge_->products) {
      if (product.drug + "/" + product.name != change.product) continue;
      for (const kb::Approval& approval : product.approvals) {
        if (approval.agency == change.agency && approval.date <= day) present = approval.kind != "withdrawn";
      }
    }
    return present ? "present" : "absent";
  }

  /// The change names the kind of an approval: there must be one of that day and kind.
  void approvalOf(const kb::DatedChange& change) {
    if (change.approval.empty()) return;
    const auto fits = [&](const kb::Approval& a) {
      return a.agency == change.agency && a.date == change.date && a.kind == change.approval;
    };
    bool found = false;
    for (const kb::Indication& i : knowledge_->indications)
      found =
          found || (i.drug + "/" + i.id == change.option && std::any_of(i.approvals.begin(), i.approvals.end(), fits));
    for (const kb::Product& p : knowledge_->products)
      found = found ||
              (p.drug + "/" + p.name == change.product && std::any_of(p.approvals.begin(), p.approvals.end(), fits));
    if (!found)
      problem(change, "approval",
              fmt::format("{} has no {} approval of {} dated {}", change.option + change.product, change.approval,
                          change.agency, change.date.text()));
  }

  std::shared_ptr<const kb::Knowledge> knowledge_;
  Problems& problems_;
  Given given_;
};

}  // namespace

std::size_t checkTimeline(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems) {
  return Timeline(knowledge, problems).run();
}

}  // namespace her2::check
