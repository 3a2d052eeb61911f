// What a record is: which texts are read, who it is about, what loses it.
#include "fhir_fixture.h"
#include "intake/fhir_name_index.h"

namespace her2 {
namespace {

using namespace fhir_test;

struct Lost {
  std::string name;
  std::string text;
  std::string code;
  std::string where;
};

std::ostream& operator<<(std::ostream& out, const Lost& lost) { return out << lost.text; }

class FhirLost : public testing::TestWithParam<Lost> {};

TEST_P(FhirLost, SaysWhereAndWhy) {
  const Read result = read(GetParam().text);
  EXPECT_FALSE(result.good);
  ASSERT_TRUE(hasErrors(result.problems)) << result;
  EXPECT_EQ(result.problems.back().code, GetParam().code) << result;
  EXPECT_EQ(result.problems.back().where, GetParam().where) << result;
}

std::string nested(int depth) {
  return R"({"resourceType":"Patient","x":)" + std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']') + "}";
}

INSTANTIATE_TEST_SUITE_P(
    Records, FhirLost,
    testing::Values(
        Lost{"Empty", "", "json-empty", "test.ndjson:7"}, Lost{"Blank", " \n ", "json-empty", "test.ndjson:7"},
        Lost{"CutShort", R"({"resourceType":"Patient","id":"p)", "json-syntax", "test.ndjson:7:32"},
        Lost{"CutBetweenMembers", R"({"resourceType":"Patient",)", "json-syntax", "test.ndjson:7:27"},
        Lost{"TrailingComma", R"({"resourceType":"Patient","name":[1,]})", "json-syntax", "test.ndjson:7:37"},
        Lost{"BadWordInSkippedMember", R"({"resourceType":"Patient","text":{"a":nul}})", "json-syntax",
             "test.ndjson:7:39"},
        Lost{"BadEscapeInSkippedMember", R"({"resourceType":"Patient","text":"\q"})", "json-syntax",
             "test.ndjson:7:35"},
        Lost{"TwoDocuments", R"({"resourceType":"Patient"}{})", "json-syntax", "test.ndjson:7:27"},
        Lost{"NoUtf8", "{\"resourceType\":\"Patient\",\"id\":\"\xff\"}", "json-encoding", "test.ndjson:7:33"},
        Lost{"NumberBeyondDoubleInSkippedMember", R"({"resourceType":"Patient","x":[1,1e400]})", "json-number",
             "test.ndjson:7:34"},
        Lost{"BadEscapeBeforeDepth", R"({"resourceType":"Patient","x":["\q",)" + nested(80) + "]}", "json-syntax",
             "test.ndjson:7:33"},
        Lost{"TooDeep", nested(80), "json-depth", "test.ndjson:7:94"},
        Lost{"Number", "17", "not-fhir", "test.ndjson:7"},
        Lost{"NoResourceType", R"({"id":"p1","sex":"female"})", "not-fhir", "test.ndjson:7"},
        Lost{"EmptyList", "[]", "not-fhir", "test.ndjson:7"},
        Lost{"OperationOutcome",
             R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"no such patient"}]})",
             "operation-outcome", "test.ndjson:7"},
        Lost{"TwoPatients", bundle({patient, R"({"resourceType":"Patient","id":"p2"})"}), "two-patients",
             "test.ndjson:7"},
        Lost{"TwoSubjects",
             bundle({R"({"resourceType":"Condition","id":"c","subject":{"reference":"Patient/a"}})",
                     R"({"resourceType":"Observation","id":"o","subject":{"reference":"Patient/b"}})"}),
             "two-patients", "test.ndjson:7"}),
    [](const auto& test) { return test.param.name; });

TEST(Fhir, NothingOfTwoPatientsIsBlended) {
  const Read result = read(bundle({patient, breast, R"({"resourceType":"Patient","id":"p2","birthDate":"1950"})"}));
  EXPECT_FALSE(result.good);
  EXPECT_TRUE(result.patient.tumours.empty());
}

TEST(Fhir, SixtyFourLevelsAreReadAndNoMore) {
  EXPECT_TRUE(read(nested(63)).good);
  EXPECT_FALSE(read(nested(64)).good);
}

