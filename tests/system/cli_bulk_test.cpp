// FHIR bulk exports through the program: joined by patient to what the Bundles give, whatever the order, the packing,
// the threads and the shards; and every resource accounted for.
#include "bulk.h"

namespace her2::system {
namespace {

using Texts = std::vector<std::string>;
using Bulk = BulkTest;

struct ResourceSums {
  std::size_t in = 0, joined = 0, shared = 0, unread = 0, errors = 0;
  friend bool operator==(const ResourceSums&, const ResourceSums&) = default;
};

void PrintTo(const ResourceSums& n, std::ostream* stream) {
  *stream << fmt::format("{} in = {} joined + {} shared + {} not read + {} errors", n.in, n.joined, n.shared, n.unread,
                         n.errors);
}

ResourceSums resourcesOf(const Ran& ran) {
  for (const std::string& line : linesOf(ran.err)) {
    ResourceSums n;
    if (std::sscanf(line.c_str(), "%zu resources in = %zu joined + %zu shared + %zu not read + %zu errors", &n.in,
                    &n.joined, &n.shared, &n.unread, &n.errors) == 5)
      return n;
  }
  ADD_FAILURE() << "no sums of resources:\n" << ran.err;
  return {};
}

std::string shuffled(const std::string& text, unsigned seed) {
  Texts lines = linesOf(text);
  std::shuffle(lines.begin(), lines.end(), std::mt19937(seed));
  std::string result;
  for (const std::string& line : lines) result += line + "\n";
  return result;
}

/// An invented cohort as Bundles and as an export, without the ids that come twice: as Bundles both are assessed.
class Invented : public Bulk {
 protected:
  void SetUp() override {
    ASSERT_EQ(her2({"synth", "-n", "1500", "--format", "bulk", "-o", "export"}).exit, 0);
    bundles_ = her2({"synth", "-n", "1500", "--format", "fhir"}).out;
    std::map<std::string, std::size_t> times;
    for (const std::string& line : linesOf(bundles_)) ++times[idOf(line)];
    std::string once;
    for (const std::string& line : linesOf(bundles_)) {
      if (times[idOf(line)] == 1) once += line + "\n";
      twice_ += times[idOf(line)] == 2 ? 1 : 0;
    }
    file("bundles.ndjson", once);
  }

  static std::string idOf(const std::string& bundle) {
    const auto at = bundle.find("\"id\":\"") + 6;
    return bundle.substr(at, bundle.find('"', at) - at);
  }

  /// The files of the export with their lines in another order, packed, and in several pieces.
  void writeShuffled(const std::string& folder) const {
    unsigned seed = 0;
    for (const auto& each : std::filesystem::directory_iterator(path("export"))) {
      const std::string text = shuffled(contents(each.path()), ++seed);
      const std::string name = folder + "/" + each.path().stem().string();
      const std::size_t half = text.find('\n', text.size() / 2) + 1;
      file(name + ".000.ndjson.gz", gzip(text.substr(0, half / 2)) + gzip(text.substr(half / 2, half - half / 2)));
      file(name + ".001.ndjson.zst", zstandard(text.substr(half)));
    }
  }

