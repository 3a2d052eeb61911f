// What the parts of the case JSON reader share: the state of one reading, readers of single leaves, and objects as tables of members.
// Every value of a record is visited, unknown ones too, so that a syntax error anywhere is found.
#pragma once

#include <simdjson.h>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "her2/case.h"
#include "her2/problem.h"
#include "intake/case_json_domains.h"
#include "intake/json_text.h"
#include "intake/reader.h"

namespace her2::intake {

using JsonValue = simdjson::ondemand::value;
using JsonType = simdjson::ondemand::json_type;

/// List entries of one record, all lists together: bounds the memory a record can ask for.
inline constexpr std::size_t maxEntries = 20'000;
/// Problems listed for one record; the first error is listed whatever stands before it.
inline constexpr std::size_t maxProblems = 100;
/// Members an object of a case can have.
inline constexpr std::size_t maxMembers = 40;

/// What a number can be at all. Not clinical: a ratio of 50 is a number, a negative one is none.
struct NumberLimits {
  double least;
  double greatest;
  bool whole = false;
};
inline constexpr NumberLimits anyNumber{-Interval::infinity, Interval::infinity};
inline constexpr NumberLimits notNegative{0, Interval::infinity};
inline constexpr NumberLimits percentage{0, 100};
inline constexpr NumberLimits count{0, Interval::infinity, true};

/// One reading of one record: where it stands, what was found wrong, and the case being filled.
class CaseReading {
 public:
  explicit CaseReading(const Vocabulary& known) : vocabulary(known), domains(known) {}

  const Vocabulary& vocabulary;
  const CaseDomains domains;
  Case* out = nullptr;
  std::string path;  ///< of the value being read: "specimens[0].ihc.score"
  bool scoreShowsStaining = false;  ///< the IHC being read has a score that implies membrane staining, such as 0+

  void begin(std::string_view record, RecordPlace place, Case& into, Problems& problems);
  /// False (and said so) if the record is no JSON object.
  bool parse(simdjson::ondemand::parser& parser, simdjson::ondemand::object& object);
  /// To be called behind the last member. True if the record can be assessed.
  bool finish();

  Origin origin() { return out->addOrigin(path); }
  void warn(std::string code, std::string message, std::string remedy = {});
  void error(std::string code, std::string message, std::string remedy = {});
  /// A syntax error at a place in the record. It ends the reading: what was read before and what follows means nothing. Returns false.
  bool fail(const char* at);
  /// The same where the parser alone knows the place.
  bool fail();
  bool failed() const { return failed_; }

  /// False once the record has too many list entries.
  bool countEntry();

  /// False (and failed) if there is no value where one should be.
  bool isValue(JsonValue value) { return value.type().error() == simdjson::SUCCESS || fail(value.raw_json_token().data()); }
  /// Visits a value that is not used. False on a syntax error.
  bool walk(JsonValue value, int depth = 1);
  /// Visits a value that is not what was expected and says so; the leaf stays not recorded.
  void refuse(JsonValue value, std::string_view expected, std::string remedy = {}, Severity severity = Severity::Warning);
  /// The same of text already read.
  void refuse(std::string_view text, std::string_view expected, std::string remedy = {});
  void unknownMember(std::string_view name, std::span<const std::string_view> known);

 private:
  bool lose(Problem problem);
  void add(Severity severity, std::string code, std::string where, std::string message, std::string remedy);
  /// Visits a scalar and says what it is; empty on a syntax error.
  std::string describeScalar(JsonValue value);

  std::string_view record_;
  RecordPlace place_;
  Problems* problems_ = nullptr;
  simdjson::ondemand::document document_;
  std::size_t entries_ = 0;
  bool full_ = false;  ///< the list of problems
  bool lost_ = false;
  bool failed_ = false;
};

/// Extends the path while it lives.
class PathStep {
 public:
  PathStep(CaseReading& reading, std::string_view member) : path_(reading.path), size_(path_.size()) {
    if (size_ != 0) path_.push_back('.');
    path_.append(member);
  }
  PathStep(CaseReading& reading, std::size_t index);
  ~PathStep() { path_.resize(size_); }
  PathStep(const PathStep&) = delete;
  PathStep& operator=(const PathStep&) = delete;

