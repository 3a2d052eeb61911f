#include "present/board_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <map>
#include <set>

#include "present/board_offers.h"
#include "present/evidence_text.h"
#include "present/plots.h"
#include "present/ranking_text.h"
#include "present/safety_json.h"
#include "present/safety_text.h"

extern "C" {
// From board_page.S: the bytes of board_page.mustache.
extern const char her2_board_page_begin[];  // NOLINT(readability-identifier-naming)
extern const char her2_board_page_end[];    // NOLINT(readability-identifier-naming)
}

namespace her2::present {
namespace {

using kainjow::mustache::data;

/// Tests whose outcomes are spelt out.
constexpr std::size_t mostTests = 4;

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  return fmt::format("{}", fmt::join(texts, between));
}

data listOf(const std::vector<std::string>& texts) {
  data list(data::type::list);
  for (const std::string& text : texts) list << data(text);
  return list;
}

class BoardPage {
 public:
  BoardPage(const Presenter& presenter, const Case& record, const Assessment& assessment)
      : p_(presenter),
        k_(presenter.knowledge),
        case_(record),
        a_(assessment),
        offers_(offersOf(presenter, assessment)),
        drugs_(drugsOfConcern(presenter, assessment)) {}

  std::string write(const std::string& inputHash) {
    heading(inputHash);
    urgent();
    status();
    options();
    notIndicated();
    forest();
    predict();
    safety();
    tests();
    silences();
    warnings();
    sources();
    kainjow::mustache::mustache page(std::string(her2_board_page_begin, her2_board_page_end));
    return page.render(page_);
  }

 private:
  /// Absent where there is nothing to say, so that the template leaves its frame out.
  void put(const std::string& name, const std::string& text) { put(page_, name, text); }
  void put(const std::string& name, const std::vector<std::string>& texts) { put(page_, name, texts); }
  static void put(data& at, const std::string& name, const std::string& text) {
    if (!text.empty()) at.set(name, text);
  }
  static void put(data& at, const std::string& name, const std::vector<std::string>& texts) {
    if (!texts.empty()) at.set(name, listOf(texts));
  }

  std::string titles(std::string_view fact, CodeSet codes) const { return titlesOf(p_.domainOf(fact), codes); }

  std::string titleOfDrug(const std::string& id) const {
    const auto found = k_.vocabulary.findDrug(id);
    const std::string title = found ? k_.vocabulary.drug(*found).title : id;
    return title.substr(0, title.find(", not specified"));  // of what is only named by its class
  }

  std::string regimenOf(const kb::Indication& indication) const {
    std::vector<std::string> drugs;
    for (const std::string& drug : indication.regimen) drugs.push_back(titleOfDrug(drug));
    return joined(drugs, " + ");
  }

  void heading(const std::string& inputHash) {
    put("case", a_.caseId.empty() ? "record without a name" : a_.caseId);
    std::vector<std::string> patient;
    if (case_.birthDate.recorded()) patient.push_back("born " + case_.birthDate.value->text());
    if (!case_.sex.value.empty()) patient.push_back(titles("person.sex", case_.sex.value));
    if (!case_.menopause.value.empty()) patient.push_back(titles("person.menopause", case_.menopause.value));
    if (!case_.preferences.empty()) patient.push_back("goals: " + case_.preferences);
    page_.set("patient", patient.empty() ? "birth date and sex not recorded" : joined(patient, ", "));
    page_.set("asOf", p_.asOf.text());
    std::vector<std::string> regions;
    for (const std::uint16_t region : p_.regions) regions.push_back(k_.regions[region].id);
    page_.set("regions", joined(regions, ", "));
    page_.set("release", k_.release.version);
    page_.set("hash", k_.hash.substr(0, 12));
    page_.set("engine", std::string(engineVersion()));
    page_.set("inputHash", inputHash);
    put("overdue", reviewWarning(p_.overdue()));
  }

  void urgent() {
    data list(data::type::list);
    for (const UrgentEntry& each : a_.safety.urgent) {
      if (!showsLine(p_, each)) continue;
      data entry;
      static constexpr std::string_view words[] = {"Symptom on record", "Symptom on record, same day",
                                                   "EMERGENCY, now"};
      entry.set("urgency", std::string(words[static_cast<std::size_t>(each.urgency)]));
      entry.set("what",
                fmt::format("{}{}: {}", each.symptom, each.since ? " since " + each.since->text() : "", each.say));
      list << entry;
    }
    page_.set("urgent", list);
  }

