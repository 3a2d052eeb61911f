// What the knowledge says of a reported sequence variant.
//
//   [[protein]]       a gene: its names, reference sequence, and the transcripts whose numbers are its own or shifted
//   [[variant]]       one protein change, or a phrase that reports use for it: its class, and marks such as a known
//                     resistance
//   [[variant-rule]]  every change of some kinds in a stretch of the protein: class, marks or both
//
// A variant is brought to one spelling first (protein_change.h), so that aliases need no list. Classes and marks are
// codes of the domains named in [[protein]]; the order of the classes is their precedence. What no entry holds is open:
// any class is possible, never "not activating".
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "facts/protein_change.h"
#include "her2/case.h"
#include "kb/model.h"

namespace her2::facts {

/// Why a variant does not, or not simply, mean what it says.
enum class VariantDoubt : std::uint8_t {
  None,
  Unreadable,         ///< no single protein change
  TranscriptUnknown,  ///< numbers of a transcript whose numbering the knowledge does not know
  ReferenceDiffers,   ///< names residues that do not stand there
  Renumbered,         ///< read by the only other numbering of the gene in which it names what stands there
};

struct VariantReading {
  bool change = false;  ///< a change of the protein; not so an amplification or a fusion
  CodeSet classes;      ///< still possible; empty where it is no change
  CodeSet marks;        ///< certain
  CodeSet maybe;        ///< possible, the certain ones too
  VariantDoubt doubt = VariantDoubt::None;
  std::string spelling;  ///< by the 3' rule; empty where it cannot be placed on the sequence
};

/// The entries of one gene.
class VariantCatalogue {
 public:
  /// The catalogues of all genes. Problems: unknown codes, texts that are no change, residues that the sequence lacks.
  static Result<std::vector<std::shared_ptr<const VariantCatalogue>>> load(const kb::Knowledge& knowledge);

  /// Is it a name of the gene?
  bool isGene(std::string_view name) const;
  const std::string& gene() const { return names_.front(); }
  /// Requires a variant of this gene.
  VariantReading read(const Variant& variant) const;
  /// The class of several changes together: the first in the order of the codes that one of them has.
  static CodeSet together(const std::vector<CodeSet>& classes);
  /// The class of a gene in which a test found nothing.
  CodeSet none() const { return none_; }

 private:
  struct Entry {
    CodeSet classes;
    CodeSet marks;
  };
  struct Rule {
    CodeSet kinds;  ///< positions in the list of kinds in variant.cpp
    unsigned from = 0;
    unsigned to = 0;
    CodeSet ifClass;  ///< only if the class is one of these; empty: any
    CodeSet classes;  ///< of what no entry holds; empty: marks only
    CodeSet marks;
  };
  struct Numbering {
    std::vector<std::string> transcripts;
    int shift = 0;  ///< added to its numbers gives ours
  };
  class Loader;

  bool place(ProteinChange& change, std::string_view transcript, VariantReading& reading) const;
  bool renumber(ProteinChange& change, VariantReading& reading) const;
  void classify(const ProteinChange& change, VariantReading& reading) const;
  void leaveOpen(VariantDoubt doubt, VariantReading& reading) const;

  std::vector<std::string> names_;
  std::string sequence_;
  CodeSet anyClass_;  ///< what an unknown change may be
  CodeSet anyMark_;
  CodeSet none_;
  CodeSet unclassified_;                                ///< mark of a change whose class is open
  std::map<std::string, CodeSet, std::less<>> others_;  ///< by type: the mark of what is no change of the protein
  std::vector<Numbering> numberings_;                   ///< the first is that of the sequence
  std::map<std::string, Entry, std::less<>> entries_;   ///< by spelling
  std::map<std::string, Entry, std::less<>> phrases_;   ///< in lower case
  std::vector<Rule> rules_;
};

}  // namespace her2::facts
