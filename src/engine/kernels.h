// The comparisons over 64 doubles, for the instruction set of this processor (chosen once, by the processor's own
// word).
#pragma once

#include "facts/fact_block.h"

namespace her2::engine {

struct Kernels {
  /// t: the value lies in [a, b] for certain; p: it may.
  void (*inRange)(const facts::Column& column, double a, double b, facts::Word& t, facts::Word& p);
  const char* name;
};

const Kernels& kernels();
/// The portable one, for comparison in tests and benchmarks.
const Kernels& portableKernels();

}  // namespace her2::engine
