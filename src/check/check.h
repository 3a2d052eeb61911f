// What `her2 kb check` finds beyond what loading already refuses: gaps, overlaps and rows that can never fire (exactly,
// by cutting every table into a finite grid), versions whose dates collide, circles, derivations that do not exist,
// missing texts and words for patients, examples and dated changes that come out otherwise, thresholds of safety
// without examples on both sides, dose steps that do not fall, unverified sources that decide alone, and what the
// intakes cannot use: code maps of knowledge/terminology and table layouts of knowledge/mappings.
#pragma once

#include "kb/model.h"

namespace her2::check {

struct Summary {
  std::size_t tables = 0;
  std::size_t rows = 0;
  std::size_t gridCells = 0;  ///< cells of all grids that were looked at
  std::size_t indications = 0;
  std::size_t examples = 0;
  std::size_t thresholds = 0;  ///< of safety, each with examples below, on and above it
  std::size_t sources = 0;
  std::size_t terms = 0;     ///< blocks of terminology: what codes and words of records mean
  std::size_t mappings = 0;  ///< table layouts
  std::size_t products = 0;
  std::size_t doses = 0;
  std::size_t changes = 0;     ///< dated changes proved
  std::size_t unverified = 0;  ///< times an example would have been decided by an unverified source, and was not
  std::size_t trials = 0;
  std::size_t trialResults = 0;  ///< rows of results and harms
  std::size_t scorecards = 0;
  std::size_t recommendations = 0;
};

/// Every problem names file and line. `summary` counts what was looked at.
Problems checkKnowledge(const std::shared_ptr<const kb::Knowledge>& knowledge, Summary& summary);

/// One table's grid: gaps, overlaps, contradictions under `any`, dead rows. Returns the number of grid cells.
std::size_t checkGrid(const kb::Knowledge& knowledge, const kb::Table& table, Problems& problems);

/// Words for patients: that there are some for whatever a patient may meet.
void checkPatientTexts(const kb::Knowledge& knowledge, Problems& problems);

/// Compiles terminology and mappings as the intakes do.
void checkIntakes(const kb::Knowledge& knowledge, Summary& summary, Problems& problems);

/// The examples of all tables, indications, safety rules and defined facts; returns how many there are.
std::size_t checkExamples(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems);

/// That examples stand below, on and above every threshold of safety that was read; returns how many thresholds it has.
std::size_t checkThresholds(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems);

/// The dated changes; returns how many there are.
std::size_t checkTimeline(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems);

/// That no unverified source decides alone; returns how often one would have.
std::size_t checkGrades(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems);

/// Doses and dose ladders; returns how many doses there are.
std::size_t checkDoses(const kb::Knowledge& knowledge, Problems& problems);

/// The numbers of all trials, and whether indications rest on trials of their own tumours; returns the rows looked at.
std::size_t checkTrials(const kb::Knowledge& knowledge, Problems& problems);

/// Published scorecards: their numbers give their score by the tables, and the trial's numbers do not contradict it.
void checkScorecards(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems);

/// The examples of recommendations; returns how many there are.
std::size_t checkRecommendations(const std::shared_ptr<const kb::Knowledge>& knowledge, Problems& problems);

}  // namespace her2::check
