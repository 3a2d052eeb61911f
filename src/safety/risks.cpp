// Scales of risk before treatment: the classes still possible, and which of the items are present, absent or not known.
#include "safety/review.h"

namespace her2::safety {
namespace {

RiskItem itemOf(const kb::RiskFactor& rule, const Review& review) {
  SafetyLine line;
  const Lane& patient = review.patient();
  if (const auto& define = review.knowledge().derivations[rule.fact].define) {
    review.explain(*define, patient, line);
  } else {
    line.because = {
        review.text().fact(rule.fact, review.program(), review.block(), patient.index, review.context(patient))};
  }
  return {rule.say, rule.weight, std::move(line.because)};
}

/// The fact that a scale ends in, where tables fill one: "risk.<scale>".
void setClasses(const std::string& scale, const Review& review, RiskEntry& entry) {
  const auto fact = review.knowledge().facts.find("risk." + scale);
  if (!fact || review.knowledge().facts[*fact].kind != feel::Kind::Code || !review.program().has(*fact)) return;
  const CodeSet classes = review.program().codeOf(review.block(), *fact, review.patient().index);
  entry.classes = review.codeNames(*fact, classes);
  entry.certain = classes.isSingle();
}

}  // namespace

void findRisks(const Review& review, Safety& out) {
  for (const kb::RiskFactor& rule : review.knowledge().safety.riskFactors) {
    if (!rule.period.holds(review.asOf())) continue;
    auto entry = std::find_if(out.risks.begin(), out.risks.end(),
                              [&](const RiskEntry& each) { return each.scale == rule.scale; });
    if (entry == out.risks.end()) {
      out.risks.emplace_back();
      entry = out.risks.end() - 1;
      entry->scale = rule.scale;
      entry->rule = rule.scale;
      const kb::Text* text = review.knowledge().findText("risk." + rule.scale);
      entry->say = text == nullptr ? rule.scale : text->title;
      setClasses(rule.scale, review, *entry);
    }
    for (std::string& source : review.text().graded(rule.sources)) addOnce(entry->sources, std::move(source));
    const Truth truth = review.program().truthOf(review.block(), rule.fact, review.patient().index);
    auto& list = truth == Truth::True ? entry->present : truth == Truth::False ? entry->absent : entry->unknown;
    list.push_back(itemOf(rule, review));
  }
}

}  // namespace her2::safety
