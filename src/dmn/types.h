// DMN item definitions: the type of every fact and answer, with what it may be.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dmn/feel_text.h"
#include "kb/model.h"

namespace her2::dmn {

struct ItemDefinition {
  struct Component {
    std::string name;
    std::string type;
  };
  std::string name;
  std::string type;           ///< what it restricts or is a list of; empty where it has components
  std::string allowedValues;  ///< FEEL unary tests; may be empty
  std::string description;
  bool list = false;
  std::vector<Component> components;
};

/// Hands out type names and remembers the definitions behind them.
class Types {
 public:
  explicit Types(const kb::Knowledge& knowledge) : knowledge_(knowledge) {}

  /// Of a fact as input: one known value (a list of codes: one known list).
  std::string ofFact(FactId fact);
  /// Of one answer to a fact, abstract codes included.
  std::string ofAnswer(FactId fact, Shape shape);
  /// Of all answers that remain possible: a list.
  std::string ofAnswers(FactId fact);
  /// Of what a table decides.
  std::string ofTable(const kb::Table& table);
  /// "indicated", "possible", "not-indicated".
  std::string ofState();

  /// Defined so far, each after what it needs.
  const std::vector<ItemDefinition>& definitions() const { return definitions_; }

 private:
  std::string define(ItemDefinition definition);
  std::string listOf(const std::string& type);
  std::string ofDomain(DomainId domain, bool abstractToo);

  const kb::Knowledge& knowledge_;
  std::vector<ItemDefinition> definitions_;
};

}  // namespace her2::dmn