 private:
  std::string& path_;
  std::size_t size_;
};

// --- leaves: each takes a value that is not null ------------------------------------------------------------------------------------------------

inline JsonType typeOf(JsonValue value) { return value.type().value_unsafe(); }
/// False (and said so) if it is no text.
bool readString(CaseReading& reading, JsonValue value, std::string_view& text, std::string_view expected = "text");
void readLeaf(CaseReading& reading, JsonValue value, TextLeaf& leaf);
void readLeaf(CaseReading& reading, JsonValue value, std::string& text);
void readLeaf(CaseReading& reading, JsonValue value, TruthLeaf& leaf);
void readLeaf(CaseReading& reading, JsonValue value, bool& flag);
void readLeaf(CaseReading& reading, JsonValue value, DateLeaf& leaf);
void readNumber(CaseReading& reading, JsonValue value, NumberLeaf& leaf, const NumberLimits& limits);
/// Says so and forgets the number if it is outside.
void holdToLimits(CaseReading& reading, NumberLeaf& leaf, const NumberLimits& limits);
/// One code, or a list: any of these.
void readCode(CaseReading& reading, JsonValue value, CodeLeaf& leaf, const Domain* domain);
/// One code, or a list: all of these.
void readCodes(CaseReading& reading, JsonValue value, CodesLeaf& leaf, const Domain* domain);
/// The name of a product: its code, title or a text that holds the code, in any case; `other` where it is none of the list.
void readProduct(CaseReading& reading, JsonValue value, CodeLeaf& leaf, const Domain* domain);
void unknownCode(CaseReading& reading, std::string_view text, const Domain* domain);

/// Calls each(text) for the text, or for every text of a list. False (and said so) if something in it is no text, or the list is empty and may not be.
template <class F>
bool readTexts(CaseReading& reading, JsonValue value, std::string_view expected, bool mayBeEmpty, F&& each) {
  std::string_view text;
  if (typeOf(value) != JsonType::array) {
    if (!readString(reading, value, text, expected)) return false;
    each(text);
    return true;
  }
  simdjson::ondemand::array list;
  bool good = true;
  std::size_t size = 0;
  if (value.get_array().get(list)) good = reading.fail();
  for (auto entry : list) {
    JsonValue element;
    if (entry.get(element) || !reading.isValue(element)) return reading.fail();
    ++size;
    if (readString(reading, element, text, expected)) {
      each(text);
    } else {
      good = false;
    }
    if (reading.failed()) return false;
  }
  if (size == 0 && !mayBeEmpty) reading.refuse("[]", expected);
  return good && (size != 0 || mayBeEmpty);
}

// --- objects: tables of members ---------------------------------------------------------------------------------------------------------------------

template <class T>
struct Member {
  std::string_view name;
  void (*read)(CaseReading&, JsonValue, T&);
  /// Takes back what was read, where the member is repeated with another value. Null: the record cannot be assessed then.
  void (*forget)(CaseReading&, T&);
};

template <class T>
using Members = std::span<const Member<T>>;

template <class Pointer>
struct PointerParts;
template <class L, class T>
struct PointerParts<L T::*> {
  using Leaf = L;
  using Owner = T;
};
template <auto P>
using OwnerOf = typename PointerParts<decltype(P)>::Owner;

template <auto P>
void forgetLeaf(CaseReading&, OwnerOf<P>& owner) {
  owner.*P = {};
}

/// A truth, date or text.
template <auto P>
constexpr Member<OwnerOf<P>> leaf(std::string_view name) {
  return {name, [](CaseReading& r, JsonValue v, OwnerOf<P>& owner) { readLeaf(r, v, owner.*P); }, forgetLeaf<P>};
}

template <auto P, const NumberLimits& limits>
constexpr Member<OwnerOf<P>> number(std::string_view name) {
  return {name, [](CaseReading& r, JsonValue v, OwnerOf<P>& owner) { readNumber(r, v, owner.*P, limits); }, forgetLeaf<P>};
}

template <auto P, const Domain* CaseDomains::*D>
constexpr Member<OwnerOf<P>> code(std::string_view name) {
  return {name, [](CaseReading& r, JsonValue v, OwnerOf<P>& owner) { readCode(r, v, owner.*P, r.domains.*D); }, forgetLeaf<P>};
}

template <auto P, const Domain* CaseDomains::*D>
constexpr Member<OwnerOf<P>> product(std::string_view name) {
  return {name, [](CaseReading& r, JsonValue v, OwnerOf<P>& owner) { readProduct(r, v, owner.*P, r.domains.*D); }, forgetLeaf<P>};
}

/// Reads the members of an object in one pass. Members come mostly in the order of the table, so the search starts behind the last one found.
template <class T>
void readMembers(CaseReading& reading, simdjson::ondemand::object object, T& into, Members<T> members) {
  std::array<const char*, maxMembers> begins;  // NOLINT: set where `seen` says so
  std::uint64_t seen = 0;
  std::size_t next = 0;
  for (auto entry : object) {
    std::string_view name;
    JsonValue value;
    if (entry.unescaped_key().get(name) || entry.value().get(value)) return void(reading.fail());
    if (!reading.isValue(value)) return;
    std::size_t at = members.size();
    for (std::size_t tries = 0; tries < members.size(); ++tries, ++next) {
      if (next == members.size()) next = 0;
      if (members[next].name == name) {
        at = next++;
        break;
      }
    }
    if (at == members.size()) {
      std::array<std::string_view, maxMembers> known;
      for (std::size_t i = 0; i < members.size(); ++i) known[i] = members[i].name;
      reading.unknownMember(name, {known.data(), members.size()});
      if (!reading.walk(value)) return;
      continue;
    }
    const PathStep step(reading, name);
    const char* const begin = value.raw_json_token().data();
    if ((seen >> at & 1) != 0) {
      if (!reading.walk(value)) return;
      if (sameJsonText(begins[at], begin)) {
        reading.warn("json-duplicate-member", "the member appears twice with the same value", "keep one");
      } else if (members[at].forget != nullptr) {
        members[at].forget(reading, into);
        reading.warn("json-duplicate-member", "the member appears twice with different values; neither is used", "keep one");
      } else {
        reading.error("json-duplicate-member", "the member appears twice with different values", "keep one");
      }
      continue;
    }
    seen |= std::uint64_t{1} << at;
    begins[at] = begin;
    if (typeOf(value) == JsonType::null) {  // not recorded
      if (!reading.walk(value)) return;
    } else {
      members[at].read(reading, value, into);
    }
    if (reading.failed()) return;
  }
}

/// An object that may be empty: that it is there says that something was done.
template <class T>
void readPart(CaseReading& reading, JsonValue value, T& part, Members<T> members) {
  if constexpr (requires { part.present; }) part.present = true;
  if constexpr (requires { part.origin; }) part.origin = reading.origin();
  simdjson::ondemand::object object;
  if (typeOf(value) != JsonType::object) return reading.refuse(value, "an object");
  if (value.get_object().get(object)) return void(reading.fail());
  readMembers(reading, object, part, members);
}

template <auto P, void (*readPartOf)(CaseReading&, JsonValue, typename PointerParts<decltype(P)>::Leaf&)>
constexpr Member<OwnerOf<P>> part(std::string_view name) {
  return {name, [](CaseReading& r, JsonValue v, OwnerOf<P>& owner) { readPartOf(r, v, owner.*P); },
          [](CaseReading&, OwnerOf<P>& owner) {
            owner.*P = {};
            if constexpr (requires { (owner.*P).present; }) (owner.*P).present = true;
          }};
}

/// A list. An entry that cannot be read loses the record: a shorter list would say that something was not done. Null entries say nothing.
template <class F>
void readEntries(CaseReading& reading, JsonValue value, JsonType type, std::string_view expected, F&& readEntry) {
  simdjson::ondemand::array list;
  if (typeOf(value) != JsonType::array) return reading.refuse(value, "a list", {}, Severity::Error);
  if (value.get_array().get(list)) return void(reading.fail());
  std::size_t index = 0;
  for (auto entry : list) {
    JsonValue element;
    if (entry.get(element) || !reading.isValue(element)) return void(reading.fail());
    const PathStep step(reading, index++);
    if (typeOf(element) == type && reading.countEntry()) {
      readEntry(element);
    } else if (typeOf(element) == JsonType::null || typeOf(element) == type) {
      reading.walk(element);
    } else {
      reading.refuse(element, expected, {}, Severity::Error);
    }
    if (reading.failed()) return;
  }
}

template <class T>
void readObjects(CaseReading& reading, JsonValue value, std::vector<T>& list, Members<T> members) {
  readEntries(reading, value, JsonType::object, "an object", [&](JsonValue element) {
    simdjson::ondemand::object object;
    if (element.get_object().get(object)) return void(reading.fail());
    readMembers(reading, object, list.emplace_back(), members);
  });
}

// --- the parts of a case ------------------------------------------------------------------------------------------------------------------------------

void readTumours(CaseReading& reading, JsonValue value, Case& out);
void readSpecimens(CaseReading& reading, JsonValue value, Case& out);
void readIhc(CaseReading& reading, JsonValue value, IhcTest& ihc);
void readIsh(CaseReading& reading, JsonValue value, Specimen& specimen);
void forgetIsh(CaseReading& reading, Specimen& specimen);
void readTreatments(CaseReading& reading, JsonValue value, Case& out);
void readMeasurements(CaseReading& reading, JsonValue value, Case& out);
void readConditions(CaseReading& reading, JsonValue value, Case& out);
void readAdverseEvents(CaseReading& reading, JsonValue value, Case& out);
void readSymptoms(CaseReading& reading, JsonValue value, Case& out);
void readMedications(CaseReading& reading, JsonValue value, Case& out);

}  // namespace her2::intake
