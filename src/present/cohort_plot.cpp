// A cohort as pictures: the way to an indicated option with what is lost at each gate, and classes by tumour. Both are
// rows of bars over one axis of cases.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "present/cohort_summary.h"
#include "present/drawing.h"
#include "present/plain.h"

namespace her2::present {
namespace {

constexpr double width = 620;
constexpr double rowHeight = 13;
constexpr double noteHeight = 10.5;
constexpr double axisHeight = 30;
constexpr double panelLeft = 255;
constexpr double panelRight = 525;
constexpr double numbersLeft = 533;
constexpr std::size_t labelLetters = 56;
constexpr std::size_t noteLetters = 140;
constexpr std::size_t mostReasons = 4;

struct Row {
  enum class Kind { Heading, Bar, Lost, Note };
  Kind kind = Kind::Bar;
  std::string label;
  std::size_t from = 0;
  std::size_t to = 0;
  std::string number;

  double height() const { return kind == Kind::Note ? noteHeight : rowHeight; }
};

std::string percent(std::size_t part, std::size_t whole) {
  constexpr double hundred = 100;
  return whole == 0 ? "" : fmt::format(" ({:.1f} %)", hundred * static_cast<double>(part) / static_cast<double>(whole));
}

/// 1, 2 or 5 times a power of ten, so that about five ticks stand below the axis.
double tickOf(std::size_t most) {
  constexpr double ticks = 5;
  const double raw = std::max(1.0, static_cast<double>(most) / ticks);
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double times : {1.0, 2.0, 5.0}) {
    if (times * power >= raw) return times * power;
  }
  return 10 * power;
}

class RowChart {
 public:
  RowChart(std::string title, std::vector<Row> rows) : title_(std::move(title)), rows_(std::move(rows)) {}

  std::string write(std::string_view id) const {
    double height = axisHeight;
    std::size_t most = 1;
    for (const Row& row : rows_) {
      height += row.height();
      most = std::max(most, row.to);
    }
    Drawing drawing(width, height);
    drawing.panel({panelLeft, panelRight, axisHeight, height, 0, static_cast<double>(most), tickOf(most),
                   [](double cases) { return fmt::format("{:.0f}", cases); }});
    drawing.text((panelLeft + panelRight) / 2, 6, Anchor::Centre, "cases", {8, false, Ink::Text});
    std::string description;
    double y = height;
    for (const Row& row : rows_) {
      y -= row.height();
      draw(drawing, row, y + row.height() / 2);
      description += fmt::format("{}{}{}.\n", row.label, row.number.empty() ? "" : ": ", row.number);
    }
    return drawing.svg(title_, description, id);
  }

 private:
  static void draw(Drawing& drawing, const Row& row, double y) {
    constexpr double indent = 10;
    if (row.kind == Row::Kind::Note) {
      drawing.text(indent, y, Anchor::Left, shortened(row.label, noteLetters), {8, false, Ink::Quiet});
      return;
    }
    const bool heading = row.kind == Row::Kind::Heading;
    const bool lost = row.kind == Row::Kind::Lost;
    drawing.text(lost ? indent : 0, y, Anchor::Left, shortened(row.label, labelLetters),
                 {8, heading, lost ? Ink::Quiet : Ink::Text});
    if (row.to > row.from)
      drawing.bar(static_cast<double>(row.from), static_cast<double>(row.to), y, rowHeight - 4,
                  lost ? Ink::BarOpen : Ink::Bar);
    drawing.text(numbersLeft, y, Anchor::Left, row.number, {8, heading, lost ? Ink::Quiet : Ink::Text});
  }

  std::string title_;
  std::vector<Row> rows_;
};

/// The commonest reasons in one line; how many more there are.
Row reasons(const std::vector<CountOf>& why) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(why.size(), mostReasons); ++i)
    texts.push_back(fmt::format("{} {}", why[i].cases, why[i].title));
  if (why.size() > mostReasons) texts.push_back(fmt::format("{} more reasons", why.size() - mostReasons));
  return {Row::Kind::Note, fmt::format("{}", fmt::join(texts, "; ")), 0, 0, ""};
}

}  // namespace

std::string flowPlot(const Summary& summary, std::string_view id) {
  std::vector<Row> rows{{Row::Kind::Bar, "all cases", 0, summary.cases, std::to_string(summary.cases)}};
  for (const Summary::Gate& gate : summary.way) {
    if (gate.lost() != 0)
      rows.push_back({Row::Kind::Lost, gate.lostText, gate.passed, gate.reached, fmt::format("−{}", gate.lost())});
    if (gate.lost() != 0 && !gate.why.empty()) rows.push_back(reasons(gate.why));
    rows.push_back({Row::Kind::Bar, gate.passedText, 0, gate.passed,
                    std::to_string(gate.passed) + percent(gate.passed, summary.cases)});
  }
  if (summary.errors != 0)
    rows.push_back({Row::Kind::Note, fmt::format("Besides, {} records could not be read.", summary.errors), 0, 0, ""});
  return RowChart("The way of a cohort to an indicated option", std::move(rows)).write(id);
}

std::string classPlot(const Summary& summary, std::string_view id) {
  std::vector<Row> rows;
  for (const Summary::Tumour& tumour : summary.tumours) {
    rows.push_back({Row::Kind::Heading, tumour.kind.title, 0, 0, std::to_string(tumour.kind.cases)});
    for (const CountOf& each : tumour.classes)
      rows.push_back({Row::Kind::Bar, each.title, 0, each.cases,
                      std::to_string(each.cases) + percent(each.cases, tumour.kind.cases)});
  }
  return RowChart("HER2 class by tumour", std::move(rows)).write(id);
}

}  // namespace her2::present
