#include "present/cohort_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "present/ranking_text.h"

namespace her2::present {
namespace {

struct GateWords {
  const char* id;
  const char* passed;
  const char* lost;
};

constexpr std::array<GateWords, cohortGates> words = {{
    {"has-indication", "have a kind of tumour with a HER2 indication", "no indication for this tumour"},
    {"not-ruled-out", "are not ruled out by what is known", "ruled out"},
    {"tested", "have a HER2 test on record", "HER2 not tested"},
    {"settled", "have a settled HER2 result and class", "HER2 result or class open"},
    {"indicated", "have an indicated option", "something else is missing"},
}};

/// Most first; of equals as they stand, so that the same cohort gives the same bytes.
void sortByCount(std::vector<CountOf>& counts) {
  std::stable_sort(counts.begin(), counts.end(), [](const CountOf& a, const CountOf& b) { return a.cases > b.cases; });
}

/// A substantial benefit first, then what the label already allows, then what least is missing for; else as they came.
bool before(const Summary::Gain& a, const Summary::Gain& b) {
  const auto key = [](const Summary::Gain& g) {
    return std::tuple(!g.substantial, g.state != stateName(OptionState::Indicated), g.mcbs.empty(), g.missing.size(),
                      g.line);
  };
  return key(a) < key(b);
}

/// "low|ultralow" and "HER2-low or HER2-ultralow".
CountOf countOf(const Domain& domain, CodeSet codes, std::size_t cases) {
  CountOf count{"", "", cases};
  codes.forEach([&](unsigned code) {
    count.name += (count.name.empty() ? "" : "|") + domain[code].code;
    count.title += (count.title.empty() ? "" : " or ") + domain[code].title;
  });
  if (codes.empty()) count = {"not-recorded", "not recorded", cases};
  return count;
}

}  // namespace

CohortSummary::CohortSummary(const Presenter& presenter, std::size_t mostCases)
    : p_(presenter),
      options_(presenter.knowledge.indications.size() * presenter.knowledge.regions.size()),
      mostCases_(mostCases) {
  if (const auto code = presenter.domainOf("status.class").find("not-tested")) notTested_ = CodeSet::of(*code);
}

void CohortSummary::add(const Assessment& assessment, std::size_t line) {
  ++cases_;
  gain(assessment, line);
  ++classes_[assessment.tumourKind.bits()][assessment.status.her2Class.bits()];
  std::vector<const Option*> shown;
  bool anyIndicated = false;
  bool anyPossible = false;
  std::set<std::string> missing;
  for (const Option& option : assessment.options) {
    if (!p_.shows(option)) continue;
    shown.push_back(&option);
    OptionCount& count = options_[option.indication * p_.knowledge.regions.size() + option.region];
    if (option.state == OptionState::Indicated) ++count.indicated;
    if (option.state == OptionState::Possible) ++count.possible;
    anyIndicated = anyIndicated || option.state == OptionState::Indicated;
    anyPossible = anyPossible || option.state == OptionState::Possible;
    if (option.state == OptionState::Possible) missing.insert(option.missing.begin(), option.missing.end());
  }
  for (const std::string& each : missing) ++missing_[each];
  if (anyIndicated) return;
  if (shown.empty()) {
    lose(CohortGate::HasIndication, {countOf(p_.domainOf("tumour.kind"), assessment.tumourKind, 0).title});
  } else if (!anyPossible) {
    loseRuledOut(shown);
  } else {
    loseOpen(assessment, shown);
  }
}

// Of the options that come first in a region, the one with most to expect.
void CohortSummary::gain(const Assessment& assessment, std::size_t line) {
  std::optional<Summary::Gain> best;
  for (const std::uint32_t i : rankedOptions(p_, assessment)) {
    const Option& option = assessment.options[i];
    if (option.ranking.rank != 1) continue;
    if (assessment.safety.assessed && option.safety == SafetyLevel::Contraindicated) continue;
    Summary::Gain gain{assessment.caseId,
                       line,
                       p_.optionId(option),
                       p_.knowledge.regions[option.region].id,
                       std::string(stateName(option.state)),
                       mcbsOf(p_, option),
                       isSubstantial(p_, option),
                       mainEffectText(p_, option),
                       {},
                       {},
                       option.baselineDue};
    for (const std::string& missing : option.missing) gain.missing.push_back(factTitle(p_, missing));
    if (!best || before(gain, *best)) {
      best = std::move(gain);
      best->because = rankSentence(p_, assessment, option);
    }
  }
  if (best) keep(*std::move(best));
}

void CohortSummary::keep(Summary::Gain gain) {
  const auto place = std::upper_bound(gains_.begin(), gains_.end(), gain, before);
  if (static_cast<std::size_t>(place - gains_.begin()) >= mostCases_) return;
  gains_.insert(place, std::move(gain));
  if (gains_.size() > mostCases_) gains_.pop_back();
}

void CohortSummary::lose(CohortGate gate, const std::vector<std::string>& why) {
  Lost& lost = lost_[static_cast<std::size_t>(gate)];
  ++lost.cases;
  for (const std::string& each : why) ++lost.why[each];
}

// Why: the criteria that fail in the options that came nearest.
void CohortSummary::loseRuledOut(const std::vector<const Option*>& shown) {
  std::size_t fewest = SIZE_MAX;
  for (const Option* option : shown) fewest = std::min(fewest, option->failed.size());
  std::set<std::string> why;
  for (const Option* option : shown) {
    if (option->failed.size() != fewest) continue;
    for (const std::uint16_t criterion : option->failed)
      why.insert(p_.knowledge.indications[option->indication].criteria[criterion].say);
  }
  lose(CohortGate::NotRuledOut, {why.begin(), why.end()});
}

/// One result and one class, and the class no name for several.
bool CohortSummary::settled(const Status& status) const {
  if (!status.result.isSingle() || !status.her2Class.isSingle()) return false;
  return p_.domainOf("status.class")[status.her2Class.single()].means == status.her2Class;
}

// Why: what the deciding specimens owe or leave open; where HER2 is settled, what the options wait for.
void CohortSummary::loseOpen(const Assessment& assessment, const std::vector<const Option*>& shown) {
  const Status& status = assessment.status;
  if (status.her2Class == notTested_)
    return lose(CohortGate::Tested, {countOf(p_.domainOf("tumour.kind"), assessment.tumourKind, 0).title});
  std::set<std::string> why;
  const bool isSettled = settled(status);
  const Domain& workUp = p_.domainOf("status.owed");
  for (const SpecimenStatus& specimen : status.specimens) {
    if (isSettled || !specimen.decides) continue;
    specimen.owed.forEach([&](unsigned code) { why.insert(workUp[code].title); });
    for (const std::string& missing : specimen.missing) why.insert(factTitle(p_, missing));
  }
  for (const Option* option : shown) {
    if (!why.empty() && !isSettled) break;
    if (option->state != OptionState::Possible) continue;
    for (const std::string& missing : option->missing) why.insert(factTitle(p_, missing));
  }
  lose(isSettled ? CohortGate::Indicated : CohortGate::Settled, {why.begin(), why.end()});
}

void CohortSummary::merge(const CohortSummary& other) {
  cases_ += other.cases_;
  for (std::size_t gate = 0; gate < cohortGates; ++gate) {
    lost_[gate].cases += other.lost_[gate].cases;
    for (const auto& [why, count] : other.lost_[gate].why) lost_[gate].why[why] += count;
  }
  for (const auto& [tumour, classes] : other.classes_) {
    for (const auto& [her2Class, count] : classes) classes_[tumour][her2Class] += count;
  }
  for (std::size_t i = 0; i < options_.size(); ++i) {
    options_[i].indicated += other.options_[i].indicated;
    options_[i].possible += other.options_[i].possible;
  }
  for (const auto& [fact, count] : other.missing_) missing_[fact] += count;
  for (const Summary::Gain& each : other.gains_) keep(each);
}

std::vector<Summary::Gate> CohortSummary::way() const {
  std::vector<Summary::Gate> way;
  std::size_t left = cases_;
  for (std::size_t i = 0; i < cohortGates; ++i) {
    Summary::Gate gate{words[i].id, words[i].passed, words[i].lost, left, left - lost_[i].cases, {}};
    left = gate.passed;
    for (const auto& [why, count] : lost_[i].why) gate.why.push_back({"", why, count});
    sortByCount(gate.why);
    way.push_back(std::move(gate));
  }
  return way;
}

std::vector<Summary::Listed> CohortSummary::listed() const {
  std::vector<Summary::Listed> all;
  const std::size_t regions = p_.knowledge.regions.size();
  for (std::size_t i = 0; i < options_.size(); ++i) {
    const OptionCount& count = options_[i];
    if (count.indicated + count.possible == 0) continue;
    const kb::Indication& indication = p_.knowledge.indications[i / regions];
    all.push_back({indication.drug + "/" + indication.id, p_.knowledge.regions[i % regions].id, indication.population,
                   count.indicated, count.possible});
  }
  std::stable_sort(all.begin(), all.end(), [](const Summary::Listed& a, const Summary::Listed& b) {
    return std::pair(a.indicated, a.possible) > std::pair(b.indicated, b.possible);
  });
  return all;
}

Summary CohortSummary::result(std::size_t errors) const {
  Summary summary;
  summary.cases = cases_;
  summary.errors = errors;
  summary.way = way();
  for (const auto& [tumour, classes] : classes_) {
    Summary::Tumour entry{countOf(p_.domainOf("tumour.kind"), CodeSet(tumour), 0), {}};
    for (const auto& [her2Class, cases] : classes) {
      entry.kind.cases += cases;
      entry.classes.push_back(countOf(p_.domainOf("status.class"), CodeSet(her2Class), cases));
    }
    sortByCount(entry.classes);
    summary.tumours.push_back(std::move(entry));
  }
  summary.options = listed();
  for (const auto& [fact, cases] : missing_) summary.missing.push_back({fact, factTitle(p_, fact), cases});
  sortByCount(summary.missing);
  summary.mostToGain = gains_;
  return summary;
}

}  // namespace her2::present