TEST(Fhir, ReadsThePatient) {
  const Read result = read(patient);
  ASSERT_TRUE(result.good) << result;
  EXPECT_EQ(result.patient.id, "p1");
  EXPECT_EQ(codes("sex", result.patient.sex), "female");
  EXPECT_EQ(date(result.patient.birthDate), "1970-05");
  EXPECT_EQ(result.where(result.patient.birthDate.origin), "Patient/p1.birthDate");
  EXPECT_TRUE(result.problems.empty()) << result;
}

struct SexCase {
  std::string members;
  std::string sex;
};

TEST(Fhir, TakesBirthSexWhereGenderLeavesItOpen) {
  const SexCase cases[] = {
      {R"("gender":"male")", "male"},
      {R"("gender":"other")", ""},
      {R"("gender":"unknown")", ""},
      {R"("extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":"F"}])",
       "female"},
      {R"("gender":"unknown","extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":"M"}])",
       "male"},
  };
  for (const SexCase& each : cases) {
    const Read result = read(R"({"resourceType":"Patient","id":"p1",)" + each.members + "}");
    EXPECT_EQ(codes("sex", result.patient.sex), each.sex) << each.members;
    EXPECT_TRUE(result.problems.empty()) << each.members << result;
  }
}

TEST(Fhir, SaysThatThePatientDied) {
  for (const char* member : {R"("deceasedBoolean":true)", R"("deceasedDateTime":"2024-01-05")"}) {
    const Read result = read(std::string(R"({"resourceType":"Patient","id":"p1",)") + member + "}");
    EXPECT_TRUE(result.good);
    EXPECT_TRUE(result.has("patient-deceased")) << member;
  }
  EXPECT_FALSE(read(R"({"resourceType":"Patient","id":"p1","deceasedBoolean":false})").has("patient-deceased"));
}

TEST(Fhir, RefusesADateThatIsNone) {
  const Read result = read(R"({"resourceType":"Patient","id":"p1","birthDate":"1970-02-30"})");
  EXPECT_TRUE(result.good);
  EXPECT_EQ(date(result.patient.birthDate), "");
  EXPECT_EQ(result.problem("date-not-understood").where, "test.ndjson:7 Patient/p1.birthDate");
}

TEST(Fhir, NamesTheCaseWithoutAPatient) {
  const std::string observed =
      R"({"resourceType":"Observation","id":"o","status":"final","subject":{"reference":"Patient/abc"},"code":{"coding":[{"system":"http://loinc.org","code":"89247-1"}]},"valueInteger":1})";
  EXPECT_EQ(read(observed).patient.id, "abc");
  EXPECT_EQ(read(bundle({observed})).patient.id, "abc");
  EXPECT_EQ(read(bundle({})).patient.id, "b1");
  EXPECT_TRUE(read(observed).good);
  EXPECT_TRUE(read(observed).has("no-patient"));
}

TEST(Fhir, SkipsResourcesOfAnotherSubject) {
  const std::string other =
      R"({"resourceType":"Observation","id":"x","status":"final","subject":{"reference":"Patient/somebody"},"code":{"coding":[{"system":"http://loinc.org","code":"89247-1"}]},"valueInteger":4})";
  const Read result = read(bundle({patient, other, other.substr(0, other.size() - 1) + R"(,"note":[]})"}));
  EXPECT_TRUE(result.good);
  EXPECT_TRUE(result.patient.measurements.empty());
  EXPECT_EQ(result.problem("other-patient").where, "test.ndjson:7 Observation/x.subject");
}

TEST(Fhir, KnowsThePatientByEveryKindOfReference) {
  const std::string ecog = R"("code":{"coding":[{"system":"http://loinc.org","code":"89247-1"}]},"valueInteger":2})";
  const std::string start =
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1e208b6b","resource":{"resourceType":"Patient","id":"p1"}},{"resource":{"resourceType":"Observation","id":"o","status":"final","subject":{"reference":")";
  for (const char* reference :
       {"Patient/p1", "urn:uuid:1e208b6b", "http://example.org/fhir/Patient/p1", "Patient/p1/_history/3", "p1"}) {
    const Read result = read(start + reference + R"("},)" + ecog + "}]}");
    EXPECT_EQ(result.patient.measurements.size(), 1U) << reference << result;
  }
}

