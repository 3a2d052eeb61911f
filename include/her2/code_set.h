// What is known of a coded value: the set of codes of its domain that it may still be. One code: certain; all codes:
// unknown. A code is its position (0..63) in the domain's list (see vocabulary.h).
#pragma once

#include <bit>
#include <cstdint>

namespace her2 {

class CodeSet {
 public:
  static constexpr unsigned capacity = 64;

  constexpr CodeSet() = default;
  constexpr explicit CodeSet(std::uint64_t bits) : bits_(bits) {}
  static constexpr CodeSet of(unsigned code) { return CodeSet(std::uint64_t{1} << code); }
  /// The first `count` codes: everything a domain of that size holds.
  static constexpr CodeSet first(unsigned count) {
    return CodeSet(count >= capacity ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1);
  }

  constexpr std::uint64_t bits() const { return bits_; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr unsigned size() const { return static_cast<unsigned>(std::popcount(bits_)); }
  constexpr bool isSingle() const { return std::has_single_bit(bits_); }
  /// The only code. Requires isSingle().
  constexpr unsigned single() const { return static_cast<unsigned>(std::countr_zero(bits_)); }
  constexpr bool contains(unsigned code) const { return (bits_ >> code & 1) != 0; }
  constexpr bool contains(CodeSet other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr bool intersects(CodeSet other) const { return (bits_ & other.bits_) != 0; }

  constexpr CodeSet operator|(CodeSet o) const { return CodeSet(bits_ | o.bits_); }
  constexpr CodeSet operator&(CodeSet o) const { return CodeSet(bits_ & o.bits_); }
  constexpr CodeSet operator-(CodeSet o) const { return CodeSet(bits_ & ~o.bits_); }
  constexpr CodeSet& operator|=(CodeSet o) { return *this = *this | o; }

  friend constexpr bool operator==(CodeSet, CodeSet) = default;

  /// Calls f(code) for each code, in order.
  template <class F>
  constexpr void forEach(F&& f) const {
    for (std::uint64_t rest = bits_; rest != 0; rest &= rest - 1) f(static_cast<unsigned>(std::countr_zero(rest)));
  }

 private:
  std::uint64_t bits_ = 0;
};

}  // namespace her2
