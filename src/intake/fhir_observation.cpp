// Observations: which of them count, and what their values say.
#include <fmt/format.h>

#include <algorithm>

#include "intake/fhir_assembly.h"
#include "intake/fhir_text.h"
#include "intake/fhir_units.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {
namespace {

constexpr std::uint32_t none = NameIndex::none;

std::string saidQuantity(const Interval& number, std::string_view unit) {
  return shown(fmt::format("{}{}{}", number.text(), unit.empty() ? "" : " ", unit));
}

/// Scores are written as bare numbers, or with the plus sign as a unit.
bool mayBeScore(std::string_view unit) {
  return unit.empty() || unit == "1" || unit == "+" || unit == "{score}" || unit == "score";
}

}  // namespace

bool Assembly::isOfSpecimen(const Role& role) const {
  const auto ofSpecimen = [&](LeafId leaf) { return leafOf(leaf).part == table::Part::Specimen; };
  return (!role.fills.empty() && ofSpecimen(role.fills.front())) || (role.number && ofSpecimen(role.number->leaf));
}

/// Which observation is a member of which panel, and which report gives which result.
void Assembly::linkObservations() {
  states_.assign(r_->observations.size(), {});
  for (std::uint32_t i = 0; i < states_.size(); ++i) {
    const Observation& o = observation(i);
    for (const std::string_view reference : r_->referencesOf(o.members)) {
      const std::uint32_t member = r_->resolve("Observation", reference, o.name);
      if (member != none && member != i) states_[member].panel = i;
    }
    for (const std::string_view reference : r_->referencesOf(o.derivedFrom)) {
      const std::uint32_t panel = r_->resolve("Observation", reference, o.name);
      if (panel != none && panel != i && states_[i].panel == none) states_[i].panel = panel;
    }
  }
  for (std::uint32_t i = 0; i < r_->reports.size(); ++i) {
    const Report& report = r_->reports[i];
    if (report.status == "entered-in-error" || report.status == "cancelled") continue;
    for (const std::string_view reference : r_->referencesOf(report.results)) {
      const std::uint32_t result = r_->resolve("Observation", reference, report.name);
      if (result != none) states_[result].report = i;
    }
  }
}

void Assembly::readObservations() {
  specimenValues_.clear();
  for (std::uint32_t i = 0; i < states_.size(); ++i) {
    const Observation& o = observation(i);
    const RoleReading& role = reader_.role(*r_, o.code);
    if (role.state == RoleReading::State::None && !role.speaksOfHer2) continue;
    if (!isOurs(o.subject, o.name)) continue;
    if (role.state == RoleReading::State::None) {
      warn("test-not-known", i, {"code"},
           fmt::format("{} speaks of HER2, but is no test of the knowledge; its value is not read",
                       shown(r_->textOf(o.code))),
           "add its code to the terminology, or give the result under a code that is known");
      continue;
    }
    if (role.state == RoleReading::State::Mismatch) {
      warn("code-display-mismatch", i, {"code"},
           fmt::format("the code is that of {}, its display says {}; the value is not used",
                       terms_.roles[role.role].title, shown(r_->textOf(o.code))),
           "correct the code");
      continue;
    }
    if (role.state == RoleReading::State::Contradictory) {
      warn("codings-conflict", i, {"code"}, "the codes name different tests; the value is not used",
           "correct the wrong one");
      continue;
    }
    states_[i].role = role.role;
    states_[i].used = isUsable(o, terms_.roles[role.role]);
    if (!states_[i].used) continue;
    if (role.byText)
      warn("read-by-text", i, {"code"},
           fmt::format("no code is known here, {} was read as {}", shown(r_->textOf(o.code)),
                       terms_.roles[role.role].title));
    if (role.mixedSystem)
      warn("wrong-system", i, {"code"},
           fmt::format("the code {} belongs to another code system", shown(r_->of(o.code).front().code)));
    states_[i].date = dateOf(o.effective.start, o.name, o.effective.startElement);
  }
  for (std::uint32_t i = 0; i < states_.size(); ++i) {
    if (!states_[i].used) continue;
    const Observation& o = observation(i);
    readValues(i, states_[i].role, o.values, o.absentReason, o.interpretations, -1);
    if (terms_.roles[states_[i].role].part == Part::Variant) readVariant(i);
    if (terms_.roles[states_[i].role].part == Part::RegionStudied) readRegionStudied(i);
  }
}

