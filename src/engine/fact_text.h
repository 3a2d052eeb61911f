// Values of facts in words, with the element of the record they came from: what traces and reasons are made of.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/program.h"
#include "facts/deriver.h"

namespace her2::engine {

class FactText {
 public:
  FactText(const kb::Knowledge& knowledge, const facts::Deriver& deriver, const Case& record)
      : knowledge_(knowledge), deriver_(deriver), record_(record) {}

  /// "ish.ratio = 2.1 [Observation/ish-1.valueQuantity]"
  std::string fact(FactId fact, const Program& program, const FactBlock& block, unsigned lane,
                   const facts::Context& context) const;
  std::string value(FactId fact, const Program& program, const FactBlock& block, unsigned lane) const;
  /// "uspi-enhertu (label)"
  std::vector<std::string> graded(const std::vector<std::string>& sources) const;

 private:
  /// Alternatives are joined by "or", the members of a list by commas.
  std::string codes(DomainId domain, CodeSet codes, std::string_view joint) const;
  bool isNever(FactId fact, const facts::Value& value) const;

  const kb::Knowledge& knowledge_;
  const facts::Deriver& deriver_;
  const Case& record_;
};

/// Is exactly one value possible, and not an abstract one?
bool isCertain(const Program& program, const FactBlock& block, unsigned lane, const kb::Knowledge& knowledge,
               FactId fact);

}  // namespace her2::engine
