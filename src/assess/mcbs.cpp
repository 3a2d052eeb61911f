#include "assess/mcbs.h"

#include <algorithm>

namespace her2::assess {
namespace {

using engine::Program;

}  // namespace

Result<std::shared_ptr<const McbsCalculator>> McbsCalculator::create(std::shared_ptr<const kb::Knowledge> knowledge,
                                                                     Date asOf) {
  auto result = std::make_shared<McbsCalculator>();
  auto facts = facts::TrialFacts::bind(knowledge);
  if (!facts) return facts.problems();
  auto program = engine::compile(knowledge, feel::Scope::Trial, asOf);
  if (!program) return program.problems();
  result->facts_ = *facts;
  result->program_ = *program;
  result->preliminary_ = knowledge->facts.find("mcbs.preliminary").value_or(0);
  result->knowledge_ = std::move(knowledge);
  return std::shared_ptr<const McbsCalculator>(std::move(result));
}

std::optional<McbsScore> McbsCalculator::score(const kb::Trial& trial, const kb::TrialResult& result) const {
  if (!result.mcbsForm || program_->tables().empty()) return std::nullopt;
  const facts::ResultContext context{trial, result};
  facts::FactBlock block = program_->makeBlock();
  facts_->fill(context, block, 0);
  program_->run(block);
  McbsScore score;
  score.form = *result.mcbsForm;
  score.preliminary = program_->codeOf(block, preliminary_, 0);
  // What it rests on: the rows that fire or may, and the numbers their cells ask about.
  for (const engine::CompiledTable& table : program_->tables()) {
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const engine::CompiledRow& row = table.rows[r];
      if (Program::truthAt(block, row.fires, 0) == Truth::False) continue;
      const kb::Row& rule = table.table->rows[r];
      score.grade =
          std::max(score.grade, knowledge_->bestGrade(rule.sources.empty() ? table.table->sources : rule.sources));
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i] == engine::CompiledRow::noCell) continue;
        feel::forEachFact(table.table->inputs[i].value, [&](feel::FactId fact) {
          score.grade = std::max(score.grade, facts_->derive(fact, context).grade);
        });
      }
    }
  }
  return score;
}

}  // namespace her2::assess
