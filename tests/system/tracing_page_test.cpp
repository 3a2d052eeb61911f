// docs/tracing.md says what it says: each command behind `$` is run, and the lines below it are in its output, in that
// order; … stands for what is left out.
#include "program.h"

namespace her2::system {
namespace {

struct Shown {
  std::vector<std::string> command;
  std::vector<std::string> lines;
};

/// Words of a command; quotes hold one together.
std::vector<std::string> wordsOf(const std::string& command) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : command) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

std::vector<Shown> shownIn(const std::string& page) {
  std::vector<Shown> all;
  bool code = false;
  for (const std::string& line : linesOf(page)) {
    if (line.starts_with("```")) {
      code = !code;
    } else if (code && line.starts_with("$ her2 ")) {
      all.push_back({wordsOf(line.substr(7)), {}});
    } else if (code && !all.empty()) {
      all.back().lines.push_back(line);
    }
  }
  return all;
}

/// The pieces of a line between the dots.
std::vector<std::string> piecesOf(const std::string& line) {
  std::vector<std::string> pieces;
  std::string rest = replaced(line, "…", "\n");
  for (const std::string& piece : linesOf(rest)) {
    if (!piece.empty()) pieces.push_back(piece);
  }
  return pieces;
}

bool fits(const std::string& printed, const std::vector<std::string>& pieces) {
  std::size_t at = 0;
  for (const std::string& piece : pieces) {
    const auto found = printed.find(piece, at);
    if (found == std::string::npos) return false;
    at = found + piece.size();
  }
  return true;
}

using Tracing = ProgramTest;

TEST_F(Tracing, ThePageShowsWhatTheCommandsPrint) {
  std::filesystem::create_directory_symlink(HER2_SOURCE_DIR "/examples", path("examples"));
  const auto all = shownIn(contents(HER2_SOURCE_DIR "/docs/tracing.md"));
  ASSERT_GE(all.size(), 4U);
  for (const Shown& shown : all) {
    const Ran ran = her2(shown.command);
    ASSERT_EQ(ran.exit, 0) << ran.err;
    const auto printed = linesOf(ran.out);
    std::size_t at = 0;
    for (const std::string& line : shown.lines) {
      const auto pieces = piecesOf(line);
      if (pieces.empty()) continue;
      while (at < printed.size() && !fits(printed[at], pieces)) ++at;
      ASSERT_LT(at, printed.size()) << shown.command.front() << ": not printed, or not in this place: " << line << "\n"
                                    << ran.out;
      ++at;
    }
  }
}

}  // namespace
}  // namespace her2::system
