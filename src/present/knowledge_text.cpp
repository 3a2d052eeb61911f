#include "present/knowledge_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace her2::present {
namespace {

std::string periodText(const kb::Period& period) {
  if (!period.from && !period.until) return "always";
  return fmt::format("{}{}", period.from ? "from " + period.from->text() : "",
                     period.until ? fmt::format("{}until {}", period.from ? " " : "", period.until->text()) : "");
}

std::string sourceLine(const kb::Knowledge& knowledge, const std::string& id) {
  const kb::Source* source = knowledge.findSource(id);
  if (source == nullptr) return id;
  return fmt::format("[{}] {} ({}) {}", id, source->title, kb::gradeName(source->grade), source->url);
}

std::string placeText(const kb::Block& block) {
  return fmt::format("knowledge/{}:{}", block.document->file, block.node->place.line);
}

/// Columns padded to one width, so that a table reads as a table.
std::string grid(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) {
    out += "  ";
    for (std::size_t i = 0; i < row.size(); ++i)
      out += i + 1 == row.size() ? row[i] : fmt::format("{:<{}}  ", row[i], widths[i]);
    out += '\n';
  }
  return out;
}

std::string tableText(const kb::Knowledge& knowledge, const kb::Table& table) {
  static constexpr std::array<std::string_view, 5> hits = {"unique", "any", "first", "priority", "collect"};
  std::string out =
      fmt::format("table {} - {}\n  {}; in force {}; hit policy {}\n", table.id, table.title, placeText(table.block),
                  periodText(table.period), hits[static_cast<std::size_t>(table.hit)]);
  if (!table.whenText.empty()) out += fmt::format("  when {}\n", table.whenText);
  for (const std::string& source : table.sources) out += "  source " + sourceLine(knowledge, source) + "\n";
  std::vector<std::vector<std::string>> rows(1, {"row"});
  for (const kb::Input& input : table.inputs) rows[0].push_back(input.text);
  for (const kb::FactId output : table.outputs) rows[0].push_back("=> " + knowledge.facts[output].name);
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    rows.push_back({fmt::format("{}", r + 1)});
    for (const std::string& cell : table.rows[r].cellTexts) rows.back().push_back(cell.empty() ? "none" : cell);
    if (!table.rows[r].note.empty()) rows.back().push_back("# " + table.rows[r].note);
  }
  return out + grid(rows) + "\n";
}

std::string factText(const kb::Knowledge& knowledge, const feel::Fact& fact, const kb::Derivation& derivation) {
  static constexpr std::array<std::string_view, 6> kinds = {"number", "date",          "truth",
                                                            "code",   "list of codes", "duration"};
  std::string out = fmt::format("fact {} - {}\n  {}; {} of the {}", fact.name, fact.title, placeText(derivation.block),
                                kinds[static_cast<std::size_t>(fact.kind)],
                                fact.scope == feel::Scope::Specimen ? "specimen" : "patient");
  if (fact.kind == feel::Kind::Number) out += fmt::format(", unit {}, range {}", fact.unit, fact.range.text());
  if (fact.kind == feel::Kind::Code || fact.kind == feel::Kind::Codes)
    out += fmt::format(", codes {}", knowledge.vocabulary.domain(fact.domain).name());
  out += "\n";
  if (!fact.about.empty()) out += fmt::format("  {}\n", fact.about);
  if (!derivation.path.empty()) out += fmt::format("  from the case: {}\n", derivation.path);
  if (!derivation.name.empty()) out += fmt::format("  derived: {}\n", derivation.name);
  if (!derivation.defineText.empty()) out += fmt::format("  defined: {}\n", derivation.defineText);
  if (fact.closedWorld) out += "  closed world: not recorded is taken as none, and listed under assumptions\n";
  return out + "\n";
}

std::string indicationText(const kb::Knowledge& knowledge, const kb::Indication& indication) {
  std::string out = fmt::format("indication {}/{} - {}\n  {}; regimen {}; basis {}\n", indication.drug, indication.id,
                                indication.population, placeText(indication.block),
                                fmt::join(indication.regimen, " + "), indication.basis);
  for (const kb::Criterion& criterion : indication.criteria)
    out += fmt::format("  - {}\n      {}\n", criterion.say, criterion.text);
  for (const kb::Approval& approval : indication.approvals)
    out += fmt::format("  {} {} {} {}\n", approval.agency, approval.date.text(), approval.kind,
                       sourceLine(knowledge, approval.source));
  for (const auto& [agency, day] : indication.until)
    out += fmt::format("  wording held for {} until {}{}\n", agency, day.text(),
                       indication.replacedBy.empty() ? "" : ", replaced by " + indication.replacedBy);
  if (!indication.note.empty()) out += fmt::format("  note: {}\n", indication.note);
  return out + "\n";
}

