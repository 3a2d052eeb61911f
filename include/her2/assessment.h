// What is concluded about one case: HER2 status by specimen and overall, the state of every indication, and safety.
// Codes are positions in the vocabulary's domains and numbers of the knowledge's lists; present/ turns them into words.
// An Assessment can be cleared and filled again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "her2/code_set.h"
#include "her2/date.h"
#include "her2/evidence.h"
#include "her2/prediction.h"
#include "her2/problem.h"
#include "her2/ranking.h"
#include "her2/safety.h"
#include "her2/truth.h"

namespace her2 {

/// The same specimen read by the rules that were in force when it was reported.
struct StatusOfItsDay {
  CodeSet ruleSet;      ///< domain `rule-set`; several where the date allows several
  bool stated = false;  ///< the record names the rule set; else it was inferred from the date
  CodeSet result;       ///< domain `her2-result`
  CodeSet her2Class;    ///< domain `her2-class`
};

struct SpecimenStatus {
  std::uint32_t specimen = 0;  ///< position in Case::specimens
  bool tested = false;         ///< some HER2 result is recorded on it
  bool decides = false;        ///< it (or one of several that may be the latest) decides the overall status
  bool later = false;          ///< dated after the as-of day: not used
  CodeSet result;              ///< domain `her2-result`: the answers still possible
  CodeSet her2Class;           ///< domain `her2-class`
  CodeSet ihcScoring;          ///< domain `ihc-scoring`
  CodeSet ihcScore;            ///< domain `ihc-score`, after derivation from a described pattern
  CodeSet ishGroup;            ///< domain `ish-group`
  Truth ishPositive = Truth::Unknown;
  CodeSet owed;                      ///< domain `work-up`
  CodeSet comments;                  ///< domain `comment`
  CodeSet flags;                     ///< domain `flag`
  CodeSet retest;                    ///< domain `retest`
  CodeSet criteria;                  ///< domain `her2-criteria`: those it certainly meets
  CodeSet criteriaMaybe;             ///< those it may meet, the certain ones too
  std::vector<std::string> missing;  ///< facts of the record that would separate the answers still possible
  std::optional<StatusOfItsDay> ofItsDay;
};

struct Status {
  CodeSet result;
  CodeSet her2Class;
  CodeSet ruleSet;                 ///< in force on the as-of day for this kind of tumour; empty: none
  CodeSet mutation;                ///< domain `erbb2-mutation`: still possible; empty: nothing recorded
  CodeSet alterations;             ///< domain `erbb2-alteration`: what is certain of the variants
  std::vector<std::string> flags;  ///< domain `flag`: across specimens ("discordant-specimens") and of the tumour
  std::vector<SpecimenStatus> specimens;
};

enum class OptionState : std::uint8_t { Indicated, Possible, NotIndicated };

struct Option {
  std::uint32_t indication = 0;  ///< position in the knowledge's indications
  std::uint16_t region = 0;      ///< position in the knowledge's regions
  OptionState state = OptionState::Possible;
  bool verify = false;                      ///< would be decided, but rests on an unverified source
  std::vector<std::uint16_t> failed;        ///< criteria that do not hold
  std::vector<std::string> missing;         ///< facts (or tests) that would decide
  std::vector<std::uint16_t> approvals;     ///< approvals in this region up to the as-of day
  SafetyLevel safety = SafetyLevel::Clear;  ///< gravest of its drugs, where safety was assessed
  std::vector<std::string> safetyRules;     ///< rules behind it
  std::vector<std::string> baselineDue;     ///< checks to make before the first dose that the record does not hold
  std::vector<std::uint16_t> guidelines;    ///< positions in Assessment::guidelines
  OptionRank ranking;                       ///< where the order of the knowledge puts it
  std::optional<MainEffect> mainEffect;     ///< what the trials behind it show most
};

/// What an outcome of a test would do to one indication.
struct OptionChange {
  std::uint32_t indication = 0;  ///< position in the knowledge's indications
  std::uint16_t region = 0;      ///< position in the knowledge's regions
  OptionState before = OptionState::Possible;
  OptionState after = OptionState::Possible;
};

/// One way a test may turn out, and the answer the case would then get.
struct NextOutcome {
  std::uint32_t outcome = 0;            ///< position in the obtainable's outcomes
  std::vector<std::string> set;         ///< the changes it means, as `--what-if` takes them
  CodeSet result;                       ///< domain `her2-result`
  CodeSet her2Class;                    ///< domain `her2-class`
  CodeSet owed;                         ///< domain `work-up`: what the deciding specimens then still owe
  std::vector<OptionChange> changes;    ///< options whose state it changes
  std::vector<std::uint16_t> howOften;  ///< frequencies of the outcome that apply to this case
};

/// A test or fact worth obtaining, and what it would decide.
struct NextTest {
  std::string test;                         ///< id of an obtainable; else a missing fact or step that none supplies
  std::optional<std::uint32_t> obtainable;  ///< position in the knowledge's obtainables
  std::vector<std::uint32_t> decides;       ///< positions in Assessment::options: those it bears on
  std::vector<NextOutcome> outcomes;        ///< empty where no obtainable supplies it
};

/// One line of a trace: a table's row that fired or may fire, or a criterion of an indication.
struct TraceLine {
  std::string rule;                  ///< "breast.ish-group row 2" or "trastuzumab-deruxtecan/… criterion 3"
  std::string place;                 ///< "status/breast-ish.toml:41"
  std::string outcome;               ///< "fires", "may fire"; "holds", "fails", "not known"
  std::string says;                  ///< the output, or the criterion in words
  std::vector<std::string> because;  ///< "ish.ratio = 2.1 [Observation/ish-1.valueQuantity], needs >= 2.0"
  std::vector<std::string> sources;
};

struct TraceSection {
  std::string title;  ///< "specimen s1", "trastuzumab-deruxtecan/… (US)"
  std::vector<TraceLine> lines;
};

struct Assessment {
  std::string caseId;
  CodeSet tumourKind;
  std::uint32_t tumour = 0;  ///< position of the assessed tumour in Case::tumours
  Status status;
  std::vector<Option> options;
  std::vector<TrialFit> trials;            ///< behind the options that are not ruled out
  std::vector<GuidelineEntry> guidelines;  ///< that speak of the patient, certainly or possibly
  Benefit benefit;
  Safety safety;
  std::vector<NextTest> nextTests;
  std::vector<std::string> assumptions;
  Problems warnings;
  std::vector<TraceSection> trace;

  void clear();
};

}  // namespace her2
