// The typed blocks of knowledge/safety: what must be known before a drug, what speaks against it, what is watched while
// it is given, when it is held, and what is still owed after the last dose. Decision tables (model.h) hold what is a
// table; these blocks say what the tables and conditions are for. docs/knowledge-format.md describes each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "feel/duration.h"
#include "feel/expression.h"
#include "her2/code_set.h"
#include "kb/node.h"
#include "kb/period.h"

namespace her2::kb {

/// What every block of safety says: for which drugs, in which regions, on which days, and when.
struct SafetyRule {
  std::string id;
  CodeSet drugs;         ///< domain `her2-drug`
  bool anyDrug = false;  ///< no drug is named: it is about the patient
  CodeSet regions;       ///< domain `region`
  Period period;
  std::string whenText;
  std::optional<feel::Expression> when;  ///< absent: always
  std::string say;                       ///< for professionals, own words
  std::vector<std::string> sources;
  std::string note;
  Block block;
};

/// Something that is measured or asked: a baseline check, a visit of the calendar.
struct Check {
  std::string id;
  std::string title;
  std::vector<std::string> measures;  ///< kinds of measurement; all of them make the check
  std::vector<std::string> anyOf;     ///< kinds of measurement; one of them does
  std::vector<std::string> findings;  ///< kinds of condition of which the record must say present or absent
  std::string list;                   ///< a list of the record that must be given: "medications", "symptoms" …
  std::optional<feel::FactId> fact;   ///< the check is also known where this fact is
  std::vector<std::string> loinc;
  std::string about;
  std::vector<std::string> sources;
  Block block;
};

/// [[baseline]]: what must be known before the first dose.
struct Baseline : SafetyRule {
  std::string check;
  std::optional<feel::Duration> within;  ///< not older than this before the first dose
};

enum class WarningLevel : std::uint8_t { Caution, Contraindicated };

/// [[warning]]: what speaks against a drug in this patient.
struct Warning : SafetyRule {
  WarningLevel level = WarningLevel::Caution;
};

enum class InteractionLevel : std::uint8_t { Monitor, Adjust, Avoid };

/// [[interaction]]: with medicines of some classes.
struct Interaction : SafetyRule {
  InteractionLevel level = InteractionLevel::Monitor;
  std::vector<std::string> with;  ///< classes of drugs
};

enum class Phase : std::uint8_t { During, After };

/// [[monitor]]: a check that is made again and again.
struct Monitor : SafetyRule {
  std::string check;
  Phase phase = Phase::During;
  feel::Duration every;
  feel::Duration window;                ///< a visit this much earlier or later still counts
  std::optional<feel::Duration> first;  ///< first visit, from the first (or last) dose; absent: one interval
  std::optional<feel::Duration> span;   ///< how long, from the first (or last) dose
  bool eachDose = false;                ///< due before every dose
};

/// [[hold]]: a topic of hold, resume, reduce and stop, and the facts that its tables fill.
struct Hold : SafetyRule {
  std::vector<std::string> measures;  ///< kinds of measurement whose days make the course
  std::vector<std::string> events;    ///< kinds of finding
  std::vector<std::string> symptoms;  ///< kinds of symptom
  feel::FactId action = 0;
  std::optional<feel::FactId> finding;  ///< what one measurement calls for
  std::optional<feel::FactId> before;   ///< the gravest finding of the open episode before the last one
  std::optional<feel::FactId> since;    ///< days from the first finding of the episode to the last measurement
  std::optional<feel::FactId> recheck;  ///< days until the value is measured again
};

/// [[partner]]: a drug that is held and stopped with another.
struct Partner : SafetyRule {
  unsigned follows = 0;  ///< domain `her2-drug`
};

enum class Urgency : std::uint8_t { Report, SameDay, Emergency };

/// [[symptom]]: what a symptom of the record asks for.
struct SymptomRule : SafetyRule {
  std::vector<std::string> kinds;
  Urgency urgency = Urgency::Report;
  std::string patient;  ///< the same for the patient, in plain words
};

/// [[contraception]] and [[lactation]]: how long after the last dose.
struct AfterLastDose : SafetyRule {
  CodeSet sex;  ///< domain `sex`
  bool lactation = false;
  feel::Duration span;
};

/// [[risk-factor]]: one item of a scale.
struct RiskFactor : SafetyRule {
  std::string scale;
  feel::FactId fact = 0;
  std::string weight;
};

/// [[advice]]: who should decide, and what else to think of.
struct Advice : SafetyRule {
  std::string topic;             ///< "team", "goals", "trial"
  std::vector<std::string> who;  ///< roles
};

struct SafetyKnowledge {
  std::vector<Check> checks;
  std::vector<Baseline> baselines;
  std::vector<Warning> warnings;
  std::vector<Interaction> interactions;
  std::vector<Monitor> monitors;
  std::vector<Hold> holds;
  std::vector<Partner> partners;
  std::vector<SymptomRule> symptoms;
  std::vector<AfterLastDose> afterLastDose;
  std::vector<RiskFactor> riskFactors;
  std::vector<Advice> advice;

  const Check* findCheck(std::string_view id) const;
};

}  // namespace her2::kb