  void status() {
    page_.set("status", resultAndClassOf(p_, a_.status.result, a_.status.her2Class));
    page_.set("kind", a_.tumourKind.empty() ? "tumour not named" : titles("tumour.kind", a_.tumourKind));
    page_.set("ruleSet", a_.status.ruleSet.empty() ? "no rule set for this tumour"
                                                   : titles("reported.rule-set", a_.status.ruleSet));
    if (!a_.status.mutation.empty()) put("alterations", titles("tumour.erbb2-mutation", a_.status.mutation));
    std::vector<std::string> flags;
    for (const std::string& flag : a_.status.flags) {
      const auto code = p_.domainOf("status.flags").find(flag);
      flags.push_back(code ? p_.domainOf("status.flags")[*code].title : flag);
    }
    put("statusFlags", flags);
    data list(data::type::list);
    for (const SpecimenStatus& each : a_.status.specimens) list << specimen(each);
    page_.set("specimens", list);
    page_.set("noSpecimens", a_.status.specimens.empty());
  }

  data specimen(const SpecimenStatus& each) {
    const Specimen& specimen = case_.specimens[each.specimen];
    std::vector<std::string> name{specimen.id.value.empty() ? fmt::format("specimen {}", each.specimen + 1)
                                                            : std::string(specimen.id.value)};
    if (specimen.date.recorded()) name.push_back(specimen.date.value->text());
    if (!specimen.site.value.empty()) name.push_back(titles("specimen.site", specimen.site.value));
    if (!specimen.kind.value.empty()) name.push_back(titles("specimen.kind", specimen.kind.value));
    if (!each.decides) name.emplace_back("does not decide");
    std::vector<std::string> tests;
    if (each.tested) {
      tests.push_back(titles("ihc.score", each.ihcScore));
      tests.push_back(titles("ish.group", each.ishGroup));
      if (!each.decides) tests.push_back(resultAndClassOf(p_, each.result, each.her2Class));
    } else {
      tests.emplace_back("no HER2 test recorded on it");
    }
    if (!each.owed.empty()) tests.push_back("owed: " + titles("status.owed", each.owed));
    each.flags.forEach([&](unsigned code) { tests.push_back(p_.domainOf("status.flags")[code].title); });
    data entry;
    entry.set("name", joined(name, ", "));
    entry.set("tests", joined(tests, "; "));
    if (each.decides) put(entry, "why", reasons(each.specimen));
    return entry;
  }

  /// The rules that gave result and class, with the values they saw.
  std::vector<std::string> reasons(std::uint32_t specimen) {
    std::vector<std::string> texts;
    for (const TraceSection& section : a_.trace) {
      if (!section.title.starts_with("specimen ") || !section.title.ends_with(fmt::format(" ({})", specimen + 1)))
        continue;
      for (const TraceLine& line : section.lines) {
        if (!line.says.starts_with("status.result") && !line.says.starts_with("status.class")) continue;
        std::vector<std::string> values;
        for (const std::string& because : line.because) values.push_back(because.substr(0, because.rfind(", needs ")));
        texts.push_back(
            fmt::format("{}, because {} ({} {})", line.says, joined(values, "; "), line.rule, line.outcome));
        citeAll(line.sources);
      }
    }
    return texts;
  }

  void cite(const std::string& source) { cited_.insert(source); }
  /// As traces and safety name them: "asco-cap-2018 (primary)".
  void citeAll(const std::vector<std::string>& sources) {
    for (const std::string& source : sources) cite(source.substr(0, source.find(' ')));
  }

  void options() {
    data list(data::type::list);
    for (const Offer& offer : offers_) list << this->offer(offer);
    page_.set("options", list);
    page_.set("hasOptions", !offers_.empty());
    page_.set("noOptions", offers_.empty());
  }

