// Which results of trials are drawn for a patient.
#include <algorithm>
#include <iterator>
#include <tuple>

#include "present/evidence_json.h"
#include "present/plots.h"

namespace her2::present {
namespace {

class Collector {
 public:
  Collector(const Presenter& presenter, const Assessment& assessment)
      : k_(presenter.knowledge),
        endpoints_(k_.vocabulary.domain(*k_.vocabulary.findDomain("endpoint"))),
        unwanted_(group("time-to-event")),
        response_(group("response")) {
    for (const OptionState state : {OptionState::Indicated, OptionState::Possible}) {
      for (const Option& option : assessment.options) {
        if (option.state != state || !presenter.shows(option)) continue;
        for (const std::size_t trial : k_.indications[option.indication].trials) {
          for (const TrialFit& fit : assessment.trials) {
            if (fit.trial == trial) add(fit);
          }
        }
      }
    }
  }

  Effects take(bool brief) {
    if (brief) {
      keepLatest(effects_.ratios);
      keepLatest(effects_.responses);
      leaveOutWeaker();
    }
    for (std::vector<Effect>* all : {&effects_.ratios, &effects_.responses}) sortByComparison(*all);
    return std::move(effects_);
  }

 private:
  CodeSet group(std::string_view code) const {
    const auto found = endpoints_.find(code);
    return found ? endpoints_[*found].means : CodeSet();
  }

  // A trial may stand behind several options; it is drawn once.
  void add(const TrialFit& fit) {
    if (std::find(seen_.begin(), seen_.end(), fit.trial) != seen_.end()) return;
    seen_.push_back(fit.trial);
    const kb::Trial& trial = k_.trials[fit.trial];
    for (const kb::TrialResult& result : trial.results) {
      if (!concerns(result, fit)) continue;
      const Effect effect{&fit, &trial, &result, belongs(result, fit)};
      if (result.ratio && unwanted_.contains(result.endpoint)) {
        effects_.ratios.push_back(effect);
      } else if (result.rates[0] && response_.contains(result.endpoint)) {
        effects_.responses.push_back(effect);
      } else {
        ++effects_.others;
      }
    }
  }

  static Belongs belongs(const kb::TrialResult& result, const TrialFit& fit) {
    if (!result.subgroup) return Belongs::AllPatients;
    const bool in = std::find(fit.in.begin(), fit.in.end(), *result.subgroup) != fit.in.end();
    return in ? Belongs::Certainly : Belongs::Possibly;
  }

  // What compares the same arms stands together, in the order in which they first appear.
  static void sortByComparison(std::vector<Effect>& all) {
    const auto key = [](const Effect& e) { return std::tuple(e.trial, e.result->arm, e.result->versus); };
    std::vector<Effect> sorted;
    for (const Effect& first : all) {
      const auto same = [&](const Effect& e) { return key(e) == key(first); };
      if (std::any_of(sorted.begin(), sorted.end(), same)) continue;
      std::copy_if(all.begin(), all.end(), std::back_inserter(sorted), same);
    }
    all = std::move(sorted);
  }

  // A response rate says less than the ratio of the same trial.
  void leaveOutWeaker() {
    effects_.others += std::erase_if(effects_.responses, [&](const Effect& response) {
      return std::any_of(effects_.ratios.begin(), effects_.ratios.end(),
                         [&](const Effect& ratio) { return ratio.trial == response.trial; });
    });
  }

  void keepLatest(std::vector<Effect>& all) {
    std::vector<Effect> kept;
    for (const Effect& effect : all) {
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const Effect& e) {
        return e.trial == effect.trial && e.result->endpoint == effect.result->endpoint &&
               e.result->subgroup == effect.result->subgroup && e.result->arm == effect.result->arm &&
               e.result->versus == effect.result->versus;
      });
      if (same == kept.end()) {
        kept.push_back(effect);
      } else {
        *same = effect;
        ++effects_.earlier;
      }
    }
    all = std::move(kept);
  }

  const kb::Knowledge& k_;
  const Domain& endpoints_;
  CodeSet unwanted_;
  CodeSet response_;
  std::vector<std::uint32_t> seen_;
  Effects effects_;
};

}  // namespace

Effects effectsOf(const Presenter& presenter, const Assessment& assessment, bool brief) {
  return Collector(presenter, assessment).take(brief);
}

}  // namespace her2::present
