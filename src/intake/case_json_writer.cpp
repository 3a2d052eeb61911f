#include "intake/case_json_writer.h"

#include <fmt/format.h>
#include <rapidjson/writer.h>

namespace her2::intake {
namespace {

/// rapidjson's output stream over a string, in rapidjson's spelling.
struct StringSink {
  using Ch = char;
  std::string& out;
  void Put(char c) { out.push_back(c); }  // NOLINT(readability-identifier-naming)
  void Flush() {}                         // NOLINT(readability-identifier-naming)
};

class CaseWriter {
 public:
  CaseWriter(const Vocabulary& vocabulary, std::string& out) : vocabulary_(vocabulary), sink_{out}, json_(sink_) {}

  void write(const Case& record) {
    json_.StartObject();
    text("id", record.id);
    date("birthDate", record.birthDate);
    code("sex", record.sex, "sex");
    code("menopause", record.menopause, "menopause");
    code("smoking", record.smoking, "smoking");
    truth("pregnant", record.pregnant);
    list("tumours", record.tumours, [&](const Tumour& each) { write(each); });
    list("specimens", record.specimens, [&](const Specimen& each) { write(each); });
    list("treatments", record.treatments, [&](const Treatment& each) { write(each); });
    list("measurements", record.measurements, [&](const Measurement& each) { write(each); });
    list(
        "conditions", record.conditions, [&](const Finding& each) { write(each, "date"); }, record.conditionsListed);
    list(
        "adverseEvents", record.adverseEvents, [&](const Finding& each) { write(each, "date"); },
        record.adverseEventsListed);
    list(
        "medications", record.medications, [&](const Medication& each) { string(each.name); },
        record.medicationsListed);
    list(
        "symptoms", record.symptoms, [&](const Finding& each) { write(each, "since"); }, record.symptomsListed);
    text("preferences", record.preferences);
    text("residence", record.residence);
    json_.EndObject();
  }

 private:
  // --- leaves: nothing is written for what is not recorded

