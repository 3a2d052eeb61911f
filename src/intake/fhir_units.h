// Quantities in the unit of their leaf: conversion by the unit table, refusal of what has no unit or an impossible
// value.
#pragma once

#include "intake/fhir_terms.h"

namespace her2::intake::fhir {

/// Lower case without spaces. UCUM tells letters of different case apart, records do not; no two units of the table
/// differ in case only.
std::string foldedUnit(std::string_view unit);
const std::vector<UnitTable::Entry>* findUnit(const UnitTable& units, std::string_view unit);

/// SaysNothing: every possible number is left open, as by ">= 0".
enum class QuantityState : std::uint8_t { Good, SaysNothing, NoUnit, WrongUnit, Impossible, NotWhole };

struct ConvertedQuantity {
  QuantityState state = QuantityState::Good;
  Interval number;  ///< in the unit of the target, even where it is impossible
};

ConvertedQuantity convert(const Terms& terms, const NumberTarget& target, const Interval& number,
                          std::string_view unit);

}  // namespace her2::intake::fhir
