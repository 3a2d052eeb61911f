// Medicines taken with a drug. A name that the knowledge does not know is said to be unchecked, never passed over.
#include "safety/review.h"

namespace her2::safety {
namespace {

bool isOf(const Drug& drug, const std::vector<std::string>& classes) {
  return std::any_of(classes.begin(), classes.end(), [&](const std::string& name) {
    return std::binary_search(drug.classes.begin(), drug.classes.end(), name);
  });
}

struct Taken {
  std::string name;
  DrugId drug;
  Origin origin;
};

/// Medicines of the list, and the cancer drugs that are being given or are planned.
std::vector<Taken> takenNow(const Review& review) {
  std::vector<Taken> result;
  const Case& record = review.record();
  const Vocabulary& vocabulary = review.knowledge().vocabulary;
  const auto add = [&](DrugId drug, std::string name, Origin origin) {
    const auto same = [&](const Taken& t) { return t.drug == drug; };
    if (std::none_of(result.begin(), result.end(), same)) result.push_back({std::move(name), drug, origin});
  };
  for (const Medication& each : record.medications) {
    if (each.drug) add(*each.drug, each.name, each.origin);
  }
  for (const Treatment& each : record.treatments) {
    for (const DrugId drug : each.drugs) {
      const facts::Course course = facts::latestCourse(record, drug, review.asOf(), review.rules().courses);
      if (course.planned || course.ongoing != Truth::False) add(drug, vocabulary.drug(drug).id, each.origin);
    }
  }
  return result;
}

InteractionGrade gradeOf(kb::InteractionLevel level) {
  switch (level) {
    case kb::InteractionLevel::Monitor:
      return InteractionGrade::Monitor;
    case kb::InteractionLevel::Adjust:
      return InteractionGrade::Adjust;
    case kb::InteractionLevel::Avoid:
      break;
  }
  return InteractionGrade::Avoid;
}

}  // namespace

void findInteractions(const Review& review, Safety& out) {
  const std::vector<Taken> taken = takenNow(review);
  const Vocabulary& vocabulary = review.knowledge().vocabulary;
  for (const kb::Interaction& rule : review.knowledge().safety.interactions) {
    for (const Lane& lane : review.lanes()) {
      if (lane.isPatient()) continue;
      const Truth truth = review.holds(rule, lane);
      if (truth == Truth::False) continue;
      for (const Taken& each : taken) {
        if (each.drug == lane.therapy->drug || !isOf(vocabulary.drug(each.drug), rule.with)) continue;
        InteractionEntry line;
        review.describe(rule, lane, truth, line);
        line.medication = each.name;
        line.grade = gradeOf(rule.level);
        line.because.insert(line.because.begin(),
                            each.name + " [" + std::string(review.record().where(each.origin)) + "]");
        out.interactions.push_back(std::move(line));
      }
    }
  }
  mergeLines(out.interactions, [](const InteractionEntry& line) { return line.medication; });
  for (const Medication& each : review.record().medications) {
    if (each.drug) continue;
    InteractionEntry line;
    line.medication = each.name;
    line.grade = InteractionGrade::NotKnown;
    line.certain = false;
    line.say = "this medicine is not known here: its interactions were not checked";
    line.because = {each.name + " [" + std::string(review.record().where(each.origin)) + "]"};
    out.interactions.push_back(std::move(line));
  }
  std::stable_sort(out.interactions.begin(), out.interactions.end(),
                   [](const auto& a, const auto& b) { return a.grade > b.grade; });
}

}  // namespace her2::safety
