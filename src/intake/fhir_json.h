// The text of a record -> Resources. The only part of the FHIR reader that knows the JSON parser.
#pragma once

#include <memory>

#include "her2/problem.h"
#include "intake/fhir_resources.h"
#include "intake/reader.h"

namespace her2::intake::fhir {

class JsonRecord {
 public:
  JsonRecord();
  ~JsonRecord();
  JsonRecord(const JsonRecord&) = delete;
  JsonRecord& operator=(const JsonRecord&) = delete;

  /// False, and a problem, if the text is no FHIR resource, Bundle or list of resources. `record` is followed by
  /// `padding` readable bytes.
  bool parse(std::string_view record, RecordPlace place, Problems& problems);
  /// Until the next parse(), as long as the record is there: their texts are views of it.
  const Resources& resources() const { return resources_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  Resources resources_;
};

}  // namespace her2::intake::fhir
