// Holds the source tree to its own rules: includes go one way, public headers show no library, files are short and
// readable.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr int longest = 500;

/// Folders of src/ in the order in which data moves. A folder may include itself and what stands on a line above;
/// folders of one line do not include each other.
const std::vector<std::vector<std::string>> order = {
    // clang-format off
    {"values"},
    {"case"},
    {"feel"},
    {"kb"},
    {"intake", "facts"},
    {"engine"},
    {"benefit", "safety"},
    {"assess"},
    {"check"},
    {"dmn"},
    {"present"},
    {"cohort", "synth"},
    {"api"},
    {"service"},
    {"cli"},
    // clang-format on
};

/// Public headers with no source file of their own, by the folder they belong to. Others belong where
/// src/<folder>/<name>.cpp stands.
const std::map<std::string, std::string> headerOnly = {
    {"truth", "values"},   {"code_set", "values"}, {"prediction", "benefit"},
    {"ranking", "assess"}, {"safety", "safety"},   {"assessment", "assess"},
};

struct Source {
  std::string path;  ///< relative to the root of the project
  std::string text;
  bool isHeader() const { return path.ends_with(".h"); }
};

std::vector<Source> sources(std::initializer_list<const char*> folders) {
  const fs::path root = HER2_SOURCE_DIR;
  std::vector<Source> result;
  for (const char* folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (!entry.is_regular_file() || (extension != ".h" && extension != ".cpp")) continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      result.push_back(
          {entry.path().lexically_relative(root).generic_string(), {std::istreambuf_iterator<char>(stream), {}}});
    }
  }
  std::sort(result.begin(), result.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
  return result;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

struct Include {
  std::string name;
  bool quoted;
};

std::vector<Include> includes(const Source& source) {
  std::vector<Include> result;
  for (const std::string& line : lines(source.text)) {
    if (!line.starts_with("#include ")) continue;
    const auto begin = line.find_first_of("\"<");
    const auto end = line.find_first_of("\">", begin + 1);
    if (begin == std::string::npos || end == std::string::npos) continue;
    result.push_back({line.substr(begin + 1, end - begin - 1), line[begin] == '"'});
  }
  return result;
}

/// The folder of src/ that a file belongs to: "src/kb/pack.cpp", "kb/pack.h", "include/her2/date.h" and "her2/date.h"
/// are all understood.
std::string folderOf(std::string path) {
  for (const std::string prefix : {"src/", "include/"}) {
    if (path.starts_with(prefix)) path.erase(0, prefix.size());
  }
  std::string folder = path.substr(0, path.find('/'));
  if (folder != "her2") return folder;
  const std::string name = fs::path(path).stem().string();
  if (const auto found = headerOnly.find(name); found != headerOnly.end()) return found->second;
  for (const auto& line : order) {
    for (const std::string& each : line) {
      if (fs::exists(fs::path(HER2_SOURCE_DIR) / "src" / each / (name + ".cpp"))) return each;
    }
  }
  return {};
}

/// Position in `order`, or -1.
int rankOf(const std::string& folder) {
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (std::find(order[i].begin(), order[i].end(), folder) != order[i].end()) return static_cast<int>(i);
  }
  return -1;
}

/// Empty, or what is wrong with `includer` (a folder) including `included`.
std::string objection(const std::string& includer, const std::string& included) {
  const int from = rankOf(includer);
  const int to = rankOf(included);
  if (from < 0 || to < 0) return "no place in the order of folders";
  if (to > from) return "stands to its right";
  return to == from && includer != included ? "stands beside it" : "";
}

TEST(Architecture, TheRuleItself) {
  EXPECT_EQ(objection("cli", "values"), "");
  EXPECT_EQ(objection("intake", "kb"), "");
  EXPECT_EQ(objection("kb", "kb"), "");
  EXPECT_NE(objection("values", "case"), "");
  EXPECT_NE(objection("kb", "engine"), "");
  EXPECT_EQ(objection("engine", "facts"), "");
  EXPECT_NE(objection("facts", "intake"), "");
  EXPECT_NE(objection("misc", "values"), "");
  EXPECT_EQ(folderOf("her2/date.h"), "values");
  EXPECT_EQ(folderOf("include/her2/case.h"), "case");
  EXPECT_EQ(folderOf("src/kb/embedded/embedded.cpp"), "kb");
}

TEST(Architecture, IncludesGoOneWay) {
  const auto all = sources({"src", "include"});
  ASSERT_FALSE(all.empty());
  for (const Source& source : all) {
    const std::string folder = folderOf(source.path);
    EXPECT_GE(rankOf(folder), 0) << source.path << " belongs to no folder in the order"
                                 << (source.path.starts_with("include/") ? "; name it in headerOnly" : "");
    for (const Include& include : includes(source)) {
      if (!include.quoted) continue;
      const std::string why = objection(folder, folderOf(include.name));
      EXPECT_EQ(why, "") << source.path << " includes " << include.name;
    }
  }
}

TEST(Architecture, PublicHeadersShowNoLibraryAndNothingInternal) {
  for (const Source& source : sources({"include"})) {
    for (const Include& include : includes(source)) {
      if (include.quoted) {
        EXPECT_TRUE(include.name.starts_with("her2/")) << source.path << " includes " << include.name;
      } else {
        EXPECT_EQ(include.name.find_first_of("./"), std::string::npos) << source.path << " includes " << include.name;
      }
    }
  }
}

TEST(Architecture, HeadersSayWhatTheyAreAndGuardThemselves) {
  for (const Source& source : sources({"src", "include", "tests", "fuzz", "bench"})) {
    if (!source.isHeader()) continue;
    EXPECT_TRUE(source.text.starts_with("// ")) << source.path << " begins with no comment";
    EXPECT_NE(source.text.find("\n#pragma once\n"), std::string::npos) << source.path;
  }
}

TEST(Architecture, FilesAreShort) {
  for (const Source& source : sources({"src", "include", "tests", "fuzz", "bench"})) {
    EXPECT_LE(std::count(source.text.begin(), source.text.end(), '\n'), longest) << source.path;
  }
}

/// True if the bytes are UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int more = lead < 0x80                   ? 0
                     : lead >= 0xC2 && lead < 0xE0 ? 1
                     : lead >= 0xE0 && lead < 0xF0 ? 2
                     : lead >= 0xF0 && lead < 0xF5 ? 3
                                                   : -1;
    if (more < 0 || i + static_cast<std::size_t>(more) >= text.size()) return false;
    for (int k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      const unsigned lowest = k > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
      const unsigned highest = k > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
      if (next < lowest || next > highest) return false;
    }
    i += static_cast<std::size_t>(more) + 1;
  }
  return true;
}

TEST(Architecture, Utf8Check) {
  for (const char* text : {"", "plain", "\xc3\xa9", "\xe2\x80\xa6", "\xf0\x9f\x92\x8a", "\xed\x9f\xbf"})
    EXPECT_TRUE(isUtf8(text)) << text;
  for (const char* text : {"\xff", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"})
    EXPECT_FALSE(isUtf8(text));
}

TEST(Architecture, FilesAreUtf8TextWithPlainLineEnds) {
  for (const Source& source : sources({"src", "include", "tests", "fuzz", "bench"})) {
    EXPECT_TRUE(isUtf8(source.text)) << source.path;
    EXPECT_EQ(source.text.find_first_of("\r\t"), std::string::npos) << source.path << " has a tab or a carriage return";
    EXPECT_TRUE(source.text.ends_with('\n')) << source.path << " does not end with a newline";
  }
}

}  // namespace
