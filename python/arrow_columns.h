// Arrow columns as text, and columns of text as Arrow. Text columns are read where they lie; numbers, truths and dates
// are written as text cell by cell.
#pragma once

#include <string>
#include <vector>

#include "api/column_screen.h"
#include "arrow_c_data.h"

namespace her2::python {

/// Batches of a stream, kept until they have been read. Not copied.
class ArrowTable {
 public:
  /// Takes the stream over. Throws std::runtime_error for a type it cannot read, naming the column.
  explicit ArrowTable(ArrowArrayStream* stream);
  ~ArrowTable();
  ArrowTable(const ArrowTable&) = delete;
  ArrowTable& operator=(const ArrowTable&) = delete;

  std::size_t batches() const { return batches_.size(); }
  /// One batch as rows of named columns; lives as long as the table.
  api::ColumnInput input(std::size_t batch) const;

 private:
  enum class Kind : std::uint8_t {
    Text32,
    Text64,
    TextView,
    Boolean,
    Integer,
    Unsigned,
    Float32,
    Float64,
    Date32,
    Timestamp,
    Null
  };
  struct Column {
    std::string name;
    Kind kind = Kind::Null;
    unsigned bytes = 0;           ///< of a number
    std::int64_t perDay = 0;      ///< ticks of a timestamp in a day
    Kind valueKind = Kind::Null;  ///< of a dictionary
    bool dictionary = false;
  };
  static Column columnOf(const ArrowSchema& schema);
  static std::string_view cell(const Column& column, const ArrowArray& array, std::size_t row, std::size_t parentOffset,
                               std::string& scratch);
  static std::string_view value(Kind kind, const Column& column, const ArrowArray& array, std::size_t at,
                                std::string& scratch);

  std::vector<Column> columns_;
  std::vector<ArrowArray> batches_;
};

/// A stream of batches of text columns, all of them with the same names. The caller owns it.
ArrowArrayStream* textStream(std::vector<std::vector<api::TextColumn>> batches, std::vector<std::string> names);

}  // namespace her2::python
