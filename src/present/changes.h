// What changed for one patient between two days, and why: an approval, other rules, or the record itself.
#pragma once

#include <string>
#include <vector>

#include "her2/assessment.h"
#include "kb/model.h"

namespace her2::present {

enum class ChangeKind : std::uint8_t { NewlyIndicated, NewlyPossible, NoLongerIndicated, NoLongerPossible };
std::string_view changeName(ChangeKind kind);

struct TwoDays {
  const kb::Knowledge& knowledge;
  Date from;
  Date to;
  std::vector<std::uint16_t> regions;
};

/// The same case by the rules and the record of the first day, by the rules of the first and the record of the second,
/// and by both of the second.
struct ThreeAnswers {
  const Assessment& earlier;
  const Assessment& between;
  const Assessment& later;
};

/// An indication of one region whose state differs. Of several wordings under one id the best state counts.
struct EligibilityChange {
  ChangeKind kind = ChangeKind::NewlyIndicated;
  std::string option;  ///< "drug/indication"
  std::uint16_t region = 0;
  OptionState before = OptionState::NotIndicated;
  OptionState after = OptionState::NotIndicated;
  bool byRules = false;
  bool byRecord = false;
  /// Approvals of the region's agency between the days, and ends of wordings: "FDA 2022-08-05 regular", "ended
  /// 2022-05-04".
  std::vector<std::string> approvals;
  std::vector<std::string> sources;
};

std::vector<EligibilityChange> eligibilityChanges(const TwoDays& days, const ThreeAnswers& answers);

/// CSV: a change a line.
std::string changesHeader();
void appendChangeLines(const TwoDays& days, const Assessment& later, const std::vector<EligibilityChange>& changes,
                       std::string& out);
/// NDJSON: a case a line, with its changes.
void appendChangesJson(const TwoDays& days, const Assessment& earlier, const Assessment& later,
                       const std::vector<EligibilityChange>& changes, std::string& out);

}  // namespace her2::present
