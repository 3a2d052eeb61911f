#include "assess/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace her2::assess {

TraceLine Explainer::rowLine(const Program& program, const engine::CompiledTable& compiled, std::size_t r,
                             const FactBlock& block, unsigned lane, const facts::Context& context) const {
  const kb::Table& table = *compiled.table;
  const kb::Row& row = table.rows[r];
  TraceLine line;
  line.rule = fmt::format("{} row {}", table.id, r + 1);
  line.place = fmt::format("{}:{}", table.block.document->file, row.place.line);
  line.outcome = Program::truthAt(block, compiled.rows[r].fires, lane) == Truth::True ? "fires" : "may fire";
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    line.says += fmt::format("{}{} = {}", i == 0 ? "" : "; ", knowledge_.facts[table.outputs[i]].name,
                             row.cellTexts[table.inputs.size() + i]);
  }
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    if (row.cells[i].any) continue;
    std::string facts;
    std::set<FactId> seen;
    feel::forEachFact(table.inputs[i].value, [&](FactId fact) {
      if (seen.insert(fact).second)
        facts += (facts.empty() ? "" : ", ") + text_.fact(fact, program, block, lane, context);
    });
    const bool plain = table.inputs[i].value.op == feel::Op::FactValue;
    line.because.push_back(
        fmt::format("{}, needs {}{}", facts, plain ? "" : table.inputs[i].text + " ", row.cellTexts[i]));
  }
  line.sources = text_.graded(row.sources.empty() ? table.sources : row.sources);
  return line;
}

void Explainer::traceTables(const Program& program, const std::vector<bool>& deciding, const FactBlock& block,
                            unsigned lane, const facts::Context& context, std::string title) {
  TraceSection section{std::move(title), {}};
  for (std::size_t t = 0; t < program.tables().size(); ++t) {
    const engine::CompiledTable& table = program.tables()[t];
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const Truth fires = Program::truthAt(block, table.rows[r].fires, lane);
      if (fires == Truth::True || (fires == Truth::Unknown && deciding[t]))
        section.lines.push_back(rowLine(program, table, r, block, lane, context));
    }
  }
  out_.trace.push_back(std::move(section));
}

void Explainer::unverifiedRules(const Program& program, const std::vector<bool>& deciding, const FactBlock& block,
                                unsigned lane) {
  for (std::size_t t = 0; t < program.tables().size(); ++t) {
    const kb::Table& table = *program.tables()[t].table;
    for (std::size_t r = 0; deciding[t] && r < table.rows.size(); ++r) {
      const auto& sources = table.rows[r].sources.empty() ? table.sources : table.rows[r].sources;
      if (Program::truthAt(block, program.tables()[t].rows[r].fires, lane) == Truth::False ||
          knowledge_.bestGrade(sources) != kb::Grade::Unverified)
        continue;
      out_.warnings.push_back({Severity::Warning, "rule-unverified",
                               fmt::format("knowledge/{}:{}", table.block.document->file, table.rows[r].place.line),
                               fmt::format("row {} of {} took part, and its source was not read", r + 1, table.id),
                               "verify the result against the guideline"});
    }
  }
}

void Explainer::traceOptions(const Program& program, const FactBlock& block, unsigned lane,
                             const facts::Context& context) {
  for (const Option& option : out_.options) {
    const kb::Indication& indication = knowledge_.indications[option.indication];
    const auto compiled = std::find_if(program.indications().begin(), program.indications().end(),
                                       [&](const auto& c) { return c.indication == &indication; });
    TraceSection section{
        fmt::format("{}/{} ({})", indication.drug, indication.id, knowledge_.regions[option.region].id), {}};
    for (std::size_t i = 0; i < indication.criteria.size(); ++i) {
      const kb::Criterion& criterion = indication.criteria[i];
      const Truth holds = Program::truthAt(block, compiled->criteria[i], lane);
      TraceLine line;
      line.rule = fmt::format("criterion {}", i + 1);
      line.place = fmt::format("{}:{}", indication.block.document->file, criterion.place.line);
      line.outcome = holds == Truth::True ? "holds" : holds == Truth::False ? "fails" : "not known";
      line.says = criterion.say;
      std::set<FactId> seen;
      feel::forEachFact(criterion.is, [&](FactId fact) {
        if (seen.insert(fact).second) line.because.push_back(text_.fact(fact, program, block, lane, context));
      });
      line.sources = text_.graded(criterion.sources);
      section.lines.push_back(std::move(line));
    }
    out_.trace.push_back(std::move(section));
  }
}

