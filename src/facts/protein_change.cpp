#include "facts/protein_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace her2::facts {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 21> aminoAcids = {{
    {"Ala", 'A'}, {"Arg", 'R'}, {"Asn", 'N'}, {"Asp", 'D'}, {"Cys", 'C'}, {"Gln", 'Q'}, {"Glu", 'E'},
    {"Gly", 'G'}, {"His", 'H'}, {"Ile", 'I'}, {"Leu", 'L'}, {"Lys", 'K'}, {"Met", 'M'}, {"Phe", 'F'},
    {"Pro", 'P'}, {"Ser", 'S'}, {"Thr", 'T'}, {"Trp", 'W'}, {"Tyr", 'Y'}, {"Val", 'V'}, {"Ter", '*'},
}};

constexpr std::string_view letters = "ACDEFGHIKLMNPQRSTVWY*";
constexpr unsigned longestProtein = 100000;

bool isResidue(char c) { return letters.find(c) != std::string_view::npos; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Without `p.`, brackets and blanks, in one-letter names.
std::string oneLetter(std::string_view text) {
  std::string result;
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  if (text.starts_with("p.") || text.starts_with("P.")) text.remove_prefix(2);
  while (!text.empty()) {
    const auto found = std::find_if(aminoAcids.begin(), aminoAcids.end(),
                                    [&](const auto& acid) { return text.starts_with(acid.first); });
    if (found != aminoAcids.end()) {
      result.push_back(found->second);
      text.remove_prefix(3);
      continue;
    }
    if (text[0] != '(' && text[0] != ')' && text[0] != ' ') result.push_back(text[0]);
    text.remove_prefix(1);
  }
  return result;
}

/// Reads a change from left to right; every step takes what it understood.
class ChangeReader {
 public:
  explicit ChangeReader(std::string_view text) : rest_(text) {}

  std::optional<ProteinChange> read() {
    if (!position(c_.refFirst, c_.first)) return std::nullopt;
    c_.last = c_.first;
    c_.refLast = c_.refFirst;
    range_ = take("_") && !word("splice");
    if (range_ && (!position(c_.refLast, c_.last) || c_.last < c_.first)) return std::nullopt;
    if (!tail()) return std::nullopt;
    if (c_.kind == ChangeKind::Missense && c_.first == 1) c_.kind = ChangeKind::StartLoss;
    return c_;
  }

 private:
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  /// Is it the next word, in any case? It is not taken.
  bool word(std::string_view text) const {
    return rest_.size() >= text.size() && std::equal(text.begin(), text.end(), rest_.begin(),
                                                     [](char a, char b) { return a == b || a - 'a' + 'A' == b; });
  }

  bool takeWord(std::string_view text) {
    if (!word(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  bool position(char& residue, unsigned& at) {
    if (!rest_.empty() && (isResidue(rest_[0]) || rest_[0] == 'X')) {
      residue = rest_[0] == 'X' ? '\0' : rest_[0];
      rest_.remove_prefix(1);
    }
    if (rest_.empty() || !isDigit(rest_[0])) return false;
    at = 0;
    while (!rest_.empty() && isDigit(rest_[0]) && at <= longestProtein) {
      at = at * 10 + static_cast<unsigned>(rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    return at > 0 && at <= longestProtein;
  }

  std::string residues() {
    std::string result;
    while (!rest_.empty() && isResidue(rest_[0])) {
      result.push_back(rest_[0]);
      rest_.remove_prefix(1);
    }
    return result;
  }

  bool is(ChangeKind kind) {
    c_.kind = kind;
    return true;
  }

  bool tail() {
    if (takeWord("splice")) return rest_.empty() && is(ChangeKind::Splice);
    if (takeWord("delins")) return insertedInstead();
    if (takeWord("del")) return deletion();
    if (takeWord("dup")) return duplication();
    if (takeWord("ins")) return insertion();
    if (take(">")) return insertedInstead();
    return !range_ && substitution();
  }

  bool insertedInstead() {
    c_.inserted = residues();
    return !c_.inserted.empty() && rest_.empty() && is(ChangeKind::Delins);
  }

  bool deletion() {
    c_.deleted = residues();
    if (takeWord("ins")) return insertedInstead();
    return rest_.empty() && is(ChangeKind::Deletion);
  }

  bool duplication() {
    c_.deleted = residues();
    return rest_.empty() && is(ChangeKind::Duplication);
  }

  bool insertion() {
    c_.inserted = residues();
    return !c_.inserted.empty() && rest_.empty() && c_.last == c_.first + 1 && is(ChangeKind::Insertion);
  }

  bool substitution() {
    if (take("=")) return rest_.empty() && is(ChangeKind::Synonymous);
    if (takeWord("fs")) return is(ChangeKind::Frameshift);
    if (takeWord("ext")) return is(ChangeKind::Extension);
    if (take("?")) return c_.first == 1 && is(ChangeKind::StartLoss);
    if (rest_.empty() || !(isResidue(rest_[0]) || rest_[0] == 'X')) return false;
    const char to = rest_[0] == 'X' ? '*' : rest_[0];
    rest_.remove_prefix(1);
    if (takeWord("fs")) return is(ChangeKind::Frameshift);
    if (takeWord("ext")) return is(ChangeKind::Extension);
    c_.inserted = to;
    if (!rest_.empty()) return false;
    if (to == c_.refFirst) return is(ChangeKind::Synonymous);
    return is(to == '*' ? ChangeKind::Nonsense : ChangeKind::Missense);
  }

  std::string_view rest_;
  ProteinChange c_;
  bool range_ = false;
};

std::string residue(unsigned at, std::string_view sequence) { return fmt::format("{}{}", sequence[at - 1], at); }

/// What was removed at a place, and what stands there instead.
struct Edit {
  std::size_t at = 0;  ///< residues before it
  std::string removed;
  std::string inserted;
};

Edit editOf(const ProteinChange& change, std::string_view sequence) {
  switch (change.kind) {
    case ChangeKind::Insertion:
      return {change.first, {}, change.inserted};
    case ChangeKind::Duplication:
      return {change.last, {}, std::string(sequence.substr(change.first - 1, change.last - change.first + 1))};
    default:
      return {change.first - 1, std::string(sequence.substr(change.first - 1, change.last - change.first + 1)),
              change.kind == ChangeKind::Deletion ? std::string() : change.inserted};
  }
}

/// What both have at the ends is no part of the change.
void trim(Edit& edit) {
  while (!edit.removed.empty() && !edit.inserted.empty() && edit.removed.front() == edit.inserted.front()) {
    edit.removed.erase(0, 1);
    edit.inserted.erase(0, 1);
    ++edit.at;
  }
  while (!edit.removed.empty() && !edit.inserted.empty() && edit.removed.back() == edit.inserted.back()) {
    edit.removed.pop_back();
    edit.inserted.pop_back();
  }
}

ProteinChange insertionOf(Edit edit, std::string_view sequence) {
  while (edit.at < sequence.size() && sequence[edit.at] == edit.inserted.front()) {
    std::rotate(edit.inserted.begin(), edit.inserted.begin() + 1, edit.inserted.end());
    ++edit.at;
  }
  const auto at = static_cast<unsigned>(edit.at);
  const auto size = static_cast<unsigned>(edit.inserted.size());
  if (at >= size && sequence.substr(at - size, size) == edit.inserted)
    return {ChangeKind::Duplication, at - size + 1, at, sequence[at - size], sequence[at - 1], {}, {}};
  if (at == sequence.size()) return {ChangeKind::Extension, at, at, sequence[at - 1], sequence[at - 1], {}, {}};
  return {ChangeKind::Insertion, at, at + 1, sequence[at - 1], sequence[at], {}, std::move(edit.inserted)};
}

ProteinChange deletionOf(Edit edit, std::string_view sequence) {
  const std::size_t size = edit.removed.size();
  while (edit.at + size < sequence.size() && sequence[edit.at] == sequence[edit.at + size]) ++edit.at;
  return {ChangeKind::Deletion,
          static_cast<unsigned>(edit.at + 1),
          static_cast<unsigned>(edit.at + size),
          sequence[edit.at],
          sequence[edit.at + size - 1],
          {},
          {}};
}

}  // namespace

std::optional<ProteinChange> readProteinChange(std::string_view text) {
  const std::string plain = oneLetter(text);
  return ChangeReader(plain).read();
}

bool agrees(const ProteinChange& change, std::string_view sequence) {
  if (change.first == 0 || change.last > sequence.size() || change.last < change.first) return false;
  if (change.refFirst != 0 && sequence[change.first - 1] != change.refFirst) return false;
  if (change.refLast != 0 && sequence[change.last - 1] != change.refLast) return false;
  return change.deleted.empty() || sequence.substr(change.first - 1, change.last - change.first + 1) == change.deleted;
}

ProteinChange normalised(const ProteinChange& change, std::string_view sequence) {
  const bool edits = change.kind == ChangeKind::Deletion || change.kind == ChangeKind::Insertion ||
                     change.kind == ChangeKind::Duplication || change.kind == ChangeKind::Delins;
  if (!edits) {
    ProteinChange same = change;
    same.refFirst = sequence[change.first - 1];
    same.refLast = sequence[change.last - 1];
    if (same.kind == ChangeKind::Missense && same.inserted[0] == same.refFirst) same.kind = ChangeKind::Synonymous;
    return same;
  }
  Edit edit = editOf(change, sequence);
  trim(edit);
  const auto first = static_cast<unsigned>(edit.at + 1);
  if (edit.removed.empty() && edit.inserted.empty())
    return {ChangeKind::Synonymous, change.first, change.first, sequence[change.first - 1], 0, {}, {}};
  if (edit.inserted.find('*') != std::string::npos && first <= sequence.size())
    return {ChangeKind::Nonsense, first, first, sequence[first - 1], 0, {}, "*"};
  if (edit.removed.empty()) return insertionOf(std::move(edit), sequence);
  if (edit.inserted.empty()) return deletionOf(std::move(edit), sequence);
  const auto last = static_cast<unsigned>(edit.at + edit.removed.size());
  ProteinChange result{ChangeKind::Delins, first, last, sequence[first - 1], sequence[last - 1], {}, {}};
  if (edit.removed.size() == 1 && edit.inserted.size() == 1) result.kind = ChangeKind::Missense;
  result.inserted = std::move(edit.inserted);
  return result;
}

std::string spelling(const ProteinChange& change, std::string_view sequence) {
  const std::string first = residue(change.first, sequence);
  const std::string range =
      change.last == change.first ? first : fmt::format("{}_{}", first, residue(change.last, sequence));
  switch (change.kind) {
    case ChangeKind::Missense:
    case ChangeKind::StartLoss:
      return first + (change.inserted.empty() ? "?" : change.inserted);
    case ChangeKind::Synonymous:
      return first + "=";
    case ChangeKind::Nonsense:
      return first + "*";
    case ChangeKind::Frameshift:
      return first + "fs";
    case ChangeKind::Extension:
      return first + "ext";
    case ChangeKind::Splice:
      return first + "_splice";
    case ChangeKind::Deletion:
      return range + "del";
    case ChangeKind::Duplication:
      return range + "dup";
    case ChangeKind::Insertion:
      return range + "ins" + change.inserted;
    case ChangeKind::Delins:
      return range + "delins" + change.inserted;
  }
  return {};
}

}  // namespace her2::facts
