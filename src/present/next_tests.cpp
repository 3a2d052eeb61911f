// Next tests in words: what each outcome leads to, and how often it was seen.
#include <fmt/format.h>

#include <algorithm>

#include "present/presenter.h"

namespace her2::present {
namespace {

/// "drug/indication (US, EU)" of the options that change to this state.
std::vector<std::string> changed(const Presenter& p, const NextOutcome& outcome, OptionState after,
                                 OptionState before) {
  std::vector<std::pair<std::string, std::string>> byId;
  for (const OptionChange& change : outcome.changes) {
    const bool shown = std::find(p.regions.begin(), p.regions.end(), change.region) != p.regions.end();
    if (change.after != after || change.before != before || !shown) continue;
    const kb::Indication& indication = p.knowledge.indications[change.indication];
    const std::string id = indication.drug + "/" + indication.id;
    const auto found = std::find_if(byId.begin(), byId.end(), [&](const auto& each) { return each.first == id; });
    const std::string& region = p.knowledge.regions[change.region].id;
    if (found == byId.end()) {
      byId.emplace_back(id, region);
    } else {
      found->second += ", " + region;
    }
  }
  std::vector<std::string> texts;
  texts.reserve(byId.size());
  for (const auto& [id, regions] : byId) texts.push_back(fmt::format("{} ({})", id, regions));
  return texts;
}

}  // namespace

std::string outcomeText(const Presenter& presenter, const Assessment& assessment, const NextOutcome& outcome) {
  std::vector<std::string> parts;
  if (outcome.result != assessment.status.result || outcome.her2Class != assessment.status.her2Class) {
    const std::string result = titlesOf(presenter.domainOf("status.result"), outcome.result);
    const std::string her2Class = titlesOf(presenter.domainOf("status.class"), outcome.her2Class);
    parts.push_back(result == her2Class ? result : result + ", " + her2Class);
  }
  if (!outcome.owed.empty()) {
    std::string steps;
    outcome.owed.forEach(
        [&](unsigned code) { steps += (steps.empty() ? "" : ", ") + presenter.domainOf("status.owed")[code].title; });
    parts.push_back("then owed: " + steps);
  }
  const auto add = [&](std::string_view label, OptionState after, OptionState before) {
    const auto options = changed(presenter, outcome, after, before);
    if (!options.empty()) parts.push_back(fmt::format("{}: {}", label, fmt::join(options, ", ")));
  };
  add("becomes indicated", OptionState::Indicated, OptionState::Possible);
  add("becomes indicated", OptionState::Indicated, OptionState::NotIndicated);
  add("becomes possible", OptionState::Possible, OptionState::NotIndicated);
  add("no longer certain", OptionState::Possible, OptionState::Indicated);
  add("no longer indicated", OptionState::NotIndicated, OptionState::Indicated);
  add("ruled out", OptionState::NotIndicated, OptionState::Possible);
  return parts.empty() ? "nothing changes" : fmt::format("{}", fmt::join(parts, "; "));
}

std::string howOftenText(const kb::Frequency& often) {
  const std::string interval =
      often.interval ? fmt::format(" (95 % CI {} to {})", often.interval->lo(), often.interval->hi()) : std::string();
  return fmt::format("{} %{} of {}", often.percent, interval, often.of);
}

bool showsTest(const Presenter& presenter, const Assessment& assessment, const NextTest& test) {
  const bool option = std::any_of(test.decides.begin(), test.decides.end(),
                                  [&](std::uint32_t i) { return presenter.shows(assessment.options[i]); });
  return option || std::any_of(test.outcomes.begin(), test.outcomes.end(), [&](const NextOutcome& outcome) {
           return outcome.result != assessment.status.result || outcome.her2Class != assessment.status.her2Class;
         });
}

}  // namespace her2::present
