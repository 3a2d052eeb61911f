// Reads codes and texts by the terminology: what an Observation is about, and what its value says. Remembers what it
// has read before: in a stream the same few hundred concepts come again and again.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "intake/fhir_resources.h"
#include "intake/fhir_terms.h"

namespace her2::intake::fhir {

/// One thing that a value says.
struct Saying {
  enum class Kind : std::uint8_t { Codes, Number, Truth, Word } kind = Kind::Codes;
  LeafId leaf = noLeaf;
  CodeSet codes;
  Interval number;
  her2::Truth truth = her2::Truth::Unknown;
  std::string_view word;  ///< of the terminology
};

struct Reading {
  enum class State : std::uint8_t {
    Nothing,  ///< there was nothing to read
    Understood,
    Absent,  ///< the record says that there is no value
    NotUnderstood,
    Contradictory,  ///< codings or texts say different things
    Mismatch        ///< a code says one thing, its display another, or the code is an answer to another question
  };
  State state = State::Nothing;
  std::uint8_t size = 0;
  bool byText = false;       ///< no code was known
  bool mixedSystem = false;  ///< a code stood under the name of another system
  std::array<Saying, 4> says;

  std::span<const Saying> sayings() const { return {says.data(), size}; }
  bool understood() const { return state == State::Understood; }
  void add(const Saying& saying);
  /// Back to nothing; what `says` holds beyond `size` does not matter.
  void clear() {
    state = State::Nothing;
    size = 0;
    byText = mixedSystem = false;
  }
  /// Takes in what another part of the same value says.
  void merge(const Reading& other);
};

struct RoleReading {
  enum class State : std::uint8_t { None, Found, Mismatch, Contradictory } state = State::None;
  RoleId role = noRole;
  bool byText = false;
  bool mixedSystem = false;
  bool speaksOfHer2 = false;  ///< and nothing is known that it could be
};

/// What was made of concepts before. One place per hash: a newer concept takes the place of an older one, so the size
/// is fixed.
template <class T>
class ConceptMemory {
 public:
  /// Null if it is not remembered.
  const T* find(const Resources& resources, RoleId role, const Concept& c) {
    if (entries_.empty()) entries_.resize(size);
    slot_ = slotOf(resources, role, c);
    const Entry& entry = entries_[slot_];
    return entry.role == role && matches(entry.key, resources, c) ? &entry.value : nullptr;
  }
  /// To be called behind a find() of the same concept. Gives what is remembered now.
  const T& add(const Resources& resources, RoleId role, const Concept& c, T value);

 private:
  static constexpr std::size_t size = 2048;
  struct Entry {
    RoleId role = noRole;
    std::string key;
    T value;
  };
  static std::size_t slotOf(const Resources& resources, RoleId role, const Concept& c);
  static bool matches(std::string_view key, const Resources& resources, const Concept& c);

  std::vector<Entry> entries_;
  std::size_t slot_ = 0;
};

class ConceptReader {
 public:
  explicit ConceptReader(const Terms& terms) : terms_(terms) {}

  // What these give holds until the next call.
  const RoleReading& role(const Resources& resources, const Concept& code);
  const Reading& value(const Resources& resources, RoleId role, const Concept& value);
  const Reading& text(RoleId role, std::string_view text);

  /// The blocks of the knowledge that a concept names, each once; by the words of `text` where no code is known.
  enum class Kind : std::uint8_t { Diagnosis, Site, Procedure };
  struct Found {
    std::vector<std::uint16_t> values;
    bool byText = false;
    bool mixedSystem = false;
    bool speaksOfHer2 = false;  ///< and nothing is known that it could be
  };
  const Found& find(const Resources& resources, Kind kind, const Concept& c);

  const Terms& terms() const { return terms_; }
  /// A word for HER2 stands in the text or a display.
  bool speaksOfHer2(const Resources& resources, const Concept& c);

 private:
  RoleReading readRole(const Resources& resources, const Concept& code);
  Reading readValue(const Resources& resources, RoleId role, const Concept& value);
  Reading readCoding(RoleId role, const Coding& coding);
  Reading readCode(RoleId role, std::string_view code, std::string_view system, bool& known);
  Reading readText(RoleId role, std::string_view text);
  bool readPhrases(RoleId role, Reading& reading);
  void say(RoleId role, const Answer& answer, Reading& reading) const;
  void findIn(const CodeMap& codes, const NameMap<std::uint16_t>& texts, const Resources& resources, const Concept& c,
              Found& result);
  bool displayFits(const Role& role, std::string_view display, bool isDisplay);

  const Terms& terms_;
  const Resources nothing_;  ///< for texts, which have no codings
  ConceptMemory<Reading> readings_;
  ConceptMemory<RoleReading> roles_;
  ConceptMemory<Found> found_;
  std::string folded_;
  std::vector<std::string_view> words_;
};

}  // namespace her2::intake::fhir
