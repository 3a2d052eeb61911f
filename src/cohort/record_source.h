// The second pass of the join: reads the parts of an export, one after another, and hands out the record of each
// patient as a Bundle on a line. Patients come in the order of the hashes of their ids, and the resources of each by
// name and content, so that the bytes are the same whatever the order of the export and the number of parts.
#pragma once

#include <memory>
#include <span>

#include "cohort/bulk_export.h"
#include "cohort/chunk_source.h"

namespace her2::cohort {

class RecordSource : public ChunkSource {
 public:
  /// Begins with that part. `folder` is the export's, for locations; `temporary` has room for parts that are cut up.
  RecordSource(Parts& parts, std::size_t firstPart, std::string folder, std::string temporary,
               std::uint64_t mostInMemory = largestPart);

  /// Each chunk stays within a part and says when that is complete.
  bool next(Chunk& chunk) override;
  /// Bytes of all parts: what Chunk::position goes up to.
  std::uint64_t size() const { return size_; }

 private:
  struct Piece {
    SpillFile* file;
    unsigned bits;  ///< of the hash that its records share
  };
  struct Shared {
    std::string_view name;
    std::string_view body;
  };
  bool loadShared();
  bool loadPiece(Chunk& chunk);
  bool cutUp(const Piece& piece, Chunk& chunk);
  bool load(SpillFile& file);
  bool fail(const char* what);
  bool failTorn();
  void appendRecord(Chunk& chunk);
  std::size_t endOfPatient() const;
  bool refuse(std::span<const Spilled> resources, Chunk& chunk) const;
  void appendShared(std::span<const Spilled> resources, std::string& out);

  Parts& parts_;
  std::string folder_;
  std::string temporary_;
  std::uint64_t mostInMemory_;
  std::uint64_t size_ = 0;
  std::size_t part_;
  bool begun_ = false;         // part_ is
  std::vector<Piece> pieces_;  // of part_, still to be read; the next one last
  std::vector<std::unique_ptr<SpillFile>> cut_;
  std::string memory_;  // the piece
  std::vector<Spilled> records_;
  std::size_t at_ = 0;
  std::uint64_t done_ = 0;
  bool sharedLoaded_ = false;
  std::string sharedMemory_;
  std::vector<Shared> shared_;
  std::vector<std::string_view> needs_;
};

}  // namespace her2::cohort
