// A decision table as a finite grid: the thresholds of its cells cut every input into intervals (or its codes) on which
// all rows agree.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "check/check.h"
#include "check/partition.h"

namespace her2::check {
namespace {

constexpr std::size_t mostCells = 5'000'000;
constexpr std::size_t mostReports = 4;  // of one fault in one table

class Grid {
 public:
  Grid(const kb::Knowledge& knowledge, const kb::Table& table, Problems& problems)
      : knowledge_(knowledge), table_(table), problems_(problems) {}

  std::size_t run() {
    for (std::size_t input = 0; input < table_.inputs.size(); ++input)
      dimensions_.push_back(partition(knowledge_, table_, input));
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

  // Rows that are gathered do not compete: each can fire if every one of its cells lets some value pass.
  void collect() {
    for (std::size_t row = 0; row < reached_.size(); ++row) {
      reached_[row] = std::all_of(dimensions_.begin(), dimensions_.end(), [&](const Partition& dimension) {
        return std::any_of(dimension.begin(), dimension.end(), [&](const Part& part) { return part.rows[row]; });
      });
    }
    for (const Partition& dimension : dimensions_) cells_ += dimension.size();
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
  std::vector<Partition> dimensions_;
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
