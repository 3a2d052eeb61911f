#include "present/groups.h"

#include <fmt/format.h>

#include <algorithm>

#include "present/json_writer.h"
#include "present/plain.h"

namespace her2::present {
namespace {

/// One input cell in words; empty for "-".
std::string cellInWords(const kb::Knowledge& knowledge, const kb::Input& input, const feel::Cell& cell,
                        const std::string& text) {
  if (cell.any) return {};
  const bool plain = input.value.op == feel::Op::FactValue;
  if (!plain) return fmt::format("{}: {}", input.text, text);
  const feel::Fact& fact = knowledge.facts[input.value.fact];
  if (fact.kind != feel::Kind::Code) return fmt::format("{}: {}", fact.title, text);
  // Cells of codes are lists; the codes have titles.
  const Domain& domain = knowledge.vocabulary.domain(fact.domain);
  std::string_view list = text;
  const bool negated = list.starts_with("not(") && list.ends_with(")");
  if (negated) list = list.substr(4, list.size() - 5);
  std::string words;
  while (!list.empty()) {
    const auto comma = std::min(list.find(", "), list.size());
    const auto code = domain.find(list.substr(0, comma));
    words += (words.empty() ? "" : " or ") + (code ? domain[*code].title : std::string(list.substr(0, comma)));
    list.remove_prefix(std::min(comma + 2, list.size()));
  }
  return (negated ? "not " : "") + words;
}

std::string headline(const Presenter& p) {
  std::string regions;
  for (const std::uint16_t region : p.regions)
    regions += (regions.empty() ? "" : ", ") + p.knowledge.regions[region].id;
  return fmt::format("as of {}, {}; knowledge {} ({})", p.asOf.text(), regions, p.knowledge.release.version,
                     p.knowledge.hash.substr(0, 12));
}

std::string regimenOf(const kb::Indication& indication) {
  return fmt::format("{}", fmt::join(indication.regimen, " + "));
}

std::string resultLine(const kb::Knowledge& knowledge, const check::GroupResult& result) {
  return rowInWords(knowledge, *result.table, result.table->rows[result.row]);
}

}  // namespace

std::string rowInWords(const kb::Knowledge& knowledge, const kb::Table& table, const kb::Row& row) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    std::string words = cellInWords(knowledge, table.inputs[i], row.cells[i], row.cellTexts[i]);
    if (!words.empty()) parts.push_back(std::move(words));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<OptionLine> optionLines(const kb::Knowledge& knowledge, const check::GroupAnswer& answer) {
  std::vector<OptionLine> lines;
  for (const check::GroupOption& option : answer.options) {
    if (lines.empty() || lines.back().indication != option.indication) lines.push_back({option.indication, {}});
    const kb::Approval& approval = option.indication->approvals[option.approvals.back()];
    const kb::Source* source = knowledge.findSource(approval.source);
    lines.back().approvals.push_back(fmt::format("{}: {} {} {} [{}, {}]", knowledge.regions[option.region].id,
                                                 approval.agency, approval.date.text(), approval.kind, approval.source,
                                                 source == nullptr ? "" : kb::gradeName(source->grade)));
  }
  return lines;
}

std::vector<SafetyNote> safetyNotes(const kb::Knowledge& knowledge, const check::GroupAnswer& answer) {
  std::vector<SafetyNote> notes;
  for (const kb::DrugEntry& drug : knowledge.drugs) {
    const bool used = std::any_of(answer.options.begin(), answer.options.end(),
                                  [&](const check::GroupOption& o) { return o.indication->drug == drug.id; });
    std::vector<std::string> checks = knowledge.checksBefore(drug.id);
    if (used && !checks.empty()) notes.push_back({&drug, std::move(checks)});
  }
  return notes;
}

std::string groupsText(const Presenter& p, const std::vector<check::GroupAnswer>& groups) {
  std::string out = fmt::format("Groups of patients, {}\n", headline(p));
  if (const std::string review = reviewWarning(p.overdue()); !review.empty())
    out += fmt::format("! OLD KNOWLEDGE: {}\n", review);
  for (const check::GroupAnswer& answer : groups) {
    out += fmt::format("\n{} [{}]\n", answer.group->title, answer.group->id);
    if (!answer.group->about.empty()) out += fmt::format("  {}\n", answer.group->about);
    out += "  usual test result\n";
    for (const check::GroupResult& result : answer.results)
      out += wrapped(fmt::format("{} [{} row {}]", resultLine(p.knowledge, result), result.table->id, result.row + 1),
                     "    - ", "      ");
    out += "  options\n";
    for (const OptionLine& line : optionLines(p.knowledge, answer)) {
      out +=
          wrapped(fmt::format("{}: {}", regimenOf(*line.indication), line.indication->population), "    - ", "      ");
      out += fmt::format("      [{}/{}]\n", line.indication->drug, line.indication->id);
      for (const std::string& approval : line.approvals) out += fmt::format("      {}\n", approval);
    }
    if (answer.options.empty()) out += "    - none approved\n";
    out += "  before the first dose\n";
    for (const auto& [drug, checks] : safetyNotes(p.knowledge, answer))
      out += wrapped(fmt::format("{}: {} [{}]", drug->title, fmt::join(checks, ", "), drug->id), "    - ", "      ");
  }
  return out + "\nWhat stands in brackets opens with her2 kb show. A group is no patient: her2 assess looks at one.\n";
}

std::string groupsMarkdown(const Presenter& p, const std::vector<check::GroupAnswer>& groups) {
  std::string out = "| group | usual test result | options | before the first dose |\n|---|---|---|---|\n";
  const auto bar = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return text;
  };
  for (const check::GroupAnswer& answer : groups) {
    out += fmt::format("| **{}**. {} |", bar(answer.group->title), bar(answer.group->about));
    for (const check::GroupResult& result : answer.results)
      out +=
          fmt::format(" {} (`{}` row {})<br>", bar(resultLine(p.knowledge, result)), result.table->id, result.row + 1);
    out += " |";
    for (const OptionLine& line : optionLines(p.knowledge, answer))
      out += fmt::format(" {}: {} (`{}/{}`; {})<br>", bar(regimenOf(*line.indication)),
                         bar(line.indication->population), line.indication->drug, line.indication->id,
                         bar(fmt::format("{}", fmt::join(line.approvals, "; "))));
    out += " |";
    for (const auto& [drug, checks] : safetyNotes(p.knowledge, answer))
      out += fmt::format(" {}: {}<br>", drug->title, fmt::join(checks, ", "));
    out += " |\n";
  }
  return out + fmt::format("\nThe table is {}; ids open with `her2 kb show`.\n", headline(p));
}

