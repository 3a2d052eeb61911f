#include "intake/fhir_elements.h"

#include <algorithm>

namespace her2::intake::fhir {
namespace {

std::uint32_t sizeOf(std::size_t size) { return static_cast<std::uint32_t>(size); }

template <class T>
Slice appended(std::vector<T>& pool, const std::vector<T>& more) {
  if (more.empty()) return {};
  const Slice slice{sizeOf(pool.size()), sizeOf(more.size())};
  pool.insert(pool.end(), more.begin(), more.end());
  return slice;
}

bool isValue(std::string_view member) { return member.starts_with("value"); }

Interval intervalOf(double value, std::string_view comparator) {
  if (comparator == "<") return Interval::below(value);
  if (comparator == "<=") return Interval::atMost(value);
  if (comparator == ">=") return Interval::atLeast(value);
  if (comparator == ">") return Interval::above(value);
  return comparator.empty() ? Interval(value) : Interval();  // an unknown comparator leaves the number open
}

}  // namespace

Concept ElementReader::readCoding(Json json) {
  Coding coding;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    switch (t) {
      case tag("system"):
        coding.system = textOf(value);
        break;
      case tag("code"):
        coding.code = textOf(value);
        break;
      case tag("display"):
        coding.display = textOf(value);
        break;
      default:
        break;
    }
  });
  r_.codings.push_back(coding);
  return {{sizeOf(r_.codings.size() - 1), 1}, {}};
}

Concept ElementReader::readConcept(Json json) {
  Concept result;
  result.codings.begin = sizeOf(r_.codings.size());
  if (json.is_string()) {  // DSTU2 records put a bare code here
    result.text = textOf(json);
    return result;
  }
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("coding")) {
      forEachElement(value, [&](Json coding) { readCoding(coding); });
    } else if (t == tag("text")) {
      result.text = textOf(value);
    }
  });
  result.codings.size = sizeOf(r_.codings.size()) - result.codings.begin;
  return result;
}

Slice ElementReader::keep(const std::vector<Concept>& concepts) { return appended(r_.concepts, concepts); }

Slice ElementReader::readConcepts(Json json) {
  Slice slice{sizeOf(r_.concepts.size()), 0};
  forEachElement(json, [&](Json each) { r_.concepts.push_back(readConcept(each)); });
  slice.size = sizeOf(r_.concepts.size()) - slice.begin;
  return slice;
}

Quantity ElementReader::readQuantity(Json json) {
  Quantity quantity;
  double number = 0;
  bool has = false;
  std::string_view comparator;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    switch (t) {
      case tag("value"):
        has = value.get(number) == simdjson::SUCCESS;
        break;
      case tag("comparator"):
        comparator = textOf(value);
        break;
      case tag("unit"):
        quantity.unit = textOf(value);
        break;
      case tag("code"):
        quantity.code = textOf(value);
        break;
      default:
        break;
    }
  });
  if (has) quantity.number = intervalOf(number, comparator);
  return quantity;
}

/// The first range of what is normal: one that names another type ("therapeutic") or whom it applies to is left alone.
ReferenceRange ElementReader::readReferenceRange(Json json) {
  ReferenceRange result;
  bool found = false;
  forEachElement(json, [&](Json each) {
    if (found) return;
    ReferenceRange range;
    bool normal = true;
    forEachMember(each, [&](std::uint64_t t, std::string_view, Json value) {
      if (t == tag("low")) range.low = readQuantity(value);
      if (t == tag("high")) range.high = readQuantity(value);
      if (t == tag("appliesTo")) normal = false;
      if (t == tag("type")) {
        const Concept type = readConcept(value);
        for (const Coding& coding : r_.of(type)) normal = normal && coding.code == "normal";
      }
    });
    if (!normal) return;
    found = true;
    result = range;
  });
  return result;
}

Period ElementReader::readPeriod(Json json) {
  Period period;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("start")) period.start = textOf(value);
    if (t == tag("end")) period.end = textOf(value);
  });
  return period;
}

