// The knowledge as a reader meets it: show, search, stats. Expectations are what stands in knowledge/.
#include <algorithm>

#include "assess_fixture.h"
#include "present/knowledge_search.h"
#include "present/knowledge_stats.h"
#include "present/knowledge_text.h"

namespace her2::present {
namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const kb::Table& tableNamed(std::string_view id) {
  const auto& tables = testKnowledge()->tables;
  return *std::find_if(tables.begin(), tables.end(), [&](const kb::Table& t) { return t.id == id; });
}

TEST(Catalogue, NamesEveryBlockOfEveryFile) {
  const auto entries = kb::entriesOf(*testKnowledge());
  const auto count = [&](std::string_view kind) {
    return static_cast<std::size_t>(
        std::count_if(entries.begin(), entries.end(), [&](const kb::Entry& e) { return e.kind == kind; }));
  };
  EXPECT_EQ(count("table"), testKnowledge()->tables.size());
  EXPECT_EQ(count("indication"), testKnowledge()->indications.size());
  EXPECT_EQ(count("source"), testKnowledge()->sources.size());
  EXPECT_EQ(count("fact"), testKnowledge()->facts.size());
  EXPECT_EQ(count("text"), testKnowledge()->texts.size());
  for (const kb::Entry& entry : entries) {
    EXPECT_FALSE(entry.key().empty());
    EXPECT_FALSE(knowledgeThing(*testKnowledge(), entry.key()).empty()) << entry.key() << " can be opened";
  }
}

TEST(Catalogue, APlaceLeadsToTheBlockThatHoldsIt) {
  const auto entries = kb::entriesOf(*testKnowledge());
  const kb::Table& table = tableNamed("breast.ish-group");
  const std::string file = table.block.document->file;
  for (const std::string& place : {fmt::format("{}:{}", file, table.rows[1].place.line),
                                   fmt::format("knowledge/{}:{}:3", file, table.rows[1].place.line)}) {
    const kb::Entry* entry = kb::entryAt(entries, place);
    ASSERT_NE(entry, nullptr) << place;
    EXPECT_EQ(entry->id, "breast.ish-group");
  }
  EXPECT_EQ(kb::entryAt(entries, "no/such.toml:3"), nullptr);
  EXPECT_EQ(kb::entryAt(entries, "breast.ish-group"), nullptr) << "a name is no place";
}

TEST(Show, MarksTheRowOfAPlaceAndNamesItsSources) {
  const kb::Table& table = tableNamed("breast.ish-group");
  const std::string text =
      knowledgeThing(*testKnowledge(), fmt::format("{}:{}", table.block.document->file, table.rows[1].place.line));
  EXPECT_TRUE(holds(text, "\n  2 >  >= 2.0")) << text;
  EXPECT_FALSE(holds(text, "\n  1 >"));
  for (const std::string& id : table.sources) {
    const kb::Source* source = testKnowledge()->findSource(id);
    EXPECT_TRUE(holds(text, source->title) && holds(text, source->url) && holds(text, source->date->text())) << id;
  }
  EXPECT_TRUE(holds(text, "ish.ratio 1.9; ish.her2-copies 6 => group-3")) << "examples stand beside the rows";
}

TEST(Show, ASourceNamesWhatRestsOnIt) {
  const std::string text = knowledgeThing(*testKnowledge(), "asco-cap-2013");
  EXPECT_TRUE(holds(text, "    rule-set asco-cap-2013\n"));
  EXPECT_TRUE(holds(text, "    table breast.ish-final\n"));
}

TEST(Show, SaysNothingOfWhatIsNotThere) {
  EXPECT_EQ(knowledgeThing(*testKnowledge(), "no-such-thing"), "");
  EXPECT_TRUE(nearbyNames(*testKnowledge(), "no-such-thing").empty());
  EXPECT_FALSE(nearbyNames(*testKnowledge(), "ish-group").empty());
}

std::vector<std::string> keysOf(const std::vector<Hit>& hits) {
  std::vector<std::string> keys;
  for (const Hit& hit : hits) keys.push_back(hit.entry.kind + " " + hit.entry.key());
  return keys;
}

TEST(Search, PutsTheNamedThingFirst) {
  struct Query {
    std::vector<std::string> words;
    const char* first;
  };
  for (const Query& query : std::vector<Query>{
           {{"breast.ish-group"}, "table breast.ish-group"},
           {{"BREAST.ISH-GROUP"}, "table breast.ish-group"},
           {{"tucatinib"}, "drug tucatinib"},
           {{"Enhertu"}, "drug trastuzumab-deruxtecan"},   // a brand
           {{"L01FD04"}, "drug trastuzumab-deruxtecan"},   // a code of ATC
           {{"85319-2"}, "observation her2-ihc"},          // a code of LOINC
           {{"DS-8201a"}, "drug trastuzumab-deruxtecan"},  // an alias
           {{"enhertu", "ultralow"}, "indication trastuzumab-deruxtecan/breast-low-or-ultralow-after-endocrine"},
       }) {
    const auto keys = keysOf(searchKnowledge(*testKnowledge(), query.words));
    ASSERT_FALSE(keys.empty()) << query.words[0];
    EXPECT_EQ(keys.front(), query.first) << query.words[0];
  }
}

TEST(Search, EveryHitHoldsEveryWord) {
  const auto low = searchKnowledge(*testKnowledge(), {"low"});
  const auto both = searchKnowledge(*testKnowledge(), {"low", "chemotherapy"});
  ASSERT_FALSE(both.empty());
  EXPECT_LT(both.size(), low.size());
  const auto keys = keysOf(low);
  for (const std::string& key : keysOf(both)) EXPECT_NE(std::find(keys.begin(), keys.end(), key), keys.end()) << key;
  EXPECT_TRUE(searchKnowledge(*testKnowledge(), {"low", "qqqq"}).empty());
  EXPECT_TRUE(searchKnowledge(*testKnowledge(), {}).empty());
  EXPECT_TRUE(searchKnowledge(*testKnowledge(), {""}).empty());
}

TEST(Search, IsInOrderOfScoreAndSaysHowManyMore) {
  const auto hits = searchKnowledge(*testKnowledge(), {"ish"});
  ASSERT_GT(hits.size(), 5U);
  EXPECT_TRUE(std::is_sorted(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; }));
  EXPECT_TRUE(holds(hitsText(hits, 5), fmt::format("{} more", hits.size() - 5)));
  EXPECT_FALSE(holds(hitsText(hits, hits.size()), "more; --limit"));
}

