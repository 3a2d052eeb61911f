// A small body of knowledge for tests of the export, and the knowledge of this project.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>

#include "kb/model.h"
#include "kb/toml_reader.h"

namespace her2::dmn {

inline const char* const base = R"(
release = { version = "1", date = 2026-01-01 }
region = [ { id = "US", title = "United States", agency = "FDA" } ]
source = [
  { id = "s", title = "S", grade = "label" },
  { id = "recalled", title = "R", grade = "unverified" },
]
codes = [
  { name = "letter", title = "L", values = [
    { code = "a", title = "A" }, { code = "b", title = "B" }, { code = "c", title = "C" }, { code = "ab", title = "AB", means = ["a", "b"] } ] },
  { name = "tumour-kind", title = "K", values = [ { code = "breast", title = "B" } ] },
]
fact = [
  { name = "n.x-y", title = "X", scope = "specimen", type = "number", unit = "1", range = "[0..100]" },
  { name = "t", title = "T", scope = "specimen", type = "truth" },
  { name = "k", title = "K", scope = "specimen", type = "code", codes = "letter" },
  { name = "l", title = "L", scope = "specimen", type = "codes", codes = "letter" },
  { name = "d", title = "D", scope = "specimen", type = "date" },
  { name = "p", title = "P", scope = "patient", type = "truth" },
  { name = "out.one", title = "O", scope = "specimen", type = "code", codes = "letter" },
  { name = "out.list", title = "O", scope = "specimen", type = "codes", codes = "letter" },
  { name = "out.n", title = "O", scope = "specimen", type = "number", range = "[0..9]" },
]
)";

inline std::shared_ptr<const kb::Knowledge> loaded(Result<kb::DocumentSet> documents) {
  if (!documents) throw std::runtime_error(documents.problems().front().text());
  auto knowledge = kb::Knowledge::load(*std::move(documents));
  if (!knowledge) throw std::runtime_error(knowledge.problems().front().text());
  return *knowledge;
}

/// The small one with some more blocks.
inline std::shared_ptr<const kb::Knowledge> knowledgeWith(const std::string& blocks) {
  auto document = kb::readToml(base + blocks, "t.toml");
  if (!document) throw std::runtime_error(document.problems().front().text());
  std::vector<kb::Document> documents;
  documents.push_back(*std::move(document));
  return loaded(kb::DocumentSet(std::move(documents)));
}

/// The whole of it.
inline std::shared_ptr<const kb::Knowledge> ourKnowledge() {
  static const auto knowledge = loaded(kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge"));
  return knowledge;
}

}  // namespace her2::dmn
