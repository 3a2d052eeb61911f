// her2 assess --what-if, as a person types it.
#include <rapidjson/document.h>

#include "program.h"

namespace her2::system {
namespace {

class WhatIf : public ProgramTest {
 protected:
  std::string equivocal() const {
    return file("case.json",
                R"({"id":"p1","tumours":[{"kind":"breast","setting":"metastatic","er":{"status":"positive"}}],)"
                R"("specimens":[{"id":"s1","ihc":{"score":"2+"}}],)"
                R"("treatments":[{"drugs":["paclitaxel"],"intent":"metastatic","line":1}]})");
  }
};

TEST_F(WhatIf, ShowsTheTwoAnswersSideBySide) {
  const Ran ran =
      her2({"assess", equivocal(), "--as-of", "2026-11-23", "--what-if", R"(specimen.ish.group = "group-5")"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_PRED2(holds, ran.out, "WHAT IF  specimen.ish.group = \"group-5\"");
  EXPECT_PRED2(holds, ran.out, "HER2 class\n     as recorded  HER2-positive or HER2-low\n     what if      HER2-low");
  EXPECT_PRED2(holds, ran.out,
               "US trastuzumab-deruxtecan: HER2-low unresectable or metastatic breast cancer after chemotherapy\n"
               "     as recorded  possible");
  EXPECT_FALSE(holds(ran.out, "gastric"));  // only what differs
}

TEST_F(WhatIf, TakesSeveralChangesAndPrintsJson) {
  const Ran ran = her2({"assess", equivocal(), "--as-of", "2026-11-23", "--format", "json", "--what-if",
                        R"(specimen.ish.ratio = ">= 2.0")", "--what-if", "specimen.ish.her2Copies = 6.5"});
  ASSERT_EQ(ran.exit, 0) << ran.err;
  rapidjson::Document document;
  document.Parse(ran.out.c_str());
  ASSERT_FALSE(document.HasParseError()) << ran.out;
  EXPECT_STREQ(document["case"].GetString(), "p1");
  EXPECT_EQ(document["whatIf"].Size(), 2U);
  bool seen = false;
  for (const auto& each : document["differences"].GetArray()) {
    if (std::string_view(each["path"].GetString()) != "status.result") continue;
    seen = true;
    EXPECT_EQ(each["before"].Size(), 2U);
    EXPECT_STREQ(each["after"][0].GetString(), "positive");
  }
  EXPECT_TRUE(seen);
}

TEST_F(WhatIf, SaysWhenNothingChanges) {
  const Ran ran = her2({"assess", equivocal(), "--as-of", "2026-11-23", "--what-if", R"(specimen.ihc.score = "2+")"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_PRED2(holds, ran.out, "Nothing changes.");
}

TEST_F(WhatIf, ABadChangeIsAUsageErrorThatNamesWhatIsClose) {
  for (const auto& [change, says] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"(specimen.ihc.scor = "1+")", "close: specimen.ihc.score"},
           {"specimen.ihc.score = 1+", "text stands in quotes"},
           {R"(specimen.ihc.score = "4+")", "codes: not-done"},
           {"prior.taxanes = true", "close: prior.taxane"},
           {"nothing", "there is no `=`"}}) {
    const Ran ran = her2({"assess", equivocal(), "--what-if", change});
    EXPECT_EQ(ran.exit, 2) << change;
    EXPECT_EQ(ran.out, "") << change;
    EXPECT_PRED2(holds, ran.err, says);
  }
  EXPECT_EQ(her2({"assess", equivocal(), "--format", "csv", "--what-if", "tumour.grade = 2"}).exit, 2);
}

}  // namespace
}  // namespace her2::system
