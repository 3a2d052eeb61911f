#include "intake/table_row.h"

#include <utility>

namespace her2::intake::table {
namespace {

constexpr unsigned char options = CSV_STRICT | CSV_STRICT_FINI;

struct Sink {
  std::string& text;
  std::vector<std::size_t>& ends;
  std::size_t& rows;
};

// Called from C, so they must not throw: split() has reserved all the room they can need.
void takeCell(void* bytes, std::size_t size, void* to) {
  const auto& sink = *static_cast<Sink*>(to);
  sink.text.append(static_cast<const char*>(bytes), size);
  sink.ends.push_back(sink.text.size());
}

void takeRow(int, void* to) { ++static_cast<Sink*>(to)->rows; }

}  // namespace

std::string_view withoutLineEnd(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view withoutByteOrderMark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

RowSplitter::RowSplitter(char delimiter, char quote) : delimiter_(delimiter), quote_(quote) { start(); }

RowSplitter::~RowSplitter() { csv_free(&parser_); }

RowSplitter::RowSplitter(RowSplitter&& other) noexcept : delimiter_(other.delimiter_), quote_(other.quote_) {
  start();
  *this = std::move(other);
}

RowSplitter& RowSplitter::operator=(RowSplitter&& other) noexcept {
  std::swap(parser_, other.parser_);
  std::swap(delimiter_, other.delimiter_);
  std::swap(quote_, other.quote_);
  std::swap(text_, other.text_);
  std::swap(ends_, other.ends_);
  std::swap(rows_, other.rows_);
  return *this;
}

void RowSplitter::start() {
  csv_init(&parser_, options);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter_));
  csv_set_quote(&parser_, static_cast<unsigned char>(quote_));
}

void RowSplitter::restart() {
  csv_free(&parser_);
  start();
}

std::string_view RowSplitter::split(std::string_view line, std::vector<std::string_view>& cells) {
  cells.clear();
  text_.clear();
  ends_.clear();
  rows_ = 0;
  // A NUL would be taken for a quote where the format has none.
  if (line.find('\0') != std::string_view::npos) return "a NUL byte in the line";
  text_.reserve(line.size());
  ends_.reserve(line.size() + 1);
  csv_set_blk_size(&parser_, line.size() + 1);  // its room for a cell grows by this much: at once by all it can need
  Sink sink{text_, ends_, rows_};
  if (csv_parse(&parser_, line.data(), line.size(), &takeCell, &takeRow, &sink) != line.size()) {
    restart();
    return "a quotation mark where none can stand, or text behind a quoted cell";
  }
  const bool brokenWithin = rows_ > 0;
  if (csv_fini(&parser_, &takeCell, &takeRow, &sink) != 0) {
    restart();
    return "a quotation mark is opened and not closed in this line";
  }
  if (brokenWithin) return "a line break within the row";
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    cells.push_back(std::string_view(text_).substr(begin, end - begin));
    begin = end;
  }
  return {};
}

}  // namespace her2::intake::table
