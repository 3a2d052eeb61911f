// One reader for every input a cohort may come in: case JSON, FHIR bundles, rows of a table.
#pragma once

#include <memory>
#include <variant>

#include "intake/case_json.h"
#include "intake/fhir.h"
#include "intake/table.h"
#include "kb/model.h"

namespace her2::cohort {

enum class InputKind : std::uint8_t { CaseJson, Fhir, Table };

/// What a file holds and how to read it; shared by the readers of all threads.
struct InputFormat {
  InputKind kind = InputKind::CaseJson;
  std::shared_ptr<const intake::FhirTerminology> terminology;  ///< Fhir
  std::shared_ptr<const intake::TableMapping> mapping;         ///< Table
  std::string header;                                          ///< Table: the header lines
  std::size_t headerLines = 0;
  Problems warnings;  ///< Table: on the header, such as columns that nothing reads
};

/// What the first bytes show it to be; nothing where there are none.
std::optional<InputKind> kindOf(std::string_view firstBytes);

/// Tells the format from the first bytes. `mappingId` chooses the mapping of a table; empty: by its columns.
Result<InputFormat> detectFormat(std::string_view firstBytes, std::string_view file, const kb::Knowledge& knowledge,
                                 std::string_view mappingId);

class RecordReader {
 public:
  RecordReader(const InputFormat& format, const kb::Knowledge& knowledge);
  /// As the readers of intake/reader.h; `record` is followed by intake::padding readable bytes.
  bool read(std::string_view record, intake::RecordPlace place, Case& out, Problems& problems);

 private:
  std::variant<intake::CaseJsonReader, intake::FhirReader, intake::TableReader> reader_;
};

}  // namespace her2::cohort
