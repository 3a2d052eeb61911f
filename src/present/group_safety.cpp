#include "present/group_safety.h"

#include <fmt/format.h>

#include <algorithm>

namespace her2::present {
namespace {

class Collector {
 public:
  Collector(const Presenter& presenter, const kb::DrugEntry& drug) : p_(presenter), drug_(drug) {
    code_ = codeOf("her2-drug", drug.id);
    for (const std::uint16_t region : p_.regions) shown_.push_back(codeOf("region", p_.knowledge.regions[region].id));
  }

  DrugSafety collect() const {
    const kb::SafetyKnowledge& safety = p_.knowledge.safety;
    DrugSafety result{&drug_, {}};
    const auto add = [&](std::string_view key, std::string_view title, std::vector<SafetyNote> notes) {
      if (!notes.empty()) result.topics.push_back({key, title, std::move(notes)});
    };
    add("baseline", "before the first dose", of("baseline", safety.baselines));
    add("contraindicated", "do not start", of("warning", safety.warnings, [](const kb::Warning& warning) {
          return warning.level == kb::WarningLevel::Contraindicated;
        }));
    add("holds", "held, reduced or stopped for", of("hold", safety.holds));
    add("urgent", "urgent", of("symptom", safety.symptoms, [](const kb::SymptomRule& rule) {
          return rule.urgency != kb::Urgency::Report;
        }));
    std::vector<SafetyNote> after =
        of("contraception", safety.afterLastDose, [](const kb::AfterLastDose& rule) { return !rule.lactation; });
    add("afterLastDose", "after the last dose", std::move(after));
    return result;
  }

 private:
  std::optional<unsigned> codeOf(std::string_view domainName, std::string_view code) const {
    const auto domain = p_.knowledge.vocabulary.findDomain(domainName);
    return domain ? p_.knowledge.vocabulary.domain(*domain).find(code) : std::nullopt;
  }

  template <class Rule>
  std::vector<SafetyNote> of(std::string_view kind, const std::vector<Rule>& rules) const {
    return of(kind, rules, [](const Rule&) { return true; });
  }

  /// Rules that name the drug; those about any patient say nothing of it.
  template <class Rule, class Wanted>
  std::vector<SafetyNote> of(std::string_view kind, const std::vector<Rule>& rules, const Wanted& wanted) const {
    std::vector<SafetyNote> notes;
    for (const Rule& rule : rules) {
      if (rule.anyDrug || !code_ || !rule.drugs.contains(*code_) || !rule.period.holds(p_.asOf) || !wanted(rule))
        continue;
      const auto where = regionsOf(rule);
      const bool unread = p_.knowledge.bestGrade(rule.sources) == kb::Grade::Unverified;
      if (where)
        notes.push_back({std::string(kind), rule.id,
                         rule.say + *where + (unread ? " (source not read: verify in the label)" : "")});
    }
    return notes;
  }

  /// "" where it holds in all regions shown, " (EU)" where in some; nothing where in none.
  std::optional<std::string> regionsOf(const kb::SafetyRule& rule) const {
    std::string names;
    std::size_t n = 0;
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      if (!rule.regions.empty() && !(shown_[i] && rule.regions.contains(*shown_[i]))) continue;
      names += (n++ == 0 ? "" : ", ") + p_.knowledge.regions[p_.regions[i]].id;
    }
    if (n == 0) return std::nullopt;
    return n == shown_.size() ? "" : fmt::format(" ({})", names);
  }

  const Presenter& p_;
  const kb::DrugEntry& drug_;
  std::optional<unsigned> code_;
  std::vector<std::optional<unsigned>> shown_;
};

}  // namespace

std::vector<DrugSafety> safetyNotes(const Presenter& presenter, const check::GroupAnswer& answer) {
  std::vector<DrugSafety> all;
  for (const kb::DrugEntry& drug : presenter.knowledge.drugs) {
    const bool used = std::any_of(answer.options.begin(), answer.options.end(),
                                  [&](const check::GroupOption& o) { return o.indication->drug == drug.id; });
    if (used) all.push_back(Collector(presenter, drug).collect());
  }
  return all;
}

}  // namespace her2::present
