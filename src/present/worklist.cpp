// The worklist as CSV: one line a patient, lists separated by semicolons.
#include <fmt/format.h>

#include <algorithm>
#include <array>

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

/// Flags of the specimens that decide as they are; those of others with the name of the specimen, or its number where
/// it has none; then those across specimens.
void appendFlags(const Domain& domain, const Case& record, const Status& status, std::string& out) {
  CodeSet deciding;
  for (const SpecimenStatus& specimen : status.specimens) {
    if (specimen.decides) deciding |= specimen.flags;
  }
  appendCodes(domain, deciding, out);
  const auto add = [&](std::string_view flag) { out.append(out.empty() ? "" : ";").append(flag); };
  for (const SpecimenStatus& specimen : status.specimens) {
    if (specimen.decides || specimen.later) continue;
    const TextLeaf& id = record.specimens[specimen.specimen].id;
    specimen.flags.forEach([&](unsigned code) {
      add(domain[code].code);
      out.append("@").append(id.recorded() ? id.value : std::to_string(specimen.specimen + 1));
    });
  }
  for (const std::string& flag : status.flags) add(flag);
}

/// Most cells are a word or two; a search at the speed of memory pays for itself in the long ones only.
bool needsQuotes(std::string_view text) {
  constexpr std::size_t fewCharacters = 32;
  static constexpr std::string_view signs = ",\"\n\r";
  if (text.size() <= fewCharacters) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return c == signs[0] || c == signs[1] || c == signs[2] || c == signs[3]; });
  }
  return std::any_of(signs.begin(), signs.end(), [&](char sign) { return text.find(sign) != std::string_view::npos; });
}

}  // namespace

std::span<const std::string_view> worklistColumns() {
  static constexpr std::array<std::string_view, 10> names = {"case", "tumour", "result",    "class",    "rule_set",
                                                             "owed", "flags",  "indicated", "possible", "knowledge"};
  return names;
}

std::string worklistHeader() { return fmt::format("{}\n", fmt::join(worklistColumns(), ",")); }

void appendCsvCell(std::string_view text, std::string& out) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
  if (!formula && !needsQuotes(text)) {
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

Worklist::Worklist(const Presenter& presenter)
    : p_(presenter),
      kinds_(presenter.domainOf("tumour.kind")),
      results_(presenter.domainOf("status.result")),
      classes_(presenter.domainOf("status.class")),
      ruleSets_(presenter.domainOf("reported.rule-set")),
      steps_(presenter.domainOf("status.owed")),
      flags_(presenter.domainOf("status.flags")),
      cells_(worklistColumns().size()),
      options_(presenter.knowledge.indications.size() * presenter.knowledge.regions.size()) {
  knowledge_ = presenter.knowledge.release.version;
  if (!presenter.overdue().empty()) knowledge_ += ";review-due";
}

void Worklist::appendOptions(const Assessment& assessment, OptionState state, std::string& out) {
  const kb::Knowledge& knowledge = p_.knowledge;
  for (const Option& option : assessment.options) {
    if (option.state != state || !p_.shows(option)) continue;
    std::string& name = options_[option.indication * knowledge.regions.size() + option.region];
    if (name.empty()) {
      const kb::Indication& indication = knowledge.indications[option.indication];
      name = fmt::format("{}/{}@{}", indication.drug, indication.id, knowledge.regions[option.region].id);
    }
    if (!out.empty()) out += ';';
    out += name;
  }
}

const std::vector<std::string>& Worklist::cells(const Case& record, const Assessment& assessment) {
  const Status& status = assessment.status;
  std::size_t at = 0;
  const auto next = [&]() -> std::string& {
    std::string& cell = cells_[at++];
    cell.clear();
    return cell;
  };
  next() = assessment.caseId;
  appendCodes(kinds_, assessment.tumourKind, next());
  appendCodes(results_, status.result, next());
  appendCodes(classes_, status.her2Class, next());
  appendCodes(ruleSets_, status.ruleSet, next());
  CodeSet owed;
  for (const SpecimenStatus& specimen : status.specimens) {
    if (specimen.decides) owed |= specimen.owed;
  }
  appendCodes(steps_, owed, next());
  appendFlags(flags_, record, status, next());
  appendOptions(assessment, OptionState::Indicated, next());
  appendOptions(assessment, OptionState::Possible, next());
  next() = knowledge_;
  return cells_;
}

void Worklist::appendLine(const Case& record, const Assessment& assessment, std::string& out) {
  bool first = true;
  for (const std::string& cell : cells(record, assessment)) {
    if (!first) out += ',';
    appendCsvCell(cell, out);
    first = false;
  }
  out += '\n';
}

}  // namespace her2::present
