// The forest plot: one line an effect, under the comparison it comes from.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "present/drawing.h"
#include "present/evidence_text.h"
#include "present/plain.h"
#include "present/plots.h"

namespace her2::present {
namespace {

constexpr double width = 620;
constexpr double rowHeight = 10.8;
constexpr double headHeight = 12;
constexpr double axisHeight = 28;
constexpr double panelLeft = 300;
constexpr double panelRight = 456;
constexpr double valuesLeft = 466;
constexpr double labelLeft = 10;
constexpr std::size_t headLetters = 145;
constexpr std::size_t labelLetters = 66;
constexpr std::size_t valueLetters = 40;

/// At most this many doublings from no effect are drawn; beyond stands an arrow.
constexpr double mostDoublings = 4;

class ForestPlot {
 public:
  ForestPlot(const Presenter& presenter, const Effects& effects)
      : k_(presenter.knowledge), effects_(effects), y_(height()), drawing_(width, y_) {}

  std::string write(std::string_view caseId, std::string_view id) {
    if (!effects_.ratios.empty()) ratios();
    if (!effects_.responses.empty()) responses();
    for (const std::string& line : legend()) {
      y_ -= rowHeight;
      drawing_.text(0, y_ + rowHeight / 2, Anchor::Left, line, {8, false, Ink::Quiet});
    }
    return drawing_.svg(fmt::format("Evidence behind the options{}{}", caseId.empty() ? "" : " of ", caseId),
                        description_, id);
  }

 private:
  static double heightOf(const std::vector<Effect>& effects) {
    if (effects.empty()) return 0;
    double height = axisHeight + headHeight;
    const Effect* before = nullptr;
    for (const Effect& effect : effects) {
      height += rowHeight + (startsGroup(before, effect) ? headHeight : 0);
      before = &effect;
    }
    return height;
  }

  double height() const {
    return heightOf(effects_.ratios) + heightOf(effects_.responses) + static_cast<double>(legend().size()) * rowHeight;
  }

  static bool startsGroup(const Effect* before, const Effect& effect) {
    return before == nullptr || before->trial != effect.trial || before->result->arm != effect.result->arm ||
           before->result->versus != effect.result->versus;
  }

  std::string comparison(const Effect& effect) const {
    const kb::Trial& trial = *effect.trial;
    std::string text = trial.arms[effect.result->arm].title;
    if (effect.result->versus) text += " against " + trial.arms[*effect.result->versus].title;
    return text;
  }

  /// "PFS" for pfs; codes that are words stand in full.
  static std::string shortName(const Code& endpoint) {
    constexpr std::size_t mostLetters = 4;
    if (endpoint.code.size() > mostLetters) return endpoint.title;
    std::string name = endpoint.code;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name;
  }

  const Code& endpoint(const Effect& effect) const {
    return k_.vocabulary.domain(*k_.vocabulary.findDomain("endpoint"))[effect.result->endpoint];
  }

  /// "PFS, HER2-low (final)"
  std::string label(const Effect& effect, const std::string& endpoint) const {
    const kb::TrialResult& result = *effect.result;
    std::string text = endpoint;
    text += result.subgroup ? ", " + effect.trial->subgroups[*result.subgroup].gate.say : ", all patients";
    if (result.subgroup && effect.trial->subgroups[*result.subgroup].exploratory) text += ", exploratory";
    if (effect.belongs == Belongs::Possibly) text += " (?)";
    if (!result.analysis.empty()) text += fmt::format(" ({})", result.analysis);
    return text;
  }

  static std::string_view belongs(const Effect& effect) {
    switch (effect.belongs) {
      case Belongs::AllPatients:
        return "";
      case Belongs::Certainly:
        return "; the patient is in this group";
      case Belongs::Possibly:
        return "; the record leaves open whether the patient is in this group";
    }
    return "";
  }

  void describe(const Effect& effect, std::string_view value) {
    description_ += fmt::format("{}, {}: {}: {}{}.\n", effect.trial->title, comparison(effect),
                                label(effect, endpoint(effect).title), value, belongs(effect));
  }

  void heading(std::string_view left, std::string_view right) {
    y_ -= headHeight;
    drawing_.text(0, y_ + headHeight / 2, Anchor::Left, left, {9, true, Ink::Text});
    drawing_.text(valuesLeft, y_ + headHeight / 2, Anchor::Left, right, {8, true, Ink::Text});
  }

  /// The rows of one panel; `draw` puts an effect's marks at a height and returns its value in words.
  template <class Draw>
  void rows(const std::vector<Effect>& effects, const Draw& draw) {
    const Effect* before = nullptr;
    for (const Effect& effect : effects) {
      if (startsGroup(before, effect)) {
        y_ -= headHeight;
        const std::string title =
            fmt::format("{} ({}): {}", effect.trial->title, kb::designName(effect.trial->design), comparison(effect));
        drawing_.text(0, y_ + headHeight / 2 - 1, Anchor::Left, shortened(title, headLetters), {8, false, Ink::Quiet});
      }
      before = &effect;
      y_ -= rowHeight;
      const double y = y_ + rowHeight / 2;
      std::string value = draw(effect, y);
      if (effect.result->grade == kb::Grade::Unverified) value += " [unverified]";
      const bool mine = effect.belongs == Belongs::Certainly;
      drawing_.text(labelLeft, y, Anchor::Left, shortened(label(effect, shortName(endpoint(effect))), labelLetters),
                    {8, mine, Ink::Text});
      drawing_.text(valuesLeft, y, Anchor::Left, shortened(value, valueLetters), {8, mine, Ink::Text});
      describe(effect, value);
    }
  }

