// Where the parts of a decision requirements diagram stand: input data at the bottom, decisions above them, what
// gathers those on top, sources at the left. Units are those of the diagram, about a pixel.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace her2::dmn {

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// The lines of the diagram, from the top.
enum class Line : std::size_t { Gathers, Asks, Input, Source };

class Layout {
 public:
  /// So many parts stand in each line; long lines wrap.
  Layout(std::size_t gathers, std::size_t asks, std::size_t inputs, std::size_t sources);
  /// The next part of the line, from left to right. Requires that no more are asked for than were announced.
  Box next(Line line);

 private:
  struct Area {
    double left = 0;
    double top = 0;
    std::size_t perRow = 1;
    Box size;
    std::size_t used = 0;
  };
  Area areas_[4];
};

}  // namespace her2::dmn
