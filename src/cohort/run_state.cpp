#include "cohort/run_state.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "cohort/input_hash.h"

namespace her2::cohort {
namespace {

namespace fs = std::filesystem;

constexpr mode_t ownerOnly = 0700;

std::string headOf(const std::string& run) { return fmt::format("her2-run 1 {}", inputHash(run)); }

std::string lineOf(const RunState::Point& p) {
  return fmt::format("written {} {} {} {} {} {} {} .", p.parts, p.output, p.problems, p.counts.in, p.counts.assessed,
                     p.counts.errors, p.counts.warnings);
}

/// A line that ends in its full stop was written whole.
bool readLine(const std::string& line, RunState::Point& p) {
  int end = 0;
  return std::sscanf(line.c_str(), "written %zu %lu %lu %zu %zu %zu %zu .%n", &p.parts, &p.output, &p.problems,
                     &p.counts.in, &p.counts.assessed, &p.counts.errors, &p.counts.warnings, &end) == 7 &&
         end == static_cast<int>(line.size());
}

std::string lineOf(const RunState::Joined& j) {
  const ResourceCounts& n = j.resources;
  return fmt::format("joined {} {} {} {} {} {} {} {} .", j.bits, n.in, n.joined, n.shared, n.unread, n.elsewhere,
                     n.errors, n.warnings);
}

bool readLine(const std::string& line, RunState::Joined& j) {
  int end = 0;
  ResourceCounts& n = j.resources;
  return std::sscanf(line.c_str(), "joined %u %zu %zu %zu %zu %zu %zu %zu .%n", &j.bits, &n.in, &n.joined, &n.shared,
                     &n.unread, &n.elsewhere, &n.errors, &n.warnings, &end) == 8 &&
         end == static_cast<int>(line.size());
}

Problem stateProblem(const std::string& where, std::string message, std::string remedy = {}) {
  return {Severity::Error, "run-state", where, std::move(message), std::move(remedy)};
}

}  // namespace

RunState::RunState(RunState&& other) noexcept
    : folder_(std::move(other.folder_)),
      journal_(std::exchange(other.journal_, -1)),
      joined_(other.joined_),
      last_(other.last_) {}

RunState::~RunState() {
  if (journal_ >= 0) close(journal_);
}

Result<RunState> RunState::open(const std::string& folder, const std::string& run) {
  std::error_code error;
  if (mkdir(folder.c_str(), ownerOnly) != 0 && errno != EEXIST) return stateProblem(folder, std::strerror(errno));
  RunState state;
  state.folder_ = folder;
  if (!fs::exists(state.journal(), error) && !fs::is_empty(folder, error))
    return stateProblem(folder, "holds files that are not of a run", "name a folder that is not there yet");
  chmod(folder.c_str(), ownerOnly);
  state.journal_ = ::open(state.journal().c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (state.journal_ < 0) return stateProblem(state.journal(), std::strerror(errno));
  if (flock(state.journal_, LOCK_EX | LOCK_NB) != 0)
    return stateProblem(folder, "another run is at work on it", "wait for it, or name another folder");
  std::ifstream stream(state.journal(), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto good = state.readJournal(text, run);
  if (!good) {
    return stateProblem(folder, "belongs to a run with other input, options, knowledge or program",
                        "run that one to its end, or remove the folder and start anew");
  }
  if (!state.beginAt(*good, run)) return stateProblem(state.journal(), std::strerror(errno));
  return state;
}

/// How far the journal is whole lines; nothing if it is that of another run.
std::optional<std::size_t> RunState::readJournal(const std::string& text, const std::string& run) {
  std::size_t good = 0;
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    const std::string line = text.substr(at, end - at);
    Joined joined;
    if (at == 0) {
      if (line != headOf(run)) return std::nullopt;
    } else if (readLine(line, joined)) {
      joined_ = joined;
    } else if (Point point; readLine(line, point)) {
      last_ = point;
    } else {
      break;
    }
    good = end + 1;
  }
  if (!joined_) last_ = {};
  return good;
}

/// Cuts the journal behind its last whole line: what was being written when the run ended is forgotten. Where less than
/// a head was written, nothing had begun.
bool RunState::beginAt(std::size_t good, const std::string& run) {
  if (ftruncate(journal_, static_cast<off_t>(good)) != 0 || lseek(journal_, 0, SEEK_END) < 0) return false;
  return good > 0 || write(headOf(run));
}

/// Goes on behind a part that was written: only the next attempt says why there was no room for the rest.
bool RunState::write(const std::string& line) {
  const std::string bytes = line + "\n";
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t got = ::write(journal_, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return fdatasync(journal_) == 0;
}

bool RunState::record(const Joined& joined, const Point& point) {
  joined_ = joined;
  return record(point) && write(lineOf(joined));  // without its last line the pass is made again
}

bool RunState::record(const Point& point) {
  last_ = point;
  return write(lineOf(point));
}

void RunState::remove() {
  std::error_code ignored;
  std::vector<fs::path> own;
  for (const auto& each : fs::directory_iterator(folder_, ignored)) {
    const std::string name = each.path().filename().string();
    if (name == "journal" || name == "shared" || name.starts_with("part-")) own.push_back(each.path());
  }
  for (const fs::path& each : own) fs::remove(each, ignored);
  fs::remove(folder_, ignored);  // stays where somebody put something else into it
}

}  // namespace her2::cohort
