// her2 kb export: models and cases, to a stream, a file, a folder.
#include <rapidjson/document.h>

#include "program.h"

namespace her2::system {
namespace {

class CliExport : public ProgramTest {};

TEST_F(CliExport, OneModelGoesToStandardOutput) {
  const Ran ran = her2({"kb", "export", "--dmn", "--as-of", "2022-08-05"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("<?xml"));
  EXPECT_PRED2(holds, ran.out, "https://www.omg.org/spec/DMN/20230324/MODEL/");
  EXPECT_PRED2(holds, ran.out, "In force on 2022-08-05");
  EXPECT_PRED2(holds, ran.out, "trastuzumab_deruxtecan_breast_low_after_chemotherapy_US");
  EXPECT_EQ(her2({"kb", "export", "--dmn", "--as-of", "2022-08-05"}).out, ran.out);
}

TEST_F(CliExport, ADayEarlierTheOptionIsNotThere) {
  const Ran ran = her2({"kb", "export", "--dmn", "--as-of", "2022-08-04"});
  EXPECT_FALSE(holds(ran.out, "trastuzumab_deruxtecan_breast_low_after_chemotherapy"));
}

TEST_F(CliExport, AFolderGetsAFileForEachGroupAndDrug) {
  const Ran ran = her2({"kb", "export", "--dmn", "--dmn-version", "1.3", "--cases", "--most", "2", "--each", "1", "-o",
                        "models/", "--as-of", "2022-08-05"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_PRED2(holds, contents(path("models/ish.group.dmn")), "https://www.omg.org/spec/DMN/20191111/MODEL/");
  EXPECT_PRED2(holds, contents(path("models/trastuzumab.dmn")), "knowledge/drugs/trastuzumab.toml");
  const auto lines = linesOf(contents(path("models/cases.ndjson")));
  ASSERT_FALSE(lines.empty());
  for (const std::string& line : lines) {
    rapidjson::Document example;
    example.Parse(line.c_str());
    ASSERT_TRUE(example.IsObject() && example["decision"].IsString() && example["given"].IsObject() &&
                example.HasMember("gives"))
        << line;
  }
  EXPECT_PRED2(holds, ran.err, std::to_string(lines.size()) + " cases");
}

TEST_F(CliExport, EveryVersionHasAFolderForEachDay) {
  const Ran ran = her2({"kb", "export", "--dmn", "--every-version", "-o", "all"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  std::size_t days = 0;
  for (const auto& day : std::filesystem::directory_iterator(path("all"))) {
    ++days;
    EXPECT_PRED2(holds, contents(day.path() / "ish.final.dmn"), "In force on " + day.path().filename().string());
  }
  EXPECT_GT(days, 2U);
}

TEST_F(CliExport, SaysWhatIsWrong) {
  Ran ran = her2({"kb", "export"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_PRED2(holds, ran.err, "--dmn, --cases, or both");
  ran = her2({"kb", "export", "--dmn", "--cases"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_PRED2(holds, ran.err, "-o DIR/");
  ran = her2({"kb", "export", "--dmn", "--as-of", "tomorrow"});
  EXPECT_EQ(ran.exit, 2);
  ran = her2({"kb", "export", "--dmn", "-o", "/dev/null/model.dmn"});
  EXPECT_EQ(ran.exit, 3);
  EXPECT_PRED2(holds, ran.err, "could not be written");
}

}  // namespace
}  // namespace her2::system
