// Overlays: what is added, what is replaced and reported, what is refused. The base is tests/fixtures/minimal.
#include "kb/layers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "kb/catalogue.h"
#include "kb/model.h"
#include "kb/toml_reader.h"

namespace her2::kb {
namespace {

constexpr const char* head = "[overlay]\nid = \"site\"\nversion = \"3\"\ntitle = \"A site\"\n";

DocumentSet minimal() { return *DocumentSet::readFolder(HER2_SOURCE_DIR "/tests/fixtures/minimal"); }

DocumentSet folderOf(const std::string& text) {
  std::vector<Document> documents;
  documents.push_back(*readToml(text, "local.toml"));
  return DocumentSet(std::move(documents));
}

std::string textOf(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) text += problem.text() + "\n";
  return text;
}

std::shared_ptr<const Knowledge> loaded(const Result<DocumentSet>& documents) {
  if (!documents) throw std::runtime_error(textOf(documents.problems()));
  auto knowledge = Knowledge::load(*documents);
  if (!knowledge) throw std::runtime_error(textOf(knowledge.problems()));
  return *knowledge;
}

/// The problems of laying the text over the minimal knowledge.
std::string refusal(const std::string& text) {
  const auto stacked = overlaid(minimal(), folderOf(text));
  return stacked ? "" : textOf(stacked.problems());
}

std::size_t indicationsOf(const Knowledge& knowledge, const std::string& drug) {
  return static_cast<std::size_t>(std::count_if(knowledge.indications.begin(), knowledge.indications.end(),
                                                [&](const Indication& i) { return i.drug == drug; }));
}

TEST(Layers, AnOverlayAddsAndReplacesAndSaysSo) {
  const auto base = loaded(minimal());
  const auto site = loaded(overlaid(minimal(), folderOf(std::string(head) + R"(
[[source]]
id = "rules"
title = "The rules, read again at the site"
grade = "primary"

[[source]]
id = "minutes"
title = "Minutes"
grade = "convention"
)")));
  EXPECT_EQ(site->findSource("rules")->title, "The rules, read again at the site");
  ASSERT_NE(site->findSource("minutes"), nullptr);
  EXPECT_EQ(site->sources.size(), base->sources.size() + 1);
  EXPECT_EQ(site->release.version, base->release.version + "+site-3");
  EXPECT_NE(site->hash, base->hash);
  const auto& layers = site->documents.layers();
  ASSERT_EQ(layers.size(), 2U);
  EXPECT_EQ(layers[0].hash, base->hash);
  EXPECT_EQ(layers[1].id, "site");
  const auto& replaced = site->documents.replacements();
  ASSERT_EQ(replaced.size(), 1U);
  EXPECT_EQ(replaced[0].id, "rules");
  EXPECT_EQ(replaced[0].place, "overlay/site/local.toml:6");
  EXPECT_EQ(replaced[0].below, "base");
  const auto entries = entriesOf(*site);
  ASSERT_NE(entryAt(entries, "knowledge/overlay/site/local.toml:7"), nullptr);
  EXPECT_EQ(entryAt(entries, "knowledge/overlay/site/local.toml:7")->id, "rules");
}

TEST(Layers, TheSameFoldersGiveTheSameHash) {
  const std::string text = std::string(head) + "[[source]]\nid = \"a\"\ntitle = \"A\"\ngrade = \"convention\"\n";
  EXPECT_EQ(loaded(overlaid(minimal(), folderOf(text)))->hash, loaded(overlaid(minimal(), folderOf(text)))->hash);
}

TEST(Layers, OfTwoOverlaysTheLaterWins) {
  const auto source = [](const std::string& id, const std::string& title) {
    return folderOf("[overlay]\nid = \"" + id +
                    "\"\nversion = \"1\"\ntitle = \"\"\n[[source]]\nid = \"rules\"\ntitle = \"" + title +
                    "\"\ngrade = \"primary\"\n");
  };
  auto first = overlaid(minimal(), source("first", "one"));
  ASSERT_TRUE(first);
  const auto site = loaded(overlaid(*std::move(first), source("second", "two")));
  EXPECT_EQ(site->findSource("rules")->title, "two");
  const auto& replaced = site->documents.replacements();
  ASSERT_EQ(replaced.size(), 2U);
  EXPECT_EQ(replaced[1].layer, "second");
  EXPECT_EQ(replaced[1].below, "first");
}

// `drug = "…"` says whose indications follow; a replaced [drug] leaves its indications to the file they stand in.
TEST(Layers, ADrugCanBeReplacedWithoutItsIndicationsAndTheOtherWayRound) {
  const auto base = loaded(minimal());
  const DrugEntry& drug = base->drugs.at(0);
  const auto other = loaded(overlaid(
      minimal(), folderOf(std::string(head) + "[drug]\nid = \"" + drug.id + "\"\ntitle = \"Another title\"\n")));
  EXPECT_EQ(other->drugs.at(0).title, "Another title");
  EXPECT_EQ(indicationsOf(*other, drug.id), indicationsOf(*base, drug.id));

  const Indication& indication = base->indications.at(0);
  const auto narrowed = loaded(overlaid(minimal(), folderOf("drug = \"" + indication.drug + "\"\n" + head +
                                                            "[[indication]]\nid = \"" + indication.id + R"("
population = "of the site"
tumours = ["breast"]
regimen = []
basis = "trial"
source = "rules"
criteria = [ { say = "breast", is = 'tumour.kind = "breast"' } ]
)")));
  EXPECT_EQ(indicationsOf(*narrowed, indication.drug), indicationsOf(*base, indication.drug));
  EXPECT_EQ(narrowed->indications.back().population, "of the site");
  EXPECT_EQ(narrowed->documents.replacements().at(0).id, indication.drug + "/" + indication.id);
}

TEST(Layers, WhatRulesBelowRelyOnCannotBeTakenAway) {
  const std::string fact = refusal(std::string(head) + R"(
[[fact]]
name = "ihc.score"
scope = "specimen"
type = "number"
range = "[0..3]"
title = "IHC"
)");
  EXPECT_NE(fact.find("overlay/site/local.toml:9:8: fact `ihc.score` has type `number`, but `code` at"),
            std::string::npos)
      << fact;
  const std::string silence = refusal(std::string(head) + R"(
[[fact]]
name = "ihc.score"
scope = "specimen"
type = "code"
codes = "ihc-score"
title = "IHC"
)");
  EXPECT_NE(silence.find("has absence `unknown`, but `closed` at"), std::string::npos) << silence;
  const std::string codes = refusal(std::string(head) + R"(
[[codes]]
name = "her2-result"
title = "HER2 result"
values = [ { code = "positive", title = "Positive" }, { code = "negative", title = "Negative" } ]
)");
  EXPECT_NE(codes.find("leaves out the code `indeterminate`"), std::string::npos) << codes;
  const std::string table = refusal(std::string(head) + "[[table]]\nid = \"" + loaded(minimal())->tables.at(0).id + R"("
title = "Another"
scope = "specimen"
source = "rules"
hit = "first"
inputs = []
outputs = []
rules = []
)");
  EXPECT_NE(table.find("leaves out the output"), std::string::npos) << table;
}

TEST(Layers, TheHeadOfAnOverlayIsChecked) {
  EXPECT_TRUE(isOverlay(folderOf(head)));
  EXPECT_FALSE(isOverlay(minimal()));
  EXPECT_NE(refusal("[overlay]\nid = \"base\"\nversion = \"1\"\ntitle = \"\"\n").find("name of another layer"),
            std::string::npos);
  EXPECT_NE(refusal("[overlay]\nid = \"../site\"\nversion = \"1\"\ntitle = \"\"\n").find("lower-case letters"),
            std::string::npos);
  EXPECT_NE(refusal(std::string(head) + "[release]\nversion = \"1\"\ndate = 2026-01-01\n").find("beside [overlay]"),
            std::string::npos);
  EXPECT_NE(refusal("[overlay]\nid = \"site\"\ntitle = \"\"\n").find("`version` is missing"), std::string::npos);
}

TEST(Layers, AnOverlayOfADrugThatIsNotThereIsRefused) {
  const auto stacked = overlaid(minimal(), folderOf("drug = \"unheard-of\"\n" + std::string(head)));
  ASSERT_TRUE(stacked);
  const auto refused = Knowledge::load(*stacked);
  ASSERT_FALSE(refused);
  EXPECT_NE(textOf(refused.problems()).find("there is no drug `unheard-of`"), std::string::npos)
      << textOf(refused.problems());
}

}  // namespace
}  // namespace her2::kb
