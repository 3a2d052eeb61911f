// Pages that show commands and what they print: each command is run, and the lines below it must come out, in their
// order. "…" stands for lines left out.
#include "program.h"

namespace her2::system {
namespace {

struct Shown {
  std::vector<std::string> command;
  std::vector<std::string> lines;
};

std::vector<std::string> wordsOf(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : line + ' ') {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

/// The blocks of the page that begin with "$ her2 …".
std::vector<Shown> shownIn(const std::string& page) {
  std::vector<Shown> all;
  bool inside = false;
  for (const std::string& line : linesOf(page)) {
    if (line.starts_with("```")) {
      inside = false;
    } else if (line.starts_with("$ her2 ")) {
      inside = true;
      all.push_back({wordsOf(line.substr(7)), {}});
    } else if (inside) {
      all.back().lines.push_back(line);
    }
  }
  return all;
}

struct Page {
  const char* file;
  std::size_t least;  ///< commands it shows
};

class ShownOutput : public ProgramTest, public testing::WithParamInterface<Page> {};

TEST_P(ShownOutput, IsWhatTheProgramPrints) {
  const auto all = shownIn(contents(std::string(HER2_SOURCE_DIR "/") + GetParam().file));
  ASSERT_GE(all.size(), GetParam().least);
  for (Shown shown : all) {
    for (std::string& word : shown.command) {
      if (word.starts_with("examples/")) word = HER2_SOURCE_DIR "/" + word;
    }
    const Ran ran = her2(shown.command);
    EXPECT_EQ(ran.exit, 0) << ran.err;
    const auto printed = linesOf(ran.out);
    std::size_t at = 0;
    for (const std::string& line : shown.lines) {
      if (holds(line, "…") && !holds(ran.out, line)) continue;
      while (at < printed.size() && printed[at] != line) ++at;
      EXPECT_LT(at, printed.size()) << "not printed by " << fmt::format("{}", fmt::join(shown.command, " ")) << ":\n"
                                    << line;
    }
  }
}

// The manual page of the Debian package names the verbs in the order of --help, and no other.
class ManualPage : public ProgramTest {};

TEST_F(ManualPage, NamesTheVerbs) {
  std::vector<std::string> verbs;
  bool inside = false;
  for (const std::string& line : linesOf(her2({"--help"}).out)) {
    if (inside && line.starts_with("  ")) verbs.push_back(line.substr(2, line.find(' ', 2) - 2));
    inside = line == "Subcommands:" || (inside && line.starts_with("  "));
  }
  std::vector<std::string> named;
  std::string section;
  for (const std::string& line : linesOf(contents(HER2_SOURCE_DIR "/packaging/her2.1"))) {
    if (line.starts_with(".SH ")) section = line.substr(4);
    if (section == "VERBS" && line.starts_with(".B ")) named.push_back(line.substr(3));
  }
  EXPECT_GT(verbs.size(), 5U);
  EXPECT_EQ(named, verbs);
}

INSTANTIATE_TEST_SUITE_P(Pages, ShownOutput, testing::Values(Page{"README.md", 1}, Page{"docs/ranking.md", 3}),
                         [](const auto& test) { return test.param.least == 1 ? "Readme" : "Ranking"; });

}  // namespace
}  // namespace her2::system
