// The page a clinician reads in a terminal: status, options, what is missing, sources, limits.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "present/evidence_text.h"
#include "present/presenter.h"
#include "present/ranking_text.h"
#include "present/safety_text.h"
#include "present/trace_sections.h"

namespace her2::present {
namespace {

/// Tests whose outcomes are spelt out; of further ones only the names.
constexpr unsigned mostTests = 6;

class Page {
 public:
  Page(const Presenter& presenter, const Case& record, const Assessment& assessment)
      : p_(presenter), case_(record), a_(assessment) {}

  std::string write() {
    heading();
    out_ += urgentText(p_, a_);
    status();
    ranking();
    options(OptionState::Indicated, "INDICATED BY LABEL");
    options(OptionState::Possible, "POSSIBLE, not decided by this record");
    options(OptionState::NotIndicated, "NOT INDICATED");
    out_ += safetyText(p_, a_);
    guidelines();
    out_ += predictText(p_, a_);
    nextTests();
    list("ASSUMPTIONS", a_.assumptions);
    warnings();
    sources();
    line(
        "Decision support for health professionals: options and reasons, not orders. Not for emergencies. Check each "
        "source before acting.");
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }

  void title(std::string_view text) {
    out_ += '\n';
    out_ += p_.colour ? fmt::format("\x1b[1m{}\x1b[0m\n", text) : fmt::format("{}\n", text);
  }

  std::string titles(std::string_view fact, CodeSet codes) const { return titlesOf(p_.domainOf(fact), codes); }
  std::string resultAndClass(CodeSet result, CodeSet her2Class) const {
    return resultAndClassOf(p_, result, her2Class);
  }

  void heading() {
    const std::string kind = a_.tumourKind.empty() ? "tumour not named" : titles("tumour.kind", a_.tumourKind);
    line(fmt::format("Case {} - {}", a_.caseId.empty() ? "(no id)" : a_.caseId, kind));
    std::string regions;
    for (const std::uint16_t region : p_.regions)
      regions += (regions.empty() ? "" : ", ") + p_.knowledge.regions[region].id;
    line(fmt::format("as of {}, {}; knowledge {} ({}), engine {}", p_.asOf.text(), regions,
                     p_.knowledge.release.version, p_.knowledge.hash.substr(0, 12), engineVersion()));
    if (const std::string review = reviewWarning(p_.overdue()); !review.empty())
      line(fmt::format("! OLD KNOWLEDGE: {}", review));
  }

  void status() {
    title("HER2 STATUS");
    const std::string rules =
        a_.status.ruleSet.empty() ? "no rule set for this tumour" : titles("reported.rule-set", a_.status.ruleSet);
    line(fmt::format("  {}   ({})", resultAndClass(a_.status.result, a_.status.her2Class), rules));
    if (!a_.status.mutation.empty())
      line(fmt::format("  ERBB2: {}{}", titles("tumour.erbb2-mutation", a_.status.mutation), alterations()));
    for (const std::string& flag : a_.status.flags) {
      const auto code = p_.domainOf("status.flags").find(flag);
      codes("  ! ", "status.flags", code ? CodeSet::of(*code) : CodeSet());
    }
    for (const SpecimenStatus& each : a_.status.specimens) specimen(each);
  }

  std::string alterations() const {
    std::string text;
    a_.status.alterations.forEach([&](unsigned code) {
      text += (text.empty() ? " (" : ", ") + p_.domainOf("tumour.erbb2-alterations")[code].title;
    });
    return text.empty() ? text : text + ")";
  }

