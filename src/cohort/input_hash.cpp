#include "cohort/input_hash.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace her2::cohort {

std::string inputHash(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("xxh3:{:016x}{:016x}", hash.high64, hash.low64);
}

std::uint64_t fastHash(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace her2::cohort
