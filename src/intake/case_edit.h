// Changes to a case, spelt as case JSON spells it: `specimen.ihc.score = "1+"`, `tumours[0].er.status = "negative"`,
// `measurements[+] = {"kind": "lvef", "value": 45}`. The case is written as case JSON, changed there and read again, so
// a changed case is exactly what a changed file would be.
//
//   path  = step ("." step)*         step = name ("[" (index | "+") "]")*
//   value = any JSON value; null takes the value back
//
// `specimen` alone means the specimens named in EditTargets (each of them), `tumour` the tumour named there; where
// there is none, a new one. `[+]`, or the index behind the last, appends. Parts that are not there yet are made.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "her2/case.h"
#include "her2/problem.h"
#include "her2/vocabulary.h"

namespace her2::intake {

struct CaseEdit {
  std::string path;
  std::string value;  ///< JSON
  std::string text() const { return path + " = " + value; }
  friend bool operator==(const CaseEdit&, const CaseEdit&) = default;
};

/// What the words `specimen` and `tumour` mean in a path.
struct EditTargets {
  std::vector<std::size_t> specimens;  ///< positions in Case::specimens
  std::size_t tumour = 0;              ///< position in Case::tumours
};

/// Reads "path = value". A problem for a path or value that is none, at its column of the text.
Result<CaseEdit> parseCaseEdit(std::string_view text);

/// A JSON value without members: a truth, a text, a number (as its text), or a list of these.
struct PlainValue {
  std::vector<std::string> texts;
  std::optional<bool> truth;
  bool isList = false;
};
std::optional<PlainValue> plainValue(std::string_view json);

/// True if the path begins with a member of a case, `specimen` or `tumour`; another may name something else.
bool isCasePath(std::string_view path);

/// True if the path is in one of the lists of care that Case::withoutCare leaves out.
bool isCarePath(std::string_view path);

/// True if the path, without indexes, is a leaf such as tumour.er.status.
bool isLeafPath(std::string_view path);

/// Leaves of a case with names close to the path, as paths; at most five.
std::vector<std::string> pathsNear(std::string_view path);

class CaseEditor {
 public:
  /// `vocabulary` must be the one the case was read with.
  CaseEditor(const Case& record, const Vocabulary& vocabulary, EditTargets targets);
  ~CaseEditor();
  CaseEditor(const CaseEditor&) = delete;
  CaseEditor& operator=(const CaseEditor&) = delete;

  /// The case with all these changes. Problems, located by the text of the change: a path or value that the format does
  /// not have.
  Result<Case> edit(std::span<const CaseEdit> edits);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace her2::intake
