// The audit log: what was asked and answered, by ids and hashes, never by values. Appended to an SQLite file; each
// entry holds the hash of the one before it, so a changed, removed or inserted entry shows. What append() has returned
// from is on the disk.
//
//   hash of an entry = BLAKE2b-256 of: hash before, and number, time, kind, client, subject, payload, each ended by a
//   line end
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "her2/problem.h"

struct sqlite3;

namespace her2::service {

struct AuditEntry {
  std::int64_t number = 0;
  std::string time;     ///< UTC, "2026-11-25T20:33:17Z"
  std::string kind;     ///< assess, feedback, reload …
  std::string client;   ///< as the token names it; empty without one
  std::string subject;  ///< hash of the input, or the id of the answer a feedback is about
  std::string payload;  ///< JSON: knowledge, day, outcome codes; no values
  std::string hash;
};

class AuditLog {
 public:
  /// Opens or makes the file. A problem where it cannot, or where it is not an audit log.
  static Result<std::unique_ptr<AuditLog>> open(const std::string& file);
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  /// Returns after the entry is on the disk; entries that come while one is written go together. Number and hash are
  /// set here. False: not written.
  bool append(AuditEntry entry);
  /// Entries from `first` on, oldest first.
  std::vector<AuditEntry> read(std::int64_t first, std::size_t most) const;

  struct Verdict {
    std::int64_t entries = 0;
    std::optional<std::int64_t> broken;  ///< the first entry that does not fit
  };
  /// Walks the whole chain of a file; `each` sees every entry.
  static Result<Verdict> verify(const std::string& file, const std::function<void(const AuditEntry&)>& each = {});

 private:
  explicit AuditLog(sqlite3* database);
  void writeLoop();
  bool writeBatch(std::vector<AuditEntry*>& batch);

  struct Waiting;
  sqlite3* database_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::condition_variable done_;
  std::vector<Waiting*> queue_;
  bool closing_ = false;
  std::int64_t last_ = 0;
  std::string lastHash_;
  std::jthread writer_;
};

}  // namespace her2::service
