#include "api/column_screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <thread>

#include "intake/table.h"
#include "present/presenter.h"

namespace her2::api {
namespace {

constexpr std::string_view recordColumn = "record";
constexpr std::array<std::string_view, 2> idColumns = {"patient_id", "id"};

std::string inQuotes(std::string_view name) {
  std::string result = "\"";
  for (const char c : name) result.append(c == '"' ? 2 : 1, c);
  return result + "\"";
}

/// How rows are read: by a table mapping, or each as a record of its own.
struct Layout {
  std::optional<std::size_t> record;  ///< column of whole records
  std::optional<std::size_t> id;      ///< column of ids beside it
  std::string header;                 ///< of a table
  std::shared_ptr<const intake::TableMapping> mapping;
  Problems warnings;  ///< on the columns
};

Result<Layout> layoutOf(const Desk& desk, const ColumnScreening& screening, const ColumnInput& input) {
  Layout layout;
  const auto place = [&](std::string_view name) -> std::optional<std::size_t> {
    const auto found = std::find(input.names.begin(), input.names.end(), name);
    return found == input.names.end() ? std::nullopt : std::optional<std::size_t>(found - input.names.begin());
  };
  layout.record = place(recordColumn);
  if (!layout.record) layout.record = place("bundle");
  if (layout.record && screening.mapping.empty()) {
    for (const std::string_view name : idColumns) layout.id = layout.id ? layout.id : place(name);
    return layout;
  }
  layout.record.reset();
  for (const std::string& name : input.names) {
    if (!layout.header.empty()) layout.header += ',';
    layout.header += inQuotes(name);
  }
  const kb::Knowledge& knowledge = *desk.knowledge();
  const std::string id =
      screening.mapping.empty() ? intake::TableMapping::detect(knowledge.documents, layout.header) : screening.mapping;
  if (id.empty())
    return Problem{Severity::Error, "layout-unknown", "columns",
                   "the columns fit no known table layout, and none is called `record` or `bundle`",
                   fmt::format("name a mapping: {}", fmt::join(intake::TableMapping::list(knowledge.documents), ", "))};
  auto mapping = intake::TableMapping::compile(knowledge.documents, knowledge.vocabulary, id);
  if (!mapping) return mapping.problems();
  layout.mapping = *mapping;
  if (!intake::TableReader(knowledge.vocabulary, layout.mapping).header(layout.header, {"columns", 1}, layout.warnings))
    return layout.warnings;
  return layout;
}

/// One thread's part of the rows.
class Part {
 public:
  Part(const Desk& desk, const assess::Assessor& assessor, const ColumnScreening& screening, const ColumnInput& input,
       const Layout& layout)
      : desk_(desk),
        assessor_(assessor),
        input_(input),
        layout_(layout),
        presenter_{assessor.knowledge(), assessor.settings().asOf, screening.regions, false, {}},
        worklist_(presenter_) {
    for (std::string name : screenedColumns()) columns.push_back({std::move(name), {}, {0}});
    if (layout.mapping == nullptr) return;
    reader_.emplace(assessor.knowledge().vocabulary, layout.mapping);
    Problems ignored;  // layoutOf has taken this header before
    reader_->header(layout.header, {"columns", 1}, ignored);
  }

  void run(std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      read(row);
      if (used_ == facts::lanes) flush();
    }
    flush();
  }

  std::vector<TextColumn> columns;

 private:
  struct Row {
    bool good = false;
    std::string id;
    Problem error;
    Problems said;  ///< beside the error: warnings, further errors
    std::string where;
  };

  void read(std::size_t row) {
    Row& state = rows_.emplace_back();
    Case& record = cases_[used_];
    const std::size_t number = input_.firstRow + row;
    state.where = fmt::format("row{}{}", reader_ ? ':' : ' ', number);
    if (reader_) {
      cells_.clear();
      texts_.resize(input_.names.size());
      for (std::size_t c = 0; c < input_.names.size(); ++c) cells_.push_back(input_.cell(row, c, texts_[c]));
      state.good = reader_->readRow(cells_, {"row", number}, record, state.said);
    } else {
      if (layout_.id) state.id = input_.cell(row, *layout_.id, scratch_);
      state.good = desk_.read(input_.cell(row, *layout_.record, scratch_), state.where, record, state.said);
    }
    if (state.good) {
      ++used_;
    } else {
      takeError(state);
    }
  }

  static void takeError(Row& row) {
    const auto error = std::find_if(row.said.begin(), row.said.end(),
                                    [](const Problem& problem) { return problem.severity == Severity::Error; });
    if (error == row.said.end()) return;
    row.error = std::move(*error);
    row.said.erase(error);
  }

