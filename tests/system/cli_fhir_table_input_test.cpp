// FHIR bundles and registry tables that are broken or odd: a clear, located error or warning, nothing lost, no crash.
#include <rapidjson/document.h>

#include "program.h"

namespace her2::system {
namespace {

using Texts = std::vector<std::string>;

const std::string patient = R"({"resourceType":"Patient","id":"a","gender":"female"})";
const std::string breast = R"({"resourceType":"Condition","id":"c","subject":{"reference":"Patient/a"},)"
                           R"("code":{"coding":[{"system":"http://snomed.info/sct","code":"254837009"}]}})";

/// LOINC 85319-2: HER2 by immunohistochemistry.
std::string ihc(std::string_view score, std::string_view date = "2024-01-01", std::string_view id = R"("o1")") {
  return fmt::format(
      R"({{"resourceType":"Observation","id":{},"status":"final","subject":{{"reference":"Patient/a"}},)"
      R"("code":{{"coding":[{{"system":"http://loinc.org","code":"85319-2"}}]}},"effectiveDateTime":"{}",)"
      R"("valueCodeableConcept":{{"text":"{}"}}}})",
      id, date, score);
}

std::string bundle(const Texts& resources) {
  std::string entries;
  for (const std::string& each : resources)
    entries += fmt::format("{}{{\"resource\":{}}}", entries.empty() ? "" : ",", each);
  return R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}";
}

class FhirInput : public ProgramTest {
 protected:
  /// Assessed all the same: the result, and the warnings a line each.
  void assess(std::string_view bytes) {
    const Ran ran = her2({"assess", file("record.json", bytes), "--as-of", "2026-11-23", "--format", "json"});
    ASSERT_EQ(ran.exit, 0) << ran.err;
    rapidjson::Document answer;
    answer.Parse(ran.out.c_str());
    ASSERT_FALSE(answer.HasParseError()) << ran.out;
    result.clear();
    warnings.clear();
    for (const auto& each : answer["status"]["result"].GetArray())
      result.append(result.empty() ? "" : " ").append(each.GetString());
    for (const auto& each : answer["warnings"].GetArray()) warnings.append(each.GetString()).append("\n");
  }

  void refused(std::string_view bytes, std::string_view where) const {
    const Ran ran = her2({"assess", file("record.json", bytes), "--format", "json"});
    EXPECT_EQ(ran.exit, 3);
    EXPECT_EQ(ran.out, "");
    EXPECT_PRED2(holds, ran.err, where);
    EXPECT_LT(ran.err.size(), 2000U);
  }

