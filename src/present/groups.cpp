#include "present/groups.h"

#include <fmt/format.h>

#include <algorithm>

#include "present/group_safety.h"
#include "present/json_writer.h"
#include "present/plain.h"

namespace her2::present {
namespace {

/// The fact whose value the input is, where it is no expression.
const feel::Fact* factOf(const kb::Knowledge& knowledge, const kb::Input& input) {
  return input.value.op == feel::Op::FactValue ? &knowledge.facts[input.value.fact] : nullptr;
}

/// Do other inputs of the table have codes of the same list? Then "met" alone does not say what is met.
bool sharesCodes(const kb::Knowledge& knowledge, const kb::Table& table, const feel::Fact& fact) {
  return std::count_if(table.inputs.begin(), table.inputs.end(), [&](const kb::Input& input) {
           const feel::Fact* other = factOf(knowledge, input);
           return other != nullptr && other->kind == feel::Kind::Code && other->domain == fact.domain;
         }) > 1;
}

/// One input cell in words; empty for "-".
std::string cellInWords(const kb::Knowledge& knowledge, const kb::Table& table, const kb::Input& input,
                        const feel::Cell& cell, const std::string& text) {
  if (cell.any) return {};
  const feel::Fact* asked = factOf(knowledge, input);
  if (asked == nullptr && text == "true") return input.text;
  if (asked == nullptr && text == "false") return fmt::format("not ({})", input.text);
  if (asked == nullptr) return fmt::format("{}: {}", input.text, text);
  const feel::Fact& fact = *asked;
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
  if (negated) words = "not " + words;
  return sharesCodes(knowledge, table, fact) ? fmt::format("{}: {}", fact.title, words) : words;
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

/// "… [id]; … [id]"; `form` says how a note and its id are joined.
std::string notesText(const SafetyTopic& topic, fmt::format_string<const std::string&, const std::string&> form) {
  std::vector<std::string> notes;
  for (const SafetyNote& note : topic.notes) notes.push_back(fmt::format(form, note.say, note.id));
  return fmt::format("{}", fmt::join(notes, "; "));
}

std::string resultLine(const kb::Knowledge& knowledge, const check::GroupResult& result) {
  return rowInWords(knowledge, *result.table, result.table->rows[result.row]);
}

}  // namespace

std::string rowInWords(const kb::Knowledge& knowledge, const kb::Table& table, const kb::Row& row) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    std::string words = cellInWords(knowledge, table, table.inputs[i], row.cells[i], row.cellTexts[i]);
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
    out += "  key safety notes\n";
    for (const DrugSafety& safety : safetyNotes(p, answer)) {
      out += fmt::format("    - {} [{}]\n", safety.drug->title, safety.drug->id);
      if (safety.topics.empty()) out += fmt::format("      {}\n", noSafetyNotes);
      for (const SafetyTopic& topic : safety.topics)
        out += wrapped(fmt::format("{}: {}", topic.title, notesText(topic, "{} [{}]")), "      ", "        ");
    }
  }
  return out + "\nWhat stands in brackets opens with her2 kb show. A group is no patient: her2 assess looks at one.\n";
}

std::string groupsMarkdown(const Presenter& p, const std::vector<check::GroupAnswer>& groups) {
  std::string out = "| group | usual test result | options | key safety notes |\n|---|---|---|---|\n";
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
    for (const DrugSafety& safety : safetyNotes(p, answer)) {
      out += fmt::format(" **{}**.", bar(safety.drug->title));
      if (safety.topics.empty()) out += fmt::format(" {}.", noSafetyNotes);
      for (const SafetyTopic& topic : safety.topics)
        out += fmt::format(" {}: {}.", topic.title, bar(notesText(topic, "{} (`{}`)")));
      out += "<br>";
    }
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
  w.layers(p.knowledge);
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
    for (const DrugSafety& safety : safetyNotes(p, answer)) {
      w.beginObject();
      w.member("drug", safety.drug->id);
      w.strings("baseline", p.knowledge.checksBefore(safety.drug->id));
      w.beginArray("notes");
      for (const SafetyTopic& topic : safety.topics) {
        for (const SafetyNote& note : topic.notes) {
          w.beginObject();
          w.member("topic", topic.key);
          w.member("kind", note.kind);
          w.member("id", note.id);
          w.member("says", note.say);
          w.endObject();
        }
      }
      w.endArray();
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
