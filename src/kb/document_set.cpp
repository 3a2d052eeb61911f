#include "kb/document_set.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>

#include "kb/toml_reader.h"

namespace her2::kb {

Result<DocumentSet> DocumentSet::readFolder(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return Problem{Severity::Error, "knowledge", folder.string(), "not a folder of knowledge",
                   "give a folder that holds release.toml"};
  }
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file() && entry.path().extension() == ".toml") files.insert(entry.path());
  }
  std::vector<Document> documents;
  Problems problems;
  for (const auto& path : files) {
    std::ifstream stream(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    auto document = readToml(text, path.lexically_relative(folder).generic_string());
    if (document) {
      documents.push_back(*std::move(document));
    } else {
      problems.insert(problems.end(), document.problems().begin(), document.problems().end());
    }
  }
  if (!problems.empty()) return problems;
  return DocumentSet(std::move(documents));
}

DocumentSet::DocumentSet(std::vector<Document> documents, std::vector<Layer> layers,
                         std::vector<Replacement> replacements)
    : documents_(std::move(documents)), layers_(std::move(layers)), replacements_(std::move(replacements)) {}

std::string DocumentSet::hash() const {
  if (!hash_.empty()) return hash_;
  const std::string bytes = pack();
  std::array<unsigned char, 32> digest{};
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                     nullptr, 0);
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

std::vector<Block> DocumentSet::blocks(std::string_view kind) const {
  std::vector<Block> result;
  for (const Document& document : documents_) {
    const Node* found = document.root.find(kind);
    if (found == nullptr) continue;
    if (found->isArray()) {
      for (const Node& element : found->array()) {
        if (element.isTable()) result.push_back({&document, &element});
      }
    } else if (found->isTable()) {
      result.push_back({&document, found});
    }
  }
  return result;
}

}  // namespace her2::kb