  data offer(const Offer& offer) {
    const Option& option = *offer.option;
    data entry;
    entry.set("state", std::string(stateName(option.state)) + (option.verify ? ", verify" : ""));
    if (option.ranking.rank != 0) {
      put(entry, "rank", fmt::format("rank {} of {}", option.ranking.rank, option.ranking.of));
      put(entry, "reason", rankSentence(p_, a_, option));
    }
    entry.set("regimen", regimenOf(*offer.indication));
    std::vector<std::string> populations;
    populations.reserve(offer.wordings.size());
    for (const auto& [population, regions] : offer.wordings)
      populations.push_back(fmt::format("{}: {}", regions, population));
    put(entry, "populations", populations);
    entry.set("approvals", joined(offer.approvals, "; "));
    for (const std::string& source : offer.sources) cite(source);
    std::vector<std::string> evidence;
    for (const std::size_t trial : offer.indication->trials) {
      for (const TrialFit& fit : a_.trials) {
        if (fit.trial != trial) continue;
        evidence.push_back(fitText(k_, fit));
        if (const std::string scores = scoresText(p_, fit, cited_); !scores.empty()) evidence.back() += "; " + scores;
      }
    }
    put(entry, "evidence", evidence);
    std::vector<std::string> guidelines;
    for (const GuidelineEntry* guideline : offer.guidelines) {
      const kb::Recommendation& recommendation = k_.recommendations[guideline->recommendation];
      guidelines.push_back(guidelineBrief(recommendation, *guideline));
      for (const std::string& source : recommendation.sources) cite(source);
    }
    put(entry, "guidelines", joined(guidelines, "; "));
    entry.set("safety", std::string(safetyOf(a_, option)));
    if (!option.baselineDue.empty())
      put(entry, "due",
          fmt::format("{} check{} to make", option.baselineDue.size(), option.baselineDue.size() == 1 ? "" : "s"));
    std::vector<std::string> missing;
    for (const std::string& each : option.missing) missing.push_back(factTitle(p_, each));
    put(entry, "missing", joined(missing, "; "));
    return entry;
  }

  void notIndicated() {
    std::vector<std::pair<std::string, std::vector<std::string>>> byReason;
    for (const Option& option : a_.options) {
      if (option.state != OptionState::NotIndicated || option.failed.empty() || !p_.shows(option)) continue;
      const kb::Indication& indication = k_.indications[option.indication];
      const std::string& reason = indication.criteria[option.failed.front()].say;
      auto at = std::find_if(byReason.begin(), byReason.end(), [&](const auto& each) { return each.first == reason; });
      if (at == byReason.end()) at = byReason.insert(byReason.end(), {reason, {}});
      addNew(at->second, indication.drug);
    }
    std::vector<std::string> texts;
    texts.reserve(byReason.size());
    for (const auto& [reason, regimens] : byReason)
      texts.push_back(fmt::format("{}: {}", reason, joined(regimens, ", ")));
    put("notIndicated", joined(texts, "; "));
  }

  void forest() {
    const Effects effects = effectsOf(p_, a_, true);
    const std::string picture = forestPlot(p_, a_, effects, "forest");
    if (picture.empty()) return;
    put("forest", picture);
    for (const std::vector<Effect>* all : {&effects.ratios, &effects.responses}) {
      for (const Effect& effect : *all) cited_.insert(effect.result->sources.begin(), effect.result->sources.end());
    }
    std::string note = "Below 1 favours the first treatment named; trials are not compared with each other.";
    if (effects.earlier != 0) note += fmt::format(" Earlier analyses that are not drawn: {}.", effects.earlier);
    if (effects.others != 0)
      note += fmt::format(" Other results (medians, rates), in the assessment only: {}.", effects.others);
    put("forestNote", note);
  }

  void predict() {
    put("survival", survivalPlot(p_, a_, false, "survival"));
    std::vector<std::string> reasons;
    for (const Prediction& each : a_.benefit.predictions) {
      if (each.answered()) {
        versionSays(each);
        for (const std::string& source : k_.predictModels[each.model].sources) cite(source);
        continue;
      }
      for (const std::string& reason : each.refused) addNew(reasons, reason);
      for (const std::string& fact : each.missing) addNew(reasons, "it needs " + factTitle(p_, fact));
    }
    if (!averaged_.empty())
      versions_.push_back(fmt::format("Not recorded, the authors' average in its place: {}.", joined(averaged_, ", ")));
    put("survivalNote", joined(versions_, " "));
    put("predictReason", joined(reasons, "; "));
  }

