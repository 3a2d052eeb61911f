// The bytes of an input: a file, a pipe, or what they hold packed by gzip or Zstandard, told by the first bytes. A
// packed input that ends too early or is corrupt, and a file that changes while it is read, are failures with a reason:
// what was read before is not all there is.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

namespace her2::cohort {

enum class Packing : std::uint8_t {
  AsItIs,  ///< bytes are handed out as they come
  Told     ///< gzip and Zstandard are unpacked
};

class ByteSource {
 public:
  /// Does not own the file.
  explicit ByteSource(std::FILE* file, Packing packing = Packing::Told);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// Fewer than `size` bytes: the end, or a failure.
  std::size_t read(char* to, std::size_t size);
  /// Why there is no more; empty where there was no failure.
  const std::string& failure() const { return failure_; }
  /// Bytes read of the file, packed as it is.
  std::size_t position() const { return position_; }

 private:
  struct Unpacker;
  struct Gzip;
  struct Zstandard;
  struct Snapshot {
    bool regular = false;
    long long size = 0;
    long long changed = 0;  ///< nanoseconds
  };
  bool refill();
  void tellPacking();
  std::size_t readPlain(char* to, std::size_t size);
  Snapshot look() const;
  void checkEnd();

  std::FILE* file_;
  Packing packing_;
  bool begun_ = false;
  bool ended_ = false;
  std::string buffer_;  // read, not used yet: from used_ on
  std::size_t used_ = 0;
  std::size_t position_ = 0;
  Snapshot atBegin_;
  std::unique_ptr<Unpacker> unpacker_;
  std::string failure_;
};

}  // namespace her2::cohort
