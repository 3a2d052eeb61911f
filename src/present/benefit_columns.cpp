#include "present/benefit_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "present/ranking_text.h"

namespace her2::present {
namespace {

constexpr unsigned years = 10;  // the horizon that PREDICT's own users look at first

void addOnce(std::vector<std::string>& list, std::string text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

/// "2.7 (PREDICT Breast 3.2)": points more alive at ten years with the treatment the program is about, by the latest
/// version that answers.
std::string predictedGain(const Presenter& p, const Assessment& assessment) {
  std::string result;
  for (const Prediction& prediction : assessment.benefit.predictions) {
    if (!prediction.answered() || prediction.plans.empty()) continue;
    const kb::PredictModel& model = p.knowledge.predictModels[prediction.model];
    const auto horizon = std::find(model.horizons.begin(), model.horizons.end(), years);
    if (horizon == model.horizons.end()) continue;
    for (const PredictedStep& step : prediction.plans[0].steps) {
      if (!model.treatments[step.treatment].focus) continue;
      const Interval& gain = step.gain[static_cast<std::size_t>(horizon - model.horizons.begin())];
      result = gain.lo() == gain.hi() ? fmt::format("{:.1f}", gain.lo())
                                      : fmt::format("{:.1f} to {:.1f}", gain.lo(), gain.hi());
      result += fmt::format(" ({})", model.title);
    }
  }
  return result;
}

}  // namespace

std::span<const std::string_view> benefitColumns() {
  static constexpr std::array<std::string_view, 5> names = {"first", "first_because", "mcbs", "effect",
                                                            "trastuzumab_gain_10_years"};
  return names;
}

std::vector<std::string> benefitCells(const Presenter& presenter, const Assessment& assessment) {
  std::vector<std::string> first;
  std::vector<std::string> because;
  std::vector<std::string> mcbs;
  std::vector<std::string> effects;
  for (const std::uint32_t i : rankedOptions(presenter, assessment)) {
    const Option& option = assessment.options[i];
    if (option.ranking.rank != 1) continue;
    const std::string& region = presenter.knowledge.regions[option.region].id;
    first.push_back(presenter.optionId(option) + "@" + region);
    addOnce(because, fmt::format("{}: {}", region, rankSentence(presenter, assessment, option)));
    addOnce(mcbs, mcbsOf(presenter, option));
    addOnce(effects, mainEffectText(presenter, option));
  }
  const auto joined = [](const std::vector<std::string>& list) { return fmt::format("{}", fmt::join(list, ";")); };
  return {joined(first), fmt::format("{}", fmt::join(because, " | ")), joined(mcbs), joined(effects),
          predictedGain(presenter, assessment)};
}

}  // namespace her2::present
