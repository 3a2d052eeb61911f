#include "assess/next_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "assess/suppose.h"

namespace her2::assess {
namespace {

using kb::NextTestKey;
using kb::Obtainable;

/// What a test may do, as numbers to sort by; greater is more telling.
struct Weight {
  int mayBecomeIndicated = 0;
  int mayBeExcluded = 0;
  int decided = 0;
  int status = 0;
  int effort = 0;

  int of(NextTestKey key) const {
    switch (key) {
      case NextTestKey::MayBecomeIndicated:
        return mayBecomeIndicated;
      case NextTestKey::MayBeExcluded:
        return mayBeExcluded;
      case NextTestKey::Decided:
        return decided;
      case NextTestKey::Status:
        return status;
      case NextTestKey::Effort:
        return -effort;
    }
    return 0;
  }
};

/// What the deciding specimens owe.
CodeSet owedBy(const Status& status) {
  CodeSet owed;
  for (const SpecimenStatus& each : status.specimens) {
    if (each.decides) owed |= each.owed;
  }
  return owed;
}

/// One outcome of one obtainable, waiting for its lane.
struct Trial {
  std::uint32_t obtainable = 0;
  std::uint32_t outcome = 0;
  std::vector<std::string> set;
  Supposition supposition;
  bool ownCare = false;  ///< what is supposed is itself care: a measurement …
  Assessment answer{};
};

class Search {
 public:
  Search(const Assessor& assessor, const Case& record, std::span<const FactSetting> given, Assessment& out)
      : assessor_(assessor),
        knowledge_(assessor.knowledge()),
        record_(record),
        given_(given),
        out_(out),
        light_(record.withoutCare()),
        supposer_(assessor, light_, out, &record),
        conditions_(assessor.conditionsOf(record, out, given)) {}

  void run() {
    collectOpen();
    std::size_t condition = 0;
    for (std::uint32_t i = 0; i < knowledge_.obtainables.size(); ++i) propose(i, condition);
    answer();
    std::vector<std::pair<NextTest, Weight>> found = judge();
    const auto& keys = knowledge_.nextTestOrder.keys;
    std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
      for (const NextTestKey key : keys) {
        if (a.second.of(key) != b.second.of(key)) return a.second.of(key) > b.second.of(key);
      }
      return false;
    });
    for (auto& [test, weight] : found) out_.nextTests.push_back(std::move(test));
    uncovered();
  }

 private:
  /// What the case leaves open: missing facts of options and deciding specimens, and the steps these owe.
  void collectOpen() {
    const Domain& workUp = knowledge_.vocabulary.domain(knowledge_.facts[*knowledge_.facts.find("status.owed")].domain);
    for (std::size_t i = 0; i < out_.options.size(); ++i) {
      for (const std::string& missing : out_.options[i].missing)
        open_[missing].push_back(static_cast<std::uint32_t>(i));
    }
    for (const SpecimenStatus& each : out_.status.specimens) {
      if (!each.decides) continue;
      each.owed.forEach([&](unsigned code) { open_[workUp[code].code]; });
      for (const std::string& missing : each.missing) open_[missing];
    }
  }

  bool measured(const std::string& kind) const {
    return std::any_of(record_.measurements.begin(), record_.measurements.end(),
                       [&](const Measurement& m) { return m.kind == kind && m.value.recorded(); });
  }

  bool isOpen(const Obtainable& test, Truth when) const {
    const auto open = [&](const std::string& name) { return open_.contains(name); };
    if (std::any_of(test.covers.begin(), test.covers.end(), open)) return true;
    const auto unmeasured = [&](const std::string& kind) { return !measured(kind); };
    if (std::any_of(test.measures.begin(), test.measures.end(), unmeasured)) return true;
    return test.covers.empty() && test.measures.empty() && when == Truth::True;
  }

  /// `condition` is the position of the obtainable's own conditions, and is moved behind them.
  void propose(std::uint32_t index, std::size_t& condition) {
    const Obtainable& test = knowledge_.obtainables[index];
    const Truth when = test.when ? conditions_[condition++] : Truth::True;
    const bool wanted = when != Truth::False && isOpen(test, when);
    for (std::uint32_t o = 0; o < test.outcomes.size(); ++o) {
      std::vector<std::uint16_t> often;
      for (std::size_t f = 0; f < test.outcomes[o].often.size(); ++f) {
        const bool always = !test.outcomes[o].often[f].when;
        if (always || conditions_[condition++] == Truth::True) often.push_back(static_cast<std::uint16_t>(f));
      }
      if (wanted) suppose(index, o, std::move(often));
    }
  }

