#include "assess/suppose.h"

#include <fmt/format.h>

#include <algorithm>

#include "intake/json_text.h"

namespace her2::assess {
namespace {

using feel::Kind;
using intake::CaseEdit;
using intake::PlainValue;

Problem badValue(const CaseEdit& change, std::string message, std::string remedy = {}) {
  return {Severity::Error, "change", change.text(), std::move(message), std::move(remedy)};
}

Result<CodeSet> codesOf(const CaseEdit& change, const PlainValue& value, const Domain& domain) {
  CodeSet codes;
  for (const std::string& text : value.texts) {
    const auto code = domain.find(text);
    if (!code) {
      std::vector<std::string> known;
      for (const Code& each : domain.codes()) known.push_back(each.code);
      return badValue(change, fmt::format("\"{}\" is not a code of {}", text, domain.name()),
                      fmt::format("known: {}", fmt::join(known, ", ")));
    }
    codes |= domain[*code].means;
  }
  return codes;
}

}  // namespace

std::string onDay(std::string value, const Assessor& assessor) {
  static constexpr std::string_view mark = "{as-of}";
  for (auto at = value.find(mark); at != std::string::npos; at = value.find(mark, at))
    value.replace(at, mark.size(), assessor.settings().asOf.text());
  return value;
}

intake::EditTargets targetsOf(const Case& record, const Assessment& assessment) {
  intake::EditTargets targets;
  for (const SpecimenStatus& each : assessment.status.specimens) {
    if (each.decides) targets.specimens.push_back(each.specimen);
  }
  if (targets.specimens.empty() && record.specimens.size() == 1) targets.specimens = {0};
  targets.tumour = assessment.tumour;
  return targets;
}

Supposer::Supposer(const Assessor& assessor, const Case& record, const Assessment& assessment, const Case* care)
    : assessor_(assessor),
      knowledge_(assessor.knowledge()),
      tumour_(record.tumours.empty() ? nullptr : &record.tumours[assessment.tumour]),
      record_(record),
      care_(care),
      editor_(record, assessor.knowledge().vocabulary, targetsOf(record, assessment)) {}

// A leaf of the case is changed in the case. A fact that is worked out from the record (recurrence-months …) has no
// leaf.
bool Supposer::isFact(const std::string& path) const {
  return intake::isCasePath(path) ? !intake::isLeafPath(path) && knowledge_.facts.find(path).has_value() : true;
}

Result<FactSetting> Supposer::setting(const CaseEdit& change) const {
  const auto fact = knowledge_.facts.find(change.path);
  if (!fact || knowledge_.facts[*fact].scope != feel::Scope::Patient) {
    std::vector<std::string> near = intake::pathsNear(change.path);
    std::vector<std::string_view> names;
    for (const feel::Fact& each : knowledge_.facts.facts()) {
      if (each.scope == feel::Scope::Patient) names.push_back(each.name);
    }
    if (const auto meant = intake::nearestName(change.path, names); !meant.empty()) near.emplace_back(meant);
    return badValue(
        change, fmt::format("`{}` is no place in case JSON and no fact of a patient", change.path),
        near.empty() ? "docs/case-json.md lists the places" : fmt::format("close: {}", fmt::join(near, ", ")));
  }
  const kb::Derivation& derivation = knowledge_.derivations[*fact];
  if (derivation.path.empty() && derivation.name.empty())
    return badValue(change, "the rules work this fact out from others", "set what it is worked out from");
  const feel::Fact& described = knowledge_.facts[*fact];
  const auto value = intake::plainValue(change.value);
  FactSetting result{*fact, {}};
  switch (described.kind) {
    case Kind::Truth:
      if (!value || !value->truth || value->isList) return badValue(change, "must be true or false");
      result.value.truth = truth(*value->truth);
      return result;
    case Kind::Number: {
      const auto number = value && !value->isList && value->texts.size() == 1 ? Interval::parse(value->texts[0])
                                                                              : std::optional<Interval>();
      const auto possible = number ? number->intersect(described.range) : std::optional<Interval>();
      if (!number) return badValue(change, "must be a number, a comparison such as \"<= 6\" or a range");
      if (!possible)
        return badValue(change, fmt::format("is outside {}, which is all it can be", described.range.text()));
      result.value.number = *possible;
      return result;
    }
    case Kind::Code:
    case Kind::Codes: {
      if (!value || value->texts.empty() != (described.kind == Kind::Codes && value->isList))
        return badValue(change, "must be a code, or a list of codes");
      const auto codes = codesOf(change, *value, knowledge_.vocabulary.domain(described.domain));
      if (!codes) return codes.problems();
      result.value.codes = *codes;
      result.value.listed = true;
      return result;
    }
    default:
      return badValue(change, "this kind of fact cannot be set");
  }
}

bool Supposer::contradicts(const CaseEdit& change, std::span<const FactSetting> given) const {
  const std::optional<FactId> fact = assessor_.patientFactOf(change.path);
  if (!fact) return false;
  const Settings& settings = assessor_.settings();
  const facts::Value known = assessor_.deriver().derive(
      *fact, {record_, tumour_, nullptr, settings.asOf, settings.openWorld, given, nullptr, care_});
  const auto said = setting({knowledge_.facts[*fact].name, change.value});
  if (!said || known.assumed) return false;
  switch (knowledge_.facts[*fact].kind) {
    case Kind::Truth:
      return known.truth != Truth::Unknown && known.truth != said->value.truth;
    case Kind::Code:
      return !known.codes.empty() && !known.codes.intersects(said->value.codes);
    case Kind::Number:
      return !known.number.intersect(said->value.number);
    default:
      return false;
  }
}

Result<Supposition> Supposer::suppose(std::span<const CaseEdit> changes) {
  Supposition result;
  std::vector<CaseEdit> edits;
  for (const CaseEdit& change : changes) {
    if (!isFact(change.path)) {
      edits.push_back(change);
      continue;
    }
    auto set = setting(change);
    if (!set) return set.problems();
    result.facts.push_back(*std::move(set));
  }
  if (edits.empty()) {
    result.record = record_;
    return result;
  }
  auto record = editor_.edit(edits);
  if (!record) return record.problems();
  result.record = *std::move(record);
  return result;
}

}  // namespace her2::assess