  /// What each version makes of the treatment that the program is about, and what it was told for want of a record.
  void versionSays(const Prediction& each) {
    const kb::PredictModel& model = k_.predictModels[each.model];
    if (each.plans.empty()) return;
    for (const PredictedStep& step : each.plans.front().steps) {
      const kb::PredictTreatment& treatment = model.treatments[step.treatment];
      if (treatment.focus)
        versions_.push_back(fmt::format("{}: {} adds {} points at {} years.", model.title, treatment.title,
                                        percentText(step.gain.back(), true), model.horizons.back()));
    }
    for (const PredictInputValue& input : each.inputs) {
      if (input.averaged) addNew(averaged_, factTitle(p_, input.fact));
    }
  }

  /// Lines about other drugs are counted.
  bool matters(const SafetyLine& line) {
    const bool shown = concerns(line, drugs_);
    if (!shown) ++elsewhere_;
    return shown;
  }

  /// What concerns a treatment that may be under way names all its drugs; else those of open options.
  enum class Drugs { All, OfOptions };

  void say(std::string_view level, const std::string& what, const SafetyLine& line, Drugs drugs = Drugs::OfOptions) {
    std::string text = what;
    if (!line.certain) text += " (not certain)";
    if (line.verify) text += " (verify in the label)";
    if (!line.drugs.empty())
      text += drugs == Drugs::All ? fmt::format(" [{}]", joined(line.drugs, ", ")) : forWhich(line);
    data entry;
    put(entry, "level", std::string(level));
    entry.set("say", text);
    safetyLines_ << entry;
    citeAll(line.sources);
  }

  void safety() {
    for (const HoldEntry& each : a_.safety.holds) {
      if (showsLine(p_, each)) say(actionsText(p_, each.actions), each.title + ": " + each.say, each, Drugs::All);
    }
    for (const Precaution& each : a_.safety.precautions) {
      if (showsLine(p_, each) && matters(each)) say(levelName(each.level), each.say, each);
    }
    for (const InteractionEntry& each : a_.safety.interactions) {
      if (showsLine(p_, each) && matters(each)) say(gradeName(each.grade), each.medication + ": " + each.say, each);
    }
    for (const MonitoringEntry& each : a_.safety.monitoring) {
      if (each.state == VisitState::Overdue && showsLine(p_, each)) say("overdue", each.title, each, Drugs::All);
    }
    checks();
    for (const ContraceptionEntry& each : a_.safety.contraception) {
      if (!each.over && showsLine(p_, each) && matters(each)) say("contraception", each.say, each);
    }
    for (const RiskEntry& each : a_.safety.risks) {
      if (!each.classes.empty()) say("risk", fmt::format("{}: {}", each.say, joined(each.classes, " or ")), each);
    }
    for (const AdviceEntry& each : a_.safety.advice)
      say("ask", fmt::format("{}: {}", joined(each.who, ", "), each.say), each);
    if (!a_.safety.uncovered.empty()) say("without safety rules here", joined(a_.safety.uncovered, ", "), {});
    if (elsewhere_ != 0)
      say("not shown", fmt::format("{} lines of drugs that are no open option; the assessment has them", elsewhere_),
          {});
    page_.set("safetyLines", safetyLines_);
    page_.set("noSafety", !a_.safety.assessed);
  }

  /// Drugs of open options that the line speaks of; empty where it speaks of all of them. Its own where it speaks of
  /// none.
  std::string forWhich(const SafetyLine& line) const {
    std::set<std::string> of;
    std::set<std::string> all;
    for (const Offer& offer : offers_) {
      for (const std::string& drug : offer.indication->regimen) {
        const bool reviewed = std::any_of(a_.safety.therapies.begin(), a_.safety.therapies.end(),
                                          [&](const TherapySafety& therapy) { return therapy.drug == drug; });
        if (!reviewed) continue;
        all.insert(drug);
        if (std::find(line.drugs.begin(), line.drugs.end(), drug) != line.drugs.end()) of.insert(drug);
      }
    }
    if (of.empty()) return fmt::format(" [{}]", joined(line.drugs, ", "));
    return of == all ? std::string() : fmt::format(" [{}]", fmt::join(of, ", "));
  }