  void suppose(std::uint32_t index, std::uint32_t o, std::vector<std::uint16_t> often) {
    const kb::TestOutcome& outcome = knowledge_.obtainables[index].outcomes[o];
    std::vector<intake::CaseEdit> changes;
    std::vector<std::string> set;
    for (const auto& [path, value] : outcome.set) {
      changes.push_back({path, onDay(value, assessor_)});
      set.push_back(changes.back().text());
    }
    if (contradicts(changes)) return;
    const bool ownCare = std::any_of(changes.begin(), changes.end(),
                                     [](const intake::CaseEdit& change) { return intake::isCarePath(change.path); });
    if (ownCare && !careSupposer_) careSupposer_ = std::make_unique<Supposer>(assessor_, record_, out_);
    auto supposition = (ownCare ? *careSupposer_ : supposer_).suppose(changes);
    if (!supposition) {
      for (const Problem& problem : supposition.problems())
        out_.warnings.push_back(
            {Severity::Warning, "outcome-not-applied", problem.where,
             fmt::format("an outcome of {} could not be tried: {}", knowledge_.obtainables[index].id, problem.message),
             problem.remedy});
      return;
    }
    supposition->facts.insert(supposition->facts.end(), given_.begin(), given_.end());
    trials_.push_back({index, o, std::move(set), *std::move(supposition), ownCare});
    howOften_.push_back(std::move(often));
  }

  /// An outcome that what is known of its fact rules out.
  bool contradicts(const std::vector<intake::CaseEdit>& changes) const {
    return std::any_of(changes.begin(), changes.end(),
                       [&](const intake::CaseEdit& change) { return supposer_.contradicts(change, given_); });
  }

  void answer() {
    Workspace workspace = assessor_.makeWorkspace();
    for (const bool ownCare : {false, true}) {
      std::vector<Trial*> some;
      for (Trial& trial : trials_) {
        if (trial.ownCare == ownCare) some.push_back(&trial);
      }
      for (std::size_t begin = 0; begin < some.size(); begin += facts::lanes) {
        const auto part = std::span(some).subspan(begin, std::min<std::size_t>(facts::lanes, some.size() - begin));
        answer(part, workspace, ownCare ? nullptr : &record_);
      }
    }
  }

  void answer(std::span<Trial* const> trials, Workspace& workspace, const Case* care) {
    std::vector<Case> cases;
    std::vector<FactSettings> settings;
    std::vector<Assessment> answers(trials.size());
    for (Trial* trial : trials) {
      cases.push_back(std::move(trial->supposition.record));
      settings.push_back(std::move(trial->supposition.facts));
    }
    assessor_.assess(cases, workspace, answers, Detail::Answer, settings, care);
    for (std::size_t i = 0; i < trials.size(); ++i) trials[i]->answer = std::move(answers[i]);
  }

  static const Option* find(const Assessment& in, const Option& option) {
    const auto found = std::find_if(in.options.begin(), in.options.end(), [&](const Option& o) {
      return o.indication == option.indication && o.region == option.region;
    });
    return found == in.options.end() ? nullptr : &*found;
  }

  std::vector<OptionChange> changesOf(const Assessment& answer) const {
    std::vector<OptionChange> changes;
    for (const Option& before : out_.options) {
      const Option* after = find(answer, before);
      const OptionState state = after == nullptr ? OptionState::NotIndicated : after->state;
      if (state != before.state) changes.push_back({before.indication, before.region, before.state, state});
    }
    for (const Option& after : answer.options) {
      if (find(out_, after) == nullptr && after.state != OptionState::NotIndicated)
        changes.push_back({after.indication, after.region, OptionState::NotIndicated, after.state});
    }
    return changes;
  }

  std::vector<std::pair<NextTest, Weight>> judge() {
    std::vector<std::pair<NextTest, Weight>> found;
    for (std::size_t begin = 0; begin < trials_.size();) {
      std::size_t end = begin;
      while (end < trials_.size() && trials_[end].obtainable == trials_[begin].obtainable) ++end;
      auto judged = judge(begin, end);
      const bool tells =
          judged.second.status != 0 || !judged.first.decides.empty() || judged.second.mayBecomeIndicated != 0;
      if (tells) found.push_back(std::move(judged));
      begin = end;
    }
    return found;
  }

