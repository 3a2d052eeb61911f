// PREDICT Breast, what the record gives it: the inputs, what stands against an answer, what is missing.
#include "benefit/predict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace her2::benefit {
namespace {

using feel::Kind;

/// One version of the model asks one patient's record.
class Questions {
 public:
  Questions(const PatientFacts& patient, std::size_t model)
      : p_(patient), model_(patient.knowledge.predictModels[model]) {
    out_.model = static_cast<std::uint16_t>(model);
  }

  Prediction answer() {
    refusals();
    for (const kb::PredictInput& input : model_.inputs) inputs_.push_back(known(input));
    if (!out_.refused.empty()) out_.missing.clear();
    if (out_.refused.empty() && out_.missing.empty()) compute(model_, inputs_, out_);
    if (!out_.answered()) out_.open.clear();
    return std::move(out_);
  }

 private:
  const feel::Fact& fact(FactId id) const { return p_.knowledge.facts[id]; }

  void missing(const std::string& name) {
    if (std::find(out_.missing.begin(), out_.missing.end(), name) == out_.missing.end()) out_.missing.push_back(name);
  }

  // The table of the population: a reason that holds refuses; one that only may hold keeps the model from answering.
  void refusals() {
    const auto found = p_.knowledge.facts.find("predict.refusals");
    if (!found || !p_.program.has(*found)) return;
    const Domain& reasons = p_.knowledge.vocabulary.domain(fact(*found).domain);
    const CodeSet certain = p_.program.certainOf(p_.block, *found, p_.lane);
    certain.forEach([&](unsigned code) { out_.refused.push_back(reasons[code].title); });
    CodeSet stopping;
    for (const std::string& name : model_.refuseIfPossible) {
      if (const auto code = reasons.find(name)) stopping |= CodeSet::of(*code);
    }
    const CodeSet open = (p_.program.possibleOf(p_.block, *found, p_.lane) - certain) & stopping;
    if (!open.empty()) openReasons(*found, open);
  }

  /// Names the facts that leave a reason open.
  void openReasons(FactId refusals, CodeSet open) {
    for (const engine::CompiledTable& table : p_.program.tables()) {
      if (std::find(table.table->outputs.begin(), table.table->outputs.end(), refusals) == table.table->outputs.end())
        continue;
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        if (!table.table->rows[r].outputs[0].codes.intersects(open)) continue;
        for (std::size_t i = 0; i < table.rows[r].cells.size(); ++i) {
          const auto cell = table.rows[r].cells[i];
          if (cell == engine::CompiledRow::noCell ||
              engine::Program::truthAt(p_.block, cell, p_.lane) != Truth::Unknown)
            continue;
          feel::forEachFact(table.table->inputs[i].value, [&](FactId id) { missing(fact(id).name); });
        }
      }
    }
  }

  PredictKnown known(const kb::PredictInput& input) {
    if (input.fixed) return PredictKnown::of({*input.fixed});
    const facts::Value recorded = p_.deriver.derive(input.fact, p_.context);
    PredictInputValue shown;
    shown.fact = fact(input.fact).name;
    shown.origin = p_.context.record.where(recorded.origin);
    PredictKnown result = fact(input.fact).kind == Kind::Code ? ofCode(input, recorded, shown.value)
                                                              : ofNumber(input, recorded, shown.value);
    shown.averaged = result.averaged;
    if (result.isRange || result.values.size() > 1) out_.open.push_back(shown.fact);
    out_.inputs.push_back(std::move(shown));
    return result;
  }

  PredictKnown average(const kb::PredictInput& input) {
    PredictKnown result = PredictKnown::of({*input.unknown});
    result.averaged = true;
    return result;
  }

  CodeSet codesOf(FactId id, const facts::Value& recorded) const {
    const bool given = std::any_of(p_.context.given.begin(), p_.context.given.end(),
                                   [&](const facts::FactSetting& each) { return each.fact == id; });
    if (id == p_.her2Result && !given) return p_.her2ResultCodes;
    return p_.program.has(id) ? p_.program.codeOf(p_.block, id, p_.lane) : recorded.codes;
  }

  PredictKnown ofCode(const kb::PredictInput& input, const facts::Value& recorded, std::string& shown) {
    const Domain& domain = p_.knowledge.vocabulary.domain(fact(input.fact).domain);
    const CodeSet codes = codesOf(input.fact, recorded);
    const bool nothing = codes.empty() || codes == domain.all();
    if (nothing && input.unknown) return average(input);
    if (nothing && input.required) missing(fact(input.fact).name);
    if (!nothing) codes.forEach([&](unsigned code) { shown += (shown.empty() ? "" : " or ") + domain[code].code; });
    PredictKnown result;
    for (const kb::PredictCode& each : input.codes) {
      if (!nothing && !codes.contains(each.code)) continue;
      for (const double value : each.values) {
        if (!result.mayBe(value)) result.values.push_back(value);
      }
    }
    return result;
  }

  PredictKnown ofNumber(const kb::PredictInput& input, const facts::Value& recorded, std::string& shown) {
    Interval value = recorded.number;
    if (value.isUnknown() && p_.program.has(input.fact)) value = p_.program.numberOf(p_.block, input.fact, p_.lane);
    if (value.isUnknown()) {
      if (input.unknown) return average(input);
      missing(fact(input.fact).name);
      return PredictKnown::of({0});
    }
    shown = value.text();
    if (!input.cuts.empty()) return ofCuts(input, value);
    if (!value.intersect(input.range)) {
      out_.refused.push_back(fmt::format("{} {}, outside {}", fact(input.fact).title, shown, input.range.text()));
    } else if (!input.range.contains(value)) {
      missing(fact(input.fact).name);  // it may be outside
    } else if (input.whole) {
      return wholeIn(input, value);
    }
    return value.isPoint() ? PredictKnown::of({value.lo()}) : PredictKnown::in(value);
  }

  PredictKnown wholeIn(const kb::PredictInput& input, const Interval& value) {
    PredictKnown result;
    const double first = std::ceil(value.least());
    for (int i = 0; first + i <= value.greatest(); ++i) result.values.push_back(first + i);
    if (result.values.empty())
      out_.refused.push_back(fmt::format("{} {} is no whole number", fact(input.fact).title, value.text()));
    return result;
  }

  static PredictKnown ofCuts(const kb::PredictInput& input, const Interval& value) {
    PredictKnown result;
    for (const kb::PredictCut& cut : input.cuts) {
      if (value.intersect(cut.in) && !result.mayBe(cut.value)) result.values.push_back(cut.value);
    }
    return result;
  }

  const PatientFacts& p_;
  const kb::PredictModel& model_;
  std::vector<PredictKnown> inputs_;
  Prediction out_;
};

}  // namespace

Prediction predict(const PatientFacts& patient, std::size_t model) { return Questions(patient, model).answer(); }

void predictAll(const PatientFacts& patient, Benefit& out) {
  out.predictions.clear();
  const auto& models = patient.knowledge.predictModels;
  for (std::size_t model = 0; model < models.size(); ++model) {
    if (patient.tumourKind.empty() || models[model].tumours.intersects(patient.tumourKind))
      out.predictions.push_back(predict(patient, model));
  }
}

}  // namespace her2::benefit
