// Diagnoses and stages: tumours, sides, metastases, comorbidities; what contradicts each other.
#include "fhir_fixture.h"

namespace her2 {
namespace {

using namespace fhir_test;

std::string ofIcd(std::string_view code) { return concept_({coding(icd10, code)}); }

struct TumourCase {
  std::string code;
  std::string kind;
  std::string histology;
};

void PrintTo(const TumourCase& each, std::ostream* out) { *out << each.code; }

class FhirTumour : public testing::TestWithParam<TumourCase> {};

TEST_P(FhirTumour, KindAndHistology) {
  const Read result = read(bundle({patient, condition("c", GetParam().code)}));
  ASSERT_EQ(result.patient.tumours.size(), 1U) << result;
  EXPECT_EQ(codes("tumour-kind", result.patient.tumours[0].kind), GetParam().kind);
  EXPECT_EQ(codes("histology", result.patient.tumours[0].histology), GetParam().histology);
  EXPECT_TRUE(result.problems.empty()) << result;
}

INSTANTIATE_TEST_SUITE_P(
    Icd, FhirTumour,
    testing::Values(  // testing rules, 7.7
        TumourCase{ofIcd("C50"), "breast", ""}, TumourCase{ofIcd("C50.911"), "breast", ""},
        TumourCase{ofIcd("C50911"), "breast", ""}, TumourCase{ofIcd("D05.12"), "breast", "in-situ"},
        TumourCase{ofIcd("C16.3"), "gastric", ""}, TumourCase{ofIcd("C16.0"), "gastric|gej", ""},
        TumourCase{ofIcd("C15.5"), "oesophageal", ""}, TumourCase{ofIcd("C18.7"), "colorectal", ""},
        TumourCase{ofIcd("C20"), "colorectal", ""}, TumourCase{ofIcd("C22.1"), "biliary", "cholangiocarcinoma"},
        TumourCase{ofIcd("C22.0"), "other-solid", ""}, TumourCase{ofIcd("C23"), "biliary", "gallbladder"},
        TumourCase{ofIcd("C34.12"), "nsclc|other-solid", ""}, TumourCase{ofIcd("C54.1"), "endometrial", ""},
        TumourCase{ofIcd("C56.9"), "ovarian", ""}, TumourCase{ofIcd("C53.9"), "cervical", ""},
        TumourCase{ofIcd("C67.2"), "bladder", ""}, TumourCase{ofIcd("C25.0"), "pancreatic", ""},
        TumourCase{ofIcd("C25.4"), "other-solid", ""}, TumourCase{ofIcd("C07"), "salivary-gland", ""},
        TumourCase{ofIcd("C61"), "other-solid", ""},
        TumourCase{concept_({coding("http://terminology.hl7.org/CodeSystem/icd-o-3", "C50.4")}), "breast", ""},
        TumourCase{concept_({coding("urn:oid:2.16.840.1.113883.6.90", "C50.912")}), "breast", ""}));

INSTANTIATE_TEST_SUITE_P(Snomed, FhirTumour,
                         testing::Values(TumourCase{ofSnomed("254837009"), "breast", ""},
                                         TumourCase{ofSnomed("353431000119107"), "breast", ""},
                                         TumourCase{ofSnomed("408643008"), "breast", "ductal"},
                                         TumourCase{ofSnomed("278054005"), "breast", "lobular"},
                                         TumourCase{ofSnomed("254637007"), "nsclc", ""},
                                         TumourCase{ofSnomed("254626006"), "nsclc", "adenocarcinoma"},
                                         TumourCase{ofSnomed("363349007"), "gastric", ""},
                                         TumourCase{ofSnomed("408647009"), "gastric", "adenocarcinoma"},
                                         TumourCase{ofSnomed("722533007"), "gej", ""},
                                         TumourCase{ofSnomed("363406005"), "colorectal", ""},
                                         TumourCase{ofSnomed("312104005"), "biliary", "cholangiocarcinoma"},
                                         TumourCase{ofSnomed("722680009"), "endometrial", "serous"}));

INSTANTIATE_TEST_SUITE_P(
    SeveralCodings, FhirTumour,
    testing::Values(TumourCase{concept_({coding(icd10, "C50.911"), coding(snomed, "254837009")}, "Breast cancer"),
                               "breast", ""},
                    TumourCase{concept_({coding(icd10, "C34.90"), coding(snomed, "254637007")}), "nsclc", ""},
                    TumourCase{concept_({coding(icd10, "C16.0"), coding(snomed, "722533007")}), "gej", ""}));

TEST(FhirCondition, SaysWhereAndWhen) {
  const Read result = read(bundle({patient, condition("c1", ofSnomed("254837009"),
                                                      R"("onsetDateTime":"2018-03-16","recordedDate":"2018-04-01")")}));
  const Tumour& tumour = result.patient.tumours.at(0);
  EXPECT_EQ(tumour.id.value, "c1");
  EXPECT_EQ(result.where(tumour.kind.origin), "Condition/c1.code");
  EXPECT_EQ(date(tumour.diagnosed), "2018-03-16");
  EXPECT_EQ(result.where(tumour.diagnosed.origin), "Condition/c1.onsetDateTime");
  EXPECT_FALSE(tumour.setting.recorded());
  const auto diagnosed = [](const std::string& members) {
    return date(
        read(bundle({patient, condition("c", ofSnomed("254837009"), members)})).patient.tumours.at(0).diagnosed);
  };
  EXPECT_EQ(diagnosed(R"("recordedDate":"2018-04-01T10:00:00Z")"), "2018-04-01");
  EXPECT_EQ(diagnosed(R"("onsetPeriod":{"start":"2018"})"), "2018");
  EXPECT_EQ(
      diagnosed(
          R"("onsetDateTime":"2018","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/condition-assertedDate","valueDateTime":"2018-03-20"}])"),
      "2018-03-20");
}

TEST(FhirCondition, HistologyOfTheExtension) {
  const auto histology = [](std::string_view url, std::string_view code) {
    return codes("histology",
                 read(bundle({patient, condition("c", ofSnomed("254837009"),
                                                 R"("extension":[{"url":")" + std::string(url) +
                                                     R"(","valueCodeableConcept":)" + std::string(code) + "}]")}))
                     .patient.tumours.at(0)
                     .histology);
  };
  const std::string mcode = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior";
  EXPECT_EQ(histology(mcode, ofSnomed("82711006")), "ductal");
  EXPECT_EQ(histology("http://hl7.org/fhir/us/shr/StructureDefinition/onco-core-histology-morphology-behavior",
                      ofSnomed("89740008")),
            "lobular");
  EXPECT_EQ(histology(mcode, concept_({coding("http://terminology.hl7.org/CodeSystem/icd-o-3", "8500/3")})), "ductal");
  EXPECT_EQ(histology(mcode, ofSnomed("77284006")), "in-situ");
  EXPECT_EQ(histology(mcode, ofSnomed("367651003")), "");
}

TEST(FhirCondition, HistologyDecidesWhatTheSiteLeavesOpen) {
  const auto kind = [](std::string_view morphology) {
    return codes(
        "tumour-kind",
        read(
            bundle({patient,
                    condition("c", ofIcd("C34.90"),
                              R"("extension":[{"url":"x/mcode-histology-morphology-behavior","valueCodeableConcept":)" +
                                  ofSnomed(morphology) + "}]")}))
            .patient.tumours.at(0)
            .kind);
  };
  EXPECT_EQ(kind("35917007"), "nsclc");
  EXPECT_EQ(kind("128632008"), "nsclc");
  EXPECT_EQ(kind("74364000"), "other-solid");
}

TEST(FhirCondition, TheOrganMayStandInTheBodySite) {  // mCODE post-coordinates
  const Read result =
      read(bundle({patient, condition("c", ofSnomed("363346000"), R"("bodySite":[)" + ofSnomed("80248007") + "]")}));
  EXPECT_EQ(codes("tumour-kind", result.patient.tumours.at(0).kind), "breast");
}

TEST(FhirCondition, OneTumourForOneKindAndSide) {
  const auto count = [](const std::vector<std::string>& conditions) {
    std::vector<std::string> all = {patient};
    all.insert(all.end(), conditions.begin(), conditions.end());
    return read(bundle(all)).patient.tumours.size();
  };
  EXPECT_EQ(count({condition("a", ofIcd("C50.911")), condition("b", ofIcd("C50.411"))}), 1U);
  EXPECT_EQ(count({condition("a", ofIcd("C50.911")), condition("b", ofSnomed("254837009"))}), 1U);
  EXPECT_EQ(count({condition("a", ofIcd("C50.911")), condition("b", ofIcd("C50.912"))}), 2U);
  EXPECT_EQ(count({condition("a", ofSnomed("353431000119107")), condition("b", ofIcd("C50.912"))}), 1U);
  EXPECT_EQ(
      count(
          {condition(
               "a", ofSnomed("254837009"),
               R"("bodySite":[{"coding":[{"system":"http://snomed.info/sct","code":"76752008"}],"extension":[{"url":"x/mcode-laterality-qualifier","valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"7771000"}]}}]}])"),
           condition("b", ofIcd("C50.911"))}),
      2U);
  EXPECT_EQ(count({condition("a", ofIcd("C50.911")), condition("b", ofIcd("C18.2"))}), 2U);
}

TEST(FhirCondition, AnInvasivePartCountsBeforeOneInSitu) {
  for (const bool first : {true, false}) {
    const std::string inSitu = condition("a", ofIcd("D05.11"));
    const std::string invasive = condition("b", ofSnomed("1080191000119104"));
    const Read result =
        read(bundle(first ? std::vector{patient, inSitu, invasive} : std::vector{patient, invasive, inSitu}));
    ASSERT_EQ(result.patient.tumours.size(), 1U);
    EXPECT_EQ(codes("histology", result.patient.tumours[0].histology), "ductal");
    EXPECT_TRUE(result.problems.empty()) << result;
  }
}

TEST(FhirCondition, UnconfirmedAndRefutedDiagnosesAreNotRead) {
  for (const auto& [status, warning] :
       {std::pair("refuted", "status-ignored"), std::pair("entered-in-error", "status-ignored"),
        std::pair("unconfirmed", "status-unconfirmed"), std::pair("differential", "status-unconfirmed")}) {
    const Read result = read(
        bundle({patient, condition("c", ofSnomed("254837009"),
                                   R"("verificationStatus":{"coding":[{"code":")" + std::string(status) + R"("}]})")}));
    EXPECT_TRUE(result.patient.tumours.empty()) << status;
    EXPECT_EQ(result.codes(), std::vector<std::string>{warning}) << status;
  }
}

TEST(FhirCondition, ContradictingCodesAreNotUsed) {
  const Read result =
      read(bundle({patient, condition("c", concept_({coding(icd10, "C50.911"), coding(snomed, "363349007")}))}));
  EXPECT_TRUE(result.patient.tumours.empty());
  EXPECT_EQ(result.codes(), std::vector<std::string>{"codings-conflict"});
}

TEST(FhirCondition, WordsWhereThereIsNoCode) {
  const Read result = read(bundle({patient, condition("c", R"({"text":"Breast cancer"})")}));
  EXPECT_EQ(codes("tumour-kind", result.patient.tumours.at(0).kind), "breast");
  EXPECT_EQ(result.codes(), std::vector<std::string>{"read-by-text"});
}

TEST(FhirCondition, ACodeOfAnotherThesaurusIsNoIcdCode) {
  const Read result = read(bundle(
      {patient, condition("c", concept_({coding("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C50123")}))}));
  EXPECT_TRUE(result.patient.tumours.empty());
}

// --- metastases
// -----------------------------------------------------------------------------------------------------------------------------------------

struct MetastasisCase {
  std::string code;
  std::string site;
  bool recorded;
};

TEST(FhirCondition, Metastases) {
  const MetastasisCase cases[] = {
      {ofSnomed("94225005"), "brain", true}, {ofSnomed("94381002"), "liver", true},
      {ofSnomed("94391008"), "lung", true},  {ofSnomed("94222008"), "bone", true},
      {ofIcd("C79.31"), "brain", true},      {ofIcd("C79.32"), "leptomeninges", true},
      {ofIcd("C78.7"), "liver", true},       {ofIcd("C78.02"), "lung", true},
      {ofIcd("C79.51"), "bone", true},       {ofIcd("C78.2"), "pleura", true},
      {ofIcd("C79.2"), "skin", true},        {ofIcd("C79.81"), "other", true},
      {ofIcd("C79.9"), "", false},           {ofSnomed("128462008"), "", false},
  };
  for (const MetastasisCase& each : cases) {
    const Read result = withBreastCancer({condition("m", each.code)});
    ASSERT_EQ(result.patient.tumours.size(), 1U) << each.code << result;
    const Tumour& tumour = result.patient.tumours[0];
    EXPECT_EQ(codes("metastasis-site", tumour.metastases.value), each.site) << each.code;
    EXPECT_EQ(tumour.metastases.recorded, each.recorded) << each.code;
    EXPECT_EQ(codes("setting", tumour.setting), "metastatic") << each.code;
    EXPECT_EQ(result.where(tumour.setting.origin), "Condition/m.code");
  }
}

TEST(FhirCondition, TheSiteOfAMetastasisMayStandInTheBodySite) {
  const Read result =
      withBreastCancer({condition("m", ofSnomed("128462008"), R"("bodySite":[)" + ofSnomed("8935007") + "]")});
  EXPECT_EQ(codes("metastasis-site", result.patient.tumours.at(0).metastases.value), "leptomeninges");
}

TEST(FhirCondition, LymphNodesAreNoDistantMetastasis) {
  const Read result = withBreastCancer({condition("m", ofIcd("C77.3"))});
  EXPECT_FALSE(result.patient.tumours.at(0).setting.recorded());
  EXPECT_FALSE(result.patient.tumours.at(0).metastases.recorded);
  EXPECT_EQ(result.codes(), std::vector<std::string>{"nodes-not-distant"});
}

TEST(FhirCondition, AMetastasisAloneIsOfATumourNotNamed) {
  const Read result = read(bundle({patient, condition("m", ofSnomed("94225005"))}));
  ASSERT_EQ(result.patient.tumours.size(), 1U);
  EXPECT_FALSE(result.patient.tumours[0].kind.recorded());
  EXPECT_EQ(codes("setting", result.patient.tumours[0].setting), "metastatic");
}

TEST(FhirCondition, NoMetastasisIsSaidToo) {
  const Read site =
      withBreastCancer({observation("o", ofLoinc("44667-4"), R"("valueCodeableConcept":)" + ofSnomed("260413007"))});
  EXPECT_TRUE(site.patient.tumours.at(0).metastases.recorded);
  EXPECT_TRUE(site.patient.tumours.at(0).metastases.value.empty());
  const Read history = withBreastCancer({observation("o", ofSnomed("1287652008"), R"("valueBoolean":false)")});
  EXPECT_TRUE(history.patient.tumours.at(0).metastases.recorded);
  EXPECT_FALSE(history.patient.tumours.at(0).setting.recorded());
  EXPECT_EQ(codes("setting", withBreastCancer({observation("o", ofSnomed("1287652008"), R"("valueBoolean":true)")})
                                 .patient.tumours.at(0)
                                 .setting),
            "metastatic");
  EXPECT_EQ(codes("metastasis-site",
                  withBreastCancer(
                      {observation("o", ofLoinc("44667-4"), R"("valueCodeableConcept":)" + ofSnomed("10200004"))})
                      .patient.tumours.at(0)
                      .metastases.value),
            "liver");
}

// --- stage
// ------------------------------------------------------------------------------------------------------------------------------------------------

std::string staged(std::string_view id, std::string_view code, std::string_view value,
                   std::string_view day = "2018-03-16", std::string_view system = snomed) {
  return observation(id, code.find('-') == std::string_view::npos ? ofSnomed(code) : ofLoinc(code),
                     R"("valueCodeableConcept":)" + concept_({coding(system, value)}), day);
}

struct StageCase {
  std::string value;
  std::string stage;
};

TEST(FhirStage, ReadsCodesDisplaysAndTexts) {
  const StageCase cases[] = {
      {concept_({coding(snomed, "1222769001", "American Joint Committee on Cancer stage IIB (qualifier value)")}),
       "IIB"},
      {ofSnomed("1222806003"), "IIIC"},
      {ofSnomed("1222837003"), "IV"},
      {ofSnomed("1222801008"), "IIIA|IIIB|IIIC"},
      {concept_({coding(snomed, "261638004", "Stage 3A (qualifier value)"), coding("http://cancerstaging.org", "c3A")},
                "Stage 3A (qualifier value)"),
       "IIIA"},
      {concept_({coding(snomed, "258224005", "Stage 3 (qualifier value)")}), "IIIA|IIIB|IIIC"},
      {concept_({coding(snomed, "99999999999", "American Joint Committee on Cancer stage IA (qualifier value)")}),
       "IA"},
      {concept_({coding("http://cancerstaging.org", "IIIC1")}), "IIIC"},
      {R"({"text":"Stage IVB"})", "IV"},
      {R"({"text":"FIGO Stage IIIA"})", "IIIA"},
      {R"({"text":"Stage II Chronic Lymphocytic Leukemia"})", ""}};
  for (const StageCase& each : cases) {
    const Read result =
        withBreastCancer({observation("s", ofSnomed("399537006"), R"("valueCodeableConcept":)" + each.value)});
    EXPECT_EQ(codes("stage", result.patient.tumours.at(0).stage), each.stage) << each.value << result;
  }
}

TEST(FhirStage, TnmByLoincAndSnomed) {
  const Read loincCodes = withBreastCancer(
      {staged("t", "21905-5", "23351008"), staged("n", "21906-3", "46059003"), staged("m", "21907-1", "30893008")});
  EXPECT_EQ(codes("t-category", loincCodes.patient.tumours.at(0).t), "T1");
  EXPECT_EQ(codes("n-category", loincCodes.patient.tumours.at(0).n), "N2");
  EXPECT_EQ(codes("m-category", loincCodes.patient.tumours.at(0).m), "M0");
  EXPECT_FALSE(loincCodes.patient.tumours.at(0).setting.recorded());
  const Read stu4 = withBreastCancer({staged("t", "399504009", "1228938002"), staged("n", "399534004", "1229967007"),
                                      staged("m", "399387003", "1229901006")});
  EXPECT_EQ(codes("t-category", stu4.patient.tumours.at(0).t), "T3");
  EXPECT_EQ(codes("n-category", stu4.patient.tumours.at(0).n), "N0");
  EXPECT_EQ(codes("m-category", stu4.patient.tumours.at(0).m), "M0");
}

TEST(FhirStage, TnmAsText) {
  const auto t = [](std::string_view text) {
    const Read result = withBreastCancer(
        {observation("t", ofSnomed("384625004"), R"("valueCodeableConcept":{"text":")" + std::string(text) + "\"}")});
    return codes("t-category", result.patient.tumours.at(0).t) + "/" +
           codes("t-category", result.patient.tumours.at(0).ypT);
  };
  EXPECT_EQ(t("pT2"), "T2/");
  EXPECT_EQ(t("T1c"), "T1/");
  EXPECT_EQ(t("cT4d"), "T4d/");
  EXPECT_EQ(t("ypT1mi"), "/T1");
  EXPECT_EQ(t("pT1b: Tumor greater than 5 mm but less than or equal to 10 mm in greatest dimension"), "T1/");
  EXPECT_EQ(t("TX"), "/");
  EXPECT_EQ(
      codes("n-category", withBreastCancer({observation("n", ofSnomed("371494008"), R"x("valueString":"pN0(i+)")x")})
                              .patient.tumours.at(0)
                              .n),
      "N0");
}

TEST(FhirStage, ACategoryOfAnotherLetterIsRefused) {  // published examples swap cN0 and cM0
  const Read result = withBreastCancer(
      {observation("n", ofLoinc("21906-3"),
                   R"("valueCodeableConcept":)" + concept_({coding(snomed, "1229901006", "N0 category")}))});
  EXPECT_FALSE(result.patient.tumours.at(0).n.recorded());
  EXPECT_FALSE(result.patient.tumours.at(0).m.recorded());
  EXPECT_EQ(result.codes(), std::vector<std::string>{"code-display-mismatch"});
}

TEST(FhirStage, ThePathologistCountsBeforeTheClinicAndTheLaterBeforeTheEarlier) {
  const Read basis = withBreastCancer(
      {staged("p", "384625004", "1229852009", "2018-04-01"), staged("c", "399504009", "1228938002", "2018-05-16")});
  EXPECT_EQ(codes("t-category", basis.patient.tumours.at(0).t), "T2");
  const Read later = withBreastCancer(
      {staged("b", "399387003", "1229903009", "2022-01-01"), staged("a", "399387003", "1229901006", "2018-03-16")});
  EXPECT_EQ(codes("m-category", later.patient.tumours.at(0).m), "M1");
  EXPECT_EQ(codes("setting", later.patient.tumours.at(0).setting), "metastatic");
}

TEST(FhirStage, M1AndStageFourAreMetastatic) {
  EXPECT_EQ(codes("setting", withBreastCancer({staged("m", "21907-1", "55440008")}).patient.tumours.at(0).setting),
            "metastatic");
  EXPECT_EQ(codes("setting", withBreastCancer({staged("s", "21908-9", "258228008")}).patient.tumours.at(0).setting),
            "metastatic");
  EXPECT_EQ(codes("setting", withBreastCancer({staged("s", "21908-9", "258224005")}).patient.tumours.at(0).setting),
            "");
}

TEST(FhirStage, ANarrowerStageDecides) {  // Synthea writes both on one day
  const Read result = withBreastCancer({staged("a", "21908-9", "258224005"), staged("b", "21908-9", "261638004")});
  EXPECT_EQ(codes("stage", result.patient.tumours.at(0).stage), "IIIA");
  EXPECT_TRUE(result.problems.empty()) << result;
}

TEST(FhirStage, DiagnosisAndObservationContradictEachOther) {
  const Read result = read(bundle({patient,
                                   condition("c1", ofSnomed("254837009"),
                                             R"("stage":[{"summary":)" + ofSnomed("1222806003") +
                                                 R"(,"assessment":[{"reference":"Observation/s"}]}])"),
                                   staged("s", "399537006", "1222769001")}));
  EXPECT_EQ(codes("stage", result.patient.tumours.at(0).stage), "IIB|IIIC");
  const Problem& problem = result.problem("stage-contradiction");
  EXPECT_EQ(problem.where, "test.ndjson:7 Condition/c1.stage[0].summary");
  for (const char* part : {"IIIC", "IIB", "Observation/s.valueCodeableConcept"})
    EXPECT_NE(problem.message.find(part), std::string::npos) << problem.message;
}

TEST(FhirStage, DiagnosisAndObservationAgree) {
  const Read result = read(bundle({patient,
                                   condition("c1", ofSnomed("254837009"),
                                             R"("stage":[{"summary":)" + ofSnomed("1222769001") +
                                                 R"(,"assessment":[{"reference":"Observation/s"}]}])"),
                                   staged("s", "399537006", "1222769001")}));
  EXPECT_EQ(codes("stage", result.patient.tumours.at(0).stage), "IIB");
  EXPECT_TRUE(result.problems.empty()) << result;
  const Read alone = read(bundle(
      {patient, condition("c1", ofSnomed("254837009"), R"("stage":[{"summary":)" + ofSnomed("1222769001") + "}]")}));
  EXPECT_EQ(codes("stage", alone.patient.tumours.at(0).stage), "IIB");
  EXPECT_EQ(alone.where(alone.patient.tumours.at(0).stage.origin), "Condition/c1.stage[0].summary");
}

TEST(FhirStage, ObservationsOfOneDayContradictEachOther) {
  const Read result =
      withBreastCancer({staged("a", "399537006", "1222769001"), staged("b", "399537006", "1222806003")});
  EXPECT_EQ(codes("stage", result.patient.tumours.at(0).stage), "IIB|IIIC");
  EXPECT_EQ(result.codes(), std::vector<std::string>{"stage-contradiction"});
}

// --- several tumours
// ------------------------------------------------------------------------------------------------------------------------------------

TEST(FhirCondition, ValuesGoToTheTumourTheyName) {
  const std::vector<std::string> both = {patient, condition("left", ofIcd("C50.912")),
                                         condition("right", ofIcd("C50.911"))};
  auto named = both;
  named.push_back(
      observation("er", ofLoinc("85337-4"),
                  R"("focus":[{"reference":"Condition/right"}],"valueCodeableConcept":)" + ofLoinc("LA6576-8")));
  const Read result = read(bundle(named));
  EXPECT_FALSE(result.patient.tumours.at(0).er.status.recorded());
  EXPECT_EQ(codes("receptor", result.patient.tumours.at(1).er.status), "positive");
  auto unnamed = both;
  unnamed.push_back(observation("er", ofLoinc("85337-4"), R"("valueCodeableConcept":)" + ofLoinc("LA6576-8")));
  const Read ambiguous = read(bundle(unnamed));
  EXPECT_FALSE(ambiguous.patient.tumours.at(0).er.status.recorded());
  EXPECT_FALSE(ambiguous.patient.tumours.at(1).er.status.recorded());
  EXPECT_EQ(ambiguous.codes(), std::vector<std::string>{"tumour-ambiguous"});
}

// --- comorbidities
// --------------------------------------------------------------------------------------------------------------------------------------

struct FindingCase {
  std::string code;
  std::string kind;
};

TEST(FhirCondition, Comorbidities) {
  const FindingCase cases[] = {{ofIcd("I10"), "hypertension"},
                               {ofIcd("I11.0"), "heart-failure"},
                               {ofIcd("I50.32"), "heart-failure"},
                               {ofSnomed("77970009"), "hypertension"},
                               {ofSnomed("42343007"), "heart-failure"},
                               {ofIcd("E11.9"), "diabetes"},
                               {ofIcd("J84.10"), "interstitial-lung-disease"},
                               {ofIcd("J70.0"), "interstitial-lung-disease"},
                               {ofIcd("J44.9"), "chronic-lung-disease"},
                               {ofIcd("I42.7"), "cardiotoxicity"},
                               {ofIcd("I20.9"), "angina"},
                               {ofIcd("Z95.5"), "coronary-revascularisation"},
                               {ofIcd("F17.210"), "smoker"}};
  for (const FindingCase& each : cases) {
    const Read result =
        read(bundle({patient, condition("x", each.code,
                                        R"("clinicalStatus":{"coding":[{"code":"active"}]},"onsetDateTime":"2012")")}));
    ASSERT_EQ(result.patient.conditions.size(), 1U) << each.code;
    EXPECT_EQ(result.patient.conditions[0].kind, each.kind);
    EXPECT_EQ(date(result.patient.conditions[0].date), "2012");
    EXPECT_EQ(result.patient.conditions[0].resolved.value, Truth::False);
    EXPECT_EQ(result.where(result.patient.conditions[0].origin), "Condition/x.code");
  }
}

TEST(FhirCondition, ResolvedConditionsAndSymptoms) {
  const auto resolved = [](const std::string& members) {
    return read(bundle({patient, condition("x", ofIcd("J84.9"), members)})).patient.conditions.at(0).resolved.value;
  };
  EXPECT_EQ(resolved(R"("clinicalStatus":{"coding":[{"code":"resolved"}]})"), Truth::True);
  EXPECT_EQ(resolved(R"("abatementDateTime":"2020")"), Truth::True);
  EXPECT_EQ(resolved(R"("note":[])"), Truth::Unknown);
  EXPECT_EQ(read(bundle({patient, condition("x", ofIcd("R06.00"))})).patient.symptoms.at(0).kind, "dyspnoea");
  EXPECT_EQ(read(bundle({patient, condition("x", ofIcd("J70.0"))})).patient.conditions.at(0).cause, "radiation");
  EXPECT_EQ(read(bundle({patient, condition("a", ofIcd("I10"), R"("onsetDateTime":"2015")"),
                         condition("b", ofIcd("I10"), R"("onsetDateTime":"2012")")}))
                .patient.conditions.size(),
            1U);
  EXPECT_EQ(read(bundle({patient, condition("x", ofSnomed("77386006"))})).patient.pregnant.value, Truth::True);
}

}  // namespace
}  // namespace her2
