// Reads off an option where it stands at a criterion: from what safety, guidelines and trials say of it. No order is
// made here.
#pragma once

#include <span>

#include "assess/parts.h"

namespace her2::assess {

class StandingReader {
 public:
  /// `ranked`: the options that are compared with each other, positions in the assessment, which must outlive this.
  StandingReader(const kb::Knowledge& knowledge, Date asOf, const Assessment& assessment,
                 std::span<const std::uint32_t> ranked)
      : k_(knowledge), asOf_(asOf), a_(assessment), ranked_(ranked) {}

  Standing standing(kb::RankMeasure measure, std::uint32_t option) const;
  /// Where the evidence class comes from: a randomised comparison in which the option was better.
  std::optional<MainEffect> mainEffect(std::uint32_t option) const;

 private:
  /// What one row of a trial shows for an option, as far as is known.
  struct Shown {
    unsigned certain = 0;   ///< code of the evidence class it certainly reaches
    unsigned possible = 0;  ///< the best it may reach
    const kb::TrialResult* result = nullptr;
  };

  Standing contraindication(const Option& option) const;
  Standing state(const Option& option) const;
  Standing guideline(const Option& option) const;
  Standing comparison(std::uint32_t option) const;
  Standing evidence(const Option& option) const;
  Standing mcbs(const Option& option) const;
  Standing subgroup(const Option& option) const;
  Standing trialFit(const Option& option) const;
  Standing safety(const Option& option) const;

  /// Calls f(trial, fit) for each trial behind the option.
  template <class F>
  void forEachTrial(const Option& option, F&& f) const;
  /// Would the trial have let the patient in? False where a criterion that was read is not met; unknown where one is
  /// open that the record could answer, or one that was not read is not met.
  Truth letsIn(const TrialFit& fit) const;
  const std::vector<std::string>& regimenOf(const Option& option) const {
    return k_.indications[option.indication].regimen;
  }
  /// Does the row compare the option's regimen? Where no arm has just that regimen, the first arm stands for it.
  bool isOf(const kb::Trial& trial, const kb::TrialResult& result, const Option& option) const;
  Shown shownBy(const kb::Trial& trial, const TrialFit& fit, const Option& option) const;
  /// Adds the published scores of a trial; false where there is none that was read.
  bool published(const kb::Trial& trial, const TrialFit& fit, Standing& result) const;
  void preliminary(const kb::Trial& trial, const TrialFit& fit, const Option& option, Standing& result) const;
  const Domain& mcbsGrades() const;
  /// Code of a form and a grade; empty where the scale of the ranking has no such.
  CodeSet mcbsCode(unsigned form, unsigned grade) const;
  std::string text(const kb::Trial& trial, const kb::TrialResult& result) const;

  const kb::Knowledge& k_;
  Date asOf_;
  const Assessment& a_;
  std::span<const std::uint32_t> ranked_;
};

}  // namespace her2::assess
