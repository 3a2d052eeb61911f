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

/// As starts_with(), which g++ makes a call of memcmp even where the first letters differ.
template <std::size_t N>
bool startsWith(std::string_view text, const char (&beginning)[N]) {
  return text.size() >= N - 1 && std::equal(beginning, beginning + N - 1, text.data());
}

bool isValue(std::string_view member) { return startsWith(member, "value"); }

Interval intervalOf(double value, std::string_view comparator) {
  if (comparator == "<") return Interval::below(value);
  if (comparator == "<=") return Interval::atMost(value);
  if (comparator == ">=") return Interval::atLeast(value);
  if (comparator == ">") return Interval::above(value);
  return comparator.empty() ? Interval(value) : Interval();  // an unknown comparator leaves the number open
}

}  // namespace

void ElementReader::readCoding(Json json) {
  Coding& coding = added(r_.codings);
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    switch (t) {
      case tag("system"):
        coding.system = value.text();
        break;
      case tag("code"):
        coding.code = value.text();
        break;
      case tag("display"):
        coding.display = value.text();
        break;
      default:
        break;
    }
  });
}

void ElementReader::readOneCoding(Json json, Concept& into) {
  into = {{sizeOf(r_.codings.size()), 1}, {}};
  readCoding(json);
}

void ElementReader::readConcept(Json json, Concept& into) {
  into = {{sizeOf(r_.codings.size()), 0}, {}};
  if (json.isString()) {  // DSTU2 records put a bare code here
    into.text = json.text();
    return;
  }
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("coding")) {
      forEachElement(value, [&](Json coding) { readCoding(coding); });
    } else if (t == tag("text")) {
      into.text = value.text();
    }
  });
  into.codings.size = sizeOf(r_.codings.size()) - into.codings.begin;
}

Slice ElementReader::keep(const std::vector<Concept>& concepts) { return appended(r_.concepts, concepts); }

Slice ElementReader::readConcepts(Json json) {
  Slice slice{sizeOf(r_.concepts.size()), 0};
  forEachElement(json, [&](Json each) { readConcept(each, added(r_.concepts)); });
  slice.size = sizeOf(r_.concepts.size()) - slice.begin;
  return slice;
}

void ElementReader::readQuantity(Json json, Quantity& into) {
  into = {};
  std::optional<double> number;
  std::string_view comparator;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    switch (t) {
      case tag("value"):
        number = value.number();
        break;
      case tag("comparator"):
        comparator = value.text();
        break;
      case tag("unit"):
        into.unit = value.text();
        break;
      case tag("code"):
        into.code = value.text();
        break;
      default:
        break;
    }
  });
  if (number) into.number = intervalOf(*number, comparator);
}

/// The first range of what is normal: one that names another type ("therapeutic") or whom it applies to is left alone.
Slice ElementReader::readReferenceRange(Json json) {
  Slice slice{sizeOf(r_.ranges.size()), 0};
  forEachElement(json, [&](Json each) {
    if (!slice.empty()) return;
    ReferenceRange range;
    bool normal = true;
    forEachMember(each, [&](std::uint64_t t, std::string_view, Json value) {
      if (t == tag("low")) readQuantity(value, range.low);
      if (t == tag("high")) readQuantity(value, range.high);
      if (t == tag("appliesTo")) normal = false;
      if (t == tag("type")) {
        Concept type;
        readConcept(value, type);
        for (const Coding& coding : r_.of(type)) normal = normal && coding.code == "normal";
      }
    });
    if (!normal) return;
    r_.ranges.push_back(range);
    slice.size = 1;
  });
  return slice;
}

void ElementReader::readPeriod(Json json, std::string_view element, Period& into) {
  into = {{}, {}, element};
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("start")) into.start = value.text();
    if (t == tag("end")) into.end = value.text();
  });
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
    std::optional<Json> codeable, coding, words;
    forEachMember(extension, [&](std::uint64_t t, std::string_view, Json value) {
      if (t == tag("url")) url = value.text();
      if (t == tag("valueCodeableConcept")) codeable = value;
      if (t == tag("valueCoding")) coding = value;
      if (t == tag("valueDateTime") || t == tag("valueDate") || t == tag("valueCode")) words = value;
    });
    if (!url.ends_with(ending)) return;
    if (coding && concept_ != nullptr) readOneCoding(*coding, *concept_);
    if (codeable && concept_ != nullptr) readConcept(*codeable, *concept_);
    if (words && text != nullptr) *text = words->text();
  });
}

