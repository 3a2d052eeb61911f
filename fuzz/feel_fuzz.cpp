// Any text as a FEEL expression and as cells of every kind: refused with a column inside the text, or a typed tree; the
// same both times.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "feel/cell.h"
#include "feel/type_check.h"

namespace {

using namespace her2;

Vocabulary makeVocabulary() {
  Vocabulary vocabulary;
  vocabulary.addDomain(
      Domain("letter", "Letter",
             {{"a", "A", "", CodeSet::of(0)}, {"b", "B", "", CodeSet::of(1)}, {"ab", "A or B", "", CodeSet(3)}}));
  return vocabulary;
}

feel::FactCatalogue makeFacts() {
  using feel::Kind;
  feel::FactCatalogue facts;
  const auto add = [&](const char* name, Kind kind) {
    facts.add({name, name, "", "", feel::Scope::Patient, kind, 0, {}, false});
  };
  add("n", Kind::Number);
  add("d", Kind::Date);
  add("t", Kind::Truth);
  add("c", Kind::Code);
  add("l", Kind::Codes);
  return facts;
}

void require(bool holds) {
  if (!holds) std::abort();
}

template <class T>
void requireColumn(const feel::Parsed<T>& parsed, std::size_t size) {
  if (const auto* error = std::get_if<feel::SyntaxError>(&parsed))
    require(error->column >= 1 && error->column <= size + 1 && !error->message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Vocabulary vocabulary = makeVocabulary();
  static const feel::FactCatalogue facts = makeFacts();
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  const auto first = feel::compileExpression(text, facts, vocabulary);
  requireColumn(first, size);
  const auto second = feel::compileExpression(text, facts, vocabulary);
  require(first.index() == second.index());
  const auto condition = feel::compileCondition(text, facts, vocabulary);
  if (const auto* expression = std::get_if<feel::Expression>(&condition))
    require(expression->kind == feel::Kind::Truth);
  for (const feel::Kind kind :
       {feel::Kind::Number, feel::Kind::Date, feel::Kind::Truth, feel::Kind::Code, feel::Kind::Codes}) {
    const auto cell = feel::parseCell(text, {kind, 0}, vocabulary);
    requireColumn(cell, size);
    const auto* read = std::get_if<feel::Cell>(&cell);
    if (read == nullptr) continue;
    for (const Interval& interval : read->intervals) require(!interval.isEmpty());
    require(feel::normalised(read->intervals) == read->intervals);
  }
  return 0;
}
