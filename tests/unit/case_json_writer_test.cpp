// Case to case JSON and back: nothing recorded is lost, and the same case gives the same bytes.
#include "intake/case_json_writer.h"

#include <gtest/gtest.h>

#include "case_json_fixture.h"

namespace her2 {
namespace {

std::string written(const Case& record) { return intake::caseJson(record, testVocabulary()); }

/// Every member, in the order and the spelling of the writer.
const char* const everything =
    R"({"id":"p1","birthDate":"1969-04","sex":"female","menopause":"post","smoking":"former","pregnant":false,)"
    R"("tumours":[{"id":"t1","kind":["gastric","gej"],"histology":"adenocarcinoma","diagnosed":"2021-03-01..2021-05-31","setting":"metastatic",)"
    R"("t":"T2","n":["N1","N2","N3"],"m":"M0","ypT":["ypT0","ypTis"],"ypN":"ypN0","stage":["IIA","IIB"],"sizeMm":28.5,"grade":3,"positiveNodes":">= 2",)"
    R"-("er":{"status":"positive","percent":90},"pr":{"status":"negative"},"ki67Percent":"[20..30)","metastases":["liver","brain"],)-"
    R"("brainMetastases":"treated-stable","operable":true,"ras":"wild-type","pdl1Cps":5,"pik3ca":"mutated","satisfactoryAlternative":false,)"
    R"("endocrineSuitable":true,"chemotherapyIntended":false,"anthracyclineSuitable":false,"taxaneSuitable":true,"highRecurrenceRisk":true,"detection":["symptoms","screening"],)"
    R"("variants":[{"gene":"ERBB2","protein":"S310F","type":"missense","transcript":"NM_004448"}]},{"metastases":[],"variants":[]}],)"
    R"("specimens":[{"id":"s1","tumour":"t1","date":"2021-03-02","site":"primary","kind":"core","fixative":"other","fixationHours":24,)"
    R"("ischaemiaMinutes":"> 60","sectionAgeDays":40,"decalcified":false,"artefact":true,"limitedTumour":false,"invasive":true,)"
    R"("ihc":{"score":["0","1+"],"membraneStaining":true,"percent":"< 10","antibody":"4B5","scoring":"gastric","reported":"negative",)"
    R"("staining":[{"intensity":"weak","membrane":["incomplete","lateral"],"percent":5,"uniform":false,"clusterCells":7}],)"
    R"("cytoplasmicObscuring":false,"controlsPassed":true,"artefact":false,"normalDuctsStained":false,"threePlusAreaPercent":0,"date":"2021-03-05"},)"
    R"("ish":[{"probe":"dual","ratio":2.1,"her2Copies":3.6,"cep17Copies":1.7,"cells":20,"recount":{"her2Copies":3.5,"ratio":2,"cells":40},)"
    R"("her2Signals":72,"cep17Signals":34,"her2Cells":20,"cep17Cells":20,"group":"group-2","adjudicatedGroup":["group-1","group-2"],)"
    R"("reported":"equivocal","amplifiedCellsPercent":12,"areas":2,"unscorablePercent":1,"cytoplasmicPercent":0,"controlsPassed":true,)"
    R"("poorResolution":false,"autofluorescence":false,"sameTissue":true,"date":"2021-03"},{"probe":"single","her2Copies":4.5}],)"
    R"("ngs":{"erbb2CopyNumber":6.2,"assay":"foundationone-cdx"},"reported":{"result":"negative","ruleSet":"asco-cap-2013","date":"2021-03-10"}},)"
    R"({"ihc":{"staining":[]},"ish":{"recount":{}},"ngs":{},"reported":{}}],)"
    R"("treatments":[{"drugs":["docetaxel","trastuzumab","unknown"],"intent":"metastatic","line":2,"start":"2021-04","end":"2021-08",)"
    R"("endReason":"completed","residualDisease":true,"recurrence":"2022-01","cycles":6,"planned":true},{"procedure":"surgery","date":"2021-09"}],)"
    R"("measurements":[{"kind":"lvef","value":62,"unit":"%","date":"2026-10-01"}],)"
    R"("conditions":[{"kind":"hypertension","grade":2,"cause":"drug","drug":"tucatinib","date":"2024","resolved":true}],)"
    R"("adverseEvents":[{"kind":"diarrhoea","grade":"[2..3]"}],"medications":["gemfibrozil","\"quoted\" name\u0001"],)"
    R"("symptoms":[{"kind":"dyspnoea","grade":1,"since":"2026-11-20","resolved":false}],"preferences":"schont die Nerven – bitte","residence":"EU"})";

