// Symptoms on record that cannot wait, given the drugs that are or were taken. Gravest first.
#include "safety/review.h"

namespace her2::safety {
namespace {

/// Reported and not over by the day.
bool isCurrent(const Finding& symptom, Date day) {
  if (symptom.absent.value == Truth::True || symptom.resolved.value == Truth::True) return false;
  if (symptom.date.recorded() && symptom.date.value->first > day) return false;
  return !symptom.end.recorded() || symptom.end.value->last > day;
}

UrgencyGrade gradeOf(kb::Urgency urgency) {
  switch (urgency) {
    case kb::Urgency::Report:
      return UrgencyGrade::Report;
    case kb::Urgency::SameDay:
      return UrgencyGrade::SameDay;
    case kb::Urgency::Emergency:
      break;
  }
  return UrgencyGrade::Emergency;
}

/// Being given; a rule with a condition says itself how long a drug that has ended still counts.
bool isTaken(const kb::SymptomRule& rule, const Lane& lane, const Review& review) {
  return lane.course().begun() && (rule.when || lane.state.intersects(review.names().ongoing));
}

UrgentEntry lineOf(const Finding& symptom, const Review& review) {
  UrgentEntry line;
  line.symptom = symptom.kind;
  line.since = symptom.date.value;
  line.because = {symptom.kind + " [" + std::string(review.record().where(symptom.origin)) + "]"};
  return line;
}

void symptomOf(const Finding& symptom, const Review& review, Safety& out) {
  bool spoken = false;
  for (const kb::SymptomRule& rule : review.knowledge().safety.symptoms) {
    if (std::find(rule.kinds.begin(), rule.kinds.end(), symptom.kind) == rule.kinds.end()) continue;
    for (const Lane& lane : review.lanes()) {
      if (lane.isPatient() != rule.anyDrug || (!lane.isPatient() && !isTaken(rule, lane, review))) continue;
      const Truth truth = review.holds(rule, lane);
      if (truth == Truth::False) continue;
      UrgentEntry line = lineOf(symptom, review);
      const std::string seen = line.because.front();
      review.describe(rule, lane, truth, line);
      line.because.insert(line.because.begin(), seen);
      line.because.erase(std::unique(line.because.begin(), line.because.end()), line.because.end());
      line.urgency = gradeOf(rule.urgency);
      line.patient = rule.patient;
      out.urgent.push_back(std::move(line));
      spoken = true;
    }
  }
  if (spoken) return;
  UrgentEntry line = lineOf(symptom, review);
  line.certain = false;
  line.say = "no rule here speaks about this symptom; it is for the clinician to judge";
  line.patient = "Tell your treatment team about this.";
  out.urgent.push_back(std::move(line));
}

}  // namespace

void findUrgent(const Review& review, Safety& out) {
  for (const Finding& symptom : review.record().symptoms) {
    if (isCurrent(symptom, review.asOf())) symptomOf(symptom, review, out);
  }
  mergeLines(out.urgent, [](const UrgentEntry& line) { return line.symptom; });
  std::stable_sort(out.urgent.begin(), out.urgent.end(),
                   [](const UrgentEntry& a, const UrgentEntry& b) { return a.urgency > b.urgency; });
}

}  // namespace her2::safety