bool Assembly::isUsable(const Observation& o, const Role& role) {
  if (o.status == "entered-in-error" || o.status == "cancelled") {
    warn("status-ignored", o.name, "status", fmt::format("{} is {} and is not read", role.title, o.status));
    return false;
  }
  if (!role.refuse.empty()) {
    warn("test-not-used", o.name, "code", role.refuse);
    return false;
  }
  if (o.status == "amended" || o.status == "corrected" || o.status == "appended") {
    warn("status-amended", o.name, "status",
         fmt::format("{} is {}: an earlier report may have said otherwise", role.title, o.status));
  } else if (o.status == "preliminary" || o.status == "registered" || o.status == "partial" || o.status == "unknown") {
    warn("status-preliminary", o.name, "status",
         fmt::format("{} is {}: the final report may say otherwise", role.title, o.status));
  }
  return true;
}

/// Roles that count only as part of others: a component of one, or a member of a panel.
void Assembly::readValues(std::uint32_t index, RoleId roleId, Slice values, const Concept& absent,
                          Slice interpretations, int component) {
  const Role& role = terms_.roles[roleId];
  if (role.within.any()) {
    const std::uint32_t panel = states_[index].panel;
    const RoleId parent = component >= 0 ? states_[index].role : panel == none ? noRole : states_[panel].role;
    if (parent == noRole || !role.within[parent]) return;
  }
  if (component < 0 && role.part != Part::Variant && role.part != Part::RegionStudied) {
    int number = 0;
    for (const Component& each : r_->componentsOf(observation(index).components)) {
      const RoleReading found = reader_.role(*r_, each.code);
      if (found.state == RoleReading::State::Found && terms_.roles[found.role].refuse.empty()) {
        readValues(index, found.role, each.values, each.absentReason, each.interpretations, number);
      } else if (found.state == RoleReading::State::Mismatch) {
        warn("code-display-mismatch", index, {"code", number},
             fmt::format("the code is that of {}, its display says {}; the value is not used",
                         terms_.roles[found.role].title, shown(r_->textOf(each.code))),
             "correct the code");
      }
      ++number;
    }
  }
  if (role.part != Part::Value) return readSpecialPart(index, roleId, values, component);
  if (values.size > 1) {
    warn("two-values", index, {"value", component},
         fmt::format("{} values where FHIR allows one; what they say together is used", values.size));
  }
  std::vector<LeafId>& filled = filled_;
  filled.clear();
  for (const Value& value : r_->valuesOf(values)) {
    const Element element{value.element, component};
    const Reading& reading = readValue(index, roleId, value, element);
    if (!reading.understood()) continue;
    for (const Saying& saying : reading.sayings()) {
      filled.push_back(saying.leaf);
      put(index, roleId, saying, element);
    }
  }
  for (const Concept& each : r_->conceptsOf(interpretations)) {  // "H", "POS": may say what the value leaves open
    const Reading& reading = reader_.value(*r_, roleId, each);
    if (!reading.understood() && filled.empty() && isOfSpecimen(role))
      report(index, roleId, reading, r_->textOf(each), {"interpretation", component});
    if (!reading.understood()) continue;
    for (const Saying& saying : reading.sayings()) {
      if (std::find(filled.begin(), filled.end(), saying.leaf) == filled.end())
        put(index, roleId, saying, {"interpretation", component});
    }
  }
  if (values.empty() && absent.present() && isOfSpecimen(role)) {
    warn("data-absent", index, {"dataAbsentReason", component},
         fmt::format("{} has no value: {}", role.title, shown(r_->textOf(absent))));
  }
}

const Reading& Assembly::readValue(std::uint32_t index, RoleId role, const Value& value, Element element) {
  made_.clear();
  switch (value.kind) {
    case ValueKind::Concept: {
      const Reading& reading = reader_.value(*r_, role, value.concept_);
      report(index, role, reading, r_->textOf(value.concept_), element);
      return reading;
    }
    case ValueKind::Text: {
      const Reading& reading = reader_.text(role, value.text);
      const auto& number = terms_.roles[role].number;
      const auto written =
          reading.state == Reading::State::NotUnderstood && number ? readQuantity(value.text) : std::nullopt;
      // A text that is no quantity of the right kind is a remark, unless a quantity is all there can be.
      if (written && (terms_.roles[role].fills.empty() ||
                      convert(terms_, *number, written->number, written->unit).state == QuantityState::Good)) {
        return readNumber(index, role, written->number, written->unit, element);
      }
      report(index, role, reading, value.text, element);
      return reading;
    }
    case ValueKind::Quantity:
      return readNumber(index, role, value.quantity.number, value.quantity.unitText(), element);
    case ValueKind::Ratio: {
      const Interval ratio = value.quantity.number / value.denominator.number;
      if (ratio.isUnknown()) {
        warn("value-says-nothing", index, element, "numerator and denominator leave the ratio open");
        return made_;
      }
      return readNumber(index, role, ratio, "{ratio}", element);
    }
    case ValueKind::Range: {
      const Interval low = value.quantity.number;
      const Interval high = value.denominator.number;
      const Interval range(low.lo(), low.loOpen(), high.hi(), high.hiOpen());
      if (low.isUnknown() && high.isUnknown()) return made_;
      return readNumber(index, role, range, low.isUnknown() ? value.denominator.unitText() : value.quantity.unitText(),
                        element);
    }
    case ValueKind::Boolean: {
      for (const LeafId leaf : terms_.roles[role].fills) {
        if (leafOf(leaf).kind() != table::LeafKind::Truth) continue;
        made_.state = Reading::State::Understood;
        made_.add({Saying::Kind::Truth, leaf, {}, {}, truth(value.truth), {}});
      }
      return made_;
    }
    case ValueKind::None:
      break;
  }
  return made_;
}

