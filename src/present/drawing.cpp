#include "present/drawing.h"

#include <plplot/plplot.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <pugixml.hpp>
#include <sstream>

namespace her2::present {
namespace {

// PLplot's own state is one for the whole process.
std::mutex& plplotTurn() {
  static std::mutex turn;
  return turn;
}

struct Colour {
  Ink ink;
  int red;
  int green;
  int blue;
};

// Ratios of contrast on white: Text 16, Quiet 6, Mark 10, Bar 6.
constexpr std::array<Colour, 7> colours{{{Ink::Text, 0x1f, 0x1f, 0x1f},
                                         {Ink::Quiet, 0x5a, 0x5f, 0x66},
                                         {Ink::Mark, 0x12, 0x3c, 0x73},
                                         {Ink::Paper, 0xff, 0xff, 0xff},
                                         {Ink::Bar, 0x2f, 0x62, 0x9e},
                                         {Ink::BarOpen, 0xa9, 0xc4, 0xe4},
                                         {Ink::Rule, 0xb8, 0xbd, 0xc4}}};

// PLplot's colour 0 is the paper.
PLINT colourOf(Ink ink) {
  PLINT number = 1;
  for (const Colour& colour : colours) {
    if (colour.ink == ink) return number;
    ++number;
  }
  return 1;
}

/// PLplot reads `#` as the beginning of a command; a control character has no place in XML.
std::string plainText(std::string_view text, bool forPlplot) {
  std::string result;
  for (const char c : text) {
    if (forPlplot && c == '#') result += '#';
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    result += control ? ' ' : c;
  }
  return result;
}

void writeLabel(PLINT, PLFLT value, char* text, PLINT size, PLPointer label) {
  const std::string said = (*static_cast<const std::function<std::string(double)>*>(label))(value);
  std::snprintf(text, static_cast<std::size_t>(size), "%s", plainText(said, true).c_str());
}

constexpr double pointsPerMillimetre = 72 / 25.4;

/// PLplot's SVG writes whole numbers of points, cut off, 4/3 of the height asked for in millimetres.
double characterHeight(double points) { return (points + 0.1) * 3 / 4 / pointsPerMillimetre; }

void useFont(const Font& font) {
  plsfont(PL_FCI_SANS, PL_FCI_UPRIGHT, font.bold ? PL_FCI_BOLD : PL_FCI_MEDIUM);
  plschr(characterHeight(font.size), 1);
  plcol0(colourOf(font.ink));
}

double share(Anchor anchor) { return anchor == Anchor::Left ? 0 : anchor == Anchor::Centre ? 0.5 : 1; }

constexpr double axisFont = 8;

}  // namespace

struct Drawing::State {
  std::unique_lock<std::mutex> turn;
  double width = 0;
  double height = 0;
  Panel panel;
  char* bytes = nullptr;
  std::size_t size = 0;
  bool open = true;
};

Drawing::Drawing(double width, double height) : state_(new State{std::unique_lock(plplotTurn()), width, height, {}}) {
  PLINT stream = 0;
  plmkstrm(&stream);
  plsdev("svg");
  plsfile(open_memstream(&state_->bytes, &state_->size));
  plspage(0, 0, static_cast<PLINT>(width), static_cast<PLINT>(height), 0, 0);
  plscmap0n(static_cast<PLINT>(colours.size() + 1));
  plscolbg(0xff, 0xff, 0xff);
  for (const Colour& colour : colours) plscol0(colourOf(colour.ink), colour.red, colour.green, colour.blue);
  plinit();
  pladv(0);
  plwidth(1);
  page();
}

Drawing::~Drawing() {
  if (state_->open) plend1();
  std::free(state_->bytes);
  delete state_;
}

void Drawing::page() {
  plvpor(0, 1, 0, 1);
  plwind(0, state_->width, 0, state_->height);
}

void Drawing::text(double x, double y, Anchor anchor, std::string_view text, const Font& font) {
  page();
  useFont(font);
  plptex(x, y, 1, 0, share(anchor), plainText(text, true).c_str());
}

void Drawing::line(double x0, double y0, double x1, double y1, Ink ink, bool dashed) {
  page();
  plcol0(colourOf(ink));
  pllsty(dashed ? 2 : 1);
  pljoin(x0, y0, x1, y1);
  pllsty(1);
}

void Drawing::panel(const Panel& panel) {
  state_->panel = panel;
  const auto& [width, height] = std::pair(state_->width, state_->height);
  plvpor(panel.left / width, panel.right / width, panel.bottom / height, panel.top / height);
  plwind(panel.low, panel.high, panel.bottom, panel.top);
  useFont({axisFont, false, Ink::Text});
  plslabelfunc(writeLabel, &state_->panel.label);
  plsmaj(0, 1);
  plsmin(0, 1);
  plsmaj(4 / pointsPerMillimetre, 1);
  plbox("bnsto", panel.tick, 1, "", 0, 0);
}

double Drawing::unitsPerPoint() const {
  const Panel& panel = state_->panel;
  return (panel.high - panel.low) / (panel.right - panel.left);
}

void Drawing::upright(double value, double bottom, double top, Ink ink, bool dashed) {
  const Panel& panel = state_->panel;
  const double x = panel.left + (value - panel.low) / unitsPerPoint();
  line(x, bottom, x, top, ink, dashed);
}

void Drawing::interval(double from, double to, double y) {
  const Panel& panel = state_->panel;
  constexpr double head = 4;
  const auto at = [&](double value) { return panel.left + (value - panel.low) / unitsPerPoint(); };
  const bool below = from < panel.low;
  const bool above = to > panel.high;
  const double left = below ? panel.left : at(from);
  const double right = above ? panel.right : at(to);
  line(left, y, right, y, Ink::Mark);
  const auto end = [&](double x, bool outside, double inward) {
    if (!outside) return line(x, y - head / 2, x, y + head / 2, Ink::Mark);
    line(x, y, x + inward, y - head / 2, Ink::Mark);
    line(x, y, x + inward, y + head / 2, Ink::Mark);
  };
  end(left, below, head);
  end(right, above, -head);
}

void Drawing::mark(double value, double y, Shape shape, bool hollow, double half) {
  page();
  const Panel& panel = state_->panel;
  const double x = panel.left + (value - panel.low) / unitsPerPoint();
  const double wide = shape == Shape::Diamond ? half * 1.35 : half;
  std::array<PLFLT, 5> xs{x - wide, x + wide, x + wide, x - wide, x - wide};
  std::array<PLFLT, 5> ys{y - wide, y - wide, y + wide, y + wide, y - wide};
  if (shape == Shape::Diamond) {
    xs = {x - wide, x, x + wide, x, x - wide};
    ys = {y, y - wide, y, y + wide, y};
  }
  plcol0(colourOf(hollow ? Ink::Paper : Ink::Mark));
  plfill(4, xs.data(), ys.data());
  plcol0(colourOf(Ink::Mark));
  plline(5, xs.data(), ys.data());
}

void Drawing::bar(double from, double to, double y, double height, Ink ink) {
  page();
  const Panel& panel = state_->panel;
  const auto at = [&](double value) { return panel.left + (value - panel.low) / unitsPerPoint(); };
  const std::array<PLFLT, 4> xs{at(from), at(to), at(to), at(from)};
  const std::array<PLFLT, 4> ys{y - height / 2, y - height / 2, y + height / 2, y + height / 2};
  plcol0(colourOf(ink));
  plfill(4, xs.data(), ys.data());
}

std::string Drawing::svg(std::string_view title, std::string_view description, std::string_view id) {
  plend1();  // closes the memory stream, too
  state_->open = false;
  pugi::xml_document document;
  document.load_buffer(state_->bytes, state_->size);
  pugi::xml_node svg = document.child("svg");
  for (const char* name : {"width", "height", "xmlns:xlink", "version"}) svg.remove_attribute(name);
  // Every clip is that of a whole panel, and its name would be that of another picture on the same page.
  for (const pugi::xpath_node& clip : document.select_nodes("//*[local-name()='clipPath']"))
    clip.node().parent().remove_child(clip.node());
  for (const pugi::xpath_node& clipped : document.select_nodes("//*[@clip-path]"))
    clipped.node().remove_attribute("clip-path");
  svg.append_attribute("role") = "img";
  const std::string name = id.empty() ? "picture" : std::string(id);
  svg.append_attribute("aria-labelledby") = (name + "-title " + name + "-desc").c_str();
  pugi::xml_node desc = svg.prepend_child("desc");
  desc.append_attribute("id") = (name + "-desc").c_str();
  desc.text() = plainText(description, false).c_str();
  pugi::xml_node heading = svg.prepend_child("title");
  heading.append_attribute("id") = (name + "-title").c_str();
  heading.text() = plainText(title, false).c_str();
  std::ostringstream out;
  svg.print(out, "", pugi::format_raw);
  return out.str();
}

}  // namespace her2::present
