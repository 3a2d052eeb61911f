// What is in force on a day, arranged as DMN decision models. One model a group of tables that fill the same facts, one
// for the facts that are defined by others, one a drug with its indications.
//
// Every decision asks for input data only, also where other tables fill a fact: between tables an answer may be a set
// of values, and DMN passes single ones on. docs/dmn.md says how sets are written.
#pragma once

#include <string>
#include <vector>

#include "dmn/in_force.h"

namespace her2::dmn {

/// What a decision gives. The first two ask for input data only, the others gather such decisions.
enum class Gives : std::uint8_t {
  Rows,     ///< what the rows of a table give
  Truth,    ///< a guard, a definition, a criterion
  Answers,  ///< all answers to a fact
  State,    ///< of an indication
};

struct Decision {
  std::string name;
  std::string question;  ///< in words
  std::string description;
  std::vector<FactId> facts;           ///< input data it needs
  std::vector<std::string> decisions;  ///< decisions it needs, by name
  std::vector<std::string> sources;    ///< ids
  Gives gives = Gives::Truth;
  FactId fact = 0;                   ///< Answers: to this fact
  std::string expression;            ///< FEEL; empty for a table
  const kb::Table* table = nullptr;  ///< null for an expression
  std::vector<std::string> inputs;   ///< table: input expressions as FEEL
};

struct Model {
  std::string id;     ///< "ish.group", "definitions", "tucatinib"
  std::string title;  ///< for a reader
  std::vector<Decision> decisions;
};

/// The models of that day, or what cannot be said in DMN.
Result<std::vector<Model>> models(const std::shared_ptr<const kb::Knowledge>& knowledge, Date day);

/// All of it as one model.
Model joined(std::vector<Model> models);

}  // namespace her2::dmn
