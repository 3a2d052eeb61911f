#include "kb/recommendation.h"

#include <algorithm>
#include <array>

namespace her2::kb {
namespace {

bool isOf(const Vocabulary& vocabulary, std::string_view drug, std::string_view drugOrClass) {
  const auto id = vocabulary.findDrug(drug);
  if (!id) return false;
  const auto& classes = vocabulary.drug(*id).classes;
  return std::find(classes.begin(), classes.end(), drugOrClass) != classes.end();
}

bool meets(const Vocabulary& vocabulary, const std::string& a, const std::string& b) {
  return a == b || isOf(vocabulary, a, b) || isOf(vocabulary, b, a);
}

/// Every part of one is met by some part of the other.
bool covers(const std::vector<std::string>& parts, const std::vector<std::string>& by, const Vocabulary& vocabulary) {
  return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return std::any_of(by.begin(), by.end(), [&](const std::string& other) { return meets(vocabulary, part, other); });
  });
}

}  // namespace

std::string_view sayingName(Saying saying) {
  static constexpr std::array<std::string_view, 4> names = {"for", "may", "against", "not-appraised"};
  return names[static_cast<std::size_t>(saying)];
}

bool sameRegimen(const std::vector<std::string>& a, const std::vector<std::string>& b, const Vocabulary& vocabulary) {
  return covers(a, b, vocabulary) && covers(b, a, vocabulary);
}

bool speaksOf(const Recommendation& recommendation, const std::vector<std::string>& regimen,
              const Vocabulary& vocabulary) {
  return std::any_of(recommendation.regimens.begin(), recommendation.regimens.end(),
                     [&](const auto& each) { return sameRegimen(each, regimen, vocabulary); });
}

}  // namespace her2::kb
