#include "facts/units.h"

#include <cmath>

#include "kb/block_reader.h"

namespace her2::facts {
namespace {

std::string folded(std::string_view unit) {
  std::string result;
  for (const char c : unit) {
    if (c != ' ') result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return result;
}

/// Takes away what multiplication adds in the last bits: 0.55 of 1 is 55 %, not 55.00000000000001.
double cleaned(double x) {
  constexpr double digits = 1e9;
  return std::isinf(x) || std::abs(x) >= 1e6 ? x : std::nearbyint(x * digits) / digits;
}

double numberOr(const kb::Node& node, std::string_view key, double fallback) {
  const kb::Node* found = node.find(key);
  return found != nullptr && found->isNumber() ? found->number() : fallback;
}

}  // namespace

Units Units::of(const kb::DocumentSet& knowledge) {
  Units units;
  Problems reported;  // by the intakes, which check these blocks
  for (const kb::Block& block : knowledge.blocks("unit")) {
    const kb::Node* dimension = block.node->find("dimension");
    const kb::Node* list = block.node->find("units");
    if (dimension == nullptr || list == nullptr || !dimension->isString() || !list->isArray()) continue;
    for (const kb::Node& each : list->array()) {
      if (!each.isTable()) continue;
      const Scale scale{dimension->string(), numberOr(each, "times", 1), numberOr(each, "per", 1)};
      kb::BlockReader entry({block.document, &each}, reported);
      std::vector<std::string> names = entry.strings("names");
      names.push_back(entry.stringOr("code"));
      for (const std::string& name : names) units.scales_[folded(name)].push_back(scale);
    }
  }
  return units;
}

std::optional<Interval> Units::convert(const Interval& number, std::string_view from, std::string_view to) const {
  if (from.empty() || from == to) return number;
  const auto a = scales_.find(folded(from));
  const auto b = scales_.find(folded(to));
  if (a == scales_.end() || b == scales_.end()) return std::nullopt;
  for (const Scale& have : a->second) {
    for (const Scale& want : b->second) {
      if (have.dimension != want.dimension) continue;
      const double times = have.times * want.per;
      const double per = have.per * want.times;
      if (times == per) return number;
      const auto each = [&](double x) { return std::isinf(x) ? x : cleaned(x * times / per); };
      return Interval(each(number.lo()), number.loOpen(), each(number.hi()), number.hiOpen());
    }
  }
  return std::nullopt;
}

}  // namespace her2::facts
