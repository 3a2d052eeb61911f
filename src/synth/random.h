// Numbers that look drawn and are not: each patient has a stream of its own, given by the seed and the patient's
// number, so any part of a cohort can be made alone and comes out the same on every machine. SplitMix64 (Steele, Lea,
// Flood 2014); no distribution of the standard library, whose results are free.
#pragma once

#include <cstdint>

namespace her2::synth {

class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t number) : state_(mix(seed) ^ mix(number * 0x9E3779B97F4A7C15 + 1)) {}

  std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15); }
  /// At least 0 and below 1, in steps of 2^-53.
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double between(double least, double most) { return least + unit() * (most - least); }
  bool percent(double share) { return unit() * 100 < share; }
  /// Mean 0, deviation 1, within 6: the sum of twelve numbers below 1.
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += unit();
    return sum;
  }

 private:
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

}  // namespace her2::synth
