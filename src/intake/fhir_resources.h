// What a FHIR record says, before any meaning: the elements the reader uses, as text in the record's own words. Filled
// by fhir_json.cpp, which alone knows the JSON parser; texts live as long as the record is being read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "her2/interval.h"
#include "intake/fhir_name_index.h"

namespace her2::intake::fhir {

/// A run of elements in one of the pools of Resources.
struct Slice {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
  bool empty() const { return size == 0; }
};

struct Coding {
  std::string_view system;
  std::string_view code;
  std::string_view display;
};

struct Concept {
  Slice codings;
  std::string_view text;
  bool present() const { return !codings.empty() || !text.empty(); }
};

struct Quantity {
  Interval number;  ///< unknown where there is no value
  std::string_view unit;
  std::string_view code;
  /// The UCUM code where there is one, else what is printed.
  std::string_view unitText() const { return code.empty() ? unit : code; }
};

enum class ValueKind : std::uint8_t { None, Concept, Quantity, Ratio, Range, Text, Boolean };

/// One value[x]; `element` is its name, "valueQuantity".
struct Value {
  ValueKind kind = ValueKind::None;
  std::string_view element;
  Concept concept_;
  Quantity quantity;  ///< the numerator of a Ratio
  Quantity denominator;
  std::string_view text;
  bool truth = false;
};

struct Period {
  std::string_view start;
  std::string_view end;
  std::string_view startElement;
};

struct Patient {
  Name name;
  std::string_view fullUrl;
  std::string_view gender;
  std::string_view birthSex;
  std::string_view birthDate;
  std::string_view deceased;  ///< a date, or "true"
};

struct Stage {
  Concept summary;
  Concept type;
  Slice assessments;  ///< references
};

struct Condition {
  Name name;
  std::string_view subject;
  Concept clinicalStatus;
  Concept verification;
  Concept code;
  Concept histology;
  Slice sites;  ///< concepts
  Slice stages;
  std::string_view onset;
  std::string_view asserted;
  std::string_view recorded;
  bool abated = false;
  std::string_view onsetElement;
};

struct Component {
  Concept code;
  Slice values;
  Concept absentReason;
  Slice interpretations;  ///< concepts
};

/// The laboratory's limits of normal beside a value; a quantity without a number is not given.
struct ReferenceRange {
  Quantity low;
  Quantity high;
};

struct Observation {
  Name name;
  std::string_view subject;
  std::string_view status;
  Concept code;
  Slice values;
  Concept absentReason;
  Slice interpretations;  ///< concepts
  Slice normal;           ///< of ranges: one or none
  Concept bodySite;
  Period effective;
  std::string_view specimen;
  Slice focus;        ///< references
  Slice members;      ///< references
  Slice derivedFrom;  ///< references
  Slice components;
};

struct SpecimenResource {
  Name name;
  std::string_view subject;
  std::string_view status;
  Concept type;
  Concept method;
  Concept bodySite;
  Period collected;
  std::string_view received;
  std::string_view processed;
};

struct Report {
  Name name;
  std::string_view subject;
  std::string_view status;
  Slice specimens;  ///< references
  Slice results;    ///< references
  std::string_view conclusion;
};

enum class MedicationKind : std::uint8_t { Request, Statement, Administration, Dispense };

/// MedicationRequest, MedicationStatement, MedicationAdministration, MedicationDispense and the MedicationOrder of
/// DSTU2.
struct MedicationUse {
  Name name;
  MedicationKind kind = MedicationKind::Request;
  std::string_view subject;
  std::string_view status;
  std::string_view intent;  ///< of a request: order, plan, proposal …
  Concept drug;
  std::string_view drugReference;
  Period period;
  std::string_view authored;
  Concept treatmentIntent;
  Slice categories;        ///< concepts
  Slice statusReasons;     ///< concepts
  Slice reasons;           ///< references
  std::string_view group;  ///< an identifier shared by the drugs of one order
  bool notGiven = false;
};

/// Medication: what a reference of a MedicationUse leads to.
struct MedicationDefinition {
  Name name;
  Concept code;
  Slice ingredients;  ///< concepts
};

struct ProcedureResource {
  Name name;
  std::string_view subject;
  std::string_view status;
  Concept code;
  Slice categories;  ///< concepts
  Period performed;
  Slice reasons;      ///< references
  Slice reasonCodes;  ///< concepts
  Concept treatmentIntent;
};

struct Resources {
  std::string_view bundleId;
  std::vector<Patient> patients;
  std::vector<Condition> conditions;
  std::vector<Observation> observations;
  std::vector<SpecimenResource> specimens;
  std::vector<Report> reports;
  std::vector<MedicationUse> medications;
  std::vector<MedicationDefinition> definitions;
  std::vector<ProcedureResource> procedures;

  std::vector<Coding> codings;
  std::vector<Concept> concepts;
  std::vector<Value> values;
  std::vector<Component> components;
  std::vector<Stage> stages;
  std::vector<ReferenceRange> ranges;
  std::vector<std::string_view> references;

  NameIndex names;                       ///< all resources, by the order they came in
  std::vector<std::uint32_t> positions;  ///< of each in the list of its kind

  std::span<const Coding> of(const Concept& c) const { return {codings.data() + c.codings.begin, c.codings.size}; }
  std::span<const Concept> conceptsOf(Slice s) const { return {concepts.data() + s.begin, s.size}; }
  std::span<const Value> valuesOf(Slice s) const { return {values.data() + s.begin, s.size}; }
  std::span<const Component> componentsOf(Slice s) const { return {components.data() + s.begin, s.size}; }
  std::span<const ReferenceRange> rangesOf(Slice s) const { return {ranges.data() + s.begin, s.size}; }
  std::span<const Stage> stagesOf(Slice s) const { return {stages.data() + s.begin, s.size}; }
  std::span<const std::string_view> referencesOf(Slice s) const { return {references.data() + s.begin, s.size}; }

  /// The position of the resource that a reference in `from` leads to, or NameIndex::none.
  std::uint32_t resolve(std::string_view type, std::string_view reference, const Name& from) const {
    const std::uint32_t order = names.resolve(type, reference, from);
    return order == NameIndex::none ? order : positions[order];
  }
  /// What a person would read of a concept: a display, else the text, else the code.
  std::string_view textOf(const Concept& c) const;
  /// Forgets everything but keeps the memory.
  void clear();
};

}  // namespace her2::intake::fhir
