// Assessments in words and formats. One file an output format; all of them print the same facts.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "assess/assessor.h"

namespace her2::present {

/// What every output names, so that it can be repeated: the same input and these give the same bytes.
struct Presenter {
  const kb::Knowledge& knowledge;
  Date asOf;
  std::vector<std::uint16_t> regions;  ///< shown, in this order
  bool colour = false;                 ///< ANSI colours in text
  Date today{};                        ///< the reader's day: content whose review date has passed by it is pointed out

  const Domain& domainOf(std::string_view fact) const;
  /// "trastuzumab-deruxtecan/breast-low-after-chemotherapy"
  std::string optionId(const Option& option) const;
  bool shows(const Option& option) const;
  bool shows(const kb::Recommendation& recommendation) const;
  /// Content whose review date has passed, by the reader's day or, where that is later, the as-of day.
  std::vector<kb::Review> overdue() const { return knowledge.overdue(std::max(asOf, today)); }
};

/// "release 2026.11.0 was due for review by 2027-05-30; approvals, labels or guidelines may have changed since": one
/// line without a line end for all that is overdue; empty where nothing is.
std::string reviewWarning(const std::vector<kb::Review>& overdue);

/// "HER2-positive or HER2-low"; "not determined" where no code is left.
std::string titlesOf(const Domain& domain, CodeSet codes);
/// "HER2-negative; HER2-low", and one of them where both say the same.
std::string resultAndClassOf(const Presenter& presenter, CodeSet result, CodeSet her2Class);

/// The engine's own version, as printed.
std::string_view engineVersion();

/// "clear" is never said where safety was not worked out.
std::string_view safetyOf(const Assessment& assessment, const Option& option);
std::string_view stateName(OptionState state);

/// Assessment JSON (design contract, docs/assessment-json.md). `pretty` for people; else one line without trace.
std::string assessmentJson(const Presenter& presenter, const Case& record, const Assessment& assessment,
                           const std::string& inputHash, bool pretty);

/// The page a clinician reads in a terminal.
std::string assessmentText(const Presenter& presenter, const Case& record, const Assessment& assessment);
/// What an outcome of a test leads to, in a sentence: "HER2-positive; indicated: …@US; no longer possible: …". Only the
/// regions shown.
std::string outcomeText(const Presenter& presenter, const Assessment& assessment, const NextOutcome& outcome);
/// How often it was seen: "13.1 % of …"; empty where no source says so.
std::string howOftenText(const kb::Frequency& often);
/// True if the test bears on an option that is shown, or on the HER2 result or class.
bool showsTest(const Presenter& presenter, const Assessment& assessment, const NextTest& test);

/// What PREDICT Breast says, as part of that page; empty where it is not for this kind of tumour.
std::string predictText(const Presenter& presenter, const Assessment& assessment);
/// One decimal, intervals rounded outward: "84.5" or "83.1-85.0"; with `sign`, "+1.2" or "+1.2 to +3.4".
std::string percentText(const Interval& value, bool sign);
/// Its rows: what each is called, and survival (and gain) at the horizons. Empty where there is no answer.
struct PredictRow {
  std::string name;
  std::string numbers;
  bool brief = false;  ///< one of the few to show where space is short
};
std::vector<PredictRow> predictRows(const Presenter& presenter, const Prediction& prediction);
/// A fact, a test or a step of the work-up in words.
std::string factTitle(const Presenter& presenter, const std::string& name);
/// Why: every rule that spoke, with values and origins.
std::string explanationText(const Presenter& presenter, const Case& record, const Assessment& assessment,
                            const std::string& about);

/// Names of the worklist's columns, in order.
std::span<const std::string_view> worklistColumns();
/// The same as a line of CSV.
std::string worklistHeader();

/// The worklist: one line a patient. Keeps its memory from line to line, so it belongs to one thread.
class Worklist {
 public:
  /// The presenter must outlive it.
  explicit Worklist(const Presenter& presenter);
  /// One cell a column; lists are separated by semicolons. Until the next call.
  const std::vector<std::string>& cells(const Case& record, const Assessment& assessment);
  void appendLine(const Case& record, const Assessment& assessment, std::string& out);

 private:
  void appendOptions(const Assessment& assessment, OptionState state, std::string& out);

  const Presenter& p_;
  const Domain& kinds_;
  const Domain& results_;
  const Domain& classes_;
  const Domain& ruleSets_;
  const Domain& steps_;
  const Domain& flags_;
  std::string knowledge_;
  std::vector<std::string> cells_;
  std::vector<std::string> options_;  ///< names by indication and region, made when first needed
};

/// One JSON object a line for each problem of a record.
void appendProblemLine(const Problem& problem, std::string_view record, std::string& out);

/// Quotes where needed, and takes the power from cells a spreadsheet would run as a formula.
void appendCsvCell(std::string_view text, std::string& out);

}  // namespace her2::present
