// Reads the native case JSON (schemas/case.schema.json; docs/case-json.md).
#pragma once

#include <memory>

#include "intake/reader.h"

namespace her2::intake {

class CaseJsonReader {
 public:
  explicit CaseJsonReader(const Vocabulary& vocabulary);
  ~CaseJsonReader();
  CaseJsonReader(CaseJsonReader&&) noexcept;
  CaseJsonReader& operator=(CaseJsonReader&&) noexcept;

  /// `record` is one JSON object, followed by `padding` readable bytes.
  bool read(std::string_view record, RecordPlace place, Case& out, Problems& problems);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace her2::intake