  std::string bundles_;
  std::size_t twice_ = 0;
};

TEST_F(Invented, AnExportGivesWhatTheBundlesGive) {
  const Ran bundles = screen("bundles.ndjson");
  const Ran bulk = screen("export");
  EXPECT_EQ(sortedLines(bulk.out), sortedLines(bundles.out));
  ASSERT_GT(twice_, 0U);
  EXPECT_EQ(sumsOf(bulk).errors, twice_ / 2) << "two persons of one id are never blended";
  const ResourceSums n = resourcesOf(bulk);
  EXPECT_EQ(n.in, n.joined + n.shared + n.unread + n.errors);
  EXPECT_GT(n.errors, 0U) << "lines that were cut off";
}

TEST_F(Invented, TheBytesAreTheSameForAnyThreadsOrderPackingAndShards) {
  writeShuffled("packed");
  for (const Texts& how : {Texts{"--format", "csv"}, Texts{"--format", "ndjson", "--shard", "3/25"}}) {
    const auto with = [&](const char* threads) {
      Texts options = how;
      options.insert(options.end(), {"--threads", threads});
      return options;
    };
    const Ran expected = screen("export", with("1"));
    EXPECT_EQ(screen("export", with("2")).out, expected.out);
    const Ran packed = screen("packed", with("3"));
    EXPECT_EQ(replaced(packed.out, "\"where\":\"packed ", "\"where\":\"export "), expected.out);
    EXPECT_EQ(sumsOf(packed), sumsOf(expected));
    EXPECT_EQ(resourcesOf(packed), resourcesOf(expected));
  }
}

TEST_F(Invented, ShardsAreTheWholeTogether) {
  for (const std::string input : {"export", "bundles.ndjson"}) {
    const Ran whole = screen(input);
    Texts lines;
    Sums sums;
    for (int i = 1; i <= 7; ++i) {
      const Ran part = screen(input, {"--shard", fmt::format("{}/7", i)});
      const Texts more = linesOf(part.out);
      ASSERT_GT(more.size(), 1U);
      lines.insert(lines.end(), more.begin() + 1, more.end());
      const Sums n = sumsOf(part);
      sums = {sums.in + n.in, sums.assessed + n.assessed, sums.errors + n.errors, sums.warnings + n.warnings};
    }
    lines.push_back(linesOf(whole.out)[0]);
    std::sort(lines.begin(), lines.end());
    EXPECT_EQ(lines, sortedLines(whole.out)) << input;
    EXPECT_EQ(sums, sumsOf(whole)) << input;
  }
}

TEST_F(Bulk, EveryWayToNameThePatientIsUnderstood) {
  const std::string uuid = "7a5cfc58-0001-4d0e-9d52-0f1d8a3f9d11";
  file("e/Patient.ndjson", patientLine("p1") + patientLine("p2") + patientLine(uuid));
  file("e/a.ndjson", conditionLine("1", "Patient/p1/_history/3") +
                         scoreLine("1", "https://a.example/fhir/Patient/p1", "3+") + conditionLine("2", "Patient/p2") +
                         scoreLine("2", "p2", "3+") + conditionLine("3", "urn:uuid:" + uuid) +
                         replaced(scoreLine("3", "urn:uuid:" + uuid, "3+"), "\"subject\"", "\"patient\""));
  const Ran ran = screen("e");
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(sumsOf(ran), (Sums{3, 3, 0, 0}));
  EXPECT_EQ(resourcesOf(ran), (ResourceSums{9, 9, 0, 0, 0}));
  const Texts lines = linesOf(ran.out);
  for (std::size_t i = 1; i < lines.size() && i <= 2; ++i) EXPECT_PRED2(holds, lines[i], ",breast,positive,");
}

TEST_F(Bulk, EveryResourceIsAccountedFor) {
  file("e/Patient.ndjson.gz", gzip(patientLine("p1")));
  file("e/Observation.ndjson", scoreLine("good", "Patient/p1", "3+") +  // 1
                                   R"({"resourceType":"Observation","id":"nobody","status":"final"})"
                                   "\n" +                                 // 2: error
                                   scoreLine("group", "Group/g1", "0") +  // 3: not about a patient
                                   R"({"resourceType":"Encounter","id":"e1","subject":{"reference":"Patient/p1"}})"
                                   "\n" +
                                   R"({"resourceType":"Observation","id":"torn","sub)"
                                   "\n" +       // 5: error
                                   "[1,2]\n" +  // 6: error
                                   R"({"resourceType":"Bundle","type":"transaction","entry":[]})"
                                   "\n" +  // 7: error
                                   R"({"resourceType":"OperationOutcome","issue":[]})"
                                   "\n\n" +                                   // 8: warning
                                   scoreLine("orphan", "Patient/p9", "3+"));  // 10: no Patient of that id
  file("e/manifest.json", "{}");
  const Ran ran = screen("e", {"--errors", "problems.ndjson"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_EQ(resourcesOf(ran), (ResourceSums{10, 3, 0, 3, 4}));
  EXPECT_EQ(sumsOf(ran).in, 2U);
  EXPECT_EQ(sumsOf(ran).assessed, 2U);
  EXPECT_PRED2(holds, ran.err, "e/manifest.json: no NDJSON by its name; not read");
  const std::string problems = contents(path("problems.ndjson"));
  for (const char* expected :
       {R"("code":"no-patient","where":"e/Observation.ndjson:2")",
        R"("code":"other-subject","where":"e/Observation.ndjson:3")", R"("where":"e/Observation.ndjson:5:)",
        R"("code":"not-fhir","where":"e/Observation.ndjson:6")", R"("code":"bundle","where":"e/Observation.ndjson:7")",
        R"("code":"operation-outcome","where":"e/Observation.ndjson:8")",
        R"("severity":"warning","code":"no-patient","case":"p9","where":"e")"})
    EXPECT_PRED2(holds, problems, expected);
}

TEST_F(Bulk, MedicationsAndSpecimensOfNobodyReachThoseWhoReferToThem) {
  const std::string use =
      R"({"resourceType":"MedicationAdministration","id":"m-%","status":"completed","subject":{"reference":"Patient/%"},)"
      R"("medicationReference":{"reference":"Medication/tdxd"},"effectivePeriod":{"start":"2024-05-01","end":"2024-09-01"}})"
      "\n";
  file("e/Patient.ndjson", patientLine("p1") + patientLine("p2"));
  file("e/Condition.ndjson", conditionLine("1", "Patient/p1") + conditionLine("2", "Patient/p2"));
  file("e/MedicationAdministration.ndjson", replaced(use, "%", "p1"));
  file("e/Medication.ndjson", R"({"resourceType":"Medication","id":"tdxd","code":{"text":"trastuzumab deruxtecan"}})"
                              "\n");
  file("e/Specimen.ndjson", R"({"resourceType":"Specimen","id":"s7","collection":{"collectedDateTime":"2019-02-03"}})"
                            "\n");
  file("e/Observation.ndjson", replaced(scoreLine("1", "Patient/p1", "2+"), R"("status")",
                                        R"("specimen":{"reference":"Specimen/s7"},"status")"));
  const Ran ran = screen("e", {"--format", "ndjson"});
  EXPECT_EQ(resourcesOf(ran), (ResourceSums{8, 6, 2, 0, 0}));
  // The same patient as one Bundle.
  std::string bundle = R"({"resourceType":"Bundle","type":"collection","entry":[)";
  for (const char* name : {"Condition", "MedicationAdministration", "Observation", "Patient", "Medication", "Specimen"})
    bundle += R"({"resource":)" + linesOf(contents(path(fmt::format("e/{}.ndjson", name))))[0] + "},";
  bundle.back() = ']';
  const Ran one = screen(file("one.ndjson", bundle + "}\n"), {"--format", "ndjson"});
  ASSERT_EQ(sumsOf(one).assessed, 1U);
  const Texts all = linesOf(ran.out);
  EXPECT_NE(std::find(all.begin(), all.end(), replaced(linesOf(one.out)[0], "one.ndjson:1 ", "e ")), all.end())
      << one.out << ran.out;
}

TEST_F(Bulk, TwoServersAreTwoPatients) {
  file("e/Patient.ndjson", patientLine("p1") + patientLine("p2"));
  file("e/Observation.ndjson", scoreLine("1", "https://a.example/fhir/Patient/p1", "3+") +
                                   scoreLine("2", "https://b.example/fhir/Patient/p1", "0") +
                                   scoreLine("3", "https://a.example/fhir/Patient/p2", "0"));
  const Ran ran = screen("e");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_EQ(sumsOf(ran).errors, 1U);
  EXPECT_PRED2(holds, ran.err, "error: e Patient/p1: references to this id lead to two servers");
}

TEST_F(Bulk, WrongUseIsRefusedBeforeAnythingIsWritten) {
  file("e/Patient.ndjson", patientLine("p1"));
  file("c.ndjson", positiveCase("p1") + "\n");
  file("empty/readme.txt", "");
  const std::string before = contents(path("e/Patient.ndjson"));
  const std::vector<std::pair<Ran, std::string>> wrong = {
      {screen("e", {"-o", "e/out.csv"}), "lies in the folder that is read"},
      {screen("e", {"--resume", "s"}), "--resume: needs -o FILE"},
      {screen("e", {"--mapping", "template"}), "--mapping: is for tables"},
      {screen("c.ndjson", {"--resume", "s", "-o", "out.csv"}), "--resume: is for the folder"},
      {screen("c.ndjson", {"--temp", "."}), "--temp: is for the folder"},
      {screen("c.ndjson", {"--shard", "0/7"}), "not a part such as 2/7"},
      {screen("c.ndjson", {"--shard", "8/7"}), "not a part such as 2/7"},
      {screen("c.ndjson", {"--shard", "3"}), "not a part such as 2/7"},
  };
  for (const auto& [ran, message] : wrong) {
    EXPECT_EQ(ran.exit, 2) << message;
    EXPECT_PRED2(holds, ran.err, message);
    EXPECT_EQ(ran.out, "");
  }
  EXPECT_FALSE(std::filesystem::exists(path("out.csv")));
  const Ran none = screen("empty");
  EXPECT_EQ(none.exit, 3);
  EXPECT_PRED2(holds, none.err, "holds no .ndjson");
}

TEST_F(Bulk, ASummaryOfAnExportIsThatOfItsBundles) {
  std::string patients;
  std::string others;
  std::string bundles;
  for (int i = 0; i < 90; ++i) {
    const std::string id = fmt::format("p{}", i);
    const Texts resources = {patientLine(id), conditionLine(id, "Patient/" + id),
                             scoreLine(id, "Patient/" + id,
                                       i % 3 == 0   ? "3+"
                                       : i % 3 == 1 ? "1+"
                                                    : "0")};
    patients += resources[0];
    others += resources[1] + resources[2];
    bundles += R"({"resourceType":"Bundle","type":"collection","entry":[)";
    for (const std::string& each : resources) bundles += R"({"resource":)" + each.substr(0, each.size() - 1) + "},";
    bundles.back() = ']';
    bundles += "}\n";
  }
  file("e/Patient.ndjson", patients);
  file("e/others.ndjson", others);
  file("bundles.ndjson", bundles);
  const auto summary = [&](const std::string& input) {
    Texts arguments = {"summary", input, "--format", "csv"};
    arguments.insert(arguments.end(), days.begin(), days.end());
    return her2(arguments);
  };
  // Who comes first of those with the same to gain goes by the order of the records.
  const auto counted = [](const Ran& ran) {
    Texts lines = linesOf(ran.out);
    std::erase_if(lines, [](const std::string& line) { return line.starts_with("most-to-gain,"); });
    return lines;
  };
  const Ran bulk = summary("e");
  EXPECT_EQ(bulk.exit, 0) << bulk.err;
  EXPECT_EQ(counted(bulk), counted(summary("bundles.ndjson")));
  for (const char* line :
       {"cases,all,all cases,90,", "class,breast/positive,HER2-positive,30,", "class,breast/low,HER2-low,30,"})
    EXPECT_PRED2(holds, bulk.out, line);
  EXPECT_PRED2(holds, bulk.err, "270 resources in = 270 joined");
  EXPECT_PRED2(holds, bulk.err, "90 records in = 90 counted");
}

TEST_F(Bulk, OneFileMayBePackedToo) {
  const std::string cohort = positiveCase("p1") + "\n" + lowCase("p2") + "\n";
  const Ran plain = screen(file("c.ndjson", cohort));
  EXPECT_EQ(screen(file("c.ndjson.gz", gzip(cohort))).out, plain.out);
  EXPECT_EQ(screen(file("c.ndjson.zst", zstandard(cohort))).out, plain.out);
  const std::string table = "id,tumour_kind,s1_ihc_score,s1_date\np1,breast,3+,2024-05-17\n";
  EXPECT_EQ(screen(file("t.csv.gz", gzip(table))).out, screen(file("t.csv", table)).out);
}

}  // namespace
}  // namespace her2::system
