#include "dmn/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "dmn/layout.h"
#include "dmn/names.h"
#include "dmn/types.h"

namespace her2::dmn {
namespace {

using pugi::xml_node;

struct Namespaces {
  const char* model;
  const char* diagram;
};
constexpr Namespaces dmn13 = {"https://www.omg.org/spec/DMN/20191111/MODEL/",
                              "https://www.omg.org/spec/DMN/20191111/DMNDI/"};
constexpr Namespaces dmn15 = {"https://www.omg.org/spec/DMN/20230324/MODEL/",
                              "https://www.omg.org/spec/DMN/20230324/DMNDI/"};

void set(xml_node node, const char* name, const std::string& value) { node.append_attribute(name) = value.c_str(); }

void textIn(xml_node parent, const char* name, const std::string& text) {
  if (!text.empty()) parent.append_child(name).text() = text.c_str();
}

const char* hitName(kb::HitPolicy hit) {
  static constexpr const char* names[] = {"UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT"};
  return names[static_cast<std::size_t>(hit)];
}

/// Where the text of a source may go as an address: without what a URI may not hold.
bool isAddress(const std::string& url) {
  return !url.empty() && url.find_first_of(" <>\"{}|\\^`") == std::string::npos;
}

class Writer {
 public:
  Writer(const kb::Knowledge& knowledge, const Model& model, const WriteOptions& options)
      : knowledge_(knowledge), model_(model), options_(options), types_(knowledge) {}

  std::string run() {
    pugi::xml_document document;
    xml_node declaration = document.append_child(pugi::node_declaration);
    set(declaration, "version", "1.0");
    set(declaration, "encoding", "UTF-8");
    root_ = document.append_child("definitions");
    head();
    for (const Decision& decision : model_.decisions) note(decision);
    for (const FactId fact : facts_) inputData(fact);
    for (const Decision& decision : model_.decisions) write(decision);
    for (const std::string& source : sources_) knowledgeSource(source);
    itemDefinitions();
    diagram();
    std::ostringstream out;
    document.save(out, "  ");
    return out.str();
  }

 private:
  void head() {
    const Namespaces& names = options_.version == Version::Dmn13 ? dmn13 : dmn15;
    set(root_, "xmlns", names.model);
    set(root_, "xmlns:dmndi", names.diagram);
    set(root_, "xmlns:dc", "http://www.omg.org/spec/DMN/20180521/DC/");
    set(root_, "xmlns:di", "http://www.omg.org/spec/DMN/20180521/DI/");
    set(root_, "id", "definitions_" + identifier(model_.id));
    set(root_, "name", model_.id);
    set(root_, "namespace",
        fmt::format("urn:her2:{}:{}:{}", knowledge_.release.version, options_.asOf.text(), model_.id));
    set(root_, "exporter", "her2");
    set(root_, "exporterVersion", options_.program);
    textIn(root_, "description",
           fmt::format("{}. In force on {}; knowledge {} ({}). Every input must be known: these decisions are not for "
                       "records with gaps.",
                       model_.title, options_.asOf.text(), knowledge_.release.version, knowledge_.hash));
  }

  void note(const Decision& decision) {
    for (const FactId fact : decision.facts) {
      if (std::find(facts_.begin(), facts_.end(), fact) == facts_.end()) facts_.push_back(fact);
    }
    for (const std::string& source : decision.sources) {
      if (std::find(sources_.begin(), sources_.end(), source) == sources_.end()) sources_.push_back(source);
    }
  }

  xml_node element(const char* kind, const std::string& id, const std::string& name, const std::string& description) {
    xml_node node = root_.append_child(kind);
    set(node, "id", id);
    set(node, "name", name);
    textIn(node, "description", description);
    return node;
  }

  static void variable(xml_node node, const std::string& id, const std::string& name, const std::string& type) {
    xml_node child = node.append_child("variable");
    set(child, "id", "variable_" + id);
    set(child, "name", name);
    set(child, "typeRef", type);
  }

  void inputData(FactId id) {
    const feel::Fact& fact = knowledge_.facts[id];
    const std::string name = identifier(fact.name);
    std::string description = fmt::format("{}: {}.", fact.name, fact.title);
    if (!fact.about.empty()) description += " " + fact.about;
    if (!fact.unit.empty()) description += fmt::format(" Unit: {}.", fact.unit);
    std::vector<std::string> tables;
    for (const kb::Table& table : knowledge_.tables) {
      const bool fills = std::find(table.outputs.begin(), table.outputs.end(), id) != table.outputs.end();
      if (fills && table.period.holds(options_.asOf)) tables.push_back(table.id);
    }
    if (!tables.empty()) description += fmt::format(" Answered by: {}.", fmt::join(tables, ", "));
    xml_node node = element("inputData", "input_" + name, name, description);
    variable(node, "input_" + name, name, types_.ofFact(id));
  }

