#include "cohort/spill.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace her2::cohort {
namespace {

constexpr std::size_t bufferSize = std::size_t{1} << 16;
constexpr mode_t ownerOnly = 0600;

struct Header {
  std::uint64_t hash;
  std::uint64_t server;
  std::uint32_t patient;
  std::uint32_t name;
  std::uint32_t needs;
  std::uint32_t body;
};

std::uint32_t sizeOf(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

}  // namespace

std::size_t sizeOfSpilled(const Spilled& r) {
  return sizeof(Header) + r.patient.size() + r.name.size() + r.needs.size() + r.body.size();
}

void appendSpilled(const Spilled& r, std::string& out) {
  const Header header{r.hash, r.server, sizeOf(r.patient), sizeOf(r.name), sizeOf(r.needs), sizeOf(r.body)};
  out.append(reinterpret_cast<const char*>(&header), sizeof header);
  out.append(r.patient).append(r.name).append(r.needs).append(r.body);
}

std::optional<Spilled> takeSpilled(std::string_view& bytes) {
  Header header{};
  if (bytes.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::size_t size = sizeof header + std::size_t{header.patient} + header.name + header.needs + header.body;
  if (bytes.size() < size) return std::nullopt;
  std::string_view rest = bytes.substr(sizeof header);
  const auto take = [&](std::size_t length) {
    const std::string_view piece = rest.substr(0, length);
    rest.remove_prefix(length);
    return piece;
  };
  Spilled record;
  record.hash = header.hash;
  record.server = header.server;
  record.patient = take(header.patient);
  record.name = take(header.name);
  record.needs = take(header.needs);
  record.body = take(header.body);
  bytes.remove_prefix(size);
  return record;
}

std::optional<SpillFile> SpillFile::temporary(const std::string& folder) {
  int descriptor = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, ownerOnly);
  if (descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {  // a file system that knows no such files
    std::string name = folder + "/her2-XXXXXX";
    descriptor = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor >= 0) unlink(name.c_str());
  }
  if (descriptor < 0) return std::nullopt;
  return SpillFile(descriptor);
}

std::optional<SpillFile> SpillFile::named(const std::string& file, bool create) {
  const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT | O_TRUNC : 0);
  const int descriptor = open(file.c_str(), flags, ownerOnly);
  if (descriptor < 0) return std::nullopt;
  SpillFile result(descriptor);
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return std::nullopt;
  result.written_ = static_cast<std::uint64_t>(status.st_size);
  return result;
}

SpillFile::SpillFile(SpillFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), written_(other.written_), buffer_(std::move(other.buffer_)) {}

SpillFile& SpillFile::operator=(SpillFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(written_, other.written_);
  std::swap(buffer_, other.buffer_);
  return *this;
}

SpillFile::~SpillFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool SpillFile::append(std::string_view bytes) {
  buffer_.append(bytes);
  return buffer_.size() < bufferSize || flush();
}

bool SpillFile::flush() {
  std::size_t done = 0;
  while (done < buffer_.size()) {
    const ssize_t got =
        pwrite(descriptor_, buffer_.data() + done, buffer_.size() - done, static_cast<off_t>(written_ + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  written_ += done;
  buffer_.clear();
  return true;
}

bool SpillFile::sync() { return flush() && fdatasync(descriptor_) == 0; }

bool SpillFile::read(std::uint64_t offset, std::size_t most, std::string& out) const {
  out.resize(most);
  std::size_t done = 0;
  while (done < most) {
    const ssize_t got = pread(descriptor_, out.data() + done, most - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  out.resize(done);
  return true;
}

}  // namespace her2::cohort
