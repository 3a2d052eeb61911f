// What goes wrong on long runs: killed in the middle, a full disk, packed files that are torn or corrupt, a file that
// grows while it is read. Each is a clean resume or a clear error, and no patient data is left behind.
#include <sys/resource.h>

#include <csignal>

#include "bulk.h"

namespace her2::system {
namespace {

using Texts = std::vector<std::string>;
namespace fs = std::filesystem;

/// A pipe with little room that the program's standard error leads to: a program that has more to say waits until
/// somebody reads, so a test can stop it where it wants.
class SlowReader {
 public:
  explicit SlowReader(const fs::path& fifo) : fifo_(fifo) { mkfifo(fifo.c_str(), 0600); }
  ~SlowReader() {
    if (reading_ >= 0) close(reading_);
  }
  void begin() {
    reading_ = open(fifo_.c_str(), O_RDONLY);
    fcntl(reading_, F_SETPIPE_SZ, 4096);
  }
  /// Reads until that many bytes have come, or the program has ended.
  std::string read(std::size_t size) {
    std::string text(size, '\0');
    std::size_t done = 0;
    while (done < size) {
      const ssize_t got = ::read(reading_, text.data() + done, size - done);
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    text.resize(done);
    return text;
  }

 private:
  fs::path fifo_;
  int reading_ = -1;
};

class Faults : public BulkTest {
 protected:
  /// 600 patients; of as many more the Patient comes twice, which is said when their record is put together; `torn`
  /// lines are told while the files are read.
  void writeExport(std::size_t torn) const {
    std::string patients;
    std::string observations;
    std::string conditions;
    for (int i = 0; i < 600; ++i) {
      const std::string id = fmt::format("good-{}", i);
      patients += patientLine(id) + patientLine("twice-" + id) + patientLine("twice-" + id, "1970");
      conditions += conditionLine(id, "Patient/" + id);
      observations += scoreLine(id, "Patient/" + id, i % 2 == 0 ? "3+" : "1+");
    }
    std::string lines;
    for (std::size_t i = 0; i < torn; ++i)
      lines += fmt::format("{{\"resourceType\":\"Condition\",\"id\":\"torn-{}\n", i);
    file("e/Condition.ndjson", conditions + lines);
    file("e/Observation.ndjson", observations);
    file("e/Patient.ndjson", patients);
  }

  std::vector<std::string> resumable() const {
    return screening("e", {"--resume", "state", "-o", "out.csv", "--threads", "2"});
  }