  static std::string decisionId(const std::string& name) { return "decision_" + name; }

  void requirement(xml_node node, const char* kind, const char* what, const std::string& from, const std::string& to) {
    xml_node child = node.append_child(kind);
    const std::string id = fmt::format("requirement_{}_{}", edges_.size() + 1, identifier(model_.id));
    set(child, "id", id);
    set(child.append_child(what), "href", "#" + from);
    edges_.push_back({id, from, to});
  }

  std::string typeOf(const Decision& decision) {
    switch (decision.gives) {
      case Gives::Rows:
        return types_.ofTable(*decision.table);
      case Gives::Answers:
        return types_.ofAnswers(decision.fact);
      case Gives::State:
        return types_.ofState();
      case Gives::Truth:
        break;
    }
    return "boolean";
  }

  void write(const Decision& decision) {
    const std::string id = decisionId(decision.name);
    const std::string type = typeOf(decision);
    xml_node node = element("decision", id, decision.name, decision.description);
    textIn(node, "question", decision.question);
    variable(node, id, decision.name, type);
    for (const std::string& needed : decision.decisions)
      requirement(node, "informationRequirement", "requiredDecision", decisionId(needed), id);
    for (const FactId fact : decision.facts)
      requirement(node, "informationRequirement", "requiredInput", "input_" + identifier(knowledge_.facts[fact].name),
                  id);
    for (const std::string& source : decision.sources)
      requirement(node, "authorityRequirement", "requiredAuthority", "source_" + identifier(source), id);
    if (decision.table == nullptr) {
      literal(node, "literalExpression", "expression_" + decision.name, type, decision.expression);
    } else {
      table(node, decision);
    }
  }

  static void literal(xml_node parent, const char* kind, const std::string& id, const std::string& type,
                      const std::string& text) {
    xml_node node = parent.append_child(kind);
    set(node, "id", id);
    if (!type.empty()) set(node, "typeRef", type);
    textIn(node, "text", text);
  }

  void table(xml_node parent, const Decision& decision) {
    const kb::Table& table = *decision.table;
    xml_node node = parent.append_child("decisionTable");
    set(node, "id", "rules_" + decision.name);
    set(node, "hitPolicy", hitName(table.hit));
    for (std::size_t i = 0; i < table.inputs.size(); ++i) {
      xml_node clause = node.append_child("input");
      const std::string id = fmt::format("input_{}_{}", decision.name, i + 1);
      set(clause, "id", id);
      set(clause, "label", table.inputs[i].text);
      literal(clause, "inputExpression", "expression_" + id, inputType(table.inputs[i].value), decision.inputs[i]);
    }
    for (std::size_t i = 0; i < table.outputs.size(); ++i) output(node, table, i, decision.name);
    for (std::size_t r = 0; r < table.rows.size(); ++r) rule(node, table, r, decision.name);
  }

  std::string inputType(const feel::Expression& value) {
    if (value.op == feel::Op::FactValue) return types_.ofFact(value.fact);
    return value.kind == feel::Kind::Truth ? "boolean" : value.kind == feel::Kind::Date ? "date" : "number";
  }

  void output(xml_node parent, const kb::Table& table, std::size_t index, const std::string& name) {
    const feel::Fact& fact = knowledge_.facts[table.outputs[index]];
    xml_node clause = parent.append_child("output");
    set(clause, "id", fmt::format("output_{}_{}", name, index + 1));
    set(clause, "label", fact.name);
    if (table.outputs.size() > 1) set(clause, "name", identifier(fact.name));
    set(clause, "typeRef", types_.ofAnswer(table.outputs[index], shapeOf(knowledge_, table, index)));
    if (index > 0 || table.hit != kb::HitPolicy::Priority) return;
    std::vector<std::string> order;
    for (const unsigned code : table.priority)
      order.push_back(feelString(knowledge_.vocabulary.domain(fact.domain)[code].code));
    textIn(clause.append_child("outputValues"), "text", fmt::format("{}", fmt::join(order, ", ")));
  }

  void rule(xml_node parent, const kb::Table& table, std::size_t index, const std::string& name) {
    const kb::Row& row = table.rows[index];
    xml_node node = parent.append_child("rule");
    set(node, "id", fmt::format("rule_{}_{}", name, index + 1));
    std::vector<std::string> remarks = {fmt::format("knowledge/{}:{}", table.block.document->file, row.place.line)};
    if (!row.note.empty()) remarks.push_back(row.note);
    if (!row.sources.empty()) remarks.push_back(fmt::format("sources {}", fmt::join(row.sources, ", ")));
    textIn(node, "description", fmt::format("{}", fmt::join(remarks, "; ")));
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      xml_node entry = node.append_child("inputEntry");
      set(entry, "id", fmt::format("cell_{}_{}_{}", name, index + 1, i + 1));
      textIn(entry, "text", cellText(knowledge_, table.inputs[i].value, row.cells[i], row.cellTexts[i]));
    }
    for (std::size_t i = 0; i < row.outputs.size(); ++i) {
      const feel::Fact& fact = knowledge_.facts[table.outputs[i]];
      literal(node, "outputEntry", fmt::format("answer_{}_{}_{}", name, index + 1, i + 1), "",
              answerText(knowledge_, fact, row.outputs[i], shapeOf(knowledge_, table, i)).value_or("null"));
    }
  }

