// A picture as SVG, kept in memory. PLplot draws: axes, their ticks and labels, lines, filled shapes, text as text.
// What comes out is made fit for a page: a title and a description for those who cannot see it, no document type, no
// identifiers but its own. The same calls give the same bytes.
//
// Lengths are in points of the picture, from its lower left corner.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace her2::present {

/// Dark enough on white to be read in print (contrast 4.5 and more), but for the two that only fill.
enum class Ink { Text, Quiet, Mark, Paper, Bar, BarOpen, Rule };

enum class Anchor { Left, Centre, Right };

enum class Shape { Square, Diamond };

struct Font {
  double size = 9;  ///< whole points
  bool bold = false;
  Ink ink = Ink::Text;
};

/// Where data stand: across, from `low` to `high` in units of the axis; upwards, points of the picture.
struct Panel {
  double left = 0;
  double right = 0;
  double bottom = 0;
  double top = 0;
  double low = 0;
  double high = 1;
  double tick = 1;                           ///< distance of labelled ticks
  std::function<std::string(double)> label;  ///< of a tick
};

/// One at a time in a process: PLplot keeps one state, so a second picture waits until the first is written.
class Drawing {
 public:
  Drawing(double width, double height);
  ~Drawing();
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;

  void text(double x, double y, Anchor anchor, std::string_view text, const Font& font = {});
  void line(double x0, double y0, double x1, double y1, Ink ink, bool dashed = false);

  /// Draws the axis below the panel; what follows with a panel's name stands in it.
  void panel(const Panel& panel);
  /// An upright line through the panel at a value.
  void upright(double value, double bottom, double top, Ink ink, bool dashed);
  /// A line from one value to another; an arrow at an end that lies outside the panel.
  void interval(double from, double to, double y);
  /// `half`: half the height of the mark. Hollow ones are filled with paper.
  void mark(double value, double y, Shape shape, bool hollow, double half = 3);
  void bar(double from, double to, double y, double height, Ink ink);

  /// Ends the picture. `id` makes the identifiers of title and description unique on a page; an empty one leaves the
  /// picture as a file of its own.
  std::string svg(std::string_view title, std::string_view description, std::string_view id);

 private:
  struct State;
  void page();
  double unitsPerPoint() const;
  State* state_;
};

}  // namespace her2::present
