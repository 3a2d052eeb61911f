// What a readable case JSON becomes: every member, every way to write a value, and the warnings for what is refused.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "case_json_fixture.h"

namespace her2 {
namespace {

TEST(CaseJson, ReadsTheExampleOfTheContract) {
  const Reading r = readCase(R"({
    "id": "p1", "birthDate": "1969-04", "sex": "female", "menopause": "post", "pregnant": false,
    "tumours": [{
      "kind": "breast", "histology": "ductal", "diagnosed": "2021-03", "setting": "metastatic",
      "t": "cT2", "n": "cN1", "m": "cM0", "stage": "IIB", "sizeMm": 28, "grade": 3, "positiveNodes": 2,
      "er": {"status": "positive", "percent": 90}, "pr": {"status": "negative"}, "ki67Percent": 30,
      "metastases": ["liver", "brain"], "brainMetastases": "treated-stable",
      "ras": "wild-type", "pdl1Cps": 5, "pik3ca": "mutated", "variants": [{"gene": "ERBB2", "protein": "p.Tyr772_Ala775dup"}]
    }],
    "specimens": [{
      "id": "s1", "date": "2021-03-02", "site": "primary", "kind": "core", "fixationHours": 24, "ischaemiaMinutes": 30,
      "ihc": {"score": "2+", "membraneStaining": true, "percent": 15, "antibody": "4B5", "scoring": "breast"},
      "ish": {"probe": "dual", "ratio": 2.1, "her2Copies": 3.6, "cep17Copies": 1.7, "cells": 20, "recount": null},
      "ngs": {"erbb2CopyNumber": 6.2, "assay": "FoundationOne CDx"},
      "reported": {"result": "positive", "ruleSet": "asco-cap-2013", "date": "2021-03-10"}
    }],
    "treatments": [{
      "drugs": ["docetaxel", "trastuzumab", "pertuzumab"], "intent": "neoadjuvant", "line": null,
      "start": "2021-04", "end": "2021-08", "endReason": "completed", "residualDisease": true, "recurrence": "2022-01"
    }, {"procedure": "surgery", "date": "2021-09"}],
    "measurements": [{"kind": "lvef", "value": 62, "unit": "%", "date": "2026-10-01"}, {"kind": "ecog", "value": 1}],
    "conditions": [{"kind": "interstitial-lung-disease", "grade": 2, "cause": "drug", "date": "2024", "resolved": true}],
    "adverseEvents": [{"kind": "diarrhoea", "grade": 3, "drug": "tucatinib", "date": "2026-11-01"}],
    "medications": ["gemfibrozil"], "symptoms": [{"kind": "dyspnoea", "since": "2026-11-20"}]
  })");
  ASSERT_TRUE(r.good);
  EXPECT_EQ(r.report(), "");
  const Case& c = r.record;
  EXPECT_EQ(c.id, "p1");
  EXPECT_EQ(words(c.birthDate), "1969-04");
  EXPECT_EQ(words(c.sex, "sex"), "female");
  EXPECT_EQ(words(c.menopause, "menopause"), "post");
  EXPECT_EQ(words(c.pregnant), "false");
  ASSERT_EQ(c.tumours.size(), 1U);
  const Tumour& t = c.tumours[0];
  EXPECT_EQ(words(t.kind, "tumour-kind"), "breast");
  EXPECT_EQ(words(t.histology, "histology"), "ductal");
  EXPECT_EQ(words(t.diagnosed), "2021-03");
  EXPECT_EQ(words(t.setting, "setting"), "metastatic");
  EXPECT_EQ(words(t.t, "t-category"), "T2");
  EXPECT_EQ(words(t.n, "n-category"), "N1");
  EXPECT_EQ(words(t.m, "m-category"), "M0");
  EXPECT_EQ(words(t.stage, "stage"), "IIB");
  EXPECT_EQ(words(t.sizeMm), "28");
  EXPECT_EQ(words(t.grade), "3");
  EXPECT_EQ(words(t.positiveNodes), "2");
  EXPECT_EQ(words(t.er.status, "receptor"), "positive");
  EXPECT_EQ(words(t.er.percent), "90");
  EXPECT_EQ(words(t.pr.status, "receptor"), "negative");
  EXPECT_FALSE(t.pr.percent.recorded());
  EXPECT_EQ(words(t.ki67Percent), "30");
  EXPECT_TRUE(t.metastases.recorded);
  EXPECT_EQ(words(t.metastases.value, "metastasis-site"), "liver brain");
  EXPECT_EQ(words(t.brainMetastases, "brain-metastases"), "treated-stable");
  EXPECT_EQ(words(t.ras, "mutation-state"), "wild-type");
  EXPECT_EQ(words(t.pdl1Cps), "5");
  EXPECT_EQ(words(t.pik3ca, "mutation-state"), "mutated");
  ASSERT_EQ(t.variants.size(), 1U);
  EXPECT_TRUE(t.variantsRecorded);
  EXPECT_EQ(t.variants[0].gene.value, "ERBB2");
  EXPECT_EQ(t.variants[0].protein.value, "p.Tyr772_Ala775dup");
  ASSERT_EQ(c.specimens.size(), 1U);
  const Specimen& s = c.specimens[0];
  EXPECT_EQ(s.id.value, "s1");
  EXPECT_EQ(words(s.date), "2021-03-02");
  EXPECT_EQ(words(s.site, "specimen-site"), "primary");
  EXPECT_EQ(words(s.kind, "specimen-kind"), "core");
  EXPECT_EQ(words(s.fixationHours), "24");
  EXPECT_EQ(words(s.ischaemiaMinutes), "30");
  EXPECT_TRUE(s.ihc.present);
  EXPECT_EQ(words(s.ihc.score, "ihc-score"), "2+");
  EXPECT_EQ(words(s.ihc.membraneStaining), "true");
  EXPECT_EQ(words(s.ihc.percent), "15");
  EXPECT_EQ(words(s.ihc.antibody, "antibody"), "4B5");
  EXPECT_EQ(words(s.ihc.scoring, "ihc-scoring"), "breast");
  EXPECT_FALSE(s.ihc.stainingRecorded);
  EXPECT_TRUE(s.ish.present);
  EXPECT_EQ(words(s.ish.probe, "ish-probe"), "dual");
  EXPECT_EQ(words(s.ish.ratio), "2.1");
  EXPECT_EQ(words(s.ish.her2Copies), "3.6");
  EXPECT_EQ(words(s.ish.cep17Copies), "1.7");
  EXPECT_EQ(words(s.ish.cells), "20");
  EXPECT_FALSE(s.ish.recount.present);
  EXPECT_FALSE(s.ishSingle.present);
  EXPECT_TRUE(s.ngs.present);
  EXPECT_EQ(words(s.ngs.erbb2CopyNumber), "6.2");
  EXPECT_EQ(words(s.ngs.assay, "ngs-assay"), "foundationone-cdx");
  EXPECT_TRUE(s.reported.present);
  EXPECT_EQ(words(s.reported.result, "laboratory-reading"), "positive");
  EXPECT_EQ(words(s.reported.ruleSet, "rule-set"), "asco-cap-2013");
  EXPECT_EQ(words(s.reported.date), "2021-03-10");
  ASSERT_EQ(c.treatments.size(), 2U);
  const Treatment& drugs = c.treatments[0];
  ASSERT_EQ(drugs.drugs.size(), 3U);
  EXPECT_EQ(testVocabulary().drug(drugs.drugs[1]).id, "trastuzumab");
  EXPECT_EQ(words(drugs.intent, "intent"), "neoadjuvant");
  EXPECT_FALSE(drugs.line.recorded());
  EXPECT_EQ(words(drugs.start), "2021-04");
  EXPECT_EQ(words(drugs.end), "2021-08");
  EXPECT_EQ(words(drugs.endReason, "end-reason"), "completed");
  EXPECT_EQ(words(drugs.residualDisease), "true");
  EXPECT_EQ(words(drugs.recurrence), "2022-01");
  EXPECT_FALSE(drugs.planned);
  EXPECT_EQ(c.treatments[1].procedure.value, "surgery");
  EXPECT_EQ(words(c.treatments[1].start), "2021-09");
  ASSERT_EQ(c.measurements.size(), 2U);
  EXPECT_EQ(c.measurements[0].kind, "lvef");
  EXPECT_EQ(words(c.measurements[0].value), "62");
  EXPECT_EQ(c.measurements[0].unit, "%");
  EXPECT_EQ(words(c.measurements[0].date), "2026-10-01");
  ASSERT_EQ(c.conditions.size(), 1U);
  EXPECT_EQ(c.conditions[0].kind, "interstitial-lung-disease");
  EXPECT_EQ(words(c.conditions[0].grade), "2");
  EXPECT_EQ(c.conditions[0].cause, "drug");
  EXPECT_EQ(words(c.conditions[0].date), "2024");
  EXPECT_EQ(words(c.conditions[0].resolved), "true");
  ASSERT_EQ(c.adverseEvents.size(), 1U);
  ASSERT_TRUE(c.adverseEvents[0].drug);
  EXPECT_EQ(testVocabulary().drug(*c.adverseEvents[0].drug).id, "tucatinib");
  ASSERT_EQ(c.medications.size(), 1U);
  EXPECT_EQ(c.medications[0].name, "gemfibrozil");
  EXPECT_FALSE(c.medications[0].drug);
  ASSERT_EQ(c.symptoms.size(), 1U);
  EXPECT_EQ(c.symptoms[0].kind, "dyspnoea");
  EXPECT_EQ(words(c.symptoms[0].date), "2026-11-20");
}

TEST(CaseJson, AnIdIsEnough) {
  const Reading r = readCase(R"({"id": "only"})");
  EXPECT_TRUE(r.good);
  EXPECT_EQ(r.report(), "");
  EXPECT_FALSE(r.record.birthDate.recorded() || r.record.sex.recorded() || r.record.pregnant.recorded());
  EXPECT_TRUE(r.record.tumours.empty() && r.record.specimens.empty() && r.record.treatments.empty());
}

TEST(CaseJson, EveryExampleReadsWithoutAWord) {
  const auto knowledge = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
  ASSERT_TRUE(knowledge);
  const auto vocabulary = kb::loadVocabulary(*knowledge);
  ASSERT_TRUE(vocabulary);
  intake::CaseJsonReader reader(*vocabulary);
  int examples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(HER2_SOURCE_DIR "/examples/cases")) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::size_t size = text.size();
    text.append(intake::padding, '\0');
    Reading r;
    r.good = reader.read({text.data(), size}, {"example", 0}, r.record, r.problems);
    EXPECT_TRUE(r.good) << entry.path();
    EXPECT_EQ(r.report(), "") << entry.path();
    EXPECT_EQ(r.record.id.substr(0, 10), "synthetic-") << entry.path();
    ++examples;
  }
  EXPECT_GE(examples, 6);
}

