#include "facts/course.h"

#include <algorithm>

namespace her2::facts {
namespace {

CodeSet codesOf(const Vocabulary& vocabulary, std::string_view domain, std::initializer_list<std::string_view> names) {
  CodeSet result;
  const auto id = vocabulary.findDomain(domain);
  for (const std::string_view name : names) {
    if (const auto code = id ? vocabulary.domain(*id).find(name) : std::nullopt) result |= CodeSet::of(*code);
  }
  return result;
}

bool holds(const Treatment& treatment, DrugId drug) {
  return std::find(treatment.drugs.begin(), treatment.drugs.end(), drug) != treatment.drugs.end();
}

bool begunBy(const Treatment& treatment, Date asOf) {
  return !treatment.planned && (!treatment.start.recorded() || treatment.start.value->first <= asOf);
}

std::int32_t startOf(const Treatment& treatment) {
  return treatment.start.recorded() ? treatment.start.value->first.serial() : std::numeric_limits<std::int32_t>::min();
}

/// May the part belong to the setting of the latest one?
bool sameSetting(const Treatment& part, const Treatment& latest, const CourseCodes& codes) {
  const CodeSet a = part.intent.value;
  const CodeSet b = latest.intent.value;
  if (a.empty() || b.empty()) return true;
  for (const CodeSet setting : {codes.early, codes.metastatic}) {
    if (a.intersects(setting) && b.intersects(setting)) return true;
  }
  return false;
}

/// Later treatment for metastatic disease without the drug: the course may be over though no end is recorded.
bool followedByAnotherLine(const Case& record, const Treatment& last, DrugId drug, Date asOf,
                           const CourseCodes& codes) {
  if (!last.intent.value.intersects(codes.metastatic) || !last.start.recorded()) return false;
  return std::any_of(record.treatments.begin(), record.treatments.end(), [&](const Treatment& other) {
    return &other != &last && begunBy(other, asOf) && !other.drugs.empty() && !holds(other, drug) &&
           other.intent.recorded() && codes.metastatic.contains(other.intent.value) && other.start.recorded() &&
           other.start.value->first > last.start.value->last;
  });
}

Truth goesOn(const Case& record, const Treatment& last, DrugId drug, Date asOf, const CourseCodes& codes) {
  if (last.end.recorded()) {
    if (last.end.value->last <= asOf) return Truth::False;
    return last.end.value->first > asOf ? Truth::True : Truth::Unknown;
  }
  if (last.endReason.recorded()) {
    if (!last.endReason.value.intersects(codes.ongoing)) return Truth::False;
    return last.endReason.value == codes.ongoing ? Truth::True : Truth::Unknown;
  }
  return followedByAnotherLine(record, last, drug, asOf, codes) ? Truth::Unknown : Truth::True;
}

DateRange upTo(DateRange range, Date asOf) {
  range.last = std::min(range.last, asOf);
  return range;
}

}  // namespace

CourseCodes CourseCodes::of(const Vocabulary& vocabulary) {
  return {codesOf(vocabulary, "intent", {"neoadjuvant", "adjuvant"}),
          codesOf(vocabulary, "intent", {"metastatic", "maintenance"}), codesOf(vocabulary, "end-reason", {"ongoing"})};
}

Course latestCourse(const Case& record, DrugId drug, Date asOf, const CourseCodes& codes) {
  Course course;
  for (const Treatment& each : record.treatments) {
    if (!holds(each, drug)) continue;
    if (begunBy(each, asOf)) {
      course.parts.push_back(&each);
    } else {
      course.planned = true;
    }
  }
  if (course.parts.empty()) return course;
  std::stable_sort(course.parts.begin(), course.parts.end(),
                   [](const Treatment* a, const Treatment* b) { return startOf(*a) < startOf(*b); });
  const Treatment& last = *course.parts.back();
  std::erase_if(course.parts, [&](const Treatment* part) { return !sameSetting(*part, last, codes); });
  const Treatment& first = *course.parts.front();
  if (first.start.recorded()) course.start = upTo(*first.start.value, asOf);
  for (const Treatment* part : course.parts) course.intents |= part->intent.value;
  course.ongoing = goesOn(record, last, drug, asOf, codes);
  if (last.lastDose.recorded() && last.lastDose.value->first <= asOf) {
    course.lastDose = upTo(*last.lastDose.value, asOf);
  } else if (last.end.recorded() && last.end.value->first <= asOf) {
    course.lastDose = upTo(*last.end.value, asOf);
  } else if (last.start.recorded()) {
    course.lastDose = DateRange(last.start.value->first, asOf);
  }
  return course;
}

const Interruption* openInterruption(const Course& course, Date day) {
  for (const Treatment* part : course.parts) {
    for (const Interruption& each : part->interruptions) {
      const bool begun = !each.start.recorded() || each.start.value->first <= day;
      if (begun && (!each.end.recorded() || each.end.value->first > day)) return &each;
    }
  }
  return nullptr;
}

Truth heldOn(const Course& course, Date day) {
  if (!course.begun()) return Truth::False;
  if (openInterruption(course, day) != nullptr) return Truth::True;
  const bool recorded = std::any_of(course.parts.begin(), course.parts.end(), [](const Treatment* part) {
    return part->interruptionsRecorded || !part->interruptions.empty();
  });
  return recorded ? Truth::False : Truth::Unknown;
}

Interval daysFrom(const DateRange& range, Date later) {
  const double least = later.serial() - range.last.serial();
  return Interval::closed(least, later.serial() - range.first.serial());
}

Interval daysBetween(const DateRange& earlier, const DateRange& later) {
  const double least = later.first.serial() - earlier.last.serial();
  return Interval::closed(std::min(least, static_cast<double>(later.last.serial() - earlier.first.serial())),
                          later.last.serial() - earlier.first.serial());
}

}  // namespace her2::facts
