// Every fact a rule may ask about, with its type: what the names in FEEL expressions and decision tables mean
// (knowledge/facts.toml).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "her2/interval.h"
#include "her2/vocabulary.h"

namespace her2::feel {

using FactId = std::uint16_t;

/// What a fact is about: one specimen, the patient, a therapy (one drug for the patient under the labels of one
/// region), or one row of a trial's results.
enum class Scope : std::uint8_t { Specimen, Patient, Therapy, Trial };

std::string_view scopeName(Scope scope);
std::optional<Scope> findScope(std::string_view name);

/// `Code`: exactly one code of the domain holds. `Codes`: a list, any number of them hold.
enum class Kind : std::uint8_t { Number, Date, Truth, Code, Codes, Duration };

struct Fact {
  std::string name;
  std::string title;
  std::string about;
  std::string unit;  ///< UCUM; numbers only
  Scope scope = Scope::Patient;
  Kind kind = Kind::Truth;
  DomainId domain = 0;       ///< Code and Codes
  Interval range;            ///< Number: what is possible at all
  bool closedWorld = false;  ///< a record that says nothing means "no", and says so under assumptions
};

class FactCatalogue {
 public:
  FactId add(Fact fact);
  std::optional<FactId> find(std::string_view name) const;
  const Fact& operator[](FactId id) const { return facts_[id]; }
  std::size_t size() const { return facts_.size(); }
  const std::vector<Fact>& facts() const { return facts_; }

 private:
  std::vector<Fact> facts_;
  NameMap<FactId> index_;
};

}  // namespace her2::feel
