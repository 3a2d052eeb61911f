// The state of one reading of a case JSON: where it stands, what was found wrong, and the case being filled. Every
// value of a record is visited, unknown ones too, so that a syntax error anywhere is found.
#pragma once

#include <simdjson.h>

#include <span>
#include <string>
#include <string_view>

#include "her2/case.h"
#include "her2/problem.h"
#include "intake/case_json_domains.h"
#include "intake/json_text.h"
#include "intake/reader.h"

namespace her2::intake {

using JsonValue = simdjson::ondemand::value;
using JsonType = simdjson::ondemand::json_type;

/// Requires a value that CaseReading::isValue found to be one.
inline JsonType typeOf(JsonValue value) { return value.type().value_unsafe(); }

/// List entries of one record, all lists together: bounds the memory a record can ask for.
inline constexpr std::size_t maxEntries = 20'000;
/// Problems listed for one record; the first error is listed whatever stands before it.
inline constexpr std::size_t maxProblems = 100;

class CaseReading {
 public:
  explicit CaseReading(const Vocabulary& known) : vocabulary(known), domains(known) {}

  const Vocabulary& vocabulary;
  const CaseDomains domains;
  Case* out = nullptr;
  std::string path;                 ///< of the value being read: "specimens[0].ihc.score"
  bool idRefused = false;           ///< the record has an id that is none
  bool scoreShowsStaining = false;  ///< the IHC being read has a score that implies membrane staining, such as 0+

  void begin(std::string_view record, RecordPlace place, Case& into, Problems& problems);
  /// False (and said so) if the record is no JSON object.
  bool parse(simdjson::ondemand::parser& parser, simdjson::ondemand::object& object);
  /// To be called behind the last member. True if the record can be assessed.
  bool finish();

  Origin origin() { return out->addOrigin(path); }
  void warn(std::string code, std::string message, std::string remedy = {});
  void error(std::string code, std::string message, std::string remedy = {});
  /// A syntax error at a place in the record. It ends the reading: what was read before and what follows means nothing.
  /// Returns false.
  bool fail(const char* at);
  /// The same where the parser alone knows the place.
  bool fail();
  bool failed() const { return failed_; }

  /// False once the record has too many list entries.
  bool countEntry();

  /// False (and failed) if there is no value where one should be.
  bool isValue(JsonValue value) {
    return value.type().error() == simdjson::SUCCESS || fail(value.raw_json_token().data());
  }
  /// Visits a value that is not used. False on a syntax error.
  bool walk(JsonValue value, int depth = 1);
  /// Visits a value that is not what was expected and says so; the leaf stays not recorded.
  void refuse(JsonValue value, std::string_view expected, std::string remedy = {},
              Severity severity = Severity::Warning);
  /// The same of text already read.
  void refuse(std::string_view text, std::string_view expected, std::string remedy = {});
  void unknownMember(std::string_view name, std::span<const std::string_view> known);

 private:
  bool lose(Problem problem);
  void add(Severity severity, std::string code, std::string where, std::string message, std::string remedy);
  /// Visits a scalar and says what it is; empty on a syntax error.
  std::string describeScalar(JsonValue value);

  std::string_view record_;
  RecordPlace place_;
  Problems* problems_ = nullptr;
  simdjson::ondemand::document document_;
  std::size_t entries_ = 0;
  bool full_ = false;  ///< the list of problems
  bool lost_ = false;
  bool failed_ = false;
};

/// Extends the path while it lives.
class PathStep {
 public:
  PathStep(CaseReading& reading, std::string_view member) : path_(reading.path), size_(path_.size()) {
    if (size_ != 0) path_.push_back('.');
    path_.append(member);
  }
  PathStep(CaseReading& reading, std::size_t index);
  ~PathStep() { path_.resize(size_); }
  PathStep(const PathStep&) = delete;
  PathStep& operator=(const PathStep&) = delete;

 private:
  std::string& path_;
  std::size_t size_;
};

}  // namespace her2::intake
