#include "present/knowledge_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "present/drug_text.h"
#include "present/evidence_text.h"
#include "present/plain.h"

namespace her2::present {
namespace {

std::string sourceLines(const kb::Knowledge& knowledge, const std::vector<std::string>& sources,
                        std::string_view before) {
  std::string out;
  for (const std::string& source : sources) out += fmt::format("{}{}\n", before, sourceLine(knowledge, source));
  return out;
}

std::string examplesText(const kb::Node& block) {
  const kb::Node* examples = block.find("examples");
  if (examples == nullptr || !examples->isArray() || examples->array().empty()) return {};
  std::string out = "  examples\n";
  for (const kb::Node& example : examples->array()) {
    const kb::Node* given = example.isTable() ? example.find("given") : nullptr;
    const kb::Node* gives = example.isTable() ? example.find("gives") : nullptr;
    if (given != nullptr && gives != nullptr)
      out += fmt::format("    {} => {}\n", inlineText(*given), inlineText(*gives));
  }
  return out;
}

/// One thing of the knowledge in words. `line`, where not 0, is marked: a row of a table, a criterion, an approval.
class Thing {
 public:
  Thing(const kb::Knowledge& knowledge, std::uint32_t line) : knowledge_(knowledge), line_(line) {}

  std::string table(const kb::Table& table) const {
    std::string out = fmt::format("table {} - {}\n  {}; in force {}; hit policy {}\n", table.id, table.title,
                                  placeText(table.block), periodText(table.period), hitName(table.hit));
    if (!table.whenText.empty()) out += fmt::format("  when {}\n", table.whenText);
    out += sourceLines(knowledge_, table.sources, "  source ");
    return out + rows(table) + rowSources(table) + examplesText(*table.block.node) + "\n";
  }

  std::string fact(feel::FactId id) const {
    static constexpr std::array<std::string_view, 6> kinds = {"number", "date",          "truth",
                                                              "code",   "list of codes", "duration"};
    const feel::Fact& fact = knowledge_.facts[id];
    const kb::Derivation& derivation = knowledge_.derivations[id];
    std::string out =
        fmt::format("fact {} - {}\n  {}; {} of the {}", fact.name, fact.title, placeText(derivation.block),
                    kinds[static_cast<std::size_t>(fact.kind)], feel::scopeName(fact.scope));
    if (fact.kind == feel::Kind::Number) out += fmt::format(", unit {}, range {}", fact.unit, fact.range.text());
    if (fact.kind == feel::Kind::Code || fact.kind == feel::Kind::Codes)
      out += fmt::format(", codes {}", knowledge_.vocabulary.domain(fact.domain).name());
    out += "\n";
    if (!fact.about.empty()) out += fmt::format("  {}\n", fact.about);
    if (!derivation.path.empty()) out += fmt::format("  from the case: {}\n", derivation.path);
    if (!derivation.name.empty()) out += fmt::format("  derived: {}\n", derivation.name);
    if (!derivation.defineText.empty()) out += fmt::format("  defined: {}\n", derivation.defineText);
    if (fact.closedWorld) out += "  closed world: not recorded is taken as none, and listed under assumptions\n";
    for (const kb::Table& table : knowledge_.tables) {
      if (std::find(table.outputs.begin(), table.outputs.end(), id) != table.outputs.end())
        out += fmt::format("  filled by table {} ({})\n", table.id, periodText(table.period));
    }
    return out + examplesText(*derivation.block.node) + "\n";
  }

  std::string indication(const kb::Indication& indication) const {
    std::string out = fmt::format("indication {}/{} - {}\n  {}; regimen {}; basis {}\n", indication.drug, indication.id,
                                  indication.population, placeText(indication.block),
                                  fmt::join(indication.regimen, " + "), indication.basis);
    out += sourceLines(knowledge_, indication.sources, "  source ");
    for (const kb::Criterion& criterion : indication.criteria) {
      out +=
          fmt::format("  {} {}\n      {}\n", criterion.place.line == line_ ? ">" : "-", criterion.say, criterion.text);
      out += sourceLines(knowledge_, criterion.sources, "      source ");
    }
    for (const kb::Approval& approval : indication.approvals)
      out += fmt::format("  {} {} {} {}\n", approval.agency, approval.date.text(), approval.kind,
                         sourceLine(knowledge_, approval.source));
    for (const auto& [agency, day] : indication.until)
      out += fmt::format("  wording held for {} until {}{}\n", agency, day.text(),
                         indication.replacedBy.empty() ? "" : ", replaced by " + indication.replacedBy);
    for (const kb::Companion& each : indication.companions)
      out += fmt::format("  companion test {}\n", companionText(knowledge_, each));
    if (const kb::Node* node = indication.block.node->find("test"))
      out += fmt::format("  test: {}\n", inlineText(*node));
    for (const std::size_t trial : indication.trials)
      out += fmt::format("  rests on trial {} - {}\n", knowledge_.trials[trial].id, knowledge_.trials[trial].title);
    if (!indication.note.empty()) out += fmt::format("  note: {}\n", indication.note);
    return out + examplesText(*indication.block.node) + "\n";
  }