  static Shape shape(const Effect& effect) {
    return effect.belongs == Belongs::AllPatients ? Shape::Square : Shape::Diamond;
  }

  /// Doublings at both ends of the axis: room for every interval, up to a limit.
  std::pair<double, double> range() const {
    double low = -1;
    double high = 1;
    for (const Effect& effect : effects_.ratios) {
      const kb::Estimate& ratio = *effect.result->ratio;
      for (const double value : {ratio.value, ratio.low.value_or(ratio.value), ratio.high.value_or(ratio.value)}) {
        const double doublings = std::log2(value);
        low = std::min(low, doublings);
        high = std::max(high, doublings);
      }
    }
    return {std::max(std::floor(low), -mostDoublings), std::min(std::ceil(high), mostDoublings)};
  }

  void ratios() {
    heading("Hazard and rate ratios, logarithmic axis", "ratio (95 % CI)");
    const auto [low, high] = range();
    const double top = y_;
    const double bottom = top - heightOf(effects_.ratios) + axisHeight + headHeight;
    drawing_.panel({panelLeft, panelRight, bottom, top, low, high, 1,
                    [](double doublings) { return fmt::format("{:g}", std::exp2(std::round(doublings))); }});
    rows(effects_.ratios, [&, low = low, high = high](const Effect& effect, double y) {
      const kb::TrialResult& result = *effect.result;
      const kb::Estimate& ratio = *result.ratio;
      drawing_.upright(0, y - rowHeight / 2, y + rowHeight / 2, Ink::Text, true);
      if (ratio.low) drawing_.interval(std::log2(*ratio.low), std::log2(*ratio.high), y);
      const double value = std::log2(ratio.value);
      drawing_.mark(std::clamp(value, low, high), y, shape(effect), !ratio.low);
      return ratioText(result) + (ratio.low ? "" : ", no interval");
    });
    axisNames("favours the first", "favours the second", panelLeft, panelRight);
  }

  void responses() {
    heading("Response rates", "% (95 % CI), the other arm");
    const double top = y_;
    const double bottom = top - heightOf(effects_.responses) + axisHeight + headHeight;
    drawing_.panel(
        {panelLeft, panelRight, bottom, top, 0, 100, 25, [](double per) { return fmt::format("{:g}", per); }});
    rows(effects_.responses, [&](const Effect& effect, double y) {
      const kb::TrialResult& result = *effect.result;
      const kb::Estimate& rate = *result.rates[0];
      if (rate.low) drawing_.interval(*rate.low, *rate.high, y);
      drawing_.mark(rate.value, y, shape(effect), !rate.low);
      if (result.rates[1])
        drawing_.upright(result.rates[1]->value, y - rowHeight / 2, y + rowHeight / 2, Ink::Mark, false);
      return rateText(result);
    });
    axisNames("", "per cent of patients", panelLeft, panelRight);
  }

  void axisNames(std::string_view left, std::string_view right, double from, double to) {
    y_ -= axisHeight;
    constexpr double below = 7;
    if (left.empty()) {
      drawing_.text((from + to) / 2, y_ + below, Anchor::Centre, right, {8, false, Ink::Text});
      return;
    }
    drawing_.text(from, y_ + below, Anchor::Left, "← " + std::string(left), {8, false, Ink::Text});
    drawing_.text(to, y_ + below, Anchor::Right, std::string(right) + " →", {8, false, Ink::Text});
  }

  /// What the marks mean, and what the short names of endpoints stand for.
  std::vector<std::string> legend() const {
    std::vector<std::string> names;
    for (const std::vector<Effect>* all : {&effects_.ratios, &effects_.responses}) {
      for (const Effect& effect : *all) {
        const Code& code = endpoint(effect);
        const std::string text = fmt::format("{} {}", shortName(code), code.title);
        const bool known = std::find(names.begin(), names.end(), text) != names.end();
        if (!known && shortName(code) != code.title) names.push_back(text);
      }
    }
    const std::string marks =
        "Square: all patients; diamond: a group (bold: the patient is in it, (?): not known); hollow: no interval";
    return linesOf(fmt::format("{}{}. {}", marks, effects_.responses.empty() ? "" : "; upright stroke: the other arm",
                               fmt::join(names, "; ")),
                   headLetters);
  }

  const kb::Knowledge& k_;
  const Effects& effects_;
  double y_ = 0;  ///< lower end of what is drawn
  Drawing drawing_;
  std::string description_;
};

}  // namespace

std::string forestPlot(const Presenter& presenter, const Assessment& assessment, const Effects& effects,
                       std::string_view id) {
  if (effects.ratios.empty() && effects.responses.empty()) return {};
  return ForestPlot(presenter, effects).write(assessment.caseId, id);
}

}  // namespace her2::present
