// The worklist as CSV: one line a patient, lists separated by semicolons.
#include "present/presenter.h"

namespace her2::present {
namespace {

void appendCodes(const Domain& domain, CodeSet codes, std::string& out) {
  bool first = true;
  codes.forEach([&](unsigned code) {
    if (!first) out += ';';
    out += domain[code].code;
    first = false;
  });
}

void appendOptions(const Presenter& presenter, const Assessment& assessment, OptionState state, std::string& out) {
  bool first = true;
  for (const Option& option : assessment.options) {
    if (option.state != state || !presenter.shows(option)) continue;
    if (!first) out += ';';
    const kb::Indication& indication = presenter.knowledge.indications[option.indication];
    out += indication.drug;
    out += '/';
    out += indication.id;
    out += '@';
    out += presenter.knowledge.regions[option.region].id;
    first = false;
  }
}

}  // namespace

std::string worklistHeader() { return "case,tumour,result,class,rule_set,owed,flags,indicated,possible,knowledge\n"; }

void appendCsvCell(std::string_view text, std::string& out) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
  const bool quote = formula || text.find_first_of(",\"\n\r") != std::string_view::npos;
  if (!quote) {
    out.append(text);
    return;
  }
  out += '"';
  if (formula) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void appendWorklistLine(const Presenter& presenter, const Case&, const Assessment& assessment, std::string& out) {
  const Status& status = assessment.status;
  appendCsvCell(assessment.caseId, out);
  out += ',';
  appendCodes(presenter.domainOf("tumour.kind"), assessment.tumourKind, out);
  out += ',';
  appendCodes(presenter.domainOf("status.result"), status.result, out);
  out += ',';
  appendCodes(presenter.domainOf("status.class"), status.her2Class, out);
  out += ',';
  appendCodes(presenter.domainOf("reported.rule-set"), status.ruleSet, out);
  out += ',';
  CodeSet owed;
  CodeSet flags;
  for (const SpecimenStatus& specimen : status.specimens) {
    if (specimen.decides) owed |= specimen.owed;
    flags |= specimen.flags;
  }
  appendCodes(presenter.domainOf("status.owed"), owed, out);
  out += ',';
  appendCodes(presenter.domainOf("status.flags"), flags, out);
  for (const std::string& flag : status.flags) {
    if (out.back() != ',') out += ';';
    out += flag;
  }
  out += ',';
  appendOptions(presenter, assessment, OptionState::Indicated, out);
  out += ',';
  appendOptions(presenter, assessment, OptionState::Possible, out);
  out += ',';
  appendCsvCell(presenter.knowledge.release.version, out);
  if (!presenter.overdue().empty()) out += ";review-due";
  out += '\n';
}

}  // namespace her2::present