void Explainer::traceRanking() {
  for (const Option& option : out_.options) {
    if (option.ranking.rank == 0) continue;
    const kb::Indication& indication = knowledge_.indications[option.indication];
    const kb::Ranking& ranking = knowledge_.rankings[option.ranking.ranking];
    TraceSection section{fmt::format("{}/{} ({}) in the order: rank {} of {}", indication.drug, indication.id,
                                     knowledge_.regions[option.region].id, option.ranking.rank, option.ranking.of),
                         {}};
    for (std::size_t i = 0; i < ranking.criteria.size(); ++i) {
      const kb::RankCriterion& criterion = ranking.criteria[i];
      const Standing& standing = option.ranking.standings[i];
      TraceLine line;
      line.rule = fmt::format("{} criterion {}, {}", ranking.id, i + 1, criterion.title);
      line.place = fmt::format("{}:{}", ranking.block.document->file, criterion.place.line);
      line.outcome = standing.codes.isSingle() ? "known" : "open";
      line.says = criterion.levelText(standing.codes);
      line.because = standing.because;
      line.sources = text_.graded(standing.sources.empty() ? criterion.sources : standing.sources);
      section.lines.push_back(std::move(line));
    }
    out_.trace.push_back(std::move(section));
  }
}

void Explainer::assume(FactId fact) {
  const bool recurrence = knowledge_.derivations[fact].name == "recurrence-months";
  std::string text =
      fmt::format("{}: {}", knowledge_.facts[fact].title,
                  recurrence ? "no such treatment recorded, taken as never" : "nothing recorded, taken as none");
  if (std::find(out_.assumptions.begin(), out_.assumptions.end(), text) == out_.assumptions.end())
    out_.assumptions.push_back(std::move(text));
}

void Explainer::assumptions(const Program& specimens, const Program& patients, const FactBlock& block, unsigned lane,
                            const facts::Context& context) {
  static constexpr std::string_view tests[] = {"ihc.score", "ish.probe"};
  for (const SpecimenStatus& status : out_.status.specimens) {
    const Specimen& specimen = record_.specimens[status.specimen];
    facts::Context own = context;
    own.specimen = &specimen;
    for (const std::string_view name : tests) {
      const auto fact = knowledge_.facts.find(name);
      if (!status.tested || !fact || !specimens.has(*fact) || !deriver_.derive(*fact, own).assumed) continue;
      out_.assumptions.push_back(fmt::format("specimen {}: no {} recorded, taken as not done", specimen.id.value,
                                             name == "ihc.score" ? "IHC" : "ISH"));
    }
  }
  for (const Option& option : out_.options) {
    if (option.state == OptionState::Possible) continue;
    const kb::Indication& indication = knowledge_.indications[option.indication];
    const auto compiled = std::find_if(patients.indications().begin(), patients.indications().end(),
                                       [&](const auto& c) { return c.indication == &indication; });
    for (std::size_t i = 0; i < indication.criteria.size(); ++i) {
      const Truth relied = option.state == OptionState::Indicated ? Truth::True : Truth::False;
      if (Program::truthAt(block, compiled->criteria[i], lane) != relied) continue;
      feel::forEachFact(indication.criteria[i].is, [&](FactId fact) {
        if (deriver_.derive(fact, context).assumed) assume(fact);
      });
    }
  }
}

void Explainer::refusedValues(const Program& specimens, const Program& patients, const facts::Context& context) {
  for (const Specimen& specimen : record_.specimens) {
    facts::Context own = context;
    own.specimen = &specimen;
    refusedValues(specimens, own);
  }
  refusedValues(patients, context);
}

void Explainer::refusedValues(const Program& program, const facts::Context& context) {
  for (const auto& slot : program.layout().slots()) {
    const feel::Fact& fact = knowledge_.facts[slot.fact];
    if (fact.kind != feel::Kind::Number || (fact.scope == feel::Scope::Therapy && context.therapy == nullptr)) continue;
    const facts::Value value = deriver_.derive(slot.fact, context);
    if (!value.refused) continue;
    std::string where(record_.where(value.origin));
    const bool said = std::any_of(out_.warnings.begin(), out_.warnings.end(), [&](const Problem& warning) {
      return warning.code == "value-implausible" && warning.where == where;  // of another fact from the same value
    });
    if (said) continue;
    out_.warnings.push_back(
        {Severity::Warning, "value-implausible", std::move(where),
         value.wrongUnit
             ? fmt::format("{} cannot be told in {} from its unit: not used", fact.name, fact.unit)
             : fmt::format("{} is outside {}, which is all it can be: not used", fact.name, fact.range.text()),
         "check the record: a total read as a mean, or another unit"});
  }
}

}  // namespace her2::assess
