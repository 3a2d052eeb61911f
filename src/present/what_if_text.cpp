// Two answers on one page: what differs in status, options, PREDICT and tests.
#include <fmt/format.h>

#include <algorithm>

#include "present/what_if.h"

namespace her2::present {
namespace {

class WhatIfPage {
 public:
  WhatIfPage(const Presenter& presenter, const Answer& before, const Answer& after)
      : p_(presenter), before_(before), after_(after) {}

  std::string write(const std::vector<std::string>& changes) {
    out_ = fmt::format("Case {}, as of {}; knowledge {} ({}), engine {}\n", before_.assessment.caseId, p_.asOf.text(),
                       p_.knowledge.release.version, p_.knowledge.hash.substr(0, 12), engineVersion());
    out_ += fmt::format("WHAT IF  {}\n", fmt::join(changes, "\n         "));
    status();
    options();
    predictions();
    tests();
    warnings();
    if (!any_) out_ += "\nNothing changes.\n";
    out_ +=
        "\nA supposition, not a finding. Decision support for health professionals: options and reasons, not orders.\n";
    return std::move(out_);
  }

 private:
  void pair(const std::string& subject, const std::string& before, const std::string& after) {
    if (before == after) return;
    any_ = true;
    out_ += fmt::format("\n{}\n     as recorded  {}\n     what if      {}\n", subject, before, after);
  }

  std::string titles(std::string_view fact, CodeSet codes) const {
    std::string text;
    codes.forEach([&](unsigned code) { text += (text.empty() ? "" : " or ") + p_.domainOf(fact)[code].title; });
    return text.empty() ? "none" : text;
  }

  static std::string joined(const std::vector<std::string>& texts) {
    return texts.empty() ? std::string("none") : fmt::format("{}", fmt::join(texts, "; "));
  }

  void status() {
    const Status& a = before_.assessment.status;
    const Status& b = after_.assessment.status;
    pair("HER2 result", titles("status.result", a.result), titles("status.result", b.result));
    pair("HER2 class", titles("status.class", a.her2Class), titles("status.class", b.her2Class));
    pair("Tests owed", owed(a), owed(b));
    pair("Flags", flags(a), flags(b));
  }

  std::string owed(const Status& status) const {
    CodeSet all;
    for (const SpecimenStatus& each : status.specimens) {
      if (each.decides) all |= each.owed;
    }
    return titles("status.owed", all);
  }

  std::string flags(const Status& status) const {
    CodeSet all;
    for (const SpecimenStatus& each : status.specimens) all |= each.flags;
    std::vector<std::string> texts = status.flags;
    all.forEach([&](unsigned code) { texts.push_back(p_.domainOf("status.flags")[code].title); });
    return joined(texts);
  }

  static const Option* find(const Assessment& in, const Option& option) {
    const auto found = std::find_if(in.options.begin(), in.options.end(), [&](const Option& o) {
      return o.indication == option.indication && o.region == option.region;
    });
    return found == in.options.end() ? nullptr : &*found;
  }

  void options() {
    for (const Option& option : before_.assessment.options) {
      if (p_.shows(option)) this->option(&option, find(after_.assessment, option));
    }
    for (const Option& option : after_.assessment.options) {
      if (p_.shows(option) && find(before_.assessment, option) == nullptr) this->option(nullptr, &option);
    }
    if (otherReasons_.empty()) return;
    any_ = true;
    out_ += fmt::format("\nStill not indicated, for other reasons: {}\n", fmt::join(otherReasons_, ", "));
  }

  void option(const Option* before, const Option* after) {
    const Option& either = before != nullptr ? *before : *after;
    const kb::Indication& indication = p_.knowledge.indications[either.indication];
    const auto fails = [](const Option* o) { return o != nullptr && o->state == OptionState::NotIndicated; };
    if (fails(before) && fails(after)) {
      if (optionText(before) != optionText(after))
        otherReasons_.push_back(p_.optionId(either) + "@" + p_.knowledge.regions[either.region].id);
      return;
    }
    std::string regimen;
    for (const std::string& drug : indication.regimen) regimen += (regimen.empty() ? "" : " + ") + drug;
    pair(fmt::format("{} {}: {}", p_.knowledge.regions[either.region].id, regimen, indication.population),
         optionText(before), optionText(after));
  }

  std::string optionText(const Option* option) const {
    if (option == nullptr) return "not listed";
    const kb::Indication& indication = p_.knowledge.indications[option->indication];
    std::string text(stateName(option->state));
    std::vector<std::string> reasons;
    for (const std::uint16_t criterion : option->failed) reasons.push_back(indication.criteria[criterion].say);
    if (!reasons.empty()) text += " - fails: " + joined(reasons);
    reasons.clear();
    for (const std::string& missing : option->missing) reasons.push_back(factTitle(p_, missing));
    if (!reasons.empty()) text += " - would decide: " + joined(reasons);
    if (option->state != OptionState::NotIndicated && !option->baselineDue.empty())
      text += fmt::format(" - not in the record: {}", fmt::join(option->baselineDue, ", "));
    return text;
  }

  void predictions() {
    const auto& a = before_.assessment.benefit.predictions;
    const auto& b = after_.assessment.benefit.predictions;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      const auto beforeRows = i < a.size() ? predictRows(p_, a[i]) : std::vector<PredictRow>();
      const auto afterRows = i < b.size() ? predictRows(p_, b[i]) : std::vector<PredictRow>();
      const kb::PredictModel& model = p_.knowledge.predictModels[(i < a.size() ? a : b)[i].model];
      std::vector<std::string> names;
      for (const auto* rows : {&beforeRows, &afterRows}) {
        for (const PredictRow& row : *rows) {
          if (row.brief && std::find(names.begin(), names.end(), row.name) == names.end()) names.push_back(row.name);
        }
      }
      for (const std::string& name : names)
        pair(fmt::format("{}, % alive after {} years: {}", model.title, fmt::join(model.horizons, ", "), name),
             numbers(beforeRows, name), numbers(afterRows, name));
    }
  }

  static std::string numbers(const std::vector<PredictRow>& rows, const std::string& name) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const PredictRow& r) { return r.name == name; });
    return found == rows.end() ? "not given" : found->numbers;
  }

  void tests() {
    std::vector<std::string> a;
    std::vector<std::string> b;
    for (const NextTest& test : before_.assessment.nextTests) a.push_back(factTitle(p_, test.test));
    for (const NextTest& test : after_.assessment.nextTests) b.push_back(factTitle(p_, test.test));
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    pair("What would decide", joined(a), joined(b));
  }

  void warnings() {
    std::vector<std::string> fresh;
    const Problems& known = before_.assessment.warnings;
    for (const Problem& problem : after_.assessment.warnings) {
      const auto same = [&](const Problem& other) {
        return other.code == problem.code && other.message == problem.message;
      };
      if (std::none_of(known.begin(), known.end(), same)) fresh.push_back(problem.text());
    }
    pair("Warnings besides those of the record", "none", joined(fresh));
  }

  const Presenter& p_;
  const Answer& before_;
  const Answer& after_;
  bool any_ = false;
  std::vector<std::string> otherReasons_;
  std::string out_;
};

}  // namespace

std::string whatIfText(const Presenter& presenter, const std::vector<std::string>& changes, const Answer& before,
                       const Answer& after) {
  return WhatIfPage(presenter, before, after).write(changes);
}

}  // namespace her2::present
