// Every interval over a few ends, open and closed, bounded and not, and the numbers to try in them: the small world
// that the interval tests exhaust. The numbers include the doubles next to each end, where rounding decides.
#pragma once

#include <cmath>
#include <vector>

#include "her2/interval.h"

namespace her2::grid {

inline const std::vector<double> ends{-2, -1, 0, 1, 3};

inline std::vector<double> numbers() {
  std::vector<double> all{-1e300, -8, -3, -1.75, -1.5, -0.5, -0.125, 0.125, 0.5, 1.25, 2, 2.5, 4, 1024, 1e300};
  for (double end : ends) {
    all.push_back(std::nextafter(end, -Interval::infinity));
    all.push_back(end);
    all.push_back(std::nextafter(end, Interval::infinity));
  }
  return all;
}

inline std::vector<Interval> intervals() {
  constexpr double infinity = Interval::infinity;
  std::vector<Interval> all{Interval()};
  for (double end : ends) {
    all.emplace_back(end);
    for (bool open : {false, true}) {
      all.emplace_back(-infinity, false, end, open);
      all.emplace_back(end, open, infinity, false);
    }
  }
  for (double lo : ends) {
    for (double hi : ends) {
      if (lo >= hi) continue;
      for (bool loOpen : {false, true}) {
        for (bool hiOpen : {false, true}) all.emplace_back(lo, loOpen, hi, hiOpen);
      }
    }
  }
  return all;
}

}  // namespace her2::grid