  void expectResumed(const Ran& expected) const {
    const Ran resumed = her2(resumable());
    EXPECT_EQ(resumed.exit, expected.exit) << resumed.err;
    EXPECT_EQ(contents(path("out.csv")), expected.out) << "nothing lost, nothing doubled";
    EXPECT_EQ(sumsOf(resumed), sumsOf(expected));
    EXPECT_FALSE(fs::exists(path("state"))) << "what was kept goes when the run is over";
  }
};

TEST_F(Faults, KilledWhileAssessingARunGoesOnWhereItWas) {
  writeExport(0);
  const Ran expected = screen("e");
  ASSERT_EQ(sumsOf(expected), (Sums{1200, 600, 600, 0}));
  SlowReader errors(path("fifo"));
  const pid_t child = launch(resumable(), {"/dev/null", "", path("fifo").string()});
  errors.begin();
  errors.read(expected.err.size() / 2);  // it has half of its errors behind it and cannot be at its end
  kill(child, SIGKILL);
  EXPECT_EQ(ended(child).exit, 128 + SIGKILL);
  ASSERT_PRED2(holds, contents(path("state/journal")), "\nwritten 2 ") << "some parts were done";
  ASSERT_LT(fs::file_size(path("out.csv")), expected.out.size());
  EXPECT_EQ(fs::status(path("state")).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(path("state/part-000")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  std::ofstream(path("out.csv"), std::ios::app) << "written, but not committed\n";
  std::ofstream(path("state/journal"), std::ios::app) << "written 9 99";  // and a torn line
  expectResumed(expected);
}

TEST_F(Faults, KilledWhileJoiningARunBeginsTheJoinAnew) {
  writeExport(2000);
  const Ran expected = screen("e");
  ASSERT_EQ(sumsOf(expected), (Sums{1200, 600, 600, 0}));
  SlowReader errors(path("fifo"));
  const pid_t child = launch(resumable(), {"/dev/null", "", path("fifo").string()});
  errors.begin();
  errors.read(5000);
  kill(child, SIGKILL);
  EXPECT_EQ(ended(child).exit, 128 + SIGKILL);
  EXPECT_FALSE(holds(contents(path("state/journal")), "joined"));
  expectResumed(expected);
}

TEST_F(Faults, WithoutResumeNothingIsLeftBehind) {
  writeExport(0);
  fs::create_directory(path("room"));
  for (const int signal : {SIGKILL, SIGTERM, SIGINT}) {
    SlowReader errors(path(fmt::format("fifo{}", signal)));
    const pid_t child = launch(screening("e", {"--temp", "room", "-o", "out.csv"}),
                               {"/dev/null", "", path(fmt::format("fifo{}", signal)).string()});
    errors.begin();
    errors.read(20'000);
    EXPECT_TRUE(fs::is_empty(path("room"))) << "nobody can open what lies there";
    kill(child, signal);
    EXPECT_EQ(ended(child).exit, 128 + signal);
    EXPECT_TRUE(fs::is_empty(path("room")));
  }
}

TEST_F(Faults, TheStateOfAnotherRunIsRefused) {
  writeExport(0);
  SlowReader errors(path("fifo"));
  const pid_t child = launch(resumable(), {"/dev/null", "", path("fifo").string()});
  errors.begin();
  errors.read(40'000);
  const Ran meanwhile = her2(resumable());
  EXPECT_EQ(meanwhile.exit, 3);
  EXPECT_PRED2(holds, meanwhile.err, "another run is at work on it");
  kill(child, SIGKILL);
  ended(child);
  Texts other = resumable();
  other[3] = "2022-08-04";
  const Ran refused = her2(other);
  EXPECT_EQ(refused.exit, 3);
  EXPECT_PRED2(holds, refused.err, "belongs to a run with other input, options, knowledge or program");
  std::ofstream(path("e/Condition.ndjson"), std::ios::app) << conditionLine("new", "Patient/good-1");
  EXPECT_EQ(her2(resumable()).exit, 3) << "the export is another one";
  file("mine/thesis.txt", "do not touch");
  EXPECT_EQ(screen("e", {"--resume", "mine", "-o", "out.csv"}).exit, 3);
  EXPECT_EQ(contents(path("mine/thesis.txt")), "do not touch");
}

/// What the program may write into one file at most, as if the disk were full then.
struct FileLimit {
  explicit FileLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limit{bytes, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() { setrlimit(RLIMIT_FSIZE, &before); }
  rlimit before{};
};

TEST_F(Faults, AFullDiskIsAnErrorAndTheRunGoesOnOnceThereIsRoom) {
  writeExport(0);
  const Ran expected = screen("e");
  Ran full;
  {
    const FileLimit limit(expected.out.size() / 2);
    full = her2(resumable(), {"/dev/null", "", "/dev/null"});
  }
  EXPECT_EQ(full.exit, 3);
  ASSERT_LE(fs::file_size(path("out.csv")), expected.out.size() / 2);
  expectResumed(expected);
}

TEST_F(Faults, NoRoomForTheJoinIsAnErrorAndNothingIsAssessed) {
  writeExport(0);
  const pid_t child = [&] {
    const FileLimit limit(50'000);
    return launch(screening("e", {"--temp", ".", "-o", "out.csv"}));
  }();
  const Ran full = ended(child);
  EXPECT_EQ(full.exit, 3);
  EXPECT_PRED2(holds, full.err, "could not be written: File too large");
  EXPECT_PRED2(holds, full.err, "needs room for the resources");
  EXPECT_EQ(contents(path("out.csv")), "");
  const Ran device = her2(screening("e", {"-q"}), {"/dev/null", "/dev/full", ""});
  EXPECT_EQ(device.exit, 3);
  EXPECT_PRED2(holds, device.err, "could not be written: No space left on device");
  EXPECT_EQ(screen("e", {"--temp", "nowhere"}).exit, 3);
}

TEST_F(Faults, TornAndCorruptFilesAreLocatedAndNoRecordWithAGapComesOut) {
  writeExport(0);
  const std::string observations = contents(path("e/Observation.ndjson"));
  std::string corrupt = zstandard(observations);
  corrupt[corrupt.size() / 2] = static_cast<char>(~corrupt[corrupt.size() / 2]);
  corrupt[corrupt.size() / 2 + 1] = static_cast<char>(~corrupt[corrupt.size() / 2 + 1]);
  const std::string packed = gzip(observations);
  const std::vector<std::tuple<std::string, std::string, std::string>> broken = {
      {"Observation.ndjson.gz", packed.substr(0, packed.size() / 2), "the gzip data ends in the middle"},
      {"Observation.ndjson.gz", packed + "more", "the gzip data is corrupt"},
      {"Observation.ndjson.zst", corrupt, "the Zstandard data is corrupt"},
      {"Observation.ndjson.zst", zstandard(observations).substr(0, 500), "the Zstandard data ends in the middle"},
  };
  fs::remove(path("e/Observation.ndjson"));
  for (const auto& [name, bytes, message] : broken) {
    file("e/" + name, bytes);
    const Ran ran = screen("e");
    EXPECT_EQ(ran.exit, 3) << message;
    EXPECT_PRED2(holds, ran.err, "error: e/" + name + ":") << message;
    EXPECT_PRED2(holds, ran.err, message);
    EXPECT_EQ(ran.out, "");
    fs::remove(path("e/" + name));
  }
}

TEST_F(Faults, APatientLargerThanARecordMayBeIsALocatedErrorAndTheOthersAreAssessed) {
  const std::string note = R"("note":[{"text":")" + std::string(std::size_t{33} << 20, 'x') + R"("}],"status")";
  const auto replacedStatus = [&](std::string line) { return line.replace(line.find(R"("status")"), 8, note); };
  file("e/Patient.ndjson", patientLine("large") + patientLine("small"));
  file("e/Condition.ndjson", conditionLine("1", "Patient/small"));
  file("e/Observation.ndjson", replacedStatus(scoreLine("1", "Patient/large", "3+")) +
                                   replacedStatus(scoreLine("2", "Patient/large", "3+")) +
                                   scoreLine("3", "Patient/small", "3+"));
  const Ran ran = screen("e");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_EQ(sumsOf(ran), (Sums{2, 1, 1, 0}));
  EXPECT_PRED2(holds, ran.err, "error: e Patient/large: the resources of the patient take more than 64 MiB");
  EXPECT_PRED2(holds, ran.out, ",positive,");
}

TEST_F(Faults, ATornStreamOfRecordsEndsBehindItsLastWholeOne) {
  std::string cohort;
  for (int i = 0; i < 3000; ++i) cohort += positiveCase(fmt::format("p{}", i)) + "\n";
  const std::string packed = gzip(cohort);
  const Ran ran = screen(file("c.ndjson.gz", packed.substr(0, packed.size() - 2000)));
  EXPECT_EQ(ran.exit, 3);
  const Sums sums = sumsOf(ran);
  EXPECT_EQ(sums.errors, 0U) << "a line that was not read whole is no record";
  EXPECT_GT(sums.in, 100U);
  EXPECT_EQ(linesOf(ran.out).size(), sums.assessed + 1);
  EXPECT_PRED2(holds, ran.err, fmt::format("error: c.ndjson.gz:{}: the gzip data ends in the middle", sums.in + 1));
}

TEST_F(Faults, AFileThatGrowsWhileItIsReadIsAnError) {
  std::string torn;  // several chunks, each with more to say than the pipe has room for
  for (int i = 0; i < 4000; ++i) torn += "{\"resourceType\":\"" + std::string(1000, 'x') + "\n";
  file("e/Condition.ndjson", torn);
  SlowReader errors(path("fifo"));
  const pid_t child =
      launch(screening("e", {"-o", "out.csv", "--threads", "1"}), {"/dev/null", "", path("fifo").string()});
  errors.begin();
  std::string said = errors.read(5000);
  std::ofstream(path("e/Condition.ndjson"), std::ios::app) << conditionLine("late", "Patient/p1");
  said += errors.read(std::size_t{1} << 24);
  EXPECT_EQ(ended(child).exit, 3);
  EXPECT_PRED2(holds, said.substr(said.size() - std::min<std::size_t>(said.size(), 500)),
               "the file changed while it was read");
  EXPECT_EQ(fs::file_size(path("out.csv")), 0U);
}

}  // namespace
}  // namespace her2::system
