#include "intake/table.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "intake/table_cell.h"
#include "intake/table_counts.h"
#include "intake/table_row.h"

namespace her2::intake {

using namespace table;

namespace {

std::string idOf(const kb::Block& block) {
  const kb::Node* id = block.node->find("id");
  return id != nullptr && id->isString() ? id->string() : std::string();
}

/// The names in a header line, folded; empty where the line is none.
std::vector<std::string> namesIn(std::string_view line, char delimiter, char quote) {
  RowSplitter splitter(delimiter, quote);
  std::vector<std::string_view> cells;
  std::vector<std::string> names;
  if (!splitter.split(line, cells).empty()) return names;
  for (const std::string_view cell : cells) names.push_back(folded(cell));
  return names;
}

bool holdsAll(const std::vector<std::string>& names, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  });
}

std::string_view firstLine(std::string_view lines) { return withoutLineEnd(lines.substr(0, lines.find('\n'))); }

/// Delimiter and quote of a mapping block that may not have been checked yet.
bool fits(const kb::Block& block, std::string_view line) {
  Problems ignored;
  kb::BlockReader reader(block, ignored);
  std::vector<std::string> wanted;
  for (const std::string& name : reader.strings("required")) wanted.push_back(folded(name));
  std::vector<std::string> delimiters = reader.strings("delimiter");
  if (delimiters.empty()) delimiters.emplace_back(",");
  const std::string quote = reader.stringOr("quote", "\"");
  return !wanted.empty() && std::any_of(delimiters.begin(), delimiters.end(), [&](const std::string& delimiter) {
    return !delimiter.empty() &&
           holdsAll(namesIn(line, delimiter.front(), quote.empty() ? '\0' : quote.front()), wanted);
  });
}

}  // namespace

TableMapping::TableMapping(std::unique_ptr<Columns> columns) : columns_(std::move(columns)) {}
TableMapping::~TableMapping() = default;

std::vector<std::string> TableMapping::list(const kb::DocumentSet& knowledge) {
  std::vector<std::string> ids;
  for (const kb::Block& block : knowledge.blocks("mapping")) ids.push_back(idOf(block));
  return ids;
}

Result<std::shared_ptr<const TableMapping>> TableMapping::compile(const kb::DocumentSet& knowledge,
                                                                  const Vocabulary& vocabulary, std::string_view id) {
  for (const kb::Block& block : knowledge.blocks("mapping")) {
    if (idOf(block) != id) continue;
    Problems problems;
    auto columns = compileMapping(knowledge, vocabulary, block, problems);
    if (!problems.empty()) return problems;
    return std::shared_ptr<const TableMapping>(new TableMapping(std::move(columns)));
  }
  return Problem{Severity::Error, "knowledge", "mappings", fmt::format("no table mapping `{}`", id),
                 fmt::format("there are: {}", fmt::join(list(knowledge), ", "))};
}

std::string TableMapping::detect(const kb::DocumentSet& knowledge, std::string_view headerLine) {
  const std::string_view line = firstLine(withoutByteOrderMark(headerLine));
  std::string found;
  for (const kb::Block& block : knowledge.blocks("mapping")) {
    if (!fits(block, line)) continue;
    if (!found.empty()) return {};
    found = idOf(block);
  }
  return found;
}

struct TableReader::Impl {
  /// A column of the mapping and where it stands in the rows of this table.
  struct Used {
    std::size_t column;
    std::size_t cell;
  };

  Impl(const Vocabulary& vocabulary, std::shared_ptr<const TableMapping> mapping)
      : map(std::move(mapping)),
        columns(map->columns()),
        cellReader(vocabulary, columns),
        filler(vocabulary, columns.shape),
        splitter(columns.delimiters.front(), columns.quote) {}

  bool header(std::string_view lines, RecordPlace place, Problems& problems);
  bool useColumns(RecordPlace place, Problems& problems);
  bool read(std::string_view record, RecordPlace place, Case& out, Problems& problems);
  bool readRow(bool validText, RecordPlace place, Case& out, Problems& problems);
  void readCells(bool validText);
  std::string_view written(std::size_t column) const;

  std::shared_ptr<const TableMapping> map;
  const TableMapping::Columns& columns;
  CellReader cellReader;
  Filler filler;
  RowSplitter splitter;
  std::vector<std::string> titles;  ///< of the table's columns, as written in its header
  std::vector<Used> used;
  std::vector<std::string_view> cells;
};

