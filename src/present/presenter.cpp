#include "present/presenter.h"

#include <fmt/format.h>

#include <algorithm>

#include "present/safety_json.h"

namespace her2::present {

const Domain& Presenter::domainOf(std::string_view fact) const {
  return knowledge.vocabulary.domain(knowledge.facts[*knowledge.facts.find(fact)].domain);
}

std::string Presenter::optionId(const Option& option) const {
  const kb::Indication& indication = knowledge.indications[option.indication];
  return indication.drug + "/" + indication.id;
}

bool Presenter::shows(const Option& option) const {
  return std::find(regions.begin(), regions.end(), option.region) != regions.end();
}

std::string factTitle(const Presenter& presenter, const std::string& name) {
  if (name == "verify-in-label") return "verify in the label: the wording here was not read at its source";
  const kb::Knowledge& knowledge = presenter.knowledge;
  for (const kb::Obtainable& each : knowledge.obtainables) {
    if (each.id == name) return each.title;
  }
  if (const auto fact = knowledge.facts.find(name)) return knowledge.facts[*fact].title;
  const Domain& workUp = presenter.domainOf("status.owed");
  if (const auto code = workUp.find(name)) return workUp[*code].title;
  return name;
}

std::string reviewWarning(const std::vector<kb::Review>& overdue) {
  constexpr std::size_t shown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, overdue.size()); ++i)
    text += fmt::format("{}{} was due for review by {}", i == 0 ? "" : ", ", overdue[i].what, overdue[i].by.text());
  if (overdue.size() > shown) text += fmt::format(", and {} more", overdue.size() - shown);
  return text.empty() ? text : text + "; approvals, labels or guidelines may have changed since";
}

bool Presenter::shows(const kb::Recommendation& recommendation) const {
  return recommendation.regions.empty() ||
         std::any_of(recommendation.regions.begin(), recommendation.regions.end(), [&](std::uint16_t region) {
           return std::find(regions.begin(), regions.end(), region) != regions.end();
         });
}

std::string_view engineVersion() { return HER2_VERSION; }

std::string_view safetyOf(const Assessment& assessment, const Option& option) {
  return assessment.safety.assessed ? levelName(option.safety) : "not-assessed";
}

std::string_view stateName(OptionState state) {
  switch (state) {
    case OptionState::Indicated:
      return "indicated";
    case OptionState::Possible:
      return "possible";
    case OptionState::NotIndicated:
      return "not-indicated";
  }
  return "";
}

}  // namespace her2::present
