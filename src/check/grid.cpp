// A decision table as a finite grid: the thresholds of its cells cut every input into intervals (or its codes) on which
// all rows agree.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "check/check.h"
#include "her2/date.h"

namespace her2::check {
namespace {

using feel::Cell;
using feel::Kind;
using Rows = std::vector<bool>;

constexpr std::size_t mostCells = 5'000'000;
constexpr std::size_t mostReports = 4;  // of one fault in one table

/// Values of one input that all rows treat alike.
struct Part {
  std::string text;
  Rows rows;
};
using Dimension = std::vector<Part>;

class Grid {
 public:
  Grid(const kb::Knowledge& knowledge, const kb::Table& table, Problems& problems)
      : knowledge_(knowledge), table_(table), problems_(problems) {}

  std::size_t run() {
    for (std::size_t input = 0; input < table_.inputs.size(); ++input) dimensions_.push_back(dimension(input));
    reached_.assign(table_.rows.size(), false);
    chosen_.assign(dimensions_.size(), 0);
    if (table_.hit == kb::HitPolicy::Collect) {
      collect();
    } else {
      walk(0, Rows(table_.rows.size(), true));
    }
    if (cells_ >= mostCells) {
      problem(table_.block.node->place,
              fmt::format("the grid of `{}` has more than {} cells, too many to check", table_.id, mostCells),
              "split the table");
      return cells_;
    }
    for (std::size_t row = 0; row < reached_.size(); ++row) {
      if (!reached_[row])
        problem(table_.rows[row].place, fmt::format("row {} of `{}` can never fire", row + 1, table_.id),
                "another row answers first, or no value passes its cells");
    }
    return cells_;
  }

 private:
  void problem(const kb::Place& place, std::string message, std::string remedy) {
    problems_.push_back(table_.block.document->problem(place, std::move(message), std::move(remedy)));
  }

  static void add(Dimension& dimension, std::string text, Rows rows) {
    for (Part& part : dimension) {
      if (part.rows != rows) continue;
      part.text += " or " + text;
      return;
    }
    dimension.push_back({std::move(text), std::move(rows)});
  }

  template <class F>
  Rows rowsWhere(std::size_t input, F&& passes) const {
    Rows rows(table_.rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r)
      rows[r] = table_.rows[r].cells[input].any || passes(table_.rows[r].cells[input]);
    return rows;
  }

  Dimension dimension(std::size_t input) const {
    switch (table_.inputs[input].value.kind) {
      case Kind::Truth:
        return truths(input);
      case Kind::Code:
        return codes(input);
      case Kind::Codes:
        return lists(input);
      default:
        return numbers(input);
    }
  }

  Dimension truths(std::size_t input) const {
    Dimension result;
    for (const bool value : {false, true})
      add(result, value ? "true" : "false", rowsWhere(input, [&](const Cell& c) { return c.truth == value; }));
    return result;
  }

  Dimension codes(std::size_t input) const {
    const Domain& domain = knowledge_.vocabulary.domain(table_.inputs[input].value.domain);
    CodeSet mentioned = domain.all();
    for (const kb::Row& row : table_.rows) mentioned |= row.cells[input].codes;
    Dimension result;
    mentioned.forEach([&](unsigned code) {
      add(result, domain[code].code, rowsWhere(input, [&](const Cell& c) {
            const bool in = c.codes.contains(code) || c.codes.contains(domain[code].means);
            return in != c.negated;
          }));
    });
    return result;
  }

  // Of a list only the codes that some cell asks about matter: every subset of them.
  Dimension lists(std::size_t input) const {
    const Domain& domain = knowledge_.vocabulary.domain(table_.inputs[input].value.domain);
    CodeSet mentioned;
    for (const kb::Row& row : table_.rows) mentioned |= row.cells[input].codes;
    Dimension result;
    CodeSet subset;
    do {
      std::string text = "list of";
      subset.forEach([&](unsigned code) { text += " " + domain[code].code; });
      add(result, subset.empty() ? "empty list" : text,
          rowsWhere(input, [&](const Cell& c) { return c.codes.intersects(subset) != c.negated; }));
      subset = CodeSet((subset.bits() - mentioned.bits()) & mentioned.bits());
    } while (!subset.empty());
    return result;
  }

  Interval rangeOf(std::size_t input) const {
    const feel::Expression& value = table_.inputs[input].value;
    return value.op == feel::Op::FactValue && value.kind == Kind::Number ? knowledge_.facts[value.fact].range
                                                                         : Interval();
  }

  Dimension numbers(std::size_t input) const {
    const Interval range = rangeOf(input);
    std::set<double> cuts;
    for (const kb::Row& row : table_.rows) {
      for (const Interval& interval : row.cells[input].intervals) {
        for (const double end : {interval.lo(), interval.hi()}) {
          if (range.contains(end) && end != Interval::infinity && end != -Interval::infinity) cuts.insert(end);
        }
      }
    }
    Dimension result;
    const bool date = table_.inputs[input].value.kind == Kind::Date;
    const auto piece = [&](const Interval& interval) {
      if (interval.least() > interval.greatest()) return;
      if (date && std::ceil(interval.least()) > std::floor(interval.greatest())) return;  // no day lies between
      const auto within = interval.intersect(range);
      if (!within) return;
      add(result, date ? dateText(*within) : within->text(), rowsWhere(input, [&](const Cell& c) {
            return std::any_of(c.intervals.begin(), c.intervals.end(),
                               [&](const Interval& i) { return i.contains(*within); });
          }));
    };
    double before = -Interval::infinity;
    for (const double cut : cuts) {
      piece({before, before != -Interval::infinity, cut, true});
      piece(Interval(cut));
      before = cut;
    }
    piece({before, before != -Interval::infinity, Interval::infinity, false});
    return result;
  }

