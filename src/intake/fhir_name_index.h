// Which resource a reference leads to.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace her2::intake::fhir {

/// Which resource: "Observation", "ihc-1", and the entry it stands in, for those without an id.
struct Name {
  std::string_view type;
  std::string_view id;
  std::string_view alias;  ///< the end of its fullUrl, where that is not the id
  std::uint32_t entry = 0;
  bool contained = false;  ///< in the resource of that entry: only it can refer to it
};

/// For short texts, in tables that live as long as one record: not to be stored.
inline std::size_t quickHash(std::string_view text) {
  constexpr std::uint64_t factor = 0x9E3779B97F4A7C15;
  std::uint64_t hash = text.size() * factor;
  const auto mix = [&](std::uint64_t piece) {
    hash = (hash ^ piece) * factor;
    hash ^= hash >> 32;
  };
  const auto load = [&]<class Word>(Word word, std::size_t at) {
    std::memcpy(&word, text.data() + at, sizeof(word));
    return std::uint64_t{word};
  };
  constexpr std::size_t whole = sizeof(std::uint64_t);
  constexpr std::size_t half = sizeof(std::uint32_t);
  const std::size_t size = text.size();
  // In pieces of a size that is known here: a copy of `size` bytes would be read back before it is there.
  if (size >= whole) {
    for (std::size_t at = 0; at + whole < size; at += whole) mix(load(std::uint64_t{}, at));
    mix(load(std::uint64_t{}, size - whole));
  } else if (size >= half) {
    mix(load(std::uint32_t{}, 0) | load(std::uint32_t{}, size - half) << 32);
  } else if (size > 0) {
    mix(load(std::uint8_t{}, 0) | load(std::uint8_t{}, size / 2) << 8 | load(std::uint8_t{}, size - 1) << 16);
  }
  return hash;
}

/// The id a reference ends with: "Patient/p1/_history/2", "http://example.org/fhir/Patient/p1" -> "p1"; "urn:uuid:1e20"
/// -> "1e20"; "#m1" -> "m1".
std::string_view referenceId(std::string_view reference);
inline bool isContained(std::string_view reference) { return reference.starts_with('#'); }

/// Resources by type and id: whether one was there before, and which. Keeps its memory between records.
class NameIndex {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  void clear();
  /// The value that stood under that name, or none after adding it. A name without an id is not added.
  std::uint32_t add(std::string_view type, std::string_view id, std::uint32_t scope, std::uint32_t value);
  std::uint32_t find(std::string_view type, std::string_view id, std::uint32_t scope = 0) const;

  /// Adds a resource under its id and its fullUrl.
  std::uint32_t add(const Name& name, std::uint32_t value);
  /// What a reference from that resource leads to.
  std::uint32_t resolve(std::string_view type, std::string_view reference, const Name& from) const;

 private:
  struct Entry {
    std::string_view type;
    std::string_view id;
    std::uint32_t scope = 0;
    std::uint32_t value = 0;
  };
  std::size_t slotOf(std::string_view type, std::string_view id, std::uint32_t scope) const;
  void grow();

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace her2::intake::fhir
