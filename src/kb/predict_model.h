// One version of PREDICT Breast as data: its inputs and their limits, the terms of its formulas, the treatments and the
// plans in which they are shown. benefit/predict.h computes with it; docs/benefit.md describes the blocks
// `[[predict]]`.
//
// A hazard is a baseline, a sum of terms of the years since surgery, times the exponential of an index, a sum of terms
// of the inputs. Everything is a natural logarithm of a hazard; years are 1 to PredictModel::years.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "feel/fact_catalogue.h"
#include "kb/node.h"

namespace her2::kb {

inline constexpr unsigned predictYears = 15;
/// What is added to the logarithm of the hazard in each year.
using PredictEffect = std::array<double, predictYears>;

/// An input with exactly this value.
struct PredictNeed {
  std::uint16_t input = 0;
  double value = 0;
};

/// A value of the fact, and the values of the input it stands for (several where it may be read either way).
struct PredictCode {
  unsigned code = 0;
  std::vector<double> values;
};

/// A range of a number, and the value of the input it stands for.
struct PredictCut {
  Interval in;
  double value = 0;
};

struct PredictInput {
  std::string name;
  feel::FactId fact = 0;
  std::optional<double> fixed;     ///< the same for everyone; then there is no fact
  Interval range;                  ///< of a number: outside it the model does not answer
  bool whole = false;              ///< a number of which only whole values are meant
  bool required = false;           ///< a code that must be known at least in part
  std::optional<double> unknown;   ///< what the authors put where it is not recorded
  std::vector<PredictCode> codes;  ///< of a fact of codes
  std::vector<PredictCut> cuts;    ///< of a number read as a category
  Place place;
};

/// times * (f((x + plus) / over) - centre), or a constant, or an effect where the input has one value.
struct PredictTerm {
  enum class Form : std::uint8_t { Constant, Category, Power, Saturating };
  Form form = Form::Constant;
  std::uint16_t input = 0;  ///< Category, Power, Saturating; of a baseline: years since surgery
  PredictEffect adds{};     ///< Constant, Category
  double is = 0;            ///< Category: where the input has this value
  double times = 1;
  double plus = 0;
  double over = 1;
  double power = 1;  ///< Power: x^power, 0 with `log` alone
  bool log = false;  ///< Power: times ln x
  double centre = 0;
};

/// Deaths from breast cancer, for the women whose inputs meet `when`.
struct PredictHazard {
  std::vector<PredictNeed> when;
  std::vector<PredictTerm> baseline;  ///< logarithm of the cumulative hazard
  std::vector<PredictTerm> index;
};

struct PredictTreatment {
  std::string id;
  std::string title;
  PredictEffect adds{};                ///< on deaths from breast cancer
  std::vector<PredictTerm> otherAdds;  ///< on other deaths
  std::vector<PredictNeed> needs;      ///< without these it does nothing
  bool focus = false;                  ///< shown for every plan where space is short
};

/// Treatments added one after the other, in the order in which the authors show them.
struct PredictPlan {
  std::string id;
  std::string title;
  std::vector<std::uint16_t> steps;  ///< positions in PredictModel::treatments
  std::vector<PredictNeed> needs;    ///< shown only where these may hold
};

/// A text that goes with the numbers where its conditions may hold.
struct PredictCaveat {
  std::string text;                      ///< id of a text block
  std::vector<PredictNeed> when;         ///< all of these may hold
  std::optional<std::uint16_t> unknown;  ///< this input is not recorded
};

struct PredictModel {
  std::string id;
  std::string title;
  std::string version;
  std::vector<std::string> sources;
  CodeSet tumours;                            ///< domain `tumour-kind`
  std::vector<unsigned> horizons;             ///< years at which survival is given
  std::vector<std::string> refuseIfPossible;  ///< refusals that stop it even where they only may hold
  std::vector<PredictInput> inputs;
  std::vector<PredictHazard> breast;
  PredictHazard other;
  std::vector<PredictTreatment> treatments;
  std::vector<PredictPlan> plans;
  std::vector<PredictCaveat> caveats;
  Block block;
};

}  // namespace her2::kb
