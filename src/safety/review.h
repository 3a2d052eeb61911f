// One case under review: its therapies as lanes of a block, after all rules have run. The parts of the review
// (precautions.cpp, holds.cpp …) read it and write lines.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "engine/fact_text.h"
#include "safety/reviewer.h"

namespace her2::safety {

using engine::Program;
using facts::FactBlock;
using feel::FactId;

/// One drug in one region. The first lane of a review is the patient without a drug.
struct Lane {
  std::optional<facts::Therapy> therapy;
  unsigned drug = 0;         ///< code of `her2-drug`
  std::uint16_t region = 0;  ///< position in the knowledge's regions
  unsigned index = 0;        ///< in the block
  CodeSet state;             ///< of the fact `therapy.state`
  bool isPatient() const { return !therapy.has_value(); }
  const facts::Course& course() const { return therapy->course; }
};

class Review {
 public:
  Review(const Rules& rules, const Settings& settings, const Patient& patient, FactBlock& block);

  /// Makes the lanes and runs the rules over them, twice: what a row of measurements came to is known after the first
  /// run only.
  void run(std::span<const DrugId> considered);

  const std::vector<Lane>& lanes() const { return lanes_; }
  const Lane& patient() const { return lanes_.front(); }
  const kb::Knowledge& knowledge() const { return *rules_.knowledge; }
  const Rules& rules() const { return rules_; }
  const Names& names() const { return rules_.names; }
  const Program& program() const { return *rules_.program; }
  const FactBlock& block() const { return block_; }
  const Case& record() const { return record_; }
  const Tumour* tumour() const { return tumour_; }
  Date asOf() const { return settings_.asOf; }
  bool openWorld() const { return settings_.openWorld; }
  const engine::FactText& text() const { return text_; }
  const facts::Deriver& deriver() const { return *rules_.deriver; }

  facts::Context context(const Lane& lane) const { return contextOn(lane, settings_.asOf); }
  facts::Context contextOn(const Lane& lane, Date day) const {
    return {record_, tumour_, nullptr, day, settings_.openWorld, given_, lane.therapy ? &*lane.therapy : nullptr};
  }

  /// Is the rule for this drug and region, and does its condition hold?
  Truth holds(const kb::SafetyRule& rule, const Lane& lane) const;
  bool isFor(const kb::SafetyRule& rule, const Lane& lane) const;

  /// Id, place, drug, region, sources and the values behind the condition.
  void describe(const kb::SafetyRule& rule, const Lane& lane, Truth truth, SafetyLine& line) const;
  void explain(const feel::Expression& condition, const Lane& lane, SafetyLine& line) const;
  /// Facts behind the expression, definitions opened, that are not certain: is anything recorded that narrows them?
  bool partlyKnown(const feel::Expression& condition, const Lane& lane) const;
  void missingFacts(const feel::Expression& condition, const Lane& lane, std::vector<std::string>& out) const;
  bool unverified(const std::vector<std::string>& sources) const;

  std::string drugName(const Lane& lane) const;
  const std::string& regionName(const Lane& lane) const { return knowledge().regions[lane.region].id; }
  std::vector<std::string> codeNames(FactId fact, CodeSet codes) const;
  /// What the record does not name and the rules read as absent.
  const std::vector<std::string>& assumptions() const { return assumptions_; }

 private:
  void addLanes(std::span<const DrugId> considered);
  void fillTherapyFacts(Lane& lane);
  void fillPatientFacts();
  void assume(FactId fact, const facts::Value& value);
  void followFindings();
  void episode(const kb::Hold& hold, const Lane& lane);

  const Rules& rules_;
  const Settings& settings_;
  const Case& record_;
  const Tumour* tumour_;
  std::span<const facts::FactSetting> given_;
  FactBlock& block_;
  engine::FactText text_;
  std::vector<Lane> lanes_;
  std::vector<std::string> assumptions_;
};

/// Joins lines that differ in region only, then those that differ in drug only. `extra` tells lines of one rule apart.
template <class Line, class Extra>
void mergeLines(std::vector<Line>& lines, const Extra& extra) {
  const auto key = [&](const Line& line, bool withDrug) {
    std::string result = line.rule + '\n' + (line.certain ? "1" : "0") + (line.verify ? "1" : "0") + '\n' + line.say;
    for (const std::string& each : line.because) result += '\n' + each;
    for (const std::string& each : withDrug ? line.drugs : line.regions) result += '\n' + each;
    return result + '\n' + extra(line);
  };
  for (const bool byRegion : {true, false}) {
    std::vector<Line> merged;
    std::vector<std::string> keys;
    for (Line& line : lines) {
      std::string own = key(line, byRegion);
      const auto found = std::find(keys.begin(), keys.end(), own);
      if (found == keys.end()) {
        keys.push_back(std::move(own));
        merged.push_back(std::move(line));
        continue;
      }
      Line& into = merged[static_cast<std::size_t>(found - keys.begin())];
      auto& names = byRegion ? into.regions : into.drugs;
      for (std::string& name : byRegion ? line.regions : line.drugs) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
      }
    }
    lines = std::move(merged);
  }
}

inline void addOnce(std::vector<std::string>& names, std::string name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
}

/// Where a therapy stands on its ladder of doses.
struct DoseLevel {
  std::optional<int> reductions;  ///< so far
  std::string next;               ///< the level below, in words; empty: no ladder is known
  bool exhausted = false;         ///< there is none below on any ladder that fits
  bool verify = false;            ///< rests on nothing that was read
};
DoseLevel doseLevelOf(const Review& review, const Lane& lane);
/// Ladders of the drug in force that fit the region and the kind of tumour.
std::vector<const kb::DoseLadder*> laddersOf(const Review& review, const Lane& lane);

// --- the parts of a review, a file each

void findPrecautions(const Review& review, Safety& out);
void findBaseline(const Review& review, Safety& out);
void findHolds(const Review& review, Safety& out);
void findMonitoring(const Review& review, Safety& out);
void findInteractions(const Review& review, Safety& out);
void findUrgent(const Review& review, Safety& out);
void findContraception(const Review& review, Safety& out);
void findRisks(const Review& review, Safety& out);
void findAdvice(const Review& review, Safety& out);
/// The gravest that applies to each therapy, from the lines found.
void judge(const Review& review, Safety& out);
/// Drugs being given or planned that no rule here speaks about.
void findUncovered(const Review& review, Safety& out);

}  // namespace her2::safety
