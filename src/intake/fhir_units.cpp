#include "intake/fhir_units.h"

#include <cmath>

namespace her2::intake::fhir {
namespace {

/// Takes away what multiplication adds in the last bits: 1.1 cm is 11 mm, not 11.000000000000002.
double cleaned(double x) {
  constexpr double digits = 1e9;
  return std::abs(x) < 1e6 ? std::nearbyint(x * digits) / digits : x;
}

Interval scaled(const Interval& number, double times, double per) {
  if (times == per) return number;
  const auto each = [&](double x) { return std::isinf(x) ? x : cleaned(x * times / per); };
  return {each(number.lo()), number.loOpen(), each(number.hi()), number.hiOpen()};
}

std::optional<Interval> inUnit(const Terms& terms, const NumberTarget& target, const Interval& number,
                               std::string_view unit) {
  const std::string folded = foldedUnit(unit);
  if (const auto own = target.also.find(folded); own != target.also.end())
    return scaled(number, own->second.times, own->second.per);
  const auto found = terms.units.units.find(folded);
  if (found == terms.units.units.end()) return std::nullopt;
  for (const UnitTable::Entry& entry : found->second) {
    if (entry.dimension != target.dimension) continue;
    return scaled(number, entry.factor.times * target.toUnit.per, entry.factor.per * target.toUnit.times);
  }
  return std::nullopt;
}

bool isWhole(double x) { return std::isinf(x) || x == std::floor(x); }

}  // namespace

std::string foldedUnit(std::string_view unit) {
  std::string result;
  for (char c : unit) {
    if (c == ' ') continue;
    result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return result;
}

const std::vector<UnitTable::Entry>* findUnit(const UnitTable& units, std::string_view unit) {
  const auto found = units.units.find(foldedUnit(unit));
  return found == units.units.end() ? nullptr : &found->second;
}

ConvertedQuantity convert(const Terms& terms, const NumberTarget& target, const Interval& number,
                          std::string_view unit) {
  if (unit.empty() && !target.bare) return {QuantityState::NoUnit, number};
  const bool same = unit.empty() || unit == target.unit;
  const auto converted = same ? std::optional(number) : inUnit(terms, target, number, unit);
  if (!converted) return {QuantityState::WrongUnit, number};
  const auto possible = converted->intersect(target.range);
  if (!possible) return {QuantityState::Impossible, *converted};
  if (target.whole && (!isWhole(converted->lo()) || !isWhole(converted->hi())))
    return {QuantityState::NotWhole, *converted};
  return {possible == target.range ? QuantityState::SaysNothing : QuantityState::Good, *possible};
}

}  // namespace her2::intake::fhir
