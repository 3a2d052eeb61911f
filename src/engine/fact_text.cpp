#include "engine/fact_text.h"

#include <fmt/format.h>

namespace her2::engine {

using feel::Kind;

std::string FactText::codes(DomainId domain, CodeSet codes, std::string_view joint) const {
  const Domain& list = knowledge_.vocabulary.domain(domain);
  std::string text;
  codes.forEach([&](unsigned code) { text.append(text.empty() ? "" : joint).append(list[code].code); });
  return text.empty() ? "none" : text;
}

std::vector<std::string> FactText::graded(const std::vector<std::string>& sources) const {
  std::vector<std::string> result;
  for (const std::string& id : sources) {
    const kb::Source* source = knowledge_.findSource(id);
    result.push_back(source == nullptr ? id : fmt::format("{} ({})", id, kb::gradeName(source->grade)));
  }
  return result;
}

std::string FactText::value(FactId fact, const Program& program, const FactBlock& block, unsigned lane) const {
  const feel::Fact& described = knowledge_.facts[fact];
  switch (described.kind) {
    case Kind::Truth: {
      const Truth value = program.truthOf(block, fact, lane);
      return value == Truth::True ? "true" : value == Truth::False ? "false" : "not known";
    }
    case Kind::Code: {
      const CodeSet codes = program.codeOf(block, fact, lane);
      return codes == knowledge_.vocabulary.domain(described.domain).all()
                 ? "not known"
                 : this->codes(described.domain, codes, " or ");
    }
    case Kind::Codes: {
      const CodeSet certain = program.certainOf(block, fact, lane);
      return program.possibleOf(block, fact, lane) == certain ? codes(described.domain, certain, ", ") : "not known";
    }
    default: {
      const Interval value = program.numberOf(block, fact, lane);
      return value.isUnknown() ? "not known" : value.text();
    }
  }
}

// A recurrence that no record shows is the greatest number of months there is; people say never.
bool FactText::isNever(FactId fact, const facts::Value& value) const {
  return knowledge_.derivations[fact].name == "recurrence-months" &&
         value.number == Interval(knowledge_.facts[fact].range.hi());
}

std::string FactText::fact(FactId fact, const Program& program, const FactBlock& block, unsigned lane,
                           const facts::Context& context) const {
  const facts::Value value = deriver_.derive(fact, context);
  const bool number = knowledge_.facts[fact].kind == Kind::Number;
  std::string shown =
      number && !value.number.isUnknown() ? value.number.text() : this->value(fact, program, block, lane);
  if (isNever(fact, value)) shown = "never";
  const std::string_view origin = record_.where(value.origin);
  const std::string_view note = value.assumed ? "nothing recorded" : origin;
  return fmt::format("{} = {}{}", knowledge_.facts[fact].name, shown, note.empty() ? "" : fmt::format(" [{}]", note));
}

bool isCertain(const Program& program, const FactBlock& block, unsigned lane, const kb::Knowledge& knowledge,
               FactId fact) {
  const feel::Fact& described = knowledge.facts[fact];
  switch (described.kind) {
    case Kind::Truth:
      return program.truthOf(block, fact, lane) != Truth::Unknown;
    case Kind::Code: {
      const CodeSet codes = program.codeOf(block, fact, lane);
      return codes.isSingle() && knowledge.vocabulary.domain(described.domain)[codes.single()].means == codes;
    }
    case Kind::Codes:
      return program.certainOf(block, fact, lane) == program.possibleOf(block, fact, lane);
    default:
      return program.numberOf(block, fact, lane).isPoint();
  }
}

}  // namespace her2::engine
