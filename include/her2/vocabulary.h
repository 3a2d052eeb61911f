// The closed lists of codes (domains) and the drugs that the knowledge names. Codes in a Case are positions in these
// lists, so a Case belongs to the vocabulary it was read with. Immutable once built; may be shared between threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "her2/code_set.h"

namespace her2 {

using DomainId = std::uint16_t;
using DrugId = std::uint16_t;

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

template <class T>
using NameMap = std::unordered_map<std::string, T, StringHash, std::equal_to<>>;

struct Code {
  std::string code;
  std::string title;
  std::string text;  ///< id of a text block to print with it; often empty
  CodeSet means;     ///< for an abstract code, the codes it stands for; else itself
};

/// One closed list of codes.
class Domain {
 public:
  Domain(std::string name, std::string title, std::vector<Code> codes);

  const std::string& name() const { return name_; }
  const std::string& title() const { return title_; }
  const std::vector<Code>& codes() const { return codes_; }
  const Code& operator[](unsigned code) const { return codes_[code]; }
  std::optional<unsigned> find(std::string_view code) const;
  /// All codes, abstract ones left out: what an unknown value may be.
  CodeSet all() const { return all_; }

 private:
  std::string name_;
  std::string title_;
  std::vector<Code> codes_;
  NameMap<unsigned> index_;
  CodeSet all_;
};

/// A drug, or a class of drugs where a record names only the class.
struct Drug {
  std::string id;
  std::string title;
  std::vector<std::string> classes;  ///< "systemic", "chemotherapy", "taxane", "anti-her2" …; its own id is one of them
};

class Vocabulary {
 public:
  DomainId addDomain(Domain domain);
  /// `names` are further spellings: brands, aliases. They match whatever the case of their letters.
  DrugId addDrug(Drug drug, const std::vector<std::string>& names);

  std::optional<DomainId> findDomain(std::string_view name) const;
  const Domain& domain(DomainId id) const { return domains_[id]; }
  const std::vector<Domain>& domains() const { return domains_; }

  /// By id, alias or brand, in any case, with or without a US biosimilar suffix ("trastuzumab-dkst").
  std::optional<DrugId> findDrug(std::string_view name) const;
  const Drug& drug(DrugId id) const { return drugs_[id]; }
  const std::vector<Drug>& drugs() const { return drugs_; }

 private:
  std::vector<Domain> domains_;
  NameMap<DomainId> domainIndex_;
  std::vector<Drug> drugs_;
  NameMap<DrugId> drugIndex_;
};

}  // namespace her2