TEST(Stats, CountWhatIsThere) {
  const kb::Knowledge& knowledge = *testKnowledge();
  const KnowledgeStats stats = statsOf(knowledge);
  std::size_t rows = 0;
  for (const kb::Table& table : knowledge.tables) rows += table.rows.size();
  EXPECT_EQ(stats.rows, rows);
  EXPECT_EQ(stats.blocks.at("table"), knowledge.tables.size());
  EXPECT_LE(stats.tableIds, knowledge.tables.size());
  std::size_t sources = 0;
  for (const auto& [grade, n] : stats.sources) sources += n;
  EXPECT_EQ(sources, knowledge.sources.size());
  std::size_t approvals = 0;
  for (const auto& [agency, n] : stats.approvals) approvals += n;
  std::size_t expected = 0;
  for (const kb::Indication& indication : knowledge.indications) expected += indication.approvals.size();
  EXPECT_EQ(approvals, expected);
}

TEST(Stats, NoRuleIsWithoutASource) {
  EXPECT_EQ(statsOf(*testKnowledge()).rulesWithoutSource, std::vector<std::string>());
}

TEST(Stats, NameWhatRestsOnNothingRead) {
  const KnowledgeStats stats = statsOf(*testKnowledge());
  for (const Unread& each : stats.unread) {
    EXPECT_FALSE(each.keeps.empty()) << each.what;
    EXPECT_FALSE(knowledgeThing(*testKnowledge(), each.place).empty()) << each.place << " can be opened";
  }
  const auto& unread = stats.unread;
  EXPECT_TRUE(std::any_of(unread.begin(), unread.end(), [](const Unread& u) {
    return u.what == "text comment.fixation-negative" && !u.decides;
  })) << "its source is graded unverified";
}

TEST(Stats, JsonAndTextSayTheSame) {
  const KnowledgeStats stats = statsOf(*testKnowledge());
  rapidjson::Document json;
  json.Parse(statsJson(*testKnowledge(), stats).c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_EQ(json["rows"].GetUint64(), stats.rows);
  EXPECT_EQ(json["rulesWithoutSource"].Size(), 0U);
  EXPECT_EQ(json["restingOnUnverified"].Size(), stats.unread.size());
  EXPECT_EQ(json["hash"].GetString(), testKnowledge()->hash);
  const std::string text = statsText(*testKnowledge(), stats);
  EXPECT_TRUE(holds(text, "RULES WITHOUT A SOURCE: 0\n"));
  EXPECT_TRUE(holds(text, fmt::format("RESTING ON NOTHING THAT WAS READ: {};", stats.unread.size())));
}

}  // namespace
}  // namespace her2::present
