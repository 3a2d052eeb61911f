// Files on disk that hold what does not fit into memory, and the records in them: resources on their way to the record
// of their patient. They hold patient data: only their owner may read them, and those without a name are gone when the
// program ends, however it ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace her2::cohort {

/// A resource as it is kept: what it is sorted by, and its text.
struct Spilled {
  std::uint64_t hash = 0;    ///< of the patient
  std::uint64_t server = 0;  ///< hash of the server's address, 0: none named
  std::string_view patient;
  std::string_view name;   ///< "Observation/ihc-1"
  std::string_view needs;  ///< names of shared resources, each with a line end
  std::string_view body;
};

std::size_t sizeOfSpilled(const Spilled& record);
void appendSpilled(const Spilled& record, std::string& out);
/// Takes a record from the front of the bytes; nothing where they end before it does.
std::optional<Spilled> takeSpilled(std::string_view& bytes);

class SpillFile {
 public:
  /// A file without a name in that folder, or one of that name. errno tells why there is none.
  static std::optional<SpillFile> temporary(const std::string& folder);
  static std::optional<SpillFile> named(const std::string& file, bool create);
  SpillFile(SpillFile&& other) noexcept;
  SpillFile& operator=(SpillFile&& other) noexcept;
  ~SpillFile();

  /// Bytes appended so far.
  std::uint64_t size() const { return written_ + buffer_.size(); }
  /// False: the disk is full, or errno says what.
  bool append(std::string_view bytes);
  bool flush();
  /// So that it outlives a failure of the machine.
  bool sync();
  /// Up to `most` bytes from `offset`; fewer at the end. False: errno.
  bool read(std::uint64_t offset, std::size_t most, std::string& out) const;

 private:
  explicit SpillFile(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
  std::uint64_t written_ = 0;
  std::string buffer_;
};

}  // namespace her2::cohort
