#include "engine/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace her2::engine {
namespace {

using facts::Column;
using facts::lanes;
using facts::Word;

void inRangePortable(const Column& column, double a, double b, Word& t, Word& p) {
  Word certain = 0;
  Word possible = 0;
  for (unsigned i = 0; i < lanes; ++i) {
    certain |= static_cast<Word>(static_cast<unsigned>(column.lo[i] >= a) & static_cast<unsigned>(column.hi[i] <= b))
               << i;
    possible |= static_cast<Word>(static_cast<unsigned>(column.hi[i] >= a) & static_cast<unsigned>(column.lo[i] <= b))
                << i;
  }
  t = certain;
  p = possible;
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) void inRangeAvx2(const Column& column, double a, double b, Word& t, Word& p) {
  const __m256d low = _mm256_set1_pd(a);
  const __m256d high = _mm256_set1_pd(b);
  Word certain = 0;
  Word possible = 0;
  for (unsigned i = 0; i < lanes; i += 4) {
    const __m256d lo = _mm256_load_pd(column.lo.data() + i);
    const __m256d hi = _mm256_load_pd(column.hi.data() + i);
    const __m256d inside = _mm256_and_pd(_mm256_cmp_pd(lo, low, _CMP_GE_OQ), _mm256_cmp_pd(hi, high, _CMP_LE_OQ));
    const __m256d meets = _mm256_and_pd(_mm256_cmp_pd(hi, low, _CMP_GE_OQ), _mm256_cmp_pd(lo, high, _CMP_LE_OQ));
    certain |= static_cast<Word>(static_cast<unsigned>(_mm256_movemask_pd(inside))) << i;
    possible |= static_cast<Word>(static_cast<unsigned>(_mm256_movemask_pd(meets))) << i;
  }
  t = certain;
  p = possible;
}

__attribute__((target("avx512f"))) void inRangeAvx512(const Column& column, double a, double b, Word& t, Word& p) {
  const __m512d low = _mm512_set1_pd(a);
  const __m512d high = _mm512_set1_pd(b);
  Word certain = 0;
  Word possible = 0;
  for (unsigned i = 0; i < lanes; i += 8) {
    const __m512d lo = _mm512_load_pd(column.lo.data() + i);
    const __m512d hi = _mm512_load_pd(column.hi.data() + i);
    const __mmask8 inside = _mm512_mask_cmp_pd_mask(_mm512_cmp_pd_mask(lo, low, _CMP_GE_OQ), hi, high, _CMP_LE_OQ);
    const __mmask8 meets = _mm512_mask_cmp_pd_mask(_mm512_cmp_pd_mask(hi, low, _CMP_GE_OQ), lo, high, _CMP_LE_OQ);
    certain |= static_cast<Word>(inside) << i;
    possible |= static_cast<Word>(meets) << i;
  }
  t = certain;
  p = possible;
}

#endif

constexpr Kernels portable{&inRangePortable, "portable"};

Kernels best() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return {&inRangeAvx512, "avx512"};
  if (__builtin_cpu_supports("avx2")) return {&inRangeAvx2, "avx2"};
#endif
  return portable;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels chosen = best();
  return chosen;
}

const Kernels& portableKernels() { return portable; }

}  // namespace her2::engine
