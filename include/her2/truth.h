// Three-valued truth, after Kleene: what is not known stays not known unless the other operand decides.
// The tables are FEEL's (DMN 1.5, 10.3.2.15) with `null` read as "not known".
#pragma once

#include <cstdint>

namespace her2 {

enum class Truth : std::uint8_t { False, True, Unknown };

constexpr Truth truth(bool value) { return value ? Truth::True : Truth::False; }

//   and   | F U T      or   | F U T
//   ------+------      -----+------
//     F   | F F F        F  | F U T
//     U   | F U U        U  | U U T
//     T   | F U T        T  | T T T
constexpr Truth operator&&(Truth a, Truth b) {
  if (a == Truth::False || b == Truth::False) return Truth::False;
  return a == Truth::True && b == Truth::True ? Truth::True : Truth::Unknown;
}

constexpr Truth operator||(Truth a, Truth b) {
  if (a == Truth::True || b == Truth::True) return Truth::True;
  return a == Truth::False && b == Truth::False ? Truth::False : Truth::Unknown;
}

constexpr Truth operator!(Truth a) {
  if (a == Truth::Unknown) return a;
  return a == Truth::True ? Truth::False : Truth::True;
}

/// What is still possible if either of the two may be the case.
constexpr Truth either(Truth a, Truth b) { return a == b ? a : Truth::Unknown; }

/// True if `concrete` is one of the values that `abstract` leaves open.
constexpr bool covers(Truth abstract, bool concrete) {
  return abstract == Truth::Unknown || abstract == truth(concrete);
}

}  // namespace her2
