// A change of a protein in HGVS, brought to one spelling.
//
// Read are one- and three-letter names, with or without `p.` and brackets, and the older `G776>VC`. The one spelling is
// that of the change which the altered sequence itself shows, standing as far towards the end of the protein as it can
// (the 3' rule of HGVS): A775_G776insYVMA, E770_A771insAYVM and Y772_A775dup all become Y772_A775dup. That needs the
// reference sequence, which is knowledge (terminology/). Nothing here knows a gene.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace her2::facts {

enum class ChangeKind : std::uint8_t {
  Missense,
  Synonymous,
  Nonsense,
  Frameshift,
  Deletion,
  Insertion,
  Duplication,
  Delins,
  StartLoss,
  Extension,
  Splice
};

/// One change. Residues count from 1.
struct ProteinChange {
  ChangeKind kind = ChangeKind::Missense;
  unsigned first = 0;    ///< first residue replaced, lost or repeated; of an insertion, the one before it
  unsigned last = 0;     ///< last one; of an insertion, the one behind it
  char refFirst = 0;     ///< residue named at `first`; 0: none named
  char refLast = 0;      ///< residue named at `last`; 0: none named
  std::string deleted;   ///< residues named behind `del` or `dup`; may be empty
  std::string inserted;  ///< residues that stand there instead; one of a missense change
};

/// Nothing where the text is no single change of a protein, or does not say what was inserted.
std::optional<ProteinChange> readProteinChange(std::string_view text);

/// Are all residues that the change names those of the sequence?
bool agrees(const ProteinChange& change, std::string_view sequence);

/// The same change by the 3' rule. Requires that it agrees with the sequence.
ProteinChange normalised(const ProteinChange& change, std::string_view sequence);

/// "Y772_A775dup", without `p.`. Requires that it agrees with the sequence.
std::string spelling(const ProteinChange& change, std::string_view sequence);

}  // namespace her2::facts
