// A cohort in numbers: the way from all cases to indicated options with what was lost at each gate and why, classes by
// tumour, options and missing facts by count. CohortSummary counts, Summary is what it came to, ready to be written or
// drawn.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "present/presenter.h"

namespace her2::present {

/// The gates, in the order in which a case meets them. A case with an indicated option passes all.
enum class CohortGate : std::uint8_t {
  HasIndication,  ///< some indication for this kind of tumour is listed on the day
  NotRuledOut,    ///< some indication is indicated or possible
  Tested,         ///< HER2 was looked at
  Settled,        ///< HER2 result and class are known
  Indicated,      ///< nothing else is missing
};
inline constexpr std::size_t cohortGates = 5;

/// So many cases, for what `name` and `title` say.
struct CountOf {
  std::string name;   ///< code or id
  std::string title;  ///< in words
  std::size_t cases = 0;
};

struct Summary {
  struct Gate {
    std::string id;          ///< "has-indication"
    std::string passedText;  ///< of those that pass: "have a HER2 test on record"
    std::string lostText;    ///< of those that do not: "HER2 not tested"
    std::size_t reached = 0;
    std::size_t passed = 0;
    std::vector<CountOf> why;  ///< of those lost; a case may have several reasons
    std::size_t lost() const { return reached - passed; }
  };
  struct Tumour {
    CountOf kind;
    std::vector<CountOf> classes;  ///< HER2 class; several codes where the record leaves it open
  };
  struct Listed {
    std::string option;  ///< "drug/indication"
    std::string region;
    std::string population;
    std::size_t indicated = 0;
    std::size_t possible = 0;
  };

  /// A case and the option that comes first for it.
  struct Gain {
    std::string caseId;
    std::size_t line = 0;  ///< of the input
    std::string option;
    std::string region;
    std::string state;
    std::string mcbs;                  ///< grade of the ESMO-MCBS; empty where not known
    bool substantial = false;          ///< a grade that ESMO calls substantial
    std::string effect;                ///< what its trials show most
    std::string because;               ///< why it comes first
    std::vector<std::string> missing;  ///< facts and tests it waits for
    std::vector<std::string> due;      ///< checks before the first dose that the record does not hold
  };

  std::size_t cases = 0;
  std::size_t errors = 0;  ///< records that could not be read, which no gate counts
  std::vector<Gate> way;   ///< in the order of the gates
  std::vector<Tumour> tumours;
  std::vector<Listed> options;   ///< most often indicated first
  std::vector<CountOf> missing;  ///< most often first; by the cases with an option that waits for it
  std::vector<Gain> mostToGain;  ///< substantial first, then what is indicated, then what least is missing for
};

/// Counts cases. Counts of parts of a cohort add up.
class CohortSummary {
 public:
  /// The presenter must outlive it. `mostCases`: how many of those with most to gain are kept.
  CohortSummary(const Presenter& presenter, std::size_t mostCases);

  /// Adds the case of a line. The assessment must be of detail Benefit or more.
  void add(const Assessment& assessment, std::size_t line);
  void merge(const CohortSummary& other);
  Summary result(std::size_t errors) const;
  CohortSummary empty() const { return CohortSummary(p_, mostCases_); }

 private:
  struct Lost {
    std::size_t cases = 0;
    std::map<std::string, std::size_t> why;
  };
  struct OptionCount {
    std::size_t indicated = 0;
    std::size_t possible = 0;
  };

  void lose(CohortGate gate, const std::vector<std::string>& why);
  void gain(const Assessment& assessment, std::size_t line);
  void keep(Summary::Gain gain);
  void loseRuledOut(const std::vector<const Option*>& shown);
  void loseOpen(const Assessment& assessment, const std::vector<const Option*>& shown);
  bool settled(const Status& status) const;
  std::vector<Summary::Gate> way() const;
  std::vector<Summary::Listed> listed() const;

  const Presenter& p_;
  CodeSet notTested_;
  std::size_t cases_ = 0;
  std::array<Lost, cohortGates> lost_;
  std::map<std::uint64_t, std::map<std::uint64_t, std::size_t>> classes_;  ///< by tumour kind and class, as code sets
  std::vector<OptionCount> options_;                                       ///< by indication and region
  std::map<std::string, std::size_t> missing_;                             ///< fact or step
  std::size_t mostCases_;
  std::vector<Summary::Gain> gains_;  ///< in order, at most mostCases_
};

std::string summaryText(const Presenter& presenter, const Summary& summary);
std::string summaryJson(const Presenter& presenter, const Summary& summary, const std::string& file);
/// One line a number: section, name, title, cases … for a spreadsheet.
std::string summaryCsv(const Summary& summary);

/// SVG, as present/plots.h: the way from all cases to indicated options with what is lost at each gate.
std::string flowPlot(const Summary& summary, std::string_view id);
/// SVG: classes by tumour. An open class is a bar of its own, named by all it may be.
std::string classPlot(const Summary& summary, std::string_view id);

}  // namespace her2::present