TEST(Fhir, ReadsEveryKindOfBundleAndBundlesInBundles) {
  const std::string inner = bundle({patient, breast});
  for (const char* type :
       {"collection", "transaction", "searchset", "batch", "batch-response", "document", "message"}) {
    const Read result =
        read(R"({"resourceType":"Bundle","type":")" + std::string(type) +
             R"(","entry":[{"request":{"method":"DELETE","url":"Patient/x"}},{"search":{"mode":"match"},"resource":)" +
             inner + "}]}");
    EXPECT_TRUE(result.good) << type;
    EXPECT_EQ(result.patient.tumours.size(), 1U) << type;
    EXPECT_EQ(result.patient.id, "p1") << type;
  }
}

TEST(Fhir, ReadsAListOfResources) {
  const Read result = read("[" + patient + "," + breast + "]");
  EXPECT_TRUE(result.good) << result;
  EXPECT_EQ(result.patient.tumours.size(), 1U);
}

TEST(Fhir, SaysThatASearchWasIncomplete) {
  const Read result = read(bundle({patient, R"({"resourceType":"OperationOutcome","id":"oo"})"}));
  EXPECT_TRUE(result.good);
  EXPECT_TRUE(result.has("operation-outcome"));
}

TEST(Fhir, ReadsARepeatedResourceOnce) {
  const std::string ecog = observation("e1", ofLoinc("89247-1"), R"("valueInteger":1)");
  const Read twice = read(bundle({patient, ecog, ecog}));
  EXPECT_EQ(twice.patient.measurements.size(), 1U);
  EXPECT_EQ(twice.problem("duplicate-resource").where, "test.ndjson:7 Observation/e1");
  const Read changed = read(bundle({patient, ecog, observation("e1", ofLoinc("89247-1"), R"("valueInteger":2)")}));
  EXPECT_EQ(changed.patient.measurements.size(), 2U);
  EXPECT_TRUE(changed.has("duplicate-resource"));
}

TEST(Fhir, AResourceWrittenInAnotherWayIsTheSame) {
  const auto lvef = [](const std::string& value) {
    return observation("e1", ofLoinc("10230-1"), R"("valueQuantity":{"value":)" + value + "}");
  };
  const Read number =
      read(bundle({patient, lvef(R"(50.0,"unit":"%","code":"%")"), lvef(R"(50.00,"unit":"%","code":"\u0025")")}));
  EXPECT_EQ(number.patient.measurements.size(), 1U) << number;
}

