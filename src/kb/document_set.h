// All files of one body of knowledge, in order of their names, and their blocks by kind.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "kb/node.h"

namespace her2::kb {

class DocumentSet {
 public:
  /// Reads every *.toml below the folder. Syntax errors name file, line and column.
  static Result<DocumentSet> readFolder(const std::filesystem::path& folder);
  /// From packed bytes, see pack.h.
  static Result<DocumentSet> unpack(std::string_view bytes);

  explicit DocumentSet(std::vector<Document> documents);

  const std::vector<Document>& documents() const { return documents_; }
  /// Blocks `[[kind]]` (or `[kind]`) of all files, in order.
  std::vector<Block> blocks(std::string_view kind) const;
  /// Packed bytes; the same knowledge gives the same bytes.
  std::string pack() const;

 private:
  std::vector<Document> documents_;
};

}  // namespace her2::kb
