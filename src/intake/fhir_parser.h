// The text of a resource or a Bundle -> JSON, or a problem that says where the text is wrong.
#pragma once

#include <optional>

#include "her2/problem.h"
#include "intake/fhir_elements.h"
#include "intake/json_text.h"

namespace her2::intake::fhir {

class JsonParser {
 public:
  /// `deepest`: of objects and lists.
  explicit JsonParser(int deepest = maxNesting) : walk_(deepest), deepest_(deepest) {}
  /// What it gives is good until the next call, as long as `record` is. `record` is followed by `padding` readable
  /// bytes.
  std::optional<Json> begin(std::string_view record, RecordPlace place, Problems& problems);
  /// False if the record is broken anywhere: then the problems behind the first `before` give way to the one that says
  /// so.
  bool end(std::size_t before, Problems& problems);

 private:
  JsonWalk walk_;
  int deepest_;
  std::string_view record_;
  RecordPlace place_;
};

/// Type and id of a resource.
Name nameOf(Json resource, std::uint32_t entry);

/// A problem of the record as a whole.
Problem recordProblem(RecordPlace place, std::string code, std::string message, std::string remedy = {});

}  // namespace her2::intake::fhir
