// Case JSON.
#include "synth/json_lines.h"
#include "synth/write.h"

namespace her2::synth {
namespace {

void writeTumour(const SyntheticPatient& p, Json& json) {
  json.key("tumours");
  json.openList();
  json.open();
  json.text("kind", p.kind);
  json.text("histology", p.histology);
  json.text("diagnosed", p.diagnosed);
  json.text("setting", p.setting);
  json.text("t", p.t);
  json.text("n", p.n);
  json.text("m", p.m);
  json.text("stage", p.stage);
  if (p.sizeMm > 0) json.whole("sizeMm", p.sizeMm);
  if (p.grade > 0) json.whole("grade", p.grade);
  if (!p.er.empty()) {
    json.key("er");
    json.open();
    json.text("status", p.er);
    if (p.erPercent) json.whole("percent", *p.erPercent);
    json.close();
    json.key("pr");
    json.open();
    json.text("status", p.pr);
    json.close();
  }
  json.texts("metastases", p.metastases);
  json.text("brainMetastases", p.brain);
  json.text("ras", p.ras);
  if (!p.variant.empty()) {
    json.key("variants");
    json.openList();
    if (p.variant != "none") {
      json.open();
      json.text("gene", "ERBB2");
      json.text("protein", p.variant);
      json.close();
    }
    json.closeList();
  }
  json.close();
  json.closeList();
}

void writeIhc(const SyntheticSpecimen& s, Json& json) {
  json.key("ihc");
  json.open();
  if (s.scores.size() == 1) {
    json.text("score", s.scores.front());
  } else {
    json.texts("score", s.scores);
  }
  if (s.stained) json.truth("membraneStaining", *s.stained);
  json.text("antibody", s.antibody);
  json.text("scoring", s.scoring);
  json.close();
}

void writeIsh(const SyntheticSpecimen& s, Json& json) {
  json.key("ish");
  json.open();
  json.text("probe", "dual");
  json.number("ratio", s.ratio);
  json.number("her2Copies", s.her2Copies);
  json.number("cep17Copies", s.cep17Copies);
  json.whole("cells", s.cells);
  json.close();
}

void writeSpecimen(const SyntheticPatient& p, const SyntheticSpecimen& s, Json& json) {
  json.open();
  json.text("id", s.id);
  json.text("date", s.date);
  json.text("site", s.site);
  json.text("kind", s.kind);
  if (!s.scores.empty()) writeIhc(s, json);
  if (s.cells > 0) writeIsh(s, json);
  if (!p.variant.empty() && s.id == "s1") {
    json.key("ngs");
    json.open();
    json.text("assay", p.assay);
    json.close();
  }
  if (!s.reported.empty()) {
    json.key("reported");
    json.open();
    json.text("result", s.reported);
    json.text("date", s.reportedDate);
    json.close();
  }
  json.close();
}

void writeCourse(const SyntheticCourse& c, Json& json) {
  json.open();
  if (c.drugs.empty()) {
    json.text("procedure", c.procedure);
    json.text("date", c.start);
  } else {
    json.texts("drugs", c.drugs);
    json.text("intent", c.intent);
    if (c.line > 0) json.whole("line", c.line);
    json.text("start", c.start);
    json.text("end", c.end);
    json.text("endReason", c.endReason);
    if (c.residual) json.truth("residualDisease", *c.residual);
  }
  json.close();
}

}  // namespace

void appendCaseJson(const SyntheticPatient& p, std::string& out) {
  Json json;
  json.open();
  json.text("id", p.id);
  json.text("birthDate", p.birthDate);
  json.text("sex", p.female ? "female" : "male");
  json.text("menopause", p.menopause);
  writeTumour(p, json);
  json.key("specimens");
  json.openList();
  for (const SyntheticSpecimen& s : p.specimens) writeSpecimen(p, s, json);
  json.closeList();
  json.key("treatments");
  json.openList();
  for (const SyntheticCourse& c : p.courses) writeCourse(c, json);
  json.closeList();
  json.key("measurements");
  json.openList();
  for (const SyntheticMeasurement& m : p.measurements) {
    json.open();
    json.text("kind", m.kind);
    json.number("value", m.value);
    json.text("unit", m.unit);
    json.text("date", m.date);
    json.close();
  }
  json.closeList();
  json.close();
  appendRecord(json.written(), p.broken, out);
}

}  // namespace her2::synth
