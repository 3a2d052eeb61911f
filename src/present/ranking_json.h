// Members `rank`, `ranking` and `benefit` of an option of assessment JSON (docs/ranking.md).
#pragma once

#include <string_view>

#include "present/json_members.h"
#include "present/ranking_text.h"

namespace her2::present {

template <class Writer>
class RankingJson : private JsonMembers<Writer> {
  using Base = JsonMembers<Writer>;
  using Base::key;
  using Base::member;
  using Base::string;
  using Base::strings;
  using Base::w_;

 public:
  RankingJson(const Presenter& presenter, const Assessment& assessment, Writer& writer)
      : Base(writer), p_(presenter), k_(presenter.knowledge), a_(assessment) {}

  /// null where the option is not ranked; levels and comparisons only if `full`.
  void rank(const Option& option, bool full) {
    key("rank");
    option.ranking.rank == 0 ? w_.Null() : w_.Uint(option.ranking.rank);
    key("ranking");
    if (option.ranking.rank == 0) {
      w_.Null();
      return;
    }
    const kb::Ranking& ranking = k_.rankings[option.ranking.ranking];
    w_.StartObject();
    member("rule", ranking.id);
    key("of");
    w_.Uint(option.ranking.of);
    member("because", rankSentence(p_, a_, option));
    if (full) {
      levels(ranking, option);
      against(ranking, option);
    }
    w_.EndObject();
  }

  /// The result that shows most, with the score and the fit of its trial; null where there is none.
  void benefit(const Option& option) {
    key("benefit");
    if (!option.mainEffect) {
      w_.Null();
      return;
    }
    const kb::Trial& trial = k_.trials[option.mainEffect->trial];
    const kb::TrialResult& result = trial.results[option.mainEffect->result];
    w_.StartObject();
    member("trial", trial.id);
    member("endpoint", k_.vocabulary.domain(*k_.vocabulary.findDomain("endpoint"))[result.endpoint].code);
    if (result.subgroup) member("in", trial.subgroups[*result.subgroup].gate.say);
    if (result.ratio && result.ratio->low) {
      key(kb::measureName(*result.measure));
      w_.StartArray();
      for (const double value : {result.ratio->value, *result.ratio->low, *result.ratio->high}) w_.Double(value);
      w_.EndArray();
    }
    if (const std::string grade = mcbsOf(p_, option); !grade.empty()) member("mcbs", grade);
    for (const TrialFit& fit : a_.trials) {
      if (fit.trial != option.mainEffect->trial) continue;
      key("fit");
      w_.StartObject();
      count("met", fit.met.size());
      count("unmet", fit.unmet.size());
      count("unknown", fit.unknown.size());
      w_.EndObject();
    }
    strings("sources", result.sources);
    w_.EndObject();
  }

 private:
  void count(std::string_view name, std::size_t number) {
    key(name);
    w_.Uint64(number);
  }

  void levels(const kb::Ranking& ranking, const Option& option) {
    key("levels");
    w_.StartArray();
    for (std::size_t i = 0; i < ranking.criteria.size(); ++i) {
      const kb::RankCriterion& criterion = ranking.criteria[i];
      const Standing& standing = option.ranking.standings[i];
      w_.StartObject();
      member("criterion", kb::measureName(criterion.compares));
      key("level");
      w_.StartArray();
      standing.codes.forEach([&](unsigned code) { string(kb::codesOf(criterion.compares)[code]); });
      w_.EndArray();
      member("say", criterion.levelText(standing.codes));
      strings("because", standing.because);
      strings("sources", standing.sources.empty() ? criterion.sources : standing.sources);
      w_.EndObject();
    }
    w_.EndArray();
  }

  void against(const kb::Ranking& ranking, const Option& option) {
    key("against");
    w_.StartArray();
    for (const Comparison& each : option.ranking.against) {
      w_.StartObject();
      member("option", p_.optionId(a_.options[each.option]));
      member("order", orderName(each.order));
      key("criterion");
      if (each.criterion < ranking.criteria.size()) {
        string(kb::measureName(ranking.criteria[each.criterion].compares));
      } else {
        w_.Null();
      }
      w_.EndObject();
    }
    w_.EndArray();
  }

  const Presenter& p_;
  const kb::Knowledge& k_;
  const Assessment& a_;
};

}  // namespace her2::present
