// The join of a bulk export where its limits are: parts that must be cut up, a patient larger than a record may be,
// shared resources that find no room, a journal that cannot be written.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "cohort/bulk_export.h"
#include "cohort/record_source.h"
#include "cohort/run_state.h"

namespace her2::cohort {
namespace {

namespace fs = std::filesystem;

class BulkJoin : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "her2-join-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    fs::create_directory(folder_ / "e");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / "e" / name, std::ios::binary) << text;
  }

  struct Joined {
    std::string records;
    Problems refused;
    Problems reported;
    ResourceCounts counts;
  };

  /// The records of the export in one part, with so much memory for a piece of it, and for what belongs to nobody.
  Joined join(std::uint64_t mostInMemory, std::uint64_t mostShared = cohort::mostShared) const {
    Joined result;
    const auto found = findExport((folder_ / "e").string());
    EXPECT_TRUE(found);
    auto parts = Parts::open(folder_.string(), 0, Parts::Keep::NoName);
    EXPECT_TRUE(parts);
    Spreading spreading{*found, {}, 1, [&](const Problem& problem) { result.reported.push_back(problem); }, {}};
    spreading.mostShared = mostShared;
    const SpreadOutcome outcome = spread(spreading, *parts);
    EXPECT_FALSE(outcome.readFailure);
    EXPECT_EQ(outcome.writeError, 0);
    result.counts = outcome.counts;
    RecordSource source(*parts, 0, "e", folder_.string(), mostInMemory);
    Chunk chunk;
    while (source.next(chunk)) {
      result.records += chunk.bytes.substr(0, chunk.size);
      std::vector<std::size_t> ends;
      for (std::size_t i = 0; i < chunk.size; ++i) {
        if (chunk.bytes[i] == '\n') ends.push_back(i);
      }
      EXPECT_EQ(chunk.lineEnds, ends);
      result.refused.insert(result.refused.end(), chunk.refused.begin(), chunk.refused.end());
    }
    EXPECT_FALSE(source.failure()) << source.failure()->text();
    return result;
  }

  static std::string patient(const std::string& id) {
    return fmt::format("{{\"resourceType\":\"Patient\",\"id\":\"{}\"}}\n", id);
  }
  static std::string observation(const std::string& id, const std::string& patient, std::size_t size) {
    return fmt::format(
        "{{\"resourceType\":\"Observation\",\"id\":\"{}\",\"subject\":{{\"reference\":\"Patient/"
        "{}\"}},\"note\":\"{}\"}}\n",
        id, patient, std::string(size, 'x'));
  }

  fs::path folder_;
};

TEST_F(BulkJoin, PartsThatAreCutUpGiveTheSameRecords) {
  std::string patients;
  std::string observations;
  for (int i = 0; i < 300; ++i) {
    const std::string id = fmt::format("p{}", i);
    patients += patient(id);
    for (int k = 0; k < 3; ++k) observations += observation(fmt::format("o{}-{}", i, k), id, 100);
  }
  file("Patient.ndjson", patients);
  file("Observation.ndjson", observations);
  const Joined whole = join(largestPart);
  EXPECT_EQ(std::count(whole.records.begin(), whole.records.end(), '\n'), 300);
  // 240 KB in pieces of 20 KB: one cut; of 1 KB, which few patients share: two, for some three.
  for (const std::uint64_t most : {20'000U, 1'000U}) {
    const Joined cut = join(most);
    EXPECT_TRUE(cut.records == whole.records) << "pieces of " << most;
    EXPECT_TRUE(cut.refused.empty());
  }
}

/// What the key says must be what the reader of the record finds, or a resource lands with somebody it is not about.
TEST_F(BulkJoin, AResourceThatNamesTwiceIsJoinedByTheNameThatIsRead) {
  file("a.ndjson", patient("p1") + R"({"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},)"
                                   R"("patient":{"reference":"Patient/p2"},"id":"c2"})"
                                   "\n"
                                   R"({"resourceType":"Patient","id":"p3","gender":"male","id":"p4"})"
                                   "\n");
  const Joined found = join(largestPart);
  ASSERT_EQ(std::count(found.records.begin(), found.records.end(), '\n'), 2);
  const auto first = found.records.find("\"p1\"");
  const auto condition = found.records.find("\"c1\"");
  const auto end = found.records.find('\n');
  ASSERT_NE(condition, std::string::npos);
  EXPECT_EQ(first < end, condition < end) << "the condition is of p1, its subject";
}

