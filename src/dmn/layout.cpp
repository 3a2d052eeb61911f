#include "dmn/layout.h"

#include <algorithm>
#include <cmath>

namespace her2::dmn {
namespace {

// Sizes as editors give them to new parts, a little wider for our names.
constexpr Box decision{0, 0, 260, 80};
constexpr Box inputData{0, 0, 200, 45};
constexpr Box source{0, 0, 160, 65};
constexpr double gap = 40;
constexpr double between = 120;  // of two lines
constexpr double margin = 140;   // at the top, where editors show the name of the model
constexpr std::size_t fewest = 4;

std::size_t rowsOf(std::size_t count, std::size_t perRow) { return (count + perRow - 1) / perRow; }

}  // namespace

Layout::Layout(std::size_t gathers, std::size_t asks, std::size_t inputs, std::size_t sources) {
  const auto perRow = std::max(fewest, static_cast<std::size_t>(std::sqrt(4.0 * static_cast<double>(asks))));
  const double left = sources == 0 ? gap : source.width + 3 * gap;
  double top = margin;
  const auto put = [&](Line line, const Box& size, std::size_t count) {
    areas_[static_cast<std::size_t>(line)] = {left, top, perRow, size, 0};
    top += static_cast<double>(rowsOf(count, perRow)) * (size.height + gap) + between;
  };
  put(Line::Gathers, decision, gathers);
  put(Line::Asks, decision, asks);
  put(Line::Input, inputData, inputs);
  areas_[static_cast<std::size_t>(Line::Source)] = {gap, margin, 1, source, 0};
}

Box Layout::next(Line line) {
  Area& area = areas_[static_cast<std::size_t>(line)];
  const std::size_t at = area.used++;
  const std::size_t row = at / area.perRow;
  Box result = area.size;
  result.x = area.left + static_cast<double>(at % area.perRow) * (area.size.width + gap);
  result.y = area.top + static_cast<double>(row) * (area.size.height + gap);
  return result;
}

}  // namespace her2::dmn