TEST(CaseWriter, WritesBackEverythingThatWasRead) {
  const Reading r = readCase(everything);
  ASSERT_EQ(r.report(), "");
  EXPECT_EQ(written(r.record), everything);
}

// Streams fill one case again and again: nothing of one patient may reach the next.
TEST(CaseWriter, AClearedCaseHoldsNothingOfTheOneBefore) {
  Reading r = readCase(everything);
  r.record.clear();
  r.record.id = "b";
  EXPECT_EQ(written(r.record), R"({"id":"b"})");
}

TEST(CaseWriter, WithoutCareIsTheRestAndNothingElse) {
  const Reading r = readCase(everything);
  Case all = r.record.withoutCare();
  EXPECT_EQ(written(all).find("measurements"), std::string::npos);
  all.measurements = r.record.measurements;
  all.conditions = r.record.conditions;
  all.adverseEvents = r.record.adverseEvents;
  all.medications = r.record.medications;
  all.symptoms = r.record.symptoms;
  EXPECT_EQ(written(all), everything);
}

TEST(CaseWriter, ACaseOfNothingIsItsId) {
  const Reading r = readCase(R"({"id": "a", "tumours": [], "medications": null})");
  EXPECT_EQ(written(r.record), R"({"id":"a"})");
}

TEST(CaseWriter, BringsSpellingsToOne) {
  for (const auto& [read, back] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"("specimens":[{"ihc":{"score":"0+"}}])",
            R"("specimens":[{"ihc":{"score":"0","membraneStaining":true}}])"},
           {R"("specimens":[{"ihc":{"antibody":"HercepTest"}}])", R"("specimens":[{"ihc":{"antibody":"herceptest"}}])"},
           {R"("specimens":[{"ish":[{"ratio":2},{"her2Copies":3}]}])",
            R"("specimens":[{"ish":[{"probe":"dual","ratio":2},{"probe":"single","her2Copies":3}]}])"},
           {R"("tumours":[{"t":"ypT1c","n":"cN1","stage":"Stage III"}])",
            R"("tumours":[{"n":"N1","ypT":"ypT1","stage":["IIIA","IIIB","IIIC"]}])"},
           {R"("treatments":[{"drugs":"Herceptin","date":2020}])",
            R"("treatments":[{"drugs":["trastuzumab"],"start":"2020"}])"},
           {R"("birthDate":"1960-05-01T10:00:00Z")", R"("birthDate":"1960-05-01")"},
           {R"("tumours":[{"sizeMm":1e1,"ki67Percent":"20"}])", R"("tumours":[{"sizeMm":10,"ki67Percent":20}])"},
       }) {
    const Reading first = readCase(R"({"id":"a",)" + std::string(read) + "}");
    ASSERT_EQ(first.report(), "") << read;
    const std::string once = written(first.record);
    EXPECT_EQ(once, R"({"id":"a",)" + std::string(back) + "}");
    EXPECT_EQ(written(readCase(once).record), once);
  }
}

TEST(CaseWriter, NumbersComeBackToTheLastBit) {
  for (const double value : {0.1, 1.0 / 3, 3.9999999999999996, 1e-7, 123456.789, 5e-324, 1.7976931348623157e308}) {
    Case record;
    record.id = "a";
    record.measurements.push_back({"strain", {Interval(value), {}}, "", {}});
    EXPECT_EQ(readCase(written(record)).record.measurements.at(0).value.value, Interval(value)) << value;
  }
}

TEST(CaseWriter, AppendsBehindWhatIsThere) {
  Case record;
  record.id = "a";
  std::string out = "x\n";
  intake::appendCaseJson(record, testVocabulary(), out);
  EXPECT_EQ(out, "x\n{\"id\":\"a\"}");
}

}  // namespace
}  // namespace her2
