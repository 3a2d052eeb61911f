// docs/hazards.md against the tests that are there, and tests/hazards.toml against both.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace her2 {
namespace {

std::string textOfFile(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// "Suite.Name" of every test written down in tests/.
std::set<std::string> testsWritten() {
  static const std::regex pattern(R"(TEST(?:_F|_P)?\((\w+), (\w+)\))");
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(HER2_SOURCE_DIR "/tests")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = textOfFile(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
      names.insert((*at)[1].str() + "." + (*at)[2].str());
  }
  return names;
}

TEST(HazardList, EveryHazardNamesTestsThatAreThere) {
  const std::set<std::string> written = testsWritten();
  static const std::regex name("`([A-Z]\\w+\\.[A-Z]\\w+)`");
  std::istringstream page(textOfFile(HER2_SOURCE_DIR "/docs/hazards.md"));
  std::set<std::string> listed;
  int hazards = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| ") || line.starts_with("| hazard") || line.starts_with("|---")) continue;
    ++hazards;
    int tests = 0;
    for (std::sregex_iterator at(line.begin(), line.end(), name), end; at != end; ++at, ++tests) {
      EXPECT_TRUE(written.contains((*at)[1].str())) << (*at)[1].str() << "\n" << line;
      listed.insert((*at)[1].str());
    }
    EXPECT_GT(tests, 0) << "no test: " << line;
  }
  EXPECT_GE(hazards, 15);
  const std::string controls = textOfFile(HER2_SOURCE_DIR "/tests/hazards.toml");
  for (const std::string& each : written) {
    if (!each.starts_with("Hazards.")) continue;
    EXPECT_TRUE(listed.contains(each)) << each << " is not in docs/hazards.md";
    EXPECT_NE(controls.find("test = \"" + each + "\""), std::string::npos) << each << " is not in tests/hazards.toml";
  }
}

}  // namespace
}  // namespace her2
