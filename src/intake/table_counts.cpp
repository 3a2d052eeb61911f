#include "intake/table_counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace her2::intake::table {
namespace {

NumberLeaf& number(const Leaf& leaf, Filler& filler) {
  return std::get<Get<NumberLeaf>>(leaf.access)(filler.out(), leaf.slot);
}

/// The numbers of one row.
struct Numbers {
  std::array<std::optional<Interval>, 2> counts;
  std::array<bool, 2> whole{};
  std::optional<double> cells;
  std::optional<Interval> ratio;
};

Numbers numbersOf(const CountGroup& group, const std::function<std::string_view(std::size_t)>& written,
                  Filler& filler) {
  Numbers result;
  for (std::size_t i = 0; i < group.counts.size(); ++i) {
    const NumberLeaf& leaf = number(group.counts[i].mean, filler);
    if (!leaf.recorded()) continue;
    result.counts[i] = leaf.value;
    result.whole[i] = leaf.value.isPoint() && isWrittenWhole(written(group.counts[i].column));
  }
  const Interval cells = number(group.cells, filler).value;
  if (cells.isPoint() && cells.lo() > 0) result.cells = cells.lo();
  if (group.ratio && number(*group.ratio, filler).recorded()) result.ratio = number(*group.ratio, filler).value;
  return result;
}

/// Where means and totals are to be told apart, also the count that is not recorded, as a stated ratio implies it:
/// first / ratio, second * ratio.
std::array<std::optional<Interval>, 2> withImplied(const Numbers& numbers) {
  auto counts = numbers.counts;
  if (!numbers.cells || !numbers.ratio || !numbers.ratio->isPoint() || numbers.ratio->lo() <= 0) return counts;
  if (counts[0] && !counts[1]) counts[1] = *counts[0] / *numbers.ratio;
  if (counts[1] && !counts[0]) counts[0] = *counts[1] * *numbers.ratio;
  return counts;
}

bool plausibleAsMeans(const CountGroup& group, const Numbers& numbers) {
  const auto counts = withImplied(numbers);
  for (std::size_t i = 0; i < group.counts.size(); ++i) {
    if (counts[i] && !group.counts[i].plausible.intersect(*counts[i])) return false;
  }
  return true;
}

bool plausibleAsTotals(const CountGroup& group, const Numbers& numbers) {
  if (!numbers.cells) return false;
  const auto counts = withImplied(numbers);
  for (std::size_t i = 0; i < group.counts.size(); ++i) {
    if (numbers.counts[i] && !numbers.whole[i]) return false;
    if (counts[i] && !group.counts[i].fromTotal.intersect(*counts[i] / Interval(*numbers.cells))) return false;
  }
  return true;
}

/// Whether the ratio the two numbers give is the one that is stated, or none is stated.
bool ratioAgrees(const CountGroup& group, const Numbers& numbers) {
  if (!numbers.ratio || !numbers.counts[0] || !numbers.counts[1] || numbers.counts[1]->lo() <= 0) return true;
  const double implied = numbers.counts[0]->lo() / numbers.counts[1]->lo();
  const double off = std::max(group.absolute, group.relative * implied);
  return Interval::closed(implied - off, implied + off).intersect(*numbers.ratio).has_value();
}

class Settler {
 public:
  Settler(const CountGroup& group, Filler& filler) : group_(group), filler_(filler) {}

  void takeAsTotals(double cells) {
    forEachRecorded([&](const Count& count, NumberLeaf& mean) {
      filler_.warn("total-recognised",
                   fmt::format("{} is read as a total over {} cells, {:.2f} per cell: the counts of this row are not "
                               "plausible as means per cell",
                               mean.value.lo(), cells, mean.value.lo() / cells),
                   "record means and totals in columns of their own");
      number(count.total, filler_) = mean;
      number(count.over, filler_) = number(group_.cells, filler_);
      mean = {};
    });
  }

  void refuse(std::string_view code, std::string_view why) {
    forEachRecorded([&](const Count&, NumberLeaf& mean) {
      filler_.warn(code, fmt::format("{} {}; the value is not used", mean.value.text(), why),
                   "record the mean per cell, or the total together with the number of cells");
      mean = {};
    });
  }

 private:
  template <class F>
  void forEachRecorded(F&& f) {
    for (const Count& count : group_.counts) {
      NumberLeaf& mean = number(count.mean, filler_);
      if (!mean.recorded()) continue;
      filler_.atCell(filler_.columnOf(mean.origin));
      f(count, mean);
    }
  }

  const CountGroup& group_;
  Filler& filler_;
};

}  // namespace

void settleCounts(const CountGroup& group, const std::function<std::string_view(std::size_t)>& written,
                  Filler& filler) {
  const Numbers numbers = numbersOf(group, written, filler);
  if (!numbers.counts[0] && !numbers.counts[1]) return;
  const bool means = plausibleAsMeans(group, numbers);
  const bool totals = plausibleAsTotals(group, numbers);
  if (means && !totals) return;
  Settler settler(group, filler);
  if (!numbers.cells) {
    return settler.refuse("value-implausible",
                          "is not plausible as a mean per cell, and no cell count explains it as a total");
  }
  if (means) {
    return settler.refuse("value-ambiguous",
                          fmt::format("may be a mean per cell or a total over {} cells", *numbers.cells));
  }
  if (!totals) {
    return settler.refuse("value-implausible",
                          fmt::format("is not plausible, neither as a mean per cell nor as a total over {} cells, "
                                      "beside the other numbers of this row",
                                      *numbers.cells));
  }
  if (!ratioAgrees(group, numbers)) {
    return settler.refuse(
        "value-implausible",
        fmt::format("would be a total over {} cells, but the stated ratio is not the one the totals give",
                    *numbers.cells));
  }
  settler.takeAsTotals(*numbers.cells);
}

}  // namespace her2::intake::table
