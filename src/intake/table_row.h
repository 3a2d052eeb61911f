// One line of a table as its cells. The only place that knows libcsv, which is used line by line and in its strict
// mode: a quote that is opened and not closed, or text around a quoted part, is an error of that line and of no other.
#pragma once

#include <csv.h>

#include <string>
#include <string_view>
#include <vector>

namespace her2::intake::table {

/// The line without a byte-order mark and without its line end (LF, CR LF).
std::string_view withoutLineEnd(std::string_view line);
std::string_view withoutByteOrderMark(std::string_view text);

class RowSplitter {
 public:
  /// `quote` 0: the format knows no quotes.
  RowSplitter(char delimiter, char quote);
  ~RowSplitter();
  RowSplitter(RowSplitter&& other) noexcept;
  RowSplitter& operator=(RowSplitter&& other) noexcept;

  /// The cells of a line without its line end; spaces around them are left out. They are good until the next call.
  /// Returns what is wrong with the line, or nothing if all is well. A blank line has no cells.
  std::string_view split(std::string_view line, std::vector<std::string_view>& cells);

 private:
  void start();
  void restart();

  csv_parser parser_;
  char delimiter_;
  char quote_;
  std::string text_;
  std::vector<std::size_t> ends_;
  std::size_t rows_ = 0;
};

}  // namespace her2::intake::table