  void specimen(const SpecimenStatus& each) {
    const Specimen& specimen = case_.specimens[each.specimen];
    std::string where;
    if (!specimen.site.value.empty()) where += ", " + titles("specimen.site", specimen.site.value);
    if (!specimen.kind.value.empty()) where += ", " + titles("specimen.kind", specimen.kind.value);
    line(fmt::format("  specimen {}{}{}{}", specimen.id.value,
                     specimen.date.recorded() ? " of " + specimen.date.value->text() : "", where,
                     each.decides ? "" : " (does not decide)"));
    if (!each.tested) {
      line("    no HER2 test recorded on it");
      return;
    }
    line("    " + resultAndClass(each.result, each.her2Class));
    if (each.ofItsDay && (each.ofItsDay->result != each.result || each.ofItsDay->her2Class != each.her2Class)) {
      line(fmt::format("    by the rules of its day ({}, {}): {}", titles("reported.rule-set", each.ofItsDay->ruleSet),
                       each.ofItsDay->stated ? "stated" : "inferred from the date",
                       resultAndClass(each.ofItsDay->result, each.ofItsDay->her2Class)));
    }
    codes("    owed: ", "status.owed", each.owed);
    for (const std::string& missing : each.missing) line(fmt::format("    would decide: {}", name(missing)));
    codes("    flag: ", "status.flags", each.flags);
    codes("    comment: ", "status.comments", each.comments);
    codes("    retest: ", "status.retest", each.retest);
    codes("    meets: ", "status.criteria", each.criteria);
  }

  void codes(std::string_view label, std::string_view fact, CodeSet set) {
    set.forEach([&](unsigned code) {
      const Code& entry = p_.domainOf(fact)[code];
      const kb::Text* text = entry.text.empty() ? nullptr : p_.knowledge.findText(entry.text);
      line(fmt::format("{}{}", label, text == nullptr ? entry.title : text->say));
    });
  }

  void ranking() {
    const std::string text = rankingText(p_, a_, cited_);
    if (text.empty()) return;
    title("ORDER BY LIKELY BENEFIT");
    out_ += text;
  }

  void options(OptionState state, std::string_view heading) {
    bool first = true;
    for (const Option& option : a_.options) {
      if (option.state != state || !p_.shows(option)) continue;
      if (first) title(heading);
      first = false;
      this->option(option);
    }
  }

  void option(const Option& option) {
    const kb::Indication& indication = p_.knowledge.indications[option.indication];
    std::string regimen;
    for (const std::string& drug : indication.regimen) regimen += (regimen.empty() ? "" : " + ") + drug;
    std::string approvals;
    for (const std::uint16_t index : option.approvals) {
      const kb::Approval& approval = indication.approvals[index];
      const kb::Source* source = p_.knowledge.findSource(approval.source);
      approvals +=
          fmt::format("{}{} {} {} [{}, {}]", approvals.empty() ? "" : "; ", approval.agency, approval.date.text(),
                      approval.kind, approval.source, source == nullptr ? "" : kb::gradeName(source->grade));
      if (option.state != OptionState::NotIndicated) cited_.insert(approval.source);
    }
    line(fmt::format("  {} {}: {}", p_.knowledge.regions[option.region].id, regimen, indication.population));
    if (option.state != OptionState::NotIndicated) line(fmt::format("     {}", approvals));
    std::vector<std::string> failed;
    for (const std::uint16_t criterion : option.failed) failed.push_back(indication.criteria[criterion].say);
    if (!failed.empty()) line(fmt::format("     - fails: {}", fmt::join(failed, "; ")));
    std::vector<std::string> missing;
    for (const std::string& each : option.missing) missing.push_back(name(each));
    if (!missing.empty()) line(fmt::format("     ? would decide: {}", fmt::join(missing, "; ")));
    if (option.state != OptionState::NotIndicated && a_.safety.assessed)
      line(fmt::format("     safety: {}{}", safetyOf(a_, option),
                       option.baselineDue.empty()
                           ? ""
                           : fmt::format("; before the first dose: {}", fmt::join(option.baselineDue, ", "))));
    if (option.state != OptionState::NotIndicated) out_ += optionEvidence(p_, a_, option, cited_);
  }

  std::string name(const std::string& missing) const { return factTitle(p_, missing); }

  void guidelines() {
    const std::string text = otherGuidelines(p_, a_, cited_);
    if (text.empty()) return;
    title("GUIDELINES THAT SPEAK OF NO OPTION ABOVE");
    out_ += text;
  }

