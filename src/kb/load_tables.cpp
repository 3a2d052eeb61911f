// Loader, the decision tables: head, inputs, outputs, and rows of cells.
#include <fmt/format.h>

#include <algorithm>

#include "kb/loader.h"

namespace her2::kb {
namespace {

using feel::Kind;

struct HitName {
  std::string_view name;
  HitPolicy hit;
};
constexpr HitName hits[] = {{"unique", HitPolicy::Unique},
                            {"any", HitPolicy::Any},
                            {"first", HitPolicy::First},
                            {"priority", HitPolicy::Priority},
                            {"collect", HitPolicy::Collect}};

/// A cell as text: TOML numbers and booleans are written as FEEL has them.
std::string cellText(const Node& node) {
  if (node.isString()) return node.string();
  if (node.isBool()) return node.boolean() ? "true" : "false";
  if (node.isNumber()) return fmt::format("{}", node.number());
  if (node.isArray()) {
    std::vector<std::string> parts;
    for (const Node& element : node.array()) parts.push_back(cellText(element));
    return fmt::format("{}", fmt::join(parts, ", "));
  }
  return {};
}

}  // namespace

void Loader::tables() {
  for (const Block& each : knowledge_.documents.blocks("table")) table(each);
}

void Loader::table(Block each) {
  BlockReader block(each, problems_);
  block.allow({"id", "title", "scope", "source", "from", "until", "when", "hit", "gaps", "priority", "inputs",
               "outputs", "rules", "examples", "note", "about"});
  Table result;
  result.block = each;
  tableHead(block, result);
  const std::size_t before = problems_.size();
  inputs(block, result);
  outputs(block, result);
  priority(block, result);
  if (problems_.size() == before) rows(block, result);  // else the rows would only make more of the same
  knowledge_.tables.push_back(std::move(result));
}

void Loader::tableHead(BlockReader& block, Table& table) {
  table.id = block.string("id");
  table.title = block.string("title");
  table.scope = scope(block, feel::Scope::Specimen);
  table.sources = citations(block, "source", true);
  table.period = period(block);
  table.whenText = block.stringOr("when");
  if (!table.whenText.empty()) table.when = condition(block, *block.optional("when"), table.whenText);
  const std::string gaps = block.stringOr("gaps");
  if (!gaps.empty() && gaps != "allowed") block.problem(*block.optional("gaps"), "gaps is \"allowed\" or left out");
  table.gapsAllowed = gaps == "allowed";
  const std::string hit = block.string("hit");
  bool known = false;
  for (const auto& [name, policy] : hits) {
    if (hit != name) continue;
    table.hit = policy;
    known = true;
  }
  if (!known && !hit.empty())
    block.problem(*block.optional("hit"),
                  fmt::format("hit policy `{}` is not one of unique, any, first, priority, collect", hit));
}

void Loader::inputs(BlockReader& block, Table& table) {
  const Node* node = block.required("inputs");
  if (node == nullptr) return;
  for (const std::string& text : block.stringsOf(*node)) {
    auto value = feel::compileExpression(text, knowledge_.facts, knowledge_.vocabulary);
    if (const auto* error = std::get_if<feel::SyntaxError>(&value)) {
      syntaxProblem(block, *node, *error, text);
      value = feel::Expression();  // keeps the columns in step
    }
    table.inputs.push_back({text, std::get<feel::Expression>(std::move(value))});
  }
}

void Loader::outputs(BlockReader& block, Table& table) {
  const Node* node = block.required("outputs");
  if (node == nullptr) return;
  for (const std::string& name : block.stringsOf(*node)) {
    const auto fact = knowledge_.facts.find(name);
    if (!fact) {
      block.problem(*node, fmt::format("unknown fact `{}`", name), "declare it in facts.toml");
      continue;
    }
    if (table.hit == HitPolicy::Collect && knowledge_.facts[*fact].kind != Kind::Codes) {
      block.problem(*node, fmt::format("`{}` is not a list, and collect gathers into lists", name));
    }
    table.outputs.push_back(*fact);
  }
}

void Loader::priority(BlockReader& block, Table& table) {
  if (table.hit != HitPolicy::Priority || table.outputs.empty()) return;
  const feel::Fact& fact = knowledge_.facts[table.outputs[0]];
  const Node* node = block.required("priority");
  if (node == nullptr) return;
  if (fact.kind != Kind::Code) {
    block.problem(*node, fmt::format("`{}` is not a code, and priority is an order of codes", fact.name));
    return;
  }
  for (const std::string& code : block.stringsOf(*node)) {
    if (const auto found = knowledge_.vocabulary.domain(fact.domain).find(code)) {
      table.priority.push_back(*found);
    } else {
      block.problem(*node,
                    fmt::format("\"{}\" is not a code of {}", code, knowledge_.vocabulary.domain(fact.domain).name()));
    }
  }
}

void Loader::rows(BlockReader& block, Table& table) {
  const Node* rules = block.required("rules");
  if (rules == nullptr) return;
  if (!rules->isArray()) {
    block.problem(*rules, "`rules` must be an array of rows");
    return;
  }
  for (const Node& node : rules->array()) row(block, table, node);
}

void Loader::row(BlockReader& block, Table& table, const Node& node) {
  Row result;
  result.place = node.place;
  const Node* cellsNode = &node;
  if (node.isTable()) {
    BlockReader entry({&block.document(), &node}, problems_);
    entry.allow({"row", "source", "note"});
    result.sources = citations(entry, "source", false);
    result.note = entry.stringOr("note");
    cellsNode = entry.required("row");
    if (cellsNode == nullptr) return;
  }
  if (!cellsNode->isArray() || cellsNode->array().size() != table.inputs.size() + table.outputs.size()) {
    const std::size_t found = cellsNode->isArray() ? cellsNode->array().size() : 0;
    block.problem(node,
                  fmt::format("the row has {} cells; {} inputs and {} outputs need {}", found, table.inputs.size(),
                              table.outputs.size(), table.inputs.size() + table.outputs.size()));
    return;
  }
  cells(block, table, *cellsNode, result);
  if (result.cells.size() == table.inputs.size() && result.outputs.size() == table.outputs.size())
    table.rows.push_back(std::move(result));
}

void Loader::cells(BlockReader& block, const Table& table, const Node& cells, Row& row) {
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    const Node& node = cells.array()[i];
    const std::string text = cellText(node);
    const feel::Expression& input = table.inputs[i].value;
    auto cell = feel::parseCell(text, {input.kind, input.domain}, knowledge_.vocabulary);
    if (const auto* error = std::get_if<feel::SyntaxError>(&cell)) {
      syntaxProblem(block, node, *error, text);
      continue;
    }
    row.cells.push_back(std::get<feel::Cell>(std::move(cell)));
    row.cellTexts.push_back(text);
  }
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    const Node& node = cells.array()[table.inputs.size() + i];
    if (auto cell = outputCell(block, knowledge_.facts[table.outputs[i]], node)) row.outputs.push_back(*cell);
    if (i == 0 && table.hit == HitPolicy::Priority && !row.outputs.empty()) ranked(block, table, row.outputs[0], node);
    row.cellTexts.push_back(cellText(node));
  }
}

