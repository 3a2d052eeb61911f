// The table layout `template` (knowledge/mappings/template.toml): one row a patient.
#include <fmt/format.h>

#include <algorithm>

#include "synth/write.h"

namespace her2::synth {
namespace {

constexpr std::size_t mostSpecimens = 2;
constexpr std::size_t mostCourses = 4;

/// Cells of a row, in order; the names are written once from the same calls, so the two cannot drift apart.
class Row {
 public:
  explicit Row(bool names) : names_(names) {}

  void cell(std::string_view name, std::string_view value) {
    if (!text_.empty() || any_) text_ += ',';
    any_ = true;
    const std::string_view shown = names_ ? name : value;
    if (shown.find_first_of(",\"\n") == std::string_view::npos) {
      text_ += shown;
      return;
    }
    text_ += '"';
    for (const char c : shown) text_.append(c == '"' ? 2 : 1, c);
    text_ += '"';
  }
  void number(std::string_view name, int value) { cell(name, value > 0 ? fmt::format("{}", value) : std::string()); }
  const std::string& text() const { return text_; }

 private:
  bool names_;
  bool any_ = false;
  std::string text_;
};

std::string measured(const SyntheticPatient& p, std::string_view kind, bool date = false) {
  const auto found = std::find_if(p.measurements.begin(), p.measurements.end(),
                                  [&](const SyntheticMeasurement& m) { return m.kind == kind; });
  if (found == p.measurements.end()) return {};
  return date ? found->date : found->value;
}

void writeSpecimen(const SyntheticSpecimen& s, std::size_t number, Row& row) {
  const auto cell = [&](std::string_view name, std::string_view value) {
    row.cell(fmt::format("s{}_{}", number, name), value);
  };
  cell("date", s.date);
  cell("site", s.site);
  cell("kind", s.kind);
  cell("ihc_score", fmt::format("{}", fmt::join(s.scores, "|")));
  cell("membrane_staining", s.stained ? (*s.stained ? "yes" : "no") : "");
  cell("ihc_antibody", s.antibody);
  cell("ish_probe", s.cells > 0 ? "dual" : "");
  cell("ish_ratio", s.ratio);
  cell("ish_her2_copies", s.her2Copies);
  cell("ish_cep17_copies", s.cep17Copies);
  cell("ish_cells", s.cells > 0 ? fmt::format("{}", s.cells) : "");
  cell("reported_result", s.reported);
  cell("reported_date", s.reportedDate);
}

void writeCourse(const SyntheticCourse& c, std::size_t number, Row& row) {
  const auto cell = [&](std::string_view name, std::string_view value) {
    row.cell(fmt::format("t{}_{}", number, name), value);
  };
  cell("drugs", fmt::format("{}", fmt::join(c.drugs, ";")));
  cell("procedure", c.procedure);
  cell("intent", c.intent);
  cell("line", c.line > 0 ? fmt::format("{}", c.line) : "");
  cell("start", c.start);
  cell("end", c.end);
  cell("end_reason", c.endReason);
  cell("residual_disease", c.residual ? (*c.residual ? "yes" : "no") : "");
}

void writeRow(const SyntheticPatient& p, Row& row) {
  row.cell("id", p.id);
  row.cell("birth_date", p.birthDate);
  row.cell("sex", p.female ? "female" : "male");
  row.cell("menopause", p.menopause);
  row.cell("tumour_kind", p.kind);
  row.cell("histology", p.histology);
  row.cell("diagnosed", p.diagnosed);
  row.cell("setting", p.setting);
  row.cell("t", p.t);
  row.cell("n", p.n);
  row.cell("m", p.m);
  row.cell("stage", p.stage);
  row.number("size_mm", p.sizeMm);
  row.number("grade", p.grade);
  row.cell("er_status", p.er);
  row.cell("er_percent", p.erPercent ? fmt::format("{}", *p.erPercent) : std::string());
  row.cell("pr_status", p.pr);
  row.cell("metastases", fmt::format("{}", fmt::join(p.metastases, ";")));
  row.cell("brain_metastases", p.brain);
  row.cell("ras", p.ras);
  row.cell("erbb2_variants", p.variant);
  for (std::size_t i = 0; i < mostSpecimens; ++i)
    writeSpecimen(i < p.specimens.size() ? p.specimens[i] : SyntheticSpecimen(), i + 1, row);
  for (std::size_t i = 0; i < mostCourses; ++i)
    writeCourse(i < p.courses.size() ? p.courses[i] : SyntheticCourse(), i + 1, row);
  row.cell("lvef", measured(p, "lvef"));
  row.cell("lvef_date", measured(p, "lvef", true));
  row.cell("ecog", measured(p, "ecog"));
  row.cell("platelets", measured(p, "platelets"));
  row.cell("neutrophils", measured(p, "neutrophils"));
}

}  // namespace

std::string tableHeader() {
  Row row(true);
  writeRow({}, row);
  return row.text() + "\n";
}

void appendTableRow(const SyntheticPatient& patient, std::string& out) {
  Row row(false);
  writeRow(patient, row);
  const std::string& text = row.text();
  out.append(patient.broken ? std::string_view(text).substr(0, text.size() / 2) : std::string_view(text))
      .push_back('\n');
}

}  // namespace her2::synth