  std::string source(const kb::Source& source) const {
    std::string out = fmt::format("source {} - {}\n  {}{}; grade {}\n", source.id, source.title, source.body,
                                  source.date ? ", " + source.date->text() : "", kb::gradeName(source.grade));
    if (!source.url.empty()) out += fmt::format("  {}\n", source.url);
    if (!source.note.empty()) out += wrapped(source.note, "  ", "  ");
    std::set<std::string> seen;  // a table has an entry for each of its versions
    std::string cited;
    for (const kb::Entry& entry : kb::entriesOf(knowledge_)) {
      bool cites = false;
      kb::forEachCitation(knowledge_, *entry.block.node,
                          [&](const kb::Source& s) { cites = cites || s.id == source.id; });
      const std::string line = fmt::format("    {} {}\n", entry.kind, entry.key());
      if (cites && seen.insert(line).second) cited += line;
    }
    return out + (cited.empty() ? "  cited nowhere\n" : "  cited by\n" + cited) + "\n";
  }

  std::string domain(const Domain& domain) const {
    std::string out = fmt::format("codes {} - {}\n", domain.name(), domain.title());
    std::vector<std::vector<std::string>> rows;
    for (const Code& code : domain.codes()) {
      std::string means;
      if (code.means.size() > 1)
        code.means.forEach([&](unsigned c) { means += (means.empty() ? "one of: " : ", ") + domain[c].code; });
      rows.push_back({code.code, code.title, means});
    }
    return out + grid(rows) + "\n";
  }

  std::string other(const kb::Entry& entry) const {
    return fmt::format("{} {}{}{}\n  {}\n{}\n", entry.kind, entry.key(), entry.title.empty() ? "" : " - ", entry.title,
                       "knowledge/" + entry.place(), blockText(*entry.block.node, "  ")) +
           citations(entry);
  }

  /// Whatever the entry is.
  std::string entry(const kb::Entry& entry) const {
    const kb::Node* node = entry.block.node;
    for (const kb::Table& each : knowledge_.tables) {
      if (each.block.node == node) return table(each);
    }
    for (const kb::Indication& each : knowledge_.indications) {
      if (each.block.node == node) return indication(each);
    }
    for (const kb::DrugEntry& each : knowledge_.drugs) {
      if (each.block.node == node) return drugText(knowledge_, each);
    }
    for (const kb::Source& each : knowledge_.sources) {
      if (each.block.node == node) return source(each);
    }
    for (const kb::Trial& each : knowledge_.trials) {
      if (each.block.node == node) return trialText(knowledge_, each);
    }
    for (const kb::Recommendation& each : knowledge_.recommendations) {
      if (each.block.node == node) return recommendationText(knowledge_, each);
    }
    for (const kb::Scorecard& each : knowledge_.scorecards) {
      if (each.block.node == node)
        return fmt::format("of trial {}\n{}\n", knowledge_.trials[each.trial].id, scorecardText(knowledge_, each));
    }
    if (entry.kind == "fact") {
      if (const auto id = knowledge_.facts.find(entry.id)) return fact(*id);
    }
    if (entry.kind == "codes") {
      if (const auto id = knowledge_.vocabulary.findDomain(entry.id)) return domain(knowledge_.vocabulary.domain(*id));
    }
    return other(entry);
  }