std::string domainText(const Domain& domain) {
  std::string out = fmt::format("codes {} - {}\n", domain.name(), domain.title());
  std::vector<std::vector<std::string>> rows;
  for (const Code& code : domain.codes()) rows.push_back({code.code, code.title});
  return out + grid(rows) + "\n";
}

std::set<std::string> allNames(const kb::Knowledge& knowledge) {
  std::set<std::string> names;
  for (const kb::Table& table : knowledge.tables) names.insert(table.id);
  for (const feel::Fact& fact : knowledge.facts.facts()) names.insert(fact.name);
  for (const kb::Source& source : knowledge.sources) names.insert(source.id);
  for (const kb::DrugEntry& drug : knowledge.drugs) names.insert(drug.id);
  for (const kb::Indication& indication : knowledge.indications) names.insert(indication.drug + "/" + indication.id);
  for (const kb::Text& text : knowledge.texts) names.insert(text.id);
  for (const Domain& domain : knowledge.vocabulary.domains()) names.insert(domain.name());
  for (const kb::RuleSet& ruleSet : knowledge.ruleSets) names.insert(ruleSet.id);
  return names;
}

}  // namespace

std::string knowledgeContents(const kb::Knowledge& knowledge) {
  std::string out = fmt::format("knowledge {} of {} ({})\n\nTABLES\n", knowledge.release.version,
                                knowledge.release.date.text(), knowledge.hash.substr(0, 12));
  std::vector<std::vector<std::string>> rows;
  for (const kb::Table& table : knowledge.tables) rows.push_back({table.id, periodText(table.period), table.title});
  out += grid(rows) + "\nDRUGS\n";
  rows.clear();
  for (const kb::DrugEntry& drug : knowledge.drugs) {
    const auto n = std::count_if(knowledge.indications.begin(), knowledge.indications.end(),
                                 [&](const kb::Indication& i) { return i.drug == drug.id; });
    rows.push_back({drug.id, fmt::format("{} indication{}", n, n == 1 ? "" : "s"),
                    fmt::format("{}", fmt::join(drug.brands, ", "))});
  }
  out += grid(rows);
  return out + "\nher2 kb show NAME prints one of these, a fact, a source or a list of codes.\n";
}

std::string knowledgeThing(const kb::Knowledge& knowledge, const std::string& name) {
  std::string out;
  for (const kb::Table& table : knowledge.tables) {
    if (table.id == name) out += tableText(knowledge, table);
  }
  if (const auto fact = knowledge.facts.find(name)) {
    out += factText(knowledge, knowledge.facts[*fact], knowledge.derivations[*fact]);
    for (const kb::Table& table : knowledge.tables) {
      if (std::find(table.outputs.begin(), table.outputs.end(), *fact) != table.outputs.end())
        out += fmt::format("  filled by table {} ({})\n", table.id, periodText(table.period));
    }
  }
  if (const kb::Source* source = knowledge.findSource(name)) {
    out += fmt::format("source {}\n  {}\n  {}{}; grade {}\n  {}\n", source->id, source->title, source->body,
                       source->date ? ", " + source->date->text() : "", kb::gradeName(source->grade), source->url);
    if (!source->note.empty()) out += fmt::format("  {}\n", source->note);
  }
  for (const kb::RuleSet& ruleSet : knowledge.ruleSets) {
    if (ruleSet.id == name)
      out += fmt::format("rule set {} - {}, {}\n  when {}\n", ruleSet.id, ruleSet.title, periodText(ruleSet.period),
                         ruleSet.whenText);
  }
  for (const kb::DrugEntry& drug : knowledge.drugs) {
    if (drug.id == name)
      out += fmt::format("drug {} - {}\n  brands {}\n  before the first dose: {}\n  {}\n\n", drug.id, drug.title,
                         fmt::join(drug.brands, ", "), fmt::join(drug.baseline, ", "), drug.mechanism);
  }
  for (const kb::Indication& indication : knowledge.indications) {
    if (indication.drug == name || indication.id == name || indication.drug + "/" + indication.id == name)
      out += indicationText(knowledge, indication);
  }
  if (const kb::Text* text = knowledge.findText(name))
    out += fmt::format("text {} - {}\n  {}\n", text->id, text->title, text->say);
  if (const auto domain = knowledge.vocabulary.findDomain(name))
    out += domainText(knowledge.vocabulary.domain(*domain));
  return out;
}

std::vector<std::string> nearbyNames(const kb::Knowledge& knowledge, const std::string& text) {
  std::vector<std::string> near;
  for (const std::string& name : allNames(knowledge)) {
    if (name.find(text) != std::string::npos && near.size() < 10) near.push_back(name);
  }
  return near;
}

}  // namespace her2::present