const Reading& Assembly::readNumber(std::uint32_t index, RoleId roleId, const Interval& number, std::string_view unit,
                                    Element element) {
  const Role& role = terms_.roles[roleId];
  if (number.isUnknown()) return made_;
  if (!role.fills.empty() && number.isPoint() && mayBeScore(unit) && !(role.number && role.number->bare)) {
    const Reading& score = reader_.text(roleId, fmt::format("{}{}", number.lo(), unit == "+" ? "+" : ""));
    if (score.understood()) return score;
  }
  if (!role.number) {
    warn("value-not-understood", index, element,
         fmt::format("found {} for {}, expected a code or words", saidQuantity(number, unit), role.title));
    return made_;
  }
  const ConvertedQuantity converted = convert(terms_, *role.number, number, unit);
  if (converted.state != QuantityState::Good) {
    refuse(index, role, converted, saidQuantity(number, unit), unit, element);
    return made_;
  }
  made_.state = Reading::State::Understood;
  made_.add({Saying::Kind::Number, role.number->leaf, {}, converted.number, {}, {}});
  return made_;
}

/// Says why a quantity is not used.
void Assembly::refuse(std::uint32_t index, const Role& role, const ConvertedQuantity& converted,
                      const std::string& said, std::string_view unit, Element element) {
  const NumberTarget& target = *role.number;
  const std::string also = unit == target.unit || unit.empty()
                               ? std::string()
                               : fmt::format(" ({} {})", converted.number.text(), target.unit);
  switch (converted.state) {
    case QuantityState::Good:
      break;
    case QuantityState::SaysNothing:
      warn("value-says-nothing", index, element,
           fmt::format("{} is {}, which leaves every possible number open", role.title, said));
      break;
    case QuantityState::NoUnit:
      warn("unit-missing", index, element, fmt::format("{} {} has no unit; the value is not used", role.title, said),
           fmt::format("give it in {}", target.unit));
      break;
    case QuantityState::WrongUnit:
      warn("unit-not-usable", index, element,
           fmt::format("found {} for {}, expected a unit that converts to {}", said, role.title, target.unit));
      break;
    case QuantityState::NotWhole:
      warn("value-implausible", index, element,
           fmt::format("{} is {}, expected a whole number; the value is not used", role.title, said));
      break;
    case QuantityState::Impossible:
      warn("value-implausible", index, element,
           fmt::format("{} is {}{}, possible are {} {}; the value is not used", role.title, said, also,
                       target.range.text(), target.unit),
           "check the number and its unit");
      if (leafOf(target.leaf).part == table::Part::Specimen) {
        specimenValues_.push_back(
            {{Saying::Kind::Number, target.leaf, {}, converted.number, {}, {}}, index, element, true, 0});
      }
      break;
  }
}

void Assembly::report(std::uint32_t index, RoleId roleId, const Reading& reading, std::string_view text,
                      Element element) {
  const Role& role = terms_.roles[roleId];
  switch (reading.state) {
    case Reading::State::NotUnderstood:
      warn("value-not-understood", index, element,
           fmt::format("found {} for {}, which no answer of the knowledge matches", shown(text), role.title));
      break;
    case Reading::State::Contradictory:
      warn("codings-conflict", index, element,
           fmt::format("the codes and words of {} contradict each other; none is used", role.title),
           "correct the wrong one");
      break;
    case Reading::State::Mismatch:
      warn("code-display-mismatch", index, element,
           fmt::format("the code and its display {} do not go together for {}; neither is used", shown(text),
                       role.title),
           "correct the wrong one");
      break;
    case Reading::State::Absent:
      if (isOfSpecimen(role))
        warn("data-absent", index, element, fmt::format("{} has no value: {}", role.title, shown(text)));
      break;
    case Reading::State::Understood:
    case Reading::State::Nothing:
      break;
  }
  if (reading.mixedSystem && reading.understood())
    warn("wrong-system", index, element, "a code belongs to another code system");
}

}  // namespace her2::intake::fhir
