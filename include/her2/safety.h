// What is concluded about the safety of one patient's therapies: what must be known before the first dose, what speaks
// against a drug, when it is held, resumed, reduced or stopped, what is to be checked when, which medicines and states
// matter, which symptoms cannot wait, and what is still owed after the last dose.
//
// Every line names the rule it comes from, the drugs and regions it holds for, the values it saw and where the record
// has them, and its sources with their grade. A line that is not `certain` holds for some of the values still possible.
// A line with `verify` rests on nothing that was read at its source: it never decides, it asks to look into the label.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "her2/date.h"

namespace her2 {

/// Gravest last.
enum class SafetyLevel : std::uint8_t { Clear, BaselineDue, Caution, Contraindicated };

struct SafetyLine {
  std::string rule;                  ///< id of the block or table row
  std::string place;                 ///< "safety/lvef.toml:41"
  std::vector<std::string> drugs;    ///< ids
  std::vector<std::string> regions;  ///< ids
  bool certain = true;
  bool verify = false;
  std::string say;
  std::vector<std::string> because;  ///< "lvef.on-treatment = 42 [measurements[3].value]"
  std::vector<std::string> missing;  ///< facts that would decide, where not certain
  std::vector<std::string> sources;  ///< "uspi-enhertu (label)"
};

/// What speaks against a drug, or asks for care with it.
struct Precaution : SafetyLine {
  SafetyLevel level = SafetyLevel::Caution;
};

enum class CheckState : std::uint8_t { Known, Missing, TooOld, Undated };

/// What must be known before the first dose.
struct BaselineCheck : SafetyLine {
  std::string check;
  std::string title;
  CheckState state = CheckState::Missing;
  std::optional<DateRange> last;     ///< when it was made
  std::string within;                ///< "P28D": how old it may be; empty: no limit is given
  std::vector<std::string> lacking;  ///< parts of the check that the record does not hold
};

/// Hold, resume, reduce, stop … for one topic of one drug.
struct HoldEntry : SafetyLine {
  std::string topic;
  std::string title;
  std::vector<std::string> actions;  ///< codes of `safety-action` still possible
  std::optional<DateRange> finding;  ///< day of the measurement or event it rests on
  std::optional<Date> recheckFrom;   ///< when to measure again …
  std::optional<Date> recheckBy;
  bool recheckOverdue = false;
  std::optional<int> reductions;  ///< dose level reached
  std::string nextDose;           ///< the level below, in words; empty: not known here
};

enum class VisitState : std::uint8_t { Done, Overdue, Due, Later, Undated };

/// A check that is made again and again, and its next date.
struct MonitoringEntry : SafetyLine {
  std::string check;
  std::string title;
  bool after = false;  ///< after the end of treatment
  bool beforeEachDose = false;
  std::optional<DateRange> last;
  std::optional<Date> due;
  std::optional<DateRange> window;
  VisitState state = VisitState::Undated;
};

/// One dated visit of a calendar.
struct Visit : MonitoringEntry {
  std::string every;  ///< "P3M"
};

/// `NotKnown`: a medicine that the knowledge does not name, so that nothing was checked.
enum class InteractionGrade : std::uint8_t { NotKnown, Monitor, Adjust, Avoid };

struct InteractionEntry : SafetyLine {
  std::string medication;
  InteractionGrade grade = InteractionGrade::Monitor;
};

enum class UrgencyGrade : std::uint8_t { Report, SameDay, Emergency };

struct UrgentEntry : SafetyLine {
  std::string symptom;
  std::optional<DateRange> since;
  UrgencyGrade urgency = UrgencyGrade::Report;
  std::string patient;  ///< the same in plain words
};

struct ContraceptionEntry : SafetyLine {
  bool lactation = false;
  std::string span;                ///< "P7M" after the last dose
  std::optional<DateRange> until;  ///< where the last dose is known
  bool over = false;               ///< by the as-of day
};

struct RiskItem {
  std::string say;
  std::string weight;
  std::vector<std::string> because;
};

/// A scale of risk: the classes still possible, and what it was told from.
struct RiskEntry : SafetyLine {
  std::string scale;
  std::vector<std::string> classes;
  std::vector<RiskItem> present;
  std::vector<RiskItem> unknown;
  std::vector<RiskItem> absent;
};

struct AdviceEntry : SafetyLine {
  std::string topic;
  std::vector<std::string> who;
};

/// The gravest that applies to one drug in one region.
struct TherapySafety {
  std::string drug;
  std::uint16_t region = 0;  ///< position in the knowledge's regions
  std::string state;         ///< code of `therapy-state`, or several joined by "|"
  SafetyLevel level = SafetyLevel::Clear;
  std::vector<std::string> rules;        ///< precautions, holds and interactions behind it
  std::vector<std::string> baselineDue;  ///< checks
};

struct Safety {
  bool assessed = false;
  std::vector<UrgentEntry> urgent;
  std::vector<Precaution> precautions;
  std::vector<BaselineCheck> baseline;
  std::vector<HoldEntry> holds;
  std::vector<MonitoringEntry> monitoring;
  std::vector<InteractionEntry> interactions;
  std::vector<ContraceptionEntry> contraception;
  std::vector<RiskEntry> risks;
  std::vector<AdviceEntry> advice;
  std::vector<TherapySafety> therapies;
  std::vector<std::string> uncovered;    ///< drugs of the record or of an option that have no safety rules here
  std::vector<std::string> assumptions;  ///< silence of the record that a conclusion relied on
  std::string goals;                     ///< the patient's stated goals

  void clear();
};

}  // namespace her2
