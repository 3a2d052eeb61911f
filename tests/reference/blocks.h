// Between the oracle and the engine: puts partly known cases into lanes of a block, and compares what comes out.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "engine/compiler.h"
#include "reference/reference.h"

namespace her2::reference {

inline void put(const Case& record, const engine::Program& program, facts::FactBlock& block, unsigned lane) {
  for (const auto& slot : program.layout().slots()) {
    const auto found = record.find(slot.fact);
    if (found == record.end()) continue;
    const Known& known = found->second;
    switch (slot.kind) {
      case feel::Kind::Truth:
        block.setTruth(slot, lane, known.truth);
        break;
      case feel::Kind::Code:
        if (!known.codes.empty()) block.setCode(slot, lane, known.codes);
        break;
      case feel::Kind::Codes:
        if (known.listed) block.setCodes(slot, lane, known.list);
        break;
      default:
        block.setNumber(slot, lane, known.number);
    }
  }
}

/// The world as a case in which everything is known.
inline Case known(const World& world) {
  Case result;
  for (const auto& [fact, value] : world) {
    Known& known = result[fact];
    known = {truth(value.truth), CodeSet::of(value.code), true, value.list, Interval(value.number)};
  }
  return result;
}

/// What the engine found of one fact, in the words of the oracle.
struct Found {
  feel::Kind kind = feel::Kind::Truth;
  CodeSet codes;  ///< concrete
  CodeSet certain;
  CodeSet possible;
  Truth truth = Truth::Unknown;
  Interval number;

  friend bool operator==(const Found&, const Found&) = default;
};

inline Found found(const engine::Program& program, const kb::Knowledge& knowledge, const facts::FactBlock& block,
                   FactId fact, unsigned lane) {
  Found result;
  result.kind = knowledge.facts[fact].kind;
  switch (result.kind) {
    case feel::Kind::Truth:
      result.truth = program.truthOf(block, fact, lane);
      break;
    case feel::Kind::Code:
      result.codes =
          concrete(knowledge.vocabulary.domain(knowledge.facts[fact].domain), program.codeOf(block, fact, lane));
      break;
    case feel::Kind::Codes:
      result.certain = program.certainOf(block, fact, lane);
      result.possible = program.possibleOf(block, fact, lane);
      break;
    default:
      result.number = program.numberOf(block, fact, lane);
  }
  return result;
}

/// The answers in the same form: the least that holds them all.
inline Found hull(const Answers& answers, feel::Kind kind) {
  Found result;
  result.kind = kind;
  switch (kind) {
    case feel::Kind::Truth:
      result.truth = answers.mayBeTrue == answers.mayBeFalse ? Truth::Unknown : truth(answers.mayBeTrue);
      break;
    case feel::Kind::Code:
      result.codes = answers.codes;
      break;
    case feel::Kind::Codes:
      result.certain = answers.certain();
      result.possible = answers.possible();
      break;
    default: {
      double least = Interval::infinity;
      double greatest = -Interval::infinity;
      for (const Interval& each : answers.numbers) {
        least = std::min(least, each.least());
        greatest = std::max(greatest, each.greatest());
      }
      result.number = Interval::closed(least, greatest);
    }
  }
  return result;
}

/// True if everything in `inner` is left possible by `outer`, and what `outer` takes for certain holds in `inner`.
inline bool covers(const Found& outer, const Found& inner) {
  return outer.codes.contains(inner.codes) && inner.certain.contains(outer.certain) &&
         outer.possible.contains(inner.possible) && (outer.truth == Truth::Unknown || outer.truth == inner.truth) &&
         outer.number.contains(inner.number);
}

inline std::string text(const Found& found, const kb::Knowledge& knowledge, FactId fact) {
  const auto codes = [&](CodeSet set) {
    std::string all = "{";
    set.forEach(
        [&](unsigned code) { all += " " + knowledge.vocabulary.domain(knowledge.facts[fact].domain)[code].code; });
    return all + " }";
  };
  const std::string name = knowledge.facts[fact].name + ": ";
  switch (found.kind) {
    case feel::Kind::Truth:
      return name + (found.truth == Truth::Unknown ? "unknown" : found.truth == Truth::True ? "true" : "false");
    case feel::Kind::Code:
      return name + codes(found.codes);
    case feel::Kind::Codes:
      return name + "surely " + codes(found.certain) + " maybe " + codes(found.possible);
    default:
      return name + found.number.text();
  }
}

inline std::string text(const Case& record, const kb::Knowledge& knowledge) {
  std::string all;
  for (const auto& [fact, known] : record) {
    Found as{knowledge.facts[fact].kind,
             known.codes,
             known.list,
             known.listed ? known.list : CodeSet(),
             known.truth,
             known.number};
    all += text(as, knowledge, fact) + (as.kind == feel::Kind::Codes && !known.listed ? " (unknown list)" : "") + "\n";
  }
  return all;
}

}  // namespace her2::reference
