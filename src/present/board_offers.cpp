#include "present/board_offers.h"

#include <fmt/format.h>

#include <algorithm>

namespace her2::present {
namespace {

bool alike(const Option& a, const Option& b, const kb::Knowledge& knowledge) {
  const kb::Indication& first = knowledge.indications[a.indication];
  const kb::Indication& second = knowledge.indications[b.indication];
  return a.state == b.state && a.missing == b.missing && a.safety == b.safety && a.baselineDue == b.baselineDue &&
         a.ranking.rank == b.ranking.rank && a.ranking.of == b.ranking.of && first.regimen == second.regimen &&
         first.trials == second.trials;
}

void addWording(Offer& offer, const std::string& population, const std::string& region) {
  const auto found = std::find_if(offer.wordings.begin(), offer.wordings.end(),
                                  [&](const auto& each) { return each.first == population; });
  if (found == offer.wordings.end()) {
    offer.wordings.emplace_back(population, region);
  } else if (!found->second.ends_with(region)) {
    found->second += ", " + region;
  }
}

void add(std::vector<Offer>& offers, const Presenter& presenter, const Assessment& assessment, const Option& option) {
  const kb::Knowledge& knowledge = presenter.knowledge;
  const kb::Indication& indication = knowledge.indications[option.indication];
  auto at = std::find_if(offers.begin(), offers.end(),
                         [&](const Offer& offer) { return alike(*offer.option, option, knowledge); });
  if (at == offers.end()) at = offers.insert(offers.end(), {&option, &indication, {}, {}, {}, {}});
  addWording(*at, indication.population, knowledge.regions[option.region].id);
  for (const std::uint16_t index : option.approvals) {
    const kb::Approval& approval = indication.approvals[index];
    addNew(at->approvals, fmt::format("{} {} {}", approval.agency, approval.date.text(), approval.kind));
    addNew(at->sources, approval.source);
  }
  for (const std::uint16_t guideline : option.guidelines) {
    const GuidelineEntry* entry = &assessment.guidelines[guideline];
    addNew(at->guidelines, entry);
  }
}

}  // namespace

std::vector<Offer> offersOf(const Presenter& presenter, const Assessment& assessment) {
  std::vector<Offer> offers;
  for (const OptionState state : {OptionState::Indicated, OptionState::Possible}) {
    for (const Option& option : assessment.options) {
      if (option.state == state && presenter.shows(option)) add(offers, presenter, assessment, option);
    }
  }
  // Those that are not ranked (0) last.
  const auto place = [](const Offer& offer) { return static_cast<std::uint16_t>(offer.option->ranking.rank - 1); };
  std::stable_sort(offers.begin(), offers.end(), [&](const Offer& a, const Offer& b) {
    if (a.option->state != b.option->state) return a.option->state < b.option->state;
    return place(a) < place(b);
  });
  return offers;
}

}  // namespace her2::present