  void knowledgeSource(const std::string& id) {
    const kb::Source* source = knowledge_.findSource(id);
    std::string description = source->title;
    if (!source->body.empty()) description += ". " + source->body;
    if (source->date) description += ", " + source->date->text();
    if (!source->note.empty()) description += ". " + source->note;
    xml_node node = element("knowledgeSource", "source_" + identifier(id), id, description);
    if (isAddress(source->url)) set(node, "locationURI", source->url);
    textIn(node, "type", std::string(kb::gradeName(source->grade)));
  }

  // They come first in the file, but what is needed shows only when the rest is written.
  void itemDefinitions() {
    xml_node after = root_.child("description");
    for (const ItemDefinition& definition : types_.definitions()) {
      xml_node node = root_.insert_child_after("itemDefinition", after);
      set(node, "id", "type_" + definition.name);
      set(node, "name", definition.name);
      if (definition.list) set(node, "isCollection", "true");
      textIn(node, "description", definition.description);
      textIn(node, "typeRef", definition.type);
      if (!definition.allowedValues.empty())
        textIn(node.append_child("allowedValues"), "text", definition.allowedValues);
      for (const ItemDefinition::Component& component : definition.components) {
        xml_node part = node.append_child("itemComponent");
        set(part, "id", fmt::format("type_{}_{}", definition.name, component.name));
        set(part, "name", component.name);
        textIn(part, "typeRef", component.type);
      }
      after = node;
    }
  }

  void diagram() {
    xml_node node = root_.append_child("dmndi:DMNDI").append_child("dmndi:DMNDiagram");
    set(node, "id", "diagram_" + identifier(model_.id));
    const auto gathers = static_cast<std::size_t>(
        std::count_if(model_.decisions.begin(), model_.decisions.end(), [](const Decision& d) { return isTop(d); }));
    Layout layout(gathers, model_.decisions.size() - gathers, facts_.size(), sources_.size());
    for (const FactId fact : facts_)
      shape(node, "input_" + identifier(knowledge_.facts[fact].name), layout.next(Line::Input));
    for (const Decision& decision : model_.decisions)
      shape(node, decisionId(decision.name), layout.next(isTop(decision) ? Line::Gathers : Line::Asks));
    for (const std::string& source : sources_) shape(node, "source_" + identifier(source), layout.next(Line::Source));
    for (const Edge& each : edges_) edge(node, each);
  }

  static bool isTop(const Decision& decision) {
    return decision.gives == Gives::Answers || decision.gives == Gives::State;
  }

  void shape(xml_node diagram, const std::string& id, const Box& box) {
    xml_node node = diagram.append_child("dmndi:DMNShape");
    set(node, "id", "shape_" + id);
    set(node, "dmnElementRef", id);
    xml_node bounds = node.append_child("dc:Bounds");
    for (const auto& [name, value] :
         {std::pair{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}})
      set(bounds, name, fmt::format("{}", value));
    boxes_[id] = box;
  }

  struct Edge {
    std::string id;
    std::string from;
    std::string to;
  };

  // From the top of what is needed, or the right of a source, to the bottom or the left of what needs it.
  void edge(xml_node diagram, const Edge& edge) {
    const Box& from = boxes_[edge.from];
    const Box& to = boxes_[edge.to];
    const bool authority = edge.from.starts_with("source_");
    xml_node node = diagram.append_child("dmndi:DMNEdge");
    set(node, "id", "edge_" + edge.id);
    set(node, "dmnElementRef", edge.id);
    const auto point = [&](double x, double y) {
      xml_node child = node.append_child("di:waypoint");
      set(child, "x", fmt::format("{}", x));
      set(child, "y", fmt::format("{}", y));
    };
    if (authority) {
      point(from.x + from.width, from.y + from.height / 2);
      point(to.x, to.y + to.height / 2);
    } else {
      point(from.x + from.width / 2, from.y);
      point(to.x + to.width / 2, to.y + to.height);
    }
  }

  const kb::Knowledge& knowledge_;
  const Model& model_;
  const WriteOptions& options_;
  Types types_;
  xml_node root_;
  std::vector<FactId> facts_;
  std::vector<std::string> sources_;
  std::vector<Edge> edges_;
  std::map<std::string, Box> boxes_;
};

}  // namespace

std::string writeXml(const kb::Knowledge& knowledge, const Model& model, const WriteOptions& options) {
  return Writer(knowledge, model, options).run();
}

}  // namespace her2::dmn
