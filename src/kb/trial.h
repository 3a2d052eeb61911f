// Clinical trials: who could enter, what was compared, what came out and for whom, what harm was seen. Every number
// carries its interval, its unit, its horizon, its source and how well it was verified. Loaded from knowledge/trials;
// docs/knowledge-format.md says how they are written.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "feel/expression.h"
#include "her2/code_set.h"
#include "her2/vocabulary.h"
#include "kb/grade.h"
#include "kb/node.h"

namespace her2::kb {

/// A criterion in words and, where a fact of the record can answer it, in FEEL.
struct Gate {
  std::string say;
  std::string text;                    ///< as written; empty: nothing in a record answers it
  std::optional<feel::Expression> is;  ///< of patient facts
  std::vector<std::string> sources;
  Grade grade = Grade::Unverified;
  Place place;
};

enum class Design : std::uint8_t { Randomised, NonInferiority, SingleArm, Observational, MetaAnalysis };

std::string_view designName(Design design);

struct Arm {
  std::string id;
  std::string title;
  std::vector<std::string> drugs;  ///< drugs or classes of the vocabulary
  std::optional<double> patients;
  Place place;
};

/// Part of a trial's patients for whom results are given.
struct Subgroup {
  std::string id;
  Gate gate;                 ///< who belongs to it
  bool exploratory = false;  ///< not planned, or too small to conclude from
};

/// One estimate. An infinite value is a median that was not reached; an infinite bound could not be estimated.
struct Estimate {
  double value = 0;
  std::optional<double> low;  ///< bounds of the confidence interval, both or neither
  std::optional<double> high;
  Grade grade = Grade::Unverified;
  Grade intervalGrade = Grade::Unverified;
};

enum class Measure : std::uint8_t { HazardRatio, RateRatio, OddsRatio };

std::string_view measureName(Measure measure);  ///< "hr", "rr", "or"

/// One line of a trial's results: one endpoint in one analysis of one population. Ratios are of `arm` to `versus`:
/// below 1 favours `arm` where the event is unwanted. A ratio without `versus` compares patients of one treatment by
/// the mark of the subgroup: prognosis, not an effect.
struct TrialResult {
  unsigned endpoint = 0;                ///< code of the domain `endpoint`
  std::string analysis;                 ///< "primary", "final" …: results of one analysis belong together
  std::optional<std::size_t> subgroup;  ///< position in Trial::subgroups; nothing: all patients
  std::size_t arm = 0;                  ///< positions in Trial::arms
  std::optional<std::size_t> versus;
  bool primary = false;   ///< the trial's primary endpoint in its primary population
  bool immature = false;  ///< too few events when it was read
  std::optional<Measure> measure;
  std::optional<Estimate> ratio;
  std::array<std::optional<Estimate>, 2> medians;  ///< of arm and versus, in `unit`
  std::array<std::optional<Estimate>, 2> means;    ///< restricted means, in `unit`
  std::array<std::optional<Estimate>, 2> rates;    ///< per cent, at `at` where there is a horizon
  std::optional<Estimate> gain;                    ///< as stated: positive favours `arm`; points of rates, else `unit`
  std::array<std::optional<double>, 2> events;
  std::array<std::optional<double>, 2> patients;
  double level = 95;               ///< of the intervals, per cent
  std::string unit;                ///< UCUM unit of time of medians and means: "mo", "wk"
  std::optional<double> at;        ///< horizon of rates and gain, months
  std::optional<double> followUp;  ///< median, months
  std::optional<double> p;
  std::optional<unsigned> mcbsForm;  ///< code of the domain `mcbs-form`: scored by this form of the ESMO-MCBS
  CodeSet mcbsJudged;                ///< domain `mcbs-judgement`
  std::vector<std::string> sources;
  Grade grade = Grade::Unverified;
  std::string note;
  Place place;
};

/// How often one harm was seen.
struct Harm {
  unsigned event = 0;    ///< code of the domain `harm`
  std::string severity;  ///< CTCAE grades: "any", "3+", "5"
  std::string in;        ///< among whom, where not all treated patients
  std::size_t arm = 0;
  std::optional<std::size_t> versus;
  std::array<std::optional<Estimate>, 2> rates;  ///< per cent of patients
  std::vector<std::string> sources;
  std::string note;
  Place place;
};

struct Trial {
  std::string id;
  std::string title;
  std::vector<std::string> registrations;  ///< NCT numbers
  std::string phase;
  Design design = Design::Randomised;
  bool pending = false;    ///< no primary result was found
  CodeSet tumours;         ///< domain `tumour-kind`
  std::string population;  ///< who was in it, in words
  std::optional<double> patients;
  std::vector<Gate> gates;
  std::vector<Arm> arms;  ///< the experimental one first
  std::vector<Subgroup> subgroups;
  std::vector<TrialResult> results;
  std::vector<Harm> harms;
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

/// "DESTINY-Breast03: progression-free survival HR 0.28 (0.22 to 0.37)", with the subgroup it is of; `endpoints` is the
/// domain of that name.
std::string effectText(const Trial& trial, const TrialResult& result, const Domain& endpoints);

/// Absolute benefit of the first arm.
struct Gain {
  double value = 0;
  std::optional<double> low;
  std::optional<double> high;
  std::string unit;          ///< "%" for percentage points, else a unit of time
  std::optional<double> at;  ///< months
  bool derived = false;      ///< by subtraction here, not stated by the source
  Grade grade = Grade::Unverified;
};

/// As stated, else the difference of rates, of medians or of means where both arms have one that was reached.
std::optional<Gain> gainOf(const TrialResult& result);

struct NumberNeeded {
  double value = 0;
  double low = 0;
  double high = 0;
  double at = 0;  ///< months
  Grade grade = Grade::Unverified;
};

/// Patients to treat for one more to be free of the event at the horizon, with the interval turned over from that of
/// the gain (Altman, BMJ 1998;317:1309). Nothing unless the comparison was randomised and the source states a gain in
/// rates at a horizon with an interval that leaves out zero: any other number needed to treat would be invented.
std::optional<NumberNeeded> numberNeeded(const Trial& trial, const TrialResult& result);

}  // namespace her2::kb
