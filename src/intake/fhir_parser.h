// The text of a resource or a Bundle -> JSON, or a problem that says where the text is wrong. Includes the JSON parser,
// as fhir_elements.h.
#pragma once

#include <optional>

#include "her2/problem.h"
#include "intake/fhir_elements.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {

class JsonParser {
 public:
  /// `deepest`: of objects and lists.
  explicit JsonParser(int deepest = maxNesting) : deepest_(deepest) {}
  /// What it gives is good until the next call. `record` is followed by `padding` readable bytes.
  std::optional<Json> parse(std::string_view record, RecordPlace place, Problems& problems);

 private:
  simdjson::dom::parser parser_;
  int deepest_;
  bool ready_ = false;
};

/// Type and id of a resource.
Name nameOf(Json resource, std::uint32_t entry);

/// A problem of the record as a whole.
Problem recordProblem(RecordPlace place, std::string code, std::string message, std::string remedy = {});

}  // namespace her2::intake::fhir