void Loader::ranked(BlockReader& block, const Table& table, const OutputCell& cell, const Node& node) {
  const bool one = cell.codes.isSingle() &&
                   std::find(table.priority.begin(), table.priority.end(), cell.codes.single()) != table.priority.end();
  if (!one) block.problem(node, "under priority a row gives one code of the list in `priority`");
}

std::optional<OutputCell> Loader::outputCell(BlockReader& block, const feel::Fact& fact, const Node& node) {
  OutputCell cell;
  switch (fact.kind) {
    case Kind::Truth:
      if (node.isBool()) {
        cell.truth = node.boolean();
        return cell;
      }
      break;
    case Kind::Number:
    case Kind::Date:
    case Kind::Duration:
      if (const auto interval = Interval::parse(cellText(node))) {
        cell.number = *interval;
        return cell;
      }
      break;
    case Kind::Code:
    case Kind::Codes: {
      const auto codes = outputCodes(block, fact, node);
      if (!codes) return std::nullopt;
      cell.codes = *codes;
      return cell;
    }
  }
  block.problem(node, fmt::format("`{}` is no value of `{}`", cellText(node), fact.name));
  return std::nullopt;
}

std::optional<CodeSet> Loader::outputCodes(BlockReader& block, const feel::Fact& fact, const Node& node) {
  const Domain& domain = knowledge_.vocabulary.domain(fact.domain);
  if (node.isString() && node.string() == "-" && fact.kind == Kind::Codes) return CodeSet();
  CodeSet codes;
  for (const std::string& name : block.stringsOf(node)) {
    const auto code = domain.find(name);
    if (!code) {
      block.problem(node, fmt::format("\"{}\" is not a code of {}", name, domain.name()));
      return std::nullopt;
    }
    codes |= CodeSet::of(*code);
  }
  if (codes.empty() && fact.kind == Kind::Code) {
    block.problem(node, fmt::format("the row gives no value to `{}`", fact.name));
    return std::nullopt;
  }
  return codes;
}

}  // namespace her2::kb