/// Reads a member that is a value[x].
void ElementReader::readValue(std::uint64_t t, std::string_view name, Json json) {
  Value& value = added(r_.values);
  value.element = name;
  switch (t) {
    case tag("valueCodeableConcept"):
      value.kind = ValueKind::Concept;
      readConcept(json, value.concept_);
      break;
    case tag("valueCoding"):
      value.kind = ValueKind::Concept;
      readOneCoding(json, value.concept_);
      break;
    case tag("valueQuantity"):
      value.kind = ValueKind::Quantity;
      readQuantity(json, value.quantity);
      break;
    case tag("valueInteger"):
    case tag("valueDecimal"):
      if (const auto number = json.number()) {
        value.kind = ValueKind::Quantity;
        value.quantity.number = Interval(*number);
      }
      break;
    case tag("valueString"):
      value.kind = ValueKind::Text;
      value.text = json.text();
      break;
    case tag("valueBoolean"):
      if (const auto truth = json.truth()) {
        value.kind = ValueKind::Boolean;
        value.truth = *truth;
      }
      break;
    case tag("valueRatio"):
      value.kind = ValueKind::Ratio;
      forEachMember(json, [&](std::uint64_t part, std::string_view, Json each) {
        if (part == tag("numerator")) readQuantity(each, value.quantity);
        if (part == tag("denominator")) readQuantity(each, value.denominator);
      });
      break;
    case tag("valueRange"):
      value.kind = ValueKind::Range;
      forEachMember(json, [&](std::uint64_t part, std::string_view, Json each) {
        if (part == tag("low")) readQuantity(each, value.quantity);
        if (part == tag("high")) readQuantity(each, value.denominator);
      });
      break;
    default:
      break;
  }
  if (value.kind == ValueKind::None) r_.values.pop_back();
}

void ElementReader::readComponent(Json json) {
  Component& component = added(r_.components);
  component.values.begin = sizeOf(r_.values.size());
  forEachMember(json, [&](std::uint64_t t, std::string_view name, Json value) {
    switch (t) {
      case tag("code"):
        readConcept(value, component.code);
        break;
      case tag("dataAbsentReason"):
        readConcept(value, component.absentReason);
        break;
      case tag("interpretation"):
        component.interpretations = readConcepts(value);
        break;
      default:
        if (isValue(name)) readValue(t, name, value);
        break;
    }
  });
  component.values.size = sizeOf(r_.values.size()) - component.values.begin;
}

void ElementReader::readObservation(Json json, const Name& name) {
  begin();
  Observation& o = added(r_.observations);
  o.name = name;
  o.values.begin = sizeOf(r_.values.size());
  later_.clear();
  std::string_view issued;
  forEachMember(json, [&](std::uint64_t t, std::string_view member, Json value) {
    switch (t) {
      case tag("status"):
        o.status = value.text();
        break;
      case tag("code"):
        readConcept(value, o.code);
        break;
      case tag("subject"):
        takeSubject(value, o.subject);
        break;
      case tag("effectiveDateTime"):
      case tag("effectiveInstant"):
        o.effective = {value.text(), {}, member};
        break;
      case tag("effectivePeriod"):
        readPeriod(value, "effectivePeriod.start", o.effective);
        break;
      case tag("issued"):
        issued = value.text();
        break;
      case tag("dataAbsentReason"):
        readConcept(value, o.absentReason);
        break;
      case tag("interpretation"):
        o.interpretations = readConcepts(value);
        break;
      case tag("referenceRange"):
        o.normal = readReferenceRange(value);
        break;
      case tag("bodySite"):
        readConcept(value, o.bodySite);
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
        later_.push_back(value);  // their values are not to stand between those of the observation
        break;
      default:
        if (isValue(member)) readValue(t, member, value);
        break;
    }
  });
  if (o.effective.start.empty() && !issued.empty()) o.effective = {issued, {}, "issued"};
  o.values.size = sizeOf(r_.values.size()) - o.values.begin;
  o.components.begin = sizeOf(r_.components.size());
  for (const Json list : later_) forEachElement(list, [&](Json each) { readComponent(each); });
  o.components.size = sizeOf(r_.components.size()) - o.components.begin;
}

Stage ElementReader::readStage(Json json) {
  Stage stage;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("summary")) readConcept(value, stage.summary);
    if (t == tag("type")) readConcept(value, stage.type);
    if (t == tag("assessment")) stage.assessments = readReferences(value);
  });
  return stage;
}

/// bodySite, and the side that mCODE says in an extension of it.
void ElementReader::readBodySites(Json json, std::vector<Concept>& sites) {
  forEachElement(json, [&](Json each) {
    readConcept(each, added(sites));
    const auto extensions = each.member("extension");
    if (!extensions) return;
    Concept side;
    readExtensions(*extensions, "laterality-qualifier", &side, nullptr);
    if (side.present()) sites.push_back(side);
  });
}

void ElementReader::readCondition(Json json, const Name& name) {
  begin();
  Condition& c = added(r_.conditions);
  c.name = name;
  Period period;
  found_.clear();
  stages_.clear();
  forEachMember(json, [&](std::uint64_t t, std::string_view member, Json value) {
    switch (t) {
      case tag("clinicalStatus"):
        readConcept(value, c.clinicalStatus);
        break;
      case tag("verificationStatus"):
        readConcept(value, c.verification);
        break;
      case tag("code"):
        readConcept(value, c.code);
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
        c.onset = value.text();
        c.onsetElement = member;
        break;
      case tag("onsetPeriod"):
        readPeriod(value, "onsetPeriod.start", period);
        c.onset = period.start;
        c.onsetElement = period.startElement;
        break;
      case tag("recordedDate"):
      case tag("dateRecorded"):
        c.recorded = value.text();
        break;
      case tag("assertedDate"):
        c.asserted = value.text();
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
        c.abated |= startsWith(member, "abatement");
        break;
    }
  });
  c.sites = keep(found_);
  c.stages = appended(r_.stages, stages_);
}

}  // namespace her2::intake::fhir