TEST_F(BulkJoin, APatientWhoFitsIntoNoPieceIsAnErrorAndTheOthersCome) {
  std::string resources = patient("small") + patient("large") + patient("other");
  for (int i = 0; i < 40; ++i) resources += observation(fmt::format("o{}", i), "large", 1000);
  file("all.ndjson", resources + observation("s", "small", 10) + observation("t", "other", 10));
  const Joined found = join(20'000);
  ASSERT_EQ(found.refused.size(), 1U);
  EXPECT_EQ(found.refused[0].code, "too-large");
  EXPECT_EQ(found.refused[0].where, "e Patient/large");
  EXPECT_EQ(std::count(found.records.begin(), found.records.end(), '\n'), 2);
  EXPECT_EQ(found.records.find("\"large\""), std::string::npos);
  EXPECT_EQ(join(largestPart).refused.size(), 0U);
}

TEST_F(BulkJoin, APartThatEndsInTheMiddleIsAnErrorWholeAndCutUp) {
  Spilled record;
  record.patient = "p1";
  const std::string body(3000, 'x');
  record.body = body;
  std::string bytes;
  appendSpilled(record, bytes);
  for (const std::uint64_t most : {largestPart, std::uint64_t{1000}}) {
    auto parts = Parts::open(folder_.string(), 0, Parts::Keep::NoName);
    ASSERT_TRUE(parts);
    ASSERT_TRUE(parts->files[0].append(bytes + bytes.substr(0, 2000)) && parts->flush());
    RecordSource source(*parts, 0, "e", folder_.string(), most);
    Chunk chunk;
    while (source.next(chunk)) continue;
    ASSERT_TRUE(source.failure());
    EXPECT_EQ(source.failure()->message, "a part ends in the middle of a resource");
  }
}

TEST_F(BulkJoin, SharedResourcesBeyondTheLimitAreAnErrorEach) {
  const auto medication = [](int i) {
    return fmt::format("{{\"resourceType\":\"Medication\",\"id\":\"m{}\",\"text\":\"{}\"}}\n", i,
                       std::string(1000, 'x'));
  };
  std::string medications;
  for (int i = 0; i < 10; ++i) medications += medication(i);
  file("Medication.ndjson", medications);
  file("Patient.ndjson", patient("p1"));
  file("use.ndjson", R"({"resourceType":"MedicationStatement","id":"u","subject":{"reference":"Patient/p1"},)"
                     R"("medicationReference":{"reference":"Medication/m1"}})"
                     "\n");
  const Joined enough = join(largestPart);
  EXPECT_EQ(enough.counts.shared, 10U);
  EXPECT_EQ(enough.counts.errors, 0U);
  // Room for four of a little more than a thousand bytes.
  const Joined little = join(largestPart, 5'000);
  EXPECT_EQ(little.counts.shared, 4U);
  EXPECT_EQ(little.counts.errors, 6U);
  EXPECT_EQ(little.counts.in,
            little.counts.joined + little.counts.shared + little.counts.unread + little.counts.errors);
  ASSERT_EQ(little.reported.size(), 6U);
  EXPECT_EQ(little.reported[0].code, "too-many-shared");
  EXPECT_NE(little.reported[0].where.find("Medication.ndjson:5"), std::string::npos) << little.reported[0].where;
  EXPECT_EQ(little.records, enough.records) << "the one that is referred to had found room";
}

/// What may be written into one file at most, as if the disk were full then.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(BulkJoin, AJournalThatCannotBeWrittenSaysWhy) {
  std::signal(SIGXFSZ, SIG_IGN);
  const std::string state = (folder_ / "state").string();
  {
    auto opened = RunState::open(state, "this run");
    ASSERT_TRUE(opened);
    const FileLimit limit(fs::file_size(folder_ / "state" / "journal") + 5);  // in the middle of a line
    errno = 0;
    EXPECT_FALSE(opened->record({1, 2, 3, {}}));
    EXPECT_EQ(errno, EFBIG);
  }
  fs::remove_all(state);
  const FileLimit limit(5);
  const auto refused = RunState::open(state, "this run");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.problems().front().message, "File too large");
}

TEST_F(BulkJoin, AJournalCutOffInItsHeadIsBegunAnew) {
  const std::string state = (folder_ / "state").string();
  ASSERT_TRUE(RunState::open(state, "this run"));
  fs::resize_file(folder_ / "state" / "journal", 7);
  EXPECT_TRUE(RunState::open(state, "this run"));
  EXPECT_FALSE(RunState::open(state, "another run"));
}

}  // namespace
}  // namespace her2::cohort
