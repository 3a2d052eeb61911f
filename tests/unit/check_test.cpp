// What `her2 kb check` refuses. tests/fixtures/minimal is a small body of knowledge without fault; each file of
// tests/fixtures/broken adds one fault and marks, in a comment `#! …` on the line the report must name, a part of what
// it must say. Exactly the marked problems are reported.
#include "check/check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "kb/toml_reader.h"

namespace her2 {
namespace {

namespace fs = std::filesystem;

const fs::path fixtures = HER2_SOURCE_DIR "/tests/fixtures";

std::string textOf(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Everything loading and checking has to say; `extra` is a further file, broken.toml.
Problems problemsOf(const std::string& extra, check::Summary& summary) {
  const auto minimal = kb::DocumentSet::readFolder(fixtures / "minimal");
  if (!minimal) return minimal.problems();
  std::vector<kb::Document> documents = minimal->documents();
  auto document = kb::readToml(extra, "broken.toml");
  if (!document) return document.problems();
  documents.push_back(*std::move(document));
  const auto knowledge = kb::Knowledge::load(kb::DocumentSet(std::move(documents)));
  return knowledge ? check::checkKnowledge(*knowledge, summary) : knowledge.problems();
}

struct Mark {
  std::size_t line;
  std::string message;
};

std::vector<Mark> marksOf(const std::string& text) {
  std::vector<Mark> result;
  std::istringstream stream(text);
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    for (auto at = line.find("#! "); at != std::string::npos; at = line.find("#! ", at + 1)) {
      const auto end = line.find(" #! ", at + 1);
      result.push_back({number, line.substr(at + 3, end == std::string::npos ? end : end - at - 3)});
    }
  }
  return result;
}

std::string all(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) text += "\n  " + problem.text();
  return text;
}

TEST(Check, TheMinimalKnowledgeHasNoFault) {
  check::Summary summary;
  const Problems problems = problemsOf("", summary);
  EXPECT_TRUE(problems.empty()) << all(problems);
  EXPECT_EQ(summary.tables, 3U);
  EXPECT_EQ(summary.rows, 10U);
  EXPECT_EQ(summary.indications, 1U);
  EXPECT_EQ(summary.sources, 2U);
  EXPECT_EQ(summary.trials, 1U);
  EXPECT_EQ(summary.trialResults, 4U);
  EXPECT_EQ(summary.examples, 7U);
}

TEST(Check, TheProjectsKnowledgeHasNoFault) {
  auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
  ASSERT_TRUE(documents) << all(documents.problems());
  const auto knowledge = kb::Knowledge::load(*std::move(documents));
  ASSERT_TRUE(knowledge) << all(knowledge.problems());
  check::Summary summary;
  const Problems problems = check::checkKnowledge(*knowledge, summary);
  EXPECT_TRUE(problems.empty()) << all(problems);
}

// An indication whose wording nobody read, met and failed by its examples; its criterion on the kind of tumour was
// read.
TEST(Check, ProvesThatNothingUnverifiedDecidesAlone) {
  const std::string extra = R"(
[[source]]
id = "hearsay"
title = "Recalled"
grade = "unverified"

[drug]
id = "pertuzumab"
title = "Pertuzumab"
classes = ["anti-her2"]

[[indication]]
id = "early"
population = "early breast cancer"
tumours = ["breast"]
regimen = ["pertuzumab"]
basis = "label"
criteria = [
  { say = "breast cancer", is = 'tumour.kind = "breast"', source = "rules" },
  { say = "early", is = 'tumour.setting = "early"' },
]
approvals = [{ agency = "FDA", date = 2013-09-30, source = "hearsay" }]
examples = [
  { given = { "tumour.kind" = "breast", "tumour.setting" = "early" }, gives = "indicated" },
  { given = { "tumour.kind" = "breast", "tumour.setting" = "metastatic" }, gives = "not-indicated" },
  { given = { "tumour.kind" = "gastric", "tumour.setting" = "early" }, gives = "not-indicated", note = "this no was read" },
]

[[change]]
date = 2013-09-30
agency = "FDA"
option = "pertuzumab/early"
kind = "extension"
given = { "tumour.kind" = "breast", "tumour.setting" = "early" }
before = "absent"
after = "possible"
source = "hearsay"
)";
  check::Summary summary;
  const Problems problems = problemsOf(extra, summary);
  EXPECT_TRUE(problems.empty()) << all(problems);
  EXPECT_EQ(summary.unverified, 2U);
  EXPECT_EQ(summary.changes, 1U);
}

std::shared_ptr<const kb::Knowledge> projectKnowledge() {
  auto documents = kb::DocumentSet::readFolder(HER2_SOURCE_DIR "/knowledge");
  auto knowledge = kb::Knowledge::load(*std::move(documents));
  return knowledge ? *knowledge : nullptr;
}

