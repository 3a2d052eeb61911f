#include "cohort/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "present/changes.h"

namespace her2::cohort {
namespace {

/// One thread's tools.
class Comparison {
 public:
  Comparison(const Comparing& comparing, ChangeCounts& total, std::mutex& lock)
      : c_(comparing),
        total_(total),
        lock_(lock),
        earlierSpace_(comparing.earlier->makeWorkspace()),
        betweenSpace_(comparing.between->makeWorkspace()),
        laterSpace_(comparing.later->makeWorkspace()),
        earlier_(facts::lanes),
        between_(facts::lanes),
        later_(facts::lanes) {}

  void consume(const Batch& batch, std::string& out, std::span<Problems> said) {
    const std::span<const Case> cases = batch.cases;
    const std::size_t n = cases.size();
    c_.earlier->assess(cases, earlierSpace_, std::span(earlier_).first(n), assess::Detail::Worklist);
    const bool grows = c_.between != c_.earlier;
    if (grows) c_.between->assess(cases, betweenSpace_, std::span(between_).first(n), assess::Detail::Worklist);
    c_.later->assess(cases, laterSpace_, std::span(later_).first(n), assess::Detail::Worklist);
    ChangeCounts own;
    for (std::size_t i = 0; i < n; ++i) {
      const std::vector<present::EligibilityChange> found =
          present::eligibilityChanges(days(), {earlier_[i], grows ? between_[i] : earlier_[i], later_[i]});
      count(found, own);
      said[i] = later_[i].warnings;
      if (found.empty()) continue;
      if (c_.output == OutputFormat::Csv) {
        present::appendChangeLines(days(), later_[i], found, out);
      } else {
        present::appendChangesJson(days(), earlier_[i], later_[i], found, out);
      }
    }
    const std::lock_guard guard(lock_);
    add(own);
  }

 private:
  present::TwoDays days() const {
    return {c_.later->knowledge(), c_.earlier->settings().asOf, c_.later->settings().asOf, c_.regions};
  }

  static void count(const std::vector<present::EligibilityChange>& found, ChangeCounts& own) {
    if (!found.empty()) ++own.cases;
    for (const present::EligibilityChange& each : found) {
      switch (each.kind) {
        case present::ChangeKind::NewlyIndicated:
          ++own.newlyIndicated;
          break;
        case present::ChangeKind::NewlyPossible:
          ++own.newlyPossible;
          break;
        case present::ChangeKind::NoLongerIndicated:
          ++own.noLongerIndicated;
          break;
        case present::ChangeKind::NoLongerPossible:
          ++own.noLongerPossible;
          break;
      }
    }
  }

  void add(const ChangeCounts& own) {
    total_.cases += own.cases;
    total_.newlyIndicated += own.newlyIndicated;
    total_.newlyPossible += own.newlyPossible;
    total_.noLongerIndicated += own.noLongerIndicated;
    total_.noLongerPossible += own.noLongerPossible;
  }

  const Comparing& c_;
  ChangeCounts& total_;
  std::mutex& lock_;
  assess::Workspace earlierSpace_;
  assess::Workspace betweenSpace_;
  assess::Workspace laterSpace_;
  std::vector<Assessment> earlier_;
  std::vector<Assessment> between_;
  std::vector<Assessment> later_;
};

}  // namespace

Result<Comparing> compare(const std::shared_ptr<const kb::Knowledge>& knowledge, Date from, Date to,
                          std::optional<Date> recordedBy, bool openWorld) {
  const auto make = [&](Date rules, Date record) {
    return assess::Assessor::create(knowledge, {rules, openWorld, recordedBy.value_or(record)});
  };
  Comparing result;
  auto earlier = make(from, from);
  if (!earlier) return earlier.problems();
  auto later = make(to, to);
  if (!later) return later.problems();
  result.earlier = *std::move(earlier);
  result.later = *std::move(later);
  result.between = result.earlier;
  if (recordedBy) return result;
  auto between = make(from, to);
  if (!between) return between.problems();
  result.between = *std::move(between);
  return result;
}

Outcome changes(const Streaming& streaming, const Comparing& comparing, ChangeCounts& counts) {
  std::mutex lock;
  Job job{
      comparing.later->knowledge(), comparing.output == OutputFormat::Csv ? present::changesHeader() : "", false, {}};
  job.consumer = [&]() -> Consume {
    const auto own = std::make_shared<Comparison>(comparing, counts, lock);
    return [own](const Batch& batch, std::string& out, std::span<Problems> said) { own->consume(batch, out, said); };
  };
  return stream(streaming, job);
}

}  // namespace her2::cohort