Slice ElementReader::readReferences(Json json) {
  Slice slice{sizeOf(r_.references.size()), 0};
  forEachElement(json, [&](Json each) {
    const std::string_view reference = referenceIn(each);
    if (!reference.empty()) r_.references.push_back(reference);
  });
  slice.size = sizeOf(r_.references.size()) - slice.begin;
  return slice;
}

void ElementReader::readExtensions(Json json, std::string_view ending, Concept* concept_, std::string_view* text) {
  forEachElement(json, [&](Json extension) {
    std::string_view url;
    if (extension["url"].get(url) != simdjson::SUCCESS || !url.ends_with(ending)) return;
    forEachMember(extension, [&](std::uint64_t t, std::string_view, Json value) {
      if (t == tag("valueCodeableConcept") && concept_ != nullptr) *concept_ = readConcept(value);
      if (t == tag("valueCoding") && concept_ != nullptr) *concept_ = readCoding(value);
      if ((t == tag("valueDateTime") || t == tag("valueDate") || t == tag("valueCode")) && text != nullptr)
        *text = textOf(value);
    });
  });
}

/// Reads a member that is a value[x].
void ElementReader::readValue(std::uint64_t t, std::string_view name, Json json, std::vector<Value>& values) {
  Value value;
  value.element = name;
  double number = 0;
  switch (t) {
    case tag("valueCodeableConcept"):
      value.kind = ValueKind::Concept;
      value.concept_ = readConcept(json);
      break;
    case tag("valueCoding"):
      value.kind = ValueKind::Concept;
      value.concept_ = readCoding(json);
      break;
    case tag("valueQuantity"):
      value.kind = ValueKind::Quantity;
      value.quantity = readQuantity(json);
      break;
    case tag("valueInteger"):
    case tag("valueDecimal"):
      if (json.get(number) != simdjson::SUCCESS) return;
      value.kind = ValueKind::Quantity;
      value.quantity.number = Interval(number);
      break;
    case tag("valueString"):
      value.kind = ValueKind::Text;
      value.text = textOf(json);
      break;
    case tag("valueBoolean"):
      value.kind = ValueKind::Boolean;
      if (json.get(value.truth) != simdjson::SUCCESS) return;
      break;
    case tag("valueRatio"):
      value.kind = ValueKind::Ratio;
      forEachMember(json, [&](std::uint64_t part, std::string_view, Json each) {
        if (part == tag("numerator")) value.quantity = readQuantity(each);
        if (part == tag("denominator")) value.denominator = readQuantity(each);
      });
      break;
    case tag("valueRange"): {
      value.kind = ValueKind::Range;
      Quantity high;
      forEachMember(json, [&](std::uint64_t part, std::string_view, Json each) {
        if (part == tag("low")) value.quantity = readQuantity(each);
        if (part == tag("high")) high = readQuantity(each);
      });
      value.denominator = high;
      break;
    }
    default:
      return;
  }
  values.push_back(value);
}

Slice ElementReader::keepValues(std::vector<Value>& values) {
  const Slice slice = appended(r_.values, values);
  values.clear();
  return slice;
}

Component ElementReader::readComponent(Json json) {
  Component component;
  componentValues_.clear();
  forEachMember(json, [&](std::uint64_t t, std::string_view name, Json value) {
    switch (t) {
      case tag("code"):
        component.code = readConcept(value);
        break;
      case tag("dataAbsentReason"):
        component.absentReason = readConcept(value);
        break;
      case tag("interpretation"):
        component.interpretations = readConcepts(value);
        break;
      default:
        if (isValue(name)) readValue(t, name, value, componentValues_);
        break;
    }
  });
  component.values = keepValues(componentValues_);
  return component;
}

