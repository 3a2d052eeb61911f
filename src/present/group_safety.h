// What is grave about each drug of a group, from knowledge/safety: what is due before the first dose, what forbids the
// start, what it is held or stopped for, which symptoms are urgent, what is owed after the last dose.
#pragma once

#include <string>
#include <vector>

#include "check/groups.h"
#include "present/presenter.h"

namespace her2::present {

/// One rule of the safety blocks; `id` opens it with her2 kb show.
struct SafetyNote {
  std::string kind;  ///< "warning", "hold", "symptom" …
  std::string id;
  std::string say;  ///< "… (EU)" where it holds in some of the regions shown only; said where no source was read
};

struct SafetyTopic {
  std::string_view key;    ///< as in JSON: "contraindicated"
  std::string_view title;  ///< "do not start"
  std::vector<SafetyNote> notes;
};

struct DrugSafety {
  const kb::DrugEntry* drug = nullptr;
  std::vector<SafetyTopic> topics;  ///< that have a note; none: nothing is on record, which is not "nothing to heed"
};

inline constexpr std::string_view noSafetyNotes = "no safety rules on record here: read the label";

/// Of every drug of the group's options, in the order of the knowledge; rules in force on the presenter's day, in a
/// region shown.
std::vector<DrugSafety> safetyNotes(const Presenter& presenter, const check::GroupAnswer& answer);

}  // namespace her2::present
