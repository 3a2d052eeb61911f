#include "intake/case_json_tnm.h"

#include <algorithm>
#include <array>
#include <string>

namespace her2::intake {
namespace {

using Codes = std::span<const std::string_view>;

/// A category as written behind its letter, in lower case, and the codes it stands for.
struct Category {
  std::string_view written;
  std::array<std::string_view, 3> codes;
  std::size_t count = 1;
};

constexpr Category tCategories[] = {
    {"x", {}, 0},
    {"0/is", {"T0", "Tis"}, 2},
    {"is/0", {"T0", "Tis"}, 2},
    {"0", {"T0"}},
    {"is", {"Tis"}},
    {"1", {"T1"}},
    {"2", {"T2"}},
    {"3", {"T3"}},
    {"4d", {"T4d"}},
    {"4", {"T4"}},
};
constexpr Category nCategories[] = {
    {"x", {}, 0}, {"+", {"N1", "N2", "N3"}, 3}, {"0", {"N0"}}, {"1", {"N1"}}, {"2", {"N2"}}, {"3", {"N3"}},
};
constexpr Category mCategories[] = {{"x", {}, 0}, {"0", {"M0"}}, {"1", {"M1"}}};

// IC and IIC have no code: they are none of those that I and II stand for.
constexpr Category stages[] = {
    {"iiia", {"IIIA"}}, {"iiib", {"IIIB"}}, {"iiic", {"IIIC"}}, {"iii", {"III"}}, {"iia", {"IIA"}}, {"iib", {"IIB"}},
    {"ii", {"II"}},     {"iva", {"IV"}},    {"ivb", {"IV"}},    {"ivc", {"IV"}},  {"iv", {"IV"}},   {"ia", {"IA"}},
    {"ib", {"IB"}},     {"i", {"I"}},       {"0is", {"0"}},     {"0a", {"0"}},    {"0", {"0"}},     {"x", {}, 0},
};

/// Lower case, without white space.
std::string folded(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c != ' ' && c != '\t') result.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return result;
}

bool skip(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

bool skipOneOf(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// What may follow a category without changing its code: "mi", "a", "b2", then remarks such as "(sn)" and "(i+)".
bool isRefinement(const Category&, std::string_view text) {
  if (!skip(text, "mic") && !skip(text, "mi") && skipOneOf(text, "abcd")) skipOneOf(text, "123");
  while (text.starts_with('(')) {
    const auto end = text.find(')');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return text.empty();
}

/// The digit behind the letter of a stage: IIIC1, IA3.
bool isSubstage(const Category& stage, std::string_view text) {
  const char letter = stage.written.back();
  return text.empty() || (letter >= 'a' && letter <= 'c' && text.size() == 1 && text[0] >= '1' && text[0] <= '3');
}

using IsRest = bool (*)(const Category&, std::string_view);

std::optional<Codes> find(std::span<const Category> categories, std::string_view text, IsRest isRest) {
  for (const Category& each : categories) {
    if (text.starts_with(each.written) && isRest(each, text.substr(each.written.size()))) {
      return Codes(each.codes.data(), each.count);
    }
  }
  return std::nullopt;
}

std::span<const Category> categoriesOf(char letter) {
  if (letter == 'T') return tCategories;
  if (letter == 'N') return nCategories;
  return mCategories;
}

}  // namespace

std::optional<TnmCategory> readTnm(char letter, std::string_view text) {
  using When = TnmCategory::When;
  const std::string written = folded(text);
  std::string_view rest = written;
  // y: after treatment; r: at recurrence; a: at autopsy; c, p: clinical, pathological
  const bool after = skip(rest, "y");
  skipOneOf(rest, "ra");
  const bool pathological = skip(rest, "p");
  if (!pathological) skip(rest, "c");
  if (!skipOneOf(rest, letter == 'T' ? "t" : letter == 'N' ? "n" : "m")) return std::nullopt;
  const auto codes = find(categoriesOf(letter), rest, isRefinement);
  if (!codes) return std::nullopt;
  return TnmCategory{*codes, !after ? When::Before : pathological ? When::AfterPathological : When::AfterClinical};
}

std::optional<Codes> readStage(std::string_view text) {
  const std::string written = folded(text);
  std::string_view rest = written;
  skip(rest, "stage");
  skipOneOf(rest, "cp");
  return find(stages, rest, isSubstage);
}

}  // namespace her2::intake