 private:
  std::string rows(const kb::Table& table) const {
    std::vector<std::vector<std::string>> lines(1, {"row"});
    for (const kb::Input& input : table.inputs) lines[0].push_back(input.text);
    for (const kb::FactId output : table.outputs) lines[0].push_back("=> " + knowledge_.facts[output].name);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const kb::Row& row = table.rows[r];
      lines.push_back({fmt::format("{}{}", r + 1, row.place.line == line_ ? " >" : "")});
      for (const std::string& cell : row.cellTexts) lines.back().push_back(cell.empty() ? "none" : cell);
      std::string remark = row.sources.empty() ? "" : fmt::format("[{}]", fmt::join(row.sources, ", "));
      if (!row.note.empty()) remark += fmt::format("{}# {}", remark.empty() ? "" : " ", row.note);
      if (!remark.empty()) lines.back().push_back(remark);
    }
    return grid(lines);
  }

  /// What single rows cite beyond the table.
  std::string rowSources(const kb::Table& table) const {
    std::vector<std::string> ids;
    const auto has = [](const std::vector<std::string>& all, const std::string& id) {
      return std::find(all.begin(), all.end(), id) != all.end();
    };
    for (const kb::Row& row : table.rows) {
      for (const std::string& id : row.sources) {
        if (!has(table.sources, id) && !has(ids, id)) ids.push_back(id);
      }
    }
    return sourceLines(knowledge_, ids, "  source of a row ");
  }

  std::string citations(const kb::Entry& entry) const {
    std::set<std::string> ids;
    kb::forEachCitation(knowledge_, *entry.block.node, [&](const kb::Source& s) { ids.insert(s.id); });
    return ids.empty() ? "" : sourceLines(knowledge_, {ids.begin(), ids.end()}, "  source ") + "\n";
  }

  const kb::Knowledge& knowledge_;
  std::uint32_t line_;
};

bool isCalled(const kb::Entry& entry, const std::string& name) {
  if (entry.id == name || entry.place() == name) return true;
  // Items of a scale answer to its name: her2 kb show cardiac.
  const kb::Node* scale = entry.block.node->find("scale");
  if (scale != nullptr && scale->isString() && scale->string() == name) return true;
  const auto slash = entry.id.rfind('/');
  return slash != std::string::npos && std::string_view(entry.id).substr(slash + 1) == name;
}

/// What drugText prints with the drug.
bool isPrintedWithDrug(std::string_view kind) { return kind == "product" || kind == "dose" || kind == "dose-ladder"; }

}  // namespace

std::string_view hitName(kb::HitPolicy hit) {
  static constexpr std::array<std::string_view, 5> names = {"unique", "any", "first", "priority", "collect"};
  return names[static_cast<std::size_t>(hit)];
}

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
  out += grid(rows) + "\nTRIALS\n";
  rows.clear();
  for (const kb::Trial& trial : knowledge.trials)
    rows.push_back({trial.id, std::string(kb::designName(trial.design)), trial.pending ? "pending" : "", trial.title});
  out += grid(rows);
  return out +
         "\nher2 kb show NAME prints one of these, or whatever else has a name: a fact, source, indication, text, list "
         "of codes.\nher2 kb search WORDS finds names; her2 kb stats counts.\n";
}

std::string knowledgeThing(const kb::Knowledge& knowledge, const std::string& name) {
  const std::vector<kb::Entry> entries = kb::entriesOf(knowledge);
  const Thing thing(knowledge, kb::lineOf(name));
  std::string out;
  std::string parts;
  for (const kb::Entry& entry : entries) {
    const bool drugPart = entry.id.starts_with(name + "/");
    if (isCalled(entry, name) || (drugPart && entry.kind == "indication")) {
      out += thing.entry(entry);
    } else if (drugPart && !isPrintedWithDrug(entry.kind)) {
      parts += fmt::format("  {} {}\n", entry.kind, entry.id);
    }
  }
  if (!parts.empty()) out += "more of it\n" + parts;
  if (!out.empty()) return out;
  const kb::Entry* at = kb::entryAt(entries, name);
  return at == nullptr ? "" : thing.entry(*at);
}

std::vector<std::string> nearbyNames(const kb::Knowledge& knowledge, const std::string& text) {
  std::set<std::string> names;
  for (const kb::Entry& entry : kb::entriesOf(knowledge)) {
    if (entry.id.find(text) != std::string::npos) names.insert(entry.id);
  }
  std::vector<std::string> near;
  for (const std::string& name : names) {
    if (near.size() < 10) near.push_back(name);
  }
  return near;
}

}  // namespace her2::present