  /// One line for all that has to be made before the first dose, by state.
  void checks() {
    std::map<std::string, std::vector<std::string>> byState;
    for (const BaselineCheck& each : a_.safety.baseline) {
      if (each.state == CheckState::Known || !showsLine(p_, each) || !matters(each)) continue;
      std::string text = each.title + forWhich(each);
      if (each.last) text += fmt::format(", last of {}", each.last->text());
      if (!each.within.empty()) text += fmt::format(", needed within {}", each.within);
      addNew(byState[std::string(stateName(each.state))], text);
      citeAll(each.sources);
    }
    for (const auto& [state, titles] : byState) say("before the first dose, " + state, joined(titles, "; "), {});
  }

  void tests() {
    data list(data::type::list);
    std::vector<std::string> rest;
    std::size_t shown = 0;
    for (const NextTest& test : a_.nextTests) {
      if (!showsTest(p_, a_, test)) continue;
      if (test.outcomes.empty() || shown == mostTests) {
        rest.push_back(factTitle(p_, test.test));
        continue;
      }
      ++shown;
      data entry;
      entry.set("test", factTitle(p_, test.test));
      data outcomes(data::type::list);
      for (const NextOutcome& outcome : test.outcomes) {
        data one;
        one.set("if", k_.obtainables[*test.obtainable].outcomes[outcome.outcome].say);
        one.set("then", outcomeText(p_, a_, outcome));
        outcomes << one;
      }
      entry.set("outcomes", outcomes);
      list << entry;
    }
    if (!rest.empty()) {
      data entry;
      entry.set("test", "also open: " + joined(rest, "; "));
      list << entry;
      ++shown;
    }
    page_.set("tests", list);
    page_.set("noTests", shown == 0);
  }

  // "X: nothing recorded, taken as none" is said once for all that end alike.
  void silences() {
    std::vector<std::pair<std::string, std::vector<std::string>>> byEnd;
    for (const std::string& each : a_.assumptions) {
      const std::size_t colon = each.rfind(": ");
      const std::string end = colon == std::string::npos ? std::string() : each.substr(colon + 2);
      auto at = std::find_if(byEnd.begin(), byEnd.end(), [&](const auto& group) { return group.first == end; });
      if (at == byEnd.end()) at = byEnd.insert(byEnd.end(), {end, {}});
      at->second.push_back(each.substr(0, colon));
    }
    std::vector<std::string> texts;
    texts.reserve(byEnd.size() + 1);
    for (const auto& [end, names] : byEnd)
      texts.push_back(end.empty() ? joined(names, "; ") : fmt::format("{}: {}", end, joined(names, "; ")));
    if (!a_.safety.assumptions.empty())
      texts.push_back(
          fmt::format("taken as absent, because the lists of the record do not name them: {} conditions and "
                      "findings, which the assessment lists",
                      a_.safety.assumptions.size()));
    put("assumptions", joined(texts, ". "));
  }

  void warnings() {
    std::vector<std::string> texts;
    for (const Problem& problem : a_.warnings) texts.push_back(problem.text());
    put("warnings", texts);
  }

  /// Grouped by how well they were verified.
  void sources() {
    std::map<kb::Grade, data> byGrade;
    for (const std::string& id : cited_) {
      const kb::Source* source = k_.findSource(id);
      if (source == nullptr) continue;
      data entry;
      entry.set("id", id);
      if (source->url.starts_with("https://")) put(entry, "url", source->url);
      byGrade.try_emplace(source->grade, data(data::type::list)).first->second << entry;
    }
    data list(data::type::list);
    for (const auto& [grade, sources] : byGrade) {
      data group;
      group.set("grade", std::string(kb::gradeName(grade)));
      group.set("of", sources);
      list << group;
    }
    page_.set("sources", list);
  }

  const Presenter& p_;
  const kb::Knowledge& k_;
  const Case& case_;
  const Assessment& a_;
  std::vector<Offer> offers_;
  std::set<std::string> drugs_;
  std::set<std::string> cited_;
  std::vector<std::string> versions_;
  std::vector<std::string> averaged_;
  data safetyLines_{data::type::list};
  std::size_t elsewhere_ = 0;  ///< safety lines left out
  data page_;
};

}  // namespace

std::string boardPage(const Presenter& presenter, const Case& record, const Assessment& assessment,
                      const std::string& inputHash) {
  return BoardPage(presenter, record, assessment).write(inputHash);
}

}  // namespace her2::present