  static std::string dateText(const Interval& days) {
    const auto day = [](double serial) {
      return std::abs(serial) == Interval::infinity ? std::string("…") : Date(static_cast<std::int32_t>(serial)).text();
    };
    const double first = std::ceil(days.least());
    const double last = std::floor(days.greatest());
    return first == last ? day(first) : fmt::format("{}..{}", day(first), day(last));
  }

  // Rows that are gathered do not compete: each can fire if every one of its cells lets some value pass.
  void collect() {
    for (std::size_t row = 0; row < reached_.size(); ++row) {
      reached_[row] = std::all_of(dimensions_.begin(), dimensions_.end(), [&](const Dimension& dimension) {
        return std::any_of(dimension.begin(), dimension.end(), [&](const Part& part) { return part.rows[row]; });
      });
    }
    for (const Dimension& dimension : dimensions_) cells_ += dimension.size();
  }

  static bool none(const Rows& rows) { return std::find(rows.begin(), rows.end(), true) == rows.end(); }

  void walk(std::size_t depth, const Rows& open) {
    if (cells_ >= mostCells) return;
    if (depth == dimensions_.size() || none(open)) {
      ++cells_;
      judge(depth, open);
      return;
    }
    for (std::size_t part = 0; part < dimensions_[depth].size(); ++part) {
      Rows rest = open;
      for (std::size_t r = 0; r < rest.size(); ++r) rest[r] = rest[r] && dimensions_[depth][part].rows[r];
      chosen_[depth] = part;
      walk(depth + 1, rest);
    }
  }

  std::string cellText(std::size_t depth) const {
    std::string text;
    for (std::size_t d = 0; d < depth; ++d)
      text += fmt::format("{}{}: {}", d == 0 ? "" : ", ", table_.inputs[d].text, dimensions_[d][chosen_[d]].text);
    return text;
  }

  void judge(std::size_t depth, const Rows& rows) {
    std::vector<std::size_t> matching;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (rows[r]) matching.push_back(r);
    }
    if (matching.empty()) {
      gap(depth);
      return;
    }
    switch (table_.hit) {
      case kb::HitPolicy::Unique:
      case kb::HitPolicy::Any:
        for (const std::size_t row : matching) reached_[row] = true;
        if (matching.size() > 1) overlap(matching, depth);
        break;
      case kb::HitPolicy::First:
        reached_[matching.front()] = true;
        break;
      default:
        for (const std::size_t row : matching) reached_[row] = true;
    }
  }

  void gap(std::size_t depth) {
    if (table_.hit == kb::HitPolicy::Collect || table_.gapsAllowed || gaps_++ >= mostReports) return;
    problem(table_.block.node->place,
            fmt::format("gap in `{}`: no row for {}", table_.id, depth == 0 ? "anything" : cellText(depth)),
            "add a row, or gaps = \"allowed\" if the table is silent there by intent");
  }

  bool agree(const kb::Row& a, const kb::Row& b) const {
    for (std::size_t i = 0; i < a.outputs.size(); ++i) {
      const kb::OutputCell& x = a.outputs[i];
      const kb::OutputCell& y = b.outputs[i];
      if (x.codes != y.codes || x.number != y.number || x.truth != y.truth) return false;
    }
    return true;
  }

  void overlap(const std::vector<std::size_t>& rows, std::size_t depth) {
    const std::size_t first = rows[0];
    const auto other = std::find_if(rows.begin() + 1, rows.end(), [&](std::size_t row) {
      return table_.hit != kb::HitPolicy::Any || !agree(table_.rows[first], table_.rows[row]);
    });
    if (other == rows.end()) return;
    const std::size_t second = *other;
    if (!overlaps_.insert({first, second}).second || overlaps_.size() > mostReports) return;
    problem(table_.rows[second].place,
            fmt::format("rows {} and {} of `{}` overlap at {}", first + 1, second + 1, table_.id, cellText(depth)),
            table_.hit == kb::HitPolicy::Any ? "under `any` rows that overlap must agree"
                                             : "narrow one of them, or use `first`");
  }

  const kb::Knowledge& knowledge_;
  const kb::Table& table_;
  Problems& problems_;
  std::vector<Dimension> dimensions_;
  std::vector<std::size_t> chosen_;
  Rows reached_;
  std::set<std::pair<std::size_t, std::size_t>> overlaps_;
  std::size_t gaps_ = 0;
  std::size_t cells_ = 0;
};

}  // namespace

std::size_t checkGrid(const kb::Knowledge& knowledge, const kb::Table& table, Problems& problems) {
  return Grid(knowledge, table, problems).run();
}

}  // namespace her2::check