void ElementReader::readObservation(Json json, const Name& name) {
  begin();
  Observation& o = r_.observations.emplace_back();
  o.name = name;
  values_.clear();
  components_.clear();
  std::string_view issued;
  forEachMember(json, [&](std::uint64_t t, std::string_view member, Json value) {
    switch (t) {
      case tag("status"):
        o.status = textOf(value);
        break;
      case tag("code"):
        o.code = readConcept(value);
        break;
      case tag("subject"):
        takeSubject(value, o.subject);
        break;
      case tag("effectiveDateTime"):
      case tag("effectiveInstant"):
        o.effective = {textOf(value), {}, member};
        break;
      case tag("effectivePeriod"):
        o.effective = readPeriod(value);
        o.effective.startElement = "effectivePeriod.start";
        break;
      case tag("issued"):
        issued = textOf(value);
        break;
      case tag("dataAbsentReason"):
        o.absentReason = readConcept(value);
        break;
      case tag("interpretation"):
        o.interpretations = readConcepts(value);
        break;
      case tag("referenceRange"):
        o.normal = readReferenceRange(value);
        break;
      case tag("bodySite"):
        o.bodySite = readConcept(value);
        break;
      case tag("specimen"):
        o.specimen = referenceIn(value);
        break;
      case tag("focus"):
        o.focus = readReferences(value);
        break;
      case tag("hasMember"):
        o.members = readReferences(value);
        break;
      case tag("derivedFrom"):
        o.derivedFrom = readReferences(value);
        break;
      case tag("contained"):
        setContained(value);
        break;
      case tag("component"):
        forEachElement(value, [&](Json each) { components_.push_back(readComponent(each)); });
        break;
      default:
        if (isValue(member)) readValue(t, member, value, values_);
        break;
    }
  });
  if (o.effective.start.empty() && !issued.empty()) o.effective = {issued, {}, "issued"};
  o.values = keepValues(values_);
  o.components = appended(r_.components, components_);
}

Stage ElementReader::readStage(Json json) {
  Stage stage;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("summary")) stage.summary = readConcept(value);
    if (t == tag("type")) stage.type = readConcept(value);
    if (t == tag("assessment")) stage.assessments = readReferences(value);
  });
  return stage;
}

/// bodySite, and the side that mCODE says in an extension of it.
void ElementReader::readBodySites(Json json, std::vector<Concept>& sites) {
  forEachElement(json, [&](Json each) {
    sites.push_back(readConcept(each));
    Json extensions;
    Concept side;
    if (each["extension"].get(extensions) != simdjson::SUCCESS) return;
    readExtensions(extensions, "laterality-qualifier", &side, nullptr);
    if (side.present()) sites.push_back(side);
  });
}

void ElementReader::readCondition(Json json, const Name& name) {
  begin();
  Condition& c = r_.conditions.emplace_back();
  c.name = name;
  found_.clear();
  stages_.clear();
  forEachMember(json, [&](std::uint64_t t, std::string_view member, Json value) {
    switch (t) {
      case tag("clinicalStatus"):
        c.clinicalStatus = readConcept(value);
        break;
      case tag("verificationStatus"):
        c.verification = readConcept(value);
        break;
      case tag("code"):
        c.code = readConcept(value);
        break;
      case tag("subject"):
        takeSubject(value, c.subject);
        break;
      case tag("patient"):
        takePatient(value, c.subject);
        break;
      case tag("bodySite"):
        readBodySites(value, found_);
        break;
      case tag("onsetDateTime"):
        c.onset = textOf(value);
        c.onsetElement = member;
        break;
      case tag("onsetPeriod"):
        c.onset = readPeriod(value).start;
        c.onsetElement = "onsetPeriod.start";
        break;
      case tag("recordedDate"):
      case tag("dateRecorded"):
        c.recorded = textOf(value);
        break;
      case tag("assertedDate"):
        c.asserted = textOf(value);
        break;
      case tag("stage"):
        forEachElement(value, [&](Json each) { stages_.push_back(readStage(each)); });
        break;
      case tag("extension"):
        readExtensions(value, "histology-morphology-behavior", &c.histology, nullptr);
        readExtensions(value, "condition-assertedDate", nullptr, &c.asserted);
        break;
      case tag("contained"):
        setContained(value);
        break;
      default:
        c.abated |= member.starts_with("abatement");
        break;
    }
  });
  c.sites = keep(found_);
  c.stages = appended(r_.stages, stages_);
}

}  // namespace her2::intake::fhir
