#include "present/site_blocks.h"

#include <fmt/format.h>

#include <algorithm>

#include "present/knowledge_text.h"
#include "present/plain.h"

namespace her2::present {
namespace {

bool isListOfTables(const kb::Node& node) {
  return node.isArray() && !node.array().empty() &&
         std::all_of(node.array().begin(), node.array().end(), [](const kb::Node& n) { return n.isTable(); });
}

/// Keys of all tables of the list, in the order in which they appear first.
std::vector<std::string> columnsOf(const kb::Node& list) {
  std::vector<std::string> columns;
  for (const kb::Node& element : list.array()) {
    for (const auto& [key, member] : element.table()) {
      if (std::find(columns.begin(), columns.end(), key) == columns.end()) columns.push_back(key);
    }
  }
  return columns;
}

std::string inWords(std::string key) {
  std::replace(key.begin(), key.end(), '-', ' ');
  return key;
}

}  // namespace

SiteBlocks::SiteBlocks(const kb::Knowledge& knowledge, const SiteLinks& links) : knowledge_(knowledge), links_(links) {
  for (const kb::Table& table : knowledge.tables) tables_[table.block.node] = &table;
}

void SiteBlocks::place(pugi::xml_node parent, const kb::Entry& entry) {
  std::string text = "knowledge/" + entry.place();
  if (entry.period.from || entry.period.until) text += fmt::format("; in force {}", periodText(entry.period));
  element(parent, "p", text, "soft");
}

void SiteBlocks::block(SitePage& page, pugi::xml_node parent, const kb::Entry& entry) const {
  place(parent, entry);
  const auto decision = tables_.find(entry.block.node);
  if (decision != tables_.end()) {
    table(page, parent, *decision->second, entry);
  } else {
    members(page, parent, entry, {"id", "title"});
  }
}

void SiteBlocks::table(SitePage& page, pugi::xml_node parent, const kb::Table& table, const kb::Entry& entry) const {
  members(page, parent, entry, {"id", "title", "inputs", "outputs", "rules", "examples", "from", "until"});
  rows(page, parent, table);
  if (const kb::Node* examples = entry.block.node->find("examples"); examples != nullptr && isListOfTables(*examples))
    list(page, parent, "examples", *examples, {});
}

void SiteBlocks::rows(SitePage& page, pugi::xml_node parent, const kb::Table& table) const {
  HtmlTable out(parent, fmt::format("{}: the rows; hit policy {}", table.title, hitName(table.hit)));
  out.head("row");
  for (const kb::Input& input : table.inputs) feel(page, out.head(), input.text);
  for (const kb::FactId output : table.outputs) {
    pugi::xml_node head = out.head("gives ", "out");
    feel(page, head, knowledge_.facts[output].name);
  }
  out.head("source, remark");
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const kb::Row& row = table.rows[r];
    const bool sameLine = r > 0 && table.rows[r - 1].place.line == row.place.line;
    out.row(sameLine ? std::string() : lineAnchor(*table.block.document, row.place.line));
    out.cell(fmt::format("{}", r + 1));
    for (std::size_t c = 0; c < row.cellTexts.size(); ++c)
      out.cell(row.cellTexts[c].empty() ? "none" : row.cellTexts[c], c < table.inputs.size() ? nullptr : "out");
    pugi::xml_node remark = out.cell();
    for (const std::string& source : row.sources) {
      if (&source != &row.sources.front()) addText(remark, ", ");
      name(page, remark, "source", source, {});
    }
    if (!row.note.empty()) addText(remark, (row.sources.empty() ? "" : ". ") + row.note);
  }
}

void SiteBlocks::members(SitePage& page, pugi::xml_node parent, const kb::Entry& entry,
                         std::initializer_list<std::string_view> without) const {
  const std::string drug = entry.block.document->drug();
  pugi::xml_node dl;
  for (const auto& [key, member] : entry.block.node->table()) {
    const bool empty = member.isArray() && member.array().empty();
    if (empty || std::find(without.begin(), without.end(), key) != without.end()) continue;
    if (isListOfTables(member)) {
      dl = {};
      list(page, parent, key, member, drug);
      continue;
    }
    if (!dl) dl = element(parent, "dl");
    element(dl, "dt", inWords(key));
    value(page, element(dl, "dd"), key, member, drug);
  }
}

void SiteBlocks::list(SitePage& page, pugi::xml_node parent, std::string_view key, const kb::Node& node,
                      std::string_view drug) const {
  const std::vector<std::string> columns = columnsOf(node);
  HtmlTable out(parent, inWords(std::string(key)));
  for (const std::string& column : columns) out.head(inWords(column));
  for (const kb::Node& element : node.array()) {
    out.row();
    for (const std::string& column : columns) {
      pugi::xml_node cell = out.cell();
      if (const kb::Node* member = element.find(column)) value(page, cell, column, *member, drug);
    }
  }
}

void SiteBlocks::value(SitePage& page, pugi::xml_node parent, std::string_view key, const kb::Node& node,
                       std::string_view drug) const {
  if (node.isTable()) {
    for (const auto& [member, inner] : node.table()) {
      if (&inner != &node.table().front().value) addText(parent, "; ");
      if (const SiteSubject* fact = links_.fact(member)) {
        link(parent, page.to(fact->url()), member);
      } else {
        addText(parent, inWords(member));
      }
      addText(parent, " = ");
      value(page, parent, member, inner, drug);
    }
  } else if (node.isArray()) {
    const bool nested = !node.array().empty() && node.array().front().isArray();
    for (const kb::Node& each : node.array()) {
      if (&each != &node.array().front()) addText(parent, nested ? "; " : key == "for" ? " + " : ", ");
      value(page, parent, key, each, drug);
    }
  } else if (node.isDate()) {
    element(parent, "time", node.date().text());
  } else if (node.isString() && holdsFeel(key)) {
    feel(page, element(parent, "code"), node.string());
  } else {
    const std::string text = kb::leafText(node);
    if (key == "url" && text.starts_with("https://")) {
      link(parent, text, text);
    } else {
      name(page, parent, key, text, drug);
    }
  }
}

void SiteBlocks::name(SitePage& page, pugi::xml_node parent, std::string_view key, std::string_view text,
                      std::string_view drug) const {
  if (const SiteSubject* subject = links_.named(key, text, drug)) {
    link(parent, page.to(subject->url()), text);
    if (const kb::Source* source = subject->kind == "source" ? knowledge_.findSource(subject->id) : nullptr)
      addText(parent, fmt::format(" ({})", kb::gradeName(source->grade)));
  } else {
    addText(parent, text);
  }
}

void SiteBlocks::feel(SitePage& page, pugi::xml_node parent, std::string_view text) const {
  links_.split(
      text, [&](std::string_view piece) { addText(parent, piece); },
      [&](std::string_view piece, const SiteSubject& fact) { link(parent, page.to(fact.url()), piece); });
}

}  // namespace her2::present
