// Recommendations of guideline bodies, consensus conferences and payers: dated rules with the condition under which
// they speak, and the regimens they speak of. They stand beside the labels, never in their place. Loaded from
// knowledge/guidelines; a site may add its own (docs/knowledge-format.md).
#pragma once

#include <string>
#include <vector>

#include "kb/period.h"
#include "kb/trial.h"

namespace her2::kb {

/// What is said of the regimens. NotAppraised: a body that decides looked and gave no answer.
enum class Saying : std::uint8_t { For, May, Against, NotAppraised };

std::string_view sayingName(Saying saying);  ///< "for", "may", "against", "not-appraised"

struct Recommendation {
  std::string id;
  std::string title;
  std::string body;          ///< "ASCO", "ESMO", "NICE"
  std::string kind;          ///< guideline · consensus · payer
  std::string jurisdiction;  ///< of a payer: "England"; empty: wherever the body is heard
  CodeSet tumours;           ///< domain `tumour-kind`
  Saying says = Saying::For;
  std::vector<std::vector<std::string>> regimens;  ///< drugs or classes, each a whole regimen
  std::vector<std::uint16_t> regions;              ///< beside whose options it is shown; empty: all
  std::vector<Gate> criteria;                      ///< all must hold
  std::string say;                                 ///< in our own words
  std::string strength;                            ///< as the body grades it: "strong", "I,A"
  std::string evidence;                            ///< quality of the evidence as the body grades it
  Period period;
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

/// The same medicines? Drugs and classes match each other (a taxane, docetaxel); every part of one must be met by a
/// part of the other.
bool sameRegimen(const std::vector<std::string>& a, const std::vector<std::string>& b, const Vocabulary& vocabulary);

/// Is the option's regimen one of those the recommendation speaks of?
bool speaksOf(const Recommendation& recommendation, const std::vector<std::string>& regimen,
              const Vocabulary& vocabulary);

}  // namespace her2::kb