// Every approval, and every end of a wording, is proved by a dated change of that option, agency and day.
TEST(Check, EveryApprovalHasItsDatedChange) {
  const auto knowledge = projectKnowledge();
  ASSERT_NE(knowledge, nullptr);
  EXPECT_GE(knowledge->timeline.size(), 80U);
  const auto proved = [&](const std::string& what, const std::string& agency, Date day) {
    return std::any_of(knowledge->timeline.begin(), knowledge->timeline.end(), [&](const kb::DatedChange& change) {
      return change.option + change.product == what && change.agency == agency && change.date == day;
    });
  };
  const auto expectAll = [&](const std::string& what, const std::vector<kb::Approval>& approvals) {
    for (const kb::Approval& approval : approvals)
      EXPECT_TRUE(proved(what, approval.agency, approval.date))
          << what << ": no dated change for " << approval.agency << " on " << approval.date.text();
  };
  for (const kb::Indication& indication : knowledge->indications) {
    const std::string what = indication.drug + "/" + indication.id;
    if (indication.basis != "label") continue;
    expectAll(what, indication.approvals);
    for (const auto& [agency, day] : indication.until)
      EXPECT_TRUE(proved(what, agency, day)) << what << ": no dated change for the end of " << day.text();
  }
  for (const kb::Product& product : knowledge->products)
    expectAll(product.drug + "/" + product.name, product.approvals);
}

// A record may name a biosimilar, a brand or a proper name with its suffix: each is the ingredient.
TEST(Check, EveryProductIsItsIngredient) {
  const auto knowledge = projectKnowledge();
  ASSERT_NE(knowledge, nullptr);
  const auto idOf = [&](const std::string& name) {
    const auto drug = knowledge->vocabulary.findDrug(name);
    return drug ? knowledge->vocabulary.drug(*drug).id : std::string("nothing");
  };
  for (const kb::Product& product : knowledge->products) {
    EXPECT_EQ(idOf(product.name), product.drug);
    if (!product.properName.empty()) {
      EXPECT_EQ(idOf(product.properName), product.drug);
    }
  }
  for (const char* name : {"Ogivri", "trastuzumab-qyyp", "HERCEPTIN HYLECTA", "trastuzumab and hyaluronidase-oysk",
                           "Herzuma", "trastuzumab biosimilar"})
    EXPECT_EQ(idOf(name), "trastuzumab") << name;
  EXPECT_EQ(idOf("pertuzumab-dpzb"), "pertuzumab");
  EXPECT_EQ(idOf("fam-trastuzumab deruxtecan-nxki"), "trastuzumab-deruxtecan");
  EXPECT_EQ(idOf("ado-trastuzumab emtansine"), "trastuzumab-emtansine");
}

// The regimen of an indication names drugs or classes that records can name too.
TEST(Check, EveryRegimenIsOfKnownDrugs) {
  const auto knowledge = projectKnowledge();
  ASSERT_NE(knowledge, nullptr);
  for (const kb::Indication& indication : knowledge->indications) {
    for (const std::string& drug : indication.regimen)
      EXPECT_TRUE(knowledge->vocabulary.findDrug(drug).has_value())
          << indication.drug << "/" << indication.id << ": " << drug;
  }
}

TEST(Check, AsksForOneRelease) {
  check::Summary summary;
  const Problems problems = problemsOf("[release]\nversion = \"2\"\ndate = 2026-01-01\n", summary);
  ASSERT_EQ(problems.size(), 1U) << all(problems);
  EXPECT_EQ(problems[0].message, "2 [release] blocks, one is needed");
}

class BrokenKnowledge : public testing::TestWithParam<std::string> {};

TEST_P(BrokenKnowledge, IsRefusedWhereItIsBroken) {
  const std::string text = textOf(fixtures / "broken" / (GetParam() + ".toml"));
  const std::vector<Mark> marks = marksOf(text);
  ASSERT_FALSE(marks.empty()) << "the file marks no fault";
  check::Summary summary;
  const Problems problems = problemsOf(text, summary);
  EXPECT_EQ(problems.size(), marks.size()) << all(problems);
  for (const Mark& mark : marks) {
    const std::string where = "broken.toml:" + std::to_string(mark.line) + ":";
    EXPECT_TRUE(std::any_of(problems.begin(), problems.end(),
                            [&](const Problem& p) {
                              return p.where.starts_with(where) && p.message.find(mark.message) != std::string::npos;
                            }))
        << "not reported at line " << mark.line << ": " << mark.message << all(problems);
  }
}

std::vector<std::string> faults() {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(fixtures / "broken")) names.insert(entry.path().stem().string());
  return {names.begin(), names.end()};
}

INSTANTIATE_TEST_SUITE_P(All, BrokenKnowledge, testing::ValuesIn(faults()),
                         [](const testing::TestParamInfo<std::string>& each) {
                           std::string name = each.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace her2