std::string groupsJson(const Presenter& p, const std::vector<check::GroupAnswer>& groups) {
  JsonWriter w;
  w.beginObject();
  w.member("asOf", p.asOf.text());
  w.member("release", p.knowledge.release.version);
  w.member("hash", p.knowledge.hash);
  w.beginArray("groups");
  for (const check::GroupAnswer& answer : groups) {
    w.beginObject();
    w.member("id", answer.group->id);
    w.member("title", answer.group->title);
    w.beginArray("results");
    for (const check::GroupResult& result : answer.results) {
      w.beginObject();
      w.member("table", result.table->id);
      w.member("row", result.row + 1);
      w.member("says", resultLine(p.knowledge, result));
      w.strings("sources", result.table->rows[result.row].sources.empty() ? result.table->sources
                                                                          : result.table->rows[result.row].sources);
      w.endObject();
    }
    w.endArray();
    w.beginArray("options");
    for (const check::GroupOption& option : answer.options) {
      w.beginObject();
      w.member("id", option.indication->drug + "/" + option.indication->id);
      w.member("region", p.knowledge.regions[option.region].id);
      w.strings("regimen", option.indication->regimen);
      w.member("population", option.indication->population);
      const kb::Approval& approval = option.indication->approvals[option.approvals.back()];
      w.member("date", approval.date.text());
      w.member("kind", approval.kind);
      w.member("source", approval.source);
      w.endObject();
    }
    w.endArray();
    w.beginArray("safety");
    for (const auto& [drug, checks] : safetyNotes(p.knowledge, answer)) {
      w.beginObject();
      w.member("drug", drug->id);
      w.strings("baseline", checks);
      w.endObject();
    }
    w.endArray();
    w.endObject();
  }
  w.endArray();
  w.endObject();
  return w.text();
}

}  // namespace her2::present
