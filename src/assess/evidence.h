// Gates and subgroups of the trials behind indications, and the criteria of recommendations: all of them as conditions
// of one program beside that of the indications, run only where an answer is worked out in detail.
#pragma once

#include <memory>

#include "assess/parts.h"

namespace her2::assess {

class EvidenceReader {
 public:
  /// Compiles what is in force on the day. Problems: circles between tables.
  static Result<std::shared_ptr<const EvidenceReader>> create(std::shared_ptr<const kb::Knowledge> knowledge,
                                                              Date asOf);

  const Program& program() const { return *program_; }
  /// Reads one lane after the program ran over the block: trials of the options that are not ruled out, and
  /// recommendations for this kind of tumour.
  void read(const FactBlock& block, unsigned lane, const Names& names, Assessment& out) const;

 private:
  /// By position in the knowledge: conditions of the program, -1 where nothing in a record answers.
  struct Conditions {
    std::vector<int> gates;
    std::vector<int> subgroups;
    std::vector<TrialScore> scores;
  };
  struct Speaker {
    std::uint32_t recommendation = 0;
    std::vector<int> criteria;
    std::vector<bool> indications;  ///< by position in the knowledge: speaks of its regimen
    bool verify = false;
  };

  int add(const std::optional<feel::Expression>& condition, std::vector<const feel::Expression*>& all) const;
  Truth truthOf(const FactBlock& block, unsigned lane, int condition) const;
  TrialFit fitOf(std::uint32_t trial, const FactBlock& block, unsigned lane) const;
  void guideline(const Speaker& speaker, const FactBlock& block, unsigned lane, const Names& names,
                 Assessment& out) const;

  std::shared_ptr<const kb::Knowledge> knowledge_;
  std::shared_ptr<const Program> program_;
  std::map<std::uint32_t, Conditions> trials_;
  std::vector<Speaker> speakers_;
};

}  // namespace her2::assess
