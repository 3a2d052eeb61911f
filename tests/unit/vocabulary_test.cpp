// Vocabulary: codes and drugs by the names people write, and what the loader refuses.
#include "her2/vocabulary.h"

#include <gtest/gtest.h>

#include <string>

#include "kb/document_set.h"
#include "kb/toml_reader.h"
#include "kb/vocabulary_loader.h"

namespace her2 {
namespace {

Result<Vocabulary> load(const std::string& text) {
  auto document = kb::readToml(text, "test.toml");
  if (!document) return document.problems();
  std::vector<kb::Document> documents;
  documents.push_back(*std::move(document));
  return kb::loadVocabulary(kb::DocumentSet(std::move(documents)));
}

const char* const classes = R"(
[[codes]]
name = "her2-class"
title = "HER2 class"
values = [
  { code = "low", title = "HER2-low" },
  { code = "zero", title = "HER2 0", means = ["ultralow", "null"] },
  { code = "ultralow", title = "HER2-ultralow" },
  { code = "null", title = "HER2-null", text = "about-null" },
]
)";

const char* const drugs = R"(
[[ingredient]]
id = "trastuzumab"
title = "Trastuzumab"
classes = ["anti-her2"]
brands = ["Herceptin", "Ogivri"]

[[ingredient]]
id = "trastuzumab-deruxtecan"
title = "trastuzumab deruxtecan"
classes = ["anti-her2", "adc"]
contains = ["deruxtecan"]
brands = ["Enhertu"]
aliases = ["T-DXd", "DS-8201"]
)";

TEST(Domain, FindsCodesByPosition) {
  const auto vocabulary = load(classes);
  ASSERT_TRUE(vocabulary);
  const auto id = vocabulary->findDomain("her2-class");
  ASSERT_TRUE(id);
  const Domain& domain = vocabulary->domain(*id);
  EXPECT_EQ(domain.name(), "her2-class");
  EXPECT_EQ(domain.title(), "HER2 class");
  EXPECT_EQ(domain.find("low"), 0U);
  EXPECT_EQ(domain.find("null"), 3U);
  EXPECT_EQ(domain[3].text, "about-null");
  EXPECT_FALSE(domain.find("Low"));
  EXPECT_FALSE(domain.find(""));
  EXPECT_FALSE(vocabulary->findDomain("HER2-class"));
}

TEST(Domain, AnAbstractCodeStandsForOthersAndIsNoPossibleValue) {
  const auto vocabulary = load(classes);
  ASSERT_TRUE(vocabulary);
  const Domain& domain = vocabulary->domain(0);
  EXPECT_EQ(domain[1].means, CodeSet::of(2) | CodeSet::of(3));
  EXPECT_EQ(domain[0].means, CodeSet::of(0));
  EXPECT_EQ(domain.all(), CodeSet::of(0) | CodeSet::of(2) | CodeSet::of(3));
}

TEST(Drugs, AreFoundByEveryNameTheyGoBy) {
  const auto vocabulary = load(drugs);
  ASSERT_TRUE(vocabulary);
  const struct {
    const char* name;
    const char* id;
  } table[] = {
      {"trastuzumab", "trastuzumab"},
      {"Herceptin", "trastuzumab"},
      {"OGIVRI", "trastuzumab"},
      {"trastuzumab-dkst", "trastuzumab"},
      {"Trastuzumab-qyyp", "trastuzumab"},
      {"trastuzumab-deruxtecan", "trastuzumab-deruxtecan"},
      {"Trastuzumab Deruxtecan", "trastuzumab-deruxtecan"},
      {"trastuzumab_deruxtecan", "trastuzumab-deruxtecan"},
      {" trastuzumab  deruxtecan ", "trastuzumab-deruxtecan"},
      {"fam-trastuzumab deruxtecan", nullptr},
      {"trastuzumab deruxtecan-nxki", "trastuzumab-deruxtecan"},
      {"t-dxd", "trastuzumab-deruxtecan"},
      {"DS 8201", "trastuzumab-deruxtecan"},
      {"trastuzuma", nullptr},
      {"trastuzumab-dk", nullptr},
      {"", nullptr},
      {"-", nullptr},
      {"-dkst", nullptr},
  };
  for (const auto& row : table) {
    const auto found = vocabulary->findDrug(row.name);
    EXPECT_EQ(found ? vocabulary->drug(*found).id : "nothing", row.id == nullptr ? "nothing" : row.id) << row.name;
  }
}

TEST(Drugs, TheOwnIdAndThePartsAreAmongTheClasses) {
  const auto vocabulary = load(drugs);
  ASSERT_TRUE(vocabulary);
  EXPECT_EQ(vocabulary->drugs()[1].classes,
            (std::vector<std::string>{"adc", "anti-her2", "deruxtecan", "trastuzumab-deruxtecan"}));
}

TEST(VocabularyLoader, RefusesWithFileAndLine) {
  const struct {
    const char* text;
    const char* where;
    const char* message;
  } table[] = {
      {"[[codes]]\nname = \"a\"\ntitle = \"A\"\n", "test.toml:1:", "`values` is missing"},
      {"[[codes]]\nname = \"a\"\ntitle = 7\nvalues = []\n", "test.toml:3:", "must be a string"},
      {"[[codes]]\nname = \"a\"\ntitle = \"A\"\nvalues = [\n  { code = \"x\", title = \"X\" },\n  { code = \"x\", "
       "title = \"Y\" },\n]\n",
       "test.toml:6:", "appears twice"},
      {"[[codes]]\nname = \"a\"\ntitle = \"A\"\nvalues = [ { code = \"x\", title = \"X\", means = [\"y\"] } ]\n",
       "test.toml:4:", "no code of this list"},
      {"[[codes]]\nname = \"a\"\ntitle = \"A\"\nvalues = [ \"x\" ]\n", "test.toml:4:", "must be {"},
      {"[[codes]]\nname = \"a\"\ntitle = \"A\"\nvalues = []\nextra = 1\n", "test.toml:5:", "unknown member `extra`"},
      {"[[ingredient]]\nid = \"a\"\ntitle = \"A\"\n\n[[ingredient]]\nid = \"a\"\ntitle = \"B\"\n",
       "test.toml:5:", "appears twice"},
  };
  for (const auto& row : table) {
    const auto vocabulary = load(row.text);
    ASSERT_FALSE(vocabulary) << row.text;
    const Problem& problem = vocabulary.problems().front();
    EXPECT_TRUE(problem.where.starts_with(row.where)) << problem.text();
    EXPECT_NE(problem.message.find(row.message), std::string::npos) << problem.text();
  }
}

TEST(VocabularyLoader, RefusesMoreCodesThanASetHolds) {
  std::string text = "[[codes]]\nname = \"a\"\ntitle = \"A\"\nvalues = [\n";
  for (int i = 0; i < 64; ++i) text += "{ code = \"c" + std::to_string(i) + "\", title = \"t\" },\n";
  EXPECT_TRUE(load(text + "]\n"));
  EXPECT_FALSE(load(text + "{ code = \"one-more\", title = \"t\" },\n]\n"));
}

TEST(VocabularyLoader, TheKnowledgeOfThisReleaseLoads) {
  const auto documents = kb::DocumentSet::readFolder(std::string(HER2_SOURCE_DIR) + "/knowledge");
  ASSERT_TRUE(documents) << documents.problems().front().text();
  const auto vocabulary = kb::loadVocabulary(*documents);
  ASSERT_TRUE(vocabulary) << vocabulary.problems().front().text();
  EXPECT_TRUE(vocabulary->findDomain("tumour-kind"));
}

}  // namespace
}  // namespace her2
