// Units of measurements in case JSON: what a record writes, brought to the unit of the fact ([[unit]] in
// knowledge/terminology).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "her2/interval.h"
#include "kb/document_set.h"

namespace her2::facts {

class Units {
 public:
  static Units of(const kb::DocumentSet& knowledge);

  /// The number in the unit `to`. An empty unit is taken as `to`, the unit that the case format gives the leaf; nothing
  /// if the two are not units of one dimension.
  std::optional<Interval> convert(const Interval& number, std::string_view from, std::string_view to) const;

 private:
  struct Scale {
    std::string dimension;
    double times = 1;  ///< over `per`: how many of the first unit of its dimension it is
    double per = 1;
  };
  std::map<std::string, std::vector<Scale>, std::less<>> scales_;
};

}  // namespace her2::facts
