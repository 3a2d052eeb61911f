#include "service/audit_log.h"

#include <fmt/format.h>
#include <sodium.h>
#include <sqlite3.h>

#include <array>

namespace her2::service {
namespace {

constexpr std::string_view genesis = "her2 audit log";
constexpr std::size_t mostTogether = 256;

std::string hashOf(const std::string& before, const AuditEntry& e) {
  const std::string text =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n", before, e.number, e.time, e.kind, e.client, e.subject, e.payload);
  std::array<unsigned char, 32> digest{};
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     nullptr, 0);
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

/// A prepared statement, finalised when it goes.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql) { sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr); }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  bool good() const { return statement_ != nullptr; }
  void bind(int at, const std::string& text) {
    sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }
  void bind(int at, std::int64_t number) { sqlite3_bind_int64(statement_, at, number); }
  int step() { return sqlite3_step(statement_); }
  void reset() { sqlite3_reset(statement_); }
  std::string text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes == nullptr ? std::string()
                            : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

AuditEntry entryOf(const Statement& s) {
  return {s.number(0), s.text(1), s.text(2), s.text(3), s.text(4), s.text(5), s.text(6)};
}

constexpr const char* select =
    "SELECT number, time, kind, client, subject, payload, hash FROM entry WHERE number >= ?1 ORDER BY number LIMIT ?2";

bool run(sqlite3* database, const char* sql) {
  return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

Problem unusable(const std::string& file, const std::string& why) {
  return {Severity::Error, "audit-log", file, why, "give the file of an audit log, or a new name"};
}

Result<sqlite3*> openFile(const std::string& file, int flags) {
  sqlite3* database = nullptr;
  if (sqlite3_open_v2(file.c_str(), &database, flags, nullptr) != SQLITE_OK) {
    const std::string why = sqlite3_errmsg(database);
    sqlite3_close(database);
    return unusable(file, why);
  }
  sqlite3_busy_timeout(database, 5000);
  return database;
}

}  // namespace

struct AuditLog::Waiting {
  AuditEntry entry;
  bool done = false;
  bool good = false;
};

AuditLog::AuditLog(sqlite3* database) : database_(database), lastHash_(genesis) {
  Statement last(database_, "SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1");
  if (last.step() == SQLITE_ROW) {
    last_ = last.number(0);
    lastHash_ = last.text(1);
  }
  writer_ = std::jthread([this] { writeLoop(); });
}

AuditLog::~AuditLog() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  writer_.join();
  sqlite3_close(database_);
}

Result<std::unique_ptr<AuditLog>> AuditLog::open(const std::string& file) {
  auto opened = openFile(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX);
  if (!opened) return opened.problems();
  sqlite3* database = *opened;
  const bool good = run(database, "PRAGMA journal_mode = WAL") && run(database, "PRAGMA synchronous = FULL") &&
                    run(database,
                        "CREATE TABLE IF NOT EXISTS entry (number INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT "
                        "NOT NULL, client TEXT NOT NULL, "
                        "subject TEXT NOT NULL, payload TEXT NOT NULL, hash TEXT NOT NULL) STRICT") &&
                    Statement(database, select).good();
  if (!good) {
    const std::string why = sqlite3_errmsg(database);
    sqlite3_close(database);
    return unusable(file, why);
  }
  return std::unique_ptr<AuditLog>(new AuditLog(database));
}

bool AuditLog::append(AuditEntry entry) {
  Waiting waiting{std::move(entry)};
  std::unique_lock lock(mutex_);
  if (closing_) return false;
  queue_.push_back(&waiting);
  wake_.notify_one();
  done_.wait(lock, [&] { return waiting.done; });
  return waiting.good;
}

void AuditLog::writeLoop() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return closing_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::vector<Waiting*> batch(queue_.begin(),
                                queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), mostTogether)));
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(batch.size()));
    lock.unlock();
    std::vector<AuditEntry*> entries;
    entries.reserve(batch.size());
    for (Waiting* each : batch) entries.push_back(&each->entry);
    const bool good = writeBatch(entries);
    lock.lock();
    for (Waiting* each : batch) {
      each->good = good;
      each->done = true;
    }
    done_.notify_all();
  }
}

// Only the writer's thread comes here, so the end of the chain needs no lock. All of a batch or nothing of it.
bool AuditLog::writeBatch(std::vector<AuditEntry*>& batch) {
  std::int64_t number = last_;
  std::string hash = lastHash_;
  if (!run(database_, "BEGIN IMMEDIATE")) return false;
  bool good = true;
  {
    Statement insert(database_, "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    for (AuditEntry* e : batch) {
      e->number = ++number;
      e->hash = hash = hashOf(hash, *e);
      insert.bind(1, e->number);
      for (int i = 0; const std::string* text : {&e->time, &e->kind, &e->client, &e->subject, &e->payload, &e->hash})
        insert.bind(2 + i++, *text);
      good = good && insert.step() == SQLITE_DONE;
      insert.reset();
    }
  }
  if (!good || !run(database_, "COMMIT")) {
    run(database_, "ROLLBACK");
    return false;
  }
  last_ = number;
  lastHash_ = hash;
  return true;
}

std::vector<AuditEntry> AuditLog::read(std::int64_t first, std::size_t most) const {
  std::vector<AuditEntry> result;
  Statement rows(database_, select);
  rows.bind(1, first);
  rows.bind(2, static_cast<std::int64_t>(most));
  while (rows.step() == SQLITE_ROW) result.push_back(entryOf(rows));
  return result;
}

Result<AuditLog::Verdict> AuditLog::verify(const std::string& file,
                                           const std::function<void(const AuditEntry&)>& each) {
  auto opened = openFile(file, SQLITE_OPEN_READONLY);
  if (!opened) return opened.problems();
  Verdict verdict;
  std::string hash(genesis);
  bool readable = false;
  {
    Statement rows(*opened, "SELECT number, time, kind, client, subject, payload, hash FROM entry ORDER BY number");
    readable = rows.good();
    while (readable && rows.step() == SQLITE_ROW) {
      const AuditEntry e = entryOf(rows);
      ++verdict.entries;
      if (each) each(e);
      hash = hashOf(hash, e);
      if (!verdict.broken && (e.number != verdict.entries || hash != e.hash)) verdict.broken = verdict.entries;
    }
  }
  sqlite3_close(*opened);
  if (!readable) return unusable(file, "not an audit log");
  return verdict;
}

}  // namespace her2::service