TEST(CaseJson, NothingOfTheRecordBeforeStays) {
  std::string first =
      R"({"id": "a", "sex": "male", "tumours": [{"variants": [{"gene": "ERBB2"}]}], "specimens": [{"ihc": {"score": "0+"}}], )"
      R"("treatments": [{"drugs": ["docetaxel"]}], "medications": ["x"], "unknown": 1})";
  std::string second =
      R"({"id": "b", "tumours": [{}], "specimens": [{"ihc": {}}], "treatments": [{"procedure": "surgery"}]})";
  const std::size_t firstSize = first.size();
  const std::size_t secondSize = second.size();
  first.append(intake::padding, ' ');
  second.append(intake::padding, ' ');
  intake::CaseJsonReader reader(testVocabulary());
  Reading r;
  ASSERT_TRUE(reader.read({first.data(), firstSize}, {}, r.record, r.problems));
  ASSERT_EQ(r.problems.size(), 1U);
  ASSERT_TRUE(reader.read({second.data(), secondSize}, {}, r.record, r.problems));
  EXPECT_EQ(r.report(), "");
  EXPECT_EQ(r.record.id, "b");
  EXPECT_FALSE(r.record.sex.recorded());
  EXPECT_TRUE(r.record.medications.empty());
  EXPECT_TRUE(r.tumour().variants.empty());
  EXPECT_FALSE(r.tumour().variantsRecorded);
  EXPECT_EQ(words(r.specimen().ihc.membraneStaining), "unknown");
  EXPECT_TRUE(r.record.treatments[0].drugs.empty());
  EXPECT_EQ(r.record.text.find("medications"), std::string::npos);
}