  std::string result;
  std::string warnings;
};

TEST_F(FhirInput, ByteOrderMarkAndCarriageReturnsAreRead) {
  const std::string plain = bundle({patient, breast, ihc("Positive (3+)")});
  assess("\xef\xbb\xbf" + replaced(plain, ",", ",\r\n"));
  EXPECT_EQ(result, "positive");
  EXPECT_EQ(warnings, "");
}

TEST_F(FhirInput, InvalidUtf8IsRefusedWithItsPlace) {
  refused(bundle({patient, breast, ihc("Positive \xff")}), "record.json:1:");
}

TEST_F(FhirInput, ATruncatedBundleIsRefusedAtAnyPlace) {
  const std::string whole = bundle({patient, breast, ihc("Positive (3+)")});
  for (std::size_t size = 1; size < whole.size(); size += 41)
    refused(std::string_view(whole).substr(0, size), "error: record.json:1:");
}

TEST_F(FhirInput, DeepNestingIsRefusedAtOnce) {
  refused(R"({"resourceType":"Bundle","entry":)" + std::string(std::size_t{10} << 20, '['), "record.json:1:");
  std::string objects = R"({"resourceType":"Bundle","entry":[{"resource":)";
  for (int i = 0; i < 500'000; ++i) objects += "{\"a\":";
  refused(objects, "record.json:1:");
}

TEST_F(FhirInput, WrongTypesAreWarnedAndTheRestIsUsed) {
  assess(bundle({"17", R"({"resourceType":7})", patient, breast, ihc("Positive (3+)", "2024-01-01", "7")}));
  EXPECT_EQ(result, "positive");
  EXPECT_PRED2(holds, warnings, "Bundle.entry[0]");
  EXPECT_PRED2(holds, warnings, "Bundle.entry[1]");
  assess(bundle({replaced(patient, "female", "flower"), breast}));
  EXPECT_PRED2(holds, warnings, "Patient/a.gender");
}

TEST_F(FhirInput, ADuplicateIdWithTheSameContentIsReadOnceWithAnotherTwice) {
  assess(bundle({patient, breast, ihc("Positive (3+)"), ihc("Positive (3+)")}));
  EXPECT_EQ(result, "positive");
  EXPECT_PRED2(holds, warnings, "Observation/o1");
  assess(bundle({patient, breast, ihc("Positive (3+)"), ihc("0")}));
  EXPECT_EQ(result, "positive negative") << "neither is dropped in silence";
  EXPECT_PRED2(holds, warnings, "Observation/o1");
}

TEST_F(FhirInput, AResultOfADayToComeIsWarnedAndNotUsed) {
  assess(bundle({patient, breast, ihc("Positive (3+)", "2031-01-01")}));
  EXPECT_EQ(result, "positive negative") << "still open";
  EXPECT_PRED2(holds, warnings, "Observation/o1.effectiveDateTime");
}

TEST_F(FhirInput, ANegativeCountIsWarnedAndNotUsed) {
  // LOINC 74860-8: mean HER2 signals per cell
  assess(bundle({patient, breast,
                 R"({"resourceType":"Observation","id":"o2","status":"final","subject":{"reference":"Patient/a"},)"
                 R"("code":{"coding":[{"system":"http://loinc.org","code":"74860-8"}]},)"
                 R"("effectiveDateTime":"2024-01-01","valueQuantity":{"value":-2.5}})"}));
  EXPECT_EQ(result, "positive negative") << "still open";
  EXPECT_PRED2(holds, warnings, "Observation/o2.valueQuantity");
}

TEST_F(FhirInput, ACohortLosesNoBundleToABadNeighbour) {
  const std::string good = bundle({patient, breast, ihc("Positive (3+)")});
  const std::string other = R"({"resourceType":"Patient","id":"b"})";
  const Ran ran = her2({"screen", file("cohort.ndjson", good + "\n" + good.substr(0, 90) + "\n" +
                                                            bundle({patient, other}) + "\r\n" + good + "\n")});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_EQ(sumsOf(ran), (Sums{4, 2, 2, 1})) << "the fourth repeats the id of the first";
  EXPECT_PRED2(holds, ran.err, "error: cohort.ndjson:2");
  EXPECT_PRED2(holds, ran.err, "error: cohort.ndjson:3");
}

class TableInput : public ProgramTest {
 protected:
  Ran screen(std::string_view bytes) const {
    return her2({"screen", file("t.csv", bytes), "--as-of", "2026-11-23", "--errors", "errors.ndjson"});
  }
  std::string problems() const { return contents(path("errors.ndjson")); }
};

constexpr std::string_view header = "id,tumour_kind,s1_date,s1_ihc_score,s1_ish_her2_copies\n";

TEST_F(TableInput, ARowThatIsNoRowIsAnErrorAndLosesNoOther) {
  for (const std::string& bad :
       Texts{"p2,breast", "p2,breast,2024-01-01,3+,,more", "p2,breast,2024-01-01,\"3+,", ",breast,2024-01-01,3+,",
             std::string("p2,breast,2024-01-01,\0,", 23), "p2,breast,2024-01-01,3+," + std::string(65 << 20, 'x'),
             std::string(std::size_t{10} << 20, '[')}) {
    const Ran ran = screen(std::string(header) + "p1,breast,2024-01-01,3+,\n" + bad + "\np3,breast,2024-01-01,3+,\n");
    EXPECT_EQ(ran.exit, 1) << bad.substr(0, 40);
    EXPECT_EQ(sumsOf(ran), (Sums{3, 2, 1, 0})) << bad.substr(0, 40);
    EXPECT_PRED2(holds, problems(), R"("where":"t.csv:3)");
  }
}

TEST_F(TableInput, ACellThatCannotBeIsWarnedAndNotUsed) {
  const Ran ran = screen(std::string(header) +
                         "p1,breast,2024-01-01,2+,-4\n"
                         "p2,breast,2024-01-01,2+,a few\n"
                         "p3,breast,2024-02-30,2+,\n"
                         "p4,br\xff"
                         "ast,2024-01-01,3+,\n"
                         "p5,breast,2024-01-01,4+,\n");
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(sumsOf(ran).assessed, 5U);
  for (const char* where : {"t.csv:2:s1_ish_her2_copies", "t.csv:3:s1_ish_her2_copies", "t.csv:4:s1_date",
                            "t.csv:5:tumour_kind", "t.csv:6:s1_ihc_score"})
    EXPECT_PRED2(holds, problems(), where);
  for (const std::string& line : linesOf(ran.out))
    EXPECT_FALSE(holds(line, ",breast,positive,") || holds(line, ",breast,negative,")) << line;
}

TEST_F(TableInput, ByteOrderMarkAndCarriageReturnsChangeNothing) {
  const std::string plain = std::string(header) + "p1,breast,2024-01-01,3+,\np2,breast,2024-01-01,0,\n";
  const Ran expected = screen(plain);
  EXPECT_EQ(sumsOf(expected), (Sums{2, 2, 0, 0}));
  for (const std::string& odd : {"\xef\xbb\xbf" + replaced(plain, "\n", "\r\n"), plain.substr(0, plain.size() - 1)}) {
    const Ran ran = screen(odd);
    EXPECT_EQ(ran.out, expected.out);
    EXPECT_EQ(sumsOf(ran), (Sums{2, 2, 0, 0}));
  }
}

TEST_F(TableInput, ATableThatIsNoneIsRefused) {
  for (const std::string& table : Texts{std::string(header), "id,id,tumour_kind\np1,p2,breast\n", "a,b,c\n1,2,3\n"}) {
    const Ran ran = screen(table);
    EXPECT_EQ(ran.exit, 3) << table;
    EXPECT_PRED2(holds, ran.err + problems(), "t.csv") << table;
  }
}

TEST_F(TableInput, ARepeatedPatientIsAssessedTwiceAndSaid) {
  const Ran ran = screen(std::string(header) + "p1,breast,2024-01-01,3+,\np1,breast,2024-01-01,0,\n");
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(sumsOf(ran), (Sums{2, 2, 0, 1}));
  EXPECT_PRED2(holds, problems(), "t.csv:3");
}

}  // namespace
}  // namespace her2::system
