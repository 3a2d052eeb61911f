// T, N, M categories and stage groups as records write them, reduced to the codes of the domains `t-category`,
// `n-category`, `m-category`, `stage`. Finer categories than the domain has fall to the coarser one (T1mi -> T1, N2a ->
// N2, IIIC1 -> IIIC); T4d keeps its own code.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace her2::intake {

struct TnmCategory {
  /// The codes it may be: one for "T2", two for "T0/is", three for "N+", none for "TX".
  std::span<const std::string_view> codes;
  /// When it was determined: before or without systemic treatment, or after it by the pathologist (yp) or without one
  /// (y, yc).
  enum class When { Before, AfterPathological, AfterClinical } when = When::Before;
};

/// Reads "cT2", "pT1mi", "T4d", "ypN0(i+)", "cN+", "M0", "TX", in any case. `letter` is 'T', 'N' or 'M'.
std::optional<TnmCategory> readTnm(char letter, std::string_view text);

/// Reads "IIB", "Stage IIB", "stage iiia", "IVB", "0"; "X" gives no codes, other text nothing.
std::optional<std::span<const std::string_view>> readStage(std::string_view text);

}  // namespace her2::intake