TEST(CaseJson, OriginsAreThePlacesInTheRecord) {
  const Reading r = readCase(
      R"({"id": "a", "sex": "male", "tumours": [{}, {"er": {"percent": 5}, "t": "ypT1"}],)"
      R"( "specimens": [{"ihc": {"score": ["0+"]}, "ish": [{"probe": "dual"}, {"probe": "single", "her2Copies": 4}]}],)"
      R"( "treatments": [{"drugs": ["docetaxel"], "start": "2020"}], "measurements": [{"kind": "lvef", "value": 50}],)"
      R"( "medications": ["x"], "symptoms": [{"kind": "cough"}]})");
  ASSERT_TRUE(r.good);
  const Case& c = r.record;
  EXPECT_EQ(c.where(c.sex.origin), "sex");
  EXPECT_EQ(c.where(c.tumours[1].er.percent.origin), "tumours[1].er.percent");
  EXPECT_EQ(c.where(c.tumours[1].ypT.origin), "tumours[1].t");
  EXPECT_EQ(c.where(c.specimens[0].ihc.origin), "specimens[0].ihc");
  EXPECT_EQ(c.where(c.specimens[0].ihc.score.origin), "specimens[0].ihc.score");
  EXPECT_EQ(c.where(c.specimens[0].ihc.membraneStaining.origin), "specimens[0].ihc.score");
  EXPECT_EQ(c.where(c.specimens[0].ishSingle.her2Copies.origin), "specimens[0].ish[1].her2Copies");
  EXPECT_EQ(c.where(c.treatments[0].origin), "treatments[0]");
  EXPECT_EQ(c.where(c.treatments[0].start.origin), "treatments[0].start");
  EXPECT_EQ(c.where(c.measurements[0].value.origin), "measurements[0].value");
  EXPECT_EQ(c.where(c.medications[0].origin), "medications[0]");
  EXPECT_EQ(c.where(c.symptoms[0].origin), "symptoms[0]");
}

