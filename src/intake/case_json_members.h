// Objects of a case as tables of members: what each is called, how it is read, and how it is taken back.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "intake/case_json_leaves.h"

namespace her2::intake {

/// Members an object of a case can have.
inline constexpr std::size_t maxMembers = 40;

template <class T>
struct Member {
  std::string_view name;
  void (*read)(CaseReading&, JsonValue, T&);
  /// Takes back what was read, where the member is repeated with another value. Null: the record cannot be assessed
  /// then.
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

template <auto P, const NumberLimits& Limits>
constexpr Member<OwnerOf<P>> number(std::string_view name) {
  return {name, [](CaseReading& r, JsonValue v, OwnerOf<P>& owner) { readNumber(r, v, owner.*P, Limits); },
          forgetLeaf<P>};
}

template <auto P, const Domain* CaseDomains::*D>
constexpr Member<OwnerOf<P>> code(std::string_view name) {
  return {name, [](CaseReading& r, JsonValue v, OwnerOf<P>& owner) { readCode(r, v, owner.*P, r.domains.*D); },
          forgetLeaf<P>};
}

template <auto P, const Domain* CaseDomains::*D>
constexpr Member<OwnerOf<P>> product(std::string_view name) {
  return {name, [](CaseReading& r, JsonValue v, OwnerOf<P>& owner) { readProduct(r, v, owner.*P, r.domains.*D); },
          forgetLeaf<P>};
}

/// Index of the member of that name, or the size of the table. Members come mostly in the order of the table, so the
/// search starts at `next` and leaves it behind the one found.
template <class T>
std::size_t findMember(Members<T> members, std::string_view name, std::size_t& next) {
  for (std::size_t tries = 0; tries < members.size(); ++tries, ++next) {
    if (next == members.size()) next = 0;
    if (members[next].name == name) return next++;
  }
  return members.size();
}

template <class T>
void readUnknown(CaseReading& reading, std::string_view name, JsonValue value, Members<T> members) {
  std::array<std::string_view, maxMembers> known;
  for (std::size_t i = 0; i < members.size(); ++i) known[i] = members[i].name;
  reading.unknownMember(name, {known.data(), members.size()});
  reading.walk(value);
}

/// Two values for one thing: neither is to be believed, unless they are the same.
template <class T>
void readRepeated(CaseReading& reading, const char* first, JsonValue value, T& into, const Member<T>& member) {
  const char* const second = value.raw_json_token().data();
  if (!reading.walk(value)) return;
  if (sameJsonText(first, second)) {
    reading.warn("json-duplicate-member", "the member appears twice with the same value", "keep one");
  } else if (member.forget == nullptr) {
    reading.error("json-duplicate-member", "the member appears twice with different values", "keep one");
  } else {
    member.forget(reading, into);
    reading.warn("json-duplicate-member", "the member appears twice with different values; neither is used",
                 "keep one");
  }
}

/// Reads an object in one pass. Null is not recorded, whatever the member.
template <class T>
void readMembers(CaseReading& reading, simdjson::ondemand::object object, T& into, Members<T> members) {
  std::array<const char*, maxMembers> begins;  // set where `seen` says so
  std::uint64_t seen = 0;
  std::size_t next = 0;
  for (auto entry : object) {
    std::string_view name;
    JsonValue value;
    if (entry.unescaped_key().get(name) || entry.value().get(value)) return void(reading.fail());
    if (!reading.isValue(value)) return;
    const std::size_t at = findMember(members, name, next);
    if (at == members.size()) {
      readUnknown(reading, name, value, members);
    } else {
      const PathStep step(reading, name);
      if ((seen >> at & 1) != 0) {
        readRepeated(reading, begins[at], value, into, members[at]);
      } else {
        seen |= std::uint64_t{1} << at;
        begins[at] = value.raw_json_token().data();
        if (typeOf(value) == JsonType::null) {
          reading.walk(value);
        } else {
          members[at].read(reading, value, into);
        }
      }
    }
    if (reading.failed()) return;
  }
}

/// The same of a value that is known to be an object.
template <class T>
void readMembers(CaseReading& reading, JsonValue value, T& into, Members<T> members) {
  simdjson::ondemand::object object;
  if (value.get_object().get(object)) return void(reading.fail());
  readMembers(reading, object, into, members);
}

/// An object that may be empty: that it is there says that something was done.
template <class T>
void readPart(CaseReading& reading, JsonValue value, T& part, Members<T> members) {
  if constexpr (requires { part.present; }) part.present = true;
  if constexpr (requires { part.origin; }) part.origin = reading.origin();
  if (typeOf(value) != JsonType::object) return reading.refuse(value, "an object");
  readMembers(reading, value, part, members);
}

template <auto P, void (*ReadPart)(CaseReading&, JsonValue, typename PointerParts<decltype(P)>::Leaf&)>
constexpr Member<OwnerOf<P>> part(std::string_view name) {
  return {name, [](CaseReading& r, JsonValue v, OwnerOf<P>& owner) { ReadPart(r, v, owner.*P); },
          [](CaseReading&, OwnerOf<P>& owner) {
            owner.*P = {};
            if constexpr (requires { (owner.*P).present; }) (owner.*P).present = true;
          }};
}

/// A list. An entry that cannot be read loses the record: a shorter list would say that something was not done. Null
/// entries say nothing.
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
  readEntries(reading, value, JsonType::object, "an object",
              [&](JsonValue element) { readMembers(reading, element, list.emplace_back(), members); });
}

}  // namespace her2::intake
