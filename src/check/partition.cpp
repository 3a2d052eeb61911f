#include "check/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "her2/date.h"

namespace her2::check {
namespace {

using feel::Cell;
using feel::Kind;

class Cutter {
 public:
  Cutter(const kb::Knowledge& knowledge, const kb::Table& table, std::size_t input)
      : knowledge_(knowledge),
        table_(table),
        input_(input),
        value_(table.inputs[input].value),
        range_(rangeOf(knowledge, value_)) {}

  Partition cut() && {
    switch (value_.kind) {
      case Kind::Truth:
        truths();
        break;
      case Kind::Code:
        codes();
        break;
      case Kind::Codes:
        lists();
        break;
      default:
        numbers();
    }
    return std::move(result_);
  }

 private:
  /// Joins the piece to the part that the rows treat in the same way.
  template <class F>
  void add(const std::string& text, Piece piece, F&& passes) {
    Rows rows(table_.rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const Cell& cell = table_.rows[r].cells[input_];
      rows[r] = cell.any || passes(cell);
    }
    const auto same = std::find_if(result_.begin(), result_.end(), [&](const Part& part) { return part.rows == rows; });
    if (same == result_.end()) {
      result_.push_back({text, std::move(rows), {piece}});
    } else {
      same->text += " or " + text;
      same->pieces.push_back(piece);
    }
  }

  void truths() {
    for (const bool value : {false, true}) {
      Piece piece;
      piece.truth = value;
      add(value ? "true" : "false", piece, [&](const Cell& c) { return c.truth == value; });
    }
  }

  const Domain& domain() const { return knowledge_.vocabulary.domain(value_.domain); }

  CodeSet mentioned() const {
    CodeSet result;
    for (const kb::Row& row : table_.rows) result |= row.cells[input_].codes;
    return result;
  }

  /// With the codes that abstract ones stand for: a cell that asks for these lets those pass.
  CodeSet opened(CodeSet codes) const {
    CodeSet result = codes;
    codes.forEach([&](unsigned code) { result |= domain()[code].means; });
    return result;
  }

  void codes() {
    (domain().all() | mentioned()).forEach([&](unsigned code) {
      Piece piece;
      piece.code = code;
      add(domain()[code].code, piece, [&](const Cell& c) {
        const CodeSet asked = opened(c.codes);
        return (asked.contains(code) || asked.contains(domain()[code].means)) != c.negated;
      });
    });
  }

  // Of a list only the codes that some cell asks about matter: every subset of them. Rows that are gathered do not
  // compete and a cell asks whether any of its codes is there: the empty list and each code alone suffice.
  void lists() {
    const CodeSet asked = mentioned();
    if (table_.hit == kb::HitPolicy::Collect) {
      list({});
      asked.forEach([&](unsigned code) { list(CodeSet::of(code)); });
      return;
    }
    CodeSet subset;
    do {
      list(subset);
      subset = CodeSet((subset.bits() - asked.bits()) & asked.bits());
    } while (!subset.empty());
  }

  void list(CodeSet codes) {
    Piece piece;
    piece.list = codes;
    std::string text = "list of";
    codes.forEach([&](unsigned code) { text += " " + domain()[code].code; });
    add(codes.empty() ? "empty list" : text, piece,
        [&](const Cell& c) { return c.codes.intersects(codes) != c.negated; });
  }

  void numbers() {
    std::set<double> cuts;
    for (const kb::Row& row : table_.rows) addCuts(row.cells[input_].intervals, range_, cuts);
    double before = -Interval::infinity;
    for (const double cut : cuts) {
      number({before, before != -Interval::infinity, cut, true});
      number(Interval(cut));
      before = cut;
    }
    number({before, before != -Interval::infinity, Interval::infinity, false});
  }

  void number(const Interval& interval) {
    if (interval.least() > interval.greatest()) return;
    const bool date = value_.kind == Kind::Date;
    if (date && std::ceil(interval.least()) > std::floor(interval.greatest())) return;  // no day lies between
    const auto within = interval.intersect(range_);
    if (!within) return;
    Piece piece;
    piece.number = *within;
    add(date ? dateText(*within) : within->text(), piece, [&](const Cell& c) {
      return std::any_of(c.intervals.begin(), c.intervals.end(),
                         [&](const Interval& i) { return i.contains(*within); });
    });
  }

  static std::string dateText(const Interval& days) {
    const auto day = [](double serial) {
      return std::isinf(serial) ? std::string("…") : Date(static_cast<std::int32_t>(serial)).text();
    };
    const double first = std::ceil(days.least());
    const double last = std::floor(days.greatest());
    return first == last ? day(first) : fmt::format("{}..{}", day(first), day(last));
  }

  const kb::Knowledge& knowledge_;
  const kb::Table& table_;
  std::size_t input_;
  const feel::Expression& value_;
  Interval range_;
  Partition result_;
};

}  // namespace

Partition partition(const kb::Knowledge& knowledge, const kb::Table& table, std::size_t input) {
  return Cutter(knowledge, table, input).cut();
}

Interval rangeOf(const kb::Knowledge& knowledge, const feel::Expression& value) {
  const bool isFact = value.op == feel::Op::FactValue && value.kind == Kind::Number;
  return isFact ? knowledge.facts[value.fact].range : Interval();
}

void addCuts(const std::vector<Interval>& intervals, const Interval& range, std::set<double>& cuts) {
  for (const Interval& interval : intervals) {
    for (const double end : {interval.lo(), interval.hi()}) {
      if (std::isfinite(end) && range.contains(end)) cuts.insert(end);
    }
  }
}

}  // namespace her2::check