  static std::string inJson(const Problems& problems) {
    std::string text;
    for (const Problem& problem : problems) {
      text += text.empty() ? '[' : ',';
      present::appendProblemLine(problem, {}, text);
      text.pop_back();  // the end of the line
    }
    if (!text.empty()) text += ']';
    return text;
  }

  void flush() {
    assessor_.assess(std::span(cases_).first(used_), workspace_, std::span(assessments_).first(used_),
                     assess::Detail::Worklist);
    std::size_t next = 0;
    for (Row& row : rows_) {
      if (row.good) {
        const Case& record = cases_[next];
        const Assessment& assessment = assessments_[next++];
        for (Problem warning : assessment.warnings) {
          warning.where = fmt::format("{} {}", row.where, warning.where);
          row.said.push_back(std::move(warning));
        }
        write(worklist_.cells(record, assessment), isOpen(assessment) ? "incomplete" : "ok", row);
      } else {
        std::vector<std::string> empty(present::worklistColumns().size());
        empty.front() = row.id;
        write(empty, "rejected", row);
      }
    }
    rows_.clear();
    used_ = 0;
  }

  static bool isOpen(const Assessment& assessment) {
    const bool possible = std::any_of(assessment.options.begin(), assessment.options.end(),
                                      [](const Option& o) { return o.state == OptionState::Possible; });
    return possible || !assessment.status.result.isSingle() || !assessment.status.her2Class.isSingle();
  }

  void write(const std::vector<std::string>& cells, std::string_view status, const Row& row) {
    std::size_t at = 0;
    for (const std::string& cell : cells) columns[at++].add(cell);
    for (const std::string_view text : {status, std::string_view(row.error.code), std::string_view(row.error.where),
                                        std::string_view(row.error.message)})
      columns[at++].add(text);
    columns[at].add(inJson(row.said));
  }

  const Desk& desk_;
  const assess::Assessor& assessor_;
  const ColumnInput& input_;
  const Layout& layout_;
  present::Presenter presenter_;
  present::Worklist worklist_;
  std::optional<intake::TableReader> reader_;
  assess::Workspace workspace_ = assessor_.makeWorkspace();
  std::vector<Case> cases_{facts::lanes};
  std::vector<Assessment> assessments_{facts::lanes};
  std::vector<Row> rows_;
  std::vector<std::string_view> cells_;
  std::vector<std::string> texts_;
  std::string scratch_;
  std::size_t used_ = 0;
};

}  // namespace

std::vector<std::string> screenedColumns() {
  std::vector<std::string> names;
  for (const std::string_view name : present::worklistColumns()) names.emplace_back(name);
  for (const char* name : {"row_status", "error_code", "error_where", "error_text", "warnings"})
    names.emplace_back(name);
  return names;
}

Result<Screened> screenColumns(const Desk& desk, const ColumnScreening& screening, const ColumnInput& input) {
  const auto assessor = desk.assessorOf(screening.question);
  if (!assessor) return assessor.problems();
  const auto layout = layoutOf(desk, screening, input);
  if (!layout) return layout.problems();
  const std::size_t threads =
      std::clamp<std::size_t>(screening.threads, 1, std::max<std::size_t>(1, input.rows / facts::lanes));
  std::vector<std::unique_ptr<Part>> parts;
  for (std::size_t i = 0; i < threads; ++i)
    parts.push_back(std::make_unique<Part>(desk, **assessor, screening, input, *layout));
  const auto bound = [&](std::size_t i) { return input.rows * i / threads; };
  {
    std::vector<std::jthread> running;
    for (std::size_t i = 1; i < threads; ++i) running.emplace_back([&, i] { parts[i]->run(bound(i), bound(i + 1)); });
    parts[0]->run(bound(0), bound(1));
  }
  Screened screened{std::move(parts[0]->columns), layout->warnings};
  std::vector<TextColumn>& result = screened.columns;
  for (std::size_t i = 1; i < threads; ++i) {
    for (std::size_t c = 0; c < result.size(); ++c) {
      const std::size_t before = result[c].bytes.size();
      result[c].bytes += parts[i]->columns[c].bytes;
      const auto& offsets = parts[i]->columns[c].offsets;
      std::transform(offsets.begin() + 1, offsets.end(), std::back_inserter(result[c].offsets),
                     [&](std::size_t offset) { return before + offset; });
    }
  }
  return screened;
}

}  // namespace her2::api
