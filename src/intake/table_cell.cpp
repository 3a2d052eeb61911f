#include "intake/table_cell.h"

#include <fmt/format.h>

#include <algorithm>

namespace her2::intake::table {
namespace {

/// Calls f for each part of the text between the separators, trimmed; empty parts are left out.
template <class F>
void forEachPart(std::string_view text, char separator, F&& f) {
  while (!text.empty()) {
    const auto at = separator == 0 ? std::string_view::npos : text.find(separator);
    const std::string_view part = trimmed(text.substr(0, at));
    if (!part.empty()) f(part);
    if (at == std::string_view::npos) return;
    text.remove_prefix(at + 1);
  }
}

/// Names of conditions and the like as codes: "Heart failure" is "heart-failure".
std::string asCode(std::string_view text) {
  std::string result = folded(text);
  std::replace(result.begin(), result.end(), ' ', '-');
  std::replace(result.begin(), result.end(), '_', '-');
  return result;
}

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::string quoted(std::string_view cell) {
  constexpr std::size_t most = 60;
  std::string result = "\"";
  std::size_t size = std::min(cell.size(), most);
  while (size < cell.size() && size > 0 && isContinuation(cell[size])) --size;
  for (const char c : cell.substr(0, size)) result.push_back(static_cast<unsigned char>(c) < ' ' ? '?' : c);
  return result.append(size < cell.size() ? "…\"" : "\"");
}

void CellReader::read(const Column& column, std::string_view cell, Filler& filler) {
  if (cell.empty()) return;
  if (const Word* word = findWord(column, cell)) {
    if (!word->missing) apply(column, *word, cell, filler);
  } else if (column.leaves.empty()) {
    refuse(column, cell, "is no word known here", filler);
  } else {
    readOther(column, cell, filler);
  }
}

const Word* CellReader::findWord(const Column& column, std::string_view text) {
  fold(text, folded_);
  if (const Word* word = column.words.find(folded_)) return word;
  for (const std::string& prefix : column.prefixes) {
    if (!folded_.starts_with(prefix)) continue;
    if (const Word* word = column.words.find(trimmed(std::string_view(folded_).substr(prefix.size())))) return word;
  }
  return nullptr;
}

void CellReader::apply(const Column& column, const Word& word, std::string_view cell, Filler& filler) {
  if (word.is && column.relative != Relative::No) {
    readRelativeDate(column, std::get<Interval>(*word.is), cell, filler);
  } else if (word.is) {
    setAll(column, *word.is, filler);
  }
  setOthers(column, word, filler);
  if (word.warning.empty()) return;
  for (const Leaf& leaf : column.leaves) filler.touch(leaf);
  const bool used = word.is || !word.sets.empty();
  filler.warn(used ? "cell-doubtful" : "cell-refused", fmt::format("{}: {}", quoted(cell), word.warning));
}

void CellReader::readOther(const Column& column, std::string_view cell, Filler& filler) {
  switch (column.leaves.front().kind()) {
    case LeafKind::Number:
      return readNumberCell(column, cell, filler);
    case LeafKind::Date:
      return readDateCell(column, cell, filler);
    case LeafKind::Code:
      return readAnyOf(column, cell, filler);
    case LeafKind::Truth:
    case LeafKind::Flag:
      return refuse(column, cell, "is neither yes nor no", filler);
    case LeafKind::Text:
    case LeafKind::Id:
      return setAll(column, Value(std::string(cell)), filler);
    case LeafKind::Codes:
      return readAllOf(column, cell, filler);
    case LeafKind::Drugs:
    case LeafKind::Findings:
    case LeafKind::Medications:
    case LeafKind::Variants:
      return forEachPart(cell, column.list, [&](std::string_view entry) { readEntry(column, entry, filler); });
  }
}

void CellReader::readNumberCell(const Column& column, std::string_view cell, Filler& filler) {
  const auto number = readNumber(cell, column.number);
  if (!number) return refuse(column, cell, "is no number, comparison or range", filler);
  if (column.range && !column.range->intersect(*number)) {
    for (const Leaf& leaf : column.leaves) filler.touch(leaf);
    return filler.warn("value-implausible",
                       fmt::format("{} is not in the plausible range {}", quoted(cell), column.range->text()),
                       "correct the number or its unit");
  }
  setAll(column, Value(*number), filler);
}

void CellReader::readDateCell(const Column& column, std::string_view cell, Filler& filler) {
  if (column.relative != Relative::No) {
    const auto count = readNumber(cell, column.number);
    if (!count) return refuse(column, cell, "is no number", filler);
    return readRelativeDate(column, *count, cell, filler);
  }
  for (const DateStyle style : column.dates) {
    if (const auto date = readDate(cell, style)) return setDate(column, *date, cell, filler);
  }
  refuse(column, cell, "is no date", filler);
}

void CellReader::readRelativeDate(const Column& column, const Interval& count, std::string_view cell, Filler& filler) {
  const DateLeaf& base = std::get<Get<DateLeaf>>(column.base.access)(filler.out(), column.base.slot);
  if (!base.recorded()) {
    return filler.warn(
        "cell-refused",
        fmt::format("{} counts from a date that the row does not have; the value is not used", quoted(cell)));
  }
  if (column.range && !column.range->intersect(count)) {
    return filler.warn("value-implausible",
                       fmt::format("{} is not in the plausible range {}", quoted(cell), column.range->text()));
  }
  const auto date = column.relative == Relative::AgeAt ? bornAtAge(*base.value, count) : daysAfter(*base.value, count);
  if (!date) return refuse(column, cell, "leads to no date", filler);
  setDate(column, *date, cell, filler);
}

void CellReader::setDate(const Column& column, const DateRange& date, std::string_view cell, Filler& filler) {
  if (date.last < mapping_.earliest || mapping_.latest < date.first) {
    for (const Leaf& leaf : column.leaves) filler.touch(leaf);
    return filler.warn(
        "value-implausible",
        fmt::format("{} is not between {} and {}", quoted(cell), mapping_.earliest.text(), mapping_.latest.text()),
        "correct the date");
  }
  setAll(column, Value(date), filler);
}

/// One code, or several of which any may be the one.
void CellReader::readAnyOf(const Column& column, std::string_view cell, Filler& filler) {
  CodeSet codes;
  bool known = column.anyOf != 0 && cell.find(column.anyOf) != std::string_view::npos;
  forEachPart(cell, column.anyOf, [&](std::string_view part) {
    const Word* word = findWord(column, part);
    if (word != nullptr && word->is) {
      codes |= std::get<CodeSet>(*word->is);
    } else {
      known = false;
    }
  });
  if (!known || codes.empty()) return refuse(column, cell, "is no word known here", filler);
  setAll(column, Value(codes), filler);
}

/// A list of codes that all hold. One that is not understood takes the others with it: the list would say that it is
/// not there.
void CellReader::readAllOf(const Column& column, std::string_view cell, Filler& filler) {
  CodeSet codes;
  std::string_view unknown;
  forEachPart(cell, column.list, [&](std::string_view part) {
    const Word* word = findWord(column, part);
    if (word != nullptr && word->is) {
      codes |= std::get<CodeSet>(*word->is);
    } else if (word == nullptr || !word->missing) {
      unknown = part;
    }
  });
  if (!unknown.empty()) return refuse(column, unknown, "is no word known here", filler);
  if (codes.empty()) return;
  setAll(column, Value(codes), filler);
  forEachPart(cell, column.list, [&](std::string_view part) {
    if (const Word* word = findWord(column, part)) setOthers(column, *word, filler);
  });
}

void CellReader::readEntry(const Column& column, std::string_view entry, Filler& filler) {
  const LeafKind kind = column.leaves.front().kind();
  std::string_view name = entry;
  std::optional<Interval> grade;
  if (kind == LeafKind::Findings && column.gradeAfter != 0 && entry.find(column.gradeAfter) != std::string_view::npos) {
    const auto at = entry.find(column.gradeAfter);
    name = trimmed(entry.substr(0, at));
    grade = readNumber(entry.substr(at + 1), {});
    if (!grade) return refuse(column, entry, "has no grade behind its name", filler);
  }
  if (const Word* word = findWord(column, name)) {
    if (!word->missing) apply(column, *word, name, filler);
  } else if (kind == LeafKind::Drugs) {
    const auto drug = vocabulary_.findDrug(name);
    if (!drug) {
      for (const Leaf& leaf : column.leaves) filler.noteUnknownDrug(leaf);
      return refuse(column, name, "is no drug known here", filler);
    }
    setAll(column, Value(std::vector<DrugId>{*drug}), filler);
  } else {
    setAll(column, Value(std::vector<std::string>{kind == LeafKind::Findings ? asCode(name) : std::string(name)}),
           filler);
  }
  if (grade) filler.gradeLast(column.leaves.front(), *grade);
}

void CellReader::setOthers(const Column& column, const Word& word, Filler& filler) {
  for (const Assignment& each : word.sets) filler.set(each.leaf, each.value, column.whenSet);
}

void CellReader::setAll(const Column& column, const Value& value, Filler& filler) {
  for (const Leaf& leaf : column.leaves) filler.set(leaf, value, column.whenSet);
}

void CellReader::refuse(const Column& column, std::string_view cell, std::string_view why, Filler& filler) {
  if (column.ignoreUnknown) return;
  for (const Leaf& leaf : column.leaves) filler.touch(leaf);
  const bool closed =
      column.leaves.empty() || column.leaves.front().domain || column.leaves.front().kind() == LeafKind::Truth;
  const std::string known = closed ? column.words.examples() : std::string();
  filler.warn("cell-refused", fmt::format("{} {}; the value is not used", quoted(cell), why),
              known.empty() ? fmt::format("correct the cell, or say in {} what it means", mapping_.file)
                            : fmt::format("correct the cell, or say in {} what it means; words known here: {}",
                                          mapping_.file, known));
}

}  // namespace her2::intake::table
