// One desk for callers that ask case by case, from several threads: the service, the Python module. Keeps the
// knowledge, compiles it once for each day asked for, and lends each caller readers and blocks that keep their memory.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "assess/assessor.h"
#include "cohort/record_reader.h"

namespace her2::api {

/// As of which day, and how silence is read.
struct Question {
  Date asOf;
  bool openWorld = false;
  assess::Detail detail = assess::Detail::Full;
};

/// A case and what was found; `assessor` keeps alive what the assessment points into.
struct Answer {
  Case record;
  Problems warnings;  ///< of the reader
  Assessment assessment;
  std::string inputHash;
  std::shared_ptr<const assess::Assessor> assessor;
};

/// A case as supposed, what is then found, and the changes as understood.
struct Supposed {
  Case record;
  Assessment assessment;
  std::vector<std::string> changes;
};

class Desk {
 public:
  explicit Desk(std::shared_ptr<const kb::Knowledge> knowledge) : knowledge_(std::move(knowledge)) {}

  /// One record: case JSON or a FHIR Bundle. `name` is how problems call it. Problems where it cannot be read, or the
  /// knowledge has a fault on that day. Warnings of the reader stand first among those of the assessment. Safe from
  /// several threads.
  Result<Answer> ask(std::string_view record, std::string_view name, const Question& question) const;

  /// ask() up to the assessment, which is left empty: for callers whom the record tells what they want to know of it.
  Result<Answer> open(std::string_view record, std::string_view name, const Question& question) const;
  /// The assessment of what was opened, with the warnings of the reader in front.
  void assess(Answer& answer, assess::Detail detail) const;

  /// The reading part of ask(): false, and problems, where the record cannot be read; warnings where it can.
  bool read(std::string_view record, std::string_view name, Case& out, Problems& problems) const;

  /// The case alone, as read from case JSON, a FHIR Bundle or the first row of a table; with the warnings of the
  /// reader.
  Result<std::pair<Case, Problems>> readCase(std::string_view record, std::string_view name) const;

  /// The same case with some of its values changed ("specimen.ihc.score = \"1+\"", see assess/suppose.h).
  Result<Supposed> suppose(const Answer& answer, const std::vector<std::string>& changes, assess::Detail detail) const;

  /// The knowledge compiled for a day: kept for the days asked for last.
  Result<std::shared_ptr<const assess::Assessor>> assessorOf(const Question& question) const;
  const std::shared_ptr<const kb::Knowledge>& knowledge() const { return knowledge_; }

 private:
  /// Compiled days that are kept; a day takes some MB and some 10 ms.
  static constexpr std::size_t mostDays = 32;
  struct Day {
    Date asOf;
    bool openWorld;
    std::shared_ptr<const assess::Assessor> assessor;
  };
  /// A reader of one format, ready to be used again.
  struct Reader {
    cohort::InputKind kind;
    std::unique_ptr<cohort::RecordReader> reader;
  };
  Result<Reader> takeReader(std::string_view record, std::string_view name) const;
  void giveBack(Reader reader) const;

  std::shared_ptr<const kb::Knowledge> knowledge_;
  mutable std::mutex mutex_;  // guards what follows
  mutable std::deque<Day> days_;
  mutable std::vector<Reader> readers_;
};

}  // namespace her2::api