  void key(std::string_view name) { json_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
  void string(std::string_view value) { json_.String(value.data(), static_cast<rapidjson::SizeType>(value.size())); }

  void text(std::string_view name, const std::string& value) {
    if (value.empty()) return;
    key(name);
    string(value);
  }
  void text(std::string_view name, const TextLeaf& leaf) { text(name, leaf.value); }

  void truth(std::string_view name, const TruthLeaf& leaf) {
    if (!leaf.recorded()) return;
    key(name);
    json_.Bool(leaf.value == Truth::True);
  }

  void date(std::string_view name, const DateLeaf& leaf) {
    if (leaf.recorded()) text(name, leaf.value->text());
  }

  void number(std::string_view name, const NumberLeaf& leaf) {
    if (!leaf.recorded()) return;
    const std::string value = leaf.value.text();
    if (!leaf.value.isPoint()) return text(name, value);
    key(name);
    json_.RawValue(value.data(), value.size(), rapidjson::kNumberType);
  }

  /// One code as text, several as a list.
  void code(std::string_view name, const CodeLeaf& leaf, std::string_view domain, std::string_view prefix = {}) {
    if (!leaf.recorded()) return;
    key(name);
    if (!leaf.value.isSingle()) return codes(leaf.value, domain, prefix);
    string(std::string(prefix) + codeOf(domain, leaf.value.single()));
  }

  void codes(CodeSet set, std::string_view domain, std::string_view prefix = {}) {
    json_.StartArray();
    set.forEach([&](unsigned each) { string(std::string(prefix) + codeOf(domain, each)); });
    json_.EndArray();
  }

  const std::string& codeOf(std::string_view domain, unsigned code) const {
    return vocabulary_.domain(*vocabulary_.findDomain(domain))[code].code;
  }

  template <class T, class F>
  void list(std::string_view name, const std::vector<T>& entries, F&& writeEntry, bool evenIfEmpty = false) {
    if (entries.empty() && !evenIfEmpty) return;
    key(name);
    json_.StartArray();
    for (const T& each : entries) writeEntry(each);
    json_.EndArray();
  }

  template <class F>
  void object(std::string_view name, bool present, F&& writeMembers) {
    if (!present) return;
    key(name);
    json_.StartObject();
    writeMembers();
    json_.EndObject();
  }

  // --- parts

  void receptor(std::string_view name, const Receptor& receptor) {
    object(name, receptor.status.recorded() || receptor.percent.recorded(), [&] {
      code("status", receptor.status, "receptor");
      number("percent", receptor.percent);
    });
  }

  void write(const Tumour& tumour) {
    json_.StartObject();
    text("id", tumour.id);
    code("kind", tumour.kind, "tumour-kind");
    code("histology", tumour.histology, "histology");
    date("diagnosed", tumour.diagnosed);
    code("setting", tumour.setting, "setting");
    code("t", tumour.t, "t-category");
    code("n", tumour.n, "n-category");
    code("m", tumour.m, "m-category");
    code("ypT", tumour.ypT, "t-category", "yp");
    code("ypN", tumour.ypN, "n-category", "yp");
    code("stage", tumour.stage, "stage");
    number("sizeMm", tumour.sizeMm);
    number("grade", tumour.grade);
    number("positiveNodes", tumour.positiveNodes);
    receptor("er", tumour.er);
    receptor("pr", tumour.pr);
    number("ki67Percent", tumour.ki67Percent);
    if (tumour.metastases.recorded) {
      key("metastases");
      codes(tumour.metastases.value, "metastasis-site");
    }
    code("brainMetastases", tumour.brainMetastases, "brain-metastases");
    truth("operable", tumour.operable);
    code("ras", tumour.ras, "mutation-state");
    number("pdl1Cps", tumour.pdl1Cps);
    code("pik3ca", tumour.pik3ca, "mutation-state");
    truth("satisfactoryAlternative", tumour.satisfactoryAlternative);
    truth("endocrineSuitable", tumour.endocrineSuitable);
    truth("chemotherapyIntended", tumour.chemotherapyIntended);
    truth("anthracyclineSuitable", tumour.anthracyclineSuitable);
    truth("taxaneSuitable", tumour.taxaneSuitable);
    truth("highRecurrenceRisk", tumour.highRecurrenceRisk);
    code("detection", tumour.detection, "detection");
    list(
        "variants", tumour.variants, [&](const Variant& each) { write(each); }, tumour.variantsRecorded);
    json_.EndObject();
  }

  void write(const Variant& variant) {
    json_.StartObject();
    text("gene", variant.gene);
    text("protein", variant.protein);
    text("type", variant.type);
    text("transcript", variant.transcript);
    json_.EndObject();
  }

  void write(const Specimen& specimen) {
    json_.StartObject();
    text("id", specimen.id);
    text("tumour", specimen.tumour);
    date("date", specimen.date);
    code("site", specimen.site, "specimen-site");
    code("kind", specimen.kind, "specimen-kind");
    code("fixative", specimen.fixative, "fixative");
    number("fixationHours", specimen.fixationHours);
    number("ischaemiaMinutes", specimen.ischaemiaMinutes);
    number("sectionAgeDays", specimen.sectionAgeDays);
    truth("decalcified", specimen.decalcified);
    truth("artefact", specimen.artefact);
    truth("limitedTumour", specimen.limitedTumour);
    number("fragments", specimen.fragments);
    truth("invasive", specimen.invasive);
    object("ihc", specimen.ihc.present, [&] { members(specimen.ihc); });
    writeIsh(specimen);
    object("ngs", specimen.ngs.present, [&] {
      number("erbb2CopyNumber", specimen.ngs.erbb2CopyNumber);
      code("assay", specimen.ngs.assay, "ngs-assay");
      code("material", specimen.ngs.material, "ngs-material");
      code("reported", specimen.ngs.reported, "laboratory-reading");
    });
    object("reported", specimen.reported.present, [&] {
      code("result", specimen.reported.result, "laboratory-reading");
      code("ruleSet", specimen.reported.ruleSet, "rule-set");
      date("date", specimen.reported.date);
    });
    json_.EndObject();
  }

  void members(const IhcTest& ihc) {
    code("score", ihc.score, "ihc-score");
    truth("membraneStaining", ihc.membraneStaining);
    number("percent", ihc.percent);
    code("antibody", ihc.antibody, "antibody");
    code("scoring", ihc.scoring, "ihc-scoring");
    code("reported", ihc.reported, "laboratory-reading");
    list(
        "staining", ihc.staining, [&](const Staining& each) { write(each); }, ihc.stainingRecorded);
    truth("cytoplasmicObscuring", ihc.cytoplasmicObscuring);
    truth("controlsPassed", ihc.controlsPassed);
    truth("artefact", ihc.artefact);
    truth("normalDuctsStained", ihc.normalDuctsStained);
    number("threePlusAreaPercent", ihc.threePlusAreaPercent);
    date("date", ihc.date);
  }

  void write(const Staining& staining) {
    json_.StartObject();
    code("intensity", staining.intensity, "staining-intensity");
    code("membrane", staining.membrane, "membrane-pattern");
    number("percent", staining.percent);
    truth("uniform", staining.uniform);
    number("clusterCells", staining.clusterCells);
    json_.EndObject();
  }

  /// Two tests are a list; the reader tells them apart by their probes, so both name theirs.
  void writeIsh(const Specimen& specimen) {
    if (!specimen.ishSingle.present) return object("ish", specimen.ish.present, [&] { members(specimen.ish); });
    key("ish");
    json_.StartArray();
    if (specimen.ish.present) {
      json_.StartObject();
      members(specimen.ish, "dual");
      json_.EndObject();
    }
    json_.StartObject();
    members(specimen.ishSingle, "single");
    json_.EndObject();
    json_.EndArray();
  }

  void members(const IshTest& ish, const std::string& probe = {}) {
    if (probe.empty()) code("probe", ish.probe, "ish-probe");
    text("probe", probe);
    number("ratio", ish.ratio);
    number("her2Copies", ish.her2Copies);
    number("cep17Copies", ish.cep17Copies);
    number("cells", ish.cells);
    object("recount", ish.recount.present, [&] {
      number("her2Copies", ish.recount.her2Copies);
      number("ratio", ish.recount.ratio);
      number("cells", ish.recount.cells);
    });
    number("her2Signals", ish.her2Signals);
    number("cep17Signals", ish.cep17Signals);
    number("her2Cells", ish.her2Cells);
    number("cep17Cells", ish.cep17Cells);
    code("group", ish.group, "ish-group");
    code("adjudicatedGroup", ish.adjudicatedGroup, "ish-group");
    code("reported", ish.reported, "laboratory-reading");
    number("amplifiedCellsPercent", ish.amplifiedCellsPercent);
    number("areas", ish.areas);
    number("unscorablePercent", ish.unscorablePercent);
    number("cytoplasmicPercent", ish.cytoplasmicPercent);
    truth("controlsPassed", ish.controlsPassed);
    truth("poorResolution", ish.poorResolution);
    truth("autofluorescence", ish.autofluorescence);
    truth("sameTissue", ish.sameTissue);
    date("date", ish.date);
  }

  void writeDrugs(const Treatment& treatment) {
    if (treatment.drugs.empty() && !treatment.unknownDrug) return;
    key("drugs");
    json_.StartArray();
    for (DrugId each : treatment.drugs) string(vocabulary_.drug(each).id);
    if (treatment.unknownDrug) string("unknown");
    json_.EndArray();
  }

  void write(const Treatment& treatment) {
    json_.StartObject();
    writeDrugs(treatment);
    text("procedure", treatment.procedure);
    code("intent", treatment.intent, "intent");
    number("line", treatment.line);
    date(treatment.procedure.recorded() ? "date" : "start", treatment.start);
    date("end", treatment.end);
    code("endReason", treatment.endReason, "end-reason");
    truth("residualDisease", treatment.residualDisease);
    date("recurrence", treatment.recurrence);
    number("cycles", treatment.cycles);
    date("lastDose", treatment.lastDose);
    number("doseReductions", treatment.doseReductions);
    list(
        "interruptions", treatment.interruptions, [&](const Interruption& each) { write(each); },
        treatment.interruptionsRecorded);
    if (treatment.planned) {
      key("planned");
      json_.Bool(true);
    }
    json_.EndObject();
  }

  void write(const Interruption& interruption) {
    json_.StartObject();
    date("start", interruption.start);
    date("end", interruption.end);
    text("reason", interruption.reason);
    json_.EndObject();
  }

  void write(const Measurement& measurement) {
    json_.StartObject();
    text("kind", measurement.kind);
    number("value", measurement.value);
    text("unit", measurement.unit);
    date("date", measurement.date);
    number("referenceLow", measurement.referenceLow);
    number("referenceHigh", measurement.referenceHigh);
    json_.EndObject();
  }

  void write(const Finding& finding, std::string_view dateName) {
    json_.StartObject();
    text("kind", finding.kind);
    number("grade", finding.grade);
    text("cause", finding.cause);
    if (finding.drug) text("drug", vocabulary_.drug(*finding.drug).id);
    date(dateName, finding.date);
    date("end", finding.end);
    truth("resolved", finding.resolved);
    truth("absent", finding.absent);
    json_.EndObject();
  }

  const Vocabulary& vocabulary_;
  StringSink sink_;
  rapidjson::Writer<StringSink> json_;
};

}  // namespace

void appendCaseJson(const Case& record, const Vocabulary& vocabulary, std::string& out) {
  CaseWriter(vocabulary, out).write(record);
}

std::string caseJson(const Case& record, const Vocabulary& vocabulary) {
  std::string out;
  appendCaseJson(record, vocabulary, out);
  return out;
}

}  // namespace her2::intake
