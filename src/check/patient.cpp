// The patient's words are complete: every class and result of HER2, every medicine and every use of it, every check and
// owed test has one text on every day on which a patient may meet it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "check/check.h"
#include "kb/patient_texts.h"

namespace her2::check {
namespace {

class PatientTexts {
 public:
  PatientTexts(const kb::Knowledge& knowledge, Problems& problems) : knowledge_(knowledge), problems_(problems) {}

  void run() {
    if (knowledge_.patientTexts.empty()) return;  // a body of knowledge that speaks to professionals only
    collectNames();
    for (const kb::PatientText& text : knowledge_.patientTexts) {
      unknown(text, "options", text.options, options_);
      unknown(text, "checks", text.checks, checks_);
    }
    statuses();
    for (const kb::Indication& indication : knowledge_.indications) this->indication(indication);
    for (const std::string& check : checks_) {
      if (kb::checkText(knowledge_, check, knowledge_.release.date) == nullptr)
        missing(fmt::format("the check or test `{}`", check), "part = \"check\" and checks = …");
    }
    doubles();
  }

 private:
  void collectNames() {
    std::set<std::string> drugs;
    for (const kb::Indication& indication : knowledge_.indications) {
      options_.insert(indication.drug + "/" + indication.id);
      drugs.insert(indication.drug);
    }
    for (const kb::DrugEntry& drug : knowledge_.drugs) {
      if (!drugs.contains(drug.id)) continue;
      for (std::string& check : knowledge_.checksBefore(drug.id)) checks_.insert(std::move(check));
    }
    if (const auto workUp = knowledge_.vocabulary.findDomain("work-up")) {
      for (const Code& code : knowledge_.vocabulary.domain(*workUp).codes()) checks_.insert(code.code);
    }
  }

  void unknown(const kb::PatientText& text, std::string_view member, const std::vector<std::string>& named,
               const std::set<std::string>& known) {
    for (const std::string& name : named) {
      if (!known.contains(name))
        problems_.push_back(text.block.document->problem(
            text.block.node->find(member)->place, fmt::format("`{}` names `{}`, which does not exist", text.id, name)));
    }
  }

  void missing(const std::string& what, std::string_view how) {
    problems_.push_back({Severity::Error, "knowledge", "patient", fmt::format("patients find no words for {}", what),
                         fmt::format("add a [[patient-text]] with {}", how)});
  }

  void statuses() {
    const auto classes = knowledge_.vocabulary.findDomain("her2-class");
    const auto results = knowledge_.vocabulary.findDomain("her2-result");
    if (!classes || !results) return;
    const Domain& classDomain = knowledge_.vocabulary.domain(*classes);
    for (unsigned code = 0; code < classDomain.codes().size(); ++code) {
      for (const Date day : daysOf([&](const kb::PatientText& t) { return t.classes.contains(code); })) {
        if (kb::classText(knowledge_, code, {}, day) == nullptr)
          missing(fmt::format("the class `{}` on {}", classDomain[code].code, day.text()),
                  "part = \"status\" and class = …");
      }
    }
    const Domain& resultDomain = knowledge_.vocabulary.domain(*results);
    for (unsigned code = 0; code < resultDomain.codes().size(); ++code) {
      const bool isClass = classDomain.find(resultDomain[code].code).has_value();
      if (!isClass && kb::resultText(knowledge_, code, {}, knowledge_.release.date) == nullptr)
        missing(fmt::format("the result `{}`", resultDomain[code].code), "part = \"status\" and result = …");
    }
  }

  /// Days on which the texts of a thing may leave a hole: where one ends, before one begins, and today's.
  template <class Fits>
  std::set<Date> daysOf(const Fits& fits) const {
    std::set<Date> days = {knowledge_.release.date};
    for (const kb::PatientText& text : knowledge_.patientTexts) {
      if (!fits(text)) continue;
      if (text.from) days.insert(text.from->plusDays(-1));
      if (text.until) days.insert(*text.until);
    }
    return days;
  }

  // On the first day of its approval, and on its last.
  void indication(const kb::Indication& indication) {
    std::set<Date> days;
    for (const kb::Approval& approval : indication.approvals) {
      days.insert(approval.date);
      const auto until = indication.until.find(approval.agency);
      days.insert(until == indication.until.end() ? knowledge_.release.date : until->second.plusDays(-1));
    }
    const std::string option = indication.drug + "/" + indication.id;
    const auto refuse = [&](std::string_view what, Date day, std::string remedy) {
      problems_.push_back(indication.block.document->problem(
          indication.block.node->place,
          fmt::format("patients find no words for {} of `{}` on {}", what, option, day.text()), std::move(remedy)));
    };
    const auto silent = std::find_if(days.begin(), days.end(), [&](Date day) {
      return kb::medicineText(knowledge_, indication.drug, day) == nullptr;
    });
    if (silent != days.end())
      refuse("the medicine", *silent,
             fmt::format("add a [[patient-text]] with part = \"option\" and drugs = [\"{}\"]", indication.drug));
    const auto unused = std::find_if(days.begin(), days.end(),
                                     [&](Date day) { return kb::useText(knowledge_, option, day) == nullptr; });
    if (unused != days.end())
      refuse("the use", *unused,
             fmt::format("name \"{}\" in `options` of a [[patient-text]] with part = \"use\"", option));
  }

  // Which of two texts would a patient get?
  void doubles() {
    const auto& texts = knowledge_.patientTexts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const std::string shared = sharedBy(texts[i], texts[j]);
        if (shared.empty()) continue;
        problems_.push_back(texts[i].block.document->problem(
            texts[i].block.node->place,
            fmt::format("`{}` and `{}` are both for {} at the same time", texts[i].id, texts[j].id, shared)));
      }
    }
  }

  static std::string sharedBy(const kb::PatientText& a, const kb::PatientText& b) {
    const bool ordered = (!a.until || !b.from || *b.from < *a.until) && (!b.until || !a.from || *a.from < *b.until);
    if (a.part != b.part || !ordered || a.tumours != b.tumours) return {};
    if (a.id == b.id) return "the same id";
    if (a.part == kb::PatientPart::Status && a.classes.intersects(b.classes)) return "one class";
    if (a.part == kb::PatientPart::Status && a.results.intersects(b.results)) return "one result";
    if (a.part == kb::PatientPart::Option) return common(a.drugs, b.drugs);
    if (a.part == kb::PatientPart::Use) return common(a.options, b.options);
    return a.part == kb::PatientPart::Check ? common(a.checks, b.checks) : std::string();
  }

  static std::string common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (const std::string& each : a) {
      if (std::find(b.begin(), b.end(), each) != b.end()) return "`" + each + "`";
    }
    return {};
  }

  const kb::Knowledge& knowledge_;
  Problems& problems_;
  std::set<std::string> options_;
  std::set<std::string> checks_;
};

}  // namespace

void checkPatientTexts(const kb::Knowledge& knowledge, Problems& problems) { PatientTexts(knowledge, problems).run(); }

}  // namespace her2::check
