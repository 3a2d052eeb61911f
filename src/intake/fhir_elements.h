// JSON objects -> the structures of fhir_resources.h.
#pragma once

#include <bit>
#include <cstring>
#include <type_traits>

#include "intake/fhir_resources.h"
#include "intake/json_walk.h"

namespace her2::intake::fhir {

/// A name as a number, to switch over: its length, first four and last four characters. FHIR R4 has no two elements of
/// one resource that this confuses.
constexpr std::uint64_t tag(std::string_view name) {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  if (std::is_constant_evaluated() || name.size() < 4) {
    const std::size_t tail = name.size() < 4 ? name.size() : name.size() - 4;
    for (std::size_t i = 0; i < 4 && i < name.size(); ++i)
      first |= std::uint32_t{static_cast<unsigned char>(name[i])} << (8 * i);
    for (std::size_t i = tail; i < name.size(); ++i)
      last |= std::uint32_t{static_cast<unsigned char>(name[i])} << (8 * (i - tail));
  } else {
    std::memcpy(&first, name.data(), 4);
    std::memcpy(&last, name.data() + name.size() - 4, 4);
  }
  return (first | std::uint64_t{last} << 32) ^ name.size() * 0x9E3779B97F4A7C15;
}
static_assert(std::endian::native == std::endian::little);

/// A new element of a pool. Copied from a blank one: to make it in place, g++ first wipes its bytes with an instruction
/// that is slow for so few.
template <class T>
T& added(std::vector<T>& pool) {
  static constexpr T blank{};
  pool.push_back(blank);
  return pool.back();
}

/// Calls each(tag, name, value) for every member; nothing if it is no object.
template <class F>
void forEachMember(Json json, F&& each) {
  json.forEachMember([&](std::string_view name, Json value) { each(tag(name), name, value); });
}

/// Calls each(element) for every element of a list, or for the value itself where it is none: records write one thing
/// without the brackets.
template <class F>
void forEachElement(Json json, F&& each) {
  if (!json.isArray()) return each(json);
  json.forEachElement(each);
}

/// The text of a Reference.
inline std::string_view referenceIn(Json json) {
  std::string_view result;
  forEachMember(json, [&](std::uint64_t t, std::string_view, Json value) {
    if (t == tag("reference")) result = value.text();
  });
  return result;
}

/// Whom a resource is about: its `subject`, or, where that refers to nobody, the `patient` of older records, in
/// whatever order they come.
inline void takeSubject(Json json, std::string_view& subject) {
  if (const std::string_view reference = referenceIn(json); !reference.empty()) subject = reference;
}
inline void takePatient(Json json, std::string_view& subject) {
  if (subject.empty()) subject = referenceIn(json);
}

/// Reads the elements of resources into the pools.
class ElementReader {
 public:
  explicit ElementReader(Resources& resources) : r_(resources) {}

  // Each writes to where it stays: what is copied right after it was written would be waited for.
  void readConcept(Json json, Concept& into);
  /// A concept of one Coding.
  void readOneCoding(Json json, Concept& into);
  Slice readConcepts(Json json);
  void readQuantity(Json json, Quantity& into);
  Slice readReferenceRange(Json json);
  /// `element`: the name of where it starts.
  void readPeriod(Json json, std::string_view element, Period& into);
  Slice readReferences(Json json);
  /// The `valueCodeableConcept` (and the like) of extensions whose URL ends so.
  void readExtensions(Json json, std::string_view ending, Concept* concept_, std::string_view* text);

  void readPatient(Json json, const Name& name, std::string_view fullUrl);
  void readCondition(Json json, const Name& name);
  void readObservation(Json json, const Name& name);
  void readSpecimen(Json json, const Name& name);
  void readReport(Json json, const Name& name);
  void readMedicationUse(Json json, const Name& name, MedicationKind kind);
  void readMedicationDefinition(Json json, const Name& name);
  void readProcedure(Json json, const Name& name);

  /// Notes a resource that is not read.
  void skip() { begin(); }
  /// The `contained` of the resource read last; null where it has none.
  const Json* contained() const { return hasContained_ ? &contained_ : nullptr; }

 private:
  void begin() { hasContained_ = false; }
  void setContained(Json json) {
    contained_ = json;
    hasContained_ = true;
  }
  void readCoding(Json json);
  void readValue(std::uint64_t tag, std::string_view name, Json json);
  void readComponent(Json json);
  Stage readStage(Json json);
  void readBodySites(Json json, std::vector<Concept>& sites);
  Slice keep(const std::vector<Concept>& concepts);

  Resources& r_;
  Json contained_;
  bool hasContained_ = false;
  std::vector<Json> later_;
  std::vector<Concept> found_;
  std::vector<Stage> stages_;
};

}  // namespace her2::intake::fhir
