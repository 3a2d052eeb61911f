#include "cohort/bulk_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <numeric>

#include "cohort/input_hash.h"
#include "cohort/line_source.h"
#include "cohort/ordered_chunks.h"
#include "intake/fhir_key.h"
#include "intake/json_text.h"

namespace her2::cohort {
namespace {

namespace fs = std::filesystem;

/// How much more text a packed file holds than it has bytes; a wrong guess costs time, not memory.
constexpr std::uint64_t packedBy = 10;
constexpr unsigned mostBits = 8;

bool isPacked(std::string_view name) { return name.ends_with(".gz") || name.ends_with(".zst"); }

bool isNdjson(std::string_view name) {
  if (isPacked(name)) name = name.substr(0, name.rfind('.'));
  return name.ends_with(".ndjson") || name.ends_with(".jsonl");
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// The lines of one file after another.
class FilesSource : public ChunkSource {
 public:
  explicit FilesSource(const Export& from) : from_(from) {}

  bool next(Chunk& chunk) override {
    while (!failure_) {
      if (lines_ == nullptr && !open()) return false;
      const bool more = lines_->next(chunk);
      failure_ = lines_->failure();
      chunk.file = at_;
      chunk.position += before_;
      if (more) return true;
      before_ += bytes_->position();
      lines_.reset();
      ++at_;
    }
    return false;
  }

 private:
  bool open() {
    if (at_ == from_.files.size()) return false;
    const std::string& name = from_.files[at_].name;
    file_.reset(std::fopen(name.c_str(), "rb"));
    if (file_ == nullptr) {
      failure_ = Problem{Severity::Error, "input-broken", name, std::strerror(errno), ""};
      return false;
    }
    bytes_ = std::make_unique<ByteSource>(file_.get());
    lines_ = std::make_unique<LineSource>(*bytes_, std::string(), name);
    return true;
  }

  const Export& from_;
  std::size_t at_ = 0;
  std::size_t before_ = 0;  // bytes of the files that are done
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::unique_ptr<ByteSource> bytes_;
  std::unique_ptr<LineSource> lines_;
};

/// What one chunk came to: records one behind the other, and where each goes.
struct Sorted {
  struct Record {
    std::size_t part = 0;
    std::size_t end = 0;  ///< in bytes
    std::size_t line = 0;
    bool shared = false;
  };
  std::string bytes;
  std::vector<Record> records;
  Problems problems;
  ResourceCounts counts;
};

class Sorter {
 public:
  Sorter(const Spreading& s, unsigned bits) : s_(s), bits_(bits) {}

  void run(const Chunk& chunk, Sorted& out) {
    out = {};
    for (const Problem& refused : chunk.refused) {
      ++out.counts.in;
      ++out.counts.errors;
      out.problems.push_back(refused);
    }
    std::size_t line = chunk.firstLine;
    const std::string& file = s_.from.files[chunk.file].name;
    std::size_t at = 0;
    for (const std::size_t end : chunk.lineEnds) {
      resource(std::string_view(chunk.bytes).substr(at, end - at), {file, line++}, out);
      at = end + 1;
    }
  }

 private:
  void resource(std::string_view text, intake::RecordPlace place, Sorted& out) {
    if (place.line == 1) text = intake::withoutByteOrderMark(text);
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return;
    text = text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
    ++out.counts.in;
    problems_.clear();
    const bool good = reader_.read(text, place, key_, problems_);
    for (Problem& problem : problems_) {
      if (problem.severity == Severity::Warning) ++out.counts.warnings;
      out.problems.push_back(std::move(problem));
    }
    if (!good) {
      ++out.counts.errors;
    } else if (key_.use == intake::ResourceUse::Unread) {
      ++out.counts.unread;
    } else {
      assign(text, place.line, out);
    }
  }

  void assign(std::string_view text, std::size_t line, Sorted& out) {
    const bool shared = key_.use == intake::ResourceUse::Shared;
    name_.assign(key_.type).append("/").append(key_.id);
    needs_.clear();
    for (const auto& [type, id] : key_.needs) needs_.append(type).append("/").append(id).append("\n");
    Spilled record;
    record.hash = fastHash(shared ? std::string_view(name_) : key_.patient);
    if (!shared && !s_.shard.holds(record.hash)) {
      ++out.counts.elsewhere;
      return;
    }
    record.server = key_.server.empty() ? 0 : fastHash(key_.server);
    record.patient = key_.patient;
    record.name = name_;
    record.needs = needs_;
    record.body = text;
    appendSpilled(record, out.bytes);
    ++(shared ? out.counts.shared : out.counts.joined);
    out.records.push_back({bits_ == 0 ? 0 : record.hash >> (64 - bits_), out.bytes.size(), line, shared});
  }

  const Spreading& s_;
  unsigned bits_;
  intake::FhirKeyReader reader_;
  intake::ResourceKey key_;
  Problems problems_;
  std::string name_;
  std::string needs_;
};

class Spread {
 public:
  Spread(const Spreading& s, Parts& parts) : s_(s), parts_(parts) {}

  SpreadOutcome run() {
    FilesSource source(s_.from);
    const auto makeWork = [this]() -> OrderedChunks<Sorted>::Work {
      return [sorter = std::make_shared<Sorter>(s_, parts_.bits)](const Chunk& chunk, Sorted& out) {
        sorter->run(chunk, out);
      };
    };
    OrderedChunks<Sorted>(source, makeWork, [this](const Chunk& chunk, Sorted& out) {
      return give(chunk, out);
    }).run(s_.threads);
    outcome_.readFailure = source.failure();
    if (outcome_.writeError == 0 && !parts_.flush()) outcome_.writeError = errno;
    return outcome_;
  }

 private:
  bool give(const Chunk& chunk, Sorted& sorted) {
    std::size_t begin = 0;
    for (const Sorted::Record& record : sorted.records) {
      const auto bytes = std::string_view(sorted.bytes).substr(begin, record.end - begin);
      begin = record.end;
      SpillFile& to = record.shared ? parts_.shared.front() : parts_.files[record.part];
      if (record.shared && to.size() + bytes.size() > s_.mostShared) {
        refuseShared(chunk, record.line, sorted);
      } else if (!to.append(bytes)) {
        outcome_.writeError = errno;
        return false;
      }
    }
    for (const Problem& problem : sorted.problems) s_.report(problem);
    add(sorted.counts);
    if (s_.progress) s_.progress(chunk.position, outcome_.counts.in);
    return true;
  }

  void refuseShared(const Chunk& chunk, std::size_t line, Sorted& sorted) {
    --sorted.counts.shared;
    ++sorted.counts.errors;
    sorted.problems.push_back(
        {Severity::Error, "too-many-shared", fmt::format("{}:{}", s_.from.files[chunk.file].name, line),
         fmt::format("the resources that belong to no patient take more than {} MiB", s_.mostShared >> 20),
         "give specimens a subject, or screen the export in shards by patient"});
  }

  void add(const ResourceCounts& n) {
    outcome_.counts.in += n.in;
    outcome_.counts.joined += n.joined;
    outcome_.counts.shared += n.shared;
    outcome_.counts.unread += n.unread;
    outcome_.counts.elsewhere += n.elsewhere;
    outcome_.counts.errors += n.errors;
    outcome_.counts.warnings += n.warnings;
  }

  const Spreading& s_;
  Parts& parts_;
  SpreadOutcome outcome_;
};

}  // namespace

std::uint64_t Export::size() const {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const ExportFile& file) { return sum + file.size; });
}