namespace {

bool fail(Problems& problems, RecordPlace place, std::string code, std::string message, std::string remedy = {}) {
  problems.push_back({Severity::Error, std::move(code), fmt::format("{}:{}", place.file, place.line),
                      std::move(message), std::move(remedy)});
  return false;
}

bool isValid(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace

bool TableReader::Impl::header(std::string_view lines, RecordPlace place, Problems& problems) {
  problems.clear();
  titles.clear();
  used.clear();
  const std::string_view line = firstLine(withoutByteOrderMark(lines));
  if (!isValid(line)) {
    return fail(problems, place, "header-syntax", "the header is not UTF-8", "save the file as UTF-8");
  }
  const auto delimiter = std::find_if(columns.delimiters.begin(), columns.delimiters.end(), [&](char each) {
    return holdsAll(namesIn(line, each, columns.quote), columns.required);
  });
  splitter =
      RowSplitter(delimiter == columns.delimiters.end() ? columns.delimiters.front() : *delimiter, columns.quote);
  if (const std::string_view why = splitter.split(line, cells); !why.empty()) {
    return fail(problems, place, "header-syntax", std::string(why));
  }
  titles.assign(cells.begin(), cells.end());
  if (!useColumns(place, problems)) titles.clear();
  return !hasErrors(problems);
}

bool TableReader::Impl::useColumns(RecordPlace place, Problems& problems) {
  std::vector<std::string> names;
  for (const std::string& title : titles) names.push_back(folded(title));
  for (const std::string& name : columns.required) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      fail(problems, place, "column-missing", fmt::format("no column `{}`", name),
           fmt::format("the mapping `{}` needs it", columns.id));
    }
  }
  std::vector<char> mapped(names.size(), 0);
  for (std::size_t c = 0; c < columns.columns.size(); ++c) {
    const std::vector<std::string>& wanted = columns.columns[c].names;
    std::size_t count = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (std::find(wanted.begin(), wanted.end(), names[i]) == wanted.end()) continue;
      mapped[i] = 1;
      if (++count == 1) used.push_back({c, i});
    }
    if (count > 1) {
      fail(problems, place, "column-duplicate",
           fmt::format("the column `{}` stands {} times in the header", columns.columns[c].title, count),
           "leave one of them");
    }
  }
  for (std::size_t i = 0; columns.warnUnmapped && i < names.size(); ++i) {
    if (mapped[i] != 0) continue;
    problems.push_back({Severity::Warning, "column-unmapped",
                        fmt::format("{}:{}:{}", place.file, place.line, titles[i]), "this column is not read",
                        fmt::format("check its spelling, or map it in {}", columns.file)});
  }
  return !hasErrors(problems);
}

bool TableReader::Impl::read(std::string_view record, RecordPlace place, Case& out, Problems& problems) {
  out.clear();
  problems.clear();
  if (titles.empty()) return fail(problems, place, "header-missing", "no header has been read for this table");
  const std::string_view line = withoutLineEnd(record);
  if (const std::string_view why = splitter.split(line, cells); !why.empty()) {
    return fail(problems, place, "row-syntax", std::string(why),
                "write each row in one line, and a quotation mark within a cell as two");
  }
  if (cells.empty()) return fail(problems, place, "row-empty", "an empty line");
  return readRow(isValid(line), place, out, problems);
}

bool TableReader::Impl::readRow(bool validText, RecordPlace place, Case& out, Problems& problems) {
  if (cells.size() != titles.size()) {
    return fail(problems, place, cells.size() < titles.size() ? "row-short" : "row-long",
                fmt::format("{} cells where the header has {}", cells.size(), titles.size()),
                "look for a lost or surplus delimiter, or a line break in a cell");
  }
  filler.begin(out, problems, place);
  readCells(validText);
  for (const CountGroup& group : columns.counts) {
    settleCounts(
        group, [this](std::size_t column) { return written(column); }, filler);
  }
  filler.finish(columns.always);
  if (out.id.empty()) return fail(problems, place, "id-missing", "the row has no patient id", "every row needs one");
  return true;
}

void TableReader::Impl::readCells(bool validText) {
  for (const Used& each : used) {
    const std::string_view cell = trimmed(cells[each.cell]);
    if (cell.empty()) continue;
    filler.atCell(titles[each.cell]);
    if (validText || isValid(cell)) {
      cellReader.read(columns.columns[each.column], cell, filler);
    } else {
      filler.warn("cell-refused", "not UTF-8 text; the value is not used", "save the file as UTF-8");
    }
  }
}

std::string_view TableReader::Impl::written(std::size_t column) const {
  const auto found = std::find_if(used.begin(), used.end(), [&](const Used& each) { return each.column == column; });
  return found == used.end() ? std::string_view() : cells[found->cell];
}

TableReader::TableReader(const Vocabulary& vocabulary, std::shared_ptr<const TableMapping> mapping)
    : impl_(std::make_unique<Impl>(vocabulary, std::move(mapping))) {}
TableReader::~TableReader() = default;
TableReader::TableReader(TableReader&&) noexcept = default;
TableReader& TableReader::operator=(TableReader&&) noexcept = default;

bool TableReader::header(std::string_view lines, RecordPlace place, Problems& problems) {
  return impl_->header(lines, place, problems);
}

std::size_t TableReader::headerLines() const { return impl_->columns.headerLines; }

bool TableReader::read(std::string_view record, RecordPlace place, Case& out, Problems& problems) {
  return impl_->read(record, place, out, problems);
}

bool TableReader::readRow(std::span<const std::string_view> cells, RecordPlace place, Case& out, Problems& problems) {
  out.clear();
  problems.clear();
  if (impl_->titles.empty()) return fail(problems, place, "header-missing", "no header has been read for this table");
  impl_->cells.assign(cells.begin(), cells.end());
  return impl_->readRow(false, place, out, problems);
}

}  // namespace her2::intake