TEST(CaseJson, NullAndEmptyListsDiffer) {
  const Reading none = readSpecimen(R"("ihc": {"staining": []}, "ish": {"recount": {}})");
  EXPECT_EQ(none.report(), "");
  EXPECT_TRUE(none.specimen().ihc.stainingRecorded);
  EXPECT_TRUE(none.specimen().ihc.staining.empty());
  EXPECT_TRUE(none.specimen().ish.recount.present);
  const Reading unknown = readSpecimen(
      R"("ihc": {"staining": null, "score": null, "percent": null, "date": null}, "ish": null, "ngs": null)");
  EXPECT_EQ(unknown.report(), "");
  EXPECT_FALSE(unknown.specimen().ihc.stainingRecorded);
  EXPECT_TRUE(unknown.specimen().ihc.present);
  EXPECT_FALSE(unknown.specimen().ish.present || unknown.specimen().ngs.present);
  const Reading tested = readTumour(R"("variants": [], "metastases": [])");
  EXPECT_EQ(tested.report(), "");
  EXPECT_TRUE(tested.tumour().variantsRecorded && tested.tumour().metastases.recorded);
  EXPECT_TRUE(tested.tumour().variants.empty() && tested.tumour().metastases.value.empty());
  const Reading open = readTumour(R"("variants": null, "metastases": null, "operable": null, "er": null)");
  EXPECT_EQ(open.report(), "");
  EXPECT_FALSE(open.tumour().variantsRecorded || open.tumour().metastases.recorded ||
               open.tumour().operable.recorded());
  const Reading lists =
      readCase(R"({"id": "a", "treatments": [null, {"drugs": "Herceptin"}], "medications": null, "tumours": []})");
  EXPECT_EQ(lists.report(), "");
  EXPECT_EQ(lists.record.treatments.size(), 1U);
}

}  // namespace
}  // namespace her2