Result<Export> findExport(const std::string& folder) {
  Export found{folder, {}, {}};
  std::error_code error;
  for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error)) {
    if (!each->is_regular_file(error)) continue;
    const std::string name = each->path().string();
    if (!isNdjson(name)) {
      found.otherFiles.push_back(name);
      continue;
    }
    const auto changed = each->last_write_time(error).time_since_epoch().count();
    found.files.push_back({name, each->file_size(error), static_cast<std::int64_t>(changed)});
  }
  if (error) return Problem{Severity::Error, "input-broken", folder, error.message(), ""};
  std::sort(found.files.begin(), found.files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  std::sort(found.otherFiles.begin(), found.otherFiles.end());
  if (found.files.empty())
    return Problem{Severity::Error, "no-export", folder, "the folder holds no .ndjson, .ndjson.gz or .ndjson.zst file",
                   "give the folder of a FHIR bulk export, or a file"};
  return found;
}

unsigned Parts::bitsFor(const Export& all) {
  std::uint64_t bytes = 0;
  for (const ExportFile& file : all.files) bytes += file.size * (isPacked(file.name) ? packedBy : 1);
  unsigned bits = 0;
  while (bits < mostBits && (largestPart << bits) < bytes * 2) ++bits;  // parts are not all of one size
  return bits;
}

Result<Parts> Parts::open(const std::string& folder, unsigned bits, Keep keep) {
  Parts parts{bits, {}, {}};
  const std::size_t count = std::size_t{1} << bits;
  for (std::size_t i = 0; i <= count; ++i) {
    const std::string name = i == count ? folder + "/shared" : fmt::format("{}/part-{:03}", folder, i);
    auto file = keep == Keep::NoName ? SpillFile::temporary(folder) : SpillFile::named(name, keep == Keep::Create);
    if (!file)
      return Problem{Severity::Error, "no-room", keep == Keep::NoName ? folder : name, std::strerror(errno), ""};
    (i == count ? parts.shared : parts.files).push_back(*std::move(file));
  }
  return parts;
}

bool Parts::flush() {
  return std::all_of(files.begin(), files.end(), [](SpillFile& file) { return file.flush(); }) &&
         shared.front().flush();
}

bool Parts::sync() {
  return std::all_of(files.begin(), files.end(), [](SpillFile& file) { return file.sync(); }) && shared.front().sync();
}

SpreadOutcome spread(const Spreading& spreading, Parts& parts) { return Spread(spreading, parts).run(); }

}  // namespace her2::cohort
