// All files of one body of knowledge, in order of their names, and their blocks by kind.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "kb/node.h"

namespace her2::kb {

/// One folder of a stack: the base, and each overlay on it. See layers.h.
struct Layer {
  std::string id;  ///< "base", or the id of the [overlay]
  std::string version;
  std::string title;
  std::string hash;  ///< of its own documents, see DocumentSet::hash
};

/// What an overlay put in the place of something below it: all blocks of one kind and id.
struct Replacement {
  std::string kind;
  std::string id;
  std::string layer;  ///< the overlay
  std::string place;  ///< "overlay/st-elsewhere/drugs/trastuzumab.toml:12"
  std::string below;  ///< the layer that had it
  std::string belowPlace;
};

class DocumentSet {
 public:
  /// Reads every *.toml below the folder. Syntax errors name file, line and column.
  static Result<DocumentSet> readFolder(const std::filesystem::path& folder);
  /// From packed bytes, see pack.h. `hash`: of these bytes, where it is known; else it is worked out when asked for.
  static Result<DocumentSet> unpack(std::string_view bytes, std::string hash = {});

  explicit DocumentSet(std::vector<Document> documents, std::vector<Layer> layers = {},
                       std::vector<Replacement> replacements = {});

  const std::vector<Document>& documents() const { return documents_; }
  /// The base first; empty where there are no overlays.
  const std::vector<Layer>& layers() const { return layers_; }
  const std::vector<Replacement>& replacements() const { return replacements_; }
  /// Blocks `[[kind]]` (or `[kind]`) of all files, in order.
  std::vector<Block> blocks(std::string_view kind) const;
  /// Packed bytes; the same knowledge gives the same bytes.
  std::string pack() const;
  /// BLAKE2b-256 of the packed bytes, hexadecimal.
  std::string hash() const;

 private:
  std::vector<Document> documents_;
  std::vector<Layer> layers_;
  std::vector<Replacement> replacements_;
  std::string hash_;  ///< empty: not known
};

}  // namespace her2::kb
