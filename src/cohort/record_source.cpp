#include "cohort/record_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <tuple>

#include "cohort/line_source.h"
#include "intake/json_text.h"

namespace her2::cohort {
namespace {

constexpr std::size_t readAtOnce = std::size_t{4} << 20;
constexpr unsigned bitsOfACut = 4;
constexpr unsigned hashBits = 64;

auto order(const Spilled& r) { return std::tie(r.hash, r.patient, r.name, r.body); }

void appendResource(std::string_view body, bool first, std::string& out) {
  out.append(first ? "{\"resource\":" : ",{\"resource\":").append(body).push_back('}');
}

}  // namespace

RecordSource::RecordSource(Parts& parts, std::size_t firstPart, std::string folder, std::string temporary,
                           std::uint64_t mostInMemory)
    : parts_(parts),
      folder_(std::move(folder)),
      temporary_(std::move(temporary)),
      mostInMemory_(mostInMemory),
      part_(firstPart) {
  for (std::size_t i = 0; i < parts_.files.size(); ++i) {
    size_ += parts_.files[i].size();
    if (i < firstPart) done_ += parts_.files[i].size();
  }
}

bool RecordSource::fail(const char* what) {
  failure_ =
      Problem{Severity::Error, "spill-broken", temporary_, fmt::format("{}: {}", what, std::strerror(errno)), ""};
  return false;
}

bool RecordSource::failTorn() {
  failure_ = Problem{Severity::Error, "spill-broken", temporary_, "a part ends in the middle of a resource",
                     "start anew, without what was kept of the run before"};
  return false;
}

bool RecordSource::loadShared() {
  sharedLoaded_ = true;
  const SpillFile& file = parts_.shared.front();
  if (!file.read(0, file.size(), sharedMemory_)) return fail("the shared resources could not be read");
  std::string_view rest = sharedMemory_;
  while (const auto record = takeSpilled(rest)) shared_.push_back({record->name, record->body});
  const auto both = [](const Shared& s) { return std::tie(s.name, s.body); };
  std::sort(shared_.begin(), shared_.end(), [&](const Shared& a, const Shared& b) { return both(a) < both(b); });
  shared_.erase(
      std::unique(shared_.begin(), shared_.end(), [&](const Shared& a, const Shared& b) { return both(a) == both(b); }),
      shared_.end());
  return true;
}

bool RecordSource::load(SpillFile& file) {
  records_.clear();
  at_ = 0;
  if (!file.read(0, file.size(), memory_)) return fail("a part could not be read");
  std::string_view rest = memory_;
  while (const auto record = takeSpilled(rest)) records_.push_back(*record);
  if (!rest.empty()) return failTorn();
  std::sort(records_.begin(), records_.end(), [](const Spilled& a, const Spilled& b) { return order(a) < order(b); });
  return true;
}

/// Sixteen smaller pieces, by the next bits of the hash, in the place of one that is too large for the memory.
bool RecordSource::cutUp(const Piece& piece, Chunk& chunk) {
  std::vector<std::unique_ptr<SpillFile>> smaller;
  for (unsigned i = 0; i < 1U << bitsOfACut; ++i) {
    auto file = SpillFile::temporary(temporary_);
    if (!file) return fail("no room to cut up a part");
    smaller.push_back(std::make_unique<SpillFile>(*std::move(file)));
  }
  std::optional<std::uint64_t> onlyHash;
  std::string onlyPatient;
  bool several = false;
  std::string block;
  for (std::uint64_t offset = 0; offset < piece.file->size();) {
    if (!piece.file->read(offset, readAtOnce + LineSource::longestLine, block)) return fail("a part could not be read");
    std::string_view rest = block;
    while (const auto record = takeSpilled(rest)) {
      if (!onlyHash) {
        onlyHash = record->hash;
        onlyPatient = record->patient;
      }
      several = several || record->hash != *onlyHash;
      const std::string_view bytes(block.data() + (block.size() - rest.size()) - sizeOfSpilled(*record),
                                   sizeOfSpilled(*record));
      const std::uint64_t shifted = record->hash >> (hashBits - bitsOfACut - piece.bits);
      if (!smaller[shifted & ((1U << bitsOfACut) - 1)]->append(bytes)) return fail("a part could not be cut up");
    }
    if (rest.size() == block.size()) return failTorn();
    offset += block.size() - rest.size();
  }
  if (!several) {  // one patient, more than a record may hold
    chunk.refused.push_back({Severity::Error, "too-large", fmt::format("{} Patient/{}", folder_, onlyPatient),
                             fmt::format("the resources of the patient take more than {} MiB", mostInMemory_ >> 20),
                             "not a patient's record; look what refers to it"});
    done_ += piece.file->size();
    return true;
  }
  for (auto each = smaller.rbegin(); each != smaller.rend(); ++each) {
    if (!(*each)->flush()) return fail("a part could not be cut up");
    pieces_.push_back({each->get(), piece.bits + bitsOfACut});
    cut_.push_back(std::move(*each));
  }
  return true;
}

bool RecordSource::loadPiece(Chunk& chunk) {
  const Piece piece = pieces_.back();
  pieces_.pop_back();
  records_.clear();
  at_ = 0;
  if (piece.file->size() > mostInMemory_ && piece.bits + bitsOfACut <= hashBits) return cutUp(piece, chunk);
  return load(*piece.file);
}

bool RecordSource::next(Chunk& chunk) {
  chunk.bytes.clear();
  chunk.lineEnds.clear();
  chunk.refused.clear();
  chunk.completes.reset();
  if (failure_ || (!sharedLoaded_ && !loadShared())) return false;
  if (!begun_) {
    if (part_ == parts_.files.size()) return false;
    pieces_.push_back({&parts_.files[part_], parts_.bits});
    begun_ = true;
  }
  while (chunk.bytes.size() < atOnce_ && !chunk.completes) {
    if (at_ < records_.size()) {
      appendRecord(chunk);
    } else if (!pieces_.empty()) {
      if (!loadPiece(chunk)) return false;
    } else {
      chunk.completes = part_++;
      begun_ = false;
      cut_.clear();
    }
  }
  chunk.position = done_;
  chunk.size = chunk.bytes.size();
  chunk.bytes.append(intake::padding, ' ');
  return true;
}

std::size_t RecordSource::endOfPatient() const {
  std::size_t end = at_;
  while (end < records_.size() && records_[end].hash == records_[at_].hash &&
         records_[end].patient == records_[at_].patient)
    ++end;
  return end;
}

/// What keeps the resources from being one record: two persons must never be blended into one.
bool RecordSource::refuse(std::span<const Spilled> resources, Chunk& chunk) const {
  const auto error = [&](const char* code, std::string message, const char* remedy) {
    chunk.refused.push_back({Severity::Error, code, fmt::format("{} Patient/{}", folder_, resources.front().patient),
                             std::move(message), remedy});
    return true;
  };
  std::size_t size = 0;
  std::uint64_t server = 0;
  const Spilled* patient = nullptr;
  for (const Spilled& each : resources) {
    size += each.body.size();
    if (each.server != 0 && server != 0 && each.server != server)
      return error("two-patients", "references to this id lead to two servers; they may mean two patients",
                   "screen the exports of two servers apart");
    if (each.server != 0) server = each.server;
    if (!each.name.starts_with("Patient/")) continue;
    if (patient != nullptr && patient->body != each.body)
      return error("two-patients", "the Patient appears twice with different content",
                   "two persons, or two versions of one: keep the one that holds");
    patient = &each;
  }
  return size > intake::maxRecordBytes &&
         error("too-large", fmt::format("the resources take more than {} MiB", intake::maxRecordBytes >> 20),
               "not a patient's record; look what refers to it");
}

/// The resources of nobody that these refer to.
void RecordSource::appendShared(std::span<const Spilled> resources, std::string& out) {
  if (shared_.empty()) return;
  needs_.clear();
  for (const Spilled& each : resources) {
    std::string_view rest = each.needs;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      needs_.push_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
  }
  std::sort(needs_.begin(), needs_.end());
  needs_.erase(std::unique(needs_.begin(), needs_.end()), needs_.end());
  for (const std::string_view name : needs_) {
    auto found = std::lower_bound(shared_.begin(), shared_.end(), name,
                                  [](const Shared& s, std::string_view wanted) { return s.name < wanted; });
    for (; found != shared_.end() && found->name == name; ++found) appendResource(found->body, false, out);
  }
}

void RecordSource::appendRecord(Chunk& chunk) {
  const std::size_t end = endOfPatient();
  const std::span<const Spilled> resources(records_.data() + at_, end - at_);
  at_ = end;
  for (const Spilled& each : resources) done_ += sizeOfSpilled(each);
  if (refuse(resources, chunk)) return;
  chunk.bytes += R"({"resourceType":"Bundle","type":"collection","entry":[)";
  for (const Spilled& each : resources) appendResource(each.body, &each == resources.data(), chunk.bytes);
  appendShared(resources, chunk.bytes);
  chunk.lineEnds.push_back(chunk.bytes.size() + 2);
  chunk.bytes += "]}\n";
}

}  // namespace her2::cohort
