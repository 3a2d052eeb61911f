#include "dmn/types.h"

#include <fmt/format.h>

#include <algorithm>

#include "dmn/names.h"

namespace her2::dmn {

using feel::Kind;

std::string Types::define(ItemDefinition definition) {
  const auto same = std::find_if(definitions_.begin(), definitions_.end(),
                                 [&](const ItemDefinition& each) { return each.name == definition.name; });
  if (same == definitions_.end()) definitions_.push_back(definition);
  return definition.name;
}

std::string Types::listOf(const std::string& type) {
  const std::string stem = type.starts_with("t_") ? type : "t_" + type;
  return define({stem + "_list", type, {}, {}, true, {}});
}

std::string Types::ofDomain(DomainId id, bool abstractToo) {
  const Domain& domain = knowledge_.vocabulary.domain(id);
  const bool hasAbstract = domain.all().size() < domain.codes().size();
  std::vector<std::string> codes;
  std::vector<std::string> meanings;
  for (unsigned code = 0; code < domain.codes().size(); ++code) {
    if (!abstractToo && !domain.all().contains(code)) continue;
    codes.push_back(feelString(domain[code].code));
    meanings.push_back(fmt::format("{}: {}", domain[code].code, domain[code].title));
  }
  return define({"t_" + identifier(domain.name()) + (abstractToo && hasAbstract ? "_answer" : ""),
                 "string",
                 fmt::format("{}", fmt::join(codes, ", ")),
                 fmt::format("{}. {}", domain.title(), fmt::join(meanings, "; ")),
                 false,
                 {}});
}

std::string Types::ofFact(FactId id) {
  const feel::Fact& fact = knowledge_.facts[id];
  switch (fact.kind) {
    case Kind::Truth:
      return "boolean";
    case Kind::Date:
      return "date";
    case Kind::Code:
      return ofDomain(fact.domain, false);
    case Kind::Codes:
      return listOf(ofDomain(fact.domain, true));
    default:
      if (fact.range.isUnknown()) return "number";
      return define({"t_" + identifier(fact.name),
                     "number",
                     fact.range.text(),
                     fact.unit.empty() ? fact.title : fmt::format("{}, in {}", fact.title, fact.unit),
                     false,
                     {}});
  }
}

std::string Types::ofAnswer(FactId id, Shape shape) {
  const feel::Fact& fact = knowledge_.facts[id];
  std::string one = fact.kind == Kind::Truth                              ? "boolean"
                    : fact.kind == Kind::Date                             ? "date"
                    : fact.kind == Kind::Code || fact.kind == Kind::Codes ? ofDomain(fact.domain, true)
                                                                          : "number";
  return shape == Shape::List ? listOf(one) : one;
}

std::string Types::ofAnswers(FactId fact) { return ofAnswer(fact, Shape::List); }

std::string Types::ofTable(const kb::Table& table) {
  const bool gathers = table.hit == kb::HitPolicy::Collect;
  std::string row;
  if (table.outputs.size() == 1) {
    row = ofAnswer(table.outputs[0], shapeOf(knowledge_, table, 0));
  } else {
    ItemDefinition definition;
    definition.name = "t_" + identifier(table.id);
    for (std::size_t i = 0; i < table.outputs.size(); ++i) {
      definition.components.push_back({identifier(knowledge_.facts[table.outputs[i]].name),
                                       ofAnswer(table.outputs[i], shapeOf(knowledge_, table, i))});
    }
    row = define(std::move(definition));
  }
  return gathers ? listOf(row) : row;
}

std::string Types::ofState() {
  return define({"t_indication_state",
                 "string",
                 R"("indicated", "possible", "not-indicated")",
                 "Does the case meet the criteria?",
                 false,
                 {}});
}

}  // namespace her2::dmn
