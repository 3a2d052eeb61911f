#include "service/static_files.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace her2::service {
namespace {

namespace fs = std::filesystem;

std::string typeOf(const std::string& name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> types = {
      {{".html", "text/html; charset=utf-8"},
       {".js", "text/javascript; charset=utf-8"},
       {".css", "text/css; charset=utf-8"},
       {".svg", "image/svg+xml"},
       {".json", "application/json"},
       {".png", "image/png"},
       {".ico", "image/x-icon"},
       {".woff2", "font/woff2"}}};
  for (const auto& [ending, type] : types) {
    if (name.ends_with(ending)) return std::string(type);
  }
  return "application/octet-stream";
}

}  // namespace

Result<StaticFiles> StaticFiles::read(const std::string& folder) {
  StaticFiles result;
  if (folder.empty()) return result;
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return Problem{Severity::Error, "web-folder", folder, "is no folder", "build the workbench, or leave --web out"};
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const std::string name = "/" + entry.path().lexically_relative(folder).generic_string();
    const std::string tag = fmt::format("\"{:016x}\"", XXH3_64bits(bytes.data(), bytes.size()));
    result.files_[name] = {typeOf(name), std::move(bytes), tag};
  }
  return result;
}

std::optional<Response> StaticFiles::find(const std::string& path) const {
  const auto found = files_.find(path == "/" ? "/index.html" : path);
  if (found == files_.end()) return std::nullopt;
  const File& file = found->second;
  const bool fingerprinted = path.starts_with("/assets/");
  return Response{
      200,
      file.type,
      file.bytes,
      {{"ETag", file.tag}, {"Cache-Control", fingerprinted ? "public, max-age=31536000, immutable" : "no-cache"}}};
}

}  // namespace her2::service
