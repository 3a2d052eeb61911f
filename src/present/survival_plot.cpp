// Survival by PREDICT Breast as bars: without adjuvant treatment, then with one treatment after the other. What has to
// be said beside the numbers is part of the picture, so that they cannot be copied without it.
#include <fmt/format.h>

#include <algorithm>

#include "present/drawing.h"
#include "present/plain.h"
#include "present/plots.h"

namespace her2::present {
namespace {

constexpr double width = 620;
constexpr double rowHeight = 12;
constexpr double barHeight = 8;
constexpr double headHeight = 16;
constexpr double axisHeight = 22;
constexpr double noteHeight = 10;
constexpr double versionGap = 8;
constexpr double barsLeft = 200;
constexpr double panelGap = 6;
constexpr double letterWidth = 4.6;
constexpr double narrow = 60;  ///< panels without a tick in the middle
constexpr std::size_t noteLetters = 138;
constexpr double all = 100;

struct Row {
  std::string name;
  const std::vector<Interval>* survival = nullptr;
  const std::vector<Interval>* gain = nullptr;
};

class SurvivalPlot {
 public:
  SurvivalPlot(const Presenter& presenter, const Assessment& assessment, bool everyVersion)
      : p_(presenter), caseId_(assessment.caseId) {
    for (const Prediction& each : assessment.benefit.predictions) {
      if (each.answered()) shown_.push_back(&each);
    }
    if (!everyVersion && !shown_.empty()) shown_.erase(shown_.begin(), shown_.end() - 1);
    for (const Prediction* each : shown_) {
      for (const std::string& caveat : each->caveats) {
        if (std::find(caveats_.begin(), caveats_.end(), caveat) == caveats_.end()) caveats_.push_back(caveat);
      }
    }
    writeNotes();
  }

  std::string write(std::string_view id) {
    if (shown_.empty()) return {};
    double height = static_cast<double>(notes_.size()) * noteHeight;
    for (const Prediction* each : shown_) height += heightOf(*each);
    Drawing drawing(width, height);
    y_ = height;
    for (const Prediction* each : shown_) version(drawing, *each);
    for (const std::string& note : notes_) {
      y_ -= noteHeight;
      drawing.text(0, y_ + noteHeight / 2, Anchor::Left, note, {8, false, Ink::Text});
    }
    return drawing.svg(fmt::format("Survival by PREDICT Breast{}{}", caseId_.empty() ? "" : " of ", caseId_),
                       description_, id);
  }

 private:
  const kb::PredictModel& model(const Prediction& each) const { return p_.knowledge.predictModels[each.model]; }

  /// Of the first plan, as its authors order it.
  std::vector<Row> rows(const Prediction& each) const {
    std::vector<Row> result{{"surgery only", &each.surgeryOnly, nullptr}};
    if (each.plans.empty()) return result;
    for (const PredictedStep& step : each.plans.front().steps)
      result.push_back({"+ " + model(each).treatments[step.treatment].title, &step.survival, &step.gain});
    return result;
  }

  double heightOf(const Prediction& each) const {
    return headHeight + static_cast<double>(rows(each).size()) * rowHeight + axisHeight + versionGap;
  }

  std::string marks(const Prediction& each) const {
    std::vector<std::size_t> numbers;
    for (const std::string& caveat : each.caveats)
      numbers.push_back(
          static_cast<std::size_t>(std::find(caveats_.begin(), caveats_.end(), caveat) - caveats_.begin()) + 1);
    return numbers.empty() ? std::string() : fmt::format(" [{}]", fmt::join(numbers, ","));
  }

  void version(Drawing& drawing, const Prediction& each) {
    const kb::PredictModel& m = model(each);
    const std::vector<Row> lines = rows(each);
    y_ -= headHeight;
    const double headAt = y_ + headHeight / 2;
    drawing.text(0, headAt, Anchor::Left, fmt::format("{}: % alive{}", m.title, marks(each)), {9, true, Ink::Text});
    const double bottom = y_ - static_cast<double>(lines.size()) * rowHeight;
    const auto count = static_cast<double>(m.horizons.size());
    const double numberWidth = widthOfNumbers(lines, m.horizons.size());
    const double step = (width - barsLeft + panelGap) / count;
    for (std::size_t i = 0; i < m.horizons.size(); ++i) {
      const double left = barsLeft + static_cast<double>(i) * step;
      const double right = left + step - panelGap - numberWidth;
      drawing.text(left, headAt, Anchor::Left, fmt::format("{} years (gain of the step)", m.horizons[i]),
                   {8, false, Ink::Text});
      drawing.panel({left, right, bottom, y_, 0, all, right - left < narrow ? all : all / 2,
                     [](double per) { return fmt::format("{:g}", per); }});
      double y = y_ - rowHeight / 2;
      for (const Row& row : lines) {
        bar(drawing, row, i, right, y);
        y -= rowHeight;
      }
    }
    double y = y_ - rowHeight / 2;
    for (const Row& row : lines) {
      drawing.text(0, y, Anchor::Left, row.name, {8, false, Ink::Text});
      y -= rowHeight;
      describe(m, row);
    }
    y_ = bottom - axisHeight - versionGap;
  }

  static double widthOfNumbers(const std::vector<Row>& lines, std::size_t horizons) {
    std::size_t letters = 0;
    for (const Row& row : lines) {
      for (std::size_t i = 0; i < horizons; ++i) letters = std::max(letters, number(row, i).size());
    }
    return static_cast<double>(letters) * letterWidth;
  }

  // Light: where the answer may still lie.
  static void bar(Drawing& drawing, const Row& row, std::size_t horizon, double right, double y) {
    const Interval& survival = (*row.survival)[horizon];
    drawing.bar(0, survival.lo(), y, barHeight, Ink::Bar);
    if (!survival.isPoint()) drawing.bar(survival.lo(), survival.hi(), y, barHeight, Ink::BarOpen);
    drawing.text(right + 4, y, Anchor::Left, number(row, horizon), {8, false, Ink::Text});
  }

  static std::string number(const Row& row, std::size_t horizon) {
    std::string text = percentText((*row.survival)[horizon], false);
    if (row.gain != nullptr) text += fmt::format(" ({})", percentText((*row.gain)[horizon], true));
    return text;
  }

  void describe(const kb::PredictModel& m, const Row& row) {
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < m.horizons.size(); ++i)
      numbers.push_back(fmt::format("{} years {}", m.horizons[i], number(row, i)));
    description_ += fmt::format("{}, {}: % alive after {}.\n", m.title, row.name, fmt::join(numbers, ", "));
  }

  void writeNotes() {
    for (std::size_t i = 0; i < caveats_.size(); ++i) {
      const kb::Text* text = p_.knowledge.findText(caveats_[i]);
      if (text == nullptr) continue;
      description_ += text->say + "\n";
      const std::string note = fmt::format("[{}] {} ({})", i + 1, text->say, fmt::join(text->sources, ", "));
      for (std::string& line : linesOf(note, noteLetters)) notes_.push_back(std::move(line));
    }
  }

  const Presenter& p_;
  const std::string& caseId_;
  std::vector<const Prediction*> shown_;
  std::vector<std::string> caveats_;
  std::vector<std::string> notes_;
  std::string description_;
  double y_ = 0;
};

}  // namespace

std::string survivalPlot(const Presenter& presenter, const Assessment& assessment, bool everyVersion,
                         std::string_view id) {
  return SurvivalPlot(presenter, assessment, everyVersion).write(id);
}

}  // namespace her2::present