  void nextTests() {
    if (a_.nextTests.empty()) return;
    title("WHAT WOULD DECIDE MOST");
    std::vector<std::string> rest;
    unsigned shown = 0;
    for (const NextTest& test : a_.nextTests) {
      if (!showsTest(p_, a_, test)) continue;
      if (test.outcomes.empty() || ++shown > mostTests) {
        rest.push_back(name(test.test));
        continue;
      }
      line("  " + name(test.test));
      for (const NextOutcome& outcome : test.outcomes) this->outcome(test, outcome);
    }
    if (!rest.empty()) line(fmt::format("  also open: {}", fmt::join(rest, "; ")));
  }

  void outcome(const NextTest& test, const NextOutcome& outcome) {
    const kb::TestOutcome& described = p_.knowledge.obtainables[*test.obtainable].outcomes[outcome.outcome];
    line(fmt::format("    if {}: {}", described.say, outcomeText(p_, a_, outcome)));
    for (const std::uint16_t index : outcome.howOften) {
      const kb::Frequency& often = described.often[index];
      cited_.insert(often.source);
      line(fmt::format("       seen in {} [{}]", howOftenText(often), often.source));
    }
  }

  void list(std::string_view heading, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    title(heading);
    for (const std::string& each : lines) line("  " + each);
  }

  void warnings() {
    if (a_.warnings.empty()) return;
    title("WARNINGS");
    for (const Problem& problem : a_.warnings) line("  " + problem.text());
  }

  void sources() {
    if (cited_.empty()) return;
    title("SOURCES");
    for (const std::string& id : cited_) {
      const kb::Source* source = p_.knowledge.findSource(id);
      if (source != nullptr)
        line(fmt::format("  [{}] {}{}{} ({}) {}", id, source->body, source->body.empty() ? "" : ": ", source->title,
                         kb::gradeName(source->grade), source->url));
    }
    out_ += '\n';
  }

  const Presenter& p_;
  const Case& case_;
  const Assessment& a_;
  std::set<std::string> cited_;
  std::string out_;
};

}  // namespace

std::string titlesOf(const Domain& domain, CodeSet codes) {
  std::string text;
  codes.forEach([&](unsigned code) { text += (text.empty() ? "" : " or ") + domain[code].title; });
  return text.empty() ? "not determined" : text;
}

std::string resultAndClassOf(const Presenter& presenter, CodeSet result, CodeSet her2Class) {
  const std::string first = titlesOf(presenter.domainOf("status.result"), result);
  const std::string second = titlesOf(presenter.domainOf("status.class"), her2Class);
  return first == second ? first : first + "; " + second;
}

std::string assessmentText(const Presenter& presenter, const Case& record, const Assessment& assessment) {
  return Page(presenter, record, assessment).write();
}

std::string explanationText(const Presenter& presenter, const Case&, const Assessment& assessment,
                            const std::string& about) {
  std::string out = fmt::format("Case {}, as of {}, knowledge {}\n", assessment.caseId, presenter.asOf.text(),
                                presenter.knowledge.release.version);
  if (const std::string review = reviewWarning(presenter.overdue()); !review.empty())
    out += fmt::format("! OLD KNOWLEDGE: {}\n", review);
  for (const TraceSection* section : sectionsShown(presenter, assessment)) {
    if (!about.empty() && section->title.find(about) == std::string::npos) continue;
    out += fmt::format("\n{}\n", section->title);
    for (const TraceLine& line : section->lines) {
      out += fmt::format("  {}: {} - {}\n", line.rule, line.outcome, line.says);
      for (const std::string& because : line.because) out += fmt::format("      {}\n", because);
      out += fmt::format("      rule: knowledge/{}{}{}\n", line.place, line.sources.empty() ? "" : ", source ",
                         fmt::join(line.sources, ", "));
    }
  }
  return out;
}

}  // namespace her2::present
