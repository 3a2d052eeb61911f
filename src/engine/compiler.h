// Knowledge in force on a day -> Program.
#pragma once

#include <set>
#include <span>

#include "engine/program.h"

namespace her2::engine {

/// All tables of the scope in force on `asOf`, every fact they fill, and (patient scope) every indication that has been
/// approved in some region by then. A problem if tables depend on each other in a circle.
Result<std::shared_ptr<const Program>> compile(const std::shared_ptr<const kb::Knowledge>& knowledge, feel::Scope scope,
                                               Date asOf);

/// Conditions on the patient that are not criteria of indications (gates of trials, recommendations), with every fact
/// and patient table in force on `asOf` that they need. They stand in Program::conditions() in this order.
Result<std::shared_ptr<const Program>> compileConditions(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                         Date asOf,
                                                         std::span<const feel::Expression* const> conditions);

/// The same without tables: what they fill is read from the block. Facts in `given` are too, even if they are defined
/// by others.
std::shared_ptr<const Program> compileConditions(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                 std::span<const feel::Expression* const> conditions,
                                                 const std::set<FactId>& given);
/// Conditions of rules that are not tables, with every fact and table they need: what safety asks of a therapy. All
/// tables of the scope `therapy` in force on `asOf` run with them, patient tables where they are needed.
Result<std::shared_ptr<const Program>> compileTherapy(const std::shared_ptr<const kb::Knowledge>& knowledge, Date asOf,
                                                      std::span<const feel::Expression* const> conditions);

/// One condition alone, for its examples; facts in `given` are read from the block even if they are defined by others.
std::shared_ptr<const Program> compileCondition(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                const feel::Expression& condition, const std::set<FactId>& given);

/// One table alone, for its examples: whatever other tables would fill is read from the block, and so are the facts in
/// `given` even if they are defined by others. The guard is taken as true.
std::shared_ptr<const Program> compileTable(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                            const kb::Table& table, const std::set<FactId>& given);

/// The tables in force on `asOf` that fill the fact, with their guards; every other fact is read from the block.
std::shared_ptr<const Program> compileFact(const std::shared_ptr<const kb::Knowledge>& knowledge, FactId fact,
                                           Date asOf);

/// One indication alone; facts in `given` are read from the block even if they are defined by others.
std::shared_ptr<const Program> compileIndication(const std::shared_ptr<const kb::Knowledge>& knowledge,
                                                 const kb::Indication& indication, const std::set<FactId>& given);

}  // namespace her2::engine