TEST(Fhir, EachResourceOfAnEntryIsReadWhereverItsAddressStands) {
  const std::string one = observation("e1", ofLoinc("89247-1"), R"("valueInteger":1)");
  const std::string two = observation("e2", ofLoinc("89247-1"), R"("valueInteger":2)");
  for (const std::string& entry :
       {R"("fullUrl":"http://a.example/x","resource":)" + one + R"(,"resource":)" + two,
        R"("resource":)" + one + R"(,"resource":)" + two + R"(,"fullUrl":"http://a.example/x")"}) {
    const Read result = read(R"({"resourceType":"Bundle","entry":[{"resource":)" + patient + "},{" + entry + "}]}");
    EXPECT_EQ(result.patient.measurements.size(), 2U) << entry << result;
  }
}

TEST(Fhir, AnExtensionKeepsItsValueBesideOneThatIsNotRead) {
  const Read result = read(
      R"({"resourceType":"Patient","id":"p1","extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":"F","valueString":"x"}]})");
  EXPECT_EQ(codes("sex", result.patient.sex), "female");
}

TEST(Fhir, ManyResourcesOfOneNameAreComparedToTheFirstDifference) {
  std::string list = "[" + patient;
  std::string big = R"("note":[)";
  for (int i = 0; i < 20'000; ++i) big += R"({"text":"a"},)";
  big += R"({"text":"b"}])";
  list += R"(,{"resourceType":"Observation","id":"a",)" + big + "}";
  for (int i = 0; i < 5'000; ++i) list += R"(,{"resourceType":"Observation","id":"a","v":)" + std::to_string(i) + "}";
  const Read result = read(list + "]");
  EXPECT_TRUE(result.good);
  EXPECT_EQ(result.problems.size(), 5'000U);
}

TEST(Fhir, NeverNeedsAProfile) {
  const std::string withProfile =
      R"({"resourceType":"Condition","id":"c1","meta":{"profile":["http://hl7.org/fhir/us/shr/StructureDefinition/onco-core-PrimaryCancerCondition"]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"254837009"}]}})";
  EXPECT_EQ(codes("tumour-kind", read(bundle({patient, withProfile})).patient.tumours.at(0).kind), "breast");
  EXPECT_EQ(codes("tumour-kind", read(bundle({patient, breast})).patient.tumours.at(0).kind), "breast");
}

TEST(Fhir, IgnoresWhatItDoesNotKnow) {
  const Read result = read(bundle(
      {patient, R"({"resourceType":"Claim","id":"x","code":7})",
       R"({"resourceType":"Observation","id":"y","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2093-3"}]},"valueQuantity":{"value":1}})",
       R"({"resourceType":"Condition","id":"z","_id":{"extension":[]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"162864005"}]}})"}));
  EXPECT_TRUE(result.good);
  EXPECT_TRUE(result.problems.empty()) << result;
}

TEST(Fhir, NamesTheEntryThatAReaderCountsTo) {
  const Read result = read(R"({"resourceType":"Bundle","entry":[{"request":{"method":"DELETE","url":"Patient/x"}},17,)"
                           R"({"resource":{"resourceType":7}},{"resource":)" +
                           std::string(patient) + "}]}");
  EXPECT_TRUE(result.good);
  ASSERT_EQ(result.problems.size(), 2U) << result << "\nan entry without a resource says nothing";
  EXPECT_EQ(result.problems[0].where, "test.ndjson:7 Bundle.entry[1].resource");
  EXPECT_EQ(result.problems[1].where, "test.ndjson:7 Bundle.entry[2].resource");
}

TEST(Fhir, SurvivesElementsOfTheWrongType) {
  for (const char* resource :
       {R"({"resourceType":"Observation","id":1,"status":[],"code":"x","component":{},"valueQuantity":[]})",
        R"({"resourceType":"Condition","code":[[]],"stage":3,"extension":null})",
        R"({"resourceType":"MedicationRequest","medicationCodeableConcept":[],"dosageInstruction":[{"timing":[]}]})",
        R"({"resourceType":"Procedure","performedPeriod":"2020","code":null})",
        R"({"resourceType":"Specimen","collection":[1,{}],"processing":{}})",
        R"({"resourceType":"DiagnosticReport","result":"x","specimen":[null]})", "null", "7", "[]"}) {
    EXPECT_TRUE(read(bundle({patient, resource})).good) << resource;
  }
}

TEST(Fhir, ForgetsTheRecordBefore) {
  EXPECT_EQ(withBreastCancer({}).patient.tumours.size(), 1U);
  const Read next = read(R"({"resourceType":"Patient","id":"p9"})");
  EXPECT_TRUE(next.patient.tumours.empty());
  EXPECT_EQ(next.patient.id, "p9");
}

TEST(Fhir, AReferenceToNothingLeadsNowhere) {
  intake::fhir::NameIndex index;
  index.add("Patient", "p1", 0, 7);
  EXPECT_EQ(index.find("Patient", "p1"), 7U);
  for (const std::string_view nothing : {std::string_view(), std::string_view("")}) {
    EXPECT_EQ(index.find("Patient", nothing), intake::fhir::NameIndex::none);
    EXPECT_EQ(index.add("Patient", nothing, 0, 8), intake::fhir::NameIndex::none);
  }
}

TEST(Fhir, NamesNoLineWhereThereIsNone) {
  EXPECT_EQ(read("[]", {"one.json", 0}).problems.at(0).where, "one.json");
  EXPECT_EQ(read(R"({"resourceType":"Patient","id":"p1","birthDate":"x"})", {"one.json", 0}).problems.at(0).where,
            "one.json Patient/p1.birthDate");
  EXPECT_EQ(read(R"({"resourceType":"Patient","id":"p1","birthDate":"x"})", {}).problems.at(0).where,
            "Patient/p1.birthDate");
}

}  // namespace
}  // namespace her2
