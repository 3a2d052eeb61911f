#include "cohort/byte_source.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace her2::cohort {
namespace {

constexpr std::size_t bufferSize = std::size_t{1} << 18;
constexpr std::string_view gzipMagic = "\x1f\x8b";
constexpr std::string_view zstandardMagic = "\x28\xb5\x2f\xfd";

}  // namespace

struct ByteSource::Unpacker {
  enum class State : std::uint8_t { Between, Inside, Corrupt };  // Between: packed pieces may end here
  virtual ~Unpacker() = default;
  /// Takes from the front of `in` and puts at the front of `out`; both lose what was used. Sets `state`.
  virtual void step(std::string_view& in, char*& out, std::size_t& room) = 0;
  State state = State::Between;
  std::string reason;
  const char* name = "";
};

/// One gzip member after another, as `cat a.gz b.gz` and block compressors write them.
struct ByteSource::Gzip : Unpacker {
  Gzip() {
    constexpr int largestWindow = 15;
    constexpr int gzipOnly = 16;
    if (inflateInit2(&stream_, largestWindow + gzipOnly) != Z_OK) throw std::runtime_error("zlib has no memory");
    name = "gzip";
  }
  ~Gzip() override { inflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  void step(std::string_view& in, char*& out, std::size_t& room) override {
    if (state == State::Between && inflateReset(&stream_) != Z_OK) return fail("no memory");
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(std::min(room, std::size_t{1} << 30));
    const uInt roomBefore = stream_.avail_out;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in.size() - stream_.avail_in);
    out += roomBefore - stream_.avail_out;
    room -= roomBefore - stream_.avail_out;
    if (result == Z_STREAM_END) {
      state = State::Between;
    } else if (result == Z_OK || result == Z_BUF_ERROR) {
      state = State::Inside;
    } else {
      fail(stream_.msg != nullptr ? stream_.msg : "not gzip");
    }
  }
  void fail(const char* why) {
    state = State::Corrupt;
    reason = why;
  }

 private:
  z_stream stream_{};
};

struct ByteSource::Zstandard : Unpacker {
  Zstandard() : stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::runtime_error("Zstandard has no memory");
    name = "Zstandard";
  }
  ~Zstandard() override { ZSTD_freeDStream(stream_); }
  Zstandard(const Zstandard&) = delete;
  Zstandard& operator=(const Zstandard&) = delete;

  void step(std::string_view& in, char*& out, std::size_t& room) override {
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out, room, 0};
    const std::size_t result = ZSTD_decompressStream(stream_, &output, &input);
    in.remove_prefix(input.pos);
    out += output.pos;
    room -= output.pos;
    if (ZSTD_isError(result) != 0) {
      state = State::Corrupt;
      reason = ZSTD_getErrorName(result);
    } else {
      state = result == 0 ? State::Between : State::Inside;
    }
  }

 private:
  ZSTD_DStream* stream_;
};

ByteSource::ByteSource(std::FILE* file, Packing packing) : file_(file), packing_(packing), atBegin_(look()) {}
ByteSource::~ByteSource() = default;

ByteSource::Snapshot ByteSource::look() const {
  struct stat status {};
  const int descriptor = fileno(file_);  // none for a stream in memory
  if (descriptor < 0 || fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return {};
  constexpr long long billion = 1'000'000'000;
  return {true, status.st_size, status.st_mtim.tv_sec * billion + status.st_mtim.tv_nsec};
}

bool ByteSource::refill() {
  buffer_.resize(bufferSize);
  used_ = 0;
  const std::size_t got = std::fread(buffer_.data(), 1, buffer_.size(), file_);
  buffer_.resize(got);
  position_ += got;
  return got > 0;
}

void ByteSource::tellPacking() {
  begun_ = true;
  if (packing_ == Packing::AsItIs || !refill()) return;
  if (buffer_.starts_with(gzipMagic)) unpacker_ = std::make_unique<Gzip>();
  if (buffer_.starts_with(zstandardMagic)) unpacker_ = std::make_unique<Zstandard>();
}

void ByteSource::checkEnd() {
  ended_ = true;
  if (std::ferror(file_) != 0) {
    failure_ = fmt::format("could not be read to its end: {}", std::strerror(errno));
    return;
  }
  const Snapshot now = look();
  if (atBegin_.regular && (now.size != atBegin_.size || now.changed != atBegin_.changed))
    failure_ = fmt::format("the file changed while it was read: {} bytes at first, {} now", atBegin_.size, now.size);
}

std::size_t ByteSource::readPlain(char* to, std::size_t size) {
  const std::size_t kept = std::min(size, buffer_.size() - used_);
  std::copy_n(buffer_.data() + used_, kept, to);
  used_ += kept;
  if (kept == size) return size;
  const std::size_t got = std::fread(to + kept, 1, size - kept, file_);
  position_ += got;
  if (kept + got < size) checkEnd();
  return kept + got;
}

std::size_t ByteSource::read(char* to, std::size_t size) {
  if (!begun_) tellPacking();
  if (ended_) return 0;
  if (unpacker_ == nullptr) return readPlain(to, size);
  char* out = to;
  std::size_t room = size;
  while (room > 0) {
    if (used_ == buffer_.size() && !refill()) {
      checkEnd();
      if (failure_.empty() && unpacker_->state != Unpacker::State::Between)
        failure_ = fmt::format("the {} data ends in the middle", unpacker_->name);
      break;
    }
    std::string_view in = std::string_view(buffer_).substr(used_);
    unpacker_->step(in, out, room);
    used_ = buffer_.size() - in.size();
    if (unpacker_->state == Unpacker::State::Corrupt) {
      ended_ = true;
      failure_ = fmt::format("the {} data is corrupt: {}", unpacker_->name, unpacker_->reason);
      break;
    }
  }
  return size - room;
}

}  // namespace her2::cohort