  std::pair<NextTest, Weight> judge(std::size_t begin, std::size_t end) {
    const Obtainable& obtainable = knowledge_.obtainables[trials_[begin].obtainable];
    NextTest test{obtainable.id, trials_[begin].obtainable, {}, {}};
    Weight weight;
    weight.effort = obtainable.effort;
    std::set<std::pair<std::uint32_t, std::uint16_t>> indicated;
    std::set<std::pair<std::uint32_t, std::uint16_t>> excluded;
    for (std::size_t i = begin; i < end; ++i) {
      Trial& trial = trials_[i];
      NextOutcome outcome{trial.outcome,
                          std::move(trial.set),
                          trial.answer.status.result,
                          trial.answer.status.her2Class,
                          owedBy(trial.answer.status),
                          changesOf(trial.answer),
                          howOften_[i]};
      for (const OptionChange& change : outcome.changes) {
        if (change.after == OptionState::Indicated) indicated.insert({change.indication, change.region});
        if (change.after == OptionState::NotIndicated) excluded.insert({change.indication, change.region});
      }
      const bool same = outcome.result == out_.status.result && outcome.her2Class == out_.status.her2Class;
      if (!same) weight.status = 1;
      test.outcomes.push_back(std::move(outcome));
    }
    weight.mayBecomeIndicated = static_cast<int>(indicated.size());
    weight.mayBeExcluded = static_cast<int>(excluded.size());
    decides(test, weight);
    return {std::move(test), weight};
  }

  // An option is borne on if some outcome changes its state, and decided if every outcome takes it out of the open.
  void decides(NextTest& test, Weight& weight) const {
    for (std::size_t i = 0; i < out_.options.size(); ++i) {
      const Option& option = out_.options[i];
      std::size_t changed = 0;
      std::size_t settled = 0;
      for (const NextOutcome& outcome : test.outcomes) {
        const auto change = std::find_if(outcome.changes.begin(), outcome.changes.end(), [&](const OptionChange& c) {
          return c.indication == option.indication && c.region == option.region;
        });
        if (change == outcome.changes.end()) continue;
        ++changed;
        if (change->after != OptionState::Possible) ++settled;
      }
      if (changed != 0) test.decides.push_back(static_cast<std::uint32_t>(i));
      if (option.state == OptionState::Possible && settled == test.outcomes.size()) ++weight.decided;
    }
  }

  /// Missing facts that nothing in the knowledge supplies, or that it supplies without any outcome that changes an
  /// answer by itself: those that bear on most options first.
  void uncovered() {
    std::vector<NextTest> rest;
    for (const auto& [name, options] : open_) {
      if (options.empty()) continue;
      const bool covered =
          std::any_of(out_.nextTests.begin(), out_.nextTests.end(), [&, &open = name](const NextTest& test) {
            const auto& covers = knowledge_.obtainables[*test.obtainable].covers;
            return std::find(covers.begin(), covers.end(), open) != covers.end();
          });
      if (!covered) rest.push_back({name, std::nullopt, options, {}});
    }
    std::stable_sort(rest.begin(), rest.end(),
                     [](const NextTest& a, const NextTest& b) { return a.decides.size() > b.decides.size(); });
    for (NextTest& test : rest) out_.nextTests.push_back(std::move(test));
  }

  const Assessor& assessor_;
  const kb::Knowledge& knowledge_;
  const Case& record_;
  std::span<const FactSetting> given_;
  Assessment& out_;
  Case light_;                              ///< the record without its lists of care, which all trials share
  Supposer supposer_;                       ///< of the light record
  std::unique_ptr<Supposer> careSupposer_;  ///< of all of it, where needed
  std::vector<Truth> conditions_;
  std::map<std::string, std::vector<std::uint32_t>> open_;  ///< with the options each bears on
  std::vector<Trial> trials_;
  std::vector<std::vector<std::uint16_t>> howOften_;  ///< by trial
};

}  // namespace

void findNextTests(const Assessor& assessor, const Case& record, std::span<const FactSetting> given,
                   Assessment& assessment) {
  assessment.nextTests.clear();
  if (assessor.knowledge().obtainables.empty() && assessment.options.empty()) return;
  Search(assessor, record, given, assessment).run();
}

}  // namespace her2::assess
