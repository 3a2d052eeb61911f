#include "engine/coverage.h"

#include <algorithm>

namespace her2::engine {
namespace {

using feel::Expression;
using feel::Op;

constexpr std::size_t mostWorlds = 1U << 16;

bool same(const Expression& a, const Expression& b) {
  return a.op == b.op && a.domain == b.domain && a.number == b.number && a.truth == b.truth && a.codes == b.codes &&
         a.interval == b.interval && a.fact == b.fact &&
         std::equal(a.args.begin(), a.args.end(), b.args.begin(), b.args.end(), same);
}

bool joins(Op op) { return op == Op::And || op == Op::Or || op == Op::Not; }

/// What a guard asks: a code fact, which takes one of several codes, or any other condition, which is taken as free to
/// be true or false.
struct Atom {
  Expression question;
  bool coded = false;
  std::vector<unsigned> choices;
  std::size_t chosen = 0;
  CodeSet open;  ///< codes with which some world meets no guard
  unsigned value() const { return choices[chosen]; }
};

class Worlds {
 public:
  explicit Worlds(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  void add(const Expression& e) {
    if (e.op == Op::TruthLiteral) return;
    if (joins(e.op)) {
      for (const Expression& arg : e.args) add(arg);
      return;
    }
    const Expression& question = questionOf(e);
    if (find(question) != nullptr) return;
    Atom atom{question, &question != &e, {}, 0, {}};
    if (atom.coded) {
      domainOf(question).all().forEach([&](unsigned code) { atom.choices.push_back(code); });
    } else {
      atom.choices = {0, 1};
    }
    count_ = atom.choices.empty() ? 0 : std::min(mostWorlds + 1, count_ * atom.choices.size());
    atoms_.push_back(std::move(atom));
  }

  bool canBeTried() const { return count_ > 0 && count_ <= mostWorlds; }

  /// The next combination; false after the last.
  bool advance() {
    for (Atom& atom : atoms_) {
      if (++atom.chosen < atom.choices.size()) return true;
      atom.chosen = 0;
    }
    return false;
  }

  Truth holds(const Expression& e) const {
    switch (e.op) {
      case Op::TruthLiteral:
        return e.truth;
      case Op::And:
        return holds(e.args[0]) && holds(e.args[1]);
      case Op::Or:
        return holds(e.args[0]) || holds(e.args[1]);
      case Op::Not:
        return !holds(e.args[0]);
      default:
        break;
    }
    const Expression& question = questionOf(e);
    const unsigned value = find(question)->value();
    if (&question == &e) return truth(value != 0);
    CodeSet wanted;
    e.codes.forEach([&](unsigned code) { wanted |= domainOf(question)[code].means; });
    return truth(wanted.contains(value));
  }

  void leaveOpen() {
    for (Atom& atom : atoms_) {
      if (atom.coded) atom.open |= CodeSet::of(atom.value());
    }
  }

  std::vector<Coverage::Where> where() const {
    std::vector<Coverage::Where> result;
    for (const Atom& atom : atoms_) {
      if (!atom.coded) continue;
      const CodeSet codes = domainOf(atom.question).all() - atom.open;
      if (!codes.empty()) result.push_back({atom.question, codes});
    }
    return result;
  }

 private:
  /// The code fact that is asked for, or the condition itself.
  static const Expression& questionOf(const Expression& e) {
    return e.op == Op::InCodes && e.args[0].op == Op::FactValue ? e.args[0] : e;
  }
  const Domain& domainOf(const Expression& question) const { return vocabulary_.domain(question.domain); }
  const Atom* find(const Expression& question) const {
    const auto found =
        std::find_if(atoms_.begin(), atoms_.end(), [&](const Atom& atom) { return same(atom.question, question); });
    return found == atoms_.end() ? nullptr : &*found;
  }

  const Vocabulary& vocabulary_;
  std::vector<Atom> atoms_;
  std::size_t count_ = 1;
};

}  // namespace

Coverage coverage(const std::vector<const Expression*>& guards, const Vocabulary& vocabulary) {
  Worlds worlds(vocabulary);
  for (const Expression* guard : guards) worlds.add(*guard);
  Coverage result;
  if (!worlds.canBeTried()) return result;
  result.always = true;
  do {
    if (std::any_of(guards.begin(), guards.end(),
                    [&](const Expression* guard) { return worlds.holds(*guard) == Truth::True; }))
      continue;
    result.always = false;
    worlds.leaveOpen();
  } while (worlds.advance());
  if (!result.always) result.where = worlds.where();
  return result;
}

}  // namespace her2::engine
